"""The frame: only pages that exist, everything named for people who do not see it."""

from __future__ import annotations

from typing import Any

from dash import Dash, html
from dash.development.base_component import Component

from dashboard import shell
from dashboard.components.parts import data_badge

PAGES = [
    shell.PageLink("", "Overview", "/", "overview", "o"),
    shell.PageLink("Find", "Discover", "/discover", "discover", "d"),
    shell.PageLink("Understand", "Genres", "/genres", "genres"),
    shell.PageLink("Understand", "Drivers", "/drivers", "drivers"),
    shell.PageLink("end", "Data & models", "/data", "data"),
]


def everything(component: Component) -> list[Any]:
    """The component and all components inside it, in reading order."""
    return [component, *component._traverse()]


def of_class(component: Component, name: str) -> list[Any]:
    return [c for c in everything(component) if name in str(getattr(c, "className", "")).split()]


def words(component: Any) -> str:
    """The text inside a component."""
    parts = [component, *component._traverse()] if isinstance(component, Component) else [component]
    texts = [c for c in parts if isinstance(c, str)]
    texts += [c.children for c in parts if isinstance(c, Component) and isinstance(getattr(c, "children", None), str)]
    return " ".join(dict.fromkeys(texts))


def frame(**more: Any) -> html.Div:
    return shell.shell(PAGES, html.Div(id="content"), as_of="Data to 24 Nov 2022", **more)


def test_every_slot_is_there() -> None:
    layout = frame(badge=data_badge(demo=True), search=html.Div(id="box"), chips=[html.Span("chip")])
    ids = {getattr(c, "id", None) for c in everything(layout)}
    slots = {shell.LOCATION, shell.THEME, shell.THEME_BUTTON, shell.CHIPS, shell.SEARCH, shell.AS_OF, shell.BADGE}
    assert slots | {shell.TOASTS, shell.MAIN, "content", "box"} <= ids
    assert "Data to 24 Nov 2022" in words(layout)
    assert "Synthetic demo" in words(layout)


def test_the_rail_links_to_the_pages_that_exist_and_no_other() -> None:
    rail = shell.rail(PAGES)
    assert [link.href for link in of_class(rail, "rp-nav")] == ["/", "/discover", "/genres", "/drivers", "/data"]
    assert [title.children for title in of_class(rail, "rp-nav-title")] == ["Find", "Understand"]
    assert [link.href for link in of_class(of_class(rail, "rp-end")[0], "rp-nav")] == ["/data"]


def test_narrow_screens_reach_every_page() -> None:
    tabs = shell.bottom_tabs(PAGES)
    hrefs = [c.href for c in everything(tabs) if getattr(c, "href", None)]
    assert sorted(hrefs) == sorted([shell.LOAD, *(page.path for page in PAGES)])
    assert [c.href for c in of_class(tabs, "rp-tab") if getattr(c, "href", None)] == [
        "/",
        "/discover",
        "/genres",
        "/drivers",
    ]
    assert of_class(shell.bottom_tabs(PAGES[:4]), "rp-more") == []


def test_the_skip_link_comes_first_and_leads_to_the_page() -> None:
    layout = frame()
    links = [c for c in everything(layout) if getattr(c, "href", None)]
    assert links[0].href == f"#{shell.MAIN}"
    assert next(c for c in everything(layout) if getattr(c, "id", None) == shell.MAIN).tabIndex == -1


def test_buttons_without_words_have_a_name() -> None:
    nameless = [b for b in everything(frame(search=html.Div())) if isinstance(b, html.Button) and not words(b).strip()]
    assert len(nameless) == 3
    assert all(button.to_plotly_json()["props"].get("aria-label") for button in nameless)


def test_the_search_button_needs_a_search_box() -> None:
    assert of_class(frame(), "rp-search-toggle") == []


def test_page_header() -> None:
    header = shell.page_header("711 tracks match", "Of 89,740", [html.Button("Report")], id="discover")
    ids = {c.id: c.children for c in everything(header) if getattr(c, "id", None)}
    assert ids == {"discover-finding": "711 tracks match", "discover-scope": "Of 89,740"}
    assert len(of_class(header, "rp-actions")) == 1
    assert of_class(shell.page_header("711 tracks match"), "rp-scope") == []


def test_keys_that_open_pages_are_listed() -> None:
    assert "g d" in words(shell.keys(PAGES))
    marks = [c.to_plotly_json()["props"].get("data-rp-go") for c in of_class(shell.rail(PAGES), "rp-nav-label")]
    assert marks == ["o", "d", None, None, None]


def test_the_index_sets_the_theme_before_the_styles_load() -> None:
    assert shell.INDEX.index("bsTheme") < shell.INDEX.index("{%css%}")
    app = Dash("tests", assets_folder="none")
    app.index_string = shell.INDEX  # raises when one of Dash's placeholders is missing
    app.layout = frame()
    shell.register_callbacks(app)
    assert len(app.callback_map) + len([c for c in app._callback_list if not c["output"]]) >= 1
    assert any(shell.THEME in c["output"] for c in app._callback_list)
