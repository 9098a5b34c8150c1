"""Small parts: chips, tags, badges, buttons, segmented controls, tabs, legends, the provenance footer, toasts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import dash_bootstrap_components as dbc
from dash import dcc, html

from dashboard import format as fmt
from dashboard.components.icons import icon

DEMO = "Synthetic demo"


def chip(
    name: str, value: str = "", *, id: Any = None, remove_id: Any = None, href: str | None = None, on: bool = False
) -> Any:
    """A filter chip: grey name, ink value. A button with `id`, a link with `href`; `remove_id` adds a cross.

    With a cross the chip is a box that holds two buttons, so that both can be reached by keyboard.
    """
    words = [html.Span(name, className="rp-chip-name") if value else name, f" {value}" if value else None]
    names = "rp-chip rp-on" if on else "rp-chip"
    if remove_id is not None:
        inner = html.Button(words, id=id, className="rp-link", n_clicks=0) if id is not None else html.Span(words)
        return html.Span([inner, remove_button(remove_id, f"Remove {name} {value}".strip())], className=names)
    if href:
        return dcc.Link(words, href=href, className=names)
    if id is not None:
        return html.Button(words, id=id, className=names, n_clicks=0, **({"aria-pressed": "true"} if on else {}))
    return html.Span(words, className=names)


def add_chip(text: str, id: Any, key: str = "") -> html.Button:
    """A dashed chip that adds something ('+ Filter'). `key` is a letter that presses it."""
    more = {"data-rp-key": key} if key else {}
    return html.Button(text, id=id, className="rp-chip rp-chip-add", n_clicks=0, **more)


def remove_button(id: Any, label: str) -> html.Button:
    """A small cross with a spoken label."""
    return html.Button(icon("close"), id=id, className="rp-remove", n_clicks=0, title=label, **{"aria-label": label})


def tag(text: str, on: bool = False) -> html.Span:
    """A small label: a genre, a reason. `on` tints it blue."""
    return html.Span(text, className="rp-tag rp-on" if on else "rp-tag")


def badge(text: str, quiet: bool = False) -> html.Span:
    """A rounded label. `quiet` is grey; the default is amber, for what must not be missed."""
    return html.Span(text, className="rp-badge rp-quiet" if quiet else "rp-badge")


def data_badge(demo: bool) -> html.Span | None:
    """`Synthetic demo` for the catalogue the program makes itself, nothing for a reader's own."""
    return badge(DEMO) if demo else None


def button(
    text: str,
    id: Any = None,
    *,
    primary: bool = False,
    small: bool = False,
    icon_name: str = "",
    href: str = "",
    **more: Any,
) -> Any:
    """A button, or a link that looks like one when `href` is given. At most one primary button in a view."""
    names = "rp-button" + (" rp-primary" if primary else "") + (" rp-small" if small else "")
    words = [icon(icon_name) if icon_name else None, text]
    if id is not None:
        more["id"] = id
    if href:
        return dcc.Link(words, href=href, className=names, **more)
    return html.Button(words, className=names, n_clicks=0, type="button", **more)


def icon_button(name: str, label: str, id: Any, **more: Any) -> html.Button:
    """A button that is only an icon; `label` is its tooltip and what a screen reader hears."""
    return html.Button(
        icon(name),
        id=id,
        className="rp-icon-button",
        title=label,
        n_clicks=0,
        type="button",
        **{"aria-label": label},
        **more,
    )


def segmented(id: Any, options: Mapping[str, str] | Sequence[str], value: str, label: str) -> dbc.RadioItems:
    """A switch between two to five choices (radio buttons underneath). Its property is `value`; `label` is for screen
    readers.
    """
    return _choices(id, options, value, label, "rp-segmented")


def tabs(id: Any, options: Mapping[str, str] | Sequence[str], value: str, label: str) -> dbc.RadioItems:
    """Views of one page, underlined. Same property as `segmented`: `value`."""
    return _choices(id, options, value, label, "rp-tabs")


def _choices(id: Any, options: Mapping[str, str] | Sequence[str], value: str, label: str, name: str) -> html.Div:
    pairs = options.items() if isinstance(options, Mapping) else ((o, o) for o in options)
    radios = dbc.RadioItems(
        id=id,
        options=[{"value": key, "label": text} for key, text in pairs],
        value=value,
        class_name=name,
        input_class_name="btn-check",
        label_class_name="rp-segment",
        label_checked_class_name="rp-on",
    )
    return html.Div(radios, role="group", **{"aria-label": label})


def checks(id: Any, options: Mapping[str, str], value: Sequence[str], class_name: str = "") -> dbc.Checklist:
    """Boxes to tick, each a plain labelled one; `options` are key -> words. Its property is `value`, the keys ticked."""
    pairs = [{"value": key, "label": text} for key, text in options.items()]
    return dbc.Checklist(id=id, options=pairs, value=list(value), class_name=f"rp-checks {class_name}".strip())


def legend(parts: Sequence[tuple[str, str]]) -> html.Div:
    """Swatches with names: [(text, css colour)], for instance ('Honest', 'var(--rp-c1)')."""
    return html.Div(
        [html.Span([html.Span(className="rp-swatch", style={"background": colour}), text]) for text, colour in parts],
        className="rp-legend",
    )


def notice(title: str, text: str, link: str = "", href: str = "", warn: bool = False) -> html.Li:
    """One row of a list of decisions: dot, title, one line, a link to the rows behind it."""
    return html.Li(
        [
            html.Span(className="rp-dot rp-warn" if warn else "rp-dot"),
            html.Div([html.B(title), html.Span(text, className="rp-soft")]),
            dcc.Link(link, href=href, className="rp-push") if href else None,
        ]
    )


def notices(items: Sequence[html.Li]) -> html.Ul:
    """A list of `notice` rows."""
    return html.Ul(list(items), className="rp-list")


def provenance_footer(parts: Sequence[str], version: str = "", link: str = "", href: str = "") -> html.Footer:
    """The last line of a page: source and as-of, match or method, data and model version, a link. Exports carry the
    same words.
    """
    end = [version, " · " if version and href else None, dcc.Link(link, href=href) if href else None]
    return html.Footer(
        [*(html.Span(part) for part in parts if part), html.Span(end, className="rp-foot-end")], className="rp-foot"
    )


def export_button(id: Any, rows: int, columns: int, kind: str = "CSV", key: str = "e") -> html.Button:
    """The primary button of a table, with true counts: 'Export CSV: 303 rows, 8 columns'. Disabled when there is
    nothing.
    """
    words = f"Export {kind}: {fmt.plural(rows, 'row')}, {fmt.plural(columns, 'column')}"
    more = {"data-rp-key": key} if key else {}
    return button(words, id, primary=True, small=True, icon_name="download", disabled=rows == 0, **more)


def shown_of(first: int, last: int, total: int) -> html.Span:
    """'1 to 12 of 303', for a table's footer bar."""
    words = f"{fmt.number(first)} to {fmt.number(last)} of {fmt.number(total)}" if total else "0 rows"
    return html.Span(html.B(words))


def toast(message: str, hint: Any = "", kind: Literal["done", "error"] = "done", seconds: int = 8) -> dbc.Toast:
    """A message about an action, for the shell's toast container; `hint` is text or a component. Errors stay until closed."""
    more: dict[str, Any] = {} if kind == "error" else {"duration": seconds * 1000}
    return dbc.Toast(
        html.Span(hint, className="rp-soft") if hint else None,
        header=message,
        dismissable=True,
        is_open=True,
        class_name="rp-error" if kind == "error" else "",
        **more,
    )
