"""The form of a candidate: a slider a feature over the band of the stated genre, and what else is known of the track."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from dash import dcc, html

from analytics.live.candidates import Candidate
from dashboard import format as fmt
from dashboard.components import button, card
from dashboard.components.feature_control import step
from dashboard.components.icons import data_uri
from dashboard.pages.screening.ids import SEARCH
from dashboard.pages.screening.state import MORE, NONE, SLIDERS, UNKNOWN, Start, State, ends_of, rounded, shown
from dashboard.urlstate import link
from warehouse.features import by_name

GENRE, LESS, COUNT, RESET = (f"screening-{part}" for part in ("genre", "less", "count", "reset"))
TITLE, ARTIST, ALBUM = (f"screening-{part}" for part in ("title", "artist", "album"))
HEADING = "screening-form-head"
CURVE_WIDTH, CURVE_HEIGHT = 44, 22


def slider_id(name: str) -> str:
    """The id of a feature's control."""
    return part_id("value", name)


def part_id(part: str, name: str) -> str:
    """The id of what stands beside a slider: text, band, curve."""
    return f"screening-{part}-{name.replace('_', '-')}"


def form(
    state: State, base: Candidate, now: Candidate, ends: Mapping[str, tuple[float, float]], genres: Sequence[str]
) -> html.Section:
    """The card at the left. base : where the page starts ; now : with the changes ; ends : of each slider."""
    rows = [_row(name, now.values.get(name), ends[name]) for name in SLIDERS]
    head = html.Div(
        [
            html.Span("Measured"),
            html.Span("Value", className="rp-right"),
            html.Span("Catalogue range"),
            html.Span("If changed"),
        ],
        className="rp-screen-row rp-screen-head",
    )
    stated = state.genre if state.genre is not None else now.genre
    unknown = [name for name in SLIDERS if name not in now.values]
    section = card(
        html.Div([head, *rows], className="rp-screen-form"),
        _more(now, unknown),
        id="screening-form",
    )
    top = html.Div(html.Div(id=HEADING), className="rp-card-head")
    section.children = [top, *section.children, _foot(stated, genres, state)]
    return section


def begin(start: Start, now: Candidate) -> html.Section:
    """The card on top: what is screened, and the way to begin with a track of the catalogue."""
    name = now.title or ("Untitled track" if start.known else "A track of your own")
    about = "; ".join(now.artists) or ("from the catalogue" if start.known else "from the middle of the catalogue")
    search = dcc.Dropdown(id=SEARCH, options=[], value=None, placeholder="Catalogue track", searchable=True)
    words = html.Div([html.B(name, className="rp-ellipsis"), html.Div(about, className="rp-soft rp-ellipsis")])
    chooser = html.Div(search, className="rp-screen-search", title="Start from a track of the catalogue")
    return html.Section([html.Div(words, style={"minWidth": 0}), chooser], className="rp-card rp-screen-start")


def _row(name: str, value: float | None, ends: tuple[float, float]) -> html.Div:
    feature, (low, high) = by_name()[name], ends
    slider = dcc.Slider(
        id=slider_id(name),
        min=low,
        max=high,
        step=step(feature),
        value=low if value is None else rounded(name, value),
        marks=None,
        included=False,
        allow_direct_input=False,
        updatemode="mouseup",
        className="rp-screen-slider",
    )
    over = html.Div(
        [html.Span(id=part_id("band", name), className="rp-screen-band", style={"display": "none"}), slider],
        className="rp-screen-track",
    )
    return html.Div(
        [
            html.Span(feature.label, title=feature.help, className="rp-screen-name"),
            html.Span(shown(name, value), id=part_id("text", name), className="rp-screen-value"),
            over,
            html.Span(id=part_id("curve", name), className="rp-screen-curve"),
        ],
        id=part_id("row", name),
        className="rp-screen-row" + ("" if value is not None else " rp-screen-unknown"),
        role="group",
        **{"aria-label": feature.label},
    )


def _more(now: Candidate, unknown: Sequence[str]) -> html.Details:
    """What is known beside the sliders: words, codes, the year, and which measurements are missing."""
    names = [{"value": name, "label": by_name()[name].label} for name in SLIDERS]
    fields = [
        _field("Title", _text(TITLE, now.title)),
        _field("Artists, main first, ; between them", _text(ARTIST, "; ".join(now.artists))),
        _field("Album", _text(ALBUM, now.album)),
        *[_field(by_name()[name].label, _code(name, now.values.get(name))) for name in MORE],
        _field(
            "Not measured",
            dcc.Dropdown(
                id=LESS, options=names, value=list(unknown), multi=True, placeholder="everything is", searchable=False
            ),
        ),
    ]
    words = "More about the track: words, key, year, what is not measured"
    return html.Details([html.Summary(words), html.Div(fields, className="rp-screen-more")], className="rp-soft")


def _field(label: str, control: Any) -> html.Div:
    return html.Div([html.Label(label, htmlFor=control.id, className="rp-field-label"), control], className="rp-field")


def _text(id: str, value: str) -> dcc.Input:
    return dcc.Input(id=id, type="text", value=value, debounce=True, maxLength=300, autoComplete="off")


def _code(name: str, value: float | None) -> Any:
    """A year as a number; a code by its name; '' is not known."""
    feature = by_name()[name]
    if name == "release_year":
        return dcc.Input(
            id=slider_id(name), type="number", value=None if value is None else int(value), debounce=True,
            min=feature.low, max=feature.high, step=1, placeholder="not known",
        )  # fmt: skip
    low, high = (int(end) for end in ends_of(feature))
    codes = [{"value": str(code), "label": fmt.value(feature, code)} for code in range(low, high + 1)]
    options = [{"value": UNKNOWN, "label": "not known"}, *codes]
    chosen = UNKNOWN if value is None else str(int(value))
    return dcc.Dropdown(id=slider_id(name), options=options, value=chosen, clearable=False, searchable=False)


def _foot(stated: str, genres: Sequence[str], state: State) -> html.Div:
    options = [{"value": NONE, "label": "none stated"}, *({"value": name, "label": name} for name in genres)]
    chooser = dcc.Dropdown(id=GENRE, options=options, value=stated or NONE, clearable=False, maxHeight=320)
    return html.Div(
        [
            html.Label("Stated genre", htmlFor=GENRE),
            html.Div(chooser, className="rp-screen-genre"),
            html.Span(fmt.plural(state.changes, "change"), id=COUNT, className="rp-push"),
            html.Span(button("Reset", small=True, href="/screening"), id=RESET),
        ],
        className="rp-card-foot rp-filled",
    )


def reset_link(state: State) -> Any:
    """The way back to the start: the same track and stated genre, nothing changed."""
    return button("Reset", small=True, href=link("/screening", **State("form", state.track, state.genre).params()))


def band_style(name: str, bands: pd.DataFrame, ends: tuple[float, float]) -> dict[str, str]:
    """Where the middle 80% of a group lies on a slider, whose handle keeps half its width from the ends."""
    found = bands[bands["feature"] == name]
    low, high = ends
    if found.empty or high <= low:
        return {"display": "none"}
    left, right = (min(max((float(found[q].iloc[0]) - low) / (high - low), 0.0), 1.0) for q in ("q10", "q90"))
    return {"left": f"calc(5px + (100% - 10px) * {left:.4f})", "width": f"max(4px, (100% - 10px) * {right - left:.4f})"}


def curve(values: Sequence[float], at: float | None, scale: tuple[float, float]) -> html.Span | None:
    """Expected popularity along a feature's range with a dot at the track: a line 44 by 22, all on one scale.

    at : place of the dot, 0 to 1 ; scale : lowest and highest value of all curves.
    """
    if len(values) < 2:
        return None
    low, high = scale
    reach = (high - low) or 1.0

    def place(share: float, value: float) -> tuple[float, float]:
        return 2 + (CURVE_WIDTH - 4) * share, CURVE_HEIGHT - 3 - (CURVE_HEIGHT - 6) * (value - low) / reach

    points = [place(i / (len(values) - 1), value) for i, value in enumerate(values)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    grey = f"<polyline points='{line}' fill='none' stroke='black' stroke-width='1.4' stroke-linejoin='round'/>"
    layers = [(grey, "rp-spark-context")]
    if at is not None:
        share = min(max(at, 0.0), 1.0) * (len(values) - 1)
        before = min(int(share), len(values) - 2)
        value = values[before] + (share - before) * (values[before + 1] - values[before])
        x, y = place(share / (len(values) - 1), value)
        layers.append((f"<circle cx='{x:.1f}' cy='{y:.1f}' r='2.6'/>", ""))
    words = f"expected popularity from {min(values):.0f} to {max(values):.0f} along its range"
    head = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {CURVE_WIDTH} {CURVE_HEIGHT}'>"
    spans = [
        html.Span(className=tint, style={"--rp-shape": data_uri(f"{head}{shape}</svg>")}) for shape, tint in layers
    ]
    return html.Span(spans, className="rp-spark", role="img", title=words.capitalize(), **{"aria-label": words})
