"""Names that people give to groups: the newest counts, nobody's is lost, empty takes the automatic one again."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

import pytest

from warehouse.errors import FilterError
from warehouse.home import Home
from warehouse.userdata import UserData


def test_the_newest_name_of_a_group_counts_and_is_kept(tmp_path: Path) -> None:
    names = UserData(Home(tmp_path)).group_names
    names.name("all", 1, "Quiet ones")
    names.name("all", 2, "Loud ones")
    names.name("all", 1, "  Calm   ones ")
    names.name("genre:jazz", 1, "Bebop")
    wanted = {("all", 1): "Calm ones", ("all", 2): "Loud ones", ("genre:jazz", 1): "Bebop"}
    assert names.names() == wanted
    assert UserData(Home(tmp_path)).group_names.names() == wanted


def test_an_empty_name_takes_the_automatic_one_again(tmp_path: Path) -> None:
    names = UserData(Home(tmp_path)).group_names
    names.name("all", 1, "Mine")
    names.name("all", 1, "")
    assert names.names() == {}


def test_a_name_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FilterError, match="61 characters"):
        UserData(Home(tmp_path)).group_names.name("all", 1, "x" * 61)


def test_two_people_at_once_lose_nothing(tmp_path: Path) -> None:
    names = UserData(Home(tmp_path)).group_names
    people = [Thread(target=names.name, args=("all", number, f"Group {number}")) for number in range(1, 9)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert names.names() == {("all", number): f"Group {number}" for number in range(1, 9)}
