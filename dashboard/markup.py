"""HTML as text, for files that leave the application: every text is escaped, only what `tag` or `of` made is taken as it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from typing import Any


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


Draw = Callable[[Any], Markup]
"""A figure as HTML."""
PRESSED = ("Details", "Button", "Dropdown", "RadioItems", "Store", "Input")
"""Components that only a running application answers."""


def tag(name: str, *inside: object, **attributes: str) -> Markup:
    """An element. Inside: Markup as it is, anything else as text, None left out. `class_` stands for class."""
    named = "".join(f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"' for key, value in attributes.items())
    return Markup(f"<{name}{named}>{''.join(map(written, inside))}</{name}>")


def written(part: object) -> str:
    """Markup as it is, text escaped, '' for None."""
    if part is None:
        return ""
    return part if isinstance(part, Markup) else escape(str(part))


def document(title: str, style: str, *body: object) -> str:
    """A whole page that asks for nothing else: its style is inside, and a policy forbids scripts and requests. Pictures
    may stand inside it too.
    """
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    head = [
        Markup('<meta charset="utf-8">'),
        Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{policy}">'),
        tag("title", title),
        tag("style", Markup(style)),
    ]
    page = tag("html", tag("head", *head), tag("body", tag("main", *body)), lang="en")
    return f"<!doctype html>\n{page}\n"


def of(component: Any, base: str = "", draw: Draw | None = None) -> Markup:
    """A Dash component as HTML that stands by itself: what others press (buttons, menus, controls) is left out.

    base : address of the application for links; without one their words stand as text ; draw : a figure -> Markup, None
    to leave figures out.
    """
    if isinstance(component, list | tuple):
        return Markup("".join(written(of(part, base, draw)) for part in component))
    if not hasattr(component, "to_plotly_json"):
        return Markup("" if component is None or isinstance(component, bool) else written(component))
    name = type(component).__name__
    if name in PRESSED:
        return Markup("")
    if name == "Graph":
        return draw(component.figure) if draw else Markup("")
    inside = of(getattr(component, "children", None), base, draw)
    more = {"href": base.rstrip("/") + component.href} if name == "Link" and base else {}
    element = name.lower() if name != "Link" else "a" if base else "span"
    return tag(element, inside, **_attributes(component), **more)


def _attributes(component: Any) -> dict[str, str]:
    """Class, style, role and labels of a component, as HTML writes them."""
    given = component.to_plotly_json()["props"]
    found = {
        name: str(value)
        for name, value in given.items()
        if name in ("role", "scope", "title", "aria-label", "aria-hidden")
    }
    if given.get("className"):
        found["class_"] = given["className"]
    if given.get("style"):
        found["style"] = ";".join(f"{_dashed(name)}:{value}" for name, value in given["style"].items())
    return found


def _dashed(name: str) -> str:
    return name if name.startswith("--") else re.sub("[A-Z]", lambda letter: f"-{letter[0].lower()}", name)
