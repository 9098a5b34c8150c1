"""Forecasts as they are stored, asked for and judged."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from analytics import training
from analytics.forecast import many
from tests.analytics.forecast import homes
from tests.conftest import Cli
from warehouse.connect import Reader
from warehouse.errors import FilterError, NotTrainable
from warehouse.home import Home
from warehouse.queries import forecasts, models
from warehouse.settings import Settings
from workflows import forecasting

LINE, STILL = "loaded/by_year/tempo/year", "loaded/by_year/liveness/year"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return homes.made(tmp_path_factory.mktemp("forecasts"))


def test_what_is_stored_is_what_was_forecast_and_says_how_it_did(settings: Settings) -> None:
    with Reader(settings.home, settings).view() as view:
        listed = forecasts.listed(view).set_index("series_id")
        ahead, past = forecasts.ahead(view, LINE), forecasts.backtest(view, LINE)
        card = models.promoted_card(view, "forecasts")
    figures = homes.figures()["tempo"].to_numpy()
    assert listed.loc[LINE, "pick"] == "drift"
    slope = (figures[-1] - figures[0]) / (len(figures) - 1)
    assert ahead["value"].tolist() == pytest.approx([figures[-1] + slope * step for step in range(1, 6)])
    assert [str(day)[:4] for day in ahead["start"]] == ["2018", "2019", "2020", "2021", "2022"]
    assert (ahead["low_95"] < ahead["low_80"]).all()
    came = past.dropna(subset=["actual"])
    inside = ((came["actual"] >= came["low_80"]) & (came["actual"] <= came["high_80"])).mean()
    assert listed.loc[LINE, "covered_80"] == pytest.approx(inside)
    assert listed.loc[LINE, "n"] == len(came)
    assert "has not moved" in listed.loc[STILL, "refused"]
    assert card is not None
    assert card["data"]["series"] == int(listed["pick"].notna().sum())


def test_the_command_tells_what_is_stored_and_makes_what_is_not(settings: Settings, cli: Cli) -> None:
    stored = json.loads(cli(settings.home, "forecast", LINE, "--horizon", "3", "--json").out)
    assert (stored["source"], len(stored["items"]), stored["about"]["pick"]) == ("stored", 3, "drift")
    listed = forecasting.listed(settings)
    assert {LINE, STILL} <= {row["series"] for row in listed["items"]}
    now = forecasting.forecast(settings, LINE, 8)
    assert (now["source"], len(now["items"])) == ("made now", 8)


def test_evaluating_judges_every_series_of_the_home_and_says_why_others_are_not(settings: Settings, cli: Cli) -> None:
    done = cli(settings.home, "evaluate", "forecast", "--minutes", "0", "--json")
    found = json.loads(done.out)
    told = {(row["model"], row["metric"]): row for row in found["results"]}
    figures = homes.figures()
    errors = {name: naive_errors(figures[name].to_numpy()) for name in ("tempo", "energy")}
    assert told["naive", "mase"]["value"] == pytest.approx(np.mean([np.mean(some) for some in errors.values()]))
    assert told["repertoire", "mase"]["n"] == sum(map(len, errors.values()))
    assert {("drift", "coverage_80"), ("repertoire", "coverage_80"), ("repertoire", "coverage_95")} <= set(told)
    assert told["repertoire", "mase"]["value"] < told["naive", "mase"]["value"]
    assert "has not moved" in found["refused"][STILL]
    assert found["dataset"] == f"2 series ({len(found['refused'])} refused)"


def naive_errors(values: np.ndarray) -> list[float]:
    """Of the last value again, 1 to 5 years ahead, at origins five years apart, over the mean step of what was known."""
    origins = [len(values) - 5 * back for back in range(1, 9) if len(values) - 5 * back >= 10]
    return [
        abs(values[at + ahead] - values[at - 1]) / np.abs(np.diff(values[:at])).mean()
        for at in origins
        for ahead in range(5)
    ]


@pytest.mark.parametrize(
    ("series", "horizon", "words"),
    [
        (STILL, None, "has not moved in its last 16 years"),
        ("feature/nothing/year", None, "There is no series 'feature/nothing/year'"),
        (LINE, 40, "too few to look 40 ahead"),
        (LINE, 0, "A horizon of 0 periods is not one"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_words(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, series: str, horizon: int | None, words: str
) -> None:
    monkeypatch.setattr(many, "share_of", lambda count, config: 0.0)
    with pytest.raises((FilterError, NotTrainable)) as caught:
        forecasting.forecast(settings, series, horizon)
    assert words in f"{caught.value.message} {caught.value.hint}"


def test_without_series_there_is_nothing_to_train(tmp_path: Path) -> None:
    settings = homes.made(tmp_path, trained=False, with_figures=False)
    with pytest.raises(NotTrainable, match="No series can be forecast"):
        training.train(Home(settings.home), settings, ["forecasts"])
