"""What of charts and playlists is known, asked of what is published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from etl.load import LoadOptions
from tests.warehouse.homes import QUICK, load_text
from warehouse.build import build
from warehouse.connect import Reader, View, Workbench
from warehouse.home import Home
from warehouse.publish import publish
from warehouse.queries import links

CHART = "chart,region,day,rank,track_id,title,artists,streams\n"


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> Iterator[View]:
    home = Home(tmp_path_factory.mktemp("links") / "home")
    with Workbench(home, QUICK) as workbench:
        load_text(workbench, "track_id,title,artists\na,One,A\nb,Two,B\n", "tracks.csv")
        named = LoadOptions(collection="mine", as_of=date(2024, 1, 8))
        first = "c,us,2024-01-01,1,a,One,A,9\nc,us,2024-01-01,2,,Two,B,8\nc,us,2024-01-01,3,x,Far,C,7\n"
        load_text(workbench, CHART + first, "first.csv", named)
        second = "c,us,2024-01-08,1,x,Far,C,9\nc,us,2024-01-08,2,y,Near,D,8\nc,us,2024-01-08,3,x,Far,C,1\n"
        load_text(workbench, CHART + second, "second.csv", named)
        load_text(workbench, "playlist_id,track_id\np,a\n", "lists.csv")
        build(workbench)
        publish(workbench)
    with Reader(home, QUICK).view() as view:
        yield view


def records(frame: pd.DataFrame, *columns: str) -> list[tuple]:
    return list(frame[list(columns)].itertuples(index=False, name=None))


def test_links_of_every_load(view: View) -> None:
    found = links.links(view)
    columns = ("load_id", "file", "kind", "rows", "rows_by_id", "rows_by_name", "rows_unlinked", "items")
    assert records(found, *columns) == [
        (4, "lists.csv", "playlists", 1, 1, 0, 0, 1),
        (3, "second.csv", "charts", 3, 0, 0, 3, 2),
        (2, "first.csv", "charts", 3, 1, 1, 1, 3),
    ]
    assert found["rows_share"].tolist() == [1, 0, pytest.approx(2 / 3)]
    assert found["plays_share"].isna().all()


def test_links_of_a_collection(view: View) -> None:
    columns = ("collection", "kind", "loads", "rows", "rows_by_id", "rows_by_name", "rows_unlinked")
    found = links.links_by_collection(view)
    assert records(found, *columns) == [("mine", "charts", 2, 6, 1, 1, 4), ("lists", "playlists", 1, 1, 1, 0, 0)]
    assert found["rows_share"].tolist() == [pytest.approx(1 / 3), 1]


def test_charts(view: View) -> None:
    columns = ("chart", "region", "period", "periods", "entries", "linked", "tracks", "has_streams")
    assert records(links.charts(view), *columns) == [("c", "us", "week", 2, 6, 2, 2, True)]


def test_what_is_not_known_stands_in_the_order_of_its_weight(view: View) -> None:
    columns = ("title", "artists", "entries", "peak", "charts")
    assert records(links.unlinked(view), *columns) == [("Far", "C", 3, 1, "c"), ("Near", "D", 1, 2, "c")]
    assert len(links.unlinked(view, rows=1)) == 1


def test_without_charts_there_is_nothing_to_tell(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    with Workbench(home, QUICK) as workbench:
        load_text(workbench, "track_id,title,artists\na,One,A\n", "tracks.csv")
        build(workbench)
        publish(workbench)
    with Reader(home, QUICK).view() as view:
        tables = (links.links(view), links.links_by_collection(view), links.charts(view), links.unlinked(view))
        assert [len(table) for table in tables] == [0, 0, 0, 0]
