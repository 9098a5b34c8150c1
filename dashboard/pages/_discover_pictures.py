"""Charts over the table of Discover that answer to each other: brush bars or press a family, and filter, chips, table follow.

What is chosen in a chart becomes a rule of the filter, as the controls beside the table make it, and is taken away like any
rule. Each chart counts the tracks that the rest of the filter keeps, so that what was not chosen stays in sight.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from dash import Dash, Input, Output, State, dcc, html
from dash.exceptions import PreventUpdate

from dashboard import figures, shell
from dashboard import format as fmt
from dashboard.components import Method, chart_card
from dashboard.context import Context
from dashboard.pages import _discover_asked as asked
from dashboard.pages._discover_filters import Control, moved, shown
from dashboard.pages._discover_parts import named
from dashboard.pages._discover_state import CHART, PATH, Question, restored
from dashboard.pages._slots import SPACE, filled, measured, provenance, slot, slot_outputs
from dashboard.theme import Theme, as_theme
from dashboard.urlstate import link
from warehouse.errors import FilterError
from warehouse.filters import TrackFilter
from warehouse.queries import catalogue, tracks, values

BARS, FAMILIES, CHOSEN, KEPT = (named(f"picture-{part}") for part in ("bars", "families", "of", "kept"))
HEIGHT, BINS, ROWS = 150, 24, 8
METHOD = (
    "Every track counts, re-releases too. The rule of this chart itself is left out, so that the rest stays in sight."
)


def offered() -> dict[str, str]:
    """Columns that a chart can be made of: name -> label; popularity first."""
    return {"popularity": "Popularity", **{feature.name: feature.label for feature in measured()}}


def chooser(chart: str) -> html.Div:
    """The choice of the chart, '' none. Raises FilterError for what cannot be drawn."""
    if chart and chart not in offered():
        raise FilterError(f"Discover draws no chart of {chart[:40]!r}.", f"Charts: {', '.join(offered())}.")
    options = [{"value": "", "label": "No charts"}]
    options += [{"value": name, "label": f"Chart: {label}"} for name, label in offered().items()]
    menu = dcc.Dropdown(id=CHOSEN, options=options, value=chart, clearable=False, searchable=False)
    return html.Div(menu, className="rp-choice", role="group", **{"aria-label": "Charts over the table"})


def row(chart: str) -> html.Div:
    """The two charts, hidden while none is chosen."""
    made = [slot(BARS, 7, HEIGHT), slot(FAMILIES, 5, HEIGHT)]
    for card in made if not chart else []:
        card.children[1].children = None  # nothing is on its way
    return html.Div(
        [dcc.Store(id=KEPT, data=chart), shell.columns(*made)], className="rp-pictures" if chart else "rp-hidden"
    )


def register(app: Dash, context: Context, settled: str, state: str) -> None:
    """Draw both charts from the filter; what is chosen in them, or which is shown, goes into the address."""

    @app.callback(
        *slot_outputs(BARS), *slot_outputs(FAMILIES),
        Input(settled, "data"), Input(shell.THEME, "data"), State(KEPT, "data"), prevent_initial_call=True,
    )  # fmt: skip
    def draw(data: Any, theme: str, chart: str) -> Any:
        if not data or not chart:
            raise PreventUpdate
        question = restored(data)
        bars, families = drawn(context, question, chart, as_theme(theme))
        return *filled(bars), *filled(families)

    here = Output(shell.LOCATION, "href", allow_duplicate=True)

    @app.callback(here, Input(CHOSEN, "value"), State(KEPT, "data"), State(state, "data"), prevent_initial_call=True)
    def show(chart: str, before: str, data: Any) -> str:
        if chart == before:
            raise PreventUpdate
        return address(restored(data), chart)

    @app.callback(
        here, Input(f"{BARS}-graph", "selectedData"), Input(f"{BARS}-graph", "clickData"),
        State(KEPT, "data"), State(state, "data"), prevent_initial_call=True,
    )  # fmt: skip
    def brush(brushed: Any, pressed: Any, chart: str, data: Any) -> str:
        points = (brushed or pressed or {}).get("points")
        if not points:
            raise PreventUpdate
        question, made = restored(data), asked.by_key(context)[chart]
        flt = brushed_filter(made, question.flt, _bins(context, made, question.flt), [p["pointNumber"] for p in points])
        return _moved(question, flt, chart)

    @app.callback(
        here, Input(f"{FAMILIES}-graph", "clickData"), State(KEPT, "data"), State(state, "data"),
        prevent_initial_call=True,
    )  # fmt: skip
    def press(pressed: Any, chart: str, data: Any) -> str:
        if not pressed:
            raise PreventUpdate
        question, made = restored(data), asked.by_key(context)["family"]
        names = list(_families(context, made, question.flt)["label"])
        return _moved(question, toggled(made, question.flt, names[round(pressed["points"][0]["y"])]), chart)


def address(question: Question, chart: str) -> str:
    """Discover in a state, with a chart."""
    return link(PATH, **{**question.texts, CHART: chart})


def _moved(question: Question, flt: TrackFilter, chart: str) -> str:
    if flt.text == question.flt.text:
        raise PreventUpdate
    return address(question.filtered(flt), chart)


def brushed_filter(made: Control, flt: TrackFilter, bins: pd.DataFrame, places: list[int]) -> TrackFilter:
    """The filter with the range of the chosen bars in place of what it said of the column; at an end it stays open."""
    low = made.low if min(places) == 0 else float(bins["low"].iloc[min(places)])
    high = made.high if max(places) == len(bins) - 1 else float(bins["high"].iloc[max(places)])
    return moved(made, flt, (low, high))


def toggled(made: Control, flt: TrackFilter, name: str) -> TrackFilter:
    """The filter with one more family among those it keeps, or one less."""
    there = shown(made, flt)
    chosen = tuple(one for one in made.options or {} if (one == name) != (one in there))
    return moved(made, flt, chosen)


def _bins(context: Context, made: Control, flt: TrackFilter) -> pd.DataFrame:
    rest = moved(made, flt, made.nothing)
    key = ("discover-picture", made.field, rest.text)
    return context.reader.cached(key, lambda view: values.histogram(view, rest, made.field, BINS))


def _families(context: Context, made: Control, flt: TrackFilter) -> pd.DataFrame:
    rest = moved(made, flt, ())
    found = context.reader.cached(("discover-families", rest.text), lambda view: tracks.families(view, rest))
    found = found.sort_values(["n", "family"], ascending=[False, True]).head(ROWS)
    return pd.DataFrame({"label": found["family"], "value": found["n"]}).reset_index(drop=True)


def drawn(context: Context, question: Question, chart: str, theme: Theme) -> tuple[html.Section, html.Section]:
    """The bars of a column and those of the families, of one filter."""
    known = asked.by_key(context)
    about, loads = context.reader.snapshot, context.reader.cached("loads", catalogue.loads)
    lines = provenance(about, loads, question.flt.words)
    return _bars(context, known[chart], question.flt, theme, lines), _groups(context, known, question.flt, theme, lines)


def _bars(context: Context, made: Control, flt: TrackFilter, theme: Theme, lines: list[str]) -> html.Section:
    bins, chosen = _bins(context, made, flt), shown(made, flt)
    limited = chosen != made.nothing
    figure = figures.histogram(bins, made.feature, theme, selected=chosen if limited else None)
    figure.update_layout(dragmode="select", selectdirection="h")
    figure.update_xaxes(fixedrange=True).update_yaxes(fixedrange=True)
    span = fmt.span(*(fmt.value(made.feature, end) for end in chosen)) if limited else "all of it"
    return chart_card(
        f"{made.feature.label}: {span}",
        "Bars: tracks that the other rules keep. Drag over bars, or press one, to keep only those.",
        figure, id=BARS,
        method=Method(METHOD, {"n": fmt.plural(int(bins["n"].sum()), "track"), "Meaning": made.feature.help}),
        frame=bins, provenance=lines, height=HEIGHT,
    )  # fmt: skip


def _groups(
    context: Context, known: Mapping[str, Control], flt: TrackFilter, theme: Theme, lines: list[str]
) -> html.Section:
    if "family" not in known:
        return chart_card(SPACE, "No track has a genre.", figures.ranked_bars(pd.DataFrame(), theme), id=FAMILIES,
                          method=Method(METHOD, {"n": "0 tracks"}), height=HEIGHT)  # fmt: skip
    frame, chosen = _families(context, known["family"], flt), shown(known["family"], flt)
    figure = figures.ranked_bars(frame, theme, highlighted=chosen, what="recordings")
    most = f"{frame['label'].iloc[0]} has most" if len(frame) else "No family here"
    return chart_card(
        f"Only {', '.join(chosen)}"[:60] if chosen else f"{most} of {fmt.plural(len(frame), 'family', 'families')}",
        "Recordings. Press a bar to keep its family, again to let it go.",
        figure, id=FAMILIES,
        method=Method(METHOD, {"n": "recordings, at the end of each bar", "Shown": f"the {ROWS} largest families"}),
        frame=frame, provenance=lines, height=HEIGHT,
    )  # fmt: skip
