"""Rules are evaluated at every publish, find each event once, and never stop it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.warehouse.homes import QUICK, like, load_text
from warehouse.build import build
from warehouse.connect import Workbench
from warehouse.errors import FilterError
from warehouse.home import Home
from warehouse.publish import publish
from warehouse.settings import Settings
from warehouse.userdata import UserData
from workflows import alerting, publishing

SPIKE = date(2024, 10, 4)
PLACE = "hot, us"


def chart(spike: bool) -> str:
    """60 weeks of 300 titles with steady streams; 'T7' has thirty times its usual in the third week from the end."""
    rng = np.random.default_rng(5)
    level = np.exp(rng.normal(10, 1, 300))
    rows = ["chart,region,date,rank,title,artist,streams"]
    for week in range(60):
        day = SPIKE + timedelta(weeks=week - 57)
        streams = level * np.exp(rng.normal(0, 0.1, 300))
        streams[7] *= 30 if spike and day == SPIKE else 1
        for rank, t in enumerate(np.argsort(-streams), 1):
            rows.append(f"hot,us,{day},{rank},T{t},A{t},{int(streams[t])}")
    return "\n".join(rows) + "\n"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    def make(home: Home) -> None:
        with Workbench(home, QUICK) as workbench:
            load_text(workbench, "track_id,title,artists,genre\na,T7,A7,pop\nb,T8,A8,rock\n")
            load_text(workbench, chart(spike=True), "charts.csv")
            build(workbench)
            publish(workbench)

    home = like(tmp_path / "home", "alerting", make)
    return replace(QUICK, home=home.path)


def rule(**more: object) -> dict[str, object]:
    usual = {"source": "streams", "what": "track", "place": PLACE, "kind": "spike", "threshold": None}
    return {**usual, "direction": "both", "where": "", **more}


def test_a_rule_states_its_false_alarms_and_finds_the_spike_once(settings: Settings) -> None:
    said = alerting.save_rule(settings, "Spikes", rule())
    assert "false alarms a year" in said["expected"]
    # 300 series, 12 months, at most one in 1,000 series-months.
    assert 0 < said["a_year"] <= 3.6 * 1.05
    kept = UserData(Home(settings.home)).alerts
    publishing.publish(settings)
    (event,) = kept.events()
    assert (event.name, event.track_id, event.week) == ("T7", "a", SPIKE - timedelta(days=4))
    assert event.unusual
    publishing.publish(settings)
    assert len(kept.events()) == 1
    document = alerting.alerts_document(settings, "track", 13, 10)
    assert {row["name"] for row in document["items"] if row["z"] > 0} == {"T7"}
    assert document["rules"][0]["name"] == "Spikes"
    spikes = alerting.alerts_document(settings, "track", 13, 10, kind="spike")["items"]
    assert {row["kind"] for row in spikes} == {"spike"}
    assert len(spikes) < len(document["items"])


def test_a_rule_that_cannot_be_evaluated_says_so_and_stops_nothing(settings: Settings) -> None:
    kept = UserData(Home(settings.home)).alerts
    gone = kept.save("Gone", 1.0, source="plays", what="track", place="", kind="spike", filter="")
    good = kept.save("Good", 1.0, source="streams", what="track", place=PLACE, kind="spike", filter="genre = pop")
    publishing.publish(settings)
    problems = {one.id: one.problem for one in kept.rules()}
    assert problems[gone].startswith("No track has plays")
    assert problems[good] == ""
    assert [event.rule for event in kept.events()] == [good]


def test_what_cannot_be_a_rule_is_refused(settings: Settings) -> None:
    for wrong in (
        rule(source="luck"),
        rule(kind="boom"),
        rule(threshold=1.0),
        rule(source="popularity"),
        rule(what="genre", where="energy > 0.5"),
        rule(where="energy >"),
        rule(place="nowhere"),
    ):
        with pytest.raises(FilterError):
            alerting.save_rule(settings, "Wrong", wrong)
    with pytest.raises(FilterError, match="name"):
        alerting.save_rule(settings, " ", rule())


def test_mute_snooze_and_delete(settings: Settings) -> None:
    alerting.save_rule(settings, "Spikes", rule())
    kept = UserData(Home(settings.home)).alerts
    publishing.publish(settings)
    (one,) = kept.rules()
    kept.snooze(one.id, date(2030, 1, 2))
    (snoozed,) = kept.rules()
    assert snoozed.quiet(date(2030, 1, 1))
    assert not snoozed.quiet(date(2030, 1, 2))
    kept.mute(one.id, True)
    assert kept.rules()[0].quiet(date(2031, 1, 1))
    assert kept.events(), "a hidden rule keeps what it finds"
    kept.delete(one.id)
    assert (kept.rules(), kept.events()) == ([], [])
    with pytest.raises(FilterError, match="no alert rule"):
        kept.mute(one.id, False)


def test_movers_for_the_command_line(settings: Settings) -> None:
    document = alerting.movers_document(settings, "track", "", "", "relative", False, "", 3)
    names = [row["name"] for row in document["items"]]
    assert names[0] == "T7"
    first = document["items"][0]
    assert first["relative"] == pytest.approx(first["now"] / first["before"] - 1)
    nothing = alerting.movers_document(settings, "genre", "plays", "", "total", False, "", 3)
    assert nothing["items"] == []
    assert "No genre has plays" in nothing["notes"][0]
    with pytest.raises(FilterError):
        alerting.movers_document(settings, "label", "", "", "total", False, "", 3)
