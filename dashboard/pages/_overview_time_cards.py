"""The cards of Overview where something happens by the week: what is expected next, who rises. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from dash import dcc, html

from dashboard import format as fmt
from dashboard.components import Column, Method, chart_card, html_table, sparkline
from dashboard.components.states import empty
from dashboard.figures.outlook import outlook as drawn
from dashboard.pages._overview_time_data import DRAWN, ROWS, Figures, Moved, history
from dashboard.pages._overview_time_words import NOUNS, named
from dashboard.pages.forecasts import cards as forecast_cards
from dashboard.pages.forecasts import data as forecasts
from dashboard.theme import Theme
from dashboard.urlstate import link
from warehouse.queries.activity import A_YEAR

HEIGHT = 184
NONE_AHEAD = pd.DataFrame({"start": [], "value": []})


def outlook(found: Figures, facts: forecasts.Facts | None, theme: Theme, lines: Sequence[str]) -> html.Section:
    """The next quarter where a forecast of everything stands; else the weeks so far, and why no more is said."""
    if facts is not None and found.is_whole and len(facts.ahead):
        return _expected(found, facts, theme, lines)
    points = history(found)
    unit = f"{NOUNS[found.source.kind]} a week"
    frame = points.rename(columns={"period": "week", "value": NOUNS[found.source.kind]})[
        ["week", NOUNS[found.source.kind], "n"]
    ]
    return chart_card(
        _so_far(found, points), f"Line: the selected tracks, by week. {why_not(found, facts)}",
        drawn(points, NONE_AHEAD, NONE_AHEAD, theme, unit, fmt.compact, f"No {NOUNS[found.source.kind]} in this selection"),
        id="overview-outlook",
        method=Method(
            "Sums of whole weeks, from Monday on. A forecast is shown once it was judged against naive ones on the past.",
            {"Source": named(found.source), "n": fmt.plural(len(points), "week")}, _href(facts), "Forecasts",
        ),
        frame=frame, provenance=lines, height=HEIGHT,
    )  # fmt: skip


def _so_far(found: Figures, points: pd.DataFrame) -> str:
    if points.empty or not points["value"].sum():
        return f"No {NOUNS[found.source.kind]} to draw"
    last, weeks = points.iloc[-1], pd.to_datetime(points["period"])
    year = points[weeks == weeks.iloc[-1] - pd.Timedelta(days=A_YEAR)]
    text = f"{fmt.compact(last['value'])} {NOUNS[found.source.kind]} in the last week"
    return f"{text}, {fmt.compact(year.iloc[0]['value'])} a year before" if len(year) else text


def why_not(found: Figures, facts: forecasts.Facts | None) -> str:
    """Why there is no forecast here, in words."""
    if found.source.kind == "places":
        return "Places of a chart are not forecast: they always sum to the same."
    if not found.is_whole:
        return "Forecasts are of everything; none is made for a selection."
    if facts is None:
        return "No series of it is kept."
    return facts.refused or f"Not forecast yet. {forecast_cards.TRAIN}"


def _expected(found: Figures, facts: forecasts.Facts, theme: Theme, lines: Sequence[str]) -> html.Section:
    ahead, shown = facts.ahead, facts.points.tail(DRAWN)
    before = forecasts.year_before(facts.points, ahead, "week")
    unit = f"{found.source.kind} a week"
    dotted = " Dotted: a year before." if len(before) else ""
    whole = "" if found.source.kind == "plays" else ", whole chart"  # the key figures are of the catalogue's part of it
    return chart_card(
        f"Next {len(ahead)} weeks: about {fmt.compact(ahead.iloc[-1]['value'])} {unit}{whole}",
        f"Band: 80% and 95% of past errors{_held(facts)}.{dotted} {forecast_cards.won(facts)}.",
        drawn(shown, ahead, before, theme, unit, fmt.compact),
        id="overview-outlook",
        method=Method(
            f"{'Every play that counts' if found.source.kind == 'plays' else 'The whole chart'}, in the catalogue or not. "
            + forecast_cards.METHOD,
            {
                **forecast_cards.told(facts), "Source": named(found.source), "n": fmt.plural(len(facts.points), "week"),
                "Held": forecast_cards.covered(facts) or "none",
            },
            _href(facts), "Every forecast, and how earlier ones did",
        ),
        frame=ahead, provenance=[*lines, f"Series {(facts.about or {}).get('series', '')}"], height=HEIGHT,
    )  # fmt: skip


def _held(facts: forecasts.Facts) -> str:
    """What the two intervals held in the backtests, in the words of a line."""
    about = facts.about or {}
    if fmt.is_missing(about.get("covered_80")):
        return ""
    return f", which held {fmt.percent(about['covered_80'], 0)} and {fmt.percent(about['covered_95'], 0)}"


def _href(facts: forecasts.Facts | None) -> str:
    return link("/trends/forecasts", series=str((facts.about or {}).get("series", "")) if facts else "")


def moved(found: Figures, movers: Moved, way: str, lines: Sequence[str], id: str = "overview-moved") -> html.Section:
    """Who rose, or fell, most against the span compared with."""
    verb = "fell" if way == "down" else "rose"
    count = movers.fell if way == "down" else movers.rose
    frame = movers.rows
    title = (
        f"{fmt.number(count)} of {fmt.plural(movers.compared, 'title')} {verb}"
        if movers.compared
        else "No title to compare"
    )
    body: Any = empty(_nobody(movers, verb, found)) if frame.empty else _table(found, frame)
    return chart_card(
        title, f"{found.span} weeks {_against(found)}", body,
        id=id,
        method=Method(
            "Titles that were there in three quarters of both spans, by "
            + ("the places won by their best." if found.source.kind == "places" else "relative change of their sums."),
            {"n": fmt.plural(movers.compared, "title"), "Source": named(found.source), "Shown": f"the first {ROWS}"},
            link("/alerts", where=found.flt.text if found.flt else ""), "What of it is too unusual to be chance",
        ),
        frame=frame.drop(columns=["series", "item", "compared", "rose", "fell"]) if len(frame) else None, provenance=lines,
    )  # fmt: skip


def _against(found: Figures) -> str:
    return "vs a year before" if found.against == "year" else f"vs the {found.span} before"


def _nobody(movers: Moved, verb: str, found: Figures) -> str:
    if not movers.compared:
        return f"No title was there in three quarters of both spans of {found.span} weeks. Choose a shorter period."
    return f"None of {fmt.plural(movers.compared, 'title')} {verb}."


def _table(found: Figures, frame: pd.DataFrame) -> html.Div:
    rows = frame.assign(
        name=[_opens(row) for row in frame.to_dict("records")],
        artists=frame["artists"].fillna(""),
        line=[_line(found, series) for series in frame["series"]],
        moved=[_change(found, change) for change in frame["change"]],
    )
    by_rank = found.source.kind == "places"
    amount = (lambda value: f"place {fmt.number(value)}") if by_rank else fmt.compact
    columns = [
        Column("name", "Title", second="artists"),
        Column("line", "By week", wide=True),
        Column("now", "Best" if by_rank else f"{found.span} weeks", show=amount, number=True),
        Column("moved", "Places" if by_rank else "Change", number=True),
    ]
    return html_table(rows, columns, "Titles that moved most", class_name="rp-movers")


def _line(found: Figures, series: Sequence[float]) -> html.Span:
    """The weeks as a small line; the first place is the highest."""
    return sparkline([-value for value in series] if found.source.kind == "places" else list(series))


def _opens(row: dict[Any, Any]) -> Any:
    title = str(row["title"])
    if fmt.is_missing(row["track_id"]):
        return title
    return dcc.Link(title, href=f"/track/{row['track_id']}")


def _change(found: Figures, change: float) -> html.Span:
    by_rank = found.source.kind == "places"
    text = fmt.number(abs(change)) if by_rank else fmt.percent(abs(change), 0)
    return html.Span(f"{'▲' if change > 0 else '▼'} {text}", className="rp-up" if change > 0 else "rp-down")
