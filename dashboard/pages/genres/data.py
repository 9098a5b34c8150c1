"""What Genres asks of a snapshot, and the frames its figures and tables need. Counting, no drawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from dash.exceptions import PreventUpdate

from dashboard.context import Context
from warehouse.connect import Snapshot, View
from warehouse.queries import catalogue, models

OURS = "repertoire"
LEAKY = "R"
AUDIO = "audio"
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
OUTSIDE = "other families"
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

    @property
    def served(self) -> str:
        """What the model that serves may know of a track: 'audio + words'."""
        return str(self.card.get("features", AUDIO))

    def measured(
        self, metric: str, candidate: str = OURS, protocol: str = "", features: str = ""
    ) -> dict[str, Any] | None:
        """value, low, high, n of one figure; None where it was not measured.

        features : what was known of a track, by default what the model that serves knows; baselines know the sound.
        """
        m = self.metrics
        kept = (m["candidate"] == candidate) & (m["metric"] == metric)
        kept &= m["protocol"] == (protocol or self.honest["protocol"])
        if candidate == OURS:
            kept &= m["features"] == (features or self.served)
        found = m[kept].to_dict("records")
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


def found(context: Context) -> Judged | None:
    """The promoted genre model as it is published, None before the first."""
    return context.reader.cached(("genre-model",), judged)


def of(context: Context) -> Judged:
    """The promoted genre model. Raises PreventUpdate when there is none."""
    there = found(context)
    if there is None:
        raise PreventUpdate
    return there


@dataclass(frozen=True)
class Alike:
    """Our model and the strongest baseline on the honest holdout, both knowing the same of a track (features)."""

    features: str
    ours: float
    candidate: str
    value: float

    @property
    def change(self) -> float:
        """How far ours is ahead."""
        return self.ours - self.value

    @property
    def known(self) -> str:
        """What both know, in a sentence: 'by sound alone'."""
        return "by sound alone" if self.features == AUDIO else f"both by {self.features}"


def alike(j: Judged, metric: str) -> Alike | None:
    """Like with like: the widest inputs that a baseline and our model were both judged with; None without such a pair."""
    m = j.metrics
    m = m[(m["protocol"] == j.honest["protocol"]) & (m["metric"] == metric)]
    pairs = m[m["candidate"] != OURS].merge(m[m["candidate"] == OURS][["features", "value"]], on="features")
    if pairs.empty:
        return None
    pairs = pairs.assign(width=pairs["features"].str.count(r"\+"))
    pairs = pairs[pairs["width"] == pairs["width"].max()]
    best = pairs.sort_values("value_x", ascending=metric == "ece").iloc[0]
    return Alike(str(best["features"]), float(best["value_y"]), str(best["candidate"]), float(best["value_x"]))


def named(candidate: str) -> str:
    """A baseline inside a sentence: 'extra trees'."""
    return NAMES.get(candidate, candidate).split(":")[0].lower()


def side_by_side(j: Judged) -> pd.DataFrame:
    """metric, honest, leaky (the same features), baseline (majority on the honest holdout): one row a metric."""
    rows, same = [], str(j.card.get("gap", {}).get("features", AUDIO))
    for metric, label in METRICS.items():
        ours, leaky = j.measured(metric, features=same), j.measured(metric, protocol=LEAKY, features=same)
        plain = j.measured(metric, "majority")
        if ours and leaky:
            baseline = plain["value"] if plain else None
            rows.append({"metric": label, "honest": ours["value"], "leaky": leaky["value"], "baseline": baseline})
    return pd.DataFrame(rows, columns=["metric", "honest", "leaky", "baseline"])


def candidates(metrics: pd.DataFrame, served: str = AUDIO) -> pd.DataFrame:
    """candidate, features, held_out, leaky, n, ours (the model that serves), each metric, low and high of top1.

    Honest rows first, unseen artists before unseen tracks, the best first.
    """
    rows = []
    for (protocol, candidate, features), group in metrics.groupby(["protocol", "candidate", "features"], sort=True):
        values = group.set_index("metric")
        row: dict[str, Any] = {metric: values["value"].get(metric) for metric in METRICS}
        low, high = (values[end].get("top1") for end in ("low", "high"))
        held = f"{features}; {PROTOCOLS.get(str(protocol), str(protocol))}"
        row |= {"candidate": NAMES.get(str(candidate), str(candidate)), "features": features, "held_out": held}
        row |= {"low": low, "high": high, "n": group["n"].max(), "protocol": protocol, "leaky": protocol == LEAKY}
        rows.append({**row, "ours": candidate == OURS and features == served})
    found = pd.DataFrame(rows).sort_values(["leaky", "protocol", "top1"], ascending=[True, True, False])
    return found.drop(columns="protocol").reset_index(drop=True)


def family_right(j: Judged) -> float:
    """Share of held-out tracks whose family was found, whatever the genre."""
    c = j.by_family
    return float(c.loc[c["truth"] == c["predicted"], "n"].sum() / c["n"].sum())


def family_names(j: Judged) -> list[str]:
    """Families, the one with the most held-out tracks first."""
    return [str(name) for name in j.report.groupby("family")["n"].sum().sort_values(ascending=False).index]


def order(frame: pd.DataFrame) -> list[str]:
    """Both axes of a matrix: genres by name, what is outside the family last."""
    return sorted({*frame["truth"], *frame["predicted"]}, key=lambda name: (name == OUTSIDE, name))


def scores(j: Judged, family: str = "") -> pd.DataFrame:
    """row, label, f1, n, best row first: families with their genres where there are many, else the genres of one."""
    kept = j.report if not family else j.report[j.report["family"] == family]
    row = "family" if j.many and not family else "genre"
    found = kept.assign(row=kept[row], label=kept["genre"])[["row", "label", "f1", "n"]]
    means = found.groupby("row")["f1"].transform("mean")
    return (
        found.assign(mean=means)
        .sort_values(["mean", "row"], ascending=[False, True], kind="stable")
        .drop(columns="mean")
    )


def within(j: Judged, family: str) -> pd.DataFrame:
    """Confusions of one family's genres; answers of all other families are one column, OUTSIDE."""
    inside = set(j.report.loc[j.report["family"] == family, "genre"])
    rows = j.by_genre[j.by_genre["truth"].isin(inside)]
    rows = rows.assign(predicted=rows["predicted"].where(rows["predicted"].isin(inside), OUTSIDE))
    return rows.groupby(["truth", "predicted"], as_index=False, sort=True)[["n", "share"]].sum()
