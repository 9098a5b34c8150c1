"""The frame around every page: rail, top bar, page, toasts, bottom tabs. Arguments only: no data access in here.

    app.index_string = shell.INDEX
    app.layout = shell.shell(pages, page=dash.page_container, as_of="Data to 24 Nov 2022", badge=data_badge(...))
    shell.register_callbacks(app)

A page's layout is `shell.page(shell.page_header(...), ..., provenance_footer(...))`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, dcc, html

from dashboard.components.icons import icon
from dashboard.components.parts import icon_button

LOCATION = "url"
"""dcc.Location: `pathname`, `search`, `href`."""
THEME = "theme"
"""dcc.Store: `data` is "light" or "dark". A callback that draws a figure takes Input(THEME, "data")."""
THEME_BUTTON = "theme-button"
CHIPS = "chips"
"""Slot of the top bar for the page's filter chips: `children`."""
SEARCH = "search"
"""Slot of the top bar for the search box: `children`. The key `/` focuses the first input in it."""
AS_OF = "as-of"
BADGE = "data-badge"
TOASTS = "toasts"
"""Toast container: `children` is a list of components.toast."""
MAIN = "main"

LOAD, OWN = "/data", "Load your own data"
"""Where files are loaded, and what every page calls the way there."""
BOTTOM_TABS = ("Overview", "Discover", "Screening", "Map")
"""Pages with a tab of their own on narrow screens, where they exist; the others stand under More."""

# The theme is set before the first paint: what the address says, else what the reader chose, else what the system
# prefers.
PAINT = """<script>(function(){var t=new URLSearchParams(location.search).get("theme");
try{t=t||localStorage.getItem("rp-theme")}catch(e){}
if(t!=="light"&&t!=="dark")t=matchMedia("(prefers-color-scheme: dark)").matches?"dark":"light";
document.documentElement.dataset.bsTheme=t})()</script>"""
INDEX = (
    """<!DOCTYPE html>
<html lang="en">
<head>
{%metas%}
<meta name="color-scheme" content="light dark">
"""
    + PAINT
    + """
<title>{%title%}</title>
{%favicon%}
{%css%}
</head>
<body>
{%app_entry%}
<footer>{%config%}{%scripts%}{%renderer%}</footer>
</body>
</html>
"""
)


@dataclass(frozen=True)
class PageLink:
    """One entry of the menu: section ('' for the first, 'end' for the foot of the rail), name, path, icon, key after
    `g`.
    """

    section: str
    name: str
    path: str
    icon: str
    key: str = ""


def shell(
    pages: Sequence[PageLink | tuple[str, str, str, str]],
    page: Any,
    as_of: str = "",
    badge: Any = None,
    search: Any = None,
    chips: Any = None,
    person: Any = None,
    views: Any = None,
    extra: Sequence[Any] = (),
    beside: Sequence[Any] = (),
) -> html.Div:
    """The whole app layout.

    Parameters: `pages` the pages that exist, in menu order; `page` the component that holds the current page
    (dash.page_container); `as_of` text, `badge` (parts.data_badge), `search`, `chips`, `person`, `views` its slots;
    `extra` are stores and intervals of the app, `beside` what opens beside a page: the tour, hover cards.
    """
    links = [entry if isinstance(entry, PageLink) else PageLink(*entry) for entry in pages]
    return html.Div(
        [
            dcc.Location(id=LOCATION, refresh="callback-nav"),
            dcc.Store(id=THEME),
            *extra,
            html.A("Skip to the page", href=f"#{MAIN}", className="rp-skip"),
            html.Div(
                [
                    rail(links),
                    html.Div(
                        [top_bar(links, as_of, badge, search, chips, person, views), main(page)], className="rp-main"
                    ),
                ],
                className="rp-app",
            ),
            bottom_tabs(links),
            html.Div(id=TOASTS, className="rp-toasts", **{"aria-live": "polite"}),
            *beside,
            keys(links),
        ]
    )


def register_callbacks(app: Dash) -> None:
    """Theme and menu, both in the browser (assets/app.js)."""
    app.clientside_callback(
        ClientsideFunction("repertoire", "theme"), Output(THEME, "data"), Input(THEME_BUTTON, "n_clicks")
    )
    app.clientside_callback(ClientsideFunction("repertoire", "markPage"), Input(LOCATION, "pathname"))


def page(*content: Any, id: str = "") -> html.Div:
    """Body of a page: header, cards, footer, in reading order."""
    return html.Div(list(content), className="rp-page-body", **({"id": id} if id else {}))


def page_header(finding: str, scope: Any = "", actions: Sequence[Any] = (), id: str = "") -> html.Div:
    """Finding (h1, at most 85 characters, no full stop), one line of scope and n, and the page's actions at the right.

    With `id`, the h1 is `<id>-finding` and the line `<id>-scope`, for callbacks.
    """
    named = (lambda part: {"id": f"{id}-{part}"}) if id else (lambda part: {})
    words = [html.H1(finding, **named("finding"))]
    if scope or id:
        words.append(html.P(scope, className="rp-scope", **named("scope")))
    return html.Div(
        [html.Div(words), html.Div(list(actions), className="rp-actions") if actions else None], className="rp-header"
    )


def columns(*cards: Any) -> html.Div:
    """A row of the 12-column grid; cards say their width with `columns=`."""
    return html.Div(list(cards), className="rp-cols")


def rail(links: Sequence[PageLink]) -> html.Nav:
    """The menu at the left: sections in the order they come, 'end' at the foot."""
    sections = list(dict.fromkeys(link.section for link in links if link.section != "end"))
    groups = [_group(section, [link for link in links if link.section == section]) for section in sections]
    foot = [link for link in links if link.section == "end"]
    if foot:
        groups.append(html.Div([_nav(link) for link in foot], className="rp-nav-group rp-end"))
    return html.Nav([_brand(), *groups], className="rp-rail", **{"aria-label": "Pages"})


def top_bar(
    links: Sequence[PageLink],
    as_of: str,
    badge: Any,
    search: Any,
    chips: Any,
    person: Any = None,
    views: Any = None,
) -> html.Header:
    """Chips, search, data as-of, badge, saved views, copy link, theme, who is signed in."""
    end = [
        html.Span(as_of, id=AS_OF, className="rp-as-of"),
        html.Span(badge, id=BADGE),
        html.Button(
            icon("search"),
            className="rp-icon-button rp-search-toggle",
            title="Search",
            **{"aria-label": "Search", "data-rp-search": "1"},
        )
        if search is not None
        else None,
        views,
        _load_own(),
        icon_button("link", "Copy link to this view", "copy-link", **{"data-rp-copy": "1"}),
        icon_button("moon", "Light or dark", THEME_BUTTON),
        person,
    ]
    return html.Header(
        [
            _brand(),
            html.Div(chips, id=CHIPS, className="rp-chips"),
            html.Div(search, id=SEARCH, className="rp-search", role="search"),
            html.Div(end, className="rp-top-end"),
        ],
        className="rp-top",
    )


def person(name: str, role: str, sign_out: str) -> html.Form:
    """Who is signed in, what they may do, and the way out; a form, because a link could be followed from elsewhere."""
    words = html.Span([html.Span(name, className="rp-person-name"), html.Span(role, className="rp-person-role")])
    leave = html.Button("Sign out", type="submit", className="rp-link")
    return html.Form([words, leave], action=sign_out, method="POST", className="rp-person")


def main(page: Any) -> html.Main:
    """Where the current page stands; the skip link leads here."""
    return html.Main(page, id=MAIN, className="rp-page", tabIndex=-1)


def bottom_tabs(links: Sequence[PageLink]) -> html.Nav:
    """Tabs at the foot of narrow screens: up to four pages, and More with all of them."""
    chosen = [link for name in BOTTOM_TABS for link in links if link.name == name]
    chosen = (chosen + [link for link in links if link not in chosen])[: len(BOTTOM_TABS)]
    tabs: list[Any] = [dcc.Link([icon(link.icon), link.name], href=link.path, className="rp-tab") for link in chosen]
    if len(links) > len(chosen):
        own = dcc.Link([icon("upload"), OWN], href=LOAD, className="rp-nav-own")
        sheet = html.Div([own, *(_nav(link) for link in links if link not in chosen)], className="rp-more-sheet")
        summary = html.Summary([icon("more"), "More"], className="rp-tab")
        tabs.append(html.Details([summary, sheet], className="rp-more", **{"data-rp-closes": "true"}))
    return html.Nav(tabs, className="rp-tabbar", **{"aria-label": "Main pages"})


def keys(links: Sequence[PageLink]) -> html.Div:
    """The list of keys that `?` opens."""
    rows = [("/", "search"), ("f", "add a filter"), ("e", "export"), ("Esc", "close"), ("?", "this list")]
    rows += [(f"g {link.key}", link.name) for link in links if link.key]
    pairs = [part for key, text in rows for part in (html.Dt(html.Kbd(key)), html.Dd(text))]
    return html.Div([html.H2("Keys"), html.Dl(pairs)], id="rp-keys", className="rp-keys", hidden=True, role="dialog")


def _load_own() -> html.Span:
    """The way to load a file, from every page."""
    words = html.Span(OWN, className="rp-only-screen-reader")
    return html.Span(dcc.Link([icon("upload"), words], href=LOAD, className="rp-icon-button", title=OWN), id="load-own")


def _brand() -> dcc.Link:
    mark = html.Span(icon("mark"), className="rp-mark")
    return dcc.Link([mark, html.Span("Repertoire")], href="/", className="rp-brand")


def _group(section: str, links: Sequence[PageLink]) -> html.Div:
    title = [html.Div(section, className="rp-nav-title")] if section else []
    return html.Div([*title, *(_nav(link) for link in links)], className="rp-nav-group")


def _nav(link: PageLink) -> dcc.Link:
    label = html.Span(link.name, className="rp-nav-label", **({"data-rp-go": link.key} if link.key else {}))
    return dcc.Link([icon(link.icon), label], href=link.path, className="rp-nav")
