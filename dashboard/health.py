"""Addresses for whoever runs the server: does it live, can it answer, and its figures."""

from __future__ import annotations

from flask import Flask, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from dashboard.context import Context
from dashboard.meters import Meters, Published
from warehouse.errors import RepertoireError
from warehouse.queries import watched


def register_routes(server: Flask, context: Context, meters: Meters) -> None:
    """/healthz, /readyz and /metrics."""
    meters.registry.register(Published(context))

    @server.route("/healthz")
    def healthz() -> Response:
        return _plain("ok")

    @server.route("/readyz")
    def readyz() -> Response:
        reason = not_ready(context)
        return _plain(reason or "ready", 503 if reason else 200)

    @server.route("/metrics")
    def metrics() -> Response:
        return Response(generate_latest(meters.registry), content_type=CONTENT_TYPE_LATEST)


def not_ready(context: Context) -> str:
    """Why pages cannot be answered, in words; empty when they can. Reads one row of what is published, and the jobs."""
    try:
        with context.reader.view() as view:
            watched.answers(view)
        if context.userdata:
            context.userdata.jobs()
    except RepertoireError as error:
        return f"{error.message} {error.hint}".strip()
    return ""


def _plain(words: str, status: int = 200) -> Response:
    return Response(f"{words}\n", status=status, mimetype="text/plain", headers={"Cache-Control": "no-store"})
