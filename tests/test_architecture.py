"""The rules of the house that a machine can check. Import rules are in pyproject.toml (import-linter), style is ruff's.

Each rule is a function from source to a list of complaints, so that the second test of a pair can show, on a few
made-up lines, that the rule finds what it forbids. The numbers are those of the rules in CONTRIBUTING.md.
"""

from __future__ import annotations

import ast
import re
import statistics

import pytest

from tests.source import (
    PACKAGES,
    ROOT,
    Module,
    bare_sql,
    module_from,
    modules,
    project_files,
    pyproject,
    sql_files,
    within,
)
from warehouse import errors, features

# ---- Rule 2: a feature is defined once -----------------------------------------------------------------------------

# File of sql/staging or sql/marts -> input features it may name, and why `columns(...)` or `*` cannot do there.
NAMED_FEATURES: dict[str, dict[str, str]] = {
    "marts/series.sql": {"key": "the key of a series, a year or a name, is not that of music"},
    "marts/genre_years.sql": {"release_year": "the year is what is counted by, and no measure"},
    "staging/track_order.sql": {"duration_ms": "the recording key compares lengths"},
}


def named_features(files: dict[str, str], allowed: dict[str, dict[str, str]]) -> list[str]:
    """Input features that staging or marts name. `mode(` is DuckDB's aggregate, `primary key` a constraint."""
    names = "|".join(f.name for f in features.model_inputs())
    pattern = re.compile(rf"(?<!primary )\b(?:{names})\b(?!\s*\()")
    found = {file: set(pattern.findall(bare_sql(text))) for file, text in files.items()}
    new = {file: sorted(hits - allowed.get(file, {}).keys()) for file, hits in found.items()}
    return [f"{file} names {name}" for file, names in new.items() for name in names]


def test_staging_and_marts_name_no_feature() -> None:
    files = sql_files("staging", "marts")
    assert named_features(files, NAMED_FEATURES) == []
    stale = {file for file in NAMED_FEATURES if not named_features({file: files.get(file, "")}, {})}
    assert not stale, f"no longer needed in NAMED_FEATURES: {stale}"


def test_a_named_feature_is_found() -> None:
    sql = "-- energy\nselect energy, mode(title), 'tempo' from x where primary key"
    assert named_features({"marts/x.sql": sql}, {}) == ["marts/x.sql names energy"]
    assert named_features({"marts/x.sql": sql}, {"marts/x.sql": {"energy": "a reason"}}) == []


def test_features_have_names_labels_and_sensible_ranges() -> None:
    names = [f.name for f in features.FEATURES]
    assert len(names) == len(set(names))
    for f in features.FEATURES:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", f.name), f.name
        assert f.label, f.name
        assert f.help.endswith("."), f"{f.name} needs a sentence of help"
        assert (f.low is None) == (f.high is None), f"{f.name} has half a range"
        assert f.low is None or f.high is None or f.low < f.high, f.name
        assert f.missing is None or f.is_numeric, f"{f.name}: only numbers have a stand-in for missing"
        assert f.role != "input" or not f.is_numeric or f.low is not None, f"{f.name}: a numeric input needs a range"


# ---- Rule 3: fixed SQL lives in .sql files, and only warehouse and etl hold any ----------------------------------

STATEMENT = re.compile(
    r"^\s*(select\b.+\bfrom\b|with\b.+\bas\b\s*\(|insert\b.+\binto\b|delete\s+from\b|update\b.+\bset\b"
    r"|create\s+(or\s+replace\s+)?(temp\s+)?(table|view|schema)\b|copy\b.+\bto\b|attach\b|drop\s+(table|view)\b)",
    re.DOTALL,
)
INSERTS = re.compile(r"\binsert\s+(or\s+\w+\s+)?into\b|\bdelete\s+from\b|\bupdate\s+\S+\s+set\b", re.IGNORECASE)
# Module that may insert besides warehouse/store.py -> why.
INSERTERS = {"warehouse/store.py": "the one", "warehouse/connect.py": "stamps the storage version of a new workbench"}


def is_sql(text: str) -> bool:
    """Whether a text is a statement: all lower or all upper case, so that "Select a genre from the list" is none."""
    return bool(STATEMENT.match(text.lower() if text[:6].isupper() else text))


def sql_text(source: list[Module]) -> list[str]:
    """Strings that are SQL."""
    return [f"{m.path}:{line}" for m in source for line, text in m.strings() if is_sql(text)]


def fixed_sql(source: list[Module]) -> list[str]:
    """SQL of several lines into which Python puts nothing: it could be a file."""
    return [
        f"{m.path}:{line}"
        for m in source
        for line, text in m.strings()
        if is_sql(text) and "{}" not in text and (text.strip().count("\n") > 1 or len(text) > 240)
    ]


def test_analytics_and_dashboard_hold_no_sql() -> None:
    assert sql_text(within("analytics", "dashboard")) == []


def test_fixed_sql_is_in_files() -> None:
    assert fixed_sql(list(modules())) == []


def test_only_the_store_inserts() -> None:
    others = [m for m in modules() if m.path not in INSERTERS]
    assert [f"{m.path}:{line}" for m in others for line, text in m.strings() if INSERTS.search(text)] == []
    assert [name for name, text in sql_files().items() if INSERTS.search(bare_sql(text))] == []


def test_only_warehouse_and_etl_run_statements() -> None:
    source = within("analytics", "dashboard")
    assert outside("warehouse", source, ".execute", ".executemany", ".sql") == []


def test_sql_in_python_is_found() -> None:
    lines = [
        '"""select a from b"""',
        r'x = "select a\nfrom b\nwhere c"',
        'y = f"select {x} from b"',
        'z = "select one"',
    ]
    source = [module_from("\n".join(lines))]
    assert sql_text(source) == ["warehouse/made_up.py:2", "warehouse/made_up.py:3"]
    assert fixed_sql(source) == ["warehouse/made_up.py:2"]


# ---- Rule 4: the form of SQL ---------------------------------------------------------------------------------------

EMPTY_NAMES = re.compile(r"\b(cte\w*|tmp\w*|temp\w*|foo|[a-z]\d?)\s+as\s+(not\s+)?(materialized\s+)?\(")


def sql_form(name: str, text: str) -> list[str]:
    """What is wrong with the form of one SQL file."""
    first = text.split("\n", 1)[0]
    bare = bare_sql(text)
    wrong = []
    if not first.startswith("--") or ("one row" not in first.lower() and "create schema" not in bare):
        wrong.append("the first line is no comment that says what one row is")
    if re.search(r"[A-Z]", re.sub(r'"[^"]*"', "", bare)):
        wrong.append("not lower case")
    if EMPTY_NAMES.search(bare):
        wrong.append("a CTE whose name says nothing")
    if name.startswith("macros/"):
        if re.sub(r"create or replace macro \w+\([^)]*\) as\b[^;]*;", "", bare).strip():
            wrong.append("holds something else than macros")
    elif not name.startswith("raw/") and not re.search(r"select \* from final\s*;?\s*$", bare):
        wrong.append("does not end with `select * from final`")
    return [f"{name}: {what}" for what in wrong]


def test_sql_files_have_the_form() -> None:
    files = sql_files()
    assert files, "no SQL files found"
    assert [complaint for name, text in files.items() for complaint in sql_form(name, text)] == []


def test_bad_form_is_found() -> None:
    good = "-- One row a track.\nwith final as (select * from tracks where title = 'A') select * from final\n"
    assert sql_form("marts/a.sql", good) == []
    assert len(sql_form("marts/a.sql", "with cte1 as (SELECT 1) select * from cte1")) == 4
    macro = "-- One row a text.\ncreate or replace macro plain(given) as lower(given);\n"
    assert sql_form("macros/a.sql", macro) == []
    assert sql_form("macros/a.sql", macro + "drop table x;") == ["macros/a.sql: holds something else than macros"]


# ---- Rule 5: what is built is never what is served ------------------------------------------------------------------


def outside(owner: str, source: list[Module], *names: str) -> list[str]:
    """Calls of functions that only one module may call; a name that begins with a dot stands for any object's."""
    return [
        f"{m.path}:{line} calls {name}"
        for m in source
        if m.path != owner
        for line, name, _ in m.calls()
        if any(name == wanted or (wanted.startswith(".") and name.endswith(wanted)) for wanted in names)
    ]


def test_databases_are_opened_in_one_place() -> None:
    assert outside("warehouse/opening.py", list(modules()), "duckdb.connect", "duckdb.sql", "duckdb.execute") == []


def test_the_link_is_swapped_in_one_place() -> None:
    assert outside("warehouse/publish.py", list(modules()), "os.symlink", ".symlink_to") == []


def test_calls_elsewhere_are_found() -> None:
    source = [module_from("import duckdb\nduckdb.connect('x')\npath.symlink_to(y)")]
    assert len(outside("warehouse/connect.py", source, "duckdb.connect", ".symlink_to")) == 2


# ---- Rule 6: errors --------------------------------------------------------------------------------------------------

TREE = {name: kind for name, kind in vars(errors).items() if isinstance(kind, type)}
# The places that may catch anything of ours, and what each does with it.
CATCHERS = {
    "repertoire.py": "message and hint, exit 1",
    "dashboard/app.py": "toast",
    "etl/load.py": "load report",
}
# (module, error) that is part of the normal course and is handled where it arises.
EXPECTED: dict[tuple[str, str], str] = {
    ("analytics/training/__init__.py", "NotTrainable"): "what the data cannot carry does not stop the other models",
    ("analytics/live/movers.py", "FilterError"): "a rule under edit is told beside it, not in a toast",
    ("analytics/live/served.py", "BadArtefact"): "a damaged model is passed over for the one before; the log says so",
    ("analytics/live/served.py", "UnknownModel"): "likewise, for one whose files are gone",
    ("dashboard/wsgi.py", "HomeNotWritable"): "what is published is served from a home that cannot be written",
    ("dashboard/warming.py", "RepertoireError"): "nobody waits for it; a visitor asks again and is told",
    ("dashboard/health.py", "RepertoireError"): "that it cannot answer is what /readyz is asked for",
    ("dashboard/context.py", "NoSnapshot"): "a dashboard without data says so",
    ("dashboard/pages/_discover_state.py", "FilterError"): "an expression under edit is told beside it, not in a toast",
    ("warehouse/care.py", "HomeBusy"): "a doctor waits for nobody",
    ("warehouse/care.py", "NoSnapshot"): "what is not there is not looked at",
    ("warehouse/care.py", "RepertoireError"): "what is wrong is what a doctor is asked for",
    ("workflows/caring.py", "BadArtefact"): "likewise",
    ("workflows/caring.py", "UnknownModel"): "likewise",
    (
        "workflows/forgetting.py",
        "BadArtefact",
    ): "of a recommender that cannot be read nobody can say whom it learned from: it is dropped",
    ("etl/audio/worsen.py", "InputError"): "a sound that cannot be heard teaches no worsening and stops no training",
    ("etl/audio/folder.py", "InputError"): "a file that cannot be heard is told in the load report and stops no other",
    ("workflows/publishing.py", "NoSnapshot"): "the status of an empty home is an answer",
    (
        "workflows/publishing.py",
        "RepertoireError",
    ): "publishing never needs a model; what kept it from scoring is shown",
    (
        "workflows/alerting.py",
        "RepertoireError",
    ): "a rule that cannot be evaluated keeps the reason; publishing goes on",
    ("workflows/scoring.py", "InputError"): "a file that cannot be read is told in the document",
    ("workflows/training.py", "NoSnapshot"): "nothing is published, so there is nothing to train on",
    ("workflows/training.py", "NotTrainable"): "`run` serves data that cannot carry a model, and says so",
}
TOO_WIDE = {"Exception", "BaseException", ""}


def _caught(handler: ast.ExceptHandler) -> list[str]:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return [k.id if isinstance(k, ast.Name) else k.attr if isinstance(k, ast.Attribute) else "" for k in kinds]


def catchers(source: list[Module]) -> list[str]:
    """Handlers of our errors, and handlers of everything that do not raise again, outside the three places."""
    found = []
    for m in source:
        for node in ast.walk(m.tree):
            if not isinstance(node, ast.ExceptHandler) or m.path in CATCHERS:
                continue
            again = isinstance(node.body[-1], ast.Raise)
            for name in _caught(node):
                ours = name in TREE and (m.path, name) not in EXPECTED
                if (ours or name in TOO_WIDE) and not again:
                    found.append(f"{m.path}:{node.lineno} catches {name or 'everything'}")
    return found


def raises(source: list[Module]) -> list[str]:
    """Errors without advice: nameless kinds, or ours without a hint."""
    found = []
    for m in source:
        for node in ast.walk(m.tree):
            if not isinstance(node, ast.Raise) or not isinstance(node.exc, ast.Call):
                continue
            name = node.exc.func.id if isinstance(node.exc.func, ast.Name) else ""
            if name in {"Exception", "BaseException", "RuntimeError"}:
                found.append(f"{m.path}:{node.lineno} raises {name}")
            if name in TREE and len(node.exc.args) + len(node.exc.keywords) < 2:
                found.append(f"{m.path}:{node.lineno} raises {name} without a hint")
    return found


def test_errors_are_caught_in_three_places() -> None:
    assert catchers(list(modules())) == []


def test_errors_carry_a_hint() -> None:
    assert raises(list(modules())) == []


def test_only_the_command_line_exits() -> None:
    verbs = {m.path for m in within("commands")}
    others = [m for m in modules() if m.path not in verbs]
    assert outside("repertoire.py", others, "sys.exit", "exit", "quit", "typer.Exit", "SystemExit") == []


def test_swallowed_errors_are_found() -> None:
    swallow = "try:\n    f()\nexcept Exception:\n    log()\ntry:\n    f()\nexcept FilterError:\n    pass\n"
    again = "try:\n    f()\nexcept BaseException:\n    undo()\n    raise\n"
    assert catchers([module_from(swallow + again)]) == [
        "warehouse/made_up.py:3 catches Exception",
        "warehouse/made_up.py:7 catches FilterError",
    ]
    bad, good = "raise RuntimeError('x')\nraise FilterError('x')\n", "raise FilterError('x', 'y')"
    assert len(raises([module_from(bad + good)])) == 2


def drawn(text: str) -> dict[str, str]:
    """Error -> its parent, read from the tree in a docstring."""
    path: list[str] = []
    parents = {}
    for line in text.splitlines():
        hit = re.match(r"^    ([│├└─ ]*)([A-Z]\w+)", line)
        if hit:
            depth = len(hit[1]) // 4
            path = [*path[:depth], hit[2]]
            parents[hit[2]] = path[depth - 1] if depth else "Exception"
    return parents


def test_the_drawn_tree_is_the_real_one() -> None:
    assert drawn(errors.__doc__ or "") == {name: kind.__bases__[0].__name__ for name, kind in TREE.items()}


# ---- Rule 8: nothing is stored that can run code; a model's settings are one frozen object -------------------------


def test_arrays_are_loaded_without_pickle() -> None:
    loads = [(m.path, n, call) for m in modules() for n, name, call in m.calls() if name in ("np.load", "numpy.load")]
    refuses = {(k.arg, getattr(k.value, "value", None)) for _, _, call in loads for k in call.keywords}
    unsafe = [f"{p}:{n}" for p, n, call in loads if "allow_pickle" not in {k.arg for k in call.keywords}]
    assert unsafe == []
    assert ("allow_pickle", True) not in refuses


def test_model_settings_are_frozen_and_seeded() -> None:
    for m in within("analytics"):
        for node in ast.walk(m.tree):
            if isinstance(node, ast.ClassDef) and node.name.endswith("Config"):
                assert any("frozen=True" in ast.unparse(d) for d in node.decorator_list), f"{m.path}: {node.name}"
                fields = {ast.unparse(f.target) for f in node.body if isinstance(f, ast.AnnAssign)}
                assert "seed" in fields, f"{m.path}: {node.name} has no seed"


# ---- Rule 9: size ----------------------------------------------------------------------------------------------------

LONGEST, MEDIAN, P90, LONGEST_FILE, LONGEST_CALLBACK = 60, 10, 30, 400, 15


def sizes(source: list[Module]) -> dict[str, int]:
    """Lines of every function, from `def` to its end."""
    return {f"{m.path}:{f.lineno} {f.name}": (f.end_lineno or 0) - f.lineno + 1 for m in source for f in m.functions()}


def test_no_function_is_long() -> None:
    tests = [module_from(path.read_text(encoding="utf-8"), path.name) for path in (ROOT / "tests").rglob("*.py")]
    assert {name: n for name, n in sizes([*modules(), *tests]).items() if n > LONGEST} == {}


def test_most_functions_are_short() -> None:
    lines = sorted(sizes(list(modules())).values())
    assert statistics.median(lines) <= MEDIAN
    assert lines[int(len(lines) * 0.9)] <= P90


def test_no_file_is_long(record_property: pytest.RecordProperty) -> None:
    record_property("over_300_lines", [m.path for m in modules() if m.lines > 300])
    assert [f"{m.path} ({m.lines} lines)" for m in modules() if m.lines > LONGEST_FILE] == []


def long_callbacks(source: list[Module]) -> list[str]:
    """Callbacks of more than 15 lines after their docstring: they should gather and leave the work to others."""
    found = []
    for m in source:
        for f in m.functions():
            if any("callback" in ast.unparse(d).split("(")[0] for d in f.decorator_list):
                body = f.body[1:] if ast.get_docstring(f) and len(f.body) > 1 else f.body
                lines = (f.end_lineno or 0) - body[0].lineno + 1
                if lines > LONGEST_CALLBACK:
                    found.append(f"{m.path}:{f.lineno} {f.name} ({lines} lines)")
    return found


def test_callbacks_only_gather() -> None:
    assert long_callbacks(within("dashboard")) == []


def test_length_is_measured() -> None:
    text = "@app.callback(x)\ndef long():\n" + "    f()\n" * 16
    assert list(sizes([module_from(text)]).values()) == [17]
    assert len(long_callbacks([module_from(text)])) == 1


# ---- Rule 10: a genre label carries its vocabulary -----------------------------------------------------------------


def test_stored_labels_have_a_vocabulary() -> None:
    columns = re.compile(r"^\s+(genre|truth|predicted)\s", re.MULTILINE)
    labelled = {name: bare_sql(text) for name, text in sql_files("raw").items() if columns.search(bare_sql(text))}
    assert labelled, "no table of labels found"
    assert [name for name, text in labelled.items() if not re.search(r"^\s+vocabulary\s", text, re.MULTILINE)] == []


# ---- The product is whole and keeps to itself -----------------------------------------------------------------------


def test_no_address_of_another_host_in_the_dashboard() -> None:
    """The page must work without a network; the SVG namespace is a name, not an address."""
    allowed = re.compile(r"https?://(www\.w3\.org/|127\.0\.0\.1|localhost)")
    address = re.compile(r"(?:https?:)?//(?:[\w-]+\.)+[a-z]{2,}\S*")
    found = {}
    for path in (ROOT / "dashboard").rglob("*"):
        if path.suffix in {".py", ".css", ".js", ".html", ".svg"}:
            found[path.name] = address.findall(allowed.sub("", path.read_text(encoding="utf-8")))
    assert found
    assert {name: hits for name, hits in found.items() if hits} == {}


def test_no_bootstrap_theme_from_a_cdn() -> None:
    assert [m.path for m in within("dashboard") if re.search(r"\bdbc\.(themes|icons)\b", m.text)] == []


def test_no_path_of_one_machine() -> None:
    folders = "|".join(("home", "Users", "root", "work", "mnt"))
    pattern = re.compile(rf"(?<![\w.~$}})-])/(?:{folders})/\w|[A-Z]:\\Users|pythonhosted|simple/\w+/")
    texts = {p.relative_to(ROOT).as_posix(): p.read_text(encoding="utf-8", errors="ignore") for p in project_files()}
    del texts["tests/test_architecture.py"]  # it holds the pattern
    assert [name for name, text in texts.items() if pattern.search(text)] == []


def test_package_data_is_declared() -> None:
    """`pip install .` carries every file that the packages read."""
    declared = pyproject()["tool"]["setuptools"]["package-data"]
    for package in PACKAGES:
        there = {p for p in (ROOT / package).rglob("*") if p.is_file() and p.suffix not in {".py", ".pyc"}}
        carried = {p for pattern in declared.get(package, []) for p in (ROOT / package).glob(pattern)}
        assert sorted(str(p.relative_to(ROOT)) for p in there - carried) == []


def test_every_folder_of_code_is_a_package() -> None:
    """A folder without __init__.py is left out of the wheel."""
    folders = {p.parent for package in PACKAGES for p in (ROOT / package).rglob("*.py")}
    assert [str(f.relative_to(ROOT)) for f in sorted(folders) if not (f / "__init__.py").is_file()] == []


def test_every_module_beside_the_packages_is_declared() -> None:
    declared = set(pyproject()["tool"]["setuptools"]["py-modules"])
    assert declared == {path.stem for path in ROOT.glob("*.py")}
    checked = set(pyproject()["tool"]["mypy"]["files"])
    assert checked == {*PACKAGES, *(f"{name}.py" for name in declared)}


# ---- Tests repeat the tree -------------------------------------------------------------------------------------------


def test_tests_repeat_the_tree() -> None:
    """tests/<package>/test_<module>.py, or test_<module>_<something>.py, tests a module of that folder that exists."""
    lost = []
    for path in [p for package in PACKAGES for p in (ROOT / "tests" / package).rglob("test_*.py")]:
        folder = ROOT / path.relative_to(ROOT / "tests").parent
        subject = path.stem.removeprefix("test_")
        names = [m.stem.lstrip("_") for m in folder.glob("*.py")] + [d.name for d in folder.iterdir() if d.is_dir()]
        if not any(subject == name or subject.startswith(f"{name}_") for name in names):
            lost.append(str(path.relative_to(ROOT)))
    assert lost == []
