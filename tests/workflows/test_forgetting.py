"""Erasing a listener: no file of the home holds the id afterwards, and the rows do not come back."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics import artefacts, recommend
from etl.load import LoadOptions
from tests.analytics.recommend import homes
from tests.warehouse.homes import load_text
from warehouse import publish
from warehouse.connect import Reader, Workbench
from warehouse.errors import FilterError
from warehouse.home import Home
from warehouse.queries import models
from warehouse.settings import Settings
from warehouse.userdata import Said, UserData
from workflows import forgetting, publishing

WHO, OTHER = "listener-who-goes-7f3a91", "u01"
TAGS = "user_id,artist,tag\n" + f"{WHO},A0,warm\n{OTHER},A0,warm\n"


def named(text: str) -> str:
    return text.replace("u00", WHO)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home with two snapshots, a recommender, feedback and a job, each of which knows WHO."""
    folder = tmp_path_factory.mktemp("forget")
    with pytest.MonkeyPatch.context() as patch:
        plays = named(homes.plays_csv())
        patch.setattr(homes, "plays_csv", lambda: plays)
        home = homes.home(folder)
    with Workbench(home, homes.QUICK) as workbench:
        load_text(workbench, TAGS, "tags.csv")
    found = homes.QUICK.__class__(home=home.path, threads=1, wait_seconds=1)
    publishing.build(found)
    publishing.publish(found)
    data = UserData(home)
    data.feedback.say([Said(WHO, "t00", "track", "like"), Said(OTHER, "t00", "track", "like")])
    data.feedback.show(WHO, "track", ["t01"])
    number = data.start_job("load", f"Loading plays of {WHO}")
    data.finish(number, "done", f"plays of {WHO}")
    return found


def holding(home: Path, text: str) -> list[str]:
    """Files with the text in their bytes."""
    return sorted(
        p.relative_to(home).as_posix() for p in home.rglob("*") if p.is_file() and text.encode() in p.read_bytes()
    )


def known_to(home: Home) -> list[str]:
    """Runs of the recommender that know WHO."""
    runs = [path.name for path in (home.models / "recommend").iterdir()]
    return [r for r in runs if recommend.unpack(artefacts.load(home, "recommend", r)).history(WHO) is not None]


def test_no_file_holds_the_listener_and_the_others_stay(settings: Settings) -> None:
    home = Home(settings.home)
    before = holding(home.path, WHO)
    assert {"workbench.duckdb", "userdata.sqlite"} <= {name.removesuffix("-wal") for name in before}
    assert sum(name.startswith("snapshots/") for name in before) == 2
    assert known_to(home)

    found = forgetting.forget(settings, WHO, retrain=False)

    assert found["rows"] == {"plays": homes.EACH, "tags": 1}
    assert found["user_data"] == {"feedback": 1, "recommended": 1, "jobs": 2, "audit": 1}
    assert found["snapshots_dropped"] == 2
    assert found["models_dropped"] == 1
    assert holding(home.path, WHO) == []
    assert not known_to(home)
    assert [number for number, _ in publish.snapshots(home)] == [found["snapshot"]]
    with Reader(home, settings).view() as view:
        assert view.value("select count(*) from listener_totals") == homes.LISTENERS - 1
        assert view.value("select sum(listeners) from tags") == 1
        assert models.promoted_run(view, "recommend") is None
    assert [one.profile for one in UserData(home).feedback.verdicts()] == [OTHER]


def test_asking_again_changes_nothing_and_the_rows_do_not_come_back(settings: Settings) -> None:
    home = Home(settings.home)
    forgetting.forget(settings, WHO, retrain=False)
    again = forgetting.forget(settings, WHO, retrain=False)
    assert (again["rows"], again["user_data"], again["snapshots_dropped"], again["models_dropped"]) == ({}, {}, 0, 0)
    assert again["erased_before"]
    assert "Nothing here names this listener" in again["notes"][0]
    assert "backups" in again["notes"][-1]

    with Workbench(home, homes.QUICK) as workbench:
        again_options = LoadOptions(collection="again")
        for text, name in ((named(homes.plays_csv()), "plays-again.csv"), (TAGS, "tags-again.csv")):
            load_text(workbench, text, name, again_options)
        counts = dict(
            workbench.rows("select kind, (rows_rejected, rows_loaded) from raw.loads where collection = 'again'")
        )
        assert workbench.value("select count(*) from raw.plays where listener = $who", {"who": WHO}) == 0
        reasons = workbench.rows("select column_name, reason, value, count(*) from raw.rejects group by all")
    assert counts == {"plays": (homes.EACH, homes.EACH * (homes.LISTENERS - 1)), "tags": (1, 1)}
    assert reasons == [("erased", "its listener was erased on request", "", homes.EACH + 1)]
    publishing.build(settings)
    assert holding(home.path, WHO) == []


def test_nobody_is_refused(settings: Settings) -> None:
    with pytest.raises(FilterError, match="Nobody is named"):
        forgetting.forget(settings, "  ")
