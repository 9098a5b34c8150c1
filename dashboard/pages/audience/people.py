"""Who the listeners are: groups by age, country and gender, and what each plays more than all do."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from dash import html

from dashboard import format as fmt
from dashboard.components import Column, Method, chart_card, html_table, shortened
from dashboard.components.states import empty

KINDS = {"age_band": "Age", "country": "Country", "gender": "Gender"}
LEAST = 20
METHOD = Method(
    "Each listener counts as one: the mean share of a group's listeners that a genre has, over that of all who play. "
    "Listed are genres whose 95% interval lies above 1.",
    {
        "Least": f"{LEAST} listeners; smaller groups are only counted",
        "Limits": "who says nothing of themselves is in no group",
    },
)
NEEDS = "Load a table of listeners: an id as in the plays, and any of age, country, gender (repertoire load FILE)."


def card(found: pd.DataFrame, lines: Sequence[str]) -> html.Section:
    """A row a group, or what to load."""
    told = found[found["label"].notna()]
    if found.empty:
        title, body = "Who the listeners are is not known", empty("No table of listeners was loaded.", NEEDS)
    elif told.empty:
        words = f"No group has {LEAST} listeners that play; {hidden(found)}."
        title, body = "Too few listeners to tell of", empty(words)
    else:
        title, body = finding(told), _table(told)
    how = f"Listeners with plays that count; {hidden(found)}." if len(found) else ""
    return chart_card(
        title, how, body, id="audience-groups", method=METHOD, frame=told.drop(columns="hidden") if len(told) else None,
        provenance=lines, columns=12,
    )  # fmt: skip


def finding(told: pd.DataFrame) -> str:
    """The clearest difference: the group and genre with the largest ratio among those that are listed first."""
    firsts = [(row, row["over"].split("; ")[0]) for row in told.to_dict("records") if row["over"]]
    if not firsts:
        return "No group plays a genre more than all do"
    row, words = max(firsts, key=lambda pair: float(pair[1].rsplit(" ", 1)[1]))
    genre, times = words.rsplit(" ", 1)
    return f"{KINDS[row['kind']]} {row['label']}: {genre} has {times} times the usual share"


def hidden(found: pd.DataFrame) -> str:
    """How many groups are not told of."""
    n = int(found["hidden"].sum())
    return f"{fmt.plural(n, 'smaller group is', 'smaller groups are')} not shown"


def _table(told: pd.DataFrame) -> object:
    rows = told.assign(what=told["kind"].map(KINDS), more=told["over"].replace("", "nothing beyond its interval"))
    columns = [
        Column("label", "Group", second="what"),
        Column("listeners", "Listeners", show=fmt.number, number=True),
        Column("plays", "Plays", show=fmt.number, number=True, wide=True),
        Column("more", "Plays more than all do, times the usual share"),
    ]
    table = html_table(rows, columns, "Groups of listeners", cards=True)
    return shortened(table, len(rows), "groups")
