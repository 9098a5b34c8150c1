"""Model cards: of every run its data, protocols, figures beside baselines, the leaky beside the honest, calibration, limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd
from dash import dcc, html

from dashboard import figures
from dashboard import format as fmt
from dashboard.components import Column, Method, badge, chart_card, html_table, shortened
from dashboard.components.chart_card import graph
from dashboard.components.states import empty
from dashboard.pages._slots import pairs
from dashboard.pages.data import recordings
from dashboard.theme import Theme

OURS = "repertoire"
PROTOCOLS = {
    "A": "unseen artists (A)",
    "T": "unseen tracks (T)",
    "R": "random rows (R, leaky)",
    "B": "blocks (B)",
    "C": "unseen clips (C)",
    "O": "later (O)",
}
# Metric -> heading and whether it is a share.
METRICS: dict[str, tuple[str, bool]] = {
    "top1": ("First right", True),
    "top5": ("In first five", True),
    "family_top1": ("Family right", True),
    "macro_f1": ("Macro F1", False),
    "r2": ("R²", False),
    "mae": ("MAE, points", False),
    "coverage": ("In 80% interval", True),
    "width": ("Width, points", False),
    "ece": ("Calib. error", True),
}
PAGES = {"genre": ("Confusions and every genre", "/genres"), "popularity": ("What goes with popularity", "/drivers")}
SIZE = 220


def cards(runs: Sequence[Mapping[str, Any]], lines: Sequence[str], theme: Theme) -> list[html.Section]:
    """What serves, one card a run, the newest first; a sentence when there is none."""
    if not runs:
        method = Method("Models are trained after the first load and published one by one.", {})
        nothing = empty("No model has been trained on this data.", "In a terminal: repertoire train")
        return [chart_card("There is no model yet", "", nothing, id="data-model", method=method, columns=12)]
    return [model_card(run, lines, theme) for run in sorted(runs, key=lambda run: not run["promoted"])]


def _judged(metrics: pd.DataFrame) -> str:
    """On how many the figures of a run stand, from the fewest to the most."""
    counts = metrics["n"].dropna() if "n" in metrics else pd.Series(dtype=float)
    return f"{fmt.span(fmt.number(counts.min()), fmt.number(counts.max()))} judged" if len(counts) else "in the card"


def model_card(run: Mapping[str, Any], lines: Sequence[str], theme: Theme) -> html.Section:
    """The card of one run. run : model, run, promoted, trained_at, seconds, card."""
    card = run["card"]
    metrics = pd.DataFrame(card.get("metrics", []))
    state = badge("serves", quiet=True) if run["promoted"] else badge("not promoted", quiet=True)
    words, href = PAGES.get(run["model"], ("", ""))
    more = dcc.Link(words, href=href, className="rp-push") if words else None
    return chart_card(
        title(run),
        f"Run {run['run']}, trained {fmt.moment(run['trained_at'])} UTC in {fmt.elapsed(run['seconds'])}.",
        html.Div([html.Div([state, more], className="d-flex pb-2"), *_parts(run, card, metrics, theme)]),
        id=f"data-model-{run['run']}",
        method=Method(
            "Judged on tracks that were set aside before learning, beside baselines on the same tracks. Intervals are 95%, "
            f"by bootstrap. To serve another run: repertoire models promote {run['model']} --run RUN; to lay two side by "
            "side: repertoire models compare RUN RUN.",
            {"Run": str(run["run"]), "Seed": str(card.get("seed", fmt.MISSING)), "n": _judged(metrics)},
        ),
        frame=metrics if len(metrics) else None,
        provenance=[*lines[:-1], f"Model {run['model']}, run {run['run']}", *lines[-1:]],
        columns=12,
    )


def comparison(model: str, serving: str, newest: str, frame: pd.DataFrame, lines: Sequence[str]) -> html.Section:
    """The newest run of a model beside the one that serves. frame : as warehouse.queries.models.compared gives it."""
    ours = frame[(frame["candidate"] == OURS) & frame["metric"].isin(list(METRICS))].reset_index(drop=True)
    shown = ours.assign(
        name=[METRICS[m][0] for m in ours["metric"]],
        under=[
            " · ".join(filter(None, (PROTOCOLS.get(p, p), f)))
            for p, f in zip(ours["protocol"], ours["features"], strict=True)
        ],
        **{part: [_shown(m, v) for m, v in zip(ours["metric"], ours[part], strict=True)] for part in ("one", "other")},
        apart=[_apart(row) for row in ours.to_dict("records")],
    )
    columns = [
        Column("name", "Figure", second="under"),
        Column("one", "Serves now", number=True),
        Column("other", "Newest run", number=True),
        Column("apart", "Beyond their intervals", number=True),
    ]
    body = html_table(shown, columns, "Two runs", cards=True) if len(shown) else empty("They share no figure.")
    return chart_card(
        f"{model.capitalize()}: a newer run waits beside the one that serves",
        f"Serves: {serving}. Newest: {newest}. To serve it: repertoire models promote {model}",
        shortened(body, len(shown), "figures"),
        id=f"data-compare-{model}",
        method=Method(
            "Both were judged on tracks they had not learned from. Where the 95% intervals overlap the difference may be chance.",
            {"Runs": f"{serving}, {newest}"},
        ),
        frame=frame,
        provenance=lines,
        columns=12,
    )


def _under(frame: pd.DataFrame) -> list[str]:
    """'unseen artists (A) · audio' of each row."""
    pairs_of = zip(frame["protocol"], frame["features"], strict=True)
    return [" · ".join(filter(None, (PROTOCOLS.get(protocol, protocol), features))) for protocol, features in pairs_of]


def _apart(row: Mapping[Any, Any]) -> str:
    """Whether the intervals of two figures lie apart, and which is the higher."""
    if row["one_high"] < row["other_low"]:
        return "newest is higher"
    return "newest is lower" if row["other_high"] < row["one_low"] else "no"


def _parts(run: Mapping[str, Any], card: Mapping[str, Any], metrics: pd.DataFrame, theme: Theme) -> list[Any]:
    halves = [
        _part("Data and settings", pairs(facts(card), wrap=True)),
        _part("Limits", _limits([*card.get("lacks", []), *card.get("limits", [])])),
    ]
    # One run a model has the plot: it is the one that answers, and graphs are what makes a page heavy.
    plot = [_calibration(run, card, theme)] if run["promoted"] and card.get("calibration") else []
    return [
        _part("Figures", measured(metrics)) if len(metrics) else None,
        _part("Held out", _holdouts(card["holdouts"])) if card.get("holdouts") else None,
        *plot,
        recordings.part(run, card, theme) if run["promoted"] and card.get("worse") else None,
        html.Div([html.Div(half, className="col-12 col-lg-6") for half in halves], className="row g-4"),
    ]


def title(run: Mapping[str, Any]) -> str:
    """The gap as a finding: 'Genre: 23.1% honest, 25.7% leaky, gap 2.6 pts'."""
    card = run["card"]
    gap, name = card.get("gap"), str(run["model"]).capitalize()
    if card.get("finding"):
        return f"{name}: {card['finding']}"
    if not gap:
        return name
    if gap.get("metric", "top1") == "top1":
        return f"{name}: {fmt.percent(gap['honest'])} honest, {fmt.percent(gap['leaky'])} leaky, gap {fmt.points(gap['gap'])}"
    values = [fmt.number(gap[part], 2) for part in ("honest", "leaky", "gap")]
    return f"{name}: {METRICS[gap['metric']][0]} {values[0]} honest, {values[1]} leaky, gap {values[2]}"


def table(metrics: pd.DataFrame) -> pd.DataFrame:
    """One row a protocol, feature set and candidate: name, under, n, interval of the first metric, then the metrics there are."""
    found = [name for name in METRICS if name in set(metrics["metric"])]
    keys = ["protocol", "features", "candidate"]
    values = metrics.assign(features=metrics["features"].fillna("")).set_index([*keys, "metric"])
    wide = values["value"].unstack("metric").reindex(columns=found)
    first = values.xs(found[0], level="metric")
    wide["interval"] = [
        fmt.span(_shown(found[0], first["low"].get(k)), _shown(found[0], first["high"].get(k))) for k in wide.index
    ]
    wide["n"] = first["n"].reindex(wide.index)
    wide = wide.reset_index()
    wide["name"] = wide["candidate"].map(
        lambda name: "Repertoire" if name == OURS else str(name).replace("_", " ").capitalize()
    )
    wide["under"] = _under(wide)
    order = wide.assign(leaky=wide["protocol"] == "R", other=wide["candidate"] != OURS)
    return order.sort_values(
        ["leaky", "protocol", "features", "other", found[0]], ascending=[True, True, True, True, False]
    )


def measured(metrics: pd.DataFrame) -> Any:
    """The figures of ours and of every baseline, ours on honest holdouts tinted."""
    if metrics.empty:
        return empty("No figure was measured.")
    frame = table(metrics).reset_index(drop=True)
    found = [name for name in METRICS if name in frame]
    columns = [
        Column("name", "Model", second="under"),
        *[Column(m, METRICS[m][0], show=partial(_shown, m), number=True) for m in found[:1]],
        Column("interval", "95% interval", number=True, wide=True),
        *[Column(m, METRICS[m][0], show=partial(_shown, m), number=True) for m in found[1:]],
        Column("n", "n", show=fmt.number, number=True),
    ]
    ours = frame.index[(frame["candidate"] == OURS) & ~frame["leaky"]].tolist()
    return shortened(html_table(frame, columns, "Models and baselines", selected=ours, cards=True), len(frame), "rows")


def _shown(metric: str, value: Any) -> str:
    if fmt.is_missing(value):
        return fmt.MISSING
    return fmt.percent(value) if METRICS[metric][1] else fmt.number(value, 1 if metric in ("mae", "width") else 3)


def _calibration(run: Mapping[str, Any], card: Mapping[str, Any], theme: Theme) -> html.Div:
    """The plot of the honest holdout; of popularity that of the chance of 0, with how often the intervals held."""
    bins, words = card["calibration"], "Dots on the line: as often right as it says."
    if isinstance(bins, Mapping):
        words = "Dots on the line: as many stand at popularity 0 as it says."
        bins = [{**row, "confidence": row["chance"], "accuracy": row["at_zero"]} for row in next(iter(bins.values()))]
    frame = pd.DataFrame(bins)
    text = html.P(f"{words} Size: n, {fmt.number(frame['n'].sum())} held out in all.", className="rp-soft")
    id, label = f"data-calibration-{run['run']}", f"Calibration of {run['model']}"
    plot = graph(figures.calibration(frame, theme), id, label, SIZE)
    return _part("Calibration", html.Div([text, html.Div(plot, style={"maxWidth": "30rem"}), _intervals(card)]))


def _intervals(card: Mapping[str, Any]) -> Any:
    """How often the 80% intervals of popularity held, by protocol and group; None for other models."""
    told = card.get("coverage")
    if not isinstance(told, Mapping):
        return None
    frame = pd.DataFrame([{"protocol": PROTOCOLS.get(p, p), **row} for p, rows in told.items() for row in rows])
    columns = [
        Column("group", "80% intervals of", second="protocol"),
        Column("coverage", "Hold the true value", show=fmt.percent, number=True),
        Column("width", "Width, points", show=partial(fmt.number, decimals=1), number=True),
        Column("n", "n", show=fmt.number, number=True),
    ]
    return shortened(html_table(frame, columns, "Intervals", cards=True), len(frame), "groups")


def facts(card: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Data, features, what was left out, settings: pairs of a name and text."""
    data, model = card.get("data", {}), card.get("model", {})
    config = model.get("config", {})
    rows = [
        ("Learned from", _learned(data)),
        ("Vocabulary", str(data.get("vocabulary") or "")),
        ("Features", ", ".join(data["features"]) or "no audio feature" if "features" in data else ""),
        ("Features left out", "; ".join(f"{k}: {v}" for k, v in data.get("dropped_features", {}).items()) or "none"),
        ("Too good alone", ", ".join(data.get("flagged_features", {})) or "no feature"),
        ("Genres left out", ", ".join(data.get("left_out_genres", {})) or "none"),
        ("Settings", ", ".join(f"{name} {value}" for name, value in config.items())),
        ("Seed", str(card.get("seed", fmt.MISSING))),
        ("Versions", ", ".join(f"{name} {version}" for name, version in card.get("libraries", {}).items())),
        ("Data fingerprint", str(data.get("fingerprint", fmt.MISSING))[:12]),
    ]
    return [(name, text) for name, text in rows if text]


def _learned(data: Mapping[str, Any]) -> str:
    if "clips" in data:
        return f"{fmt.plural(data['clips'], 'clip')}, {fmt.plural(data['genres'], 'genre')}"
    if "tracks" not in data:
        return fmt.MISSING
    labels = f", {fmt.plural(data['rows'], 'label')}" if "rows" in data else ""
    genres = f", {fmt.plural(data['genres'], 'genre')}" if "genres" in data else ""
    return fmt.plural(data["tracks"], "track") + labels + genres


def _holdouts(holdouts: Sequence[Mapping[str, Any]]) -> html.Div:
    frame = pd.DataFrame(
        [{**h, "name": PROTOCOLS.get(h["protocol"], h["protocol"])} for h in holdouts],
        columns=["name", "words", "trained", "tested", "dropped"],
    )
    number: Any = {"show": fmt.number, "number": True}
    columns = [
        Column("name", "Protocol", second="words"),
        Column("trained", "Trained on", **number),
        Column("tested", "Tested on", **number),
        Column("dropped", "Dropped: share an artist", **number),
    ]
    return html_table(frame, columns, "Holdouts", cards=True)


def _limits(words: Sequence[str]) -> Any:
    if not words:
        return empty("No limits are written in this card.")
    return html.Ul([html.Li(text, className="pb-1") for text in words], className="ps-3")


def _part(heading: str, body: Any) -> html.Div:
    return html.Div([html.H3(heading, className="pb-1"), body], className="pb-3")
