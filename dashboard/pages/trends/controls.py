"""What can be chosen on Trends: kind of series, chart or vocabulary, step, window, series beside each other."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from dash import dcc, html

from dashboard.pages.trends import data
from dashboard.pages.trends.data import Asked

SUBJECT, SCOPE, STEP, WINDOW, SERIES, WITH = (
    f"trends-{part}" for part in ("subject", "of", "step", "window", "series", "with")
)
_STEPS = {"day": "By day", "week": "By week", "month": "By month", "year": "By year", "snapshot": "By snapshot"}


def bar(listed: pd.DataFrame, state: Asked) -> html.Div:
    """The line of choices under the head."""
    there = [s for s in data.SUBJECTS if s in set(listed["subject"])]
    of = listed[listed["subject"] == state.subject]
    scopes = list(of.groupby("scope")["n"].sum().sort_values(ascending=False, kind="stable").index)
    steps = data.usual_steps(of[of["scope"] == state.scope])
    choices = [
        _menu(SUBJECT, "What", {s: data.SUBJECTS[s] for s in there}, state.subject, "14rem"),
        _menu(
            SCOPE,
            "Chart or vocabulary",
            {_key(s): _named(state.subject, s) for s in scopes},
            _key(state.scope),
            "14rem",
        ),
        _menu(
            STEP, "Step", {s: _STEPS[s] for s in ("day", "week", "month", "year", "snapshot") if s in steps}, state.step
        ),
        _menu(WINDOW, "Window", data.WINDOWS, str(state.window)),
    ]
    return html.Div(choices, className="rp-trends-bar")


def _key(scope: str) -> str:
    """A menu cannot hold an empty value."""
    return scope or "main"


def scope_of(value: str | None) -> str:
    """Back from the menu."""
    return "" if value in (None, "main") else str(value)


def _named(subject: str, scope: str) -> str:
    if scope:
        return scope.replace("@", ", ")
    return {"streams": "Chart with most streams", "genre-share": "Main vocabulary"}.get(subject, "Whole catalogue")


def _menu(id: str, label: str, options: Mapping[str, str], value: str, width: str = "9rem") -> html.Div:
    menu = dcc.Dropdown(
        id=id, options=[{"value": k, "label": v} for k, v in options.items()], value=value, clearable=False, searchable=False,
    )  # fmt: skip
    return html.Div(menu, role="group", style={"flex": f"0 1 {width}", "minWidth": "8rem"}, **{"aria-label": label})


def compare(listed: pd.DataFrame, state: Asked, chosen: str) -> html.Div:
    """The chosen series, and those beside it, of the same kind and step."""
    of = listed[(listed["subject"] == state.subject) & (listed["step"] == state.step)]
    rows = of.head(2000).to_dict("records")
    options = [{"value": row["series"], "label": _label(row["name"], row["scope"], state)} for row in rows]
    one = dcc.Dropdown(id=SERIES, options=options, value=chosen or None, clearable=False, placeholder="Moves most")
    more = dcc.Dropdown(
        id=WITH, options=options, value=list(state.others), multi=True, placeholder="Compare with up to three"
    )
    parts = [(one, "Series", "11rem"), (more, "Compare with", "16rem")]
    return html.Div(
        [html.Div(menu, role="group", style={"flex": f"1 1 {w}"}, **{"aria-label": label}) for menu, label, w in parts],
        className="rp-trends-bar",
    )


def _label(name: str, scope: str, state: Asked) -> str:
    return name if scope == state.scope else f"{name} ({scope.replace('@', ', ') or 'main'})"
