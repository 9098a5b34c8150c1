"""The A/B test: how many people an arm needs and how long that takes, and what a result says."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from dash import Dash, Input, Output, State, dcc, html
from dash.exceptions import PreventUpdate

from analytics.live import planner
from analytics.live.planner import Arm, Measure, Plan, Reading
from dashboard import format as fmt
from dashboard import shell
from dashboard.components import Column, Method, button, card, chart_card, html_table, kpi_card, kpi_row, segmented
from dashboard.components.states import empty, error
from dashboard.context import Context
from dashboard.pages._slots import address_outputs, changed, footer
from dashboard.pages.screening import ask
from dashboard.pages.screening import state as states
from dashboard.pages.screening.ids import foot_id, head_id
from warehouse.errors import UnreadableInput

MEASURE, PLAN, TEXT, READING, FILE = (
    f"screening-test-{part}" for part in ("measure", "plan", "text", "reading", "file")
)
#: Field -> (label, default, unit) of the plan; all stand in the address when they differ.
FIELDS: dict[str, tuple[str, float, str]] = {
    "baseline": ("Share today", 5.0, "%"),
    "spread": ("Standard deviation", 20.0, ""),
    "effect": ("Smallest difference to find", 1.0, "points"),
    "power": ("Chance to find it", 80.0, "%"),
    "alpha": ("False alarms allowed", 5.0, "%"),
    "daily": ("People a day, all arms", 500.0, ""),
    "arms": ("Arms", 2.0, ""),
}
EXAMPLE = "A, 120, 2400\nB, 151, 2380"
MOST_FILE = 100_000
MEASURES = {"share": "A share", "mean": "A mean"}
HEAD, FOOT = head_id("test"), foot_id("test")


def field_id(name: str) -> str:
    """The id of a field of the plan."""
    return f"screening-test-{name}"


def content(_context: Context, _state: states.State, query: Mapping[str, str]) -> html.Div:
    """The plan at the left, the reading at the right."""
    measure = query.get("measure") if query.get("measure") in MEASURES else "share"
    fields = [_field(name, *about, query.get(name)) for name, about in FIELDS.items()]
    plan = card(
        segmented(MEASURE, MEASURES, str(measure), "What is measured"),
        html.Div(fields, className="rp-test-fields"),
        title="Plan a test",
        how="Two versions shown to people at random: what-ifs of a model are no test.",
    )
    words = "One line an arm: name, successes, people; or name, mean, standard deviation, people."
    reading = card(
        html.Label(words, htmlFor=TEXT, className="rp-soft"),
        dcc.Textarea(id=TEXT, value=EXAMPLE, className="rp-test-text", spellCheck=False),
        dcc.Upload(button("Choose a CSV"), id=FILE, max_size=MOST_FILE, accept=".csv,.txt,.tsv", multiple=False),
        title="Read a result",
        how="The first arm is what the others are compared with.",
    )
    return shell.columns(
        html.Div([plan, html.Div(id=PLAN)], className="rp-col-6 rp-stack"),
        html.Div([reading, html.Div(id=READING, className="rp-stack")], className="rp-col-6 rp-stack"),
    )


def _field(name: str, label: str, usual: float, unit: str, given: str | None) -> html.Div:
    value = _float(given, usual)
    words = [label, html.Span(unit, className="rp-field-unit") if unit else None]
    control = dcc.Input(id=field_id(name), type="number", value=value, min=0, step="any", debounce=0.4)
    return html.Div(
        [html.Label(words, htmlFor=field_id(name), className="rp-field-label"), control], className="rp-field",
        id=f"{field_id(name)}-field",
    )  # fmt: skip


def _float(text: str | None, usual: float) -> float:
    try:
        return float(text) if text else usual
    except ValueError:
        return usual


def register_callbacks(app: Dash, context: Context) -> None:
    """The plan follows its fields, the reading follows the text."""
    fields = [Input(field_id(name), "value") for name in FIELDS]

    @app.callback(
        Output(PLAN, "children"),
        Output(f"{HEAD}-finding", "children"),
        Output(f"{HEAD}-scope", "children"),
        Output(FOOT, "children"),
        *[Output(f"{field_id(name)}-field", "className") for name in ("baseline", "spread")],
        Input(MEASURE, "value"),
        *fields,
    )
    def plan(measure: Measure, *given: Any) -> Any:
        asked = dict(zip(FIELDS, given, strict=True))
        hidden = ["rp-field" + ("" if measure == only else " rp-hidden") for only in MEASURES]
        return *planned(measure, asked), footer(ask.lines(context, short=True)), *hidden

    @app.callback(
        *address_outputs(),
        Input(MEASURE, "value"),
        *fields,
        State(shell.LOCATION, "pathname"),
        State(shell.LOCATION, "search"),
        prevent_initial_call=True,
    )
    def write(measure: str, *given: Any) -> Any:
        kept = {n: "" if v is None or v == FIELDS[n][1] else f"{v:g}" for n, v in zip(FIELDS, given, strict=False)}
        return changed(given[-2], given[-1], measure="" if measure == "share" else measure, **kept)

    @app.callback(Output(READING, "children"), Input(TEXT, "value"))
    def reading(text: str | None) -> Any:
        return read(text or "", ask.lines(context))

    @app.callback(Output(TEXT, "value"), Input(FILE, "contents"), prevent_initial_call=True)
    def take(contents: str | None) -> str:
        if not contents:
            raise PreventUpdate
        return decoded(contents)


def decoded(contents: str) -> str:
    """The text of a small file that the browser sent. Raises UnreadableInput."""
    try:
        return base64.b64decode(contents.partition(",")[2], validate=True).decode("utf-8-sig")
    except ValueError as problem:
        raise UnreadableInput("The file is no text in UTF-8.", "Save it as CSV.") from problem


def problem_of(measure: str, asked: Mapping[str, float | None]) -> str:
    """What keeps a test from being planned, '' when nothing does."""
    needed = [n for n in FIELDS if n not in ("daily", "baseline" if measure == "mean" else "spread")]
    missing = [FIELDS[name][0].lower() for name in needed if asked.get(name) is None]
    return f"Fill in: {', '.join(missing)}." if missing else ""


def planned(measure: Measure, asked: Mapping[str, float | None]) -> tuple[Any, str, str]:
    """The figures of a plan, the h1 and the line below it."""
    problem = problem_of(measure, asked)
    given = {name: float(value or 0) for name, value in asked.items()}
    percent = 100.0 if measure == "share" else 1.0
    said = problem or planner.why_not(measure, given["baseline"] / 100, given["spread"], given["effect"] / percent,
                                      given["power"] / 100, given["alpha"] / 100, given["daily"], int(given["arms"]))  # fmt: skip
    if said:
        return empty(said), "This test cannot be planned yet", said
    shared = (given["effect"] / percent, given["power"] / 100, given["alpha"] / 100, given["daily"], int(given["arms"]))
    plan = (
        planner.plan_shares(given["baseline"] / 100, *shared)
        if measure == "share"
        else planner.plan_means(given["spread"], *shared)
    )
    return _figures(plan, int(given["arms"])), plan_words(plan), _scope(plan, measure, given)


def plan_words(plan: Plan) -> str:
    """The h1."""
    time = f", about {fmt.plural(plan.weeks, 'week')}" if plan.weeks else ""
    return f"{fmt.number(plan.per_arm)} people an arm{time}"


def _scope(plan: Plan, measure: str, given: Mapping[str, float]) -> str:
    unit = "" if measure != "share" else " point" if given["effect"] == 1 else " points"
    start = f" from {given['baseline']:g}%" if measure == "share" else ""
    return (
        f"To find a difference of {given['effect']:g}{unit}{start} in {given['power']:g}% of such tests, with false alarms "
        f"in {given['alpha']:g}%."
    )


def _figures(plan: Plan, arms: int) -> Any:
    days = fmt.plural(plan.days, "day") if plan.days is not None else fmt.MISSING
    weeks = (
        f"{fmt.plural(plan.weeks, 'whole week')}, so that weekdays count alike"
        if plan.weeks
        else "traffic is not known"
    )
    shared = "" if arms == 2 else f"each comparison at {100 * plan.alpha:.2g}%"
    return html.Div(
        kpi_row(
            [
                kpi_card("People an arm", fmt.number(plan.per_arm), "", shared or "two-sided", ""),
                kpi_card("In all", fmt.number(plan.total), "", f"{arms} arms", ""),
                kpi_card("Until then", days, "", weeks, ""),
            ]
        )
    )


def read(text: str, lines: Sequence[str]) -> Any:
    """What a result says, or what keeps it from being read."""
    problem = planner.fault_of(text)
    if problem:
        return error(*problem) if text.strip() else empty("No result yet.")
    measure, arms = planner.parse(text)
    found = planner.read(measure, arms)
    words = [html.P(planner.sentence(reading, measure)) for reading in found]
    frame = result_frame(measure, arms, found)
    columns = _columns(measure)
    method = Method(
        "Shares: Newcombe's interval (1998, method 10), pooled z-test, Fisher's exact test where a count is small. Means: "
        "Welch's t-test. With several arms alpha is shared out among the comparisons.",
        {"n": fmt.number(sum(arm.people for arm in arms)), "Level": f"{100 * (1 - found[0].alpha):.3g}%"},
    )
    told = any(reading.is_told_apart for reading in found)
    how = "Difference to the first arm, in points." if measure == "share" else "Difference to the first arm."
    return chart_card(
        "A difference that chance hardly gives" if told else "The arms cannot be told apart",
        how,
        html.Div([html_table(frame, columns, "Arms"), *words]),
        id="screening-test-result",
        method=method,
        frame=frame.drop(columns="interval"),
        provenance=lines,
    )


def _columns(measure: str) -> list[Column]:
    """The columns of a result; shares in percent, their differences in points."""
    share = measure == "share"
    return [
        Column("arm", "Arm"),
        Column("people", "People", fmt.number, number=True),
        Column(
            "value",
            "Share" if share else "Mean",
            (lambda v: fmt.percent(v, 2)) if share else (lambda v: fmt.number(v, 2)),
            number=True,
        ),
        Column("difference", "Difference", lambda v: fmt.signed(v * (100 if share else 1), 2), number=True),
        Column("interval", "Interval", number=True),
        Column("p", "p", lambda p: "< 0.001" if p < 0.001 else fmt.number(p, 3), number=True),
    ]


def result_frame(measure: str, arms: Sequence[Arm], found: Sequence[Reading]) -> pd.DataFrame:
    """One row an arm: people, value, difference to the first, its interval, p."""
    size = 100 if measure == "share" else 1
    rows = [{"arm": arms[0].name, "people": arms[0].people, "value": arms[0].value, "difference": float("nan"),
             "low": float("nan"), "high": float("nan"), "interval": fmt.MISSING, "p": float("nan")}]  # fmt: skip
    for reading in found:
        ends = f"{fmt.signed(reading.low * size, 2)} to {fmt.signed(reading.high * size, 2)}"
        rows.append({"arm": reading.arm.name, "people": reading.arm.people, "value": reading.arm.value,
                     "difference": reading.difference, "low": reading.low, "high": reading.high, "interval": ends,
                     "p": reading.p})  # fmt: skip
    return pd.DataFrame(rows)
