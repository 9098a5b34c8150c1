"""The file of the chosen series: an address that sends every point of it and of those beside it, however many there are."""

from __future__ import annotations

from flask import Flask, Response, request, stream_with_context

from dashboard.context import Context
from dashboard.pages.trends import data
from dashboard.pages.trends.data import Asked
from dashboard.urlstate import link
from warehouse import export_work
from warehouse.errors import FilterError

PATH = "/export/series.csv"
COLUMNS = ["series", "period", "value", "n", "sd", "thin", "partial"]


def url(state: Asked, series: str) -> str:
    """The address that downloads the points on screen: the series, those beside it, the years of the window."""
    beside = data.BETWEEN.join(state.others)
    return link(PATH, series=series, window=str(state.window), **{"with": beside})


def register_routes(server: Flask, context: Context) -> None:
    """Add the address to the server."""

    @server.get(PATH)
    def series_csv() -> Response:
        """CSV of the points of up to four series in the last years. Raises FilterError, NoSnapshot."""
        asked = request.args
        window = asked.get("window", "") or "0"
        if window not in data.WINDOWS:
            raise FilterError(f"There is no window {window[:20]!r}.", f"There are: {', '.join(data.WINDOWS)}.")
        names = [asked.get("series", ""), *(name for name in asked.get("with", "").split(data.BETWEEN) if name)]
        points = data.within(data.points(context, names[: data.MOST]), int(window))
        if points.empty:
            raise FilterError(f"There is no series {names[0][:80]!r}.", "List them: repertoire trends --list")
        said = {"series": ", ".join(names[: data.MOST]), "window": data.WINDOWS[window], "sort": "series, period"}
        with context.reader.view() as view:
            pieces = list(export_work.stream_frame(view, points[COLUMNS], said))
        headers = {"Content-Disposition": 'attachment; filename="repertoire-series.csv"'}
        return Response(stream_with_context(iter(pieces)), mimetype="text/csv; charset=utf-8", headers=headers)
