"""Small parts: true counts, names for what is only a sign, badges that say what the data are."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from dashboard.components import parts


def inside(component: Any, kind: type) -> list[Any]:
    return [c for c in [component, *component._traverse()] if isinstance(c, kind)]


def texts(component: Any) -> str:
    """Text inside a component, in reading order."""
    children = getattr(component, "children", component)
    parts = children if isinstance(children, list) else [children]
    return "".join(part if isinstance(part, str) else texts(part) for part in parts if part is not None)


def test_chips() -> None:
    assert isinstance(parts.chip("Market", "US"), html.Span)
    assert isinstance(parts.chip("Market", "US", id="m"), html.Button)
    assert isinstance(parts.chip("Gems", href="/gems"), dcc.Link)
    pressed = parts.chip("Gems", id="g", on=True)
    assert pressed.className == "rp-chip rp-on"
    assert pressed.to_plotly_json()["props"]["aria-pressed"] == "true"


def test_a_chip_that_can_go_has_two_buttons() -> None:
    edit, remove = inside(parts.chip("Genre", "indie", id="edit", remove_id="gone"), html.Button)
    assert (edit.id, remove.id) == ("edit", "gone")
    assert remove.to_plotly_json()["props"]["aria-label"] == "Remove Genre indie"


def test_badges() -> None:
    assert parts.data_badge(demo=True).children == "Synthetic demo"  # type: ignore[union-attr]
    assert parts.data_badge(demo=False) is None


def test_export_says_what_it_exports() -> None:
    button = parts.export_button("x", 303, 8)
    assert button.children[1] == "Export CSV: 303 rows, 8 columns"
    assert button.disabled is False
    assert parts.export_button("x", 1, 1).children[1] == "Export CSV: 1 row, 1 column"
    assert parts.export_button("x", 0, 8).disabled is True


def test_shown_of() -> None:
    assert parts.shown_of(1, 12, 303).children.children == "1 to 12 of 303"
    assert parts.shown_of(0, 0, 0).children.children == "0 rows"


def test_choices_carry_value_and_name() -> None:
    group = parts.segmented("how", {"a": "Audio", "f": "Form"}, "f", "Input")
    assert group.to_plotly_json()["props"]["aria-label"] == "Input"
    assert (group.children.id, group.children.value) == ("how", "f")
    assert group.children.options == [{"value": "a", "label": "Audio"}, {"value": "f", "label": "Form"}]
    assert parts.tabs("t", ["One", "Two"], "One", "Views").children.class_name == "rp-tabs"


def test_buttons_and_links() -> None:
    assert parts.button("Report", "r", primary=True, small=True).className == "rp-button rp-primary rp-small"
    assert isinstance(parts.button("Open", href="/data"), dcc.Link)
    icon = parts.icon_button("link", "Copy link", "c")
    assert icon.to_plotly_json()["props"]["aria-label"] == icon.title == "Copy link"


def test_footer_and_notices() -> None:
    foot = parts.provenance_footer(["Tracks: Oct 2022", ""], "Data v12", "Method", "/data")
    assert texts(foot) == "Tracks: Oct 2022Data v12 · Method"
    row = parts.notice("8,362 tracks repeat", "One counts.", "Review", "/pairs", warn=True)
    assert row.children[0].className == "rp-dot rp-warn"
    assert inside(parts.notices([row]), dcc.Link)[0].href == "/pairs"


def test_errors_stay_and_news_go() -> None:
    assert getattr(parts.toast("Failed", "Try again.", "error"), "duration", None) is None
    assert parts.toast("Saved", seconds=8).duration == 8000
