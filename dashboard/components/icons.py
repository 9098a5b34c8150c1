"""Icons as data. Dash has no raw SVG, so each icon is a CSS mask (a data URI in assets/icons.css) painted in
currentColor.

To add one: add a row to ICONS and run `python -c "from dashboard.components import icons; icons.write()"`; a test
compares the sheet with this table.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from dash import html

SHEET = Path(__file__).resolve().parent.parent / "assets" / "icons.css"

ICONS: dict[str, str] = {
    "overview": "M2 13.5V6.5l3.5 2.5 3-5 3 3.5L14 3v10.5z",
    "alerts": "M3.5 11.5c1-1 1.2-2 1.2-4.3a3.3 3.3 0 0 1 6.6 0c0 2.3.2 3.3 1.2 4.3zM6.6 13.8h2.8",
    "discover": "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.3 10.3L14 14",
    "artists": "M8 2.3a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6zM2.8 14c.4-2.7 2.5-4 5.2-4s4.8 1.3 5.2 4",
    "map": "M3.3 4h.01M8.6 3h.01M12.8 6.3h.01M4.3 10.3h.01M9 9h.01M12.2 12.8h.01M7.2 13.2h.01",
    "recommend": "M2 3.5h12M2 7.5h7M2 11.5h5M12 8v6M9 11h6",
    "genres": "M2.5 2.5h4.5v4.5h-4.5zM2.5 9.5h4.5v4h-4.5zM9.5 2.5h4v4h-4zM9.5 9h4v4.5h-4z",
    "drivers": "M8 2v12M8 4.5h4.5M8 8H3.5M8 11.5h3",
    "trends": "M2 12l4-4.5 3 2.5 5-6M10.5 4H14v3.5",
    "screening": "M2 7v2M4.5 5v6M7 2.5v11M9.5 5.5v5M12 4v8M14.3 7v2",
    "campaigns": "M2.5 3.5h11v10h-11zM2.5 6.5h11M5.5 2v3M10.5 2v3",
    "data": (
        "M8 2.2c3 0 5 .8 5 1.9s-2 1.9-5 1.9-5-.8-5-1.9 2-1.9 5-1.9zM3 4.1v7.8c0"
        " 1.1 2 1.9 5 1.9s5-.8 5-1.9V4.1M3 8c0 1.1 2 1.9 5 1.9s5-.8 5-1.9"
    ),
    "more": "M2 3.5h12M2 8h12M2 12.5h12",
    "mark": "M3 7v6M6.3 3v10M9.7 6v7M13 9v4",
    "info": "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 7.3v3.7M8 4.9v.1",
    "download": "M8 2.5v7M5 7l3 3 3-3M3 13.5h10",
    "upload": "M8 10V3M5 5.5l3-3 3 3M3 13.5h10",
    "bookmark": "M4.5 2.5h7v11L8 10.8l-3.5 2.7z",
    "link": (
        "M6.7 9.3a2.5 2.5 0 0 0 3.6 0l2.2-2.2a2.5 2.5 0 0 0-3.6-3.6l-.9.9M9.3 6"
        ".7a2.5 2.5 0 0 0-3.6 0L3.5 8.9a2.5 2.5 0 0 0 3.6 3.6l.9-.9"
    ),
    "moon": "M13.3 9.7A5.7 5.7 0 0 1 6.3 2.7a5.7 5.7 0 1 0 7 7z",
    "search": "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.3 10.3L14 14",
    "close": "M4 4l8 8M12 4l-8 8",
    "plus": "M8 3v10M3 8h10",
    "check": "M3 8.5l3.2 3.2L13 4.8",
    "star": "M8 2l1.8 3.8 4.2.5-3.1 2.9.8 4.1L8 11.3l-3.7 2 .8-4.1L2 6.3l4.2-.5z",
    "filter": "M2 4h12M4.5 8h7M6.5 12h3",
    "external": "M9 3h4v4M13 3L7.5 8.5M11.5 9.5v3.5h-8.5v-8.5h3.5",
    "back": "M9.5 3.5L5 8l4.5 4.5",
    "down": "M4 6l4 4 4-4",
    "wall": "M2 3h12v8h-12zM6 14h4M8 11v3",
    "undo": "M3 6.5h6.5a3.5 3.5 0 0 1 0 7H6M5.8 3.5L3 6.5l2.8 3",
}
"""Name -> path on a 16 by 16 grid, drawn with a 1.5 stroke."""

DOTTED = {"map"}
"""Icons made of dots, which need a heavier stroke."""


def icon(name: str, class_name: str = "") -> html.Span:
    """An icon in the colour of the text around it, hidden from screen readers: the control it stands in carries the
    words.
    """
    if name not in ICONS:
        raise KeyError(f"no icon named {name!r}")
    return html.Span(className=f"rp-icon rp-i-{name} {class_name}".rstrip(), **{"aria-hidden": "true"})


def data_uri(svg: str) -> str:
    """An SVG document as a CSS url() that needs no request."""
    if '"' in svg:
        raise ValueError("write the SVG with single quotes: it stands inside double ones")
    text = quote(svg, safe=" =:/,.()-'")
    return f'url("data:image/svg+xml,{text}")'


def stylesheet() -> str:
    """The text of assets/icons.css."""
    head = (
        "/* Written by icons.write() from the table in dashboard/components/icons.py; do not edit by hand. */\n"
        ".rp-icon{display:inline-block;width:.9375rem;height:.9375rem;flex:none;background:currentColor;vertical-align:-.125em;"
        "-webkit-mask:var(--rp-i) center/100% 100% no-repeat;mask:var(--rp-i) center/100% 100% no-repeat}\n"
    )
    return head + "".join(f".rp-i-{name}{{--rp-i:{data_uri(_svg(name))}}}\n" for name in ICONS)


def _svg(name: str) -> str:
    width = 2.5 if name in DOTTED else 1.5
    return (
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16' fill='none' stroke='black' "
        f"stroke-width='{width}' stroke-linecap='round' stroke-linejoin='round'><path d='{ICONS[name]}'/></svg>"
    )


def write() -> None:
    """Write assets/icons.css from ICONS."""
    SHEET.write_text(stylesheet(), encoding="utf-8")
