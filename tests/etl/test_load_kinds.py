"""Every kind of input in every format: good rows come in whole, bad rows are told, and an undone load leaves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from etl.load import LoadOptions
from etl.report import FileReport
from tests.etl import corpus
from tests.etl.conftest import QUICK, Loader
from tests.etl.corpus import FORMATS, SORTS, Sort
from warehouse import build, store
from warehouse.connect import Workbench
from warehouse.home import Home

BY_LINE = ("csv", "tsv", "dat", "csv.gz", "csv.zst")  # formats that number lines, of which the header is one


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loader]:
    """One home for all tests of the file: opening one takes longer than loading a small file."""
    folder = tmp_path_factory.mktemp("kinds")
    with Workbench(Home(folder / "home"), QUICK) as workbench:
        store.prepare(workbench)
        yield Loader(workbench, folder)


@pytest.fixture
def shared(opened: Loader) -> Iterator[Loader]:
    """The shared home, empty."""
    yield opened
    for (load_id,) in opened.workbench.rows("select load_id from raw.loads"):
        store.unload(opened.workbench, load_id)


def said(sort: Sort) -> LoadOptions:
    """Ids and names look like any table, and figures that are no numbers do not look like figures: say what they are."""
    return LoadOptions(kind=sort.kind)


def put(loader: Loader, sort: Sort, end: str, rows: corpus.Rows, name: str = "table") -> FileReport:
    """Load rows of a kind in a format; they must add up."""
    return loader.good(FORMATS[end](sort.columns, rows), f"{name}.{end}", said(sort))


@pytest.mark.parametrize("end", FORMATS)
@pytest.mark.parametrize("sort", SORTS.values(), ids=SORTS)
def test_wrong_rows_are_told_with_line_reason_and_value(shared: Loader, sort: Sort, end: str) -> None:
    wrong = [sort.cell(column, value) for column, value, _, _ in sort.wrong]
    rows = [sort.rows[0], *wrong, *sort.rows[1:]]
    report = put(shared, sort, end, rows)
    assert (report.rows_read, report.rows_loaded, report.rows_merged, report.rows_rejected) == (
        len(rows), len(sort.rows), 0, len(wrong),
    )  # fmt: skip
    first = 3 if end in BY_LINE else 2
    expected = [(first + n, about, value) for n, (_, value, about, _) in enumerate(sort.wrong)]
    told = shared.rejects()
    assert [(line, about, value) for line, about, _, value in told] == expected
    for (*_, words), (_, _, reason, _) in zip(sort.wrong, told, strict=True):
        assert reason.startswith(words)
    assert sum(report.rejects.values()) == len(wrong)


@pytest.mark.parametrize("sort", SORTS.values(), ids=SORTS)
def test_each_kind_is_recognised_by_what_is_in_it(shared: Loader, sort: Sort) -> None:
    kinds = {}
    for end in ("csv", "json", "parquet"):
        report = shared.text(FORMATS[end](sort.columns, sort.rows), f"some.{end}")
        kinds[end] = report.kind
    # A table of ids and names could be anything.
    assert set(kinds.values()) == {None if sort.kind == "names" else sort.kind}


@pytest.mark.parametrize("word", ["NA", "NaN", "null", "-", ""])
def test_figures_that_are_missing_are_figures_all_the_same(shared: Loader, word: str) -> None:
    for sort, column in ((SORTS["series"], "tempo"), (SORTS["descriptors"], "mfcc1")):
        rows = [sort.cell(column, word), *sort.rows[1:]]
        report = shared.good(corpus.delimited(sort.columns, rows), "some.csv")
        assert (report.kind, report.rows_loaded) == (sort.kind, len(rows))
        stored = f"select count(*) from raw.{sort.raw} where name = $name and load_id = $n"
        assert shared.workbench.value(stored, {"name": column, "n": report.load_id}) == len(rows) - 1


@pytest.mark.parametrize("end", ["csv", "tsv", "csv.zst", "json", "ndjson", "parquet"])
@pytest.mark.parametrize("sort", SORTS.values(), ids=SORTS)
def test_odd_names_come_in_letter_by_letter(shared: Loader, sort: Sort, end: str) -> None:
    column, stored = sort.named
    rows = [sort.cell(column, name, n % 6) for n, name in enumerate(corpus.ODD_NAMES)]
    for place, key in enumerate(sort.columns):
        if key in ("track_id", "rank", "id"):
            rows = [[*row[:place], str(n + 1), *row[place + 1 :]] for n, row in enumerate(rows)]
    report = put(shared, sort, end, rows)
    assert report.rows_loaded == len(rows)
    found = {name for (name,) in shared.workbench.rows(f"select {stored} from raw.{sort.raw}")}
    assert found == {name.strip(" ") for name in corpus.ODD_NAMES}


@pytest.mark.parametrize("sort", SORTS.values(), ids=SORTS)
def test_a_file_without_usable_rows_leaves_nothing(shared: Loader, sort: Sort) -> None:
    put(shared, sort, "csv", sort.rows)
    before = corpus.raw(shared.workbench)
    wrong = [sort.cell(column, value) for column, value, _, _ in sort.wrong]
    for end in ("csv", "ndjson", "parquet"):
        write = FORMATS[end]
        for rows, words in ((wrong, f"None of the {len(wrong)} rows"), ([], "")):
            report = shared.text(write(sort.columns, rows), f"bad.{end}", said(sort))
            assert words in (report.error or "")
            assert report.error
            assert report.hint
    assert corpus.raw(shared.workbench) == before


@pytest.mark.parametrize("sort", SORTS.values(), ids=SORTS)
def test_the_same_twice_changes_nothing_and_undoing_restores(shared: Loader, sort: Sort) -> None:
    put(shared, sort, "csv", sort.rows[:3], "first")
    before = corpus.raw(shared.workbench)
    wrong = [sort.cell(column, value) for column, value, _, _ in sort.wrong]
    second = put(shared, sort, "csv", [*sort.rows, *wrong], "second")
    after = corpus.raw(shared.workbench)
    assert after != before
    again = put(shared, sort, "csv", [*sort.rows, *wrong], "second")
    assert (again.already_loaded, again.rejects) == (True, second.rejects)
    assert corpus.raw(shared.workbench) == after
    removed = store.unload(shared.workbench, second.load_id)
    assert removed["loads"] == 1
    assert corpus.raw(shared.workbench) == before


@pytest.mark.parametrize("sort", SORTS.values(), ids=SORTS)
def test_columns_nobody_asked_for_are_named(shared: Loader, sort: Sort) -> None:
    columns = [*sort.columns, "mood", '"; drop table raw.loads; --', "$1", "a\nb"]
    report = shared.good(
        corpus.delimited(columns, [[*row, "glad", "x", "'", "{}"] for row in sort.rows]), "more.csv", said(sort)
    )
    assert report.rows_loaded == len(sort.rows)
    assert set(report.unknown_columns) == {"mood", '"; drop table raw.loads; --', "$1", "a\nb"}


@pytest.mark.parametrize("sort", SORTS.values(), ids=SORTS)
def test_columns_that_look_like_sql_are_only_names(shared: Loader, sort: Sort) -> None:
    odd = [
        '"; drop table raw.tracks; --', "'); drop table raw.loads; --", '"', "'", "$1", "$load_id", "{}", "{0}", "%s", "?",
        "rowid", "row_no", "line", "fault", "load_id", "kept", "value as given", "judged", "a\nb", "\u202eabc", "🎵",
    ]  # fmt: skip
    for end in ("csv", "ndjson", "parquet"):
        columns = [*sort.columns, *odd]
        report = shared.good(
            FORMATS[end](columns, [[*row, *["1"] * len(odd)] for row in sort.rows]), f"odd.{end}", said(sort)
        )
        assert report.rows_loaded == len(sort.rows)
    tables = shared.workbench.rows("select table_name from duckdb_tables() where schema_name = 'raw'")
    assert {name for (name,) in tables} >= set(store.LOAD_TABLES)


NEWEST = {
    "tracks": ("popularity", "77", "select popularity::varchar from tracks where track_id = 'id0'"),
    "charts": ("title", "Other", "select title from chart_entries where rank = 1"),
    "playlists": ("position", "99", "select position::varchar from playlist_tracks where title = 'Title 0'"),
    "series": ("tempo", "99", "select value::integer::varchar from series where key = '1990' and name = 'tempo'"),
    "descriptors": ("rms", "9", "select value::integer::varchar from descriptors where clip = 'clip 0.wav' and name = 'rms'"),
    "tags": ("count", "99", "select uses::varchar from tags where item = 'Artist 0' or item like '%artist 0%'"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("order", "days"),
    [(("older", "newer"), (1, 2)), (("newer", "older"), (1, 2)), (("older", "newer"), (1, 1))],
    ids=["in order", "in reverse", "corrected on the same day"],
)
def test_the_newest_wins_whichever_was_loaded_first(
    shared: Loader, order: tuple[str, ...], days: tuple[int, int]
) -> None:
    dates = {"older": date(2020, 1, days[0]), "newer": date(2020, 1, days[1])}
    for which in order:
        (shared.folder / which).mkdir(exist_ok=True)
        for kind, (column, value, _) in NEWEST.items():
            sort = SORTS[kind]
            first = sort.cell(column, value) if which == "newer" else sort.rows[0]
            path = shared.folder / which / f"{kind}.csv"
            path.write_bytes(corpus.delimited(sort.columns, [first, *sort.rows[1:]]))
            assert shared.file(path, LoadOptions(kind=kind, as_of=dates[which])).error is None
    build.build(shared.workbench)
    found = {kind: shared.workbench.rows(question) for kind, (*_, question) in NEWEST.items()}
    assert found == {kind: [(value,)] for kind, (_, value, _) in NEWEST.items()}


def test_odd_names_and_ids_survive_the_build(shared: Loader) -> None:
    """Normalising, linking and counting meet every odd name, and ids with spaces, emoji and quotes."""
    odd = sorted({name.strip() for name in corpus.ODD_NAMES})
    for sort in SORTS.values():
        columns = {name: [row[place] for row in sort.rows] for place, name in enumerate(sort.columns)}
        for name in ("track_id", "title", "artists", "artist", "playlist", "playlist_id", "listener", "name", "tag"):
            if name in columns:
                columns[name] = [f"id {text}" if "id" in name else text for text in odd]
        if "rank" in columns:
            columns["rank"] = [str(n + 1) for n in range(len(odd))]
        rows = [[cells[n % len(cells)] for cells in columns.values()] for n in range(len(odd))]
        put(shared, sort, "csv", rows)
    build.build(shared.workbench)
    tracks = shared.workbench.rows("select track_id, title from tracks order by title")
    assert tracks == [(f"id {name}", name) for name in odd]
    assert shared.workbench.value("select count(*) from playlist_tracks where track_no is not null") == len(odd)
    assert shared.workbench.value("select count(*) from checks where not passed") == 0


def test_all_kinds_together_add_up_and_can_be_undone(shared: Loader) -> None:
    """The invariant as the marts state it; and unloading exactly, raw tables and everything built from them."""
    workbench = shared.workbench
    for sort in SORTS.values():
        put(shared, sort, "csv", sort.rows[:4], "before")
    build.build(workbench)
    before = corpus.raw(workbench), corpus.built(workbench)
    loads = []
    for number, (sort, end) in enumerate(zip(SORTS.values(), FORMATS, strict=False)):
        wrong = [sort.cell(column, value) for column, value, _, _ in sort.wrong]
        loads.append(put(shared, sort, end, [*sort.rows, sort.rows[0], *wrong], f"mix{number}").load_id)
    build.build(workbench)
    changed = {name for name, rows in corpus.built(workbench).items() if rows != before[1][name]}
    assert changed >= {"tracks", "chart_entries", "playlist_tracks", "series", "descriptors", "tags", "item_plays"}
    question = "select failed, total, passed from checks where check_name = 'rows read = loaded + merged + rejected'"
    assert workbench.rows(question) == [(0, 2 * len(SORTS), True)]
    total = sum(4 + len(s.rows) + 1 + len(s.wrong) for s in SORTS.values())
    assert workbench.rows("select sum(rows_read), sum(rows_loaded + rows_merged + rows_rejected) from loads") == [
        (total, total)
    ]
    for load_id in loads:
        store.unload(workbench, load_id)
    build.build(workbench)
    assert (corpus.raw(workbench), corpus.built(workbench)) == before
