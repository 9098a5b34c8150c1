"""Random tables of every kind, written in every format and then damaged: rows that add up, or one message."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.load import LoadOptions
from tests.conftest import FUZZ
from tests.etl import corpus
from tests.etl.conftest import QUICK, Loader
from tests.etl.corpus import FORMATS, SORTS, Sort
from warehouse import store
from warehouse.connect import Workbench
from warehouse.home import Home

INSERTED = (
    b",",
    b"\t",
    b"\n",
    b"\r",
    b'"',
    b'""',
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"}",
    b"{",
    b"]",
    b"\\",
    b"\x1f",
    b"NaN",
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loader]:
    folder = tmp_path_factory.mktemp("mutations")
    with Workbench(Home(folder / "home"), QUICK) as workbench:
        loader = Loader(workbench, folder)
        for sort in SORTS.values():
            loader.good(corpus.delimited(sort.columns, sort.rows), "first.csv", LoadOptions(sort.kind))
        yield loader


@st.composite
def tables(draw: st.DrawFn, sort: Sort) -> list[list[str]]:
    """Rows of a kind in which some cells are wrong, odd, or any text at all."""
    odd = st.one_of(
        st.sampled_from(corpus.ODD_NAMES),
        st.sampled_from([cell for _, cell, _, _ in sort.wrong]),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
        st.floats().map(repr),
        st.integers().map(str),
    )
    rows = [list(row) for row in draw(st.lists(st.sampled_from(sort.rows), max_size=12))]
    for row in rows:
        for place in draw(st.sets(st.integers(0, len(row) - 1), max_size=2)):
            row[place] = draw(odd)
    return rows


@st.composite
def damaged(draw: st.DrawFn, content: bytes) -> bytes:
    """Bytes after up to four accidents: flipped, cut out, repeated, put in."""
    for kind in draw(st.lists(st.sampled_from(["flip", "cut", "end", "repeat", "insert"]), max_size=4)):
        at = draw(st.integers(0, max(len(content) - 1, 0)))
        to = at + draw(st.integers(1, 40))
        if kind == "flip" and content:
            content = content[:at] + bytes([content[at] ^ draw(st.integers(1, 255))]) + content[at + 1 :]
        elif kind == "cut":
            content = content[:at] + content[to:]
        elif kind == "end":
            content = content[:at]
        elif kind == "repeat":
            content = content[:to] + content[at:]
        else:
            content = content[:at] + draw(st.sampled_from(INSERTED)) + content[at:]
    return content


@pytest.mark.parametrize("sort", SORTS.values(), ids=SORTS)
@settings(max_examples=15 * FUZZ, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_whatever_comes_is_loaded_or_told(shared: Loader, sort: Sort, data: st.DataObject) -> None:
    end = data.draw(st.sampled_from(list(FORMATS)))
    content = data.draw(damaged(FORMATS[end](sort.columns, data.draw(tables(sort)))))
    kind = data.draw(st.sampled_from([sort.kind, sort.kind, None]))
    before = corpus.raw(shared.workbench)
    report = shared.text(content, f"any.{end}", LoadOptions(kind))
    if report.error is None:
        added = report.rows_loaded + report.rows_merged + report.rows_rejected
        assert (report.rows_read, sum(report.rejects.values())) == (added, report.rows_rejected)
        told = "select count(*) from raw.rejects where load_id = $n and reason <> '' and line >= 1"
        assert shared.workbench.value(told, {"n": report.load_id}) == report.rows_rejected
        if not report.already_loaded:
            assert shared.text(content, f"any.{end}", LoadOptions(kind)).already_loaded
            store.unload(shared.workbench, report.load_id or 0)
    else:
        assert report.hint
    assert corpus.raw(shared.workbench) == before
