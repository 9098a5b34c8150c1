"""The command line: what it prints where, its exit codes, its JSON contracts, and what bad input does not harm."""

from __future__ import annotations

import csv
import io
import json
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from analytics.names import USUAL
from tests.conftest import ROOT, Answer, Cli, Command, command_line, environment
from tests.sample import TRUTH
from tests.warehouse.homes import QUICK, TINY, tiny
from warehouse import store
from warehouse.connect import Reader, Workbench
from warehouse.home import Home
from workflows import publishing

GOOD = "title,artists,popularity\nOne,A,1\nTwo,B,2\n"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A published home that bad input must not touch: tests compare before and after."""
    return tiny(tmp_path_factory.mktemp("cli"))


def served(home: Home) -> tuple[str, int, bytes]:
    """The link, the file behind it, its bytes."""
    path = home.current.resolve()
    return str(home.current.readlink()), path.stat().st_ino, path.read_bytes()


@pytest.fixture
def untouched(published: Home) -> Iterator[Home]:
    before = served(published)
    yield published
    assert served(published) == before


def refused(answer: Answer, *words: str) -> None:
    """One message and one hint on standard error, nothing on standard output, exit code 1."""
    assert answer.code == 1, answer
    assert "Traceback" not in answer.err
    lines = answer.err.strip().splitlines()
    messages = [n for n, line in enumerate(lines) if line.startswith("Error: ")]
    assert len(messages) == 1, answer.err
    message, *hint = lines[messages[0] :]
    assert hint, f"no hint: {answer.err}"
    assert all(line.strip() for line in hint)
    for word in words:
        assert word in message, (word, message)


# ---- Bad input -------------------------------------------------------------------------------------------------------

BAD_FILES = {
    "empty": (b"", "is empty"),
    "header only": (b"title,artists\n", "header but no rows"),
    "binary": (bytes(range(256)) * 8, "not a text file"),
    "binary without zeros": (bytes(range(128, 256)) * 64, "No known kind"),
    "no columns": (b"a,b\n1,2\n", "No known kind"),
    "one column short": (b"title,popularity\nOne,1\n", "No known kind"),
    "all unusable": (b"title,artists,popularity\nOne,A,101\n,B,1\n", "None of the 2 rows"),
    "all ragged": (b"title,artists\nOne\n", "None of the 1 rows"),
}


@pytest.mark.parametrize(("content", "words"), BAD_FILES.values(), ids=BAD_FILES)
def test_bad_files(cli: Cli, untouched: Home, tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    refused(cli(untouched, "load", path), words)
    refused(cli(untouched, "run", "--data", path, "--no-serve"), words)


def test_paths_that_lead_to_nothing(cli: Cli, untouched: Home, tmp_path: Path) -> None:
    refused(cli(untouched, "load", tmp_path / "gone.csv"), "gone.csv does not exist")
    refused(cli(untouched, "run", "--data", tmp_path / "gone.csv", "--no-serve"), "does not exist")
    refused(cli(untouched, "evaluate", "genre", "--data", tmp_path / "gone.csv"), "does not exist")
    empty = tmp_path / "folder"
    empty.mkdir()
    refused(cli(untouched, "load", empty), "Nothing in the folder")
    (tmp_path / "plain.csv.gz").write_text(GOOD)
    refused(cli(untouched, "load", tmp_path / "plain.csv.gz"), "cannot be read")
    refused(cli(untouched, "load", Path(f"{tmp_path}/\udcff.csv")), "does not exist")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["load", "{good}", "--kind", "albums"], "'albums'"),
        (["load", "{folder}", "--kind", "albums"], "'albums'"),
        (["load", "{good}", "--map", "song"], "'song' is not of the form theirs=ours"),
        (["load", "{good}", "--map", "=title"], "'=title'"),
        (["load", "{good}", "--map", "title="], "'title='"),
        (["load", "{good}", "--map", "title=nothing of ours"], "nothing of ours"),
        (["load", "{good}", "--encoding", "klingon"], "klingon"),
        (["unload", "77"], "no load 77"),
        (["unload", "77", "--publish"], "no load 77"),
        (["fetch", "no-such-set"], "'no-such-set'"),
        (["export", "tracks", "--where", "popularity >>> 3"], "character 13"),
        (["export", "tracks", "--where", "loudnes > 3"], "loudnes"),
        (["export", "tracks", "--where", "popularity >= 'x'; drop table tracks"], ""),
        (["export", "tracks", "--sort", "loudnes"], "'loudnes'"),
        (["export", "tracks", "--columns", "title,1;drop"], "'1;drop'"),
        (["export", "tracks", "--out", "{folder}/none/x.csv"], "none/x.csv"),
        (["train", "--only", "tempo"], "tempo"),
        (["models", "promote", "tempo"], "'tempo'"),
        (["models", "promote", "genre", "--run", "r1"], "'r1'"),
        (["models", "rollback", "genre"], "'genre'"),
        (["evaluate", "tempo"], "'tempo'"),
        (["evaluate", "genre", "--protocol", "Z"], "protocol Z"),
        (["evaluate", "genre", "--protocol", "R", "--protocol", "Z"], "Z"),
        (["evaluate", "genre", "--vocabulary", "mine"], "'mine'"),
        (["rollback", "77"], "snapshot 77"),
        (["rollback"], "no earlier snapshot"),
        (["serve", "--host", "0.0.0.0"], "0.0.0.0"),
        (["serve", "--host", "::"], "::"),
        (["serve", "--host", "192.168.0.7"], "192.168.0.7"),
        (["serve", "--host", "somewhere.example"], "somewhere.example"),
        (["run", "--host", "0.0.0.0"], "0.0.0.0"),
        (["serve", "--port", "70000"], "70000"),
        (["serve", "--port", "-1"], "-1"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_bad_arguments(cli: Cli, untouched: Home, tmp_path: Path, arguments: list[str], words: str) -> None:
    (tmp_path / "good.csv").write_text(GOOD)
    given = [argument.format(good=tmp_path / "good.csv", folder=tmp_path) for argument in arguments]
    refused(cli(untouched, *given), words)
    assert [path.name for path in tmp_path.iterdir()] == ["good.csv"]


@pytest.mark.parametrize("command", ["serve", "run"])
def test_a_port_in_use(cli: Cli, untouched: Home, command: str) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        answer = cli(untouched, command, "--port", str(port))
    refused(answer, str(port))
    assert f"--port {port + 1}" in answer.err


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "80x"), ("KEEP_SNAPSHOTS", "few"), ("MEMORY_LIMIT", "lots"), ("THREADS", "-1")],
)
def test_bad_settings(cli: Cli, untouched: Home, name: str, value: str) -> None:
    for command in ("build", "status"):
        refused(cli(untouched, command, **{name: value}))


@pytest.mark.parametrize("command", ["load", "unload", "fetch", "build", "publish", "train", "run", "evaluate"])
def test_a_home_that_cannot_be_written(cli: Cli, tmp_path: Path, command: str) -> None:
    (tmp_path / "good.csv").write_text(GOOD)
    arguments = {"load": [tmp_path / "good.csv"], "evaluate": ["genre"]}
    arguments |= {"unload": ["1"], "fetch": ["spotify-tracks"]}
    arguments["run"] = ["--no-serve", "--data", tmp_path / "good.csv"]
    refused(cli(tmp_path / "good.csv" / "home", command, *arguments.get(command, [])), "Cannot write")


def test_an_empty_home(cli: Cli, tmp_path: Path) -> None:
    home = tmp_path / "home"
    for command in (["publish"], ["export", "tracks"], ["serve"], ["rollback"], ["train"], ["evaluate", "genre"]):
        refused(cli(home, *command))
    for command in (["status"], ["models"]):
        assert cli(home, *command).code == 0


@pytest.mark.parametrize("command", ["load", "build", "publish", "train"])
def test_a_damaged_or_newer_workbench(cli: Cli, published: Home, tmp_path: Path, command: str) -> None:
    (tmp_path / "good.csv").write_text(GOOD)
    arguments = [tmp_path / "good.csv"] if command == "load" else []
    for state in ("damaged", "newer"):
        home = Home(shutil.copytree(published.path, tmp_path / state, symlinks=True))
        if state == "damaged":
            home.workbench.write_bytes(b"nothing of ours" * 500)
        else:
            with duckdb.connect(str(home.workbench)) as con:
                con.execute("update meta set schema_version = 999")
        before = served(home)
        refused(cli(home, command, *arguments), "cannot be opened" if state == "damaged" else "storage version 999")
        assert served(home) == before
        assert json.loads(cli(home, "status", "--json").out)["tracks"] == 3


def test_a_damaged_or_newer_published_file(cli: Cli, published: Home, tmp_path: Path) -> None:
    """Said by whatever reads it; the way back to an earlier snapshot works."""
    home = Home(shutil.copytree(published.path, tmp_path / "home", symlinks=True))
    assert cli(home, "publish").code == 0
    with duckdb.connect(str(home.current.resolve())) as con:
        con.execute("update meta set schema_version = 999")
    for command in (["status"], ["status", "--json"], ["models"], ["export", "tracks"], ["serve"]):
        refused(cli(home, *command), "storage version 999")
    home.current.resolve().write_bytes(b"nothing of ours" * 500)
    for command in (["status"], ["export", "tracks"], ["serve"]):
        refused(cli(home, *command), "cannot be opened")
    assert cli(home, "rollback").code == 0
    assert json.loads(cli(home, "status", "--json").out)["tracks"] == 3


def test_what_the_database_refuses_half_way_is_a_message(
    cli: Cli, untouched: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise duckdb.IOException("IO Error: Could not write file: No space left on device\nmore")

    monkeypatch.setattr(publishing.building, "build", full)
    refused(cli(untouched, "build"), "No space left on device")


# ---- Good input ------------------------------------------------------------------------------------------------------

FILE_KEYS = ["file", "kind", "rows_read", "rows_loaded", "rows_merged", "rows_rejected", "rejects", "seconds"]


def test_load_json(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "some.csv"
    path.write_text("title,artists,popularity\nOne,A,1\nOne,A,1\n,B,1\nZwölf,B,200\n", encoding="utf-8")
    for _ in range(2):  # the second time it is known already, and the report is the same
        answer = cli(tmp_path / "home", "load", path, "--json")
        assert answer.code == 0
        document = json.loads(answer.out)
        assert answer.out.count("\n") == 1
        assert list(document) == ["files"]
        (file,) = document["files"]
        assert list(file)[: len(FILE_KEYS)] == FILE_KEYS
        assert {key: file[key] for key in FILE_KEYS[:-1]} == {
            "file": str(path), "kind": "tracks", "rows_read": 4, "rows_loaded": 1, "rows_merged": 1,
            "rows_rejected": 2, "rejects": {"no title": 1, "popularity outside 0 to 100": 1},
        }  # fmt: skip
        assert file["seconds"] >= 0


def test_load_json_of_good_and_bad_files(cli: Cli, untouched: Home, tmp_path: Path) -> None:
    (tmp_path / "good.csv").write_text("title,artists\nFrom good,A\n")
    (tmp_path / "bad.csv").write_text("")
    home = Home(shutil.copytree(untouched.path, tmp_path / "home", symlinks=True))
    paths = [tmp_path / "bad.csv", tmp_path / "good.csv", tmp_path / "gone.csv"]
    answer = cli(home, "load", *paths, "--json")
    assert answer.code == 1
    files = {Path(file["file"]).name: file for file in json.loads(answer.out)["files"]}
    assert {name: bool(file["error"]) for name, file in files.items()} == {
        "bad.csv": True, "good.csv": False, "gone.csv": True,
    }  # fmt: skip
    assert all(file["hint"] for file in files.values() if file["error"])
    with Workbench(home, QUICK) as workbench:
        assert workbench.value("select count(*) from raw.tracks where title = 'From good'") == 1


def test_load_for_people(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "[bold] 1.csv").write_text(
        "title,artists,popularity,tempo,mood [x]\nOne,A,1,0,\nOne,A,2,0,\n,B,1,9,\nTwo,[red]B,200,1,\nTwo\n"
    )
    (tmp_path / "bad.csv").write_text("")
    answer = cli(tmp_path / "home", "load", *sorted(tmp_path.glob("*.csv")))
    assert answer.code == 1
    for words in ("[bold] 1.csv", "no title, 1 row", "popularity outside 0 to 100, 1 row", "too few columns, 1 row"):
        assert words in answer.out
    assert "1 track has rows that disagree" in answer.out
    assert "tempo: 2 stand-in values" in answer.out
    assert "columns not used: mood [x]" in answer.out
    assert "bad.csv is empty" in answer.err


def test_what_the_user_says_of_a_file_wins(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_bytes("Lied,Wer,a=b\nÜber,Jörg,7\n".encode("latin-1"))
    mapped = ["--map", "Lied=title", "--map", "Wer=artists", "--map", "a=b=popularity"]
    answer = cli(tmp_path / "home", "load", path, *mapped, "--encoding", "latin-1", "--kind", "tracks", "--publish")
    assert answer.code == 0, answer.err
    assert "Snapshot 1 is published." in answer.err
    with Reader(tmp_path / "home", QUICK).view() as view:
        assert view.rows("select title, artists, popularity from tracks") == [("Über", "Jörg", 7)]


def test_load_publish_json_tells_the_snapshot(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(TINY)
    (tmp_path / "chart.csv").write_text("chart,day,rank,title,artists\nTop,2024-01-05,1,One,A\nTop,2024-01-05,2,X,Y\n")
    answer = cli(tmp_path / "home", "load", tmp_path / "a.csv", tmp_path / "chart.csv", "--publish", "--json")
    document = json.loads(answer.out)
    assert (answer.code, document["snapshot"], document["linked"]) == (0, 1, {"2": {"charts": 0.5}})
    people = cli(tmp_path / "other", "load", tmp_path / "a.csv", tmp_path / "chart.csv", "--publish").out
    assert "linked to a track of the catalogue: 50.0% of the rows of charts" in people


def test_unload_for_people(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(TINY)
    (tmp_path / "b.csv").write_text(GOOD)
    home = tmp_path / "home"
    assert cli(home, "load", tmp_path / "a.csv", tmp_path / "b.csv", "--publish").code == 0
    before = json.loads(cli(home, "status", "--json").out)
    answer = cli(home, "unload", "2", "--publish")
    assert (answer.code, answer.out) == (0, "")
    assert "Load 2 is undone: 2 rows of tracks." in answer.err
    after = json.loads(cli(home, "status", "--json").out)
    assert (before["tracks"], after["tracks"], after["snapshot"]) == (5, 3, 2)
    refused(cli(home, "unload", "2"), "no load 2")


def test_fetch_lists_what_there_is(cli: Cli, tmp_path: Path) -> None:
    document = json.loads(cli(tmp_path / "home", "fetch", "--list", "--json").out)
    names = [source["name"] for source in document["sources"]]
    people = cli(tmp_path / "home", "fetch").out
    assert all(name in people for name in names)
    assert len(names) == len(set(names)) > 3
    assert not (tmp_path / "home").exists(), "asking makes nothing"


def test_some_bad_rows_are_no_failure(cli: Cli, tmp_path: Path, sample_csv: Path) -> None:
    answer = cli(tmp_path / "home", "load", sample_csv, "--as-of", "2022-10-01", "--collection", "Ours")
    assert answer.code == 0
    with Workbench(Home(tmp_path / "home"), QUICK) as workbench:
        assert workbench.rows("select as_of::varchar, as_of_assumed, collection from raw.loads") == [
            ("2022-10-01", False, "Ours")
        ]


def test_status_json_is_exact(cli: Cli, tmp_path: Path, published: Home) -> None:
    names = [
        "snapshot",
        "as_of",
        "demo",
        "tracks",
        "artists",
        "genres",
        "plays",
        "chart_entries",
        "playlists",
        "models",
    ]
    answer = cli(published, "status", "--json")
    assert (answer.code, answer.err, answer.out.count("\n")) == (0, "", 1)
    document = json.loads(answer.out)
    assert list(document) == names
    with Workbench(published, QUICK) as workbench:
        as_of = workbench.value("select as_of::varchar from raw.loads")
    assert document == dict(zip(names, (1, as_of, False, 3, 2, 2, 0, 0, 0, []), strict=True))
    empty = json.loads(cli(tmp_path / "empty", "status", "--json").out)
    assert empty == dict(zip(names, (None, None, False, 0, 0, 0, 0, 0, 0, []), strict=True))
    assert not (tmp_path / "empty").exists(), "asking makes nothing"


def test_status_json_with_a_model(cli: Cli, sample_home: Path) -> None:
    document = json.loads(cli(sample_home, "status", "--json").out)
    counts = (document["tracks"], document["artists"], document["genres"])
    assert counts == (TRUTH.tracks, TRUTH.artists, TRUTH.genres)
    found = {model["model"]: model for model in document["models"]}
    assert {name: model["promoted"] for name, model in found.items()} == dict.fromkeys(USUAL, True)
    model = found["genre"]
    assert set(model) >= {"model", "run", "promoted", "metrics"}
    assert {m["protocol"] for m in model["metrics"]} >= {"A", "R"}
    assert model["gap"].keys() >= {"honest", "leaky", "gap"}
    assert {"top1", "top5", "macro_f1", "ece"} <= {m["metric"] for m in model["metrics"]}
    people = cli(sample_home, "status").out
    assert f"{TRUTH.tracks:,}" in people
    assert model["run"] in people


def test_figures_without_an_interval_are_null_in_json(cli: Cli, published: Home, tmp_path: Path) -> None:
    home = Home(shutil.copytree(published.path, tmp_path / "home", symlinks=True))
    with Workbench(home, QUICK) as workbench:
        when = workbench.value("select now()::timestamp")
        store.record_run(workbench, "genre", "r1", False, when, 1.0, {})
        rows = {"model": ["genre"] * 2, "run": ["r1"] * 2, "candidate": ["repertoire"] * 2, "metric": ["top1", "top5"]}
        rows |= {"value": [0.5, None], "low": [0.4, None], "high": [None, None], "n": [3, None], "protocol": ["A", "A"]}
        store.put(workbench, "model_metrics", pa.table(rows))
    assert cli(home, "build").code == 0
    assert cli(home, "publish").code == 0
    answer = cli(home, "status", "--json")
    assert answer.code == 0, answer.err
    metrics = {m["metric"]: m for m in json.loads(answer.out)["models"][0]["metrics"]}
    assert (metrics["top1"]["low"], metrics["top1"]["high"], metrics["top5"]["value"]) == (0.4, None, None)
    assert cli(home, "status").code == 0


def test_evaluate_json(cli: Cli, untouched: Home, sample_csv: Path) -> None:
    answer = cli(
        untouched, "evaluate", "genre", "--data", sample_csv, "--protocol", "A", "--folds", "1", "--json", threads="1"
    )
    assert answer.code == 0, answer.err
    document = json.loads(answer.out)
    assert list(document) == ["task", "dataset", "results"]
    assert document["task"] == "genre"
    for row in document["results"]:
        assert {"model", "features", "protocol", "metric", "value", "low", "high", "n"} <= set(row)
        assert row["protocol"] == "A"
        assert 0 < row["n"] <= TRUTH.tracks
        assert row["low"] is None or row["low"] <= row["value"] <= row["high"]
    found = {(row["model"], row["metric"]): row["value"] for row in document["results"]}
    assert {model for model, _ in found} == {"repertoire", "majority", "logistic", "extra_trees"}
    assert found["repertoire", "top1"] > found["majority", "top1"]


def test_export_is_csv_on_standard_output_and_nothing_else(cli: Cli, published: Home, tmp_path: Path) -> None:
    arguments = ["export", "tracks", "--where", "popularity >= 20", "--sort", "title", "--columns", "title,popularity"]
    answer = cli(published, *arguments, "--no-provenance")
    assert (answer.code, answer.err) == (0, "")
    assert list(csv.reader(io.StringIO(answer.out))) == [["title", "popularity"], ["Three", "30"], ["Two", "20"]]
    noted = cli(published, *arguments).out.splitlines()
    assert [line for line in noted if not line.startswith("# ")] == answer.out.splitlines()
    assert "# rows: 2" in noted
    to_file = cli(published, *arguments, "--no-provenance", "--out", tmp_path / "out.csv")
    assert (to_file.code, to_file.out) == (0, "")
    assert (tmp_path / "out.csv").read_text() == answer.out


def test_a_prompt_tells_what_was_understood_and_what_was_not(cli: Cli, published: Home, tmp_path: Path) -> None:
    answer = cli(published, "prompt", "rock or blorp, no pop")
    assert answer.code == 0
    lines = answer.out.splitlines()
    assert lines[:3] == [
        'Understood: genre family is "Rock" and genre family is not "Pop".',
        'Filter: family = "Rock" and family != "Pop"',
        "Not understood: blorp",
    ]
    assert any("Two, B" in line for line in lines)
    assert lines[-1] == "1 of 1 track that the filter keeps."
    found = json.loads(cli(published, "prompt", "rock or blorp, no pop", "--json").out)
    assert ([t["track_id"] for t in found["tracks"]], found["not_understood"]) == (["b"], ["blorp"])
    assert (
        cli(published, "prompt", "pop", "--limit", "1").out.splitlines()[-1] == "1 of 2 tracks that the filter keeps."
    )
    assert cli(published, "prompt", "").out.splitlines()[-1] == "No track."
    assert cli(tmp_path / "none", "prompt", "rock").code == 1


def test_the_steps_one_by_one(cli: Cli, tmp_path: Path) -> None:
    """load shows nothing before build and publish; rollback and back."""
    home = tmp_path / "home"
    (tmp_path / "a.csv").write_text(TINY)
    (tmp_path / "b.csv").write_text(GOOD)

    def tracks() -> int:
        return json.loads(cli(home, "status", "--json").out)["tracks"]

    seen = []
    for command in (["load", tmp_path / "a.csv"], ["build"], ["publish"], ["load", tmp_path / "b.csv"], ["build"]):
        assert cli(home, *command).code == 0
        seen.append(tracks())
    for command in (["publish"], ["rollback"], ["rollback", "2"], ["publish"]):
        assert cli(home, *command).code == 0
        seen.append(tracks())
    assert seen == [0, 0, 3, 3, 3, 5, 3, 5, 5]


def test_help_reads_like_a_table_of_contents(cli: Cli, tmp_path: Path) -> None:
    answer = cli(tmp_path / "home", "--help")
    verbs = [
        "run",
        "load",
        "unload",
        "fetch",
        "build",
        "train",
        "publish",
        "rollback",
        "serve",
        "status",
        "evaluate",
        "models",
        "export",
        "prompt",
    ]
    assert answer.code == 0
    assert all(f"\n  {verb} " in answer.out for verb in verbs)
    assert not (tmp_path / "home").exists()


# ---- As a process of its own -----------------------------------------------------------------------------------------


def test_a_process_ends_with_a_message_and_no_traceback(repertoire: Command, untouched: Home, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_bytes(b"")
    done = repertoire(untouched.path, "load", tmp_path / "bad.csv", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["files"][0]["error"]
    assert "Traceback" not in done.stderr
    done = repertoire(untouched.path, "build", env={"REPERTOIRE_PORT": "80x"})
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: REPERTOIRE_PORT is '80x'")


def test_of_two_loads_at_once_the_second_waits(repertoire: Command, tmp_path: Path) -> None:
    """As two people would start them: both come in, one after the other, and both are published."""
    home = tmp_path / "home"
    children = []
    for letter in "ab":
        rows = "".join(f"{letter}{n},Song {letter}{n},Artist {n},{n % 90}\n" for n in range(2000))
        (tmp_path / f"{letter}.csv").write_text(f"track_id,title,artists,popularity\n{rows}")
        command = command_line("load", tmp_path / f"{letter}.csv", "--publish")
        children.append(
            subprocess.Popen(command, cwd=ROOT, env=environment(home, REPERTOIRE_THREADS="1"), stderr=subprocess.PIPE)
        )
    assert [(child.communicate(timeout=120)[1], child.returncode)[1] for child in children] == [0, 0]
    with Reader(home, QUICK).view() as view:
        assert view.value("select count(*) from tracks") == 4000
        assert view.snapshot.number == 2
        assert sorted(view.rows("select load_id, rows_loaded from loads")) == [(1, 2000), (2, 2000)]


def test_a_load_that_has_waited_long_enough_is_refused(repertoire: Command, published: Home, tmp_path: Path) -> None:
    (tmp_path / "more.csv").write_text(GOOD)
    home = Home(shutil.copytree(published.path, tmp_path / "home", symlinks=True))
    with Workbench(home, QUICK):
        done = repertoire(home.path, "load", tmp_path / "more.csv", "--publish", env={"REPERTOIRE_WAIT_SECONDS": "1"})
    assert done.returncode == 1
    assert "Error: Another process has been writing to" in done.stderr
    assert "REPERTOIRE_WAIT_SECONDS" in done.stderr
    assert "Traceback" not in done.stderr
    assert repertoire(home.path, "load", tmp_path / "more.csv", "--publish").returncode == 0


def test_whoever_stops_reading_an_export_is_no_error(sample_home: Path) -> None:
    command = command_line("export", "tracks")
    with subprocess.Popen(
        command, env=environment(sample_home), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        assert child.stdout.readline().startswith(b"# source: Repertoire")
        child.stdout.close()
        assert child.stderr.read() == b""
        assert child.wait(60) == 0
