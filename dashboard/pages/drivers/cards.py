"""What the models' answers rest on: ranked features, one feature in detail, and what the models cannot know. Pure."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import html

from dashboard import figures
from dashboard import format as fmt
from dashboard.components import Column, Method, chart_card, html_table, legend
from dashboard.components.states import empty
from dashboard.pages._slots import provenance
from dashboard.pages.drivers import data
from dashboard.pages.drivers.data import ALL, DECIMALS, UNITS, Facts, State, label
from dashboard.theme import Theme, palette
from warehouse.features import by_name

RANKED, DEPENDENCE, MOST_PAIRS = 360, 300, 5
TRAIN = "In a terminal: repertoire train"


def heading(f: Facts, state: State, frame: pd.DataFrame) -> str:
    """The h1: what goes furthest with the answer, and how far the model goes."""
    if frame.empty:
        told = data.is_silent(f, state.task)
        return f"What goes with {state.task} {'cannot be read from sound' if told else 'has not been explained yet'}"
    first, second = (label(str(name)) for name in [*frame["feature"], *frame["feature"]][:2])
    pair = f"{first} and {second[:1].lower()}{second[1:]}" if first != second else first
    if state.task == "popularity":
        where = "popularity" if state.scope == ALL else f"popularity within {state.where}"
        return f"{pair} are most associated with {where}"
    if state.scope == ALL:
        return f"{pair} tell genres apart most"
    return f"{pair} set {state.scope} apart from its siblings most"


def scope_line(f: Facts, state: State, frame: pd.DataFrame) -> str:
    """n, what is explained, and how far to trust it."""
    if frame.empty and (why := f.refused.get(state.task)):
        return f"There is no {state.task} model: {why}"
    if frame.empty and data.is_silent(f, state.task):
        return " ".join(f.cards[state.task].get("lacks", []))
    n = int(frame["n"].max()) if len(frame) else 0
    whose = "tracks of every genre" if state.scope == ALL else f"tracks of {state.where}"
    if state.task == "genre" and state.scope != ALL:
        whose += f" and {siblings_words(f, state.scope)}"
    old = " A newer model serves than the one explained: train drivers again." if f.is_stale(state.task) else ""
    return f"Contributions in the {state.task} model over {fmt.n(n, whose)}. Association, not cause.{old}"


def siblings_words(f: Facts, scope: str) -> str:
    """'its siblings in House & techno', or 'all other genres' for a genre alone in its family."""
    rows = f.genres[f.genres["genre"] == scope]
    family = str(rows["family"].iloc[0]) if len(rows) else ""
    alone = (f.genres["family"] == family).sum() < 2
    return "all other genres" if alone else f"its siblings in {family}"


def lines(f: Facts, state: State) -> list[str]:
    """Provenance with both runs in it."""
    run = f.cards.get("drivers", {}).get("explains", {}).get(state.task, "")
    model = f"{state.task.capitalize()} model {run}, explained by {f.runs.get('drivers', '')}" if run else ""
    return provenance(f.about, f.loads, model)


def importance(f: Facts, state: State, frame: pd.DataFrame, chosen: str, theme: Theme) -> html.Section:
    """Features in order of what they add, with the range over refits and the groups that go together."""
    ranked, unit = data.ranked(frame), UNITS[state.task]
    return chart_card(
        _importance_title(state, ranked),
        f"Dot: {_measure(state)}, {unit}. Bar: range over this model and three refits on folds of artists.",
        figures.stability_dots(ranked, theme, {chosen}, unit, DECIMALS[state.task], _nothing(state)),
        id="drivers-ranked",
        method=_importance_method(f, state, frame),
        frame=_importance_table(ranked),
        provenance=lines(f, state),
        height=figures.rows_height(max(len(frame), 6), 22),
        foot=_kin(data.kin(ranked)),
    )


def _importance_title(state: State, ranked: pd.DataFrame) -> str:
    if ranked.empty:
        return "Nothing was explained here"
    first = label(str(ranked["feature"].iloc[0]))
    if len(ranked) < 2:
        return f"{first} is all the model looks at"
    second = label(str(ranked["feature"].iloc[1]))
    sizes = [fmt.number(size, DECIMALS[state.task]) for size in ranked["importance"].head(2)]
    if data.leads(ranked):
        return f"{first} leads in every fit: {sizes[0]} {UNITS[state.task]}"
    return f"{first} and {second[:1].lower()}{second[1:]} change places between fits: {' and '.join(sizes)}"


def _measure(state: State) -> str:
    if state.task == "genre" and state.scope != ALL:
        return f"what it adds for {state.scope} more than for siblings"
    return "mean size of what it adds" + ("" if state.task == "popularity" else " to a track's own genre")


def _importance_method(f: Facts, state: State, frame: pd.DataFrame) -> Method:
    explained = f.cards.get("drivers", {}).get("explains", {}).get(state.task, fmt.MISSING)
    return Method(
        "TreeSHAP contributions of the promoted model's trees, as LightGBM computes them. Refits are smaller, so their sizes "
        "are scaled to the same total. Features with one letter go together and share what they add.",
        {
            "n": fmt.n(frame["n"].max() if len(frame) else 0, f"tracks, {_drawn(state)}"),
            "Explained run": str(explained),
            "Groups": "average linkage on rank correlation, from 0.5",
            "Limits": "association in the model; tracks that it has learned from",
        },
        "/data?tab=models",
        "The model's card",
    )


def _drawn(state: State) -> str:
    """How the tracks of a scope were chosen."""
    if state.scope == ALL:
        return "drawn evenly from every genre"
    if state.task == "genre":
        return f"half of {state.where}, half of its siblings, drawn at random"
    return f"of {state.where}, drawn at random"


def _importance_table(ranked: pd.DataFrame) -> pd.DataFrame:
    names = ["feature", "importance", "low", "high", "direction", "n", "letter"]
    return ranked[names].rename(columns={"letter": "group"}).round(4)


def _kin(groups: dict[str, list[str]]) -> Any:
    if not groups:
        return html.Span("No two features go together closely (rank correlation below 0.5).", className="rp-soft")
    words = [f"{letter}: {', '.join(names)}" for letter, names in groups.items()]
    return html.Span(f"Go together, so read them as one. {'; '.join(words)}", className="rp-soft")


def swarm(f: Facts, state: State, frame: pd.DataFrame, points: pd.DataFrame, theme: Theme) -> html.Section:
    """Every sampled track as a dot a feature."""
    names = [str(name) for name in frame["feature"]][: data.SWARM_ROWS]
    drawn = data.swarm(points, names)
    n = drawn["track_id"].nunique()
    unit = UNITS[state.task]
    toward = "its own genre" if state.scope == ALL else state.scope
    to = "expected popularity" if state.task == "popularity" else f"the score of {toward}"
    return chart_card(
        _swarm_title(frame),
        f"Dot: one of {fmt.number(n)} tracks, at what the feature adds to {to}, {unit}.",
        figures.beeswarm(drawn, [(name, label(name)) for name in names], theme, unit, _nothing(state)),
        id="drivers-ranked",
        method=_importance_method(f, state, frame),
        frame=drawn if len(drawn) <= 2000 else None,
        provenance=lines(f, state),
        height=figures.rows_height(len(names), 40),
        foot=legend([("low value", palette(theme).sequential[1]), ("high value", palette(theme).sequential[-1])]),
    )


def _swarm_title(frame: pd.DataFrame) -> str:
    clear = frame.dropna(subset=["direction"])
    clear = clear[clear["direction"].abs() >= 0.5]
    if clear.empty:
        return "No feature adds in one direction only"
    row = clear.iloc[0]
    side = "higher" if row["direction"] > 0 else "lower"
    return f"More {label(str(row['feature'])).lower()} goes with a {side} answer"


def dependence(
    f: Facts, state: State, feature: str, points: pd.DataFrame, partner: str, others: pd.DataFrame, theme: Theme
) -> html.Section:
    """What one feature adds along its range, with n a bin; dots tinted by the feature that it works with most."""
    about, unit = by_name().get(feature), UNITS[state.task]
    bins = data.binned(points, feature)
    drawn = data.dots(points, others if partner else None)
    without = f"{label(feature)} is not one number, so there is no range to draw; its size stands at the left"
    tint = f" Tint: {label(partner).lower()}, pale is low." if partner else ""
    means = bins.assign(feature=feature)[["feature", "low", "high", "mean", "n"]] if len(bins) else None
    return chart_card(
        _dependence_title(state, feature, bins),
        f"Line: mean over the tracks of a bin (from {data.LEAST_IN_BIN}). Dot: a track.{tint}",
        figures.dependence(drawn, bins, about, theme, label(feature), unit, without),
        id="drivers-dependence",
        method=Method(
            "What the feature adds to each sampled track's answer, against its value. Where dots of one value lie far apart, "
            "what it adds depends on other features; the tint shows the one it interacts with most.",
            {
                "n": f"{fmt.number(points['value'].notna().sum())} tracks with a value, {fmt.number(len(drawn))} drawn",
                "Interaction": f"with {label(partner)}, SHAP interaction values" if partner else "not measured",
                "Limits": "association in the model; bins hold 98% of values, the rest stands at the ends",
            },
        ),
        frame=means,
        provenance=lines(f, state),
        height=DEPENDENCE,
    )


def _dependence_title(state: State, feature: str, bins: pd.DataFrame) -> str:
    known = bins.dropna(subset=["mean"]).sort_values("mean", kind="stable")
    if len(known) < 2:
        return f"{label(feature)}: too few values to compare, {fmt.n(bins['n'].sum() if len(bins) else 0)}"
    worst, best = known.iloc[0], known.iloc[-1]
    decimals = DECIMALS[state.task]
    span = fmt.span(fmt.signed(worst["mean"], decimals), fmt.signed(best["mean"], decimals))
    return f"{label(feature)}: {span} {UNITS[state.task]}, most {_at(feature, best)}"


def _at(feature: str, row: pd.Series) -> str:
    about = by_name().get(feature)
    middle = (row["low"] + row["high"]) / 2
    if about is None:
        return f"near {fmt.number(middle, 2)}"
    if about.kind == "flag":
        return "for yes" if round(middle) else "for no"
    return f"{'in' if feature in fmt.CODES else 'near'} {fmt.value(about, middle)}"


def interactions(f: Facts, state: State, pairs: pd.DataFrame) -> html.Section:
    """Pairs of features that add more together than each alone."""
    top, n = pairs.head(MOST_PAIRS), int(pairs["n"].max()) if len(pairs) else 0
    named = [f"{label(str(a))} with {_small(str(b))}" for a, b in zip(top["feature"], top["other"], strict=True)]
    shown = [
        Column("pair", "Pair"),
        Column("strength", f"Mean size, {UNITS[state.task]}", lambda v: fmt.number(v, 2), number=True),
    ]
    body: Any = html_table(top.assign(pair=named), shown, "Interactions")
    if pairs.empty:
        body = empty(f"Interactions are measured for popularity; for {state.task} there are none.")
    return chart_card(
        f"{named[0]} interact most: {fmt.number(top['strength'].iloc[0], 1)} {UNITS[state.task]}"
        if named
        else "No interaction was measured",
        f"What two add together beyond what each adds alone; all tracks, {fmt.n(n)}." if named else "",
        body,
        id="drivers-pairs",
        method=Method(
            "SHAP interaction values of the level above 0, over its first rounds; both orders of a pair are added up.",
            {"n": fmt.n(n, "tracks"), "Limits": "association in the model, on a small sample"},
        ),
        frame=pairs.round({"strength": 4}) if named else None,
        provenance=lines(f, state),
    )


def _small(name: str) -> str:
    """A label inside a sentence."""
    text = label(name)
    return text[:1].lower() + text[1:]


def _nothing(state: State) -> str:
    return f"The {state.task} model has not been explained. {TRAIN}"
