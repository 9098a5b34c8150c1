"""Other ways to take the rows of a download: a workbook, the clipboard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.components.icons import icon


def excel_url(url: str) -> str:
    """The address of the same download as a workbook."""
    return f"{url}{'&' if '?' in url else '?'}format=xlsx"


def copy_rows(href: str = "") -> html.Button:
    """Puts the rows of a CSV onto the clipboard, as a spreadsheet pastes them (assets/clipboard.js).

    href : its address; without one, the CSV is the link with a name of a file in the same menu.
    """
    return html.Button("Copy rows", type="button", **{"data-rp-rows": href})


def more_ways(href: str, others: Sequence[Any] = ()) -> html.Details:
    """The menu beside a button that downloads `href`: Excel, the clipboard and `others`."""
    words = "Other ways to export"
    summary = html.Summary(icon("down"), className="rp-button rp-small", title=words, **{"aria-label": words})
    items = [html.A("Excel, with where it is from", href=excel_url(href)), copy_rows(href), *others]
    return html.Details(
        [summary, html.Div(items, className="rp-panel rp-menu")],
        className="rp-tool rp-export-more",
        **{"data-rp-closes": "true"},
    )
