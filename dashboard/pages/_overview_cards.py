"""The charts of Overview. Pure: frames and numbers in, cards out; each title is a finding with its number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from dash import dcc, html

from dashboard import figures
from dashboard import format as fmt
from dashboard.components import Method, chart_card, icon, segmented
from dashboard.figures.base import shorten
from dashboard.pages import _overview_data as data
from dashboard.pages._overview_words import DISCOVER, level
from dashboard.pages._slots import label_of
from dashboard.theme import Theme
from dashboard.urlstate import link
from warehouse.features import Feature, by_name
from warehouse.filters import Rule, TrackFilter

CHART = 154
RANKED = 212


def popularity(levels: Sequence[int], hit: int, theme: Theme, lines: Sequence[str]) -> html.Section:
    """Distribution of popularity over recordings, hits in blue."""
    total = sum(levels)
    frame = data.popularity_bins(levels, hit) if total else pd.DataFrame({"low": [], "high": [], "n": []})
    about, nothing = by_name()["popularity"], "No recording has a popularity"
    figure = _recordings(figures.histogram(frame, about, theme, threshold=hit, sentence=nothing))
    width = int(frame["high"].iloc[0]) if total else 5
    return chart_card(
        _popularity_finding(levels) if total else "No popularity in this selection",
        f"Bars: recordings per {fmt.plural(width, 'point')}. Blue: hits, from {hit}. n = {fmt.number(total)}.",
        _fitted(figure, about, frame),
        id="overview-popularity",
        method=Method(
            "A recording that was released more than once counts once, at its highest popularity. 0 mostly marks tracks "
            "that are unavailable or replaced.",
            {"n": fmt.plural(total, "recording"), "Unit": "popularity, 0 to 100", "Hits": f"{hit} or more"},
        ),
        frame=frame,
        provenance=lines,
        height=CHART,
    )


def _popularity_finding(levels: Sequence[int]) -> str:
    q1, q3 = data.quantile(levels, 0.25), data.quantile(levels, 0.75)
    middle = f"middle half at {fmt.span(level(q1), level(q3))}"
    if not levels[0]:
        return f"Popularity: {middle}"
    return f"{fmt.percent(levels[0] / sum(levels))} stand at 0; the {middle}"


def _recordings(figure: go.Figure) -> go.Figure:
    """The histogram says that it counts tracks; here it counts recordings."""
    figure.update_traces(hovertemplate="<b>%{customdata}</b><br>%{y:,} recordings<extra></extra>")
    figure.for_each_annotation(lambda a: a.update(text="recordings") if a.text == "tracks" else None)
    return figure


def distribution(
    name: str, bins: pd.DataFrame, spread: dict[str, Any], theme: Theme, lines: Sequence[str]
) -> html.Section:
    """Distribution of one feature over tracks, the bin of the median in blue."""
    feature = by_name()[name]
    coded = _is_coded(feature)
    median = None if coded else spread["median"]
    figure = figures.histogram(bins, feature, theme, median=median, selected=_most(bins) if coded else None)
    beyond = int(bins["beyond"].sum()) if len(bins) else 0
    facts = {"n": f"{fmt.number(spread['n'])} of {fmt.plural(spread['tracks'], 'track')}", "Meaning": feature.help}
    if spread["n"] and not coded:
        facts["Middle half"] = fmt.span(*(fmt.value(feature, spread[name]) for name in ("q1", "q3")))
    if beyond:
        facts["Ends"] = f"{fmt.plural(beyond, 'track')} beyond the ends are in the end bars."
    return chart_card(
        _feature_finding(feature, bins, spread),
        f"n = {fmt.plural(spread['n'], 'track')}. Blue: {'most frequent' if coded else 'median'}.",
        _fitted(figure, feature, bins),
        id="overview-feature",
        method=Method("Every track counts, re-releases too; missing values are left out.", facts),
        frame=bins,
        provenance=lines,
        height=CHART,
    )


def _fitted(figure: go.Figure, feature: Feature, bins: pd.DataFrame) -> go.Figure:
    """Names of codes under their bars, and the label of a line near the right end on its left."""
    if _is_coded(feature) and len(bins):
        names = [fmt.value(feature, low, unit=False).split("/")[0] for low in bins["low"]]
        figure.update_xaxes(tickmode="array", tickvals=(bins["low"] + bins["high"]) / 2, ticktext=names, tickangle=0)
    ends = figure.layout.xaxis.range
    for label in figure.layout.annotations:
        if label.xref != "paper" and ends and label.x > ends[0] + 0.75 * (ends[1] - ends[0]):
            label.update(xanchor="right")
    return figure


def _is_coded(feature: Feature) -> bool:
    return feature.name in (*fmt.CODES, "time_signature")


def _most(bins: pd.DataFrame) -> tuple[float, float] | None:
    if bins.empty:
        return None
    top = bins.iloc[int(bins["n"].argmax())]
    return float(top["low"]), float(top["high"])


def _feature_finding(feature: Feature, bins: pd.DataFrame, spread: dict[str, Any]) -> str:
    if not spread["n"]:
        return f"No track here has a value for {label_of(feature)}"
    if _is_coded(feature):
        top = bins.iloc[int(bins["n"].argmax())]
        return (
            f"{feature.label}: {fmt.value(feature, top['low'])} leads, {fmt.percent(top['n'] / spread['n'])} of tracks"
        )
    return f"{feature.label}: median {fmt.value(feature, spread['median'])}"


def ranked(
    frame: pd.DataFrame,
    count: int,
    by: str,
    vocabulary: str | None,
    median: float | None,
    theme: Theme,
    lines: Sequence[str],
    id: str = "overview-groups",
) -> html.Section:
    """Median popularity by family or genre, highest first, beside the whole selection."""
    figure = figures.ranked_dots(
        frame,
        theme,
        highlighted=list(frame["label"].head(1)),
        reference_value=median,
        reference_label="" if median is None else f"all, {level(median)}",
        unit="popularity",
        sentence=f"No {by} has {data.LEAST} recordings in this selection",
    )
    figure.update_layout(margin={"t": 16, "b": 20})
    shown = "" if len(frame) == count else f" Top {len(frame)} of {fmt.number(count)}."
    return chart_card(
        _ranked_finding(frame, by, median),
        f"Dot: median popularity, 0 to 100. Bar: middle half. Right: n.{shown}",
        figure,
        id=id,
        method=Method(
            f"A recording counts once in each {by} it has. Groups with fewer than {data.LEAST} recordings are left out.",
            {
                "n": "recordings, at the right of each row",
                "Labels": vocabulary or "all vocabularies",
                "Compared": "all recordings",
            },
        ),
        frame=frame,
        provenance=lines,
        height=RANKED,
    )


def _ranked_finding(frame: pd.DataFrame, by: str, median: float | None) -> str:
    if frame.empty or median is None:
        return f"No {by} is large enough to rank"
    top = frame.iloc[0]
    return f"{shorten(top['label'], 26)} leads with {level(top['median'])}; all: {level(median)}"


def openers(labels: Sequence[str], by: str, flt: TrackFilter) -> html.Details:
    """The groups as links: to their tracks, as a click on a dot leads, and to this page of only them. Raises FilterError."""
    links = [
        html.Div([dcc.Link(label, href=group_link(flt, by, label)), dcc.Link("only here", href=only(flt, by, label))])
        for label in labels
    ]
    words = f"Open the tracks of a {by}, or keep only them on this page"
    panel = html.Div(links, className="rp-panel rp-menu rp-openers", style={"maxHeight": "20rem", "overflowY": "auto"})
    summary = html.Summary(icon("external"), title=words, **{"aria-label": words})
    return html.Details([summary, panel], className="rp-tool", **{"data-rp-closes": "true"})


def group_link(flt: TrackFilter, by: str, label: str) -> str:
    """The tracks of one group, on Discover."""
    return link(DISCOVER, where=flt.and_(Rule(by, "=", label)).text, sort="-popularity")


def only(flt: TrackFilter, by: str, label: str) -> str:
    """Overview of one group."""
    return link("/", where=flt.and_(Rule(by, "=", label)).text, by=by)


def bin_link(flt: TrackFilter, feature: str, bins: pd.DataFrame, place: int) -> str:
    """The tracks of one bar, on Discover; the end bars hold what lies beyond them."""
    low, high = float(bins["low"].iloc[place]), float(bins["high"].iloc[place])
    rules = [Rule(feature, ">=", low)] if place else []
    rules += [Rule(feature, "<", high)] if place < len(bins) - 1 else []
    rules = rules or [Rule(feature, "present")]
    return link(DISCOVER, where=flt.and_(*rules).text, sort=f"-{feature}")


def collections(names: Sequence[str], chosen: str, id: str) -> html.Div:
    """The selector of a collection; '' is all of them. Hidden where there is one."""
    options = [{"value": "", "label": "All collections"}, *({"value": name, "label": name} for name in names)]
    chooser = dcc.Dropdown(id=id, options=options, value=chosen, clearable=False, searchable=False)
    shown = "rp-choice" if len(names) > 1 or chosen else "rp-hidden"
    return html.Div(chooser, className=shown, role="group", **{"aria-label": "Collection"})


def group_controls(by: str, openers: str, chosen: str) -> html.Div:
    """The switch between families and genres (its id is `by`), and where the links to their tracks stand."""
    row = [html.Div(id=openers), segmented(by, data.GROUPS, chosen, "Group by")]
    return html.Div(row, className="d-flex align-items-center gap-1")
