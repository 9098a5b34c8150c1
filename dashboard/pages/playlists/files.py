"""Files of a playlist: an address that makes it again, as the page shows it, and sends it as CSV, M3U8 or JSPF."""

from __future__ import annotations

from flask import Flask, Response, request

from analytics.live import playlist as live
from dashboard.context import Context
from dashboard.pages.playlists import ask
from dashboard.pages.playlists import state as states
from dashboard.urlstate import link
from warehouse import export_playlist

PATH = "/export/playlist."


def url(kind: str, state: states.State) -> str:
    """The address that downloads the playlist of a state."""
    return link(f"{PATH}{kind}", **state.params())


def register_routes(server: Flask, context: Context) -> None:
    """Add the address to the server."""

    @server.get(f"{PATH}<kind>")
    def playlist_file(kind: str) -> Response:
        """The playlist of the state in the address. Raises FilterError, RepertoireError for another kind, NoSnapshot."""
        state = states.read(request.args)
        answer = ask.make(context, state)
        with context.reader.view() as view:
            pieces = export_playlist.stream(view, kind, _name(answer), live.rows(answer), live.asked(answer))
            body = b"".join(pieces)
        headers = {"Content-Disposition": f'attachment; filename="repertoire-playlist.{kind}"'}
        return Response(body, mimetype=export_playlist.MEDIA[kind], headers=headers)


def _name(answer: live.Answer) -> str:
    return f"Repertoire: {answer.words}"
