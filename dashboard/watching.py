"""Every request is watched: it gets a number, is timed and counted, and is a line of the log where that is asked for."""

from __future__ import annotations

import re
import secrets
import time

from dash import Dash
from flask import Request, Response, g, request

from dashboard.logs import REQUESTS
from dashboard.meters import OTHER, Meters
from warehouse.limits import HAS_LEFT
from warehouse.watch import REQUEST

CALLBACK = "/_dash-update-component"
HEADER = "X-Request-Id"
KINDS = {"export": "/export/", "asset": "/assets/", "upload": "/upload", "library": "/_dash-component-suites/"}
WATCHED = ("/healthz", "/readyz", "/metrics")
GIVEN = re.compile(r"[A-Za-z0-9-]{1,64}")


def register(app: Dash, meters: Meters) -> None:
    """Watch the requests of an application."""

    def begin() -> None:
        g.began, g.request_number = time.perf_counter(), numbered(request)
        REQUEST.set(g.request_number)
        HAS_LEFT.set(request.environ.get("waitress.client_disconnected", _stays))

    # First of all, before Dash sets itself up: a request that fails there has a number too.
    app.server.before_request_funcs.setdefault(None, []).insert(0, begin)

    @app.server.after_request
    def end(answer: Response) -> Response:
        answer.headers[HEADER] = g.request_number
        _measure(app, meters, answer.status_code, time.perf_counter() - g.began)
        return answer


def _stays() -> bool:
    return False


def numbered(asked: Request) -> str:
    """The number of a request: the one a proxy of ours gave it, if it is plain, or a new one."""
    given = asked.headers.get(HEADER, "")
    return given if GIVEN.fullmatch(given) else secrets.token_hex(8)


def kind(path: str) -> str:
    """What a path asks for: callback, export, asset, upload, library, watch or page."""
    if path == CALLBACK:
        return "callback"
    if path in WATCHED:
        return "watch"
    return next((name for name, start in KINDS.items() if path.startswith(start)), "page")


def _measure(app: Dash, meters: Meters, status: int, seconds: float) -> None:
    what, output = kind(request.path), ""
    if what == "callback":
        output = _output(app)
        meters.callback_seconds.labels(output).observe(seconds)
    # A method that is not of HTTP is one more name that a stranger could make up.
    method = request.method if request.method in ("GET", "HEAD", "POST", "OPTIONS") else OTHER
    meters.requests.labels(method, str(status)).inc()
    meters.request_seconds.labels(what).observe(seconds)
    ms = round(seconds * 1000, 1)
    fields = {"method": method, "path": request.path, "status": status, "ms": ms, "callback": output}
    REQUESTS.info("%s %s", method, request.path, extra={"fields": fields})


def _output(app: Dash) -> str:
    """The first thing that a callback writes; "other" for a name that the application does not know."""
    body = request.get_json(silent=True)
    name = body.get("output") if isinstance(body, dict) else None
    if not isinstance(name, str) or name not in app.callback_map:
        return OTHER
    return name.strip(".").split("...")[0].split("@")[0]
