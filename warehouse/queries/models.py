"""Questions about models: which runs there are, what they measured, and how the published genre model errs."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from warehouse.connect import View
from warehouse.errors import UnknownModel
from warehouse.queries.fixed import sql

CARD_METRICS = ("top1", "top5", "macro_f1", "balanced_accuracy", "ece")


def promoted(view: View) -> set[str]:
    """The models that have a promoted run. None on a home without model tables."""
    known = view.value("select count(*) from duckdb_tables() where table_name = 'model_runs'")
    return {model for (model,) in view.rows("select distinct model from model_runs where promoted")} if known else set()


def runs(view: View, model: str) -> list[tuple[str, bool]]:
    """(run, promoted) of one model, newest first; as the raw table has them when the view is a workbench."""
    known = view.value("select count(*) from duckdb_tables() where schema_name = 'raw' and table_name = 'model_runs'")
    table = "raw.model_runs" if known else "model_runs"
    return [
        (str(run), bool(promoted))
        for run, promoted in view.rows(
            f"select run, promoted from {table} where model = $model order by trained_at desc, run desc",
            {"model": model},
        )
    ]


def summary(view: View) -> list[dict[str, Any]]:
    """One entry a run: model, run, promoted, trained_at, seconds, gap (honest and leaky figure), metrics (flat list of
    rows, our model only)."""
    found = view.rows(
        "select model, run, promoted, trained_at, seconds, card from model_runs order by trained_at desc, run"
    )
    return [
        {
            "model": model,
            "run": run,
            "promoted": bool(promoted),
            "trained_at": trained_at.isoformat(),
            "seconds": seconds,
            "gap": json.loads(card or "{}").get("gap"),
            "metrics": metrics(view, run, "repertoire").drop(columns="candidate").to_dict("records"),
        }
        for model, run, promoted, trained_at, seconds, card in found
    ]


def metrics(view: View, run: str, candidate: str | None = None) -> pd.DataFrame:
    """Measured figures of a run: candidate, features, protocol, metric, value, low, high, n."""
    return view.frame(sql("model_metrics"), {"run": run, "candidate": candidate})


def cards(view: View) -> list[dict[str, Any]]:
    """Every run with its card, newest first: model, run, promoted, trained_at, seconds, card (as a dict)."""
    names = ("model", "run", "promoted", "trained_at", "seconds", "card")
    found = [dict(zip(names, row, strict=True)) for row in view.rows(sql("model_cards"))]
    return [{**run, "card": json.loads(run["card"] or "{}")} for run in found]


def promoted_run(view: View, model: str) -> str | None:
    """The run of a model whose results this snapshot holds, None before the first."""
    run = view.value(sql("served_run"), {"model": model})
    return None if run is None else str(run)


def promoted_card(view: View, model: str) -> dict[str, Any] | None:
    """The card of the promoted run of a model, None when there is none."""
    text = view.value("select card from model_runs where model = $model and promoted", {"model": model})
    return json.loads(text) if text else None


def confusion(view: View, run: str, by_family: bool) -> pd.DataFrame:
    """truth, predicted, n, share (of the truth's tracks) of held-out tracks, by genre or summed by family."""
    truth, predicted = ("truth_family", "predicted_family") if by_family else ("truth", "predicted")
    return view.frame(sql("genre_confusions", truth=truth, predicted=predicted), {"run": run})


def genre_report(view: View, run: str) -> pd.DataFrame:
    """genre, family, n, predicted_n, precision, recall, f1 of one run, on held-out tracks."""
    return view.frame(
        """select genre, family, n, predicted_n, precision, recall, f1 from genre_report
        where run = $run order by f1 desc nulls last, genre""",
        {"run": run},
    )


def compared(view: View, one: str, other: str) -> pd.DataFrame:
    """The figures that two runs of one model both have, side by side.

    candidate, features, protocol, metric, one, other, difference (other - one), one_low, one_high, other_low,
    other_high, n (rows that `one` was tested on), other_n. Raises UnknownModel when a run is not published or the two are
    runs of different models.
    """
    found = dict(
        view.rows("select run, model from model_runs where run in ($one, $other)", {"one": one, "other": other})
    )
    for run in (one, other):
        if run not in found:
            raise UnknownModel(f"There is no published run {run}.", "List the runs: repertoire models")
    if len(set(found.values())) > 1:
        told = " and ".join(f"{run} of {model}" for run, model in found.items())
        raise UnknownModel(f"Runs of different models cannot be compared: {told}.", "Name two runs of one model.")
    return view.frame(sql("compared_runs"), {"one": one, "other": other})
