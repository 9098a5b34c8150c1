"""A viewer changes nothing by any way that writes; what an editor changes is told, all of it, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, inspect, select, text

from tests.warehouse.userdata.conftest import ON_FILE
from warehouse.errors import FilterError, NotAllowed
from warehouse.home import Home
from warehouse.userdata import Actor, Retag, Said, UserData, acting
from warehouse.userdata.actors import BEHIND
from warehouse.userdata.engine import METADATA, UNTOLD

ADA, VIEWER = Actor("Ada"), Actor("Vera", "viewer")
RULE = {
    "source": "charts",
    "what": "rank",
    "place": "us",
    "kind": "spike",
    "threshold": 4.0,
    "direction": "up",
    "filter": "",
}
CHANGES: dict[str, tuple[str, Callable[[UserData], object]]] = {
    "put on a list": ("shortlists: put 2 tracks on “Hits”", lambda d: d.shortlists.add("Hits", ["a", "b"])),
    "take off": ("shortlists: took 1 tracks off “Kept”", lambda d: d.shortlists.remove("Kept", ["k"])),
    "write a note": ("shortlists: wrote a note on track k of “Kept”", lambda d: d.shortlists.note("Kept", "k", "x")),
    "put in order": ("shortlists: put “Kept” into another order", lambda d: d.shortlists.arrange("Kept", ["k"])),
    "rename": ("shortlists: renamed “Kept” to “New”", lambda d: d.shortlists.rename("Kept", "New")),
    "delete a list": ("shortlists: deleted “Kept” with 1 tracks", lambda d: d.shortlists.delete("Kept")),
    "say": ("feedback: gave 1 verdicts on tracks", lambda d: d.feedback.say([Said("me", "a", "track", "like")])),
    "retag": (
        "retags: decided about 1 tags, 0 of them accepted",
        lambda d: d.retags.decide([Retag("a", "v", "pop", "keep")]),
    ),
    "name a group": ("group names: called group 3 of all “Calm”", lambda d: d.group_names.name("all", 3, "Calm")),
    "watch": ("alerts: made the rule “Up”", lambda d: d.alerts.save("Up", 1.0, **RULE)),
    "snooze": ("alerts: changed rule 1: snoozed_until: 2026-12-01", lambda d: d.alerts.snooze(1, date(2026, 12, 1))),
    "start a job": ("jobs: started load: Loading x.csv", lambda d: d.start_job("load", "Loading x.csv")),
    "stop a job": ("jobs: asked job 1 to stop", lambda d: d.cancel(1)),
    "save a view": ("views: saved “Loud”: /discover?where=x", lambda d: d.views.save("Loud", "/discover?where=x")),
    "let in": ("users: let in “Bo” as viewer", lambda d: d.users.add("Bo", "viewer")),
    "forget": ("privacy: erased 0 rows of a listener", lambda d: d.forget("nobody")),
}


@pytest.fixture
def data(tmp_path: Path) -> UserData:
    found = UserData(Home(tmp_path))
    with acting(Actor("before")):
        found.shortlists.add("Kept", ["k"])
        found.alerts.save("Old", 1.0, **RULE)
        found.start_job("train", "Training")
    return found


@pytest.mark.parametrize(("words", "change"), CHANGES.values(), ids=CHANGES)
@ON_FILE
def test_an_editor_changes_and_it_is_told_and_a_viewer_does_not(
    data: UserData, words: str, change: Callable[[UserData], object]
) -> None:
    before = _everything(data)
    with acting(VIEWER), pytest.raises(NotAllowed, match="Vera may look"):
        change(data)
    assert _everything(data) == before
    with acting(ADA):
        change(data)
    (line,) = data.audit.lines(who="Ada")
    assert f"{line.subject}: {line.what}" == words
    assert abs((datetime.now(UTC).replace(tzinfo=None) - line.at).total_seconds()) < 60


def test_every_table_is_watched_or_says_that_it_is_not(data: UserData) -> None:
    """A table that somebody adds is refused to viewers and told without a word of its own."""
    own = {t.name for t in METADATA.sorted_tables if t.info == UNTOLD}
    assert own == {"audit", "jobs", "recommended", "sessions", "sign_in_tries"}
    table = METADATA.tables["group_names"]
    row = {"scope": "all", "cluster": 1, "name": "x", "named_at": datetime(2026, 1, 1)}
    with acting(VIEWER), pytest.raises(NotAllowed), data._database.begin() as con:
        con.execute(insert(table).values(**row))
    with acting(ADA), data._database.begin() as con:
        con.execute(insert(table).values(**row))
    assert [(line.subject, line.what) for line in data.audit.lines(who="Ada")] == [
        ("group_names", "added to group_names")
    ]


def test_what_did_not_happen_is_not_told(data: UserData) -> None:
    with acting(ADA), pytest.raises(FilterError):
        data.shortlists.rename("Nowhere", "Else")
    with acting(ADA), data._database.connect() as con:
        con.execute(
            insert(METADATA.tables["group_names"]).values(scope="a", cluster=1, name="x", named_at=datetime.min)
        )
        con.rollback()
    assert data.audit.lines(who="Ada") == []
    data.shortlists.lists()
    assert data.audit.lines(who="Ada") == []


def test_a_viewer_sees_a_dead_job_closed_and_is_shown_things(data: UserData) -> None:
    """What the machinery keeps for itself is no change of anybody's."""
    with acting(ADA):
        data.start_job("load", "gone", pid=2**22 + 1)
    told = len(data.audit.lines())
    with acting(VIEWER):
        assert data.jobs()[0].state == "failed"
        assert data.feedback.show("me", "track", ["a"]) == 1
    assert len(data.audit.lines()) == told


def test_a_process_of_ours_acts_for_whoever_asked_for_it(data: UserData, monkeypatch: pytest.MonkeyPatch) -> None:
    data.audit.add("home", "published snapshot 3")
    monkeypatch.setenv(BEHIND, "Ada")
    data.audit.add("home", "published snapshot 4")
    assert [line.who for line in data.audit.lines(limit=2)] == ["Ada", "command line"]
    assert [line.what for line in data.audit.lines(subject="home", limit=1)] == ["published snapshot 4"]


def _everything(data: UserData) -> dict[str, list[tuple[object, ...]]]:
    with data._database.connect() as con:
        names = [name for name in inspect(con).get_table_names() if name != "recommended"]
        return {name: [tuple(row) for row in con.execute(select(text("*")).select_from(text(name)))] for name in names}


def test_changes_are_counted_by_person_and_subject(tmp_path: Path) -> None:
    data = UserData(Home(tmp_path / "home"))
    with acting(ADA):
        data.shortlists.add("One", ["a"])
        data.shortlists.add("Two", ["a"])
    with acting(Actor("Bo")):
        data.views.save("Loud", "/discover")
    assert data.audit.counts() == [("Ada", "shortlists", 2), ("Bo", "views", 1)]
    assert len(data.audit.lines(None)) == 3
