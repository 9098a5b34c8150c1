"""Who asks: signed in here, named by a trusted proxy, or whoever sits at this machine. Looked at before every request.

Where nobody has to say who they are (a loopback address), everybody is an editor. Elsewhere nothing but the sign-in page
and its style is answered to strangers, and a viewer's changes are refused twice: addresses that take something at all
here, what callbacks would write by the user data themselves (warehouse/userdata/actors.py).
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from datetime import timedelta
from typing import Any

from flask import Flask, Request, Response, redirect, request, session
from flask.sessions import SecureCookieSessionInterface
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from werkzeug.middleware.proxy_fix import ProxyFix

from dashboard import sign_in_page
from dashboard.address import is_within, needs_name, proxies
from dashboard.context import Context
from dashboard.guard import READING
from warehouse.errors import BadUser, NotAllowed
from warehouse.home import Home
from warehouse.settings import Settings
from warehouse.userdata import Actor, UserData
from warehouse.userdata.actors import act_as, actor, need_editor

SIGN_IN, SIGN_OUT, COOKIE = "/sign-in", "/sign-out", "repertoire"
OPEN = ("/assets/", "/bootstrap/static/", SIGN_IN)
"""Beginnings of addresses that are answered to anybody: what the sign-in page is drawn with."""
ALIVE = ("/healthz", "/readyz")
"""Answered to anybody, behind a proxy too: whoever restarts servers has no name."""
CALLBACKS = "/_dash-update-component"
HERE = Actor("this machine")


class Visitor(UserMixin):
    """A signed-in user as flask-login wants one: its id is the token of the session."""

    def __init__(self, token: str, someone: Actor) -> None:
        self.id, self.someone = token, someone


class Cookies(SecureCookieSessionInterface):
    """Cookies that are Secure whenever the request came by https."""

    def get_cookie_secure(self, app: Flask) -> bool:
        """Whether this answer's cookie goes back over https only."""
        return request.is_secure


def register(server: Flask, context: Context) -> None:
    """Look at who asks before each request, and answer the addresses for signing in and out."""
    settings, data = context.settings, context.userdata
    networks = proxies(settings)
    if networks:
        server.wsgi_app = _Behind(server.wsgi_app, networks)  # type: ignore[assignment]

    @server.before_request
    def enter() -> Any:
        act_as(None)
        someone = who(settings, data, request)
        act_as(someone)
        return _refused(someone, bool(settings.proxy_header)) if needs_name(settings) else None

    @server.teardown_request
    def leave(_error: BaseException | None) -> None:
        act_as(None)

    server.register_error_handler(NotAllowed, answer_viewer)
    if needs_name(settings) and not settings.proxy_header and data is not None:
        _register_sessions(server, settings, data)
        _register_pages(server, settings, data)


def who(settings: Settings, data: UserData | None, asked: Request) -> Actor | None:
    """Who asks, None for a stranger. A name that a proxy gives and that is not among the users may look."""
    if not needs_name(settings):
        return HERE
    if not settings.proxy_header:
        return getattr(current_user, "someone", None)
    came_from = asked.environ.get("werkzeug.proxy_fix.orig", {}).get("REMOTE_ADDR", "")
    name = asked.headers.get(settings.proxy_header, "").strip() if is_within(came_from, proxies(settings)) else ""
    if not name or data is None:
        return None
    return Actor(name[:60], data.users.role(name) or "viewer")


def secret(settings: Settings, home: Home) -> str:
    """The key that signs cookies: the setting, else a file of the home that only its owner can read, made once."""
    if settings.secret:
        return settings.secret
    home.create()
    path = home.path / "secret"
    if not path.is_file():
        # Written whole under another name and then linked: of several at once one is the first, and all take its key.
        own = home.path / f"secret.{secrets.token_hex(8)}"
        with os.fdopen(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
        with suppress(FileExistsError):
            os.link(own, path)
        own.unlink()
    return path.read_text(encoding="ascii")


class _Behind:
    """Believe what a trusted proxy says about who asked and how, and nobody else."""

    def __init__(self, plain: Any, networks: Any) -> None:
        self._plain, self._fixed, self._networks = plain, ProxyFix(plain, x_for=1, x_proto=1), networks

    def __call__(self, environ: dict[str, Any], start: Any) -> Any:
        trusted = is_within(environ.get("REMOTE_ADDR", ""), self._networks)
        return (self._fixed if trusted else self._plain)(environ, start)


def _refused(someone: Actor | None, by_proxy: bool) -> Any:
    """What is answered instead of the page; None lets the request through. Raises NotAllowed to viewers."""
    if request.path in ALIVE or (request.path.startswith(OPEN) and not by_proxy):
        return None
    if someone is not None:
        if request.method not in READING and request.path not in (CALLBACKS, SIGN_OUT):
            need_editor()
        return None
    page = request.method == "GET" and request.accept_mimetypes.accept_html
    if by_proxy:
        return Response("The proxy did not say who asks.\n", status=401, mimetype="text/plain")
    if page and not request.path.startswith("/_dash"):
        return redirect(sign_in_page.address(SIGN_IN, request.full_path.rstrip("?")))
    return Response("Sign in first.\n", status=401, mimetype="text/plain")


def _register_sessions(server: Flask, settings: Settings, data: UserData) -> None:
    server.secret_key = secret(settings, Home(settings.home))
    server.session_interface = Cookies()
    server.permanent_session_lifetime = timedelta(hours=settings.session_hours)
    server.config.update(SESSION_COOKIE_NAME=COOKIE, SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax")
    server.config["SESSION_REFRESH_EACH_REQUEST"] = False  # it ends when it was said to end
    manager = LoginManager(server)

    @manager.user_loader
    def load(token: str) -> Visitor | None:
        user = data.users.session(token)
        return Visitor(token, Actor(user.name, user.role)) if user else None


def _register_pages(server: Flask, settings: Settings, data: UserData) -> None:
    @server.get(SIGN_IN)
    def ask() -> Any:
        return sign_in_page.page(SIGN_IN, request.args.get("next", ""))

    @server.post(SIGN_IN)
    def enter() -> Any:
        """Open a session. The old one, whosever it was, ends: a cookie from before means nothing afterwards."""
        name, wanted = request.form.get("name", ""), request.form.get("next", "")
        password, address = request.form.get("password", ""), request.remote_addr or ""
        token = data.users.sign_in(name, password, address, settings.session_hours)
        if token is None:
            return sign_in_page.page(SIGN_IN, wanted, "Name and password do not fit.", name), 401
        _end(data)
        session.permanent = True
        user = data.users.session(token)
        login_user(Visitor(token, Actor(user.name, user.role) if user else HERE))
        return redirect(sign_in_page.inside(wanted))

    @server.post(SIGN_OUT)
    def go() -> Any:
        _end(data)
        return redirect(SIGN_IN)

    @server.errorhandler(BadUser)
    def too_many(error: BadUser) -> Any:
        page = sign_in_page.page(SIGN_IN, request.form.get("next", ""), f"{error.message} {error.hint}")
        return page, 429, {"Retry-After": "900"}


def _end(data: UserData) -> None:
    if isinstance(current_user._get_current_object(), Visitor):
        data.users.sign_out(current_user.id)
    logout_user()
    session.clear()


def answer_viewer(error: NotAllowed) -> Response:
    """Flask's error handler for what a viewer may not do."""
    return Response(f"{error.message}\n{error.hint}\n", status=403, mimetype="text/plain")


def signed_in() -> Actor | None:
    """Who is signed in, for the top bar; None where nobody has to."""
    someone = actor()
    return None if someone == HERE else someone
