"""The page on which people sign in: plain HTML, since nothing of the application is answered to strangers."""

from __future__ import annotations

from html import escape
from urllib.parse import quote, urlsplit

from dashboard import shell
from dashboard.markup import Markup, tag

NAMES = ("style", "style_components", "style_controls", "style_sign_in")
SHEETS = ("/bootstrap/static/css/bootstrap.min.css", *(f"/assets/{name}.css" for name in NAMES))


def address(path: str, wanted: str) -> str:
    """The address of the page that leads on to `wanted`."""
    return f"{path}?next={quote(inside(wanted), safe='')}" if inside(wanted) != "/" else path


def inside(wanted: str) -> str:
    """An address within the application: what could lead to another host is '/' instead."""
    parts = urlsplit(wanted)
    safe = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if safe and not parts.scheme and not parts.netloc else "/"


def page(path: str, wanted: str, problem: str = "", name: str = "") -> str:
    """The whole page: name as it was typed, password, and what went wrong before."""
    label = Markup('<label for="{0}">{1}</label>')
    fields = Markup(
        label.format("name", "Name")
        + f'<input id="name" name="name" value="{escape(name)}" autocomplete="username" required autofocus maxlength="60">'
        + label.format("password", "Password")
        + '<input id="password" name="password" type="password" autocomplete="current-password" required maxlength="200">'
    )
    hidden = Markup(f'<input type="hidden" name="next" value="{quote(inside(wanted), safe="/?=&%")}">')
    button = Markup('<button type="submit" class="rp-button rp-primary">Sign in</button>')
    told = tag("p", problem, class_="rp-sign-in-problem", role="alert") if problem else None
    form = tag("form", hidden, told, fields, button, method="post", action=path, class_="rp-sign-in-form")
    body = tag("main", tag("h1", "Repertoire"), tag("p", "Sign in to see this catalogue."), form, class_="rp-sign-in")
    sheets = "".join(f'<link rel="stylesheet" href="{sheet}">' for sheet in SHEETS)
    head = Markup(
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"{shell.PAINT}<title>Sign in · Repertoire</title>{sheets}"
    )
    return f'<!doctype html>\n<html lang="en"><head>{head}</head>{tag("body", body)}</html>\n'
