"""The rows of work on Genres over the judged sample: the list, decisions, drift, blending, files, the address."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path
from typing import Any

import pytest
from dash import Dash

from dashboard import doubts, downloads, jobs
from dashboard.app import create_app
from dashboard.context import Context
from dashboard.pages import genres
from dashboard.pages.genres import decide, doubtful, mixing, moving, work
from tests.dashboard.pages.answers import answer, words
from tests.judged_home import judge
from warehouse.connect import Reader
from warehouse.errors import FilterError
from warehouse.home import Home
from warehouse.settings import Settings
from warehouse.userdata import Retag, UserData


@pytest.fixture(scope="module")
def home(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = Home(shutil.copytree(sample_home, tmp_path_factory.mktemp("judged") / "home", symlinks=True))
    judge(made)
    return made


@pytest.fixture
def context(home: Home) -> Context:
    """A context without decisions, whatever another test has decided."""
    home.userdata.unlink(missing_ok=True)
    settings = Settings(home=home.path, threads=1)
    return Context(Reader(home, settings), settings, UserData(home))


@pytest.fixture
def app(context: Context) -> Dash:
    return create_app(context.reader, context.settings, context.userdata)


def listed(app: Dash, **more: Any) -> list[dict[str, Any]]:
    values = {"genres-doubt-kind.value": "far", "genres-doubt-show.value": False, **more}
    return list(
        answer(app, "genres-doubt-grid.rowData", values, "genres-doubt-kind.value")["genres-doubt-grid.rowData"]
    )


def test_rows_are_the_doubtful_tags_with_titles_and_reasons(app: Dash, context: Context) -> None:
    found = context.reader.cached(("doubts",), doubts.read)
    assert found is not None
    rows = listed(app)
    assert {(row["track_id"], row["genre"]) for row in rows} == {
        (t, g) for t, g, kind in found.tags[["track_id", "genre", "kind"]].itertuples(index=False) if kind == "far"
    }
    assert all(row["title"] and row["why"] for row in rows)
    assert len({row["key"] for row in rows}) == len(rows)


def test_a_family_narrows_the_list(app: Dash) -> None:
    every = listed(app)
    family = listed(app, **{"genres-family.value": "Metal"})
    assert 0 < len(family) < len(every)
    assert {row["genre"] for row in family} == {"metal"}


def test_a_decision_leaves_the_list_and_undo_brings_it_back(app: Dash, context: Context) -> None:
    rows = listed(app)
    values = {"genres-doubt-grid.selectedRows": rows[:2], "genres-doubt-note.value": " heard "}
    done = answer(app, "genres-doubt-said.children", values, "genres-doubt-accept.n_clicks")
    assert done["genres-doubt-said.children"] == "2 suggestions accepted."
    assert context.userdata is not None
    stored = context.userdata.retags.decisions()
    assert {(one.track_id, one.new_genre, one.note) for one in stored} == {
        (row["track_id"], row["suggested"], "heard") for row in rows[:2]
    }
    assert len(listed(app)) == len(rows) - 2
    assert len(listed(app, **{"genres-doubt-show.value": True})) == len(rows)
    assert context.userdata.retags.undo(done["genres-doubt-batch.data"]) == 2
    assert len(listed(app)) == len(rows)


def test_decisions_survive_a_new_training(app: Dash, context: Context, home: Home) -> None:
    rows = listed(app)
    assert context.userdata is not None
    context.userdata.retags.decide(decide.retags(rows[:1], "keep", ""))
    before = context.reader.snapshot.number
    judge(home, "20261123T120000-abcdef")
    again = create_app(Reader(home, context.settings), context.settings, UserData(home))
    assert again is not app
    assert Reader(home, context.settings).snapshot.number == before + 1
    assert len(listed(again)) == len(rows) - 1


def test_nothing_selected_is_said_and_nothing_stored(app: Dash, context: Context) -> None:
    done = answer(
        app, "genres-doubt-said.children", {"genres-doubt-grid.selectedRows": []}, "genres-doubt-keep.n_clicks"
    )
    assert done["genres-doubt-said.children"] == "Select tracks first."
    assert downloads.decisions(context) == []


def test_the_card_says_what_the_list_is_worth(context: Context) -> None:
    found = context.reader.cached(("doubts",), doubts.read)
    assert found is not None
    assert "finds 80% of tags made wrong on purpose" in doubtful.caught(found, "far")
    assert doubtful.wrong(found, "far") == "Two estimates: 60 to 90% of the list are wrong."
    assert "too few to say" in doubtful.wrong(found, "sibling")
    yes = [Retag(f"t{i}", "v", "rock", "accept", "pop") for i in range(15)]
    no = [Retag(f"u{i}", "v", "rock", "keep") for i in range(5)]
    assert doubtful.accepted([*yes, *no]) == "75% accepted, n = 20"
    assert doubtful.accepted(yes).startswith("n = 15")


def test_files_hold_the_list_and_the_decisions(app: Dash, context: Context) -> None:
    client = app.server.test_client()

    def rows(url: str) -> list[dict[str, str]]:
        text = client.get(url).get_data(as_text=True)
        return list(csv.DictReader(line for line in io.StringIO(text) if not line.startswith("# ")))

    there = listed(app)
    assert len(rows(downloads.doubtful_url("far", ""))) == len(there)
    assert rows(downloads.RETAGS) == []
    assert context.userdata is not None
    context.userdata.retags.decide(decide.retags(there[:3], "accept", "=1+1"))
    assert len(rows(downloads.doubtful_url("far", ""))) == len(there) - 3
    stored = rows(downloads.RETAGS)
    assert {row["track_id"] for row in stored} == {row["track_id"] for row in there[:3]}
    assert {row["note"] for row in stored} == {"'=1+1"}


def test_the_strongest_pair_is_open_and_its_tracks_are_listed(app: Dash, context: Context) -> None:
    mixed = work.mixed_of(context)
    assert mixed is not None
    pair = mixed.pair("")
    found = answer(
        app, "genres-between-grid.rowData", {"genres-pair.value": mixing.written(*pair)}, "genres-pair.value"
    )
    rows = found["genres-between-grid.rowData"]
    assert all(min(row["first_probability"], row["second_probability"]) >= 0.2 for row in rows)
    smaller = [min(row["first_probability"], row["second_probability"]) for row in rows]
    assert smaller == sorted(smaller, reverse=True)
    assert f"live between {pair[0]} and {pair[1]}" in words(found["genres-between-text.children"])
    frame, families = mixing.on_map(mixed)
    names = sorted({*frame["genre"], *frame["other"]}, key=lambda name: (families.get(name, ""), name))
    click = {"points": [{"x": names.index(pair[0]), "y": names.index(pair[1])}]}
    assert mixing.clicked(mixed, click) == mixing.written(*pair)
    assert mixing.clicked(mixed, {"points": [{"x": 0, "y": 0}]}) == ""


def test_without_release_dates_nothing_is_said_of_drift(context: Context) -> None:
    found = work.drift_of(context)
    assert not found.dated
    assert "Drift needs release dates" in words(moving.card(found, "metal", "", "light", []))


def test_the_address_holds_what_is_not_usual(context: Context) -> None:
    mixed = work.mixed_of(context)
    assert mixed is not None
    usual = mixing.written(*mixed.pair(""))
    assert genres.table_words("", None) == {"family": "", "sort": ""}
    assert genres.table_words("Metal", [{"colId": "n", "sort": "asc"}]) == {"family": "Metal", "sort": "n"}
    assert work.doubt_words("far", False) == {"doubt": "", "decided": ""}
    assert work.doubt_words("sibling", True) == {"doubt": "sibling", "decided": "1"}
    first = moving.usual(work.drift_of(context), ["ambient", "metal"])
    assert work.drift_words(context, first, "") == {"genre": "", "feature": ""}
    assert work.drift_words(context, "metal", "energy") == {"genre": "metal", "feature": "energy"}
    assert work.pair_words(context, usual) == {"pair": ""}
    assert work.pair_words(context, "a + b") == {"pair": "a + b"}


def test_a_pair_that_is_none_is_named(context: Context) -> None:
    with pytest.raises(FilterError, match="no pair"):
        genres.layout(context, pair="metal + nothing")


def test_the_button_starts_one_job(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[tuple[str, ...]] = []
    monkeypatch.setattr(jobs, "run", lambda _context, _job, *arguments: started.append(arguments))
    first = jobs.start_oof(context)
    assert jobs.start_oof(context) == first, "it runs already"
    assert started == [("train", "--only", "oof")]
    job = jobs.newest(context, jobs.OOF)
    assert job is not None
    assert "Judging every tag" in words(work.state(context))
