"""The card of spikes: tracks, artists and genres that stood far from their usual level, or the words why none can be told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from dash import dcc, html

from analytics.live.movers import PER_1000, Alarms
from dashboard import format as fmt
from dashboard.components import Column, Method, chart_card, html_table, shortened
from dashboard.components.chart_card import CSV_ROWS
from dashboard.components.states import empty
from dashboard.pages.alerts.cards import COLUMNS, amount, opens
from dashboard.urlstate import link
from warehouse.queries.movers import WHATS

SPIKES = "trends-spikes"
WEEKS = 13
USUAL = 26
"""Earlier weeks that the usual level is of, at most (warehouse/sql/staging/mover_scores.sql)."""
MOST = 60
"""Rows on screen; Alerts has all."""


def finding(found: Alarms) -> str:
    """'2 tracks and 1 genre spiked in the last 13 weeks', or that nothing did, or that nothing can be said."""
    if found.rates.empty:
        return "Spikes cannot be told from noise yet"
    counts = found.rows.groupby("what")["item"].nunique()
    named = [fmt.plural(int(counts[what]), what) for what in WHATS if what in counts.index]
    if not named:
        return f"Nothing spiked in the last {WEEKS} weeks"
    return f"{fmt.listed(named)} spiked in the last {WEEKS} weeks"


def card(found: Alarms, lines: Sequence[str]) -> html.Section:
    """Every spike of the last WEEKS weeks, whatever series the page shows. found: spikes alone."""
    method = Method(
        "The level of a week against the median of up to 26 earlier weeks, in robust spreads. What counts as a spike is set so "
        f"that weeks shuffled in blocks of 8 raise at most {PER_1000:g} in 1,000 series-months.",
        {
            "Spikes": f"{len(found.rows)} of {fmt.plural(found.rows['item'].nunique(), 'series', 'series')}",
            "Kinds of series": fmt.number(len(found.rates)),
            "Limits": "17 weeks without a gap are needed; one week far away is no trend",
        },
    )
    way = dcc.Link("All movements, and rules that watch them", href=link("/alerts", kind="spike"))
    if found.rows.empty:
        words = found.notes[0] if found.rates.empty else _none(found)
        return chart_card(finding(found), "", empty(words), id=SPIKES, method=method, foot=way)
    shown = found.rows.head(MOST)
    first = "" if len(found.rows) <= MOST else f" The first {MOST} of {len(found.rows)}."
    return chart_card(
        finding(found), f"A row a spike, the newest week first; up and down.{first}",
        shortened(_table(shown), len(shown), "spikes"), id=SPIKES, method=method,
        frame=found.rows[list(COLUMNS)].head(CSV_ROWS), provenance=lines, foot=way,
    )  # fmt: skip


def _none(found: Alarms) -> str:
    months = fmt.number(found.rates["months"].max())
    kinds = fmt.plural(len(found.rates), "kind")
    return (
        f"Looked at: {kinds} of series, the largest over {months} series-months. None stood far from its usual level."
    )


def _table(rows: pd.DataFrame) -> Any:
    records = rows.to_dict("records")
    shown = rows.assign(
        artists=rows["artists"].fillna(""),
        opens=[opens(row) for row in records],
        where=[f"{row['source']} of a {row['what']}" for row in records],
        moved=[f"{amount(row['value'], row)}, usual {amount(row['usual'], row)}" for row in records],
        weeks=[f"n = {fmt.plural(min(int(row['weeks']) - 1, USUAL), 'earlier week')}" for row in records],
    )
    columns = [
        Column("opens", "What", second="artists"),
        Column("week", "Week of", show=fmt.date),
        Column("where", "Counted in", second="place"),
        Column("moved", "Value", second="weeks"),
        Column("unusual", "How unusual"),
    ]
    return html_table(shown, columns, "Spikes, the newest week first", cards=True)
