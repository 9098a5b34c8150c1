"""The report on a candidate: gathered from the models and the warehouse, and downloaded as one file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from dash import Dash, Input, Output, html
from flask import Response, request

from analytics.live import nearest, score
from analytics.live import variants as judging
from dashboard import format as fmt
from dashboard.components import icon
from dashboard.context import Context
from dashboard.pages.screening import answers, ask, sheet
from dashboard.pages.screening import state as states
from dashboard.pages.screening.ids import DATA
from dashboard.pages.screening.sheet import Sheet
from dashboard.pages.screening.state import MORE, SLIDERS, State
from dashboard.urlstate import link
from warehouse.features import by_name

PATH, LINK, FILE = "/report/screening.html", "screening-report", "repertoire-screening.html"
ABOUT = ("form", "variants")
"""Parts of the page that are about one candidate."""


def button(state: State) -> html.A:
    """The way to the file; hidden where the page is about something else than one candidate."""
    words = [icon("download"), "Report"]
    about = "One page to send or print: everything said of this track"
    shown = {} if state.tab in ABOUT else {"display": "none"}
    return html.A(words, id=LINK, href=address(state.params()), className="rp-button", title=about, style=shown)


def address(params: Mapping[str, str]) -> str:
    """Where the report on a state is."""
    return link(PATH, **{name: value for name, value in params.items() if name != "tab"})


def register_callbacks(app: Dash, context: Context) -> None:
    """The link follows the state; the file is made when it is asked for."""

    @app.callback(Output(LINK, "href"), Input(DATA, "data"))
    def follow(data: dict[str, str] | None) -> str:
        return address(data or {})

    @app.server.get(PATH)
    def file() -> Response:
        """The report on the state that the address says. Raises FilterError, NoSnapshot."""
        text = sheet.page(gathered(context, states.read(request.args), dt.datetime.now(dt.UTC)))
        headers = {"Content-Disposition": f'attachment; filename="{FILE}"'}
        return Response(text, mimetype="text/html", headers=headers)


def gathered(context: Context, state: State, now: dt.datetime) -> Sheet:
    """What the page says of a state. now : when the report is written. Raises FilterError."""
    candidate, reader = states.candidate(context, state), context.reader
    told, every = ask.told(context, state), states.variants_of(context, state)
    group, bands = ask.compared(context, state)
    fall = score.why(reader, candidate)
    parts = [answers.part_of(part.feature, part.value, part.contribution) for part in fall.parts] if fall else []
    start = states.start(context, state)
    return Sheet(
        title=candidate.title or ("Untitled track" if start.known else "A track of your own"),
        artists="; ".join(candidate.artists),
        stated=candidate.genre,
        told=told,
        bins=ask.popularity_bins(context, told),
        group=group or "the catalogue",
        measured=[_measured(name, candidate.values.get(name), bands) for name in (*SLIDERS, *MORE)],
        missing=[by_name()[name].label for name in SLIDERS if name not in candidate.values],
        why=(fall.base, parts, fall.total) if fall else None,
        near=nearest.nearest(reader, candidate),
        found=judging.compare(reader, every) if len(every) > 1 else [],
        trust=ask.trust(context),
        lines=ask.lines(context),
        demo=reader.snapshot.demo,
        written=f"{fmt.moment(now)} UTC",
    )


def _measured(name: str, value: float | None, bands: Any) -> tuple[str, str, str]:
    feature = by_name()[name]
    known = bands[bands["feature"] == name]
    shown = fmt.MISSING if value is None else fmt.value(feature, bool(value) if feature.kind == "flag" else value)
    if known.empty or name not in SLIDERS:
        return feature.label, shown, ""
    ends = (fmt.value(feature, float(known[end].iloc[0])) for end in ("q10", "q90"))
    return feature.label, shown, fmt.span(*ends)
