"""Downloads that stream: tracks, rejected rows and the work on genres as CSV, from the snapshot to the browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from functools import partial
from typing import Any
from urllib.parse import urlencode

import pandas as pd
from flask import Flask, Response, request, stream_with_context

from analytics.live import gems
from dashboard import briefs, budgets, doubts, heard_files, ranked_artists, recommended
from dashboard.auth import signed_in
from dashboard.context import Context
from dashboard.urlstate import link
from warehouse import export, export_excel, export_shortlists, export_work
from warehouse.connect import View
from warehouse.errors import FilterError, HomeError
from warehouse.export_scores import stream_scored
from warehouse.filters import parse
from warehouse.ordering import parse_columns, parse_sort
from warehouse.queries import rejects
from warehouse.queries.confused import Cell
from warehouse.queries.rejects import RejectFilter
from warehouse.scores import parse_weights
from warehouse.userdata import Retag
from warehouse.userdata.actors import need_editor

TRACKS, REJECTS = "/export/tracks.csv", "/export/rejects.csv"
MAP = "/export/map.csv"
RETAGS, DOUBTFUL, BETWEEN = "/export/retags.csv", "/export/doubtful-tags.csv", "/export/between.csv"
CONFUSED = "/export/confused.csv"
SHORTLIST, GEMS, RECOMMEND = "/export/shortlist.csv", "/export/gems.csv", "/export/recommend.csv"
RANKED, ARTISTS = "/export/ranked.csv", "/export/artists.csv"
BRIEF = "/export/brief.csv"
BUDGET = "/export/budget.csv"
AUDIT = "/export/audit.csv"
HEARD = "/export/heard.csv"
MIMETYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""What `format` in a download's address may be."""
SMALL = 2**20
"""Bytes of CSV below which a download is over at once and needs no place (dashboard/places.py)."""
Asked = tuple[pd.DataFrame, dict[str, str]]
Table = Callable[[Context, Mapping[str, str]], Asked]
"""The rows of a state in an address, and what the file says it is."""


def tracks_url(where: str, sort: str, columns: str, provenance: bool = True, raw: bool = False) -> str:
    """The address that downloads exactly these rows and columns."""
    flags = {"provenance": "" if provenance else "0", "raw": "1" if raw else ""}
    return link(TRACKS, where=where, sort=sort, columns=columns, **flags)


def rejects_url(flt: RejectFilter) -> str:
    """The address that downloads exactly these rejected rows."""
    return link(REJECTS, load=flt.load, column=flt.column, reason=flt.reason)


def doubtful_url(kind: str, family: str) -> str:
    """The address that downloads the doubtful tags of a kind and family ('' all) that nobody has decided about."""
    return link(DOUBTFUL, kind=kind, family=family)


def between_url(one: str, two: str) -> str:
    """The address that downloads the tracks that live between two genres."""
    return link(BETWEEN, one=one, two=two)


def confused_url(source: str, cell: Cell) -> str:
    """The address that downloads the tracks behind a cell of the confusion."""
    given = {"of": source, "truth": cell.truth, "answer": cell.answered, "inside": list(cell.inside)}
    return f"{CONFUSED}?{urlencode({name: value for name, value in given.items() if value}, doseq=True)}"


def map_url(layout: str, lasso: str, estimated: bool = False) -> str:
    """The address that downloads the recordings inside a lasso of the map ('x,y;x,y;...'), `estimated` places included."""
    return link(MAP, layout=layout, lasso=lasso, estimated="1" if estimated else "")


def shortlist_url(name: str, order: str) -> str:
    """The address that downloads a shortlist in an order of warehouse/queries/shortlists.py."""
    return link(SHORTLIST, list=name, sort=order)


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
        return _answer(context, "tracks", lambda view: export.stream_tracks(view, *question, **_how(asked)))

    @server.get(REJECTS)
    def rejects_csv() -> Response:
        """CSV of the rejected rows of a load, column and reason. Raises FilterError, NoSnapshot."""
        asked = request.args
        flt = rejects.parse(asked.get("load", ""), asked.get("column", ""), asked.get("reason", ""))
        return _answer(context, "rejected-rows", lambda view: export.stream_rejects(view, flt, **_how(asked)))

    @server.get(MAP)
    def map_csv() -> Response:
        """CSV of the recordings inside a lasso of the map. Raises FilterError, NoSnapshot."""
        layout, lasso, how = request.args.get("layout", ""), request.args.get("lasso", ""), _how(request.args)
        more = request.args.get("estimated") == "1"
        return _answer(
            context, "map", lambda view: export_work.stream_lasso(view, layout, lasso, estimated=more, **how)
        )

    for path, (name, table) in FRAMES.items():
        server.get(path, endpoint=f"{name}-csv")(partial(_frame, context, name, table))
    _register_work(server, context)
    _register_picked(server, context)


def _register_work(server: Flask, context: Context) -> None:
    @server.get(RETAGS)
    def retags_csv() -> Response:
        """CSV of every decision about a genre tag. Raises NoSnapshot."""
        decided, how = decisions(context), _how(request.args)
        return _answer(context, "retags", lambda view: export_work.stream_retags(view, decided, **how))

    @server.get(DOUBTFUL)
    def doubtful_csv() -> Response:
        """CSV of the doubtful tags of a kind and family that nobody has decided about. Raises NoSnapshot."""
        kind, family, how = request.args.get("kind", ""), request.args.get("family", ""), _how(request.args)
        return _answer(context, "doubtful-tags", lambda view: _doubtful(view, context, kind, family, how))

    @server.get(BETWEEN)
    def between_csv() -> Response:
        """CSV of the tracks between two genres. Raises NoSnapshot."""
        pair, how = (request.args.get("one", ""), request.args.get("two", "")), _how(request.args)
        return _answer(context, "between", lambda view: export_work.stream_between(view, *pair, **how))


def _register_picked(server: Flask, context: Context) -> None:
    @server.get(CONFUSED)
    def confused_csv() -> Response:
        """CSV of the tracks behind a cell of the genre confusion. Raises FilterError, NoSnapshot."""
        asked, how = request.args, _how(request.args)
        cell = Cell(asked.get("truth", ""), asked.get("answer", ""), tuple(asked.getlist("inside")))
        source = asked.get("of", "")
        return _answer(context, "confused", lambda view: export_work.stream_confused(view, source, cell, **how))

    @server.get(SHORTLIST)
    def shortlist_csv() -> Response:
        """CSV of a shortlist in an order. Raises FilterError, HomeError, NoSnapshot."""
        name, order, how = request.args.get("list", ""), request.args.get("sort", ""), _how(request.args)
        if context.userdata is None:
            raise HomeError("Shortlists are not kept here.", "Start the dashboard with: repertoire serve")
        entries = context.userdata.shortlists.entries(name)
        return _answer(
            context, "shortlist", lambda view: export_shortlists.stream_shortlist(view, name, entries, order, **how)
        )

    @server.get(RANKED)
    def ranked_csv() -> Response:
        """CSV of the ranking of a filter by the weights of a score. Raises FilterError, NoSnapshot."""
        flt, weights = parse(request.args.get("where", "")), parse_weights(request.args.get("score", ""))
        how = _how(request.args)
        return _answer(context, "ranked", lambda view: stream_scored(view, flt, weights, **how))


def _frame(context: Context, name: str, table: Table) -> Response:
    """CSV of one of FRAMES, for the state in the address. Raises what `table` raises, NoSnapshot."""
    frame, asked = table(context, request.args)
    how = _how(request.args)
    return _answer(context, name, lambda view: export_work.stream_frame(view, frame, asked, **how))


def _recommend(context: Context, given: Mapping[str, str]) -> Asked:
    found = recommended.find(context, recommended.read(given))
    return recommended.table(found), recommended.asked_words(found, recommended.names_of(context, found))


def _gems(context: Context, given: Mapping[str, str]) -> Asked:
    flt, listener = parse(given.get("where", "")), given.get("listener", "")
    found = gems.gems_of(context.reader, flt, listener)
    asked = {"tracks": f"hidden gems; {flt.words}", "filter expression": flt.text or "(none)"}
    asked |= {"listener": listener} if listener else {}
    asked |= {"model": f"out of fold, run {found.run}", "sort": "z, largest first", "notes": " ".join(found.notes)}
    return found.rows, asked


def _artists(context: Context, given: Mapping[str, str]) -> Asked:
    found = ranked_artists.find(context, ranked_artists.read(given))
    return ranked_artists.table(found), ranked_artists.asked_words(found)


def _brief(context: Context, given: Mapping[str, str]) -> Asked:
    found = briefs.find(context, briefs.read(given))
    return briefs.table(found), briefs.asked_words(found)


def _budget(_context: Context, given: Mapping[str, str]) -> Asked:
    state = budgets.read(given)
    found = budgets.answer(state)
    return budgets.table(found), budgets.asked_words(state, found)


def _audit(context: Context, given: Mapping[str, str]) -> Asked:
    """Raises NotAllowed to viewers."""
    need_editor()
    if context.userdata is None:
        raise HomeError("Changes are not kept here.", "Start the dashboard with: repertoire serve")
    who, subject = given.get("who", ""), given.get("subject", "")
    lines = [asdict(line) for line in context.userdata.audit.lines(None, who, subject)]
    frame = pd.DataFrame(lines, columns=["at", "who", "subject", "what"]).astype({"at": "datetime64[s]"})
    words = f"by {who or 'everybody'}, about {subject or 'everything'}"
    return frame, {"changes": words, "sort": "newest first", "at": "UTC"}


def _heard(context: Context, given: Mapping[str, str]) -> Asked:
    job = given.get("job", "")
    files = heard_files.answers(context, job)
    return heard_files.table(files), heard_files.asked_words(job, files)


FRAMES: Mapping[str, tuple[str, Table]] = {
    RECOMMEND: ("recommend", _recommend),
    GEMS: ("gems", _gems),
    ARTISTS: ("artists", _artists),
    BRIEF: ("brief", _brief),
    BUDGET: ("budget", _budget),
    AUDIT: ("audit", _audit),
    HEARD: ("sound-files", _heard),
}
"""Tables that are made whole before they are sent: path -> name of the file, and what makes rows and words of an address."""


def decisions(context: Context) -> list[Retag]:
    """Every decision about a tag, none where nothing is stored."""
    return context.userdata.retags.decisions() if context.userdata else []


def _doubtful(view: View, context: Context, kind: str, family: str, how: Mapping[str, Any]) -> export.Pieces:
    asked = {"tags": f"doubtful, {kind or 'every kind'}, {family or 'every family'}; nobody has decided about them"}
    found = doubts.file(view, decisions(context), kind, family)
    return export_work.stream_frame(view, found, asked, **how)


def _how(asked: Mapping[str, str]) -> dict[str, Any]:
    return {"provenance": asked.get("provenance") != "0", "raw": asked.get("raw") == "1"}


def _answer(context: Context, name: str, make: Callable[[View], export.Pieces]) -> Response:
    """The pieces as a download; what is wrong with the question is raised before the answer has begun. Raises TooBusy."""
    kind = request.args.get("format", "csv")
    if kind not in MIMETYPES:
        raise FilterError(f"There is no download as {kind[:20]!r}.", f"format is one of: {', '.join(MIMETYPES)}.")
    chunks = _stream(context, make, kind)
    begun = list(_first(chunks)) if kind == "csv" else []
    headers = {"Content-Disposition": f'attachment; filename="repertoire-{name}.{kind}"'}
    if kind == "csv" and sum(map(len, begun)) < SMALL:
        return Response(begun, mimetype=MIMETYPES[kind], headers=headers)
    someone = signed_in()
    give_back = context.places.take(someone.name if someone else "")
    try:
        begun = begun or [next(chunks)]
    except BaseException:
        give_back()
        raise
    rest = stream_with_context(_with(begun, chunks, give_back))
    answer = Response(rest, mimetype=MIMETYPES[kind], headers=headers)
    # Of a client that left before a byte was sent, the pieces never begin and never end.
    answer.call_on_close(give_back)
    return answer


def _first(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces of a CSV, until they are a download that needs a place."""
    size = 0
    while size < SMALL and (piece := next(chunks, None)) is not None:
        size += len(piece)
        yield piece


def _stream(context: Context, make: Callable[[View], export.Pieces], kind: str) -> Iterator[bytes]:
    with context.reader.view() as view:
        pieces = make(view)
        yield from export_excel.stream_workbook(pieces) if kind == "xlsx" else pieces


def _with(begun: list[bytes], rest: Iterator[bytes], done: Callable[[], None]) -> Iterator[bytes]:
    try:
        yield from begun
        yield from rest
    finally:
        done()
