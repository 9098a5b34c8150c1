"""KPI cards: the comparison says its direction, its size and its period."""

from __future__ import annotations

import pytest
from dash import dcc, html

from dashboard.components.kpi_card import FIRST_SNAPSHOT, Delta, Good, delta_line, kpi_card, kpi_row


def line(delta: Delta | str | None) -> tuple[str, str]:
    """Text of a comparison and the class of its first part."""
    parts = delta_line(delta)
    text = "".join(part if isinstance(part, str) else part.children for part in parts)
    return text, getattr(parts[0], "className", "")


@pytest.mark.parametrize(
    ("change", "good", "text", "look"),
    [
        (-1, "up", "▼ 25% vs prior 4 weeks", "rp-down"),
        (1, "up", "▲ 25% vs prior 4 weeks", "rp-up"),
        (-1, "down", "▼ 25% vs prior 4 weeks", "rp-up"),
        (1, "down", "▲ 25% vs prior 4 weeks", "rp-down"),
        (1, "neither", "+25% vs prior 4 weeks", "rp-flat"),
        (-1, "neither", "−25% vs prior 4 weeks", "rp-flat"),
        (0, "up", "no change vs prior 4 weeks", "rp-flat"),
    ],
)
def test_delta(change: float, good: Good, text: str, look: str) -> None:
    assert line(Delta(change, "25%", "vs prior 4 weeks", good)) == (text, look)


def test_one_snapshot_has_nothing_to_compare() -> None:
    assert line(None) == (FIRST_SNAPSHOT, "")
    assert FIRST_SNAPSHOT == "first snapshot, nothing to compare"


def test_a_card_with_rows_is_a_link() -> None:
    assert isinstance(kpi_card("Tracks", "62"), html.Div)
    card = kpi_card("Tracks", "62", "of 200", n="week of 24 Nov", href="/discover", id="tracks")
    assert isinstance(card, dcc.Link)
    assert (card.href, card.id) == ("/discover", "tracks")
    label, value, _, foot = card.children
    assert label.children == "Tracks"
    assert (value.children[0], value.children[1].children) == ("62", "of 200")
    assert foot.children[0].children == "week of 24 Nov"


@pytest.mark.parametrize(("count", "name"), [(1, "rp-kpis"), (3, "rp-kpis rp-kpis-3"), (5, "rp-kpis")])
def test_row(count: int, name: str) -> None:
    assert kpi_row([kpi_card("Tracks", "62")] * count).className == name
