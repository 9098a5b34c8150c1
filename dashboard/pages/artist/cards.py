"""The cards of an artist that say what it has: key figures, tracks, genres, sound beside its genre."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import pandas as pd
from dash import dcc, html

from analytics.live.artist import Profile
from dashboard import format as fmt
from dashboard import shortlisting
from dashboard.components import Column, Method, card, chart_card, html_table, kpi_card, kpi_row, not_enough, tag
from dashboard.components.states import empty
from dashboard.figures import feature_profile, rows_height
from dashboard.pages import _profile
from dashboard.pages.artist.data import ArtistFacts
from dashboard.theme import Theme
from dashboard.urlstate import link
from warehouse.features import by_name
from warehouse.filter_tree import Rule
from warehouse.filters import TrackFilter

PROFILE, SHORTLIST = "artist-profile", "artist-list"
LISTED = 12
MOST_GENRES = 12


def key_facts(facts: ArtistFacts, profile: Profile) -> html.Div:
    """Tracks, recordings, popularity with its middle half, what is expected, the most popular track."""
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
            expected_card(profile),
            kpi_card("Most popular", fmt.number(row["top_popularity"]), "0 to 100", title, ""),
        ]
    )


def expected_card(profile: Profile) -> Any:
    """What a model expects of the recordings, beside what they have."""
    expected, now, count = profile.expected
    if not count:
        return kpi_card("Expected", fmt.MISSING, "0 to 100", "no model has judged these tracks", "")
    seen = ", by a model that had seen them" if profile.seen else ", by models that had not seen them"
    words = f"now {fmt.number(now)}: {fmt.signed(expected - now)} points"
    return kpi_card("Expected, median", fmt.number(expected), "0 to 100", words + seen, fmt.n(count, "recordings"))


def list_card(facts: ArtistFacts, profile: Profile) -> Any:
    """The artist's tracks, the most popular first, with the way to all of them in Discover."""
    rows = facts.tracks.head(LISTED).assign(place=range(min(len(facts.tracks), LISTED)))
    rows["expected"] = rows["track_id"].map(profile.recordings.set_index("track_id")["expected"])
    records = rows.to_dict("records")
    shown = [
        Column("place", "#", lambda i: fmt.number(int(i) + 1)),
        Column("place", "Track", lambda i: _title(records[int(i)])),
        Column("popularity", "Now", fmt.number, number=True),
        Column("expected", "Expected", fmt.number, number=True),
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
    return card(
        table,
        html.Div([everything, shortlisting.control(SHORTLIST, up=True)], className="rp-after"),
        title=title,
        how=how,
        columns=7,
    )


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
