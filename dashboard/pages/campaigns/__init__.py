"""Campaigns, tab Budget: how to split money over releases, beside an equal split. The address is the state."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

import dash_ag_grid as dag
from dash import Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.exceptions import PreventUpdate

from analytics.live import allocate as live
from analytics.live import plan_text
from dashboard import shell
from dashboard.budgets import MONEY, read
from dashboard.budgets import State as Budget
from dashboard.components import button
from dashboard.components.table import grid
from dashboard.context import Context
from dashboard.pages._slots import address_outputs, changed, footer, provenance
from dashboard.pages._tabs import CAMPAIGNS
from dashboard.pages._tabs import strip as tabs
from dashboard.pages._track_options import track_options
from dashboard.pages.campaigns import cards
from dashboard.theme import as_theme
from warehouse.errors import UploadRefused
from warehouse.queries import catalogue, tracks

PATH, NAME, ID = "/campaigns", "Campaigns", "campaigns"
STORE, GRID, TOTAL, UNIT, FIND, ADD, REMOVE, FILE, SHOWN, HEAD, BODY = (
    f"campaigns-{part}"
    for part in ("state", "grid", "budget", "unit", "find", "add", "remove", "file", "shown", "head", "body")
)
HEADINGS = {
    "release": ("Release", 190, "Name of the release."),
    "low": ("At least", 90, "Lowest spend."),
    "high": ("At most", 90, "Highest spend."),
    "locked": ("Locked", 90, "A spend that stands."),
    "form": ("Curve", 120, "hyperbolic, exponential or logarithmic."),
    "ceiling": ("Ceiling", 100, "Most that spending can bring."),
    "half": ("Half at", 90, "Spend that brings half of the ceiling."),
    "unsure": ("Unsure", 90, "Relative standard deviation of both: 0.3 is 30%."),
    "predicted": ("Popularity", 100, "Popularity that is expected, 0 to 100."),
}


def layout(context: Context, /, **query: str) -> html.Div:
    """The page with its controls set from the address; a callback fills the rest. Raises FilterError, InputError."""
    state = read(query)
    return shell.page(
        html.Div(shell.page_header("Budget", id=ID), id=HEAD),
        tabs(CAMPAIGNS, "budget", "Campaigns"),
        _controls(state),
        html.Div(id=BODY, **{"aria-live": "polite"}),
        dcc.Store(id=STORE, data=state.params()),
        footer(lines(context)),
        id="campaigns-page",
    )


def lines(context: Context) -> list[str]:
    """Provenance."""
    return provenance(context.reader.snapshot, context.reader.cached("loads", catalogue.loads))


def _controls(state: Budget) -> html.Section:
    total = dcc.Input(id=TOTAL, type="number", min=0, value=state.money, debounce=True, className="form-control")
    unit = dcc.Input(
        id=UNIT, value=state.unit, debounce=True, placeholder="streams", maxLength=40, className="form-control"
    )
    names = [one.release for one in state.releases]
    pick = dcc.Dropdown(id=SHOWN, options=names, value=state.shown or None, placeholder="of the largest share")
    find = dcc.Dropdown(id=FIND, options=[], placeholder="Add a track of the catalogue")
    upload = dcc.Upload(
        button("Load a plan or past spend"), id=FILE, accept=".csv,.txt,.tsv", max_size=plan_text.MOST_BYTES
    )
    fields = [
        html.Div([html.Label("Budget", htmlFor=TOTAL), total], style={"flex": "0 1 9rem"}),
        html.Div([html.Label("Result counted in", htmlFor=UNIT), unit], style={"flex": "0 1 9rem"}),
        html.Div([html.Label("Curve shown", htmlFor=SHOWN), pick], style={"flex": "0 1 12rem", "minWidth": 0}),
        html.Div([html.Label("Track", htmlFor=FIND), find], style={"flex": "1 1 14rem", "minWidth": 0}),
        html.Div(
            [button("Add a release", id=ADD), button("Remove selected", id=REMOVE), upload],
            className="rp-budget-buttons",
        ),
    ]
    how = (
        "Click a cell to change it. Without a ceiling and a half for every release there is no optimum. A file with spend and "
        "results of the past (release, spend, result) gives the curves where spend shows an effect."
    )
    return html.Section(
        [html.Div(fields, className="rp-budget-fields"), _grid(state), html.P(how, className="rp-how")],
        className="rp-card rp-budget",
        **{"aria-label": "The plan"},
    )


def _grid(state: Budget) -> dag.AgGrid:
    columns = [
        {
            "field": name,
            "headerName": heading,
            "headerTooltip": help,
            "width": width,
            "editable": True,
            **({"type": "rightAligned"} if name in plan_text.NUMBERS else {}),
            **(
                {"cellEditor": "agSelectCellEditor", "cellEditorParams": {"values": list(plan_text.KINDS)}}
                if name == "form"
                else {}
            ),
        }
        for name, (heading, width, help) in HEADINGS.items()
    ]
    return grid(
        GRID,
        columns,
        height="15rem",
        rowModelType="clientSide",
        rowData=rows_of(state),
        getRowId="params.data.line",
        dashGridOptions={
            "rowSelection": {"mode": "multiRow"},
            "singleClickEdit": True,
            "stopEditingWhenCellsLoseFocus": True,
            "localeText": {"noRowsToShow": "No release yet: add one, or load a plan"},
        },
    )


def rows_of(state: Budget) -> list[dict[str, Any]]:
    """The plan as rows of the grid, numbered."""
    names = ("release", "form", *plan_text.NUMBERS)
    return [{"line": str(i), **{n: getattr(one, n) for n in names}} for i, one in enumerate(state.releases)]


def register_callbacks(app: Dash, context: Context) -> None:
    """The plan follows the controls; splits and curves follow the plan; the address follows both."""
    _register_state(app, context)

    @app.callback(
        Output(HEAD, "children"), Output(BODY, "children"), Output(SHOWN, "options"),
        Input(STORE, "data"), Input(SHOWN, "value"), Input(shell.THEME, "data"),
    )  # fmt: skip
    def show(stored: Any, shown: str | None, theme: str) -> Any:
        state = replace(read(stored), shown=shown or "")
        return *cards.shown(state, as_theme(theme), lines(context)), [one.release for one in state.releases]

    @app.callback(Output(FIND, "options"), Input(FIND, "search_value"), prevent_initial_call=True)
    def search(text: str | None) -> Any:
        return track_options(context, text) if text else no_update

    @app.callback(
        *address_outputs(), Input(STORE, "data"), Input(SHOWN, "value"),
        State(shell.LOCATION, "pathname"), State(shell.LOCATION, "search"),
        prevent_initial_call=True,
    )  # fmt: skip
    def write(stored: Any, shown: str | None, path: str, search: str) -> Any:
        if path != PATH:
            raise PreventUpdate
        return changed(path, search, **replace(read(stored), shown=shown or "").params())


def _register_state(app: Dash, context: Context) -> None:
    @app.callback(
        Output(STORE, "data"), Output(GRID, "rowData"), Output(FIND, "value"),
        Input(TOTAL, "value"), Input(UNIT, "value"), Input(GRID, "cellValueChanged"), Input(ADD, "n_clicks"),
        Input(REMOVE, "n_clicks"), Input(FIND, "value"), Input(FILE, "contents"),
        State(GRID, "selectedRows"), State(STORE, "data"),
        prevent_initial_call=True,
    )  # fmt: skip
    def gather(
        money: Any,
        unit: Any,
        edit: Any,
        _add: Any,
        _remove: Any,
        track: Any,
        file: Any,
        chosen: Any,
        stored: Any,
    ) -> Any:
        old = read(stored)
        what = ctx.triggered_id
        if what in (TOTAL, UNIT):
            new = replace(old, money=float(MONEY if money is None else money), unit=unit or "")
        else:
            new = _planned(context, old, str(what), edit, track, file, chosen)
        if new == old:
            raise PreventUpdate
        # What was typed stands in the grid already; drawing it anew would take the focus away.
        return new.params(), no_update if what in (GRID, TOTAL, UNIT) else rows_of(new), None


def _planned(context: Context, old: Budget, what: str, edit: Any, track: Any, file: Any, chosen: Any) -> Budget:
    rows = rows_of(old)
    if what == GRID:
        for one in edit or []:
            rows[int(one["data"]["line"])] = one["data"]
    elif what == ADD:
        names = {row["release"] for row in rows}
        free = next(f"Release {i}" for i in range(1, len(rows) + 2) if f"Release {i}" not in names)
        rows.append({"release": free})
    elif what == REMOVE:
        gone = {row["line"] for row in chosen or []}
        rows = [row for row in rows if row["line"] not in gone]
    elif what == FIND and track:
        rows.append(_of_catalogue(context, str(track)))
    elif what == FILE and file:
        return _from_file(old, file)
    return replace(old, plan=plan_text.write(plan_text.releases(rows)))


def _of_catalogue(context: Context, track: str) -> dict[str, Any]:
    found = context.reader.cached(("budget-track", track), lambda view: tracks.track(view, track)).to_dict("records")
    if not found:
        raise PreventUpdate
    row = found[0]
    expected = (
        row["expected_popularity"] if row["expected_popularity"] == row["expected_popularity"] else row["popularity"]
    )
    return {"release": f"{row['title']}, {row['artists']}", "predicted": expected}


def _from_file(old: Budget, contents: str) -> Budget:
    try:
        text = base64.b64decode(contents.partition(",")[2], validate=True).decode("utf-8-sig")
    except ValueError as problem:
        raise UploadRefused(
            "The file is not UTF-8 text, or did not arrive whole.", "Save it as CSV in UTF-8."
        ) from problem
    if not plan_text.is_past(text):
        return replace(old, plan=plan_text.write(plan_text.read(text)), note="")
    past = plan_text.past(text)
    found = live.allocate(old.money, (), past)
    if found.fitted is None or found.fitted.draws is None:
        return replace(old, note=" ".join(found.notes))
    plan = live.stated(found.fitted, old.releases)
    note = f"Curves are from {found.fitted.n} rows of past spend, chance {found.fitted.chance:.1%}."
    return replace(old, plan=plan_text.write(plan), note=note)
