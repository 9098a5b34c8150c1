"""Repeats, checks, and the dictionary: every table with what one row is, every column with what it means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import pandas as pd
from dash import dcc, html

from dashboard import format as fmt
from dashboard.components import Column, Method, badge, chart_card, html_table
from dashboard.components.states import empty
from warehouse.features import FEATURES, Feature

SHOWN = 100
"""Rows on screen; the download has all that were read."""
ROLES = {"input": "measured", "target": "predicted by models", "descriptive": "description", "derived": "computed here"}


def repeats(frame: pd.DataFrame, merged: int, lines: Sequence[str]) -> html.Section:
    """Recordings that stand under several track ids."""
    method = Method(
        "Tracks are one recording when title, main artist and length to 2 seconds agree. All of them stay in the table; "
        "medians and shares count the one with the highest popularity.",
        {"n": fmt.plural(merged, "track repeats", "tracks repeat") + " another"},
    )
    if frame.empty:
        nothing = empty("Every track is a recording of its own.")
        return chart_card("No track repeats another", "", nothing, id="data-repeats", method=method, columns=12)
    columns = [
        Column("link", "Recording", second="artists"),
        Column("tracks", "Tracks", show=fmt.number, number=True),
        Column("lowest", "Lowest popularity", show=fmt.number, number=True),
        Column("highest", "Highest popularity", show=fmt.number, number=True),
    ]
    shown = frame.head(SHOWN).assign(link=[_track(row) for row in frame.head(SHOWN).to_dict("records")])
    top = frame.iloc[0]
    return chart_card(
        f"{fmt.plural(merged, 'track repeats', 'tracks repeat')} another; one {fmt.number(top['tracks'] - 1)} times",
        f"The {fmt.number(len(shown))} most repeated recordings; the download has {fmt.number(len(frame))}.",
        html_table(shown, columns, "Repeated recordings", cards=True),
        id="data-repeats",
        method=method,
        frame=frame,
        provenance=lines,
        columns=12,
    )


def _track(row: dict[Any, Any]) -> dcc.Link:
    return dcc.Link(str(row["title"]), href=f"/track/{quote(str(row['track_id']), safe='')}")


def checks(frame: pd.DataFrame, lines: Sequence[str]) -> html.Section:
    """Every check, the failed ones first."""
    failed = int((~frame["passed"].astype(bool)).sum())
    columns = [
        Column("relation", "Table"),
        Column("check_name", "Check"),
        Column("column_name", "Column"),
        Column("failed", "Rows that fail", show=fmt.number, number=True),
        Column("total", "Rows checked", show=fmt.number, number=True),
        Column("passed", "Result", show=_result, number=True),
    ]
    passed = f"{fmt.number(len(frame) - failed)} of {fmt.plural(len(frame), 'check')} passed"
    return chart_card(
        passed if not failed else f"{passed}, {fmt.number(failed)} failed",
        "Failed ones first. They run on every build, before anything is published.",
        html_table(frame, columns, "Checks", cards=True),
        id="data-checks",
        method=Method(
            "Keys must be unique, values inside the range of their column, and every reference must lead somewhere. The "
            "ranges come from the table of columns.",
            {"n": fmt.plural(len(frame), "check")},
            "/data?tab=dictionary",
            "Ranges of the columns",
        ),
        frame=frame,
        provenance=lines,
        columns=12,
    )


def _result(passed: Any) -> html.Span:
    return badge("passed", quiet=True) if passed else badge("failed")


def dictionary(tables: pd.DataFrame, lines: Sequence[str]) -> list[html.Section]:
    """Every column of a track, from FEATURES; every published table, from its comment."""
    return [_features(lines), _tables(tables, lines)]


def _features(lines: Sequence[str]) -> html.Section:
    frame = pd.DataFrame([_described(f) for f in FEATURES])
    columns = [
        Column("label", "Column", second="name"),
        Column("unit", "Unit"),
        Column("range", "Range"),
        Column("kind", "Kind"),
        Column("role", "Role", wide=True),
        Column("help", "Meaning"),
    ]
    return chart_card(
        f"A track has {fmt.plural(len(frame), 'column')}",
        "Below the label: the name in filters, addresses and exports. Values outside the range are rejected.",
        html_table(frame, columns, "Columns of a track", cards=True),
        id="data-columns",
        method=Method("Written from the one definition that loads, checks, filters and pages use.", {}),
        frame=frame,
        provenance=lines,
        columns=12,
    )


def _tables(frame: pd.DataFrame, lines: Sequence[str]) -> html.Section:
    groups = [(str(name), part) for name, part in frame.groupby("relation", sort=True)]
    listed = [{"table": n, "one row is": p.iloc[0]["grain"], "columns": "; ".join(_lines(p))} for n, p in groups]
    return chart_card(
        f"{fmt.plural(len(groups), 'table is', 'tables are')} published, {fmt.number(len(frame))} columns in all",
        "What one row of each is; open one for its columns and their types.",
        html.Div([_table(name, part) for name, part in groups], className="rp-tables"),
        id="data-tables",
        method=Method("Read from the published file itself: the comment of each table, and its columns.", {}),
        frame=pd.DataFrame(listed),
        provenance=lines,
        columns=12,
    )


def _table(name: str, part: pd.DataFrame) -> html.Details:
    summary = [html.Code(name), html.Span(part.iloc[0]["grain"]), html.Small(fmt.plural(len(part), "column"))]
    # One text, not a table: hundreds of rows of components take the browser seconds.
    return html.Details([html.Summary(summary), html.Pre("\n".join(_lines(part)))])


def _lines(part: pd.DataFrame) -> list[str]:
    """The columns of a table with their types: 'track_no            bigint'."""
    width = max(len(name) for name in part["column_name"])
    return [f"{row.column_name:<{width}}  {row.type}" for row in part.itertuples()]


def _described(feature: Feature) -> dict[str, str]:
    ends = (feature.low, feature.high)
    known = ends[0] is not None and ends[1] is not None
    return {
        "label": feature.label,
        "name": feature.name,
        "unit": feature.unit or fmt.MISSING,
        "range": fmt.span(*(_end(feature, end) for end in ends)) if known else fmt.MISSING,
        "kind": feature.kind,
        "role": ROLES[feature.role],
        "help": feature.help,
    }


def _end(feature: Feature, end: float | None) -> str:
    return str(int(end or 0)) if feature.name.endswith("_year") else fmt.number(end)
