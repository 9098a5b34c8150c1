"""What Genres asks of a snapshot, and the frames its figures and tables need. Counting, no drawing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from warehouse.connect import Snapshot, View
from warehouse.queries import catalogue, models

OURS = "repertoire"
LEAKY = "R"
NAMES = {
    OURS: "Repertoire (LightGBM)",
    "majority": "Majority: the most frequent genres",
    "logistic": "Logistic regression",
    "extra_trees": "Extra trees",
}
PROTOCOLS = {"A": "unseen artists (A)", "T": "unseen tracks (T)", "R": "random rows (R, leaky)"}
METRICS = {
    "top1": "first answer right",
    "top5": "among first five",
    "macro_f1": "macro F1",
    "ece": "calibration error",
}
MANY = 30
"""More genres than this are shown by family first."""
COLUMNS = ("genre", "family", "n", "predicted_n", "precision", "recall", "f1")


@dataclass(frozen=True)
class Judged:
    """The promoted genre model as this snapshot holds it: its card, figures, report and confusions on held-out tracks."""

    about: Snapshot
    loads: pd.DataFrame
    run: str
    card: dict[str, Any]
    metrics: pd.DataFrame
    report: pd.DataFrame
    by_family: pd.DataFrame
    by_genre: pd.DataFrame

    @property
    def honest(self) -> dict[str, Any]:
        """The holdout that counts: protocol, words, tested, trained, dropped."""
        return next(h for h in self.card["holdouts"] if not h["leaky"])

    @property
    def leaky(self) -> dict[str, Any]:
        """The holdout that is printed only beside it."""
        return next(h for h in self.card["holdouts"] if h["leaky"])

    @property
    def vocabulary(self) -> str:
        """Whose labels are learned."""
        return str(self.card["data"]["vocabulary"])

    @property
    def many(self) -> bool:
        """Whether one matrix of all genres would be too large."""
        return len(self.report) > MANY

    def measured(self, metric: str, candidate: str = OURS, protocol: str = "") -> dict[str, Any] | None:
        """value, low, high, n of one figure; None where it was not measured."""
        m = self.metrics
        found = m[
            (m["candidate"] == candidate)
            & (m["protocol"] == (protocol or self.honest["protocol"]))
            & (m["metric"] == metric)
        ].to_dict("records")
        return {str(name): value for name, value in found[0].items()} if found else None


def judged(view: View) -> Judged | None:
    """The promoted genre model, None before the first."""
    card, run = models.promoted_card(view, "genre"), models.promoted_run(view, "genre")
    if card is None or run is None:
        return None
    return Judged(
        view.snapshot,
        catalogue.loads(view),
        run,
        card,
        models.metrics(view, run),
        models.genre_report(view, run)[list(COLUMNS)],
        models.confusion(view, run, by_family=True),
        models.confusion(view, run, by_family=False),
    )


def best_baseline(j: Judged, metric: str) -> tuple[str, float] | None:
    """(candidate, value) of the strongest baseline on the honest holdout."""
    m = j.metrics
    others = m[(m["protocol"] == j.honest["protocol"]) & (m["metric"] == metric) & (m["candidate"] != OURS)]
    if others.empty:
        return None
    best = others.sort_values("value", ascending=metric == "ece").iloc[0]
    return str(best["candidate"]), float(best["value"])


def side_by_side(j: Judged) -> pd.DataFrame:
    """metric, honest, leaky, baseline (majority on the honest holdout): one row a metric."""
    rows = []
    for metric, label in METRICS.items():
        ours, leaky = j.measured(metric), j.measured(metric, protocol=LEAKY)
        plain = j.measured(metric, "majority")
        if ours and leaky:
            baseline = plain["value"] if plain else None
            rows.append({"metric": label, "honest": ours["value"], "leaky": leaky["value"], "baseline": baseline})
    return pd.DataFrame(rows, columns=["metric", "honest", "leaky", "baseline"])


def candidates(metrics: pd.DataFrame) -> pd.DataFrame:
    """candidate, held_out, leaky, n, then value of each metric and low, high of top1; honest rows first, best first."""
    rows = []
    for (protocol, candidate), group in metrics.groupby(["protocol", "candidate"], sort=True):
        values = group.set_index("metric")
        row = {metric: values["value"].get(metric) for metric in METRICS}
        low, high = (values[end].get("top1") for end in ("low", "high"))
        name = NAMES.get(str(candidate), str(candidate))
        row |= {"candidate": name, "held_out": PROTOCOLS.get(str(protocol), str(protocol)), "low": low, "high": high}
        rows.append({**row, "n": group["n"].max(), "leaky": protocol == LEAKY, "ours": candidate == OURS})
    found = pd.DataFrame(rows)
    return found.sort_values(["leaky", "top1"], ascending=[True, False]).reset_index(drop=True)


def family_right(j: Judged) -> float:
    """Share of held-out tracks whose family was found, whatever the genre."""
    c = j.by_family
    return float(c.loc[c["truth"] == c["predicted"], "n"].sum() / c["n"].sum())


def family_names(j: Judged) -> list[str]:
    """Families, the one with the most held-out tracks first."""
    return [str(name) for name in j.report.groupby("family")["n"].sum().sort_values(ascending=False).index]


def mistaken(j: Judged, family: str = "", most: int = 3) -> pd.DataFrame:
    """genre, n, recall, f1, taken (list of (genre, share of the true tracks)): the genres of a family, best recall first.

    '' is every genre. Shares below 1% are left out.
    """
    rows = j.report if not family else j.report[j.report["family"] == family]
    wrong = j.by_genre[(j.by_genre["truth"] != j.by_genre["predicted"]) & (j.by_genre["share"] >= 0.01)]
    taken: Mapping[str, list[tuple[str, float]]] = {
        str(truth): list(zip(group["predicted"], group["share"], strict=True))[:most]
        for truth, group in wrong.sort_values("share", ascending=False).groupby("truth")
    }
    found = rows.sort_values(["recall", "n"], ascending=False)[["genre", "n", "recall", "f1"]].reset_index(drop=True)
    found["taken"] = found["genre"].map(lambda genre: taken.get(str(genre), []))
    return found


def order(frame: pd.DataFrame) -> list[str]:
    """Both axes of a matrix: the truths by name, then what was only predicted."""
    return sorted({*frame["truth"], *frame["predicted"]})
