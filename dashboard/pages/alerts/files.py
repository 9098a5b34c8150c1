"""The file of alarms: an address that finds them again, as the page lists them, and sends all of them as CSV."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, Response, request

from analytics.live import movers as live
from dashboard.context import Context
from dashboard.urlstate import link
from warehouse import export_work
from warehouse.errors import FilterError
from warehouse.filters import parse

PATH = "/export/alerts.csv"
COLUMNS = [
    *("week", "name", "artists", "what", "source", "place", "kind"),
    *("value", "usual", "z", "unusual", "before_peak"),
]


def url(state: Mapping[str, str]) -> str:
    """The address that downloads the alarms of a state of the page: what, kind, weeks, where."""
    return link(PATH, **state)


def register_routes(server: Flask, context: Context) -> None:
    """Add the address to the server."""

    @server.get(PATH)
    def alerts_csv() -> Response:
        """CSV of the alarms past the default thresholds. Raises FilterError, NoSnapshot."""
        what, kind, weeks = (request.args.get(name, "") for name in ("what", "kind", "weeks"))
        if not (weeks or "13").isdecimal():
            raise FilterError(f"{weeks[:20]!r} is no number of weeks.", "Write it as 13; 0 is all.")
        flt = parse(request.args.get("where", ""))
        found = live.alarms(context.reader, what, kind=kind, weeks=int(weeks or 13), flt=flt)
        asked = {
            "alarms": f"{what or 'tracks, artists and genres'}, {kind or 'every movement'}, last {weeks or 13} weeks (0: all)"
        }
        asked |= {} if flt.is_all else {"filter": flt.words, "filter expression": flt.text}
        asked |= {"sort": "week, newest first, then spreads", "notes": " ".join(found.notes)}
        with context.reader.view() as view:
            body = b"".join(export_work.stream_frame(view, found.rows[COLUMNS], asked))
        headers = {"Content-Disposition": 'attachment; filename="repertoire-alerts.csv"'}
        return Response(body, mimetype="text/csv; charset=utf-8", headers=headers)
