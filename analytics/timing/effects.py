"""Effects of release timing with intervals, each tested twice, or the reason why the data identify none.

Fixed effects of the group by demeaning, ordinary least squares, covariance clustered by artist (Liang and Zeger 1986; Cameron
and Miller, A practitioner's guide to cluster-robust inference, 2015). The check makes no such assumption: residuals of the model
without the effect are shuffled within the group (Freedman and Lane 1983). An effect counts as identified where both give a chance
of at most CHANCE.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from analytics.timing.design import LEAST, MONTHS, WEEKDAYS, Floats, Prepared, centred, contrasts, levels, of_age

CHANCE = 0.01
DRAWS = 199
TESTED = {"upbeat": 1}
"""Columns of a block that are the effect, where the rest only stands beside it."""
NAMES = {"month": "Month", "weekday": "Weekday", "crowd": "Crowded week", "upbeat": "Bright in summer"}


@dataclass(frozen=True)
class Effect:
    """rows: level, effect (popularity points), low, high (95% for all levels together), n ; identified, and words why or why
    not ; p, permuted: chances by the model and by shuffling. `known` and `places`: what a prediction needs.
    """

    name: str
    rows: pd.DataFrame
    identified: bool
    words: str
    p: float = float("nan")
    permuted: float = float("nan")
    known: tuple[int, ...] = ()
    places: tuple[int, ...] = ()


@dataclass(frozen=True)
class Timing:
    """effects by name ; n releases of `groups` artists or genres ; coefficients and their covariance ; notes for people."""

    effects: dict[str, Effect]
    n: int
    groups: int
    within: str
    beta: Floats = field(default_factory=lambda: np.empty(0))
    covariance: Floats = field(default_factory=lambda: np.empty((0, 0)))
    notes: tuple[str, ...] = ()

    @property
    def identified(self) -> list[str]:
        """The names of the effects that the data identify."""
        return [name for name, effect in self.effects.items() if effect.identified]


def none(within: str, why: str, n: int = 0, groups: int = 0) -> Timing:
    """No effect at all, and why."""
    rows = pd.DataFrame(columns=["level", "effect", "low", "high", "n"])
    return Timing(
        {name: Effect(name, rows, False, why.removesuffix(".")) for name in NAMES}, n, groups, within, notes=(why,)
    )


def fitted(data: Prepared, within: str, seed: int = 0) -> Timing:
    """The effects of month, weekday, crowding and brightness by season on popularity, within the group."""
    frame = data.frame
    groups = int(frame["group"].nunique())
    fewest = LEAST if within == "artist" else 1
    if len(frame) < 2 * LEAST or groups < fewest:
        return none(within, _too_few(len(frame), groups, within, fewest), len(frame), groups)
    # Imported here: statsmodels takes a second that the other pages need not wait for.
    import statsmodels.api as sm

    blocks, known = _blocks(frame)
    group = pd.factorize(frame["group"])[0]
    artist = pd.factorize(frame["artist"])[0]
    outcome = centred(frame[["popularity"]].to_numpy(float), group)[:, 0]
    age = centred(of_age(frame["age"].to_numpy(float)), group)
    inside = {name: centred(block, group) for name, block in blocks.items()}
    matrix = np.column_stack([*inside.values(), age])
    told = sm.OLS(outcome, matrix).fit(cov_type="cluster", cov_kwds={"groups": artist})
    mixed, effects, at = _mixed(group, seed), {}, 0
    for name, block in inside.items():
        places = tuple(range(at, at + block.shape[1]))
        at += block.shape[1]
        others = np.column_stack([*(b for other, b in inside.items() if other != name), age])
        tested = TESTED.get(name, block.shape[1])
        chance = _shuffled(outcome, np.column_stack([others, block[:, tested:]]), block[:, :tested], mixed)
        effects[name] = _effect(name, frame, told, places, known.get(name, ()), chance)
    for name in NAMES:
        effects.setdefault(name, _missing(name, frame))
    return Timing(effects, len(frame), groups, within, np.asarray(told.params), np.asarray(told.cov_params()))


def _too_few(n: int, groups: int, within: str, fewest: int) -> str:
    needed = f"{2 * LEAST} releases of {fewest} {within}{'s' if fewest > 1 else ''} are needed"
    have = "has" if n == 1 else "have"
    return (
        f"Not identified in this data: {n} release{'s' if n != 1 else ''} of {groups} {within}{'s' if groups != 1 else ''} "
        f"{have} another to be compared with; {needed}."
    )


def _blocks(frame: pd.DataFrame) -> tuple[dict[str, Floats], dict[str, tuple[int, ...]]]:
    blocks: dict[str, Floats] = {}
    known: dict[str, tuple[int, ...]] = {}
    for name in ("month", "weekday"):
        found = levels(frame, name)
        if len(found) > 1:
            blocks[name] = contrasts(frame[name].to_numpy(np.int64), found)
            known[name] = tuple(found)
    if frame["crowd"].std() > 0:
        blocks["crowd"] = frame[["crowd"]].to_numpy(float)
    if frame["bright"].std() > 0:
        # Brightness by itself stands beside it: what counts is what the season adds.
        blocks["upbeat"] = np.column_stack([frame["bright"] * frame["summer"], frame["bright"]])
    return blocks, known


def _mixed(group: NDArray[np.int64], seed: int) -> NDArray[np.int64]:
    """(DRAWS, n): for every place, whose residual comes there when they change places within their group."""
    rng, order = np.random.default_rng(seed), np.argsort(group, kind="stable")
    mixed = np.empty((DRAWS, len(group)), dtype=np.int64)
    for draw in range(DRAWS):
        mixed[draw, order] = np.lexsort((rng.random(len(group)), group))
    return mixed


def _shuffled(outcome: Floats, others: Floats, tested: Floats, mixed: NDArray[np.int64]) -> float:
    """The chance of a block explaining as much as it does when residuals change places within their group."""
    basis, _ = np.linalg.qr(others)
    rest = outcome - basis @ (basis.T @ outcome)
    own, _ = np.linalg.qr(tested - basis @ (basis.T @ tested))
    explained = ((rest[mixed] @ own) ** 2).sum(axis=1)
    return float((1 + (explained >= ((rest @ own) ** 2).sum()).sum()) / (DRAWS + 1))


def _effect(
    name: str, frame: pd.DataFrame, told: object, places: Sequence[int], known: tuple[int, ...], permuted: float
) -> Effect:
    beta = np.asarray(told.params)  # type: ignore[attr-defined]
    covariance = np.asarray(told.cov_params())  # type: ignore[attr-defined]
    tested = list(places[: TESTED.get(name, len(places))])
    part = covariance[np.ix_(tested, tested)]
    wald = float(beta[tested] @ np.linalg.pinv(part) @ beta[tested]) / len(tested)
    clusters = frame["artist"].nunique()
    p = float(stats.f.sf(wald, len(tested), max(clusters - 1, 1)))
    rows = _rows(name, frame, beta, covariance, tested, known)
    identified = p <= CHANCE and permuted <= CHANCE
    chances = f"chance {p:.2g} by the model, {permuted:.2g} by shuffling within"
    words = f"Identified: {chances}" if identified else f"Not identified in this data: {chances}"
    return Effect(name, rows, identified, words, p, permuted, known, tuple(tested))


def _rows(
    name: str, frame: pd.DataFrame, beta: Floats, covariance: Floats, places: list[int], known: tuple[int, ...]
) -> pd.DataFrame:
    weights = np.eye(len(places))
    labels: list[str] = [NAMES[name]]
    counts = [len(frame)]
    if known:
        # The last level is what the others leave, since all together are 0.
        weights = np.vstack([weights, -np.ones(len(places))])
        words = MONTHS if name == "month" else WEEKDAYS
        labels = [words[level - 1] if name == "month" else words[level] for level in known]
        counts = [int((frame[name] == level).sum()) for level in known]
    effect = weights @ beta[places]
    spread = np.sqrt(np.einsum("ij,jk,ik->i", weights, covariance[np.ix_(places, places)], weights))
    reach = stats.norm.isf(0.025 / len(labels)) * spread
    return pd.DataFrame({"level": labels, "effect": effect, "low": effect - reach, "high": effect + reach, "n": counts})


def _missing(name: str, frame: pd.DataFrame) -> Effect:
    rows = pd.DataFrame(columns=["level", "effect", "low", "high", "n"])
    words = {
        "weekday": f"one weekday alone has {LEAST} releases",
        "month": f"one month alone has {LEAST} releases",
        "crowd": "every week has as many releases",
        "upbeat": "valence is not known",
    }
    return Effect(name, rows, False, f"Not identified in this data: {words[name]} (n = {len(frame):,})")
