"""The cards of the page of forecasts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import pandas as pd
from dash import dcc, html

from dashboard import format as fmt
from dashboard.components import Method, chart_card
from dashboard.components.states import empty
from dashboard.components.table import Column, html_table, shortened
from dashboard.figures.forecast import error_by_distance, fan
from dashboard.pages.forecasts.data import DRAWN, Facts, by_distance, year_before
from dashboard.theme import Theme

TRAIN = "In a terminal: repertoire train --only forecasts"
UNTRAINED = "By name; a click draws its past. Every one is judged and forecast by training."
METHOD = (
    "Naive, seasonal naive, drift, exponential smoothing, SARIMAX, unobserved components and theta (statsmodels) and four "
    "combinations forecast from many past periods, each time from what came before alone; the least past error is picked. "
    "Intervals become wider while too much of what came lies outside, narrower while too little (adaptive conformal)."
)
HEIGHT = 330


def value(number: Any, unit: str = "") -> str:
    """A value of a series as people read it."""
    if fmt.is_missing(number):
        return fmt.MISSING
    if unit == "share":
        return fmt.percent(number)
    size = abs(float(number))
    if size >= 1e6:
        return f"{fmt.compact(number)} {unit}".strip()
    text = fmt.number(number, 0 if size >= 1000 else 1 if size >= 20 else 3)
    return f"{text} {unit}".strip()


def period(start: Any, step: str) -> str:
    """A period as people read it: '2021', 'Mar 2021', 'the week of 4 Mar 2021'."""
    words = fmt.date(pd.Timestamp(start).date())
    return {"year": words[-4:], "month": words.split(" ", 1)[1], "week": f"the week of {words}"}.get(step, words)


def finding(facts: Facts) -> str:
    """The sentence at the head of the page."""
    if facts.about is None:
        return "There is no such series"
    if facts.ahead.empty:
        return f"{_short(facts.about)}: not forecast"
    last, about = facts.ahead.iloc[-1], facts.about
    return f"{_short(about)}: {value(last['value'], _unit(about))} expected in {period(last['start'], about['step'])}"


def _short(about: dict[str, Any]) -> str:
    """The name in full, without the step, which the period tells."""
    return str(about["label"]).removesuffix(f", by {about['step']}")


def _unit(about: dict[str, Any]) -> str:
    unit = "" if fmt.is_missing(about.get("unit")) else str(about["unit"])
    return "" if unit.startswith("0 to ") else unit


def scope(facts: Facts) -> str:
    """One line: what the series is, how many periods, of how much."""
    if facts.about is None:
        return ""
    about = facts.about
    parts = [str(about["series"]), fmt.plural(about["points"], str(about["step"]))]
    parts += [f"n = {fmt.number(about['n'])}"] if not fmt.is_missing(about.get("n")) else []
    if about.get("survives") is True:
        parts.append("of what survives in this catalogue")
    return " · ".join(parts)


def forecast(facts: Facts, theme: Theme, lines: Sequence[str]) -> html.Section:
    """The series with its forecast, or why there is none."""
    about = facts.about
    if about is None:
        return chart_card(
            "No series of this id",
            "",
            empty("It is not in this data.", "Choose one above."),
            id="forecast",
            method=Method(METHOD),
        )
    shown, step, unit = facts.points.tail(DRAWN.get(about["step"], 120)), str(about["step"]), _unit(about)
    before = year_before(facts.points, facts.ahead, step)
    how = "Grey: so far; rings are of few rows. Blue: expected, with the 80% and the 95% interval."
    how += " Dotted: a year before." if len(before) else ""
    figure = fan(shown, facts.ahead, before, theme, "share of one" if unit == "share" else unit)
    return chart_card(
        title(facts), how, figure, id="forecast", method=Method(METHOD, told(facts)), frame=facts.ahead,
        provenance=[*lines, f"Series {about['series']}"], height=HEIGHT, foot=notes(facts),
        columns=8 if len(facts.ahead) else 12,
    )  # fmt: skip


def title(facts: Facts) -> str:
    """The range that is likely at the end of the forecast, or why nothing is said."""
    if facts.refused:
        return f"Not forecast. {facts.refused}"
    if facts.ahead.empty:
        return "Not forecast yet"
    last, unit = facts.ahead.iloc[-1], _unit(facts.about or {})
    low = value(last["low_80"], unit if unit == "share" else "")
    return f"Likely between {low} and {value(last['high_80'], unit)} at the end (80%)"


def notes(facts: Facts) -> Any:
    """What was done to the series, and how to get a forecast where there is none."""
    done = "" if facts.about is None or fmt.is_missing(facts.about.get("notes")) else str(facts.about["notes"])
    said = [f"{done[0].upper()}{done[1:]}."] if done else []
    if not facts.trained:
        said.append(f"No forecast was trained on this data. {TRAIN}")
    elif facts.about is not None and fmt.is_missing(facts.about.get("pick")) and not facts.refused:
        said.append(f"This series is newer than the forecasts. {TRAIN}")
    elif len(facts.ahead) and len(facts.points):
        said.append(_since(facts))
    return " ".join(part for part in said if part) or None


def _since(facts: Facts) -> str:
    """What came after the start of the forecast: too little to forecast from, or news that it does not know."""
    periods = pd.to_datetime(facts.points["period"])
    since = facts.points[periods >= pd.Timestamp(facts.ahead["start"].iloc[0])]
    if since.empty:
        return ""
    if since["thin"].fillna(False).astype(bool).all():
        return "It begins where periods of enough rows end: those since are of too few."
    return f"Periods have come since it was made. {TRAIN}"


def told(facts: Facts) -> dict[str, str]:
    """What the (i) says of a forecast."""
    about = facts.about or {}
    n = {"n": fmt.plural(len(facts.points), str(about.get("step") or "period"))}
    if fmt.is_missing(about.get("pick")):
        return n
    return n | {
        "Picked": str(about["pick"]),
        "Modelled": str(about["scale"]) + (", brought to the sum of its group" if about["shared"] else ""),
        "Backtests": f"{fmt.number(about['origins'])} origins, {fmt.number(about['judged'])} periods",
        "Limits": "If it goes on as it has; what nobody has seen before is in no interval.",
    }


def backtest(facts: Facts, theme: Theme, lines: Sequence[str]) -> html.Section:
    """Error by distance against naive; the card's title says who won."""
    frame = by_distance(facts.backtest) if len(facts.backtest) else pd.DataFrame()
    unit = _unit(facts.about or {})
    figure = error_by_distance(frame, theme, f"mean absolute error{', ' + unit if unit else ''}")
    return chart_card(
        won(facts), "Blue: our picks. Dotted: the last value again. MASE: error over the mean one-period change.", figure,
        id="forecast-backtest", method=Method(METHOD, told(facts)), frame=frame, provenance=lines, height=240,
        foot=covered(facts), columns=4,
    )  # fmt: skip


def won(facts: Facts) -> str:
    """'MASE 0.66 against 0.69 of naive in 12 backtests', or that naive won."""
    about = facts.about or {}
    if fmt.is_missing(about.get("mase")):
        return "No backtest of this series"
    ours, best, name = about["mase"], about["mase_best_naive"], about["best_naive"]
    figures = f"MASE {ours:.2f} against {best:.2f}"
    tests = fmt.plural(about["origins"], "backtest")
    if about["pick"] == name:
        figures = f"MASE {ours:.2f}" if f"{ours:.2f}" == f"{best:.2f}" else figures
        return f"{str(name).capitalize()} won and is used: {figures} in {tests}"
    return f"{str(name).capitalize()} won: {figures} in {tests}" if best <= ours else f"{figures} of {name} in {tests}"


def covered(facts: Facts) -> str | None:
    """What the intervals covered in the backtests, and what they would have without correction."""
    about = facts.about or {}
    if fmt.is_missing(about.get("covered_80")):
        return None
    return (
        f"The 80% interval covered {fmt.percent(about['covered_80'], 0)}, the 95% interval "
        f"{fmt.percent(about['covered_95'], 0)} of {fmt.number(about['judged'])} periods; uncorrected "
        f"{fmt.percent(about['uncorrected_80'], 0)} and {fmt.percent(about['uncorrected_95'], 0)}."
    )


def competitors(facts: Facts, lines: Sequence[str]) -> html.Section:
    """Every way to forecast this series, the best first."""
    columns = [
        Column("model", "Way to forecast"),
        Column("mase", "MASE", lambda v: fmt.number(v, 2), number=True),
        *(
            Column("covered_80", "80% covers", _percent, number=True),
            Column("covered_95", "95% covers", _percent, number=True),
        ),
    ]
    body = html_table(facts.models, columns) if len(facts.models) else empty("Nothing was judged on this series.")
    return chart_card(
        "Every competitor on the same origins", "repertoire: what was picked each time from the past alone.", body,
        id="forecast-models", method=Method(METHOD), frame=facts.models, provenance=lines, columns=4,
    )  # fmt: skip


LISTED = (
    "series",
    "label",
    "step",
    "points",
    "pick",
    "mase",
    "best_naive",
    "mase_best_naive",
    "covered_80",
    "covered_95",
)


def table(facts: Facts, lines: Sequence[str]) -> html.Section:
    """Every series with the error of what is picked for it, of the best naive way, and coverage; or why it is refused."""
    frame = facts.every.sort_values("mase", na_position="last", kind="stable")
    shown = frame[[*LISTED, "refused"]].reset_index(drop=True)
    links = shown.assign(link=[_link(row) for row in shown.to_dict("records")])
    columns = [
        Column("link", "Series"), Column("points", "Periods", fmt.number, number=True), Column("pick", "Picked", _or_why),
        Column("mase", "MASE", _two, number=True), Column("mase_best_naive", "Best naive", _two, number=True),
        Column("covered_80", "80% covers", _percent, number=True), Column("covered_95", "95% covers", _percent, number=True),
    ]  # fmt: skip
    links["pick"] = links["pick"].where(links["pick"].notna(), links["refused"])
    columns = columns if links["pick"].notna().any() else columns[:2]
    body = shortened(html_table(links.head(MOST), columns, "Every series", cards=True), min(len(links), MOST), "series")
    done = frame["pick"].notna()
    better = int((frame["mase"] < frame["mase_best_naive"]).sum())
    words = f"Better than every naive way on {better:,} of {int(frame['mase'].notna().sum()):,} series"
    more = f" The first {MOST} are shown; all are in the CSV." if len(links) > MOST else ""
    how = f"Least error first; {int((~done).sum()):,} are not forecast and say why." if done.any() else UNTRAINED
    return chart_card(
        words if done.any() else "No series is forecast yet", f"{how}{more}", body,
        id="forecast-table", method=Method(METHOD), frame=shown, provenance=lines,
        columns=8 if len(facts.models) else 12,
    )  # fmt: skip


#: Rows of the table on screen.
MOST = 200


def _percent(share: Any) -> str:
    return fmt.percent(share, 0)


def _two(number: Any) -> str:
    return fmt.number(number, 2)


def _or_why(words: Any) -> Any:
    return fmt.MISSING if fmt.is_missing(words) else str(words)


def _link(row: dict[Any, Any]) -> Any:
    return dcc.Link(str(row["label"]), href=f"/trends/forecasts?series={quote(str(row['series']), safe='')}")
