"""The filter language: text to tree and back, words, and SQL that keeps the rows that the tree says."""

from __future__ import annotations

import datetime as dt
import itertools
import operator
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.warehouse.catalogue import Track, plain, published
from warehouse import features
from warehouse.connect import View
from warehouse.errors import FilterError
from warehouse.features import Feature
from warehouse.filter_fields import OPERATORS_OF, fields
from warehouse.filter_tree import MAX_DEPTH, Group, Node, Rule
from warehouse.filters import (
    TrackFilter,
    in_words,
    parse,
    parse_columns,
    parse_sort,
    sort_sql,
    sort_words,
    write_sort,
)

ROCK, SOUL, SMALL_ROCK = ("big", "rock", "Rock"), ("big", "soul", "R&B and soul"), ("small", "rock", "Rock")
TITLES = ("Halo", "halo", "Hálo", "N/A", 'say "x"', "back\\slash", "100%_", "new\nline", "🎵 song", "", None)
NUMBERS = (None, 0.0, 0.25, 0.3, 0.5, 1.0)
DATES = (None, dt.date(1999, 12, 31), dt.date(2010, 1, 1), dt.date(2020, 2, 29))
ARTISTS = (("Beyoncé",), ("beyonce",), ("Jay-Z", "Beyoncé"), ("N/A",))
LABELS = ((), (ROCK,), (SOUL, SMALL_ROCK), (SMALL_ROCK,))
CALM = (0.0, 0.3, 0.5, 1.0, None)


def catalogue() -> list[Track]:
    """110 tracks in which the columns vary at different speeds."""
    return [
        Track(
            f"id{n:03d}",
            title=TITLES[n % len(TITLES)],
            artists=ARTISTS[n % len(ARTISTS)],
            genres=LABELS[(n // 3) % len(LABELS)],
            popularity=(None, 0, 35, 70, 100)[n % 5],
            collections=(("ours",), ("market",), ("market", "ours"))[n % 3],
            moods={"calm": CALM[(n // 4) % len(CALM)]},
            values={
                "energy": NUMBERS[n % len(NUMBERS)],
                "explicit": (None, True, False)[(n // 2) % 3],
                "release_date": DATES[(n // 5) % len(DATES)],
            },
        )
        for n in range(110)
    ]


TRACKS = catalogue()


@pytest.fixture(scope="module")
def view() -> View:
    return published(TRACKS)


def kept(view: View, flt: TrackFilter) -> list[str]:
    where, params = flt.where()
    return [row[0] for row in view.rows(f"select track_id from tracks as t where {where} order by track_id", params)]


# ---- an evaluation of the tree that shares nothing with the SQL: True, False, or None for "not known" ----------------

COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "is": operator.eq,
    "contains": lambda a, b: plain(b) in plain(a), "not contains": lambda a, b: plain(b) not in plain(a),
    "in": lambda a, b: a in b, "not in": lambda a, b: a not in b, "between": lambda a, b: b[0] <= a <= b[1],
}  # fmt: skip


def members(rule: Rule, track: Track) -> list[str]:
    if rule.field == "artist":
        return list(track.artists)
    if rule.field == "collection":
        return list(track.collections)
    labels = [g for g in track.genres if rule.vocabulary in (None, g[0])]
    return [g[1] if rule.field == "genre" else g[2] for g in labels]


def in_set(rule: Rule, found: list[str]) -> bool:
    if rule.op in ("is missing", "is present"):
        return bool(found) == (rule.op == "is present")
    wanted = [plain(v) for v in rule.values]
    test = (lambda m: any(w in m for w in wanted)) if "contains" in rule.op else (lambda m: m in wanted)
    return any(test(plain(m)) for m in found) != (rule.op.startswith("not") or rule.op == "!=")


def in_mood(rule: Rule, known: float | None) -> bool:
    return known is not None and COMPARE[rule.op](known, rule.value)


def holds(node: Node, track: Track) -> bool | None:
    if isinstance(node, Group):
        parts = [holds(part, track) for part in node.parts]
        if node.how == "all":
            return False if False in parts else None if None in parts else True
        some = True if True in parts else None if None in parts else False
        return some if node.how == "any" else None if some is None else not some
    if node.about.kind == "set":
        return in_set(node, members(node, track))
    if node.field == "mood":
        known = track.moods.get(node.vocabulary or "", 0.0)
        return (known is None) == (node.op == "is missing") if node.value is None else in_mood(node, known)
    value = track.value(node.field)
    if node.op in ("is missing", "is present"):
        return (value is None) == (node.op == "is missing")
    return None if value is None else COMPARE[node.op](value, node.value)


def expected(flt: TrackFilter) -> list[str]:
    return sorted(t.track_id for t in TRACKS if holds(flt.root, t) is True)


# ---- random trees ----------------------------------------------------------------------------------------------------

ODD = st.text(max_size=12) | st.sampled_from(
    ['"', "\\", "\\n", "'", '\\"', "and", "a) or (b", "\u2028", "\x00", "🎵", "ﬁ", "#"]
)


def values_of(name: str, text: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    about = fields()[name]
    low, high = (about.feature.low, about.feature.high) if about.feature else (None, None)
    return {
        "number": st.floats(low, high, allow_nan=False, allow_infinity=False),
        "integer": st.integers(int(low or 0), int(high or 0)),
        "membership": st.floats(0, 1),
        "flag": st.booleans(),
        "date": st.dates(),
    }.get(about.kind, text)


@st.composite
def rules(draw: st.DrawFn, names: st.SearchStrategy[str], value: Callable[[str], st.SearchStrategy[Any]]) -> Rule:
    name = draw(names)
    op = draw(st.sampled_from(OPERATORS_OF[fields()[name].kind]))
    vocabulary = draw(st.none() | value("genre").filter(bool)) if name == "genre" else None
    vocabulary = draw(st.sampled_from(["calm", "none", 'a "b"'])) if name == "mood" else vocabulary
    if op in ("in", "not in"):
        return Rule(name, op, tuple(draw(st.lists(value(name), min_size=1, max_size=3))), vocabulary)
    if op == "between":
        return Rule(name, op, tuple(sorted(draw(st.tuples(value(name), value(name))))), vocabulary)
    single = value(name).filter(bool) if "contains" in op else value(name)
    return Rule(name, op, None if op in ("is missing", "is present") else draw(single), vocabulary)


def trees(rule: st.SearchStrategy[Rule]) -> st.SearchStrategy[TrackFilter]:
    def grown(node: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        return st.builds(Group, st.sampled_from(["all", "any", "none"]), st.lists(node, max_size=3).map(tuple))

    node: st.SearchStrategy[Node] = st.recursive(rule, grown, max_leaves=8).filter(
        lambda n: isinstance(n, Rule) or n.depth < MAX_DEPTH
    )
    return node.map(lambda n: TrackFilter(Group("all", (n,))))


ANY_TREE = trees(rules(st.sampled_from(sorted(fields())), lambda name: values_of(name, ODD)))

SMALL_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "title": st.sampled_from([*(t for t in TITLES if t is not None), "HALO", "lo", "%", "_", "\\"]),
    "energy": st.sampled_from([v for v in NUMBERS if v is not None] + [0.31]),
    "popularity": st.sampled_from([0, 35, 34.5, 70, 100]),
    "explicit": st.booleans(),
    "release_date": st.sampled_from([d for d in DATES if d is not None] + [dt.date(2010, 1, 2)]),
    "artist": st.sampled_from(["BEYONCE", "beyoncé", "jay", "n/a", "nobody"]),
    "genre": st.sampled_from(["rock", "ROCK", "oul", "big", "small", "jazz"]),
    "family": st.sampled_from(["rock", "R&B and soul", "&", "Jazz"]),
    "collection": st.sampled_from(["ours", "MARKET", "our", "none"]),
    "mood": st.sampled_from([0, 0.3, 0.4, 0.5, 1]),
}
SMALL_TREE = trees(rules(st.sampled_from(sorted(SMALL_VALUES)), SMALL_VALUES.__getitem__))


@given(ANY_TREE)
def test_what_is_written_reads_back_equal(flt: TrackFilter) -> None:
    assert parse(flt.text) == flt
    assert parse(flt.text).text == flt.text
    assert "\n" not in flt.words
    assert len(flt.words.splitlines()) == 1


@given(SMALL_TREE)
def test_sql_keeps_the_rows_that_the_tree_says(flt: TrackFilter) -> None:
    assert kept(_shared_view(), flt) == expected(flt)


_VIEWS: list[View] = []


def _shared_view() -> View:
    """One database for all examples of a property test."""
    if not _VIEWS:
        _VIEWS.append(published(TRACKS))
    return _VIEWS[0]


@given(ANY_TREE)
def test_values_are_bound_and_never_in_the_sql(flt: TrackFilter) -> None:
    where, params = flt.where()
    bound = re.findall(r"\$(f\d+)", where)
    assert sorted(bound) == sorted(params)
    assert len(bound) == len(set(bound))
    assert sorted(map(repr, params.values())) == sorted(
        repr(v) for r in flt.rules for v in (*r.values, *([r.vocabulary] if r.vocabulary is not None else []))
    )
    assert re.fullmatch(r"[a-z0-9_$\s().,<>=\"]*", where), where


# ---- the language ----------------------------------------------------------------------------------------------------

SAME = [
    ("popularity >= 70 and danceability >= 0.8", "popularity >= 70 and danceability >= 0.8"),
    ("POPULARITY>=70 AND Danceability>=.80", "popularity >= 70 and danceability >= 0.8"),
    ("popularity ≥ 70", "popularity >= 70"),
    ("popularity == 7e1", "popularity = 70"),
    ("popularity <> 70", "popularity != 70"),
    ('genre in ("pop", "k-pop") and not (explicit is true)', 'genre in ("pop", "k-pop") and not (explicit is true)'),
    ("genre in (pop,k-pop)", 'genre in ("pop", "k-pop")'),
    ("explicit = true", "explicit is true"),
    ("explicit is not true", "explicit is false"),
    ('artist contains "beyonce"', 'artist contains "beyonce"'),
    ("tempo between 90 and 120 and energy > 0.5", "tempo between 90 and 120 and energy > 0.5"),
    ("release_date >= 2010-01-01", "release_date >= 2010-01-01"),
    ("tempo is missing", "tempo is missing"),
    ("tempo is not missing", "tempo is present"),
    ('title = "N/A"', 'title = "N/A"'),
    ("title = N/A", 'title = "N/A"'),
    ("title = 'it\\'s \"so\"'", 'title = "it\'s \\"so\\""'),
    ("title = 99", 'title = "99"'),
    ("title = andy", 'title = "andy"'),
    ("artist not contains P!nk", 'artist not contains "P!nk"'),
    ("genre[tidytuesday] = rock", 'genre[tidytuesday] = "rock"'),
    ("genre['a b'] is present", 'genre["a b"] is present'),
    ("MOOD[chill_focus]>=.5", "mood[chill_focus] >= 0.5"),
    ("mood['no mood'] is missing", 'mood["no mood"] is missing'),
    ("genre['and'] = 'or'", 'genre["and"] = "or"'),
    ("family = Rock or mode = 1 and key = 2", 'family = "Rock" or (mode = 1 and key = 2)'),
    ("not not mode = 1", "not not (mode = 1)"),
    ("not (mode = 1 or key = 2)", "not (mode = 1 or key = 2)"),
    ("not (mode = 1 and key = 2)", "not (mode = 1 and key = 2)"),
    ("((mode = 1))", "mode = 1"),
    ("mode = 1 and (key = 2 and key = 3)", "mode = 1 and (key = 2 and key = 3)"),
    ("  \n ", ""),
]


@pytest.mark.parametrize(("written", "canonical"), SAME)
def test_expressions_and_their_canonical_form(written: str, canonical: str) -> None:
    assert parse(written).text == canonical
    assert parse(canonical) == parse(written)


def test_tree_of_an_expression() -> None:
    flt = parse("family = Rock or mode = 1 and not (key = 2 or key = 3)")
    keys = Group("none", (Rule("key", "=", 2), Rule("key", "=", 3)))
    assert flt.root == Group("any", (Rule("family", "=", "Rock"), Group("all", (Rule("mode", "=", 1), keys))))


WORDS = [
    ("popularity >= 70 and danceability >= 0.8", "popularity at least 70 and danceability at least 0.80"),
    ("danceability > 0.805", "danceability above 0.805"),
    ("duration_ms < 210000", "length below 3:30 min"),
    ("duration_ms < 210500", "length below 210500 ms"),
    ("tempo between 90 and 120", "tempo between 90 and 120 BPM"),
    ("release_date < 2010-01-01", "released before 2010-01-01"),
    ("genre[big] in (pop, rock)", 'genre ("big") is one of "pop", "rock"'),
    ("explicit is true or explicit is false", "explicit or not explicit"),
    ("not (mode = 1 or key = 2) and tempo is missing", "not (mode is 1 or key is 2) and tempo is missing"),
    ("mode = 1 and (key = 1 or key = 2)", "mode is 1 and (key is 1 or key is 2)"),
    ("mood[chill_focus] >= 0.5", 'mood "chill focus" at least 0.50'),
    ("mood[calm] is missing", 'mood "calm" is missing'),
    ('title = "two\nlines"', 'track is "two\\nlines"'),
    ("", "every track"),
]


@pytest.mark.parametrize(("text", "words"), WORDS)
def test_words(text: str, words: str) -> None:
    assert parse(text).words == words


REFUSED = [
    ("populrity > 3", "'populrity'", "popularity", 1),
    ("mode = 1 and populrity > 3", "'populrity'", "popularity", 14),
    ("popularity > 300", "300 is outside", "missing", 14),
    ("key = -1", "-1 is outside", "missing", 7),
    ("popularity > abc", "not 'abc'", "number", 14),
    ("popularity > nan", "not 'nan'", "number", 14),
    ("popularity > 1e999", "not '1e999'", "number", 14),
    ("popularity contains 3", "contains", ">=", 12),
    ("title < x", "'<'", "contains", 7),
    ("popularity >", "ends too early", "a value", 13),
    ("popularity > 3 and", "ends too early", "a field", 19),
    ("(popularity > 3", "ends too early", "closing bracket", 16),
    ("popularity > 3 mode = 1", "mode = 1", "and", 16),
    ('title = "abc', "never closed", "closing quote", 9),
    ("title = and", "'and'", "a value", 9),
    (r'title = "a\d"', "backslash", r"\\", 9),
    (r'title = "\ud800"', "half", "again", 9),
    ("release_date > 2010", "'2010'", "year-month-day", 16),
    ("release_date > 2010-02-30", "'2010-02-30'", "year-month-day", 16),
    ("tempo between 120 and 90", "lower one first", "LOW", 7),
    ("genre in ()", "')'", "a value", 11),
    ("explicit is 7", "'7'", "is true", 13),
    ("artist[x] = a", "vocabular", "genre", 11),
    ("mood >= 0.5", "the name of a mood", "mood[calm]", 6),
    ("mood[calm] >= 5", "5 is outside", "missing", 15),
    ("mood[calm] = calm", "'='", ">=", 12),
    ('artist contains ""', "some text", "look for", 8),
    ("; drop table tracks", "; drop", "a field", 1),
]


@pytest.mark.parametrize(("text", "message", "hint", "place"), REFUSED)
def test_errors_name_the_trouble_the_place_and_the_way_out(text: str, message: str, hint: str, place: int) -> None:
    with pytest.raises(FilterError) as caught:
        parse(text)
    assert message in caught.value.message
    assert re.search(rf"[Cc]haracter {place} of", caught.value.message), caught.value.message
    assert hint in caught.value.hint


def test_limits() -> None:
    assert len(parse(" or ".join(["mode = 1"] * 200)).rules) == 200
    deep = "mode = 1"
    for level, joint in zip(range(MAX_DEPTH - 1), itertools.cycle(["or", "and"])):
        deep = f"({deep} {joint} key = {level})"
    assert parse(f"({deep}) and tempo > 1").root.depth == MAX_DEPTH
    for text, complaint in [
        (" or ".join(["mode = 1"] * 201), "201 rules"),
        (f"(({deep}) and tempo > 1) or tempo > 2", "deeper"),
        ("not " * 2000 + "mode = 1", "deeper"),
        ("mode = 1 " + " " * 10_000, "10,009 characters"),
    ]:
        with pytest.raises(FilterError, match=complaint):
            parse(text)
    with pytest.raises(FilterError, match="characters"):
        TrackFilter(Group("all", (Rule("title", "=", "\x00" * 5000),)))  # short here, long in the expression
    with pytest.raises(FilterError, match="ends too early"):
        parse("(" * 9000)


@given(st.text(max_size=60) | st.text("()[]\"'\\ =<>,andorti1", max_size=60))
def test_any_text_is_a_filter_or_a_filter_error(text: str) -> None:
    try:
        flt = parse(text)
    except FilterError as error:
        advice = (error.message, error.hint)
    else:
        advice = ("", "")
        assert parse(flt.text) == flt
    assert all(advice) or advice == ("", "")


# ---- what operators mean ---------------------------------------------------------------------------------------------

MEANING = [
    Track("a", "Halo", ("Beyoncé", "JAŸ")),
    Track("b", "halo", ("Jay",)),
    Track("c", "Hálo 100%", ("Other",)),
    Track("d", None),
]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("title = Halo", ["a"]),  # exact
        ("title != Halo", ["b", "c"]),  # a missing title is neither
        ("not (title = Halo)", ["b", "c"]),
        ("title contains HALO", ["a", "b", "c"]),  # forgiving
        ("title contains '%'", ["c"]),  # no wildcards
        ("title contains '_'", []),
        ("artist = jay", ["a", "b"]),  # any artist; case and accents forgiven
        ("artist != jay", ["c", "d"]),
        ("artist contains eyonc", ["a"]),
        ("title is missing", ["d"]),
        ("genre != rock", ["a", "b", "c", "d"]),  # no genre at all is not rock
    ],
)
def test_meaning(text: str, ids: list[str]) -> None:
    assert kept(published(MEANING), parse(text)) == ids


def test_a_genre_is_looked_up_in_its_vocabulary() -> None:
    view = published([Track("a", genres=(ROCK,)), Track("b", genres=(SMALL_ROCK,)), Track("c", genres=(SOUL,))])
    assert kept(view, parse("genre = rock")) == ["a", "b"]
    assert kept(view, parse("genre[small] = rock")) == ["b"]
    assert kept(view, parse("genre[small] != rock")) == ["a", "c"]
    assert kept(view, parse("genre[big] is missing")) == ["b"]
    assert kept(view, parse("family = rock")) == ["a", "b"]


def test_a_mood_that_is_not_known_fits_neither_way() -> None:
    memberships: dict[str, float | None] = {"a": 0.7, "b": 0.2, "c": 0.0, "d": None}
    view = published([Track(name, moods={"calm": known}) for name, known in memberships.items()])
    for text, ids in {
        "mood[calm] >= 0.5": ["a"],
        "mood[calm] < 0.5": ["b", "c"],
        "mood[calm] >= 0": ["a", "b", "c"],
        "mood[calm] between 0 and 0.2": ["b", "c"],
        "mood[calm] is missing": ["d"],
        "mood[calm] is present": ["a", "b", "c"],
        "not (mood[calm] >= 0.5)": ["b", "c", "d"],
        "mood[unheard_of] >= 0.1": [],
        "mood[unheard_of] < 0.1": ["a", "b", "c", "d"],
    }.items():
        assert kept(view, parse(text)) == ids, text


def test_a_track_in_two_collections_is_in_both() -> None:
    view = published([Track("a", collections=("ours", "market")), Track("b", collections=("market",))])
    assert kept(view, parse("collection = ours")) == ["a"]
    assert kept(view, parse("collection = market")) == ["a", "b"]


def test_a_new_feature_is_known_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    new = Feature("brightness", "Brightness", "number", "input", "How bright.", low=0, high=10, decimals=1)
    with pytest.raises(FilterError):
        parse("brightness > 5")
    monkeypatch.setattr(features, "FEATURES", (*features.FEATURES, new))
    assert parse("brightness > 5").words == "brightness above 5.0"
    assert parse_columns("brightness") == ["brightness"]
    assert "brightness" in parse_columns("all")
    view = published([Track("a", values={"brightness": 6.0}), Track("b", values={"brightness": 4.0})])
    assert kept(view, parse("brightness > 5")) == ["a"]


# ---- building filters in code ----------------------------------------------------------------------------------------


def test_rules_read_text_as_the_field_needs_it() -> None:
    assert Rule("popularity", ">=", "70") == Rule("POPULARITY", ">=", 70.0)
    assert Rule("release_date", "=", "2010-01-01").value == dt.date(2010, 1, 1)
    assert Rule("explicit", "is", "true").value is True


@pytest.mark.parametrize(
    ("name", "op", "value"),
    [
        ("popularity", ">=", True), ("popularity", ">=", None), ("popularity", "in", 3), ("popularity", "in", ()),
        ("popularity", "in", "12"), ("tempo", "between", (1,)), ("tempo", "is missing", 3), ("title", "=", 3),
        ("title", "=", "\ud800"), ("explicit", "is", None), ("release_date", "=", dt.datetime(2010, 1, 1)), ("tempo",
        "=", 10**400), ("title; drop table tracks", "=", "x"), ("title", "or 1 = 1", "x"),
    ],
)  # fmt: skip
def test_rules_refuse_what_does_not_fit(name: str, op: str, value: object) -> None:
    with pytest.raises(FilterError):
        Rule(name, op, value)


def test_groups_are_brought_to_one_form() -> None:
    rule = Rule("mode", "=", 1)
    nested = Group("all", (Group("any", (Group("all", ()), Group("all", (rule,)))),))
    assert TrackFilter(nested) == parse("mode = 1")
    assert TrackFilter(Group("none", (Group("any", (rule, rule)),))) == TrackFilter(Group("none", (rule, rule)))
    assert TrackFilter(Group("none")) == TrackFilter.all()
    with pytest.raises(FilterError):
        Group("some", (rule,))  # type: ignore[arg-type]


def test_narrowing_and_chips() -> None:
    flt = TrackFilter.all().and_(Rule("mode", "=", 1)).and_(Group("any", (Rule("key", "=", 2), Rule("key", "=", 3))))
    assert flt.text == "mode = 1 and (key = 2 or key = 3)"
    assert [in_words(part) for part in flt.parts] == ["mode is 1", "key is 2 or key is 3"]
    assert [rule.value for rule in flt.rules] == [1, 2, 3]
    assert flt.without(0).text == "key = 2 or key = 3"
    assert flt.without(0).without(0).is_all
    assert parse("key = 2 or key = 3").and_(Rule("mode", "=", 1)).text == "(key = 2 or key = 3) and mode = 1"
    assert len({flt, parse(flt.text)}) == 1


def test_two_filters_in_one_query(view: View) -> None:
    (first, one), (second, two) = parse("popularity >= 70").where("a", "x"), parse("popularity < 70").where("a", "y")
    assert view.value(f"select count(*) from tracks a where {first} and {second}", {**one, **two}) == 0
    with pytest.raises(ValueError, match="not a name"):
        parse("mode = 1").where("t; drop table tracks")


# ---- order and columns -----------------------------------------------------------------------------------------------


def test_sort() -> None:
    sort = parse_sort(" -popularity, Title ")
    assert sort == (("popularity", True), ("title", False))
    assert write_sort(sort) == "-popularity,title"
    assert sort_words(sort) == "popularity, highest first; then track, A to Z"
    assert sort_sql((("tempo", False),), "x") == 'x."tempo" asc nulls last, x.track_no'
    assert sort_sql(()) == sort_sql(parse_sort("-popularity")) == "t.track_no"
    assert parse_sort("") == ()


def test_sort_puts_missing_last_and_is_always_the_same() -> None:
    rows = [("b", 0.5), ("a", 0.5), ("c", None), ("d", 0.9)]
    view = published([Track(i, popularity=1, values={"energy": e}) for i, e in rows])

    def order(text: str) -> str:
        return "".join(r[0] for r in view.rows(f"select track_id from tracks t order by {sort_sql(parse_sort(text))}"))

    assert order("-energy") == "dabc"
    assert order("energy") == "abdc"


def test_text_is_sorted_as_people_do() -> None:
    view = published([Track(str(i), title) for i, title in enumerate(["Zebra", "édith", "apple", "Edgar", None])])
    rows = view.rows(f"select title from tracks t order by {sort_sql(parse_sort('title'))}")
    assert [r[0] for r in rows] == ["apple", "Edgar", "édith", "Zebra", None]


def test_columns() -> None:
    assert parse_columns("title, Popularity") == ["title", "popularity"]
    assert parse_columns("") == [f.name for f in features.FEATURES if f.default]
    assert parse_columns("all") == [f.name for f in features.FEATURES]


@pytest.mark.parametrize("text", ["titel", "title,title", "track_no", "search_text", "title;drop", "1", "*"])
def test_unknown_columns_are_refused(text: str) -> None:
    for read in (parse_columns, parse_sort):
        with pytest.raises(FilterError) as caught:
            read(text)
        assert caught.value.hint
    with pytest.raises(FilterError):
        sort_sql(((text, True), (text, False)))
