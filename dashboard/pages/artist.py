"""One artist: how many tracks, how popular, how they sound beside their main genre, and the list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

import pandas as pd
from dash import Dash, Input, State, dcc, html

from dashboard import format as fmt
from dashboard import shell
from dashboard.components import Column, Method, card, chart_card, html_table, kpi_card, kpi_row, not_enough, tag
from dashboard.components.states import empty
from dashboard.context import Context
from dashboard.figures import feature_profile, rows_height
from dashboard.pages import _profile
from dashboard.pages._slots import filled, footer, provenance, slot, slot_outputs
from dashboard.pages.track import bands_of, missing
from dashboard.theme import Theme
from dashboard.urlstate import link
from warehouse.connect import View
from warehouse.features import by_name
from warehouse.filter_tree import Rule
from warehouse.filters import TrackFilter
from warehouse.queries import artists, catalogue, tracks

PATH = "/artist/<artist_id>"
NAME = "Artist"
ID = "artist"
SUBJECT, PROFILE = "artist-subject", "artist-profile"
LISTED = 25
MOST_GENRES = 12
COLUMNS = ("track_id", "title", "album", "release_date", "popularity")


@dataclass(frozen=True)
class ArtistFacts:
    """One artist as the published snapshot holds it; the frames are those of warehouse.queries.artists."""

    artist: pd.DataFrame
    spread: pd.DataFrame
    genres: pd.DataFrame
    medians: pd.DataFrame
    tracks: pd.DataFrame
    loads: pd.DataFrame

    @property
    def row(self) -> dict[str, Any]:
        """The artist's columns."""
        return {str(name): value for name, value in self.artist.iloc[0].items()}

    @property
    def main(self) -> tuple[str, str] | None:
        """(vocabulary, genre) that most tracks have."""
        first = self.genres.head(1)
        return None if first.empty else (str(first["vocabulary"].iloc[0]), str(first["genre"].iloc[0]))


def gathered(view: View, artist_id: str) -> tuple[pd.DataFrame, ...]:
    """The fields of ArtistFacts; () when there is no such artist."""
    artist = artists.artist(view, artist_id)
    if artist.empty:
        return ()
    return (
        artist,
        artists.artist_popularity(view, artist_id),
        artists.artist_genres(view, artist_id),
        artists.artist_medians(view, artist_id),
        artists.artist_tracks(view, artist_id, COLUMNS),
        catalogue.loads(view),
    )


def facts_of(context: Context, artist_id: str) -> ArtistFacts | None:
    """What is known of an artist, None when there is no such artist."""
    found = context.reader.cached(("artist", artist_id), lambda view: gathered(view, artist_id))
    return ArtistFacts(*found) if found else None


def layout(context: Context, /, *, artist_id: str = "", **_unknown: str) -> Any:
    """The page of one artist."""
    subject = unquote(artist_id)
    facts = facts_of(context, subject)
    if facts is None:
        return missing("artist", subject)
    about, row = context.about(), facts.row
    counts = f"{fmt.plural(row['tracks'], 'track')}, {fmt.plural(row['recordings'], 'recording')}"
    return shell.page(
        dcc.Store(id=SUBJECT, data=subject),
        shell.page_header(str(row["name"]), f"{counts}; an artist is the exact name that the sources give."),
        key_facts(facts),
        shell.columns(
            list_card(facts),
            html.Div([slot(PROFILE, 12, rows_height(12, 24)), genres_card(facts)], className="rp-col-5 rp-stack"),
        ),
        footer(provenance(about, facts.loads)) if about else None,
        id=ID,
    )


def register_callbacks(app: Dash, context: Context) -> None:
    """The figure follows the theme."""

    @app.callback(*slot_outputs(PROFILE), Input(shell.THEME, "data"), State(SUBJECT, "data"))
    def draw_profile(theme: Theme, subject: str) -> Any:
        found = context.reader.cached(("artist", subject), lambda view: gathered(view, subject))
        facts = ArtistFacts(*found)
        extents = context.reader.cached("extents", tracks.extents)
        bands = context.reader.cached(("genre-bands", facts.main), lambda view: bands_of(view, facts.main))
        about = context.about()
        return filled(profile_card(facts, bands, extents, theme, provenance(about, facts.loads) if about else []))


def key_facts(facts: ArtistFacts) -> html.Div:
    """Tracks, recordings, popularity with its middle half, the most popular track."""
    row, spread = facts.row, facts.spread.iloc[0]
    repeats = int(row["tracks"]) - int(row["recordings"])
    half = "no popularity is known"
    if spread["measured"] > 1:
        half = f"middle half {fmt.span(fmt.number(spread['q1']), fmt.number(spread['q3']))}"
    elif spread["measured"] == 1:
        half = "one recording, no spread"
    top = facts.tracks.head(1)
    title = str(top["title"].iloc[0]) if len(top) else ""
    return kpi_row(
        [
            kpi_card("Tracks", fmt.number(row["tracks"]), "", f"{fmt.plural(repeats, 'repeat')} of a recording", ""),
            kpi_card("Recordings", fmt.number(row["recordings"]), "", "each counts once", ""),
            kpi_card(
                "Median popularity",
                fmt.number(spread["median"]),
                "0 to 100",
                half,
                fmt.n(spread["measured"], "recordings"),
            ),
            kpi_card("Most popular", fmt.number(row["top_popularity"]), "0 to 100", title, ""),
        ]
    )


def list_card(facts: ArtistFacts) -> Any:
    """The artist's tracks, the most popular first, with the way to all of them in Discover."""
    rows = facts.tracks.head(LISTED).assign(place=range(min(len(facts.tracks), LISTED)))
    records = rows.to_dict("records")
    shown = [
        Column("place", "#", lambda i: fmt.number(int(i) + 1)),
        Column("place", "Track", lambda i: _title(records[int(i)])),
        Column("popularity", "Popularity", fmt.number, number=True),
    ]
    if facts.tracks["release_date"].notna().any():
        shown.insert(2, Column("release_date", "Released", fmt.date, wide=True))
    rule = Rule("artist", "=", str(facts.row["name"]))
    everything = dcc.Link(
        f"All {fmt.plural(len(facts.tracks), 'track')} in Discover",
        href=link("/discover", where=TrackFilter().and_(rule).text),
        className="rp-button rp-small",
    )
    how = f"By popularity, highest first; {fmt.number(len(rows))} of {fmt.number(len(facts.tracks))}."
    head = facts.tracks["popularity"].max()
    title = (
        "No track has a popularity"
        if fmt.is_missing(head)
        else f"The most popular of {fmt.plural(len(facts.tracks), 'track')} reaches {fmt.number(head)}"
    )
    table = html_table(rows, shown, "Tracks of this artist", class_name="rp-two-line")
    return card(table, html.P(everything, className="rp-after"), title=title, how=how, columns=7)


def _title(row: Mapping[Any, Any]) -> html.Span:
    name = dcc.Link(str(row["title"]), href=f"/track/{quote(str(row['track_id']), safe='')}", className="rp-name")
    return html.Span([name, html.Span("" if fmt.is_missing(row["album"]) else str(row["album"]), className="rp-two")])


def genres_card(facts: ArtistFacts) -> Any:
    """The genres of the tracks, the most frequent first."""
    if facts.genres.empty:
        return card(html.P("No source gives these tracks a genre."), title="No genre is known")
    several = facts.genres["vocabulary"].nunique() > 1
    rows = facts.genres.head(MOST_GENRES).to_dict("records")
    tags = [
        tag(f"{r['genre']}{' (' + r['vocabulary'] + ')' if several else ''} {fmt.number(r['tracks'])}") for r in rows
    ]
    count = fmt.plural(len(facts.genres), "genre")
    return card(html.Div(tags), title=f"{count}, most often {rows[0]['genre']}", how="Tracks that carry each tag.")


def profile_card(
    facts: ArtistFacts, bands: pd.DataFrame, extents: pd.DataFrame, theme: Theme, lines: list[str]
) -> html.Section:
    """The median track beside the bands of the main genre."""
    known = by_name()
    values = {str(r["feature"]): r["median"] for r in facts.medians.to_dict("records") if r["feature"] in known}
    frame = _profile.profile(values, bands, extents)
    genre = facts.main[1] if facts.main else ""
    most = int(bands["n"].max()) if len(bands) else 0
    figure: Any = feature_profile(frame, theme, genre)
    if not genre:
        figure = empty("No genre is known, so there is nothing to compare with.")
    elif most < _profile.LEAST:
        figure = not_enough(most, _profile.LEAST)
    method = Method(
        "The median of each feature over the artist's tracks, beside the middle 80% of the genre that most of them carry.",
        {"n": f"{fmt.number(facts.row['tracks'])} tracks of the artist, {fmt.number(most)} of {genre}"},
    )
    height = rows_height(max(len(frame), 3), 24)
    return chart_card(
        _profile.finding(frame, genre or "a genre"),
        f"Dot: median of the artist. Bar: middle 80% of {genre or 'the genre'}, line at its median.",
        figure, id=PROFILE, method=method, frame=_profile.table(frame), provenance=lines, height=height,
    )  # fmt: skip
