"""The tabs of a page: plain links, since each tab has a page and an address of its own."""

from __future__ import annotations

from collections.abc import Mapping

from dash import dcc, html

#: What each page with tabs has: key of the tab -> what it says, its address.
RECOMMEND = {"next": ("Next", "/recommend"), "playlists": ("Playlists", "/recommend/playlists")}
TRENDS = {"trends": ("Trends", "/trends"), "forecasts": ("Forecasts", "/trends/forecasts")}
CAMPAIGNS = {
    "budget": ("Budget", "/campaigns"),
    "timing": ("Timing", "/campaigns/timing"),
    "sync": ("Sync", "/campaigns/sync"),
    "audience": ("Audience", "/campaigns/audience"),
}


def strip(tabs: Mapping[str, tuple[str, str]], active: str, name: str) -> html.Nav:
    """The tabs, with the one that is shown marked. name: the page they are parts of."""
    links = [_tab(words, path, key == active) for key, (words, path) in tabs.items()]
    return html.Nav(links, className="rp-tabs", **{"aria-label": f"Parts of {name}"})


def _tab(name: str, path: str, is_on: bool) -> dcc.Link:
    look = "rp-segment rp-on" if is_on else "rp-segment"
    # Dash has no aria-current on its links: the title says to a screen reader what the line under the tab shows.
    return dcc.Link(name, href=path, className=look, title=f"{name}, shown" if is_on else name)
