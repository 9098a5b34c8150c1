"""Drift: how a genre's sound moves over release periods, of what survives in this catalogue."""

from __future__ import annotations

from collections.abc import Sequence

from dash import dcc, html

from analytics.live.drift import LEAST, YEARS, Drift
from dashboard import figures
from dashboard import format as fmt
from dashboard.components import Method, chart_card
from dashboard.components.states import empty
from dashboard.pages._slots import label_of
from dashboard.theme import Theme
from warehouse.features import by_name
from warehouse.queries import genre_work

ID = "genres-drift"
GENRE, FEATURE = "genres-drift-genre", "genres-drift-feature"
HEIGHT = 390
SURVIVES = "Of what survives in this catalogue: old recordings that are still in it are no sample of their time."


def controls(genres: Sequence[str], genre: str, feature: str) -> html.Div:
    """Which genre and which feature; the feature that moved most when none is chosen."""
    names = [{"value": f.name, "label": f.label} for f in genre_work.measures()]
    choices = [
        dcc.Dropdown(id=GENRE, options=list(genres), value=genre or None, clearable=False, placeholder="Genre"),
        dcc.Dropdown(
            id=FEATURE, options=[{"value": "", "label": "Moved most"}, *names], value=feature, clearable=False
        ),
    ]
    return html.Div(
        [html.Div(choice, style={"flex": "1 1 8rem", "minWidth": "8rem"}) for choice in choices],
        className="rp-pair-choices",
    )


def usual(found: Drift, genres: Sequence[str]) -> str:
    """The genre to open with: the one that moved most, else the first."""
    return str(found.changes.iloc[0]["genre"]) if len(found.changes) else str(genres[0]) if genres else ""


def card(found: Drift, genre: str, feature: str, theme: Theme, lines: Sequence[str]) -> html.Section:
    """Mean of a feature of a genre by release period, with what it changed by and whether that is beyond its interval."""
    method = Method(
        "Mean of each recording's value by release period, with 95% intervals. First and last period are compared by "
        "Welch's standard error, the interval widened for the number of features looked at (Bonferroni).",
        {
            "Periods": f"{YEARS} years of release; shown from {LEAST} recordings on",
            "Recordings": "each counts once, at its canonical release",
            "Limits": SURVIVES,
        },
    )
    if not found.dated:
        words = empty("No period has enough recordings with a release date, so nothing is said about drift.")
        return chart_card("Drift needs release dates", "", words, id=ID, method=method)
    name = feature or _most(found, genre)
    rows = found.periods[found.periods["feature"] == name]
    own, everyone = rows[rows["genre"] == genre], rows[rows["genre"].isna()]
    sentence = f"{genre}: fewer than {LEAST} recordings with a release date in every period"
    figure = figures.drift_lines(own, everyone, by_name()[name], theme, genre, sentence)
    frame = own[["period", "n", "mean", "low", "high"]]
    return chart_card(
        title(found, genre, name),
        f"Blue: {genre}, 95% band. Dotted: every genre. {YEARS}-year periods, {fmt.n(int(own['n'].sum()))}. "
        "Of what survives in this catalogue.",
        figure,
        id=ID,
        method=method,
        frame=frame,
        provenance=lines,
        height=HEIGHT,
    )


def _most(found: Drift, genre: str) -> str:
    own = found.changes[found.changes["genre"] == genre]
    return str(own.iloc[0]["feature"]) if len(own) else genre_work.measures()[0].name


def title(found: Drift, genre: str, feature: str) -> str:
    """'rap: length moved −1:34, 1985 to 2020', or that it did not move."""
    about = by_name()[feature]
    own = found.changes[(found.changes["genre"] == genre) & (found.changes["feature"] == feature)]
    if own.empty:
        return f"{genre}: one period at most has {LEAST} recordings"
    row = own.iloc[0]
    span = f"{int(row['first'])} to {int(row['last'])}"
    if row["low"] <= 0 <= row["high"]:
        return f"{genre}: {label_of(about)} did not move beyond its interval, {span}"
    size = fmt.value(about, abs(row["change"]))
    return f"{genre}: {label_of(about)} {'up' if row['change'] > 0 else 'down'} {size}, {span}"
