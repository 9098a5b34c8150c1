"""Downloads that stream: the filtered, sorted tracks as CSV, straight from the snapshot to the browser."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from flask import Flask, Response, request, stream_with_context

from dashboard.context import Context
from warehouse import export
from warehouse.filters import TrackFilter, parse
from warehouse.ordering import Sort, parse_columns, parse_sort

TRACKS = "/export/tracks.csv"


def tracks_url(where: str, sort: str, columns: str, provenance: bool = True, raw: bool = False) -> str:
    """The address that downloads exactly these rows and columns."""
    query = {"where": where, "sort": sort, "columns": columns}
    flags = {"provenance": "" if provenance else "0", "raw": "1" if raw else ""}
    return f"{TRACKS}?{urlencode({k: v for k, v in {**query, **flags}.items() if v})}"


def register_routes(server: Flask, context: Context) -> None:
    """Add the download addresses to the server."""

    @server.get(TRACKS)
    def tracks_csv() -> Response:
        """CSV of the tracks that `where` keeps, in the order of `sort`, with `columns`. Raises FilterError, NoSnapshot."""
        asked = request.args
        question = (
            parse(asked.get("where", "")),
            parse_sort(asked.get("sort", "")),
            parse_columns(asked.get("columns", "")),
        )
        chunks = _stream(context, question, asked.get("provenance") != "0", asked.get("raw") == "1")
        first = next(chunks)  # what is wrong with the question shows here, before the answer has begun
        headers = {"Content-Disposition": 'attachment; filename="repertoire-tracks.csv"'}
        return Response(stream_with_context(_with(first, chunks)), mimetype="text/csv; charset=utf-8", headers=headers)


def _stream(
    context: Context, question: tuple[TrackFilter, Sort, list[str]], provenance: bool, raw: bool
) -> Iterator[bytes]:
    with context.reader.view() as view:
        yield from export.stream_tracks(view, *question, provenance=provenance, raw=raw)


def _with(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest
