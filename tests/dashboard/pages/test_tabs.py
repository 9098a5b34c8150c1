"""The tabs of a page."""

from __future__ import annotations

from dashboard.pages._tabs import RECOMMEND, strip


def test_the_tab_that_is_shown_is_marked_and_both_are_links() -> None:
    links = strip(RECOMMEND, "playlists", "Recommend").children
    assert [(link.children, link.href) for link in links] == [
        ("Next", "/recommend"),
        ("Playlists", "/recommend/playlists"),
    ]
    assert ["rp-on" in link.className for link in links] == [False, True]
