"""Times as they should not be: what nothing can be said of is refused in words, everything else works."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from analytics.forecast import config
from dashboard.app import create_app
from etl.load import LoadOptions
from etl.report import FileReport
from tests.dashboard.pages.figure_cards import flaws
from tests.dashboard.pages.visit import Visit
from warehouse.connect import Reader
from warehouse.errors import FilterError, NotTrainable, RepertoireError
from warehouse.home import Home
from warehouse.settings import Settings
from warehouse.userdata import UserData
from workflows import alerting, evaluation, forecasting, loading, publishing, trending

PAGES = (
    "/screening", "/", "/trends", "/trends?subject=loaded", "/trends?subject=streams", "/trends/forecasts", "/recommend",
    "/campaigns/timing", "/campaigns/sync", "/campaigns/audience", "/alerts", "/artists",
)  # fmt: skip
FUTURE = "2031-01-03"


def tracks(n: int, dated: bool) -> str:
    """n tracks by ten artists; where dated, by day or year, some of them ahead of today."""
    rows = [f"track_id,title,artists,genre,popularity,tempo,valence{',release_date' if dated else ''}"]
    for i in range(n):
        day = FUTURE if i % 20 == 0 else f"{1990 + i % 30}" if i % 3 else f"{1990 + i % 30}-{1 + i % 12:02d}-02"
        about = f"t{i:03d},Title {i},Artist {i % 10},{('rock', 'pop')[i % 2]},{i % 100},{90 + i},{0.2 + 0.01 * (i % 60):.2f}"
        rows.append(f"{about},{day}" if dated else about)
    return "\n".join(rows) + "\n"


def months(n: int, first: int = 2019) -> list[str]:
    """Firsts of months."""
    return [f"{first + m // 12}-{1 + m % 12:02d}-01" for m in range(n)]


def figures() -> str:
    """Monthly figures: good, with a third missing, never moving, known once; two months come twice with other values."""
    rng, value, rows = np.random.default_rng(0), 100.0, ["date,good,gappy,still,once"]
    for m, day in enumerate(months(48)):
        value += rng.normal()
        rows.append(f"{day},{value:.3f},{'' if m % 3 == 0 else m},7,{5 if m == 3 else ''}")
        rows += [f"{day},{value + 50:.3f},1,7,"] if m in (5, 6) else []
    return "\n".join(rows) + "\n"


def zoned() -> str:
    """Monthly moments of three zones."""
    ends = ("Z", "+02:00", "-05:00")
    return "date,sales\n" + "".join(f"{day}T0{m % 5}:00:00{ends[m % 3]},{m * m}\n" for m, day in enumerate(months(30)))


def ahead() -> str:
    """A plan: months that go on after today."""
    first = datetime.now(UTC).year - 2
    return "date,sales\n" + "".join(f"{day},{m}\n" for m, day in enumerate(months(48, first)))


def chart() -> str:
    """Weeks of twelve places of which four are missing; streams below 0, and a week years ahead."""
    rng, rows = np.random.default_rng(1), ["chart,region,date,rank,title,artist,streams"]
    level = np.exp(rng.normal(9, 1, 12))
    for week in set(range(40)) - {10, 11, 12, 25}:
        day, streams = date(2024, 1, 5) + timedelta(weeks=week), level * np.exp(rng.normal(0, 0.1, 12))
        rows += [
            f"hot,us,{day},{rank},Title {t},Artist {t % 10},{-5 if (t, week) == (3, 7) else int(streams[t])}"
            for rank, t in enumerate(np.argsort(-streams), 1)
        ]
    return "\n".join([*rows, f"hot,us,{FUTURE},1,Title 1,Artist 1,100"]) + "\n"


def plays() -> str:
    """Plays with times of several zones and of none, and one of the future."""
    rows, ends = ["user_id,track_id,played_at,ms_played"], ("Z", "+09:00", "-08:00", "")
    for k in range(400):
        at = datetime(2025, 1, 1) + timedelta(hours=7 * k)
        rows.append(f"u{k % 9},t{k % 60:03d},{at.isoformat()}{ends[k % 4]},200000")
    return "\n".join([*rows, f"u1,t001,{FUTURE}T00:00:00Z,200000"]) + "\n"


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, dict[str, FileReport]]:
    """A published home of all of this, and what was said of each file."""
    texts = {
        "tracks.csv": tracks(60, dated=True), "monthly.csv": figures(), "zoned.csv": zoned(), "plan.csv": ahead(),
        "single.csv": "date,alone\n2020-01-01,3\n", "charts.csv": chart(), "plays.csv": plays(),
    }  # fmt: skip
    return made(tmp_path_factory.mktemp("odd"), texts)


def made(folder: Path, texts: dict[str, str]) -> tuple[Settings, dict[str, FileReport]]:
    settings = Settings(home=folder / "home", threads=1, wait_seconds=1)
    for name, text in texts.items():
        (folder / name).write_text(text)
    found = loading.load_paths(settings, [folder / name for name in texts], LoadOptions())
    publishing.build(settings)
    publishing.publish(settings)
    return settings, {Path(one.file).name: one for one in found.files}


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Naive models alone: how good they are is not looked at here."""
    monkeypatch.setattr(config, "Config", partial(config.Config, seconds=0.0))


def test_each_file_says_what_it_could_not_use(odd: tuple[Settings, dict[str, FileReport]]) -> None:
    said = odd[1]
    assert {name for name, one in said.items() if one.error} == set()
    assert said["charts.csv"].rejects == {"streams outside 0 to 1e+12": 1, "day in the future": 1}
    assert said["charts.csv"].as_of == "2024-10-04"
    assert said["plays.csv"].rejects == {"played_at in the future": 1}
    assert "2 rows repeat the key of an earlier one, which counts" in said["monthly.csv"].notes
    assert "times of 3 zones: each counts on the day it says" in said["zoned.csv"].notes


def test_one_future_row_does_not_age_all_others(odd: tuple[Settings, dict[str, FileReport]]) -> None:
    with Reader(odd[0].home, odd[0]).view() as view:
        assert view.snapshot.as_of == datetime.now(UTC).date()


@pytest.mark.usefixtures("quick")
def test_series_are_forecast_or_say_why_not(odd: tuple[Settings, dict[str, FileReport]]) -> None:
    settings = odd[0]
    for series in ("loaded/monthly/good/month", "loaded/zoned/sales/month", "streams/rock/week"):
        found = forecasting.forecast(settings, series, 3)
        assert len(found["items"]) == 3, series
        assert "backtests" in found["notes"][0]
    plan = forecasting.forecast(settings, "loaded/plan/sales/month", 1)
    today = datetime.now(UTC).date()
    assert plan["items"][0]["start"] <= str(today + timedelta(days=31)), "goes on from today, not from its end"
    for series, words in dict(REFUSED).items():
        with pytest.raises(NotTrainable) as caught:
            forecasting.forecast(settings, series)
        assert words in caught.value.hint, series


REFUSED = (
    ("loaded/monthly/gappy/month", "of its 47 months are missing"),
    ("loaded/monthly/still/month", "has not moved in its last 16 months"),
    ("loaded/monthly/once/year", "one value has no direction"),
    ("loaded/single/alone/year", "one value has no direction"),
    ("plays/all/month", "in a row; 16 are needed"),
)


def test_trends_and_alerts_say_what_is_too_little(odd: tuple[Settings, dict[str, FileReport]]) -> None:
    settings = odd[0]
    still = trending.one(settings, "loaded/monthly/still/month", 0)
    assert (still["slope"] or {"change": 0})["change"] == 0
    assert still["changes"] == []
    assert "12 are needed" in trending.one(settings, "loaded/single/alone/year", 0)["why"]
    gappy = trending.one(settings, "loaded/monthly/gappy/month", 0)
    assert gappy["why"] or gappy["about"]["missing"] > 0
    document = alerting.alerts_document(settings, "", 0, 10)
    assert document["items"] == []


def test_every_page_of_odd_times_answers(odd: tuple[Settings, dict[str, FileReport]]) -> None:
    pages = dict(visited(odd[0]))
    assert {page: visit.troubles for page, visit in pages.items() if visit.troubles} == {}
    assert {page: found for page, visit in pages.items() if (found := flaws(visit.layout))} == {}
    assert "Spikes cannot be told from noise yet" in pages["/trends"].text
    assert all(FUTURE[:4] not in visit.text for page, visit in pages.items() if page != "/artists")


def visited(settings: Settings) -> Iterator[tuple[str, Visit]]:
    home = Home(settings.home)
    app = create_app(Reader(home, settings), settings, UserData(home))
    yield from ((page, Visit(app, page)) for page in PAGES)


def test_a_catalogue_without_any_date(tmp_path: Path) -> None:
    settings, _ = made(tmp_path, {"tracks.csv": tracks(60, dated=False)})
    pages = dict(visited(settings))
    assert {page: visit.troubles for page, visit in pages.items() if visit.troubles} == {}
    for page, words in UNDATED:
        assert words in pages[page].text, page
    assert forecasting.listed(settings)["items"] == []
    with pytest.raises(FilterError, match="no series"):
        forecasting.forecast(settings, "feature/tempo/year")
    with pytest.raises(RepertoireError, match="No series can be forecast"):
        evaluation.evaluate(settings, "forecast", [], [], 5, None)


UNDATED = (
    ("/trends", "Nothing here is dated"),
    ("/trends/forecasts", "Nothing here has a time"),
    ("/campaigns/timing", "none of 60 recordings have a release date to the day"),
    ("/alerts", "Nothing here moves in time"),
    ("/artists", "nothing in these data says who rises"),
)
