"""The rows of the page that are work: doubtful tags beside drift, the map of overlaps beside the tracks between."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, ctx, dcc, html
from dash.exceptions import PreventUpdate

from analytics.live.drift import Drift, genre_drift
from dashboard import doubts, jobs, shell, shortlisting
from dashboard.context import Context
from dashboard.doubts import Doubts
from dashboard.pages import _waiting
from dashboard.pages._slots import address_outputs, changed, filled, slot, slot_outputs
from dashboard.pages.genres import cards, data, doubtful, mixing, moving
from dashboard.theme import as_theme
from warehouse.errors import FilterError
from warehouse.features import by_name
from warehouse.queries import genre_work


def doubts_of(context: Context) -> Doubts | None:
    """The doubtful tags, None before tags were judged."""
    return context.reader.cached(("doubts",), doubts.read)


def mixed_of(context: Context) -> mixing.Mixed | None:
    """The overlaps, None before tags were judged."""
    return context.reader.cached(("mixed",), mixing.read)


def drift_of(context: Context) -> Drift:
    """Drift of the genres of the model's vocabulary."""
    vocabulary = data.of(context).vocabulary
    return context.reader.cached(("drift", vocabulary), lambda view: genre_drift(view, vocabulary))


def first_row(context: Context, found: data.Judged, asked: dict[str, str]) -> list[Any]:
    """Doubtful tags, or how to get them, and drift. Raises FilterError for what the address cannot mean."""
    if asked["doubt"] not in doubtful.KINDS:
        raise FilterError(f"There is no doubt {asked['doubt']}.", f"Kinds: {', '.join(doubtful.KINDS)}.")
    batch = dcc.Store(id=doubtful.BATCH)
    there = doubts_of(context)
    listed = doubtful.section(asked["doubt"], asked["decided"] == "1")
    genres = sorted(found.report["genre"])
    genre, feature = asked["genre"] or moving.usual(drift_of(context), genres), asked["feature"]
    if genre not in genres:
        raise FilterError(f"The model knows no genre {genre}.", f"Genres: {', '.join(genres[:12])} ...")
    if feature and feature not in {f.name for f in genre_work.measures()}:
        raise FilterError(f"{feature} is no measure.", f"Measures: {', '.join(f.name for f in genre_work.measures())}.")
    if there is None:
        # The list is there but hidden: its callbacks listen to controls outside it, and Dash wants all or none of them.
        return [
            batch,
            html.Div(listed, hidden=True),
            _waiting_for(context),
            _drift_slot(genres, genre, feature, drift_of(context).dated),
        ]
    return [batch, listed, _drift_slot(genres, genre, feature, drift_of(context).dated)]


def _drift_slot(genres: list[str], genre: str, feature: str, dated: bool) -> html.Section:
    """The card of drift; low where no period can be drawn."""
    made = slot(moving.ID, 4, moving.HEIGHT if dated else 60, "chart" if dated else "text")
    made.children.insert(1, html.Div(moving.controls(genres, genre, feature), className="rp-card-body pb-0"))
    return made


def _waiting_for(context: Context) -> html.Section:
    job = jobs.newest(context, jobs.OOF)
    return doubtful.waiting(job, _labelled(context), _waiting.now(), context.userdata is not None)


def _labelled(context: Context) -> int:
    return int(data.of(context).card["data"]["tracks"])


def state(context: Context) -> Any:
    """What stands in the card before tags were judged."""
    job = jobs.newest(context, jobs.OOF)
    return doubtful.state(job, _labelled(context), _waiting.now(), context.userdata is not None)


def second_row(context: Context, asked: dict[str, str]) -> list[Any]:
    """The map of overlaps and the tracks between; nothing before tags were judged. Raises FilterError."""
    found = mixed_of(context)
    if found is None:
        return []
    return [shell.columns(slot(mixing.MAP, 5, mixing.HEIGHT), mixing.section(found, found.pair(asked["pair"])))]


def doubt_words(doubt: str | None, show: bool | None) -> dict[str, str]:
    """What the address says of the list of doubtful tags; '' for what is usual."""
    return {"doubt": "" if doubt in (None, "far") else str(doubt), "decided": "1" if show else ""}


def drift_words(context: Context, genre: str | None, feature: str | None) -> dict[str, str]:
    """What the address says of drift; '' for what is usual."""
    usual = moving.usual(drift_of(context), sorted(data.of(context).report["genre"]))
    return {"genre": "" if genre in (None, usual) else str(genre), "feature": feature or ""}


def pair_words(context: Context, pair: str | None) -> dict[str, str]:
    """What the address says of the pair of genres; '' for the strongest."""
    return {"pair": "" if pair in (None, mixing.written(*_mixed(context).pair(""))) else str(pair)}


def _register_address(app: Dash, context: Context) -> None:
    @app.callback(
        *address_outputs(),
        Input(doubtful.KIND, "value"),
        Input(doubtful.SHOW, "value"),
        *where_states(),
        prevent_initial_call=True,
    )
    def doubt(kind: str | None, show: bool | None, path: str, search: str) -> Any:
        return written(path, search, doubt_words(kind, show))

    @app.callback(
        *address_outputs(),
        Input(moving.GENRE, "value"),
        Input(moving.FEATURE, "value"),
        *where_states(),
        prevent_initial_call=True,
    )
    def moved(genre: str | None, feature: str | None, path: str, search: str) -> Any:
        return written(path, search, drift_words(context, genre, feature))

    @app.callback(*address_outputs(), Input(mixing.PAIR, "value"), *where_states(), prevent_initial_call=True)
    def mixed(pair: str | None, path: str, search: str) -> Any:
        return written(path, search, pair_words(context, pair))


def where_states() -> list[State]:
    """Path and query of the address, as the last two arguments of a callback that writes it."""
    return [State(shell.LOCATION, "pathname"), State(shell.LOCATION, "search")]


def written(path: str, search: str, words: dict[str, str]) -> Any:
    """Values of `address_outputs`. Raises PreventUpdate when the page is another or says this already."""
    if path != "/genres" or ctx.triggered_id is None:
        raise PreventUpdate
    return changed(path, search, **words)


def register(app: Dash, context: Context) -> None:
    """Drift of the chosen genre and feature, the map, the tracks between the chosen pair, and the address of all."""
    _register_address(app, context)

    @app.callback(
        slot_outputs(moving.ID),
        Input(moving.GENRE, "value"),
        Input(moving.FEATURE, "value"),
        Input(shell.THEME, "data"),
    )
    def drift(genre: str | None, feature: str | None, theme: str) -> Any:
        if not genre or (feature and feature not in by_name()):
            raise PreventUpdate
        lines = cards.lines(data.of(context))
        return filled(moving.card(drift_of(context), genre, feature or "", as_theme(theme), lines))

    @app.callback(slot_outputs(mixing.MAP), Input("genres-run", "data"), Input(shell.THEME, "data"))
    def overlaps(_run: str, theme: str) -> Any:
        return filled(mixing.map_card(_mixed(context), as_theme(theme), cards.lines(data.of(context))))

    @app.callback(
        Output(mixing.GRID, "rowData"),
        Output(mixing.GRID, "columnDefs"),
        *slot_outputs(mixing.LIST),
        Output(mixing.FILES, "children"),
        Input(mixing.PAIR, "value"),
    )
    def between(text: str | None) -> Any:
        found = _mixed(context)
        pair = found.pair(text or "")
        tracks = context.reader.cached(("between", pair), lambda view: genre_work.between(view, *pair))
        head = mixing.list_card(found, pair, tracks, cards.lines(data.of(context)))
        return mixing.rows(tracks), mixing.columns(*pair), *filled(head), mixing.files(pair, tracks)

    shortlisting.register(
        app, context, mixing.LIST, lambda text: _between_ids(context, text), State(mixing.PAIR, "value")
    )

    @app.callback(Output(mixing.PAIR, "value"), Input(f"{mixing.MAP}-graph", "clickData"), prevent_initial_call=True)
    def pick(click: Any) -> str:
        text = mixing.clicked(_mixed(context), click) if click else ""
        if not text:
            raise PreventUpdate
        return text


def _mixed(context: Context) -> mixing.Mixed:
    found = mixed_of(context)
    if found is None:
        raise PreventUpdate
    return found


def _between_ids(context: Context, text: str | None) -> list[str]:
    pair = _mixed(context).pair(text or "")
    found = context.reader.cached(("between", pair), lambda view: genre_work.between(view, *pair))
    return [str(one) for one in found["track_id"]]
