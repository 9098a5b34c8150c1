"""The figures are those of an independent count, and /metrics is read by Prometheus's own parser."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from dash import Dash
from prometheus_client.parser import text_string_to_metric_families

from dashboard import meters
from dashboard.app import create_app
from tests.warehouse.homes import QUICK, load_text, tiny
from warehouse.build import build
from warehouse.connect import Reader, Workbench
from warehouse.home import Home
from warehouse.publish import publish
from warehouse.userdata.engine import now

BAD = "track_id,title,artists,popularity,genre\nd,Four,D,10,pop\ne,Five,E,1000,pop\n"  # popularity ends at 100


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = tiny(tmp_path_factory.mktemp("meters"))
    with Workbench(home, QUICK) as workbench:
        load_text(workbench, BAD, "bad.csv")
        build(workbench)
        publish(workbench)
    return home


@pytest.fixture
def app(home: Home) -> Dash:
    return create_app(Reader(home, QUICK), QUICK)


def figures(app: Dash) -> dict[tuple[str, str], float]:
    """(name, value of its first label or '') -> figure, as a scraper reads them."""
    answer = app.server.test_client().get("/metrics")
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.text)
    return {(s.name, next(iter(s.labels.values()), "")): s.value for f in families for s in f.samples}


def test_what_is_published(app: Dash, home: Home) -> None:
    found = figures(app)
    with Reader(home, QUICK).view() as view:
        loads, rows, rejected = view.rows("select count(*), sum(rows_loaded), sum(rows_rejected) from loads")[0]
        published = view.snapshot.published_at
    assert (loads, rejected) == (2, 1)
    assert found["repertoire_loads", "tracks"] == loads
    assert found["repertoire_rows_loaded", "tracks"] == rows
    assert found["repertoire_rows_rejected", "tracks"] == rejected
    assert found["repertoire_snapshot_number", ""] == 2
    elapsed = (now() - published).total_seconds()
    assert 0 <= found["repertoire_snapshot_age_seconds", ""] <= elapsed


def test_queries_and_the_cache_are_counted(app: Dash, home: Home) -> None:
    own = meters.Meters(0)
    reader = Reader(home, QUICK, own)
    for _ in range(3):
        assert reader.cached(("n",), lambda view: view.value("select count(*) from tracks")) == 5 - 1
    with reader.view() as view, pytest.raises(Exception, match="nothing"):
        view.rows("select * from nothing")
    value = own.registry.get_sample_value
    assert value("repertoire_cache_lookups_total", {"result": "miss"}) == 1
    assert value("repertoire_cache_lookups_total", {"result": "hit"}) == 2
    assert value("repertoire_query_seconds_count") == 2  # one that was cached twice, one that failed
    assert value("repertoire_slow_queries_total") == 0


def test_requests_are_counted_once_each(app: Dash) -> None:
    client = app.server.test_client()
    for _ in range(4):
        client.get("/healthz")
    client.open("/healthz", method="BREW")
    text = client.get("/metrics").text
    assert 'repertoire_requests_total{method="GET",status="200"} 4.0' in text
    assert 'repertoire_requests_total{method="other",status="405"} 1.0' in text
    assert "BREW" not in text


def test_two_applications_of_one_process_stay_apart(home: Home) -> None:
    apps = [create_app(Reader(home, QUICK), QUICK) for _ in range(2)]
    apps[0].server.test_client().get("/healthz")
    assert ("repertoire_requests_total", "GET") in figures(apps[0])
    assert ("repertoire_requests_total", "GET") not in figures(apps[1])


def test_a_clock_that_was_set_back_makes_no_age_below_zero() -> None:
    assert meters.age(now() + timedelta(days=1)) == 0
    assert 59 <= meters.age(now() - timedelta(minutes=1)) <= 61


def test_without_a_snapshot_the_counters_stand_alone(tmp_path: Path) -> None:
    found = figures(create_app(Reader(tmp_path, QUICK), QUICK))
    assert not [name for name, _ in found if name.startswith("repertoire_snapshot")]
