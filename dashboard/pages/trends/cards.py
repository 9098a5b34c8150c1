"""The cards of Trends: small multiples, the chosen series, its season, what comes back, and the words around them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from dash import dcc, html

from dashboard import format as fmt
from dashboard.components import Method, chart_card
from dashboard.components.chart_card import CSV_ROWS, graph
from dashboard.components.states import empty
from dashboard.components.table import Column, html_table
from dashboard.figures import trends as figures
from dashboard.pages.trends import files
from dashboard.pages.trends.data import Asked
from dashboard.pages.trends.words import SURVIVES, change_words, move_words, season_title, title
from dashboard.theme import Theme
from dashboard.urlstate import link
from warehouse.filters import Rule, TrackFilter
from warehouse.queries.series import SUBJECTS

MULTIPLES, CHOSEN, SEASON, BACK = "trends-many", "trends-one", "trends-months", "trends-back"
PATH, PANELS = "/trends", 12


def address(state: Asked, series: str, window: int | None = None) -> str:
    """The page with another series chosen."""
    years = state.window if window is None else window
    return link(PATH, subject=state.subject, scope=state.scope, step=state.step, window=str(years), series=series)


def multiples(found: Any, points: pd.DataFrame, state: Asked, theme: Theme, lines: Sequence[str]) -> html.Section:
    """Up to twelve series, what moves first; panels of one unit share their scale."""
    rows = found.rows.head(PANELS)
    groups = dict(iter(points.groupby("series", sort=False)))
    reach = {unit: _reach(points[points["unit"] == unit]) for unit in points["unit"].unique()}
    panels = [
        _panel(row, groups.get(row["series"], points.head(0)), reach, state, theme) for row in rows.to_dict("records")
    ]
    method = Method(
        "Least squares over the window with Newey-West errors, or the spread of series that only remember their last value "
        "where that is wider. Blue: beyond that noise at 5%, held together over the list (Benjamini and Hochberg).",
        {
            "Series": f"{len(found.rows)} judged, the first {len(rows)} shown"
            + (f"; {found.left} more were not judged" if found.left else ""),
            "n": _behind_each(rows),
            "Scale": "the same for panels of one unit",
            "Limits": SURVIVES if rows["survives"].any() else "of what the chart, the plays or the file hold",
        },
    )
    moving = int(found.rows["moves"].sum())
    head = (
        f"{moving} of {len(found.rows)} move beyond their usual noise"
        if moving
        else "None moves beyond its usual noise"
    )
    columns = [
        "series",
        "latest",
        "change",
        "low",
        "high",
        "periods",
        "p",
        "adjusted",
        "moves",
        "points",
        "thin",
        "n",
        "why",
    ]
    return chart_card(
        head, f"{SUBJECTS[state.subject].split(', ')[-1].capitalize()}".replace("{1}", state.scope.replace("@", ", "))
        + f", by {state.step}. Blue moves; faint is of fewer than 30. Click one to see it below.",
        html.Div(panels, className="rp-trends-many"), id=MULTIPLES, method=method,
        frame=found.rows[[c for c in columns if c in found.rows]], provenance=lines,
    )  # fmt: skip


def _behind_each(rows: pd.DataFrame) -> str:
    """How many rows stand behind the shown series, from the fewest to the most."""
    counts = rows["n"].dropna()
    if counts.empty:
        return "one value a period, as loaded"
    return f"{fmt.span(fmt.number(counts.min()), fmt.number(counts.max()))} rows behind each series"


def _reach(points: pd.DataFrame) -> tuple[float, float]:
    sound = points[~points["thin"].astype(bool) & ~points["partial"].astype(bool)]
    shown = sound if len(sound) else points
    return float(shown["value"].min()), float(shown["value"].max())


def _panel(
    row: dict[str, Any], points: pd.DataFrame, reach: dict[str, tuple[float, float]], state: Asked, theme: Theme
) -> Any:
    moves = bool(row["moves"])
    latest = "" if fmt.is_missing(row["latest"]) else figures.worded(float(row["latest"]), row["unit"])
    words = move_words(row)
    figure = figures.small(points, theme, reach.get(row["unit"]), moves)
    head = html.Div(
        [dcc.Link(row["name"], href=address(state, row["series"]), className="rp-ellipsis"), html.B(latest)],
        className="rp-trends-panel-head",
    )
    body = graph(figure, {"type": "trends-small", "series": row["series"]}, f"{row['name']}: {words}", 76)
    return html.Div(
        [head, body, html.Div(words, className="rp-soft rp-trends-panel-foot")], className="rp-trends-panel"
    )


def chosen(one: Any, points: pd.DataFrame, state: Asked, theme: Theme, lines: Sequence[str]) -> html.Section:
    """The chosen series and those beside it; its slope, its changes of level, the tracks behind it."""
    about, unit = one.about, one.about["unit"]
    same = points[points["unit"] == unit]
    figure = figures.lines(same, theme, unit, _shown(one, same))
    method = Method(
        "Dotted lines: the level changes there; the best split (least squares) of at most 1 in 100 series with these values in "
        "shuffled blocks is as clear. Intervals by Newey-West.",
        {
            "n": f"{fmt.plural(about['points'], 'point')}: {about['thin']} of fewer than 30, "
            f"{about['partial']} of periods not whole, "
            f"{about['missing']} missing between the first and the last",
            "Period": f"{fmt.date(about['first'])} to {fmt.date(about['last'])}",
            "Limits": SURVIVES if about["survives"] else "associations in time, no causes",
        },
    )
    notes = [one.why] if one.why else [*change_words(one), *one.notes]
    if len(same) < len(points):
        notes.append("Series of another unit are not drawn beside it.")
    frame = points[files.COLUMNS]
    # More points than a card carries by itself come from the server.
    words, href = f"Export CSV: {fmt.plural(len(frame), 'row')}", files.url(state, about["series"])
    file = html.A(words, href=href, className="rp-button rp-small") if len(frame) > CSV_ROWS else None
    foot = html.Div([html.Ul([html.Li(note) for note in notes], className="rp-trends-notes"), _behind(one), file])
    how = f"{about['label']}. Hollow: n below 30, or a period that is not whole."
    return chart_card(
        title(one), how, figure, id=CHOSEN, method=method, frame=frame, provenance=lines, height=300, foot=foot
    )


def _shown(one: Any, points: pd.DataFrame) -> list[Any]:
    """Changes inside what is drawn."""
    first = pd.to_datetime(points["period"]).min()
    return [change.start for change in one.changes if change.start >= first]


def _behind(one: Any) -> Any:
    """The tracks behind the last sound point, where they can be named by a filter."""
    about, sound = one.about, one.points[~one.points["partial"].astype(bool)]
    if not about["survives"] or about["step"] != "year" or sound.empty:
        return None
    year = pd.Timestamp(sound["period"].iloc[-1]).year
    kept = TrackFilter().and_(Rule("release_year", "=", year))
    if about["subject"] == "genre-share" and not about["scope"]:
        kept = kept.and_(Rule("genre", "=", about["what"]))
    return dcc.Link(f"Tracks released in {year}", href=link("/discover", where=kept.text))


def season(one: Any, theme: Theme, lines: Sequence[str]) -> html.Section:
    """Months against the year, or the words why there is no season to speak of."""
    found = one.season
    method = Method(
        "STL takes the trend away; what is left is averaged by month over whole years. Chance: every year turned by months "
        "of its own, at 1%.",
        {"Strength": "0 to 1, of what the trend leaves", "Interval": "95%, over years"},
    )
    if found is None:
        words = empty("Years have no season inside." if one.about["step"] == "year" else "Too short for a season.",
                      "Choose a shorter step." if one.about["step"] == "year" else "Four whole years are needed.")  # fmt: skip
        return chart_card("No season to look for", "", words, id=SEASON, method=method)
    figure = figures.season(found.effects, theme, one.about["unit"], found.told)
    how = f"Difference from the year, 95% intervals, {found.effects['n'].max()} rounds. Strength {found.strength:.2f}."
    return chart_card(
        season_title(one), how, figure, id=SEASON, method=method, frame=found.effects, provenance=lines, height=240
    )


def back(found: Any, state: Asked, lines: Sequence[str]) -> html.Section:
    """What comes back: cycles, and declines with a return."""
    method = Method(
        "A period and a decline with its return, each against 999 series that only remember their last value (AR(1), same memory "
        "and spread). Told at 10%, held together over the list.",
        {
            "Needs": "24 periods in a row",
            "Limits": "a cycle of few rounds can pass for memory",
        },
    )
    rows = found.rows[found.rows["comes_back"]]
    judged = int(found.rows["cycle_p"].notna().sum())
    if rows.empty:
        words = f"Of {fmt.plural(judged, 'series', 'series')} with 24 periods in a row none returns beyond chance."
        body: Any = empty(words if judged else "No series has 24 periods in a row with enough behind them.")
        return chart_card("Nothing comes back beyond chance", "", body, id=BACK, method=method)
    shown = rows.assign(
        words=[_back_words(row) for row in rows.to_dict("records")],
        link=[dcc.Link(row["name"], href=address(state, row["series"])) for row in rows.to_dict("records")],
    )
    table = html_table(shown.head(12), [Column("link", "Series"), Column("words", "Comes back")])
    columns = ["series", "period", "strength", "peak", "cycle_p", "cycle_adjusted", "top", "trough", "back", "fall", "rise",
               "revival_p", "revival_adjusted"]  # fmt: skip
    head = f"{len(rows)} of {judged} {'comes' if len(rows) == 1 else 'come'} back beyond chance"
    return chart_card(head, "Chance in brackets.", table, id=BACK, method=method, frame=rows[columns], provenance=lines)


def _back_words(row: dict[str, Any]) -> str:
    words = []
    if row["cycles"]:
        words.append(
            f"every {row['period']:.1f} years, last at its top in {pd.Timestamp(row['peak']).year} ({row['cycle_p']:.3f})"
        )
    if row["revived"]:
        years = [pd.Timestamp(row[part]).year for part in ("top", "trough", "back")]
        words.append(f"down from {years[0]} to {years[1]}, back by {years[2]} ({row['revival_p']:.3f})")
    return "; ".join(words)
