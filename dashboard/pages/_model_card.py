"""A model's card as a page shows it: data, protocol, figures beside baselines, the leaky one beside the honest, limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from dash import dcc, html

from dashboard import format as fmt
from dashboard.components import Column, Method, badge, chart_card, html_table
from dashboard.components.states import empty
from dashboard.pages._genres_cards import candidates_table
from dashboard.pages._genres_data import PROTOCOLS, candidates
from dashboard.pages._slots import pairs


def cards(runs: Sequence[Mapping[str, Any]], lines: Sequence[str]) -> list[html.Section]:
    """One card a run, the newest first; a sentence when there is none."""
    if not runs:
        method = Method("Models are trained after the first load and published one by one.", {})
        nothing = empty("No model has been trained on this data.", "In a terminal: repertoire train")
        return [chart_card("There is no model yet", "", nothing, id="data-model", method=method, columns=12)]
    return [model_card(run, lines) for run in runs]


def model_card(run: Mapping[str, Any], lines: Sequence[str]) -> html.Section:
    """The card of one run. run : model, run, promoted, trained_at, seconds, card."""
    card = run["card"]
    metrics = pd.DataFrame(card.get("metrics", []))
    state = badge("serves", quiet=True) if run["promoted"] else badge("not promoted", quiet=True)
    more = dcc.Link("Confusions and every genre", href="/genres", className="rp-push")
    return chart_card(
        title(run),
        f"Run {run['run']}, trained {fmt.moment(run['trained_at'])} UTC in {fmt.elapsed(run['seconds'])}.",
        html.Div([html.Div([state, more], className="d-flex pb-2"), *_parts(card, metrics)]),
        id=f"data-model-{run['run']}",
        method=Method(
            "Judged once on tracks that were set aside before learning, beside baselines on the same tracks. Intervals "
            "are 95%, by bootstrap.",
            {"Run": str(run["run"]), "Seed": str(card.get("seed", fmt.MISSING))},
        ),
        frame=metrics if len(metrics) else None,
        provenance=[*lines[:-1], f"Model {run['model']}, run {run['run']}", *lines[-1:]],
        columns=12,
    )


def _parts(card: Mapping[str, Any], metrics: pd.DataFrame) -> list[html.Div]:
    table = candidates_table(candidates(metrics)) if len(metrics) else empty("No figure was measured.")
    halves = [
        _part("Data and settings", pairs(facts(card), wrap=True)),
        _part("Limits", _limits(card.get("limits", []))),
    ]
    return [
        _part("Figures", table),
        _part("Held out", _holdouts(card.get("holdouts", []))),
        html.Div([html.Div(half, className="col-12 col-lg-6") for half in halves], className="row g-4"),
    ]


def title(run: Mapping[str, Any]) -> str:
    """The gap as a finding: 'genre: 23.1% honest, 25.7% leaky, gap 2.6 pts'."""
    gap = run["card"].get("gap")
    if not gap:
        return f"{run['model']}: not judged"
    sizes = fmt.percent(gap["honest"]), fmt.percent(gap["leaky"]), fmt.points(gap["gap"])
    return f"{run['model'].capitalize()}: {sizes[0]} honest, {sizes[1]} leaky, gap {sizes[2]}"


def facts(card: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Data, features, what was left out, settings: pairs of a name and text."""
    data, model = card.get("data", {}), card.get("model", {})
    config = model.get("config", {})
    rows = [
        ("Learned from", _learned(data)),
        ("Vocabulary", str(data.get("vocabulary", fmt.MISSING))),
        ("Features", ", ".join(data.get("features", []))),
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
