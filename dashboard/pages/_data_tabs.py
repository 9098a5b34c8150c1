"""The tabs of Data & models: loads, rejects, repeats, checks, columns. Pure: frames in, cards out."""

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


def loads(frame: pd.DataFrame, lines: Sequence[str]) -> html.Section:
    """Every load: file, kind, date, and what became of its rows."""
    number: Any = {"show": fmt.number, "number": True}
    shown = frame.assign(as_of_words=[_as_of(row) for row in frame.to_dict("records")])
    columns = [
        Column("file", "File", second="collection"),
        Column("kind", "Kind"),
        Column("vocabulary", "Labels", wide=True),
        Column("as_of_words", "Data as of"),
        Column("rows_read", "Rows read", **number),
        Column("rows_loaded", "= tracks", **number),
        Column("rows_merged", "+ merged", **number),
        Column("rows_rejected", "+ rejected", **number),
        Column("disagreeing", "Disagree", **number, wide=True),
        Column("seconds", "Took", show=fmt.elapsed, number=True),
        Column("loaded_at", "Loaded, UTC", show=fmt.moment, number=True),
    ]
    odd = sum(_odd(row) for row in frame.to_dict("records"))
    title = (
        "Every row is accounted for in every load"
        if not odd
        else f"{fmt.plural(odd, 'load')} with rows unaccounted for"
    )
    return chart_card(
        title,
        "Rows read = tracks + merged + rejected. Below the file: its collection. The newest first.",
        html_table(shown, columns, "Loads", cards=True),
        id="data-loads",
        method=Method(
            "Merged: a further row of a track of the same file. Disagree: tracks whose rows give different popularity; "
            "the highest is kept. Without a stated date the day of loading stands in.",
            {"n": fmt.plural(len(frame), "load"), "State a date": "repertoire load FILE --as-of DATE"},
        ),
        frame=frame,
        provenance=lines,
        columns=12,
    )


def _as_of(row: dict[Any, Any]) -> str:
    return f"{fmt.date(row['as_of'])}{' (assumed)' if row['as_of_assumed'] else ''}"


def _odd(row: dict[Any, Any]) -> bool:
    return bool(row["rows_read"] != row["rows_loaded"] + row["rows_merged"] + row["rows_rejected"])


def notes(frame: pd.DataFrame) -> html.Section | None:
    """What loading changed in a file, in words; None when it changed nothing."""
    said = [(row["file"], row["notes"]) for row in frame.to_dict("records") if row["notes"]]
    if not said:
        return None
    items = [html.Li([html.B(file), html.Span(f": {text}")], className="rp-soft") for file, text in said]
    return html.Section(
        [
            html.Div(html.Div([html.H2("What loading changed")]), className="rp-card-head"),
            html.Ul(items, className="rp-card-body ps-4"),
        ],
        className="rp-card rp-col-12",
    )


def rejects(reasons: pd.DataFrame, rows: pd.DataFrame, lines: Sequence[str]) -> list[html.Section]:
    """Why rows were rejected, and the rows with file, line, column and value."""
    method = Method(
        "A row is rejected when it lacks what a track needs or holds a value outside the range of its column. The first "
        "thing that was wrong is named; the row stays out of every figure.",
        {"n": fmt.plural(int(reasons["n"].sum()), "rejected row")},
        "/data?tab=columns",
        "Ranges of the columns",
    )
    if reasons.empty:
        nothing = empty("Every row of every load could be used.")
        return [
            chart_card(
                "No row was rejected", "", nothing, id="data-rejects", method=method, provenance=lines, columns=12
            )
        ]
    why = [
        Column("reason", "Reason", second="column_name"),
        Column("file", "File"),
        Column("n", "Rows", show=fmt.number, number=True),
    ]
    which = [
        Column("file", "File"),
        Column("line", "Line", show=fmt.number, number=True),
        Column("column_name", "Column"),
        Column("reason", "Reason"),
        Column("value", "Value", show=lambda v: v or "empty"),
    ]
    total, top = int(reasons["n"].sum()), reasons.iloc[0]
    part = "" if len(rows) == total else f" Download: the first {fmt.number(len(rows))}."
    more = f"First {SHOWN} of {fmt.number(total)}.{part}" if total > SHOWN else f"{fmt.number(total)} in all."
    mostly = "mostly: " if len(reasons) > 1 else ""
    return [
        chart_card(
            f"{fmt.plural(total, 'row')} rejected, {mostly}{top['reason']}",
            "By reason, the most frequent first.",
            html_table(reasons.head(SHOWN), why, "Reasons"),
            id="data-reasons",
            method=method,
            frame=reasons,
            provenance=lines,
            columns=4,
        ),
        chart_card(
            f"They stand in {fmt.plural(rows['file'].nunique(), 'file')}",
            f"Line in the file, counted from 1 with its header. {more}",
            html_table(rows.head(SHOWN), which, "Rejected rows", cards=True),
            id="data-rejects",
            method=method,
            frame=rows,
            provenance=lines,
            columns=8,
        ),
    ]


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
            "/data?tab=columns",
            "Ranges of the columns",
        ),
        frame=frame,
        provenance=lines,
        columns=12,
    )


def _result(passed: Any) -> html.Span:
    return badge("passed", quiet=True) if passed else badge("failed")


def dictionary(lines: Sequence[str]) -> html.Section:
    """Every column of a track, from FEATURES."""
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
