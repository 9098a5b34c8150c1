"""The cards of the tab Sync: what each rule leaves, the parts of the scores, the ranked tracks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from dash import dcc, html

from analytics.live.brief import Answer
from dashboard import downloads
from dashboard import format as fmt
from dashboard.briefs import PATH, State
from dashboard.components import Column, Method, card, chart_card, empty, html_table, icon, more_ways, notice, notices
from dashboard.figures.base import rows_height
from dashboard.figures.brief import score_parts
from dashboard.theme import Theme
from dashboard.urlstate import link

DRAWN = 12
EXAMPLE = f"{PATH}?words=calm%2C%20no%20vocals%2C%2090%20to%20110%20bpm&clean=1&arc=rising"


def finding(found: Answer) -> str:
    """The h1."""
    if found.asked.is_empty:
        return "Tracks for a film, an advertisement, a game: say what must hold"
    if found.rows.empty:
        return "No track satisfies every rule of this brief"
    return f"{fmt.plural(len(found.rows), 'recording')} of {fmt.plural(found.tracks, 'track')} satisfy this brief"


def scope(found: Answer) -> str:
    """What was understood, and the score."""
    score = " + ".join(f"{part.weight:.0%} {part.name}" for part in found.parts)
    said = [*found.understood, f"score: {score}" if score else "no wish: in the order of popularity"]
    return " · ".join(said)


def funnel(found: Answer) -> html.Section:
    """Each hard rule, in order, with what it leaves; and what has to be said."""
    said = [notice(words, "", warn=True) for words in found.problems] + [notice(words, "") for words in found.notes]
    if found.hard.empty:
        body: Any = html.P("No hard rule: every track may be used.", className="rp-soft")
    else:
        columns = [
            Column("rule", "Rule", second="source"),
            Column("alone", "Keeps alone", fmt.number, number=True),
            Column("missing", "No value", fmt.number, number=True),
            Column("leaves", "Leaves", fmt.number, number=True),
        ]
        names = {
            "field": "from the form",
            "filter": "from the filter",
            "words": "from the words",
            "list": "from a list",
        }
        rows = found.hard.assign(source=found.hard["source"].map(names))
        body = html_table(rows, columns, "What each rule leaves", class_name="rp-two-line rp-sync-funnel")
    how = f"Of {fmt.plural(found.tracks, 'track')}, one rule after the other; a track without a value is left out by its rule."
    return card(
        body, notices(said) if said else None, title="What each rule leaves", how=how, columns=5, id="sync-funnel"
    )


def parts(found: Answer, theme: Theme, lines: Sequence[str]) -> html.Section:
    """The weighted parts of the first scores."""
    rows = found.rows.head(DRAWN)
    names = ", ".join(f"{part.name} (weight {part.weight:.2f})" for part in found.parts) or "none"
    figure = score_parts(rows, [(part.column, part.name, part.weight) for part in found.parts], theme)
    method = Method(
        "Score: the weighted mean of the parts, each 0 to 1; one that is not known counts 0. Mood: membership in it. Similar: "
        "halved with every usual distance (a standard deviation a feature) to the nearest of the given tracks. Trend: where "
        "the track stands, among all, on the side that features move to.",
        {"n": fmt.plural(len(found.rows), "recording"), "Parts": names},
    )
    title = "What the scores are made of" if found.parts else "No wish, no score"
    columns = ["title", "artists", *(part.column for part in found.parts), "score"]
    return chart_card(
        title, "A bar is a score; its colours are the parts times their weights. 1 is everything wished for.", figure,
        id="sync-parts", method=method, frame=rows[columns], provenance=lines, height=max(240, rows_height(len(rows))), columns=7,
    )  # fmt: skip


def ranked(found: Answer, state: State, shortlist: Any) -> html.Section:
    """The ranked table with the reason for each track."""
    rows = found.rows.head(found.asked.rows)
    if rows.empty:
        words = (
            "Nothing is asked yet."
            if found.asked.is_empty
            else "No track is left. Loosen the rule that leaves the fewest."
        )
        return card(empty(words, "See an example", EXAMPLE), title="Ranked tracks", columns=12, id="sync-ranked")
    records = {row["track_id"]: row for row in rows.to_dict("records")}
    columns = [
        Column("track_id", "Track", lambda key: _name(records[key])),
        Column("score", "Score", lambda v: fmt.MISSING if fmt.is_missing(v) else f"{v:.2f}", number=True),
        Column("reason", "Why"),
        *([Column("place", "Place in arc", fmt.number, number=True)] if found.asked.arc != "any" else []),
        Column("tempo", "BPM", fmt.number, number=True),
        Column("minutes", "Length", number=True),
        Column("energy", "Energy", lambda v: fmt.number(v, 2), number=True),
        Column("instrumentalness", "Instrum.", lambda v: fmt.number(v, 2), number=True),
    ]
    shown = rows.assign(minutes=[_clock(value) for value in rows["duration_ms"]])
    table = html_table(shown, columns, "Ranked tracks", class_name="rp-two-line", cards=True)
    words = f"Export CSV: {fmt.plural(len(found.rows), 'row')}"
    file = html.A(
        [icon("download"), words],
        href=link(downloads.BRIEF, **state.params()),
        className="rp-button rp-primary rp-small rp-push",
    )
    foot = html.Div([shortlist, file, more_ways(file.href)], className="rp-card-foot")
    made = card(
        table,
        title=f"The first {len(rows)} of {fmt.number(len(found.rows))}",
        how="Best first.",
        columns=12,
        id="sync-ranked",
    )
    made.children = [*made.children, foot]
    return made


def _name(row: Any) -> html.Span:
    title = "(no title)" if fmt.is_missing(row["title"]) else str(row["title"])
    way = dcc.Link(title, href=f"/track/{quote(str(row['track_id']), safe='')}", className="rp-name")
    return html.Span(
        [way, html.Span("" if fmt.is_missing(row["artists"]) else str(row["artists"]), className="rp-two")]
    )


def _clock(value: Any) -> str:
    if fmt.is_missing(value):
        return fmt.MISSING
    seconds = round(float(value) / 1000)
    return f"{seconds // 60}:{seconds % 60:02d}"
