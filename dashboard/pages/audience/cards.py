"""The cards of the page of listeners. Figures of groups only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from dash import dcc, html

from analytics.live import audience as live
from analytics.live.audience import Audience
from analytics.live.segments import Served
from dashboard import format as fmt
from dashboard.components import Column, Method, card, chart_card, html_table
from dashboard.components.chart_card import csv_link
from dashboard.figures.audience import ratio_dots, stability_lines
from dashboard.pages.map.asked import underserved
from dashboard.theme import Theme
from dashboard.urlstate import link

PATH = "/campaigns/audience"


def finding(found: Audience) -> str:
    """The h1: how many segments come back."""
    if found.k == 1:
        return f"No segments come back: listeners differ, but not in groups (n = {fmt.number(_listeners(found))})"
    first = found.segments.iloc[0]
    return (
        f"{fmt.plural(found.k, 'segment')} come back; {first['name']} are the largest, {fmt.percent(first['share'], 0)}"
    )


def scope(found: Audience) -> str:
    """n, what was left out, what is not told."""
    data, config = found.card["data"], found.card["model"]["config"]
    hidden = found.card["suppressed"]
    unseen = f"{fmt.plural(hidden['segments'], 'segment')} and {fmt.plural(hidden['genres'], 'genre')}"
    parts = [
        fmt.n(data["listeners"], "listeners, each counted once"),
        f"{fmt.number(data['left_out'])} with fewer than {config['least_plays']} plays of known genre left out",
        f"nothing is told of fewer than {config['suppressed']} listeners ({unseen} not shown)",
    ]
    return " · ".join(parts)


def _listeners(found: Audience) -> int:
    return int(found.card["data"]["listeners"])


def segments_card(found: Audience, state: Mapping[str, str]) -> html.Section:
    """A row a segment."""
    if found.segments.empty:
        words = (
            "No number of segments is both stable and more so than tables in which genres were shuffled over listeners."
        )
        return card(html.P(words), title="No segments", columns=8)
    rows = found.segments.assign(at=range(len(found.segments)))
    records = rows.to_dict("records")
    columns = [
        Column("at", "Segment", lambda i: _segment(records[int(i)], state)),
        Column("listeners", "Listeners", fmt.number, number=True),
        Column("share", "Share", lambda v: fmt.percent(v, 0), number=True),
        Column("novelty", "New items a play", lambda v: fmt.number(v, 3), number=True, wide=True),
        Column("served", "Served", lambda v: fmt.percent(v, 0), number=True),
        Column("underserved", "Under-served in", lambda v: ", ".join(str(v).split("; ")[:3]) or "none"),
    ]
    how = (
        "Served: overlap of its mix of genres with that of the catalogue. Under-served: genres it over-listens to and of which "
        "its share of plays is 1.25 times that of the recordings, or more."
    )
    at = [one == state["segment"] for one in rows["segment"].astype(str)]
    table = html_table(
        rows, columns, "Segments", selected=[i for i, on in enumerate(at) if on], class_name="rp-two-line", cards=True
    )
    file = csv_link(found.segments, "repertoire-segments", [f"listener segments, run {found.run}", scope(found)])
    return card(table, html.P(file, className="rp-after"), title="Segments and what they lack", how=how, columns=8)


def _segment(row: Mapping[Any, Any], state: Mapping[str, str]) -> html.Span:
    href = link(PATH, segment=row["segment"], genre=state["genre"])
    return html.Span(
        [dcc.Link(str(row["name"]), href=href, className="rp-name"), html.Span(str(row["moods"]), className="rp-two")]
    )


def stable_card(found: Audience, theme: Theme, id: str, lines: list[str]) -> html.Section:
    """How often each number of segments comes back."""
    config = found.card["model"]["config"]
    method = Method(
        "k-means on square roots of shares of genres, drawn to the common mix; listeners are drawn anew and both divisions "
        "compared. Shuffled: each genre dealt anew over the listeners, the largest of several.",
        {
            "n": f"{fmt.number(_listeners(found))} listeners",
            "Counts from": f"{config['stable']}, and {config['margin']} above shuffled",
        },
    )
    at = found.tried[found.tried["k"] == found.k]
    title = (
        f"{found.k} segments: {at['stability'].iloc[0]:.2f} of 1 when drawn anew" if len(at) else "Nothing comes back"
    )
    how = "Adjusted Rand of segments found twice; blue must lie above dotted, and the silhouette too."
    return chart_card(
        title,
        how,
        stability_lines(found.tried, theme),
        id=id,
        method=method,
        frame=found.tried,
        provenance=lines,
        height=260,
    )


def over_card(found: Audience, number: int, theme: Theme, id: str, lines: list[str]) -> html.Section:
    """What one segment plays more than all listeners."""
    one = live.segment_of(found, number)
    rows = pd.DataFrame(one["over"])
    method = Method(
        "Mean share of a genre among the plays of the segment over that of all listeners, each counted once; t interval of the "
        "segment's mean. Segments were made of these shares, so the ratios describe them and test nothing.",
        {"n": f"{fmt.number(one['listeners'])} listeners"},
    )
    title = f"{one['name'][:1].upper()}{one['name'][1:]}: what they play more"[:60]
    how = f"Times as much as all listeners, bar 95%; n = {fmt.number(one['listeners'])}."
    height = 60 + 28 * max(len(rows), 3)
    return chart_card(
        title, how, ratio_dots(rows, theme), id=id, method=method, frame=rows, provenance=lines, height=height
    )


def habits_card(found: Audience, state: Mapping[str, str]) -> html.Section:
    """Novelty, moods and time of day of one segment."""
    one = live.segment_of(found, int(state["segment"]))
    novelty, times = one["novelty"], one["dayparts"]
    new, low, high, every = (fmt.number(novelty[name], 3) for name in ("mean", "low", "high", "all"))
    words = [
        f"New items a play: {new} ({low} to {high}); all listeners {every}.",
        f"Moods it leans to: {_moods(one)}.",
    ]
    if not times:
        words.append("Time of day: not known, these plays have no times.")
        return card(*map(html.P, words), title="How they listen", columns=5)
    rows = pd.DataFrame([{"part": f"{name} (UTC)", **values} for name, values in times.items()])
    rows["ends"] = [fmt.span(fmt.percent(a), fmt.percent(b)) for a, b in zip(rows["low"], rows["high"], strict=True)]
    columns = [
        Column("part", "Time of day"),
        Column("share", "Share of plays", fmt.percent, number=True, second="ends"),
        Column("all", "All", fmt.percent, number=True),
    ]
    return card(*map(html.P, words), html_table(rows, columns, "Time of day"), title="How they listen", columns=5)


def _moods(one: Mapping[str, Any]) -> str:
    named = [
        f"{m['mood'].replace('_', ' ')} {m['times']:.1f} times ({m['low']:.1f} to {m['high']:.1f})"
        for m in one["moods"]
    ]
    return ", ".join(named) or "none beyond its interval, or tracks are not known"


def genre_box(found: Audience, state: Mapping[str, str], id: str) -> dcc.Dropdown:
    """The choice of a genre."""
    return dcc.Dropdown(
        id=id, options=found.genres, value=state["genre"] or None, clearable=False, style={"minWidth": "11rem"}
    )


def fans_card(found: Audience, genre: str, theme: Theme, id: str, lines: list[str]) -> html.Section:
    """Who plays a genre, and what else they play."""
    if not genre:
        none = ratio_dots(pd.DataFrame(columns=list(live.RATIOS)), theme, "No genre has enough listeners.")
        return chart_card("No genre has enough listeners", "", none, id=id, method=Method("", {}), provenance=lines)
    one = live.genre_of(found, genre)
    rows = pd.DataFrame(one["also"], columns=list(live.RATIOS))
    method = Method(
        "Listeners who play the genre twice as much as listeners do in the mean, or for half of their plays. What else: shares "
        "of their other plays over those of all listeners, t interval of the group's mean.",
        {"n": f"{fmt.number(one['listeners'])} listeners"},
    )
    also = f"also play {rows['genre'].iloc[0]}" if len(rows) else "play nothing else more than all do"
    title = f"{fmt.plural(one['listeners'], 'listener')} of {genre} {also}"[:60]
    own = fmt.percent(one["share"], 0)
    how = f"Times as much as all listeners, of plays outside of {genre}, which is {own} of theirs; bar 95%."
    height = 60 + 28 * max(len(rows), 3)
    return chart_card(
        title, how, ratio_dots(rows, theme), id=id, method=method, frame=rows, provenance=lines, height=height
    )


def underserved_card(served: Served) -> html.Section:
    """Sound groups that are played more than there is of them, over all listeners."""
    return card(*underserved(served, {}), title="Sounds asked for more than there are", columns=5)
