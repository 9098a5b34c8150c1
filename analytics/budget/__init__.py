"""Budget: response curves that a user states or past spend shows, and the split of a budget that they expect most of.

Without a curve there is no optimum; an equal split is always beside it.
"""

from analytics.budget.allocate import Plan, Split, allocate, checked, equal, worth_of_knowing
from analytics.budget.curves import FORMS, Curve, Draws, alike, drawn, value
from analytics.budget.fit import Fitted, fit

__all__ = [
    "FORMS",
    "Curve",
    "Draws",
    "Fitted",
    "Plan",
    "Split",
    "alike",
    "allocate",
    "checked",
    "drawn",
    "equal",
    "fit",
    "value",
    "worth_of_knowing",
]
