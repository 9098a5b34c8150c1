"""Serving: warm the application, answer requests with waitress."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import waitress
from dash import Dash

from dashboard import allocator, warming
from dashboard.address import proxies
from dashboard.app import create_app
from dashboard.beside import beside
from dashboard.channel import Channel
from dashboard.logs import configure
from dashboard.uploads import most_bytes
from warehouse.connect import Reader
from warehouse.errors import HomeNotWritable
from warehouse.home import Home
from warehouse.settings import Settings
from warehouse.userdata import UserData

CONNECTIONS, ANSWER_BYTES = 1_000, 256 * 2**20
"""Connections that may be open, and bytes of one answer that wait for its client before they hold a thread."""


def make_app(settings: Settings) -> Dash:
    """The application over the home of the settings, warmed: the first requests at once would race to set it up."""
    home = Home(settings.home)
    app = create_app(Reader(home, settings), settings, _user_data(home, settings))
    client = app.server.test_client()
    for path in ("/_dash-layout", "/_dash-dependencies"):
        client.get(path)
    return app


def _user_data(home: Home, settings: Settings) -> UserData | None:
    """What people store; none where nothing can be written: then pages that only read are served, and the log says so."""
    try:
        return UserData(home, settings)
    except HomeNotWritable as error:
        logging.getLogger("repertoire.serve").warning("%s Nothing can be stored. %s", error.message, error.hint)
        return None


def serve_app(settings: Settings, announce: Callable[[str], None]) -> None:
    """Serve until interrupted. `announce` is told the address once requests are answered."""
    configure(settings)
    # A browser asks for a page's parts at once: that they queue for a moment is no news.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    with beside("allocator", allocator.follow):
        app = make_app(settings)
        listening: dict[int, Any] = {}
        server = server_of(app, settings, listening)
        try:
            # Told to stop, it has done what it was asked to do, as waitress says too once it runs.
            with (
                beside("warming", partial(warming.follow, app.server.extensions["context"])),
                suppress(SystemExit, KeyboardInterrupt),
            ):
                announce(f"Serving on http://{_written(settings.host)}:{settings.port} (stop with Ctrl+C)")
                server.run()
        finally:
            _leave(server, listening)


def _leave(server: Any, listening: dict[int, Any]) -> None:
    """Close a server that was told to stop and has waited for its answers for a while: those that take longer are given up.

    A thread that the end of the process broke off in the middle of DuckDB would abort it.
    """
    for one in list(listening.values()):
        if isinstance(one, Channel):
            one.handle_close()  # what its client asked is stopped, as if it had left
    server.task_dispatcher.shutdown()
    server.close()


def server_of(app: Dash, settings: Settings, listening: dict[int, Any] | None = None) -> Any:
    """waitress over an application, bound to its address and not yet running; `listening` is given its sockets."""
    listening = {} if listening is None else listening
    server = waitress.create_server(
        app.server,
        map=listening,
        host=settings.host,
        port=settings.port,
        threads=settings.server_threads,
        ident="Repertoire",
        # What a proxy says is believed or not in dashboard/auth.py.
        clear_untrusted_proxy_headers=not proxies(settings),
        # Refused before it is received; the page says so before it is sent.
        max_request_body_size=most_bytes(settings) + 2**20,
        channel_request_lookahead=1,  # so that it is seen when a client leaves before it is answered
        connection_limit=CONNECTIONS,
        asyncore_use_poll=True,  # select() knows only 1,024 files
        # An answer waits in a file, not in a thread, for a client that takes it slowly.
        outbuf_high_watermark=ANSWER_BYTES,
    )
    for one in (one for one in listening.values() if hasattr(one, "channel_class")):
        one.channel_class = Channel
    return server


def _written(host: str) -> str:
    return f"[{host}]" if ":" in host else host
