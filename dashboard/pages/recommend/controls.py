"""The controls of Recommend: for whom, what is liked, mood, dials; and what stands in the list by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import dcc, html

from analytics.live import recommend_names
from dashboard import format as fmt
from dashboard.components import button, checks, segmented
from dashboard.components.icons import icon
from dashboard.context import Context
from dashboard.pages._track_options import SUGGESTED, track_options
from dashboard.pages.recommend import ids
from dashboard.recommended import LENGTHS, Found, State

ADDED = {"like": "Like", "dislike": "Dislike", "keep": "Keep in", "out": "Keep out"}
WAYS = {"known": "With what was heard already", "tired": "With what was shown on 3 days or more"}
AGAINST = {"newest": "Newest feedback", "all": "All feedback"}
ENDS = {"dial": ("familiar", "deep cuts"), "diversity": ("best", "varied"), "alike": ("any", "alike")}


def controls(context: Context, state: State) -> html.Section:
    """All controls, set from the address."""
    kind = recommend_names.kind(context.reader)
    boxes = [
        _field("For", _profile(context, state), "A listener of the plays, or a name for a list of your own"),
        _field(f"Add {'an artist' if kind == 'artist' else 'a track'}", _add(kind), ""),
        _field("Mood, in words", _mood(state), "For instance: calm but danceable, not explicit"),
    ]
    dials = [
        _field("Familiar or deep cut", _slider(ids.DIAL, state.dial, "dial"), ""),
        _field("Diversity", _slider(ids.DIVERSITY, state.diversity, "diversity"), ""),
        _field("Least likeness to what is liked", _slider(ids.ALIKE, state.alike, "alike"), ""),
    ]
    ways = checks(ids.WAYS, WAYS, [name for name in WAYS if getattr(state, name)], "rp-recommend-ways")
    lengths = [*map(str, LENGTHS), *([] if state.n in LENGTHS else [str(state.n)])]
    last = [html.Span("Rows", className="rp-soft"), segmented(ids.LENGTH, lengths, str(state.n), "Rows"), ways]
    return html.Section(
        [
            html.Div(boxes, className="rp-recommend-fields"),
            html.Div(dials, className="rp-recommend-fields"),
            html.Div(last, className="rp-recommend-line"),
            html.Div(id=ids.MOOD_SAID, **{"aria-live": "polite"}),
            html.Div(id=ids.SEEDS, className="rp-recommend-seeds"),
        ],
        className="rp-card rp-recommend-controls",
        **{"aria-label": "What is recommended"},
    )


def _field(label: str, control: Any, help: str) -> html.Fieldset:
    return html.Fieldset(
        [html.Legend(label, className="rp-field-label", title=help or None), control], className="rp-field"
    )


def _profile(context: Context, state: State) -> dcc.Dropdown:
    return dcc.Dropdown(
        id=ids.PROFILE,
        options=profile_options(context, "", state.profile),
        value=state.profile or None,
        placeholder="Listener, or a name of your own",
        maxHeight=320,
    )


def _add(kind: str) -> html.Div:
    box = dcc.Dropdown(id=ids.ADD, options=[], placeholder="Title or name", maxHeight=320)
    return html.Div([box, segmented(ids.ADD_AS, ADDED, "like", "What is added")], className="rp-recommend-add")


def _mood(state: State) -> dcc.Input:
    return dcc.Input(
        id=ids.MOOD, value=state.mood, debounce=True, placeholder="calm but danceable, not explicit", autoComplete="off"
    )


def _slider(id: str, value: int, name: str) -> html.Div:
    slider = dcc.Slider(
        id=id, min=0, max=100, step=5, value=value, marks=None, updatemode="mouseup",
        tooltip={"placement": "top"}, allow_direct_input=False,
    )  # fmt: skip
    return html.Div([slider, html.Div([html.Span(end) for end in ENDS[name]], className="rp-recommend-ends")])


def profile_options(context: Context, text: str, chosen: str = "") -> list[dict[str, str]]:
    """Names that feedback is kept under, and the typed one: names of listeners themselves are not published, so a
    listener is found by the whole name."""
    store = context.userdata.feedback if context.userdata else None
    found = [] if store is None else store.profiles(text.strip(), SUGGESTED)
    options = {name: f"{name}: {fmt.plural(n, 'verdict')} given" for name, n in found}
    for name in filter(None, (text.strip()[:120], chosen)):
        heard = recommend_names.history_size(context.reader, name)
        if heard is not None:
            options[name] = f"{name}: listener of {fmt.plural(heard, recommend_names.kind(context.reader))}"
        else:
            options.setdefault(name, f"{name}: a name of your own")
    return [{"value": name, "label": words, "search": f"{text} {name}"} for name, words in options.items()]


def item_options(context: Context, text: str) -> list[dict[str, str]]:
    """Items that a text finds: of the recommender where those are artists, tracks of the catalogue otherwise."""
    if recommend_names.kind(context.reader) == "track":
        return track_options(context, text)
    rows = recommend_names.search(context.reader, text, SUGGESTED)
    return [
        {"value": item, "label": f"{name}: {fmt.plural(heard, 'listener')}", "search": f"{text} {name}"}
        for item, name, heard in rows
    ]


def mood_said(found: Found) -> Any:
    """The mood as the filter it became, and what was not understood."""
    if not found.state.mood:
        return None
    shown = [html.Span(words, className="rp-tag rp-on") for words in found.mood.shown]
    problems = [html.Span(words, className="rp-soft") for words in found.mood.problems]
    lead = [html.Span("Only", className="rp-soft")] if shown else []
    return html.Div([*lead, *shown, *problems], className="rp-recommend-line")


def seeds(found: Found, names: Mapping[str, str]) -> Any:
    """What the address says by hand: seeds with their weights, items kept in and out, each with a way to take it away."""
    state = found.state
    chips = [_seed("Like", item, weight, names) for item, weight in state.like]
    chips += [_seed("Dislike", item, weight, names) for item, weight in state.dislike]
    chips += [_plain("In", item, names) for item in state.keep]
    chips += [_plain("Out", item, names) for item in state.out]
    lack = (
        "No seeds beside what was heard and said."
        if state.profile
        else "No seeds: add what is liked, or choose a listener."
    )
    return chips or html.Span(lack, className="rp-soft")


def _seed(word: str, item: str, weight: float, names: Mapping[str, str]) -> html.Span:
    name = names.get(item, item)
    less = _small("less", item, "−", f"{word} {name} less")
    more = _small("more", item, "+", f"{word} {name} more")
    words = [html.Span(word, className="rp-chip-name"), f" {name}"]
    return html.Span([html.Span(words), less, html.B(f"{weight:g}"), more, _drop(item, name)], className="rp-chip")


def _plain(word: str, item: str, names: Mapping[str, str]) -> html.Span:
    name = names.get(item, item)
    words = [html.Span(word, className="rp-chip-name"), f" {name}"]
    return html.Span([html.Span(words), _drop(item, name)], className="rp-chip")


def _small(what: str, item: str, sign: str, label: str) -> html.Button:
    return html.Button(
        sign, id=ids.do(what, item), className="rp-link", n_clicks=0, title=label, **{"aria-label": label}
    )


def _drop(item: str, name: str) -> html.Button:
    label = f"Remove {name}"
    return html.Button(
        icon("close"), id=ids.do("drop", item), className="rp-remove", n_clicks=0, title=label, **{"aria-label": label}
    )


def undo() -> html.Span:
    """What was just said, with the way to take it back."""
    back = button("Undo", ids.UNDO, small=True, icon_name="undo", style={"display": "none"})
    return html.Span([html.Span(id=ids.SAID, className="rp-soft", role="status"), back], className="rp-recommend-undo")
