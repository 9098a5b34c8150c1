"""HTML as text, for files that leave the application: every text is escaped, only what `tag` made is taken as it is."""

from __future__ import annotations

from html import escape


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


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
    """A whole page that asks for nothing else: its style is inside, and a policy forbids scripts and requests."""
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    head = [
        Markup('<meta charset="utf-8">'),
        Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{policy}">'),
        tag("title", title),
        tag("style", Markup(style)),
    ]
    page = tag("html", tag("head", *head), tag("body", tag("main", *body)), lang="en")
    return f"<!doctype html>\n{page}\n"
