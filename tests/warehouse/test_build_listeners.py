"""Groups of listeners, worked by hand: none below 20, each listener counted as one, no single listener in the snapshot."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from etl.load import LoadOptions
from tests.warehouse.homes import QUICK, load_text
from warehouse.build import RELATIONS, build
from warehouse.connect import View, Workbench
from warehouse.home import Home
from warehouse.queries import audience

TRACKS = "track_id,title,artists,genre\nr,Rock,A,rock\nf,Folk,B,folk\n"
# 24 Swedes play rock nine times of ten, 30 Danes folk nine times of ten, 5 Finns both; 3 of a fourth country never play.
COUNTRIES = {"SE": (24, 9, 1), "DK": (30, 1, 9), "FI": (5, 5, 5), "NO": (3, 0, 0)}
PEOPLE = [
    (f"{country}{n}", country, rock, folk) for country, (many, rock, folk) in COUNTRIES.items() for n in range(many)
]


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> Iterator[View]:
    plays = "".join(
        f"{who},{track},{count}\n"
        for who, _, rock, folk in PEOPLE
        for track, count in (("r", rock), ("f", folk))
        if count
    )
    listeners = "".join(f"{who},{country},{'f' if country == 'SE' else 'm'}\n" for who, country, *_ in PEOPLE)
    with Workbench(Home(tmp_path_factory.mktemp("listeners") / "home"), QUICK) as workbench:
        load_text(workbench, TRACKS, "tracks.csv")
        load_text(workbench, "listener,track_id,plays\n" + plays, "plays.csv", LoadOptions(kind="plays"))
        load_text(workbench, "listener,country,gender\n" + listeners, "people.csv")
        build(workbench)
        yield workbench


def test_groups_below_twenty_are_only_counted(view: View) -> None:
    found = audience.groups(view)
    rows = [
        tuple(None if value != value else value for value in row)
        for row in found[["kind", "label", "listeners", "hidden"]].to_numpy()
    ]
    assert rows == [
        ("country", "DK", 30, 0), ("country", "SE", 24, 0), ("country", None, None, 1),
        ("gender", "male", 35, 0), ("gender", "female", 24, 0),
    ]  # fmt: skip


def test_shares_are_means_over_listeners_beside_those_of_all(view: View) -> None:
    found = audience.group_genres(view).set_index(["kind", "label", "genre"])
    rock = found.loc[("country", "SE", "rock")]
    of_all = (24 * 0.9 + 30 * 0.1 + 5 * 0.5) / 59
    assert (rock["n"], rock["share"]) == (24, pytest.approx(0.9))
    assert rock["share_of_all"] == pytest.approx(of_all)
    assert rock["times"] == pytest.approx(0.9 / of_all)
    assert rock["low"] == pytest.approx(rock["times"]), "all Swedes play alike here"
    male = found.loc[("gender", "male", "folk")]
    assert male["share"] == pytest.approx((30 * 0.9 + 5 * 0.5) / 35)
    assert male["low"] < male["times"] < male["high"]
    assert audience.groups(view).set_index("label").loc["SE", "over"] == f"rock {0.9 / of_all:.1f}"


def test_no_row_of_a_single_listener_is_served() -> None:
    served = {relation.name for relation in RELATIONS if relation.served}
    assert "listener_profiles" not in served
    assert {"listener_groups", "listener_group_genres"} <= served
