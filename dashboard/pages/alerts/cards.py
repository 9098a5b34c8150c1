"""The list of alarms, and the rules with what they found; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
from dash import dcc, html

from analytics.live.movers import PER_1000, Alarms
from dashboard import format as fmt
from dashboard.components import Column, Method, button, chart_card, html_table, more_ways, shortened
from dashboard.components.states import empty
from dashboard.pages.alerts import files
from dashboard.theme import Theme
from dashboard.urlstate import link
from warehouse.queries.movers import KINDS
from warehouse.userdata import AlertEvent, AlertRule

ACTS = {
    "mute": "The rule is muted", "unmute": "The rule is heard again", "snooze": "The rule is snoozed for 4 weeks",
    "wake": "The rule is awake", "delete": "The rule is deleted",
}  # fmt: skip
MOST = 200
"""Alarms on screen; the file has all."""
COLUMNS = (
    "week",
    "name",
    "artists",
    "what",
    "source",
    "place",
    "kind",
    "value",
    "usual",
    "z",
    "unusual",
    "before_peak",
)


def finding(found: Alarms, weeks: int) -> str:
    """The h1."""
    span = f"in the last {weeks} weeks" if weeks else "in all weeks"
    if found.rates.empty:
        return "Nothing can be told from noise yet"
    if found.rows.empty:
        return f"Nothing departs from its own history {span}"
    return f"{fmt.plural(len(found.rows), 'alarm')} {span}, of {fmt.number(found.rows['item'].nunique())} series"


def body(found: Alarms, state: Mapping[str, str], theme: Theme, lines: Sequence[str]) -> html.Section:
    """The card with every alarm, the newest first."""
    rates = found.rates
    worst = f"{rates['per_1000'].max():.2f} in 1,000 series-months" if len(rates) else "not measured"
    method = Method(
        "Level, change over 4 weeks, and change of that against the median of up to 26 earlier weeks, in robust spreads. False "
        "alarms are what the same detector raises when weekly changes are shuffled in blocks of 8 weeks.",
        {
            "False alarms": f"at most {worst} of any kind of series",
            "Series-months": fmt.number(rates["months"].max()) if len(rates) else "0",
            **{kind.title(): words for kind, words in KINDS.items()},
        },
    )
    if found.rows.empty:
        words = empty(
            found.notes[0] if rates.empty else "Nothing is past the default threshold. Choose a longer span above."
        )
        return chart_card("No alarm", "", words, id="alerts-found", method=method)
    shown = found.rows.head(MOST)
    records = shown.assign(
        artists=shown["artists"].fillna(""),
        opens=[opens(row) for row in shown.to_dict("records")],
        moved=[f"{amount(row['value'], row)}, usual {amount(row['usual'], row)}" for row in shown.to_dict("records")],
        where=[f"{row['kind']} of {row['source']}" for row in shown.to_dict("records")],
        seen=shown["place"].where(shown["place"] != "", shown["what"]),
    )
    table = html_table(records, _columns(), "Alarms, the newest week first", cards=True)
    rows = fmt.plural(len(found.rows), "row")
    file = html.A(f"Export CSV: {rows}, {len(COLUMNS)} columns", href=files.url(state), className="rp-button rp-small")
    first = "" if len(found.rows) <= MOST else f", the first {MOST} of {fmt.number(len(found.rows))} on screen"
    return chart_card(
        f"Unusual by itself: at most {PER_1000:g} false alarm in 1,000 series-months",
        f"A row an alarm, told once in 4 weeks{first}. How unusual: how rarely shuffled weeks depart as far.",
        shortened(table, len(records), "alarms"),
        id="alerts-found",
        method=method,
        provenance=lines,
        foot=html.Div([file, more_ways(file.href)], className="d-flex gap-2"),
    )


def _columns() -> list[Column]:
    return [
        Column("opens", "What", second="artists"),
        Column("week", "Week of", show=fmt.date),
        Column("where", "Movement", second="seen"),
        Column("moved", "Value"),
        Column("unusual", "How unusual"),
        Column("z", "Spreads", show=lambda z: fmt.signed(z, 1), number=True, wide=True),
    ]


def opens(row: Mapping[Any, Any]) -> Any:
    """The name, as a link to its page or to its tracks in Discover."""
    name = str(row["name"])
    if isinstance(row["track_id"], str):
        return dcc.Link(name, href=f"/track/{row['track_id']}")
    if isinstance(row["artist_id"], str):
        return dcc.Link(name, href=f"/artist/{row['artist_id']}")
    if row["what"] == "genre":
        plain = name.replace('"', "")
        return dcc.Link(name, href=link("/discover", where=f'genre = "{plain}"'))
    return name


def amount(value: Any, row: Mapping[Any, Any]) -> str:
    """A value of a series in words: a place, or a count."""
    if fmt.is_missing(value):
        return fmt.MISSING
    return f"place {fmt.number(value)}" if row["source"] == "rank" else fmt.compact(value)


def rules(kept: Sequence[AlertRule], events: Sequence[AlertEvent], today: date) -> Any:
    """Every rule with its promise, what it found, and what can be done with it."""
    if not kept:
        return empty("No rule is saved yet. What is past the default thresholds is listed above all the same.")
    return html.Ul([_rule(rule, [e for e in events if e.rule == rule.id], today) for rule in kept], className="rp-list")


def _rule(rule: AlertRule, found: Sequence[AlertEvent], today: date) -> html.Li:
    what = f"{rule.kind} of {rule.source} of {rule.what}s" + (f" in {rule.place}" if rule.place else "")
    about = f"{what}, {rule.direction if rule.direction != 'both' else 'up or down'}"
    about += f", {rule.filter}" if rule.filter else ""
    snoozed = rule.snoozed_until is not None and rule.snoozed_until > today
    state = "muted" if rule.muted else f"snoozed until {fmt.date(rule.snoozed_until)}" if snoozed else ""
    said = f"Could not be evaluated: {rule.problem}" if rule.problem else f"{fmt.plural(len(found), 'alarm')} found"
    acts = [
        _act("unmute", "Unmute", rule) if rule.muted else _act("mute", "Mute", rule),
        _act("wake", "Wake", rule) if snoozed else _act("snooze", "Snooze 4 weeks", rule),
        _act("delete", "Delete", rule),
    ]
    tracks = sorted({event.track_id for event in found if event.track_id})[:100]
    if tracks:
        ids = ", ".join(f'"{one}"' for one in tracks)
        acts.insert(0, button("Open in Discover", small=True, href=link("/discover", where=f"track_id in ({ids})")))
    hidden = rule.quiet(today)
    recent = [] if hidden else [_event(event) for event in found[:5]]
    words = [html.B(rule.name), html.Span(f" {state}", className="rp-soft") if state else None]
    promise = f"{about}; at most {rule.a_year:.1f} false alarms a year expected. {said}."
    lines = [html.Div(words), html.Span(promise, className="rp-soft"), html.Ul(recent) if recent else None]
    return html.Li(html.Div([*lines, html.Div(acts, style={"display": "flex", "gap": ".5rem", "flexWrap": "wrap"})]))


def _event(event: AlertEvent) -> html.Li:
    row = pd.Series({"name": event.name, "track_id": event.track_id, "artist_id": event.artist_id, "what": ""})
    return html.Li([opens(row.to_dict()), f", week of {fmt.date(event.week)}: {event.unusual}"])


def _act(what: str, words: str, rule: AlertRule) -> Any:
    return button(words, {"type": f"alerts-{what}", "rule": rule.id}, small=True)
