"""What a column means, wherever its name stands: hover cards over table heads and axis titles, from FEATURES."""

from __future__ import annotations

import json

from dash import dcc, html

from dashboard import format as fmt
from warehouse import features
from warehouse.features import Feature

ID = "rp-glossary"


def glossary() -> html.Div:
    """The card, empty and hidden, with every term it can show (assets/glossary.js)."""
    terms = {feature.label: told(feature) for feature in features.FEATURES}
    parts = [
        html.B(className="rp-term"),
        html.P(className="rp-meaning"),
        html.P([html.Code(), html.Span(className="rp-soft")]),
        dcc.Link("All columns", href="/help#columns"),
    ]
    return html.Div(
        parts, id=ID, hidden=True, role="tooltip", className="rp-glossary", **{"data-terms": json.dumps(terms)}
    )


def told(feature: Feature) -> dict[str, str]:
    """What the card says of a column: its meaning, its name in filters, the values it takes."""
    return {"means": feature.help, "name": feature.name, "range": span(feature)}


def span(feature: Feature) -> str:
    """The values that a column takes, with the unit; the unit alone where it holds words."""
    if feature.low is None or feature.high is None:
        return feature.unit
    show = str if "year" in feature.name else fmt.number
    ends = " to ".join(show(end) for end in (feature.low, feature.high))
    return ends if feature.unit in ("", ends) else f"{ends} {feature.unit}"
