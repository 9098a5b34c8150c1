"""The rollups of plays keep to SQL that means the same in DuckDB and in Spark: what warehouse/sql/plays/portable.csv lists.

A list of what is allowed and not of what is forbidden, because what a translator does not know it passes through.
"""

from __future__ import annotations

import csv
import re
from functools import cache

import pytest
import sqlglot
from sqlglot import exp

from tests.conftest import ROOT
from tests.source import bare_sql, sql_files
from warehouse.build import RELATIONS

FILES = sql_files("plays")
# What the layer is made of: staging has normalised, linked and dated everything before.
GIVEN = {"play_events", "play_items", "play_listeners"}


@cache
def allowed() -> dict[str, set[str]]:
    """Name of a construct -> the parts of it that may be filled."""
    text = (ROOT / "warehouse" / "sql" / "plays" / "portable.csv").read_text(encoding="utf-8")
    listed = {row["name"]: row["parts"] for row in csv.DictReader(text.splitlines())}
    return {name: set(re.sub(r"CURRENT ROW", "CURRENT_ROW", parts).split()) for name, parts in listed.items()}


def construct(node: exp.Expression) -> str:
    """What the list calls a node of the tree."""
    if isinstance(node, exp.Join):
        words = [node.method, node.side, node.kind if node.kind != "INNER" else "", "join"]
        return " ".join(word for word in words if word).lower()
    return node.sql("duckdb").lower() if isinstance(node, exp.DataType) else node.key


def parts(node: exp.Expression) -> list[str]:
    """The parts of a node that are filled; with their value where that is a word and no name or number."""
    filled = [(name, value) for name, value in node.args.items() if value not in (None, False, [], "")]
    named = isinstance(node, exp.Identifier | exp.Literal)
    return [
        f"{name}={value.replace(' ', '_')}" if isinstance(value, str) and not named else name for name, value in filled
    ]


def unportable(name: str, text: str) -> list[str]:
    """What of one SQL file is not on the list."""
    found = []
    for node in sqlglot.parse_one(text, read="duckdb").walk():
        what = construct(node)
        if what not in allowed():
            found.append(f"{name}: {what}")
        else:
            found += [f"{name}: {what} with {part}" for part in parts(node) if part not in allowed()[what]]
    return list(dict.fromkeys(found + [f"{name}: {words}" for words in loose_orders(text)]))


def loose_orders(text: str) -> list[str]:
    """Keys of an order that leave the place of nulls to the engine."""
    bare = re.sub(r"\s+", " ", bare_sql(text))
    orders = re.findall(r"order by (.*?)(?: rows |\)|$| select )", bare)
    return [
        key.strip()
        for order in orders
        for key in order.split(",")
        if not re.search(r"nulls (first|last)$", key.strip())
    ]


def test_rollups_are_portable() -> None:
    assert len(FILES) > 8
    assert [complaint for name, text in FILES.items() for complaint in unportable(name, text)] == []


@pytest.mark.parametrize(
    ("sql", "complaint"),
    [
        ("select median(a) from b", "median"),
        ("select strip_accents(a) from b", "anonymous"),
        ("select arg_max(a, c) from b", "argmax"),
        ("select columns('x') from b", "columns"),
        ("select * exclude (a) from b", "star with except_"),
        ("select a from b group by all", "group with all"),
        ("select distinct a from b", "select with distinct"),
        ("select count(distinct a) from b", "distinct"),
        ("select sum(a) filter (where c) from b", "filter"),
        ("select sum(a order by c nulls last) from b", "order with this"),
        ("select a from b qualify c", "select with qualify"),
        ("select a from b limit 1", "limit"),
        ("select a / c from b", "div"),
        ("select a // c from b", "intdiv"),
        ("select a + c from b", "add"),
        ("select a::decimal(9, 2) from b", "decimal(9, 2)"),
        ("select try_cast(a as bigint) from b", "trycast"),
        ("select a::timestamp from b", "timestamp"),
        ("select date_trunc('week', a) from b", "timestamptrunc"),
        ("select a from b where c = 'x'", "literal with is_string"),
        ("select a from b semi join c on b.a = c.a", "semi join"),
        ("select a from b natural join c", "natural join"),
        ("select a from b full join c on b.a = c.a", "full join"),
        ("select a from b join c using (a)", "join with using"),
        ("with c as materialized (select a from b) select a from c", "cte with materialized"),
        ("with recursive c as (select a from b) select a from c", "with with recursive"),
        ("select a from b union all select a from c", "union"),
        ("select a from b order by a", "a"),
        ("select sum(a) over (order by c desc) from b", "c desc"),
        ("select sum(a) over (order by c asc nulls last range between unbounded preceding and current row) from b",
         "windowspec with kind=range"),
        ('select "A" from b', "identifier with quoted"),
    ],
)  # fmt: skip
def test_what_is_not_on_the_list_is_found(sql: str, complaint: str) -> None:
    assert f"x: {complaint}" in unportable("x", sql)


def test_everything_on_the_list_is_used() -> None:
    used = {construct(node) for text in FILES.values() for node in sqlglot.parse_one(text, read="duckdb").walk()}
    assert sorted(set(allowed()) - used) == []


@pytest.mark.parametrize("name", sorted(FILES))
def test_spark_gets_the_same_statement(name: str) -> None:
    """Translating raises nothing, and what comes out says the same when it is read back. That Spark then gives the
    same rows is another test's to show; this one fails early where sqlglot itself stumbles."""
    (spark,) = sqlglot.transpile(
        FILES[name], read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE, comments=False
    )
    back = sqlglot.parse_one(spark, read="spark").sql("duckdb", comments=False)
    back = back.replace("TRY_CAST(", "CAST(")  # a cast of Spark's gives null where DuckDB's stops; ours never fail
    assert back == sqlglot.parse_one(FILES[name], read="duckdb").sql("duckdb", comments=False)


def test_rollups_read_only_what_the_layer_is_given() -> None:
    """Every relation of the layer is made of three tables of staging and of relations of the layer built before it."""
    known = set(GIVEN)
    for relation in [r for r in RELATIONS if r.layer == "plays"]:
        tree = sqlglot.parse_one(relation.sql, read="duckdb")
        steps = {cte.alias for cte in tree.find_all(exp.CTE)}
        assert {table.name for table in tree.find_all(exp.Table)} - steps <= known, relation.name
        known.add(relation.name)
    assert known - GIVEN == {name.removeprefix("plays/").removesuffix(".sql") for name in FILES}
