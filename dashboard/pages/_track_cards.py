"""The cards of a track's page. Pure: facts in, components out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

import pandas as pd
from dash import dcc, html

from dashboard import format as fmt
from dashboard.components import Column, Method, bar, card, chart_card, html_table, kpi_card, kpi_row
from dashboard.figures import popularity_history
from dashboard.pages._profile import LEAST
from dashboard.pages._track_data import TrackFacts
from dashboard.theme import Theme
from dashboard.urlstate import link
from warehouse.features import by_name
from warehouse.filter_tree import Rule
from warehouse.filters import TrackFilter

MOST_RELEASES = 8


def scope(facts: TrackFacts) -> list[Any]:
    """Artists as links, album, released, label: one line."""
    row = facts.row
    people = [
        dcc.Link(a["name"], href=f"/artist/{quote(str(a['artist_id']), safe='')}")
        for a in facts.artists.to_dict("records")
    ]
    between = [part for person in people for part in (", ", person)][1:]
    rest = [
        "" if fmt.is_missing(row["album"]) else f"on “{row['album']}”",
        "" if fmt.is_missing(row["release_date"]) else f"released {fmt.date(row['release_date'])}",
        "" if fmt.is_missing(row["label"]) else str(row["label"]),
    ]
    return [*between, *(f" · {text}" for text in rest if text)]


def finding(facts: TrackFacts) -> str:
    """The h1: the title, and where its popularity stands."""
    return str(facts.row["title"])


def key_facts(facts: TrackFacts, bands: pd.DataFrame, genre: str) -> html.Div:
    """Five numbers: popularity within the genre, length, tempo, key, explicit."""
    row, known = facts.row, by_name()
    band = bands.set_index("feature") if len(bands) else bands

    def usual(name: str) -> str:
        if name not in band.index or not genre:
            return "no genre to compare with"
        low, high = (fmt.value(known[name], band.loc[name, q], unit=False) for q in ("q10", "q90"))
        return f"{genre}: {fmt.span(low, high)}"

    def n(name: str) -> str:
        return f"middle 80%, {fmt.n(band.loc[name, 'n'])}" if name in band.index and genre else ""

    words, sample = popularity_words(facts, genre)
    tempo = fmt.value(known["tempo"], row["tempo"], unit=False)
    return kpi_row(
        [
            kpi_card("Popularity", fmt.value(known["popularity"], row["popularity"]), "0 to 100", words, sample),
            kpi_card(
                "Length",
                fmt.value(known["duration_ms"], row["duration_ms"]),
                "min:s",
                usual("duration_ms"),
                n("duration_ms"),
            ),
            kpi_card("Tempo", tempo, known["tempo"].unit, usual("tempo"), n("tempo")),
            kpi_card("Key", key_words(row), "", beat_words(row), ""),
            kpi_card("Explicit lyrics", fmt.value(known["explicit"], row["explicit"]), "", "as the source says", ""),
        ]
    )


def popularity_words(facts: TrackFacts, genre: str) -> tuple[str, str]:
    """('above 91% of acoustic', 'n = 998 recordings'): where the popularity stands in a genre."""
    if fmt.is_missing(facts.row["popularity"]):
        return "not measured", ""
    pair = facts.choices.get(genre)
    if pair is None:
        return "no genre to compare with", ""
    stands = facts.standings
    found = stands[(stands["vocabulary"] == pair[0]) & (stands["genre"] == pair[1])].iloc[0]
    if found["n"] < LEAST:
        return f"too few in {genre} to compare", fmt.n(found["n"], "recordings")
    # Rounded down: only what nobody reaches is above all of them.
    share = math.floor(100 * found["below"] / found["n"])
    return f"above {share}% of {genre}", fmt.n(found["n"], "recordings")


def key_words(row: Mapping[str, Any]) -> str:
    """'C♯/D♭ minor'."""
    known = by_name()
    parts = [fmt.value(known[name], row[name]) for name in ("key", "mode") if not fmt.is_missing(row[name])]
    return " ".join(parts) or fmt.MISSING


def beat_words(row: Mapping[str, Any]) -> str:
    """'4 beats in a bar'."""
    beats = row["time_signature"]
    return "beats in a bar not found" if fmt.is_missing(beats) else f"{fmt.number(beats)} beats in a bar"


def genres_card(facts: TrackFacts) -> Any:
    """The genres that the sources give, each with its vocabulary and family, leading to the tracks that share it."""
    if facts.genres.empty:
        return card(html.P("No source gives this track a genre."), title="No genre is known")
    count = fmt.plural(len(facts.genres), "genre")
    families = fmt.plural(facts.genres["family"].nunique(), "family", "families")
    several = facts.genres["vocabulary"].nunique() > 1
    rows = facts.genres.assign(place=range(len(facts.genres)))
    records = rows.to_dict("records")
    shown = [
        Column("place", "Genre", lambda i: _genre_link(records[int(i)], several)),
        Column("family", "Family"),
        Column("vocabulary", "Vocabulary"),
    ]
    table = html_table(rows, shown, "Genres of this track")
    return card(
        table,
        title=f"{count} in {families}",
        how="As the sources give them; a genre opens its tracks.",
    )


def _genre_link(row: Mapping[Any, Any], several: bool) -> Any:
    rule = Rule("genre", "=", row["genre"], row["vocabulary"] if several else None)
    return dcc.Link(row["genre"], href=link("/discover", where=TrackFilter().and_(rule).text))


def predicted_card(facts: TrackFacts, waits: str) -> Any:
    """The model's first five genres with probabilities; 'not sure' is a normal result. `waits` says why there are none."""
    if facts.predicted.empty:
        words = waits if not facts.card else "The published model has not scored this track."
        return card(html.P(words), title="No predicted genre")
    top = facts.predicted.iloc[0]
    title = f"Likely {top['genre']}, {chance(top['probability'])}" if top["sure"] else "Not sure which genre this is"
    shown = [
        Column("genre", "Predicted genre"),
        Column(
            "probability",
            "Probability",
            lambda p: html.Span([bar(p), html.Span(chance(p), className="rp-chance")]),
            number=True,
        ),
    ]
    notes = []
    if facts.is_in_sample:
        notes.append("In-sample: the model has learned from this track, so these look better than they are.")
    if facts.honest is not None:
        notes.append(f"On held-out tracks its first answer is right {fmt.percent(facts.honest)} of the time.")
    table = html_table(facts.predicted, shown, "Genres that the model expects")
    foot = html.P(
        [*(f"{note} " for note in notes), dcc.Link("How far to trust it", href="/genres")], className="rp-soft"
    )
    return card(table, foot, title=title, how="The genre model's first five, from sound alone.")


def chance(probability: float) -> str:
    """A probability: '62.0%'; what would be rounded to certainty is 'over 99.9%'."""
    return "over 99.9%" if 0.9995 <= probability < 1 else fmt.percent(probability)


def history_card(facts: TrackFacts, theme: Theme, lines: Sequence[str]) -> Any:
    """Popularity over dates: a figure from two dates on, else one line."""
    history = facts.history
    if len(history) < 2:
        return card(html.P(single_date(history)), title="Popularity on one date")
    first, last = history.iloc[0], history.iloc[-1]
    change = int(last["popularity"]) - int(first["popularity"])
    moved = f"{fmt.arrow(change, fmt.number(abs(change)))} since" if change else "the same as on"
    title = f"Popularity {fmt.number(last['popularity'])}, {moved} {fmt.date(first['as_of'])}"
    method = Method("The highest popularity that a source gave on each date.", {"n": fmt.plural(len(history), "date")})
    return chart_card(
        title, "One dot a date, 0 to 100.", popularity_history(history, theme), id="track-history", method=method,
        frame=history, provenance=lines, height=180,
    )  # fmt: skip


def single_date(history: pd.DataFrame) -> str:
    """The one popularity there is, in words."""
    if history.empty:
        return "No source gives this track a popularity."
    only = history.iloc[0]
    assumed = ", assumed from the time of the file" if only["as_of_assumed"] else ""
    return f"{fmt.number(only['popularity'])} on {fmt.date(only['as_of'])}{assumed}. A second load shows how it moves."


def sources_card(facts: TrackFacts) -> Any:
    """The loads that have the track: file, line, collection, as-of."""
    rows = facts.sources.assign(
        day=[
            f"{fmt.date(day)}{' (assumed)' if assumed else ''}"
            for day, assumed in zip(facts.sources["as_of"], facts.sources["as_of_assumed"], strict=True)
        ]
    )
    shown = [
        Column("file", "File"),
        Column("line", "Line", fmt.number, number=True),
        Column("collection", "Collection"),
        Column("day", "As of"),
        Column("loaded_at", "Loaded", fmt.moment, wide=True),
    ]
    title = f"Loaded from {fmt.plural(len(rows), 'file')}"
    return card(html_table(rows, shown, "Loads that have this track"), title=title)


def releases_card(facts: TrackFacts) -> Any:
    """Other tracks that are the same recording."""
    found = facts.releases
    if found.empty:
        words = "No other track has the same main artist, title and length."
        return card(html.P(words), title="The only release of this recording")
    counts = "This one" if facts.row["is_canonical"] else "The most popular one"
    how = f"Same main artist, title and length. {counts} counts in key figures."
    rows = found.head(MOST_RELEASES).assign(place=range(min(len(found), MOST_RELEASES)))
    records = rows.to_dict("records")
    shown = [
        Column("place", "Track", lambda i: _track_link(records[int(i)])),
        Column("album", "Album"),
        Column("popularity", "Popularity", fmt.number, number=True),
    ]
    more = len(found) - len(rows)
    rest = html.P(f"and {fmt.plural(more, 'more')}", className="rp-soft") if more > 0 else None
    title = f"{fmt.plural(len(found), 'other release')} of this recording"
    return card(html_table(rows, shown, "Other releases"), rest, title=title, how=how)


def _track_link(row: Mapping[Any, Any]) -> Any:
    return dcc.Link(str(row["title"]), href=f"/track/{quote(str(row['track_id']), safe='')}")
