"""The parts of the page of artists: its words, the switches, the figure, the table with its tools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from dash import dcc, html

from analytics.live import artists as live
from dashboard import downloads
from dashboard import format as fmt
from dashboard.components import Column, Method, chart_card, chip, empty, html_table, icon, more_ways
from dashboard.figures.artists import rising_scatter
from dashboard.ranked_artists import FILE, MOST_COMPARED, ORDERS, PATH, ROWS, Found, State, change_words
from dashboard.theme import Theme
from dashboard.urlstate import link


def finding(found: Found) -> str:
    """The h1: how many stand beyond what is usual, and who first."""
    rows, measure = found.ranking.rows, found.ranking.measure
    if rows.empty:
        return "No artist can be ranked here"
    if measure.key == "popularity":
        return f"{fmt.plural(len(rows), 'artist')} by popularity; nothing in these data says who rises"
    if rows["z"].isna().all():
        return f"{fmt.plural(len(rows), 'artist')}, too few to say who moves beyond their size"
    up = int((rows["found"] & (rows["z"] > 0)).sum())
    if measure.key == "headroom":
        many = fmt.plural(up, "artist") if up else "No artist"
        return f"{many} of {fmt.number(len(rows))} stand{'' if up > 1 else 's'} lower than expected, beyond luck"
    if not up:
        return f"No artist rises beyond what is usual for their size (n = {fmt.number(len(rows))})"
    return f"{fmt.plural(up, 'artist')} of {fmt.number(len(rows))} rise beyond what is usual for their size"


def scope(found: Found) -> list[Any]:
    """Measure, period, n, and what is to be said about it."""
    ranking = found.ranking
    said = ranking.measure.change
    parts = [f"{said[:1].upper()}{said[1:]}, {ranking.period}", fmt.n(len(ranking.rows), "artists"), *ranking.notes]
    return [html.Span(" · ".join(parts[:2])), *(html.Span(f" · {note}") for note in parts[2:])]


def controls(found: Found, genres: Sequence[str], ids: tuple[str, str]) -> html.Div:
    """Measure and window as links, genre and filter as fields, the brush as a chip."""
    state, ranking = found.state, found.ranking
    measures = {key: live.MEASURES[key].name for key in ranking.has}
    parts = [_switch("Rank by", {"by": measures}, state, ranking.measure.key)]
    if ranking.measure.is_ratio:
        weeks = {str(count): f"{count} weeks" for count in live.WINDOWS}
        parts.append(_switch("Window", {"weeks": weeks}, state, str(state.weeks)))
    genre = dcc.Dropdown(
        id=ids[1], options=list(genres), value=state.genre or None, placeholder="All genres",
        style={"minWidth": "11rem"},
    )  # fmt: skip
    where = dcc.Input(
        id=ids[0], type="text", value=state.where, debounce=True, placeholder="Filter: popularity >= 30 and energy > 0.6",
        className="rp-artists-where",
    )  # fmt: skip
    parts += [genre, html.Label([html.Span("Filter of tracks", className="rp-only-screen-reader"), where])]
    if state.box:
        parts.append(
            html.Span([chip("Part of the figure", on=True), dcc.Link("Clear", href=_to(state, box="", page=1))])
        )
    return html.Div(parts, className="rp-artists-controls")


def _switch(name: str, choices: Mapping[str, Mapping[str, str]], state: State, chosen: str) -> html.Nav:
    ((param, options),) = choices.items()
    links = [
        dcc.Link(
            words, href=_to(state, **{param: key, "page": 1, "box": "", "sort": ""}),
            className="rp-segment rp-on" if key == chosen else "rp-segment", title=f"{words}, shown" if key == chosen else words,
        )
        for key, words in options.items()
    ]  # fmt: skip
    return html.Nav(
        [html.Span(name, className="rp-soft"), *links], className="rp-artists-switch", **{"aria-label": name}
    )


def _to(state: State, **changes: Any) -> str:
    params = state.params(**changes)
    if params.get("weeks") == str(State().weeks):
        params["weeks"] = ""
    return link(PATH, **params)


def chart(found: Found, theme: Theme, id: str, lines: list[str], height: int) -> html.Section:
    """Size against change."""
    ranking = found.ranking
    rows, measure = ranking.rows, ranking.measure
    figure = rising_scatter(
        rows, theme, measure.size, measure.change, lambda value: change_words(value, measure.is_ratio),
        is_log=measure.key not in ("snapshots", "headroom"), box=found.state.limits,
        sentence="No artist has enough behind it. Loosen the filter, or choose another measure.",
    )  # fmt: skip
    method = Method(
        "Artists in the order of size, in groups of fifty or more: usual is the median change of the group, and unusual is "
        "measured in its robust spread and the artist's own uncertainty. How many stand as far the other way says how many "
        "are there by luck.",
        {"n": f"{fmt.number(len(rows))} artists", "Period": ranking.period, "Size": measure.size},
    )
    top = rows.head(1)
    title = "Nothing to show" if rows.empty else f"{str(top['name'].iloc[0])[:28]} stands furthest above its size"
    how = "Dot: an artist; blue: beyond luck; dotted: usual at that size. Drag to choose, click to open."
    return chart_card(title, how, figure, id=id, method=method, frame=rows.head(2000), provenance=lines, height=height)


def table_card(found: Found, shortlist: Any) -> html.Section:
    """The ranked table of what the figure shows, 20 a page, with order, comparison and file."""
    state = found.state
    if found.rows.empty:
        body: Any = empty("No artist is left.", "Clear the filters", PATH)
    else:
        body = html_table(
            _shown(found), _columns(found), "Artists", class_name="rp-two-line rp-artists-table", cards=True
        )
    orders = [
        dcc.Link(words, href=_to(state, sort=key, page=1), className="rp-on" if key == state.sort else None)
        for key, (words, _, _) in ORDERS.items()
    ]
    head = html.Div(
        [html.H2(f"{fmt.plural(len(found.rows), 'artist')} by {ORDERS[state.sort][0].lower()}"),
         html.Nav(orders, className="rp-artists-orders", **{"aria-label": "Order"})],
        className="rp-card-head",
    )  # fmt: skip
    foot = html.Div(_foot(found, shortlist), className="rp-card-foot rp-artists-foot")
    return html.Section(
        [head, html.Div(body, className="rp-card-body"), foot],
        className="rp-card rp-col-5", id="artists-table-card", **{"aria-label": "Ranked artists"},
    )  # fmt: skip


def _shown(found: Found) -> Any:
    rows, ratio = found.shown, found.ranking.measure.is_ratio
    start = ROWS * (found.state.page - 1)
    texts = [change_words(value, ratio) for value in rows["change"]]
    ends = [
        "" if fmt.is_missing(low) else f"{change_words(low, ratio)} to {change_words(high, ratio)}"
        for low, high in zip(rows["low"], rows["high"], strict=True)
    ]
    what = found.ranking.measure.counted
    # Where the measure counts recordings too, n says it already.
    counted = ["" if what == "recordings" else f"{fmt.compact(n)} {what}" for n in rows["n"]]
    return rows.assign(counted=counted, place=range(start + 1, start + len(rows) + 1), change_text=texts, ends=ends)


def _columns(found: Found) -> list[Column]:
    state, records = found.state, {row["artist_id"]: row for row in found.shown.to_dict("records")}
    return [
        Column("artist_id", "Artist", lambda key: _name(records[key])),
        Column("change_text", found.ranking.measure.change.capitalize(), number=True, second="ends"),
        Column("popularity", "Now", fmt.number, number=True),
        Column("recordings", "n", fmt.number, number=True, second="counted"),
        Column("artist_id", "", lambda key: _compare(state, key), number=True),
    ]


def _name(row: Mapping[Any, Any]) -> html.Span:
    name = dcc.Link(str(row["name"]), href=f"/artist/{quote(str(row['artist_id']), safe='')}", className="rp-name")
    found = html.Span(className="rp-dot", title="Beyond luck") if row["found"] else None
    genres = "" if fmt.is_missing(row["genres"]) else "; ".join(str(row["genres"]).split("; ")[:3])
    return html.Span([found, name, html.Span(genres, className="rp-two")])


def _compare(state: State, key: str) -> Any:
    there = state.compared
    if key in there:
        return dcc.Link(
            "Remove", href=_to(state, compare=",".join(one for one in there if one != key)), className="rp-link"
        )
    if len(there) >= MOST_COMPARED:
        return html.Span("", title=f"Up to {MOST_COMPARED} can be compared")
    return dcc.Link("Compare", href=_to(state, compare=",".join([*there, key])), className="rp-link")


def _foot(found: Found, shortlist: Any) -> list[Any]:
    state, total = found.state, len(found.rows)
    last = max(1, -(-total // ROWS))
    first, end = min(total, ROWS * (state.page - 1) + 1), min(total, ROWS * state.page)
    steps = [
        dcc.Link("Earlier", href=_to(state, page=state.page - 1)) if state.page > 1 else None,
        html.Span(f"{fmt.number(first)} to {fmt.number(end)} of {fmt.number(total)}"),
        dcc.Link("Further", href=_to(state, page=state.page + 1)) if state.page < last else None,
    ]  # fmt: skip
    words = f"Export CSV: {fmt.plural(total, 'row')}, {len(FILE)} columns"
    file = html.A(
        [icon("download"), words],
        href=link(downloads.ARTISTS, **state.params()),
        className="rp-button rp-primary rp-small rp-push",
    )
    return [html.Div(steps, className="rp-artists-steps"), shortlist, file, more_ways(file.href)]
