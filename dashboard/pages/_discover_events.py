"""What happens on Discover, as pure functions: events become questions, questions become values of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from dash import no_update

from dashboard import format as fmt
from dashboard.components import shown_of
from dashboard.context import Context
from dashboard.pages import _discover_parts as parts
from dashboard.pages._discover_filters import Control, moved, normal, shown
from dashboard.pages._discover_parts import named
from dashboard.pages._discover_state import Question, restored
from dashboard.pages._discover_table import EXPRESSION, export
from dashboard.pages._discover_table import rearranged as reordered
from warehouse.connect import View
from warehouse.filters import TrackFilter, parse
from warehouse.queries import tracks
from warehouse.userdata.shortlists import MOST

ARRANGED, CLEAR = named("arranged"), named("clear")
BLOCK = 100
"""Rows of the table that are asked for at a time."""
MOST_LOOSENED = 12
"""Rules that are tried out when nothing matches."""


def changed(flt: TrackFilter, made: Mapping[str, Control], by: Any, value: Any, inputs: Any) -> TrackFilter:
    """The filter after one event: a control moved, the expression edited, a part removed, everything cleared."""
    if by == EXPRESSION:
        return parse(value or "")
    if by == CLEAR:
        return TrackFilter() if value else flt
    if not isinstance(by, dict):
        return flt
    if "remove" in by:
        return (flt.without(by["remove"]) if by["remove"] >= 0 else TrackFilter()) if value else flt
    if "dates" in by and by["dates"] in made:
        ends = [next((i.get("value") for i in group if i["id"] == by), None) for group in inputs[1:3]]
        return moved(made[by["dates"]], flt, ends)
    return moved(made[by["control"]], flt, value) if by.get("control") in made else flt


def rearranged(question: Question, by: Any, value: Any, arranged: Mapping[str, Any] | None) -> Question:
    """The question after the table was sorted, a column was dragged, or a button of the column menu was pressed."""
    if by == ARRANGED and arranged:
        question = question if arranged.get("sort") is None else question.sorted_by(arranged["sort"])
        return question.showing(arranged.get("columns") or question.columns)
    if by == named("columns-default") and value:
        return question.showing([])
    if isinstance(by, dict) and "column" in by and value:
        return question.showing(reordered(question.names, by["column"], by["does"]))
    return question


def stored(question: Question) -> dict[str, Any]:
    """What the page's store holds: the texts, and the names of the columns for the browser."""
    return {**question.texts, "names": question.names}


def drawn_filter(
    flt: TrackFilter, made: Mapping[str, Control], text: Any, values: Any, outputs: Any
) -> tuple[Any, ...]:
    """Expression, values of the controls, starts and ends of the dates: what is already right is left alone."""
    keys = [output["id"]["control"] for output in outputs[0]]
    new = [_fresh(made.get(key), value, flt) for key, value in zip(keys, values, strict=True)]
    names = [output["id"]["dates"] for output in outputs[1]]
    dates = [shown(made[name], flt) if name in made else (no_update, no_update) for name in names]
    return no_update if text == flt.text else flt.text, new, [start for start, _ in dates], [end for _, end in dates]


def _fresh(control: Control | None, value: Any, flt: TrackFilter) -> Any:
    # A page that was opened before the last publish may show a control that the newest data do not have.
    if control is None or normal(control, value) == (want := shown(control, flt)):
        return no_update
    return parts.component_value(control, want)


def unchanged(outputs: Any) -> list[Any]:
    """As many `no_update` as each group of controls has members."""
    return [[no_update] * len(group) for group in outputs]


def counted(view: View, flt: TrackFilter) -> tuple[pd.DataFrame, list[int]]:
    """The key figures of the filter; when nothing matches, also how many tracks match without each of its parts."""
    figures = tracks.summary(view, flt, 0)
    if figures["tracks"].iloc[0] or len(flt.parts) > MOST_LOOSENED:
        return figures, []
    return figures, [tracks.count(view, flt.without(i)) for i in range(len(flt.parts))]


def drawn_count(question: Question, frame: pd.DataFrame, without: list[int]) -> tuple[Any, ...]:
    """Live count, its class, finding, scope, total, export, what stands in the place of rows, its class."""
    figures: dict[str, Any] = {str(name): value for name, value in frame.iloc[0].items()}
    total = int(figures["tracks"])
    nothing = None if total else parts.nothing(question.flt, without or [0])
    return (
        parts.live(figures),
        "rp-live",
        parts.finding(figures, question.flt.is_all),
        parts.scope(figures, question),
        shown_of(1, min(BLOCK, total), total),
        export(question, total),
        nothing,
        "rp-hidden" if total else "rp-nothing",
    )


def page(view: View, question: Question, start: int, end: int) -> tuple[pd.DataFrame, int]:
    """The rows of one block of the table and how many there are in all."""
    frame = tracks.page(view, question.flt, question.sort, question.names, start, end - start)
    return frame, tracks.count(view, question.flt)


def chosen(context: Context, selected: Sequence[Mapping[str, Any]] | None, data: Mapping[str, str]) -> list[str]:
    """Ids of the rows that are selected; of all rows, one more than a shortlist holds at most, where none is."""
    if selected:
        return [str(row["track_id"]) for row in selected]
    question = restored(data)
    with context.reader.view() as view:
        return [
            str(one) for one in tracks.page(view, question.flt, question.sort, ["track_id"], 0, MOST + 1)["track_id"]
        ]


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as the grid takes them: missing is null, a date is ISO text."""
    return [
        {str(name): None if fmt.is_missing(value) else value for name, value in row.items()}
        for row in frame.to_dict("records")
    ]
