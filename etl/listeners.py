"""Listeners -> rows: who somebody is, as bands and groups: age, country, gender. The age itself is not kept."""

from __future__ import annotations

from etl.intake import Intake, Rows
from etl.judge import Cell, Fault, Judge
from etl.plays import erased
from warehouse import store
from warehouse.queries.fixed import sql

CELLS = (
    Cell("listener", required="no listener", spaced=True),
    Cell("age"),
    Cell("country"),
    Cell("gender"),
)
_NOTHING = Fault("age is null and country is null and gender is null", "listener", "no age, country or gender")


def load(intake: Intake) -> Rows:
    """Judge and insert the listeners of a file; of several rows of one the first counts.

    An age in years becomes its band; one that nobody has (below 5, above 110) is read as not known.
    """
    judge = Judge(intake, CELLS, [*erased(intake, {*intake.recognition.columns}), _NOTHING])
    judge.judge()
    odd = "fault is null and try_cast(age as double) not between 5 and 110"
    missing = int(intake.workbench.value(f"select count(*) from judged where {odd}"))
    loaded = store.insert(intake.workbench, "listeners", sql("judged_listeners"), {"load_id": intake.load_id})
    rows = Rows(loaded, judge.usable - loaded, judge.rejected, judge.rejects())
    rows.missing = {"age": missing} if missing else {}
    return rows
