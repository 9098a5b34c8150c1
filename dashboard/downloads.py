"""Downloads that stream: tracks, rejected rows and the work on genres as CSV, from the snapshot to the browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

import pandas as pd
from flask import Flask, Response, request, stream_with_context

from analytics.live import gems
from dashboard import briefs, budgets, doubts, heard_files, ranked_artists, recommended
from dashboard.context import Context
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


def tracks_url(where: str, sort: str, columns: str, provenance: bool = True, raw: bool = False) -> str:
    """The address that downloads exactly these rows and columns."""
    query = {"where": where, "sort": sort, "columns": columns}
    flags = {"provenance": "" if provenance else "0", "raw": "1" if raw else ""}
    return f"{TRACKS}?{urlencode({k: v for k, v in {**query, **flags}.items() if v})}"


def rejects_url(flt: RejectFilter) -> str:
    """The address that downloads exactly these rejected rows."""
    given = {"load": flt.load, "column": flt.column, "reason": flt.reason}
    return f"{REJECTS}?{urlencode({name: value for name, value in given.items() if value not in (None, '')})}"


def doubtful_url(kind: str, family: str) -> str:
    """The address that downloads the doubtful tags of a kind and family ('' all) that nobody has decided about."""
    return f"{DOUBTFUL}?{urlencode({name: value for name, value in (('kind', kind), ('family', family)) if value})}"


def between_url(one: str, two: str) -> str:
    """The address that downloads the tracks that live between two genres."""
    return f"{BETWEEN}?{urlencode({'one': one, 'two': two})}"


def confused_url(source: str, cell: Cell) -> str:
    """The address that downloads the tracks behind a cell of the confusion."""
    given = {"of": source, "truth": cell.truth, "answer": cell.answered, "inside": list(cell.inside)}
    return f"{CONFUSED}?{urlencode({name: value for name, value in given.items() if value}, doseq=True)}"


def map_url(layout: str, lasso: str) -> str:
    """The address that downloads the recordings inside a lasso of the map ('x,y;x,y;...')."""
    return f"{MAP}?{urlencode({'layout': layout, 'lasso': lasso})}"


def shortlist_url(name: str, order: str) -> str:
    """The address that downloads a shortlist in an order of warehouse/queries/shortlists.py."""
    return f"{SHORTLIST}?{urlencode({key: value for key, value in (('list', name), ('sort', order)) if value})}"


def recommend_url(state: Mapping[str, str]) -> str:
    """The address that downloads exactly the list of a state of Recommend."""
    return f"{RECOMMEND}?{urlencode({name: value for name, value in state.items() if value})}"


def artists_url(state: Mapping[str, str]) -> str:
    """The address that downloads exactly the artists of a state of the page, all its pages."""
    return f"{ARTISTS}?{urlencode({name: value for name, value in state.items() if value})}"


def brief_url(state: Mapping[str, str]) -> str:
    """The address that downloads every recording of a brief."""
    return f"{BRIEF}?{urlencode({name: value for name, value in state.items() if value})}"


def budget_url(state: Mapping[str, str]) -> str:
    """The address that downloads exactly the splits of a plan."""
    return f"{BUDGET}?{urlencode({name: value for name, value in state.items() if value})}"


def heard_url(job: int) -> str:
    """The address that downloads what was said of the sound files of a screening."""
    return f"{HEARD}?{urlencode({'job': job})}"


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
        return _answer(context, "map", lambda view: export_work.stream_lasso(view, layout, lasso, **how))

    _register_work(server, context)
    _register_confused(server, context)
    _register_shortlist(server, context)
    _register_budget(server, context)
    _register_recommend(server, context)
    _register_gems(server, context)
    _register_artists(server, context)
    _register_brief(server, context)
    _register_audit(server, context)
    _register_heard(server, context)


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


def _register_confused(server: Flask, context: Context) -> None:
    @server.get(CONFUSED)
    def confused_csv() -> Response:
        """CSV of the tracks behind a cell of the genre confusion. Raises FilterError, NoSnapshot."""
        asked, how = request.args, _how(request.args)
        cell = Cell(asked.get("truth", ""), asked.get("answer", ""), tuple(asked.getlist("inside")))
        source = asked.get("of", "")
        return _answer(context, "confused", lambda view: export_work.stream_confused(view, source, cell, **how))


def _register_shortlist(server: Flask, context: Context) -> None:
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


def _register_recommend(server: Flask, context: Context) -> None:
    @server.get(RECOMMEND)
    def recommend_csv() -> Response:
        """CSV of the recommendations that an address of the page asks for. Raises FilterError, NoSnapshot, BadArtefact."""
        found = recommended.find(context, recommended.read(request.args))
        frame, how = recommended.table(found), _how(request.args)
        asked = recommended.asked_words(found, recommended.names_of(context, found))
        return _answer(context, "recommend", lambda view: export_work.stream_frame(view, frame, asked, **how))


def _register_gems(server: Flask, context: Context) -> None:
    @server.get(GEMS)
    def gems_csv() -> Response:
        """CSV of the hidden gems of a filter, or of a listener, the most unusual first. Raises FilterError, NoSnapshot."""
        flt, how = parse(request.args.get("where", "")), _how(request.args)
        listener = request.args.get("listener", "")
        found = gems.gems_of(context.reader, flt, listener)
        asked = {"tracks": f"hidden gems; {flt.words}", "filter expression": flt.text or "(none)"}
        asked |= {"listener": listener} if listener else {}
        asked |= {"model": f"out of fold, run {found.run}", "sort": "z, largest first", "notes": " ".join(found.notes)}
        return _answer(context, "gems", lambda view: export_work.stream_frame(view, found.rows, asked, **how))

    @server.get(RANKED)
    def ranked_csv() -> Response:
        """CSV of the ranking of a filter by the weights of a score. Raises FilterError, NoSnapshot."""
        asked, how = (
            (parse(request.args.get("where", "")), parse_weights(request.args.get("score", ""))),
            _how(request.args),
        )
        return _answer(context, "ranked", lambda view: stream_scored(view, *asked, **how))


def _register_artists(server: Flask, context: Context) -> None:
    @server.get(ARTISTS)
    def artists_csv() -> Response:
        """CSV of the artists that an address of the page ranks. Raises FilterError, NoSnapshot."""
        found = ranked_artists.find(context, ranked_artists.read(request.args))
        frame, asked, how = ranked_artists.table(found), ranked_artists.asked_words(found), _how(request.args)
        return _answer(context, "artists", lambda view: export_work.stream_frame(view, frame, asked, **how))


def _register_brief(server: Flask, context: Context) -> None:
    @server.get(BRIEF)
    def brief_csv() -> Response:
        """CSV of the recordings of a brief. Raises FilterError, HomeError, NoSnapshot."""
        found, how = briefs.find(context, briefs.read(request.args)), _how(request.args)
        frame, asked = briefs.table(found), briefs.asked_words(found)
        return _answer(context, "brief", lambda view: export_work.stream_frame(view, frame, asked, **how))


def _register_budget(server: Flask, context: Context) -> None:
    @server.get(BUDGET)
    def budget_csv() -> Response:
        """CSV of the splits of a plan. Raises InputError, FilterError, NoSnapshot."""
        state, how = budgets.read(request.args), _how(request.args)
        found = budgets.answer(state)
        frame, asked = budgets.table(found), budgets.asked_words(state, found)
        return _answer(context, "budget", lambda view: export_work.stream_frame(view, frame, asked, **how))


def _register_audit(server: Flask, context: Context) -> None:
    @server.get(AUDIT)
    def audit_csv() -> Response:
        """CSV of every change of a person, about a subject. Raises NotAllowed to viewers, HomeError, NoSnapshot."""
        need_editor()
        if context.userdata is None:
            raise HomeError("Changes are not kept here.", "Start the dashboard with: repertoire serve")
        who, subject, how = request.args.get("who", ""), request.args.get("subject", ""), _how(request.args)
        lines = [asdict(line) for line in context.userdata.audit.lines(None, who, subject)]
        frame = pd.DataFrame(lines, columns=["at", "who", "subject", "what"]).astype({"at": "datetime64[s]"})
        asked = {
            "changes": f"by {who or 'everybody'}, about {subject or 'everything'}",
            "sort": "newest first",
            "at": "UTC",
        }
        return _answer(context, "audit", lambda view: export_work.stream_frame(view, frame, asked, **how))


def _register_heard(server: Flask, context: Context) -> None:
    @server.get(HEARD)
    def heard_csv() -> Response:
        """CSV of the sound files of a screening, a row a file. Raises FilterError, NoSnapshot."""
        job, how = request.args.get("job", ""), _how(request.args)
        files = heard_files.answers(context, job)
        frame, asked = heard_files.table(files), heard_files.asked_words(job, files)
        return _answer(context, "sound-files", lambda view: export_work.stream_frame(view, frame, asked, **how))


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
    """The pieces as a download; what is wrong with the question is raised before the answer has begun."""
    kind = request.args.get("format", "csv")
    if kind not in MIMETYPES:
        raise FilterError(f"There is no download as {kind[:20]!r}.", f"format is one of: {', '.join(MIMETYPES)}.")
    chunks = _stream(context, make, kind)
    first = next(chunks)
    headers = {"Content-Disposition": f'attachment; filename="repertoire-{name}.{kind}"'}
    return Response(stream_with_context(_with(first, chunks)), mimetype=MIMETYPES[kind], headers=headers)


def _stream(context: Context, make: Callable[[View], export.Pieces], kind: str) -> Iterator[bytes]:
    with context.reader.view() as view:
        pieces = make(view)
        yield from export_excel.stream_workbook(pieces) if kind == "xlsx" else pieces


def _with(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest
