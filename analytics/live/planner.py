"""A/B tests: how many people an arm needs, how long that takes, and what a result says. Pure arithmetic, no data.

Shares: sample size by Fleiss, Levin and Paik (2003), formula 4.14 without correction for continuity; interval of a
difference by Newcombe (1998), method 10; p-value of the pooled z-test, Fisher's exact test where a count is small.
Means: Student's t-test (power) and Welch's (reading). More than two arms: every arm is compared with the first, and
alpha is shared out among the comparisons (Bonferroni).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from scipy import stats

from warehouse.errors import UnreadableInput

Measure = Literal["share", "mean"]
MOST_TEXT, MOST_ARMS, SMALL_COUNT = 20_000, 20, 5
_DAYS_A_WEEK = 7
_HINT = "One line an arm: name, successes, people; or name, mean, standard deviation, people."


@dataclass(frozen=True)
class Plan:
    """per_arm : people each arm needs ; total : of all arms ; days : until they are there, None when traffic is unknown ;
    effect : the smallest difference that is found ; found : the share of such tests that find it ; alpha : of each
    comparison."""

    per_arm: int
    total: int
    days: int | None
    effect: float
    found: float
    alpha: float

    @property
    def weeks(self) -> int | None:
        """Whole weeks, so that every weekday counts as often."""
        return None if self.days is None else math.ceil(self.days / _DAYS_A_WEEK)


def plan_shares(
    baseline: float, effect: float, power: float = 0.8, alpha: float = 0.05, daily: float = 0, arms: int = 2
) -> Plan:
    """Sample size to tell a share of `baseline` from one that differs by `effect` (both 0 to 1), two-sided.

    daily : people a day, over all arms ; arms : 2 or more. Raises UnreadableInput for what cannot be planned.
    """
    _check(why_not("share", baseline, 1.0, effect, power, alpha, daily, arms))
    other = baseline + effect
    each = alpha / (arms - 1)
    mean = (baseline + other) / 2
    at_null = stats.norm.ppf(1 - each / 2) * math.sqrt(2 * mean * (1 - mean))
    at_effect = stats.norm.ppf(power) * math.sqrt(baseline * (1 - baseline) + other * (1 - other))
    return _plan(((at_null + at_effect) / effect) ** 2, daily, arms, effect, power, each)


def plan_means(
    spread: float, effect: float, power: float = 0.8, alpha: float = 0.05, daily: float = 0, arms: int = 2
) -> Plan:
    """Sample size to tell two means apart that differ by `effect`, both with the standard deviation `spread`.

    As `plan_shares`; by the noncentral t distribution (statsmodels).
    """
    _check(why_not("mean", 0.0, spread, effect, power, alpha, daily, arms))
    # Imported here: statsmodels takes a second that the other pages need not wait for.
    from statsmodels.stats.power import TTestIndPower

    each, size = alpha / (arms - 1), abs(effect) / spread
    # Beyond eight standard deviations two people an arm are enough, and the solver has no answer.
    needed = TTestIndPower().solve_power(effect_size=size, alpha=each, power=power) if size < 8 else 2.0
    return _plan(float(needed), daily, arms, effect, power, each)


def why_not(
    measure: Measure, baseline: float, spread: float, effect: float, power: float, alpha: float, daily: float, arms: int
) -> str:
    """What keeps a test from being planned, in words; '' when nothing does."""
    if measure == "share":
        return _why_no_share(baseline, effect) or _why_no_test(power, alpha, daily, arms)
    return _why_no_mean(spread, effect) or _why_no_test(power, alpha, daily, arms)


def _why_no_share(baseline: float, effect: float) -> str:
    if 0 <= baseline <= 1 and 0 <= baseline + effect <= 1 and effect != 0:
        return ""
    return (
        f"A share of {baseline:.4g} cannot change by {effect:.4g}: both it and what it becomes must lie between 0% and "
        "100%, and the difference must not be 0."
    )


def _why_no_mean(spread: float, effect: float) -> str:
    possible = spread > 0 and effect != 0 and math.isfinite(spread) and math.isfinite(effect)
    return "" if possible else "The standard deviation must be above 0, and the difference not 0."


def _why_no_test(power: float, alpha: float, daily: float, arms: int) -> str:
    if 0 < alpha < 1 and alpha < power < 1 and daily >= 0 and 2 <= arms <= MOST_ARMS:
        return ""
    return (
        f"False alarms must lie between 0% and 100%, the chance to find the difference above them and below 100%, arms "
        f"between 2 and {MOST_ARMS}, and people a day not below 0."
    )


def _check(fault: str) -> None:
    if fault:
        raise UnreadableInput(fault, "Change one of the figures of the plan.")


def _plan(needed: float, daily: float, arms: int, effect: float, power: float, alpha: float) -> Plan:
    per_arm = max(2, math.ceil(needed - 1e-9))
    total = per_arm * arms
    return Plan(per_arm, total, math.ceil(total / daily) if daily else None, effect, power, alpha)


@dataclass(frozen=True)
class Arm:
    """What was counted in one arm: people, and their share (successes / people) or mean with its standard deviation."""

    name: str
    people: int
    value: float
    spread: float | None = None

    @property
    def successes(self) -> int:
        """Of an arm with a share."""
        return round(self.value * self.people)


@dataclass(frozen=True)
class Reading:
    """An arm beside the first: difference with its interval (95%, or wider with several arms) and p-value."""

    arm: Arm
    first: Arm
    difference: float
    low: float
    high: float
    p: float
    alpha: float

    @property
    def is_told_apart(self) -> bool:
        """Whether the difference is more than chance is likely to give, by the test and by the interval."""
        return self.p < self.alpha and (self.low > 0 or self.high < 0)


def parse(text: str) -> tuple[Measure, list[Arm]]:
    """Arms from lines of text: name, successes, people; or name, mean, standard deviation, people. A header is skipped.

    Raises UnreadableInput, naming the line.
    """
    fault = fault_of(text)
    if fault:
        raise UnreadableInput(fault[0], fault[1])
    arms = [_arm(number, row) for number, row in _lines(text)]
    return ("share" if arms[0].spread is None else "mean"), arms


def fault_of(text: str) -> tuple[str, str] | None:
    """(what is wrong with lines of a result, what they should be); None when they can be read."""
    if len(text) > MOST_TEXT:
        return "The result is longer than a table of arms can be.", _HINT
    lines = _lines(text)
    if not 2 <= len(lines) <= MOST_ARMS:
        return f"A result needs 2 to {MOST_ARMS} arms; there are {len(lines)}.", _HINT
    wrong = next(((number, row) for number, row in lines if not _is_arm(row)), None)
    if wrong:
        return f"Line {wrong[0]} is no arm: {', '.join(wrong[1])[:80]}.", _HINT
    if len({len(row) for _, row in lines}) > 1:
        return "Some arms have a mean and others a share.", _HINT
    return None


def _lines(text: str) -> list[tuple[int, list[str]]]:
    """(number, cells) of the lines that hold something, without a header."""
    delimiter = next((mark for mark in "\t;" if mark in text), ",")
    rows = [[cell.strip() for cell in line.split(delimiter)] for line in text.splitlines()]
    lines = [(number, row) for number, row in enumerate(rows, 1) if any(row)]
    if lines and len(lines[0][1]) > 1 and _number(lines[0][1][1]) is None:
        return lines[1:]
    return lines


def _is_arm(row: Sequence[str]) -> bool:
    figures = [_number(cell) for cell in row[1:]]
    if len(figures) not in (2, 3) or None in figures:
        return False
    first, *middle, people = (figure for figure in figures if figure is not None)
    if people != int(people) or people < (2 if middle else 1):
        return False
    return middle[0] >= 0 if middle else first == int(first) and 0 <= first <= people


def _arm(line: int, row: Sequence[str]) -> Arm:
    first, *middle, people = (_number(cell) or 0.0 for cell in row[1:])
    name = row[0] or f"arm {line}"
    return Arm(name, int(people), first, middle[0]) if middle else Arm(name, int(people), first / people)


def _number(cell: str) -> float | None:
    try:
        value = float(cell.replace(" ", "").replace("_", ""))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def read(measure: Measure, arms: Sequence[Arm], alpha: float = 0.05) -> list[Reading]:
    """Every further arm beside the first. alpha is shared out among the comparisons."""
    each = alpha / (len(arms) - 1)
    compare = _shares if measure == "share" else _means
    return [compare(arms[0], arm, each) for arm in arms[1:]]


def _shares(first: Arm, arm: Arm, alpha: float) -> Reading:
    from statsmodels.stats.proportion import confint_proportions_2indep

    counts = (arm.successes, arm.people, first.successes, first.people)
    low, high = confint_proportions_2indep(*counts, method="newcomb", compare="diff", alpha=alpha)
    return Reading(arm, first, arm.value - first.value, float(low), float(high), p_of_shares(*counts), alpha)


def p_of_shares(successes: int, people: int, first: int, first_people: int) -> float:
    """Two-sided p-value that two shares are the same: z-test, or Fisher's exact test where a count is expected to be small."""
    pooled = (successes + first) / (people + first_people)
    if pooled in (0.0, 1.0):
        return 1.0
    if min(pooled, 1 - pooled) * min(people, first_people) < SMALL_COUNT:
        table = [[successes, people - successes], [first, first_people - first]]
        return float(stats.fisher_exact(table).pvalue)
    error = math.sqrt(pooled * (1 - pooled) * (1 / people + 1 / first_people))
    return float(2 * stats.norm.sf(abs(successes / people - first / first_people) / error))


def _means(first: Arm, arm: Arm, alpha: float) -> Reading:
    """Welch's t-test; arms without any spread are told apart by any difference."""
    parts = [(a.spread or 0.0) ** 2 / a.people for a in (arm, first)]
    error, difference = math.sqrt(sum(parts)), arm.value - first.value
    if error == 0:
        return Reading(arm, first, difference, difference, difference, 1.0 if difference == 0 else 0.0, alpha)
    freedom = sum(parts) ** 2 / sum(part**2 / (a.people - 1) for part, a in zip(parts, (arm, first), strict=True))
    half = float(stats.t.ppf(1 - alpha / 2, freedom)) * error
    p = float(2 * stats.t.sf(abs(difference) / error, freedom))
    return Reading(arm, first, difference, difference - half, difference + half, p, alpha)


def sentence(reading: Reading, measure: Measure) -> str:
    """What a reading says, in words."""
    points = 100 if measure == "share" else 1
    size, unit = abs(reading.difference) * points, " points" if measure == "share" else ""
    low, high = (_signed(end * points) for end in (reading.low, reading.high))
    level = f"{100 * (1 - reading.alpha):.3g}% interval"
    chance = f"chance alone gives a difference this large in {_chance(reading.p)} of tests"
    if reading.is_told_apart:
        way = "above" if reading.difference > 0 else "below"
        return f"{reading.arm.name} is {size:.3g}{unit} {way} {reading.first.name} ({level} {low} to {high}{unit}); {chance}."
    return (
        f"{reading.arm.name} and {reading.first.name} cannot be told apart: the difference is likely between {low} and "
        f"{high}{unit} ({level}), and {chance}."
    )


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "\u2212")


def _chance(p: float) -> str:
    return "fewer than 0.1%" if p < 0.001 else f"{100 * p:.2g}%" if p < 0.0995 else f"{100 * p:.0f}%"
