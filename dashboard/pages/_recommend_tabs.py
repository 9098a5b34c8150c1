"""The two tabs of Recommend: what next, and playlists. Plain links: each has a page and an address of its own."""

from __future__ import annotations

from typing import Literal

from dash import dcc, html

Tab = Literal["next", "playlists"]
TABS: dict[Tab, tuple[str, str]] = {"next": ("Next", "/recommend"), "playlists": ("Playlists", "/recommend/playlists")}


def strip(active: Tab) -> html.Nav:
    """The tabs, with the one that is shown marked."""
    links = [_tab(name, path, tab == active) for tab, (name, path) in TABS.items()]
    return html.Nav(links, className="rp-tabs", **{"aria-label": "Parts of Recommend"})


def _tab(name: str, path: str, is_on: bool) -> dcc.Link:
    look = "rp-segment rp-on" if is_on else "rp-segment"
    # Dash has no aria-current on its links: the title says to a screen reader what the line under the tab shows.
    return dcc.Link(name, href=path, className=look, title=f"{name}, shown" if is_on else name)
