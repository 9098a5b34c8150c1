"""The card that takes a file: a place to drop it, what can be said about it, how far it is. assets/data.js sends it."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from dashboard.components import button, card
from dashboard.uploads import FIND_OUT, KINDS, UPLOAD, most_bytes
from warehouse.settings import Settings

WATCHED, PANEL, PAGE = "data-watched", "data-outcome", "data-upload"


def card_of(settings: Settings, watched: int | None, outcome: Any) -> html.Section:
    """The card; `watched` is the job whose outcome it shows, `outcome` how that stands now."""
    return card(
        dcc.Store(id=WATCHED, data=watched),
        _drop(settings),
        _details(),
        _sending(),
        html.Div(outcome, id=PANEL, className="rp-outcome"),
        title="Load a file",
        how="It is recognised by its content, checked row by row, and published when all of it is in.",
        id=PAGE,
    )


def _drop(settings: Settings) -> html.Div:
    """Where a file is dropped; the button opens the browser's own chooser."""
    limits = f"CSV, TSV, Parquet, JSON, NDJSON, also as .gz or .zst; up to {settings.upload_mb:,} MB"
    return html.Div(
        [button("Choose a file", "data-choose", icon_name="upload"), html.Span("or drop it here"), html.Small(limits)],
        className="rp-drop rp-drop-file",
        **{"data-rp-upload": UPLOAD, "data-rp-most": str(most_bytes(settings)), "data-rp-most-words": limits},
    )


def _details() -> html.Details:
    """What the reader may say about the file; empty means that Repertoire finds out."""
    kinds = [{"label": "Find out", "value": FIND_OUT}, *({"label": kind.capitalize(), "value": kind} for kind in KINDS)]
    fields = [
        _field("Kind", dbc.Select(id="data-kind", options=kinds, value=FIND_OUT, class_name="rp-input")),
        _field(
            "Collection",
            dcc.Input(
                id="data-collection", type="text", placeholder="the file's name", maxLength=200, autoComplete="off"
            ),
        ),
        _field("Data as of", dbc.Input(id="data-as-of", type="date", class_name="rp-input")),
    ]
    return html.Details([html.Summary("Say more about it"), html.Div(fields, className="rp-upload-fields")])


def _field(label: str, control: Any) -> html.Div:
    return html.Div([html.Label(label, htmlFor=control.id, className="rp-field-label"), control], className="rp-field")


def _sending() -> html.Div:
    """How much of a file has been sent; shown and filled by the browser."""
    bar = html.Div(html.Span(), className="rp-progress", role="progressbar", **{"aria-label": "Sending the file"})
    words = html.Div([html.B("", className="rp-sending-words"), button("Cancel", "data-stop-sending", small=True)])
    problem = html.Div([html.P(""), html.Span("", className="rp-soft")], className="rp-state rp-error", role="alert")
    return html.Div(
        [
            html.Div([words, bar], className="rp-sending rp-hidden", role="status"),
            html.Div(problem, className="rp-refused rp-hidden"),
        ]
    )
