"""Blueprints of targets and published beliefs: cards that need no model. Pure: results in, cards out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from dash import dcc, html

from analytics.live.blueprint import KINDS, LEAST, Blueprint
from dashboard import figures
from dashboard import format as fmt
from dashboard.components import Column, Method, chart_card, html_table, legend, segmented, tag
from dashboard.components.states import empty, not_enough
from dashboard.pages._slots import provenance
from dashboard.pages.drivers.data import Facts, label
from dashboard.theme import Theme
from warehouse.queries.drivers import BANDS

GENRE, BAND, KIND, WITHIN = (f"drivers-blueprint-{part}" for part in ("genre", "band", "kind", "within"))
HEIGHT = 380
WITHIN_SUFFIX = "/within"
ORDER = {"holds": 0, "does not": 1, "cannot be told": 2}


def choosers(f: Facts, genre: str, band: str, kind: str, within: bool) -> html.Div:
    """Genre, band of popularity, kind of sound, and what to compare with."""
    genres = [{"value": "", "label": "All genres"}, *({"value": g, "label": g} for g in f.genres["genre"])]
    bands = [{"value": key, "label": "any popularity" if key == "all" else b.words} for key, b in BANDS.items()]
    kinds = [{"value": key, "label": words} for key, (words, _) in KINDS.items()]
    lists = ((GENRE, genres, genre, "Genre"), (BAND, bands, band, "Popularity"), (KIND, kinds, kind, "Sound"))
    boxes = [
        html.Div(
            dcc.Dropdown(id=id, options=options, value=value, clearable=False, searchable=id == GENRE, maxHeight=320),
            style={"minWidth": "10.5rem", "flex": "1 1 10.5rem"},
            role="group",
            **{"aria-label": name},
        )
        for id, options, value, name in lists
    ]
    against = {"genre": "Rest of the genre", "all": "All other tracks"}
    switch = segmented(WITHIN, against, "genre" if within else "all", "Compare with")
    return html.Div([*boxes, switch], className="d-flex flex-wrap gap-2 align-items-center")


def blueprint(f: Facts, found: Blueprint, theme: Theme) -> html.Section:
    """Typical ranges of the target against the rest."""
    target, frame = found.target, found.frame
    ordered = frame.sort_values("overlap", kind="stable") if len(frame) else frame
    body: Any = figures.blueprint_bands(ordered, theme)
    if not found.n:
        body = empty(f"No recording is in this target: {target.words}. Choose a wider band or another sound.")
    elif not found.is_enough:
        body = not_enough(min(found.n, found.rest_n), LEAST)
    return chart_card(
        _blueprint_title(found, ordered),
        "Bar: middle 80%. Dot, upright: medians. Right: the blue range, and how much both have in common.",
        body,
        id="drivers-blueprint",
        method=_blueprint_method(found),
        frame=_blueprint_table(ordered) if len(ordered) else None,
        provenance=provenance(f.about, f.loads, f"Target: {target.words}; compared with {target.rest_words}"),
        height=figures.rows_height(max(len(frame), 6), 30),
        foot=legend(
            [
                (f"{target.words}, {fmt.n(found.n)}", "var(--bs-primary)"),
                (f"{target.rest_words}, {fmt.n(found.rest_n)}", "var(--rp-context)"),
            ]
        ),
    )


def _blueprint_title(found: Blueprint, ordered: pd.DataFrame) -> str:
    if not found.is_enough or ordered.empty:
        return "Too few recordings for typical ranges"
    row = ordered.iloc[0]
    name = label(str(row["feature"])).lower()
    if row["overlap"] >= 0.9:
        return f"Nothing sets it apart: at least {fmt.percent(row['overlap'], 0)} in common"
    return f"Differs most in {name}: {fmt.percent(row['overlap'], 0)} in common"


def _blueprint_method(found: Blueprint) -> Method:
    ends = ""
    if found.lowest is not None and found.highest is not None:
        ends = f"popularity {fmt.span(fmt.number(found.lowest), fmt.number(found.highest))}"
    return Method(
        "Middle 80% and median of each feature over the recordings of the target and over the rest. Overlap is the area that "
        "two distributions share in 20 bins of equal width: 100% where they are the same.",
        {
            "n": f"{fmt.number(found.n)} and {fmt.number(found.rest_n)} recordings",
            "Band": ends or "whatever the popularity",
            "Limits": "association: being like the target is no promise; popularity 0 is left out of bands",
        },
    )


def _blueprint_table(ordered: pd.DataFrame) -> pd.DataFrame:
    names = ["feature", "n", "q10", "q50", "q90", "rest_n", "rest_q10", "rest_q50", "rest_q90", "overlap"]
    return ordered[names].round(4)


def paired(beliefs: pd.DataFrame) -> pd.DataFrame:
    """One row a belief: the test over all tracks, and beside it (within_...) the one within genres where there is one."""
    inside = beliefs["belief"].str.endswith(WITHIN_SUFFIX)
    within = beliefs[inside].assign(belief=beliefs.loc[inside, "belief"].str.removesuffix(WITHIN_SUFFIX))
    columns = ["belief", "verdict", "effect", "low", "high", "n"]
    found = beliefs[~inside].merge(within[columns], on="belief", how="left", suffixes=("", "_within"))
    order = found["verdict"].map(ORDER).fillna(len(ORDER))
    found = found.assign(order=order, size=-found["effect"].abs()).sort_values(["order", "size"], kind="stable")
    return found.drop(columns=["order", "size"]).reset_index(drop=True)


def beliefs(f: Facts, tested: pd.DataFrame) -> html.Section:
    """What is widely published, tested on these tracks."""
    frame = paired(tested) if len(tested) else tested
    body: Any = _beliefs_table(frame)
    if tested.empty:
        body = empty("Beliefs are tested when drivers are trained.", "In a terminal: repertoire train --only drivers")
    return chart_card(
        _beliefs_title(frame),
        f"Effect with its 95% interval over draws of artists, over all tracks and within genres.{_disagreement(frame)}",
        body,
        id="drivers-beliefs",
        method=Method(
            "A belief holds when its interval lies on the stated side of nothing and the effect reaches a smallest size; it "
            "does not when the whole interval stays below that size; else it cannot be told here.",
            {
                "Sizes": "rank correlation 0.1, genre 0.01 of variance, over time 0.2 standard deviations, dates 2 points",
                "Recordings": "each once; popularity 0 is left out; artists are drawn, not tracks",
                "Limits": "association in this catalogue, and over time only of what is left in it",
            },
        ),
        frame=tested if len(tested) else None,
        provenance=provenance(f.about, f.loads, f"Drivers run {f.runs.get('drivers', '')}"),
    )


def _beliefs_title(frame: pd.DataFrame) -> str:
    if frame.empty:
        return "No published belief has been tested yet"
    counts = frame["verdict"].value_counts()
    holds, untold = int(counts.get("holds", 0)), int(counts.get("cannot be told", 0))
    rest = f", {untold} cannot be told" if untold else ""
    return f"{holds} of {fmt.plural(len(frame), 'published belief')} hold here{rest}"


def _disagreement(frame: pd.DataFrame) -> str:
    """Which beliefs read otherwise within genres, as a sentence after the first."""
    if frame.empty:
        return ""
    other = frame[frame["verdict_within"].notna() & (frame["verdict_within"] != frame["verdict"])]
    if other.empty:
        return " Both say the same."
    names = "; ".join(f"{words[:1].lower()}{words[1:]}" for words in other["words"])
    return f" They differ for: {names}."


def _beliefs_table(frame: pd.DataFrame) -> html.Div:
    rows = frame.assign(place=range(len(frame)), measure=frame["method"].map(_measure))
    records: Sequence[dict[Any, Any]] = rows.to_dict("records")
    columns = [
        Column("words", "Published belief", second="measure"),
        Column("verdict", "Here", _verdict),
        Column("place", "Effect (95%)", lambda i: _effect(records[int(i)], ""), number=True),
        Column("verdict_within", "Within genres", _verdict),
        Column("place", "Effect within (95%)", lambda i: _effect(records[int(i)], "_within"), number=True),
    ]
    return html_table(rows, columns, "Published beliefs", cards=True, class_name="rp-beliefs")


def _measure(method: str) -> str:
    """What was measured, and n; the rest of the method is the same for all and stands behind the (i)."""
    what, _, rest = method.partition("; ")
    return f"{what}, n = {rest.split(' tracks')[0]}" if rest else what


def _verdict(verdict: Any) -> Any:
    if fmt.is_missing(verdict):
        return fmt.MISSING
    return html.Span(tag(str(verdict), on=verdict == "holds"), style={"whiteSpace": "nowrap"})


def _effect(row: dict[Any, Any], side: str) -> str:
    if fmt.is_missing(row.get(f"effect{side}")):
        return fmt.MISSING
    decimals = 1 if abs(row[f"effect{side}"]) >= 1 else 2
    value, low, high = (fmt.signed(row[f"{name}{side}"], decimals) for name in ("effect", "low", "high"))
    return f"{value} ({fmt.span(low, high)})"
