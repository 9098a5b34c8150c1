"""create_app(): the Dash application over one Reader. PAGES lists every page; the address decides which one is shown.

Each page module has PATH ('/', '/track/<id>'), NAME, ID (prefix of its component ids), layout(context, **query) and
register_callbacks(app, context). Figures and tables are filled by callbacks, so that a layout returns at once.
"""

from __future__ import annotations

import re
from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl

import dash
from dash import Dash, Input, Output, State, ctx, dcc, html, no_update, set_props
from flask import Response, current_app
from flask_bootstrap import Bootstrap5

from dashboard import (
    auth,
    downloads,
    editing,
    format,
    guard,
    header,
    health,
    needs,
    saved_views,
    shell,
    shortlisting,
    uploads,
    watching,
)
from dashboard.address import needs_name
from dashboard.components import glossary, parts, states, tour
from dashboard.components.still import StillDash, still
from dashboard.context import Context
from dashboard.meters import Meters
from dashboard.pages import (
    alerts,
    artists,
    audience,
    audit,
    campaigns,
    data,
    discover,
    drivers,
    forecasts,
    genres,
    overview,
    playlists,
    screening,
    shortlists,
    sync,
    timing,
    track,
)
from dashboard.pages import artist as artist_page
from dashboard.pages import help as help_page
from dashboard.pages import map as map_page
from dashboard.pages import recommend as recommend_page
from dashboard.pages import trends as trends_page
from dashboard.theme import register_templates
from dashboard.urlstate import PUSHED
from warehouse.connect import Reader
from warehouse.errors import HomeError, RepertoireError, TooBusy
from warehouse.queries import catalogue
from warehouse.settings import Settings
from warehouse.userdata import UserData

PAGES: tuple[ModuleType, ...] = (
    *(overview, alerts, discover, artists, map_page, recommend_page, playlists),
    *(shortlists, genres, drivers, forecasts, screening, campaigns, timing),
    *(sync, audience, data, track, artist_page, help_page, trends_page, audit),
)

MENU: tuple[shell.PageLink, ...] = (
    shell.PageLink("", overview.NAME, overview.PATH, "overview", "o"),
    shell.PageLink("", alerts.NAME, alerts.PATH, "alerts", "e"),
    shell.PageLink("Find", discover.NAME, discover.PATH, "discover", "d"),
    shell.PageLink("Find", artists.NAME, artists.PATH, "artists", "a"),
    shell.PageLink("Find", map_page.NAME, map_page.PATH, "map", "p"),
    shell.PageLink("Find", recommend_page.NAME, recommend_page.PATH, "recommend", "c"),
    shell.PageLink("Find", shortlists.NAME, shortlists.PATH, "star", "l"),
    shell.PageLink("Understand", genres.NAME, genres.PATH, "genres", "n"),
    shell.PageLink("Understand", drivers.NAME, drivers.PATH, "drivers", "r"),
    shell.PageLink("Understand", trends_page.NAME, trends_page.PATH, "trends", "t"),
    shell.PageLink("Decide", screening.NAME, screening.PATH, "screening", "s"),
    shell.PageLink("Decide", campaigns.NAME, campaigns.PATH, "campaigns", "b"),
    shell.PageLink("end", data.NAME, data.PATH, "data", "m"),
    shell.PageLink("end", help_page.NAME, help_page.PATH, "info", "h"),
)
PAGE = "page"


def create_app(reader: Reader, settings: Settings, userdata: UserData | None = None) -> Dash:
    """The application. Nothing is read before the first request."""
    register_templates()
    app = StillDash(
        "dashboard",
        assets_folder="assets",
        title="Repertoire",
        update_title="",
        suppress_callback_exceptions=True,
        serve_locally=True,
        on_error=show_error,
        external_stylesheets=["/bootstrap/static/css/bootstrap.min.css"],
    )
    meters = Meters(settings.slow_ms, settings.query_seconds)
    reader.watch = meters
    watching.register(app, meters)
    Bootstrap5(app.server)
    context = app.server.extensions["context"] = Context(reader, settings, userdata)
    guard.register(app.server, needs_name(settings))
    auth.register(app.server, context)
    app.index_string = shell.INDEX
    app.layout = lambda: still(_layout(context))
    shell.register_callbacks(app)
    header.register_callbacks(app, context)
    shortlisting.register_undo(app, context)
    saved_views.register_callbacks(app, context)
    downloads.register_routes(app.server, context)
    uploads.register_routes(app.server, context)
    health.register_routes(app.server, context, meters)
    app.server.register_error_handler(RepertoireError, answer_error)
    _register_router(app, context)
    for page in PAGES:
        page.register_callbacks(app, context)
    guard.allow_scripts(app, shell.INDEX)
    return app


def show_error(error: Exception) -> Any:
    """Dash's error handler: what went wrong and what to do, as a toast. A fault of ours is named as one."""
    if isinstance(error, dash.exceptions.PreventUpdate):
        raise error
    if isinstance(error, RepertoireError):
        toast = parts.toast(error.message, error.hint, kind="error")
    else:
        log_error(error)
        toast = parts.toast(
            "Something went wrong on this page.", "Reload it; the server's log says more.", kind="error"
        )
    set_props(shell.TOASTS, {"children": [toast]})
    return no_update


def answer_error(error: RepertoireError) -> Response:
    """Flask's error handler for addresses outside Dash: what went wrong and what to do, as plain text."""
    answer = Response(f"{error.message}\n{error.hint}\n", status=400, mimetype="text/plain")
    if isinstance(error, TooBusy):
        answer.status_code, answer.headers["Retry-After"] = 503, "5"
    return answer


def log_error(error: Exception) -> None:
    """Write an unexpected error with its traceback to the server's log."""
    current_app.logger.error("callback failed", exc_info=error)


def find_page(pathname: str) -> tuple[ModuleType, dict[str, str]] | None:
    """The page of an address and the parts of the path it names; None when there is none."""
    for page in PAGES:
        pattern = re.sub(r"<(\w+)>", r"(?P<\1>[^/]+)", page.PATH)
        if match := re.fullmatch(pattern, pathname.rstrip("/") or "/"):
            return page, match.groupdict()
    return None


def _layout(context: Context) -> html.Div:
    try:
        about = context.about()
    except RepertoireError:
        about = None  # the page says what is wrong
    return shell.shell(
        MENU,
        page=html.Div(id=PAGE),
        as_of=f"Data to {format.date(about.as_of)}" if about and about.as_of else "",
        badge=parts.data_badge(about.demo) if about else None,
        search=header.search_box(),
        person=_person(),
        views=saved_views.menu(),
        extra=[dcc.Store(id=PUSHED), dcc.Store(id=shortlisting.CHANGED), editing.marker(auth.signed_in())],
        beside=[tour.tour(), glossary.glossary()],
    )


def _person() -> Any:
    someone = auth.signed_in()
    return shell.person(someone.name, someone.role, auth.SIGN_OUT) if someone else None


def _register_router(app: Dash, context: Context) -> None:
    @app.callback(
        Output(PAGE, "children"),
        Output(PUSHED, "data"),
        Input(shell.LOCATION, "pathname"),
        Input(shell.LOCATION, "search"),
        State(PUSHED, "data"),
    )
    def route(pathname: str | None, search: str | None, pushed: str | None) -> Any:
        here = (pathname or "/") + (search or "")
        if pushed == here and ctx.triggered_id is not None:
            return no_update, None
        return _page(context, pathname or "/", dict(parse_qsl((search or "").lstrip("?")))), None


def _page(context: Context, pathname: str, query: dict[str, str]) -> Any:
    found = find_page(pathname)
    if found is None:
        return shell.page(
            shell.page_header("There is no such page"),
            states.empty(f"Nothing stands at {pathname}.", "Go to Overview", "/"),
        )
    try:
        return _page_of(context, *found, query)
    except RepertoireError as error:
        title = "This page cannot be shown" if isinstance(error, HomeError) else "This address cannot be read"
        return shell.page(shell.page_header(title), states.error(error.message, error.hint))


def _page_of(context: Context, page: ModuleType, named: dict[str, str], query: dict[str, str]) -> Any:
    if context.about() is None and page is not help_page:
        return shell.page(
            shell.page_header("Nothing is loaded yet"),
            states.empty("No data have been published in this folder.", "In a terminal: repertoire run --data FILE"),
            needs.welcome(),
        )
    return _noted(page, context, _shown(context, page, {**query, **named}))


def _noted(page: ModuleType, context: Context, shown: Any) -> Any:
    """A page with what would make it say more, where that is missing; before its last line."""
    if context.about() is None:
        return shown
    there = context.reader.cached("loads", catalogue.loads)["kind"]
    note = needs.note(page.PATH, {needs.SAME.get(kind, kind) for kind in there})
    if note is not None and isinstance(shown, html.Div):
        at = -1 if isinstance(shown.children[-1], html.Footer) else len(shown.children)
        shown.children.insert(at, note)
    return shown


def _shown(context: Context, page: ModuleType, query: dict[str, str]) -> Any:
    # A page that is not about tracks says so by NEEDS_TRACKS = False.
    if (
        page is not data
        and getattr(page, "NEEDS_TRACKS", True)
        and not context.reader.cached(("tracks",), catalogue.counts)["tracks"]
    ):
        return shell.page(
            shell.page_header("There are no tracks"),
            states.empty("What is loaded holds no tracks, and this page is about tracks.", "Load a file", data.PATH),
        )
    return page.layout(context, **query)
