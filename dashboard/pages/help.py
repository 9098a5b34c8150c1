"""Help: five minutes with each job, what the columns mean, how addresses, filters and exports work. Links only, no data."""

from __future__ import annotations

from dash import Dash, dcc, html

from dashboard import shell
from dashboard.components import card, tour
from dashboard.components.glossary import span
from dashboard.context import Context
from dashboard.guides import GUIDES, Guide
from warehouse.features import FEATURES, Feature

PATH, NAME = "/help", "Help"
NEEDS_TRACKS = False


GENERAL = (
    ("Every view is a link", "Filters, sort and columns are in the address: copy it (the chain at the top), send it, go back."),
    ("What you see is what you export", "A download has all rows of the list on screen, in its order, and says their source."),
    ("n, unit, interval, date", "Each figure says how many rows it stands on; the (i) says how it was computed."),
    ("Associated, never caused", "Popularity and tags are what the sources say; models tell what goes together with them."),
    ("Without the mouse", "/ searches, ? lists all keys, g and a letter opens a page, Tab reaches everything."),
)  # fmt: skip


def layout(context: Context, /, **_query: str) -> html.Div:
    """Guides by job, how things work here, the columns."""
    about = context.about()
    demo = "These are made-up data. " if about and about.demo else ""
    load = dcc.Link("Load your own", href="/data")
    scope = html.Span([demo, load, ": tracks, plays, charts, playlists"])
    rows = [_step_card(guide) for guide in GUIDES]
    return shell.page(
        shell.page_header("Five minutes with each job", scope, [tour.again()]),
        shell.columns(*rows),
        shell.columns(_general(), _glossary()),
        id="help-page",
    )


def register_callbacks(app: Dash, context: Context) -> None:
    """Nothing on this page changes."""


def _step_card(guide: Guide) -> html.Section:
    steps = [html.Li([dcc.Link(step.words, href=step.href), html.Span(f" {step.look}")]) for step in guide.steps]
    return card(html.Ol(steps, className="rp-steps"), title=guide.job, how=guide.asks, columns=6)


def _general() -> html.Section:
    said = [part for name, text in GENERAL for part in (html.Dt(name), html.Dd(text))]
    return card(html.Dl(said), title="How things work here", columns=4)


def _glossary() -> html.Section:
    head = html.Thead(html.Tr([html.Th(name, scope="col") for name in ("Column", "In filters", "Range", "Means")]))
    body = html.Tbody([_row(feature) for feature in FEATURES])
    table = html.Table([head, body], className="rp-table", **{"aria-label": "Columns"})
    return card(
        html.Div(table, tabIndex=0, style={"maxHeight": "26rem", "overflow": "auto"}, role="group",
                 **{"aria-label": "Columns, scrolls"}),
        id="columns", title=f"{len(FEATURES)} columns of a track", how="The middle name is what a filter takes.", columns=8,
    )  # fmt: skip


def _row(feature: Feature) -> html.Tr:
    return html.Tr(
        [html.Td(feature.label), html.Td(html.Code(feature.name)), html.Td(span(feature)), html.Td(feature.help)]
    )
