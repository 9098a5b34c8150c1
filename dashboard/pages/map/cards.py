"""Cards and words of the map: finding, the figure with its quality under it, the selection, groups and niches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from dash import dcc, html

from analytics.live.segments import Served
from dashboard import downloads, shortlisting
from dashboard import format as fmt
from dashboard.components import button, empty, html_table, icon, more_ways, tag
from dashboard.components.chart_card import Method, graph, info
from dashboard.components.table import Column
from dashboard.figures import sound_map as figures
from dashboard.pages._slots import label_of, provenance
from dashboard.pages.map.asked import underserved
from dashboard.pages.map.data import Facts, Scene, group_line
from dashboard.pages.map.estimates import lasso_words
from dashboard.pages.map.state import State
from dashboard.theme import Theme
from dashboard.urlstate import link
from warehouse.features import by_name
from warehouse.queries.genre_work import measures
from warehouse.queries.sound_map import HIGH, LOW, Selection, polygon_text

#: Bars and rows of the selection, groups that h1 compares when each has so many recordings, tracks a link to Discover holds.
BARS, HEADROOM, COMPARED, LINKED = 8, 4, 30, 100
SOFT = 0.25
WORDS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")


def finding(f: Facts) -> str:
    """The h1: how many groups, and which has the most popular tracks."""
    groups = f.groups[f.groups["n"] >= COMPARED]
    if f.groups.empty:
        return f"{fmt.number(f.n)} recordings by how they sound; groups are not found yet"
    count = len(f.groups)
    words = f"{WORDS[count] if count < len(WORDS) else count} sound {'group' if count == 1 else 'groups'}"
    known = groups.dropna(subset=["popularity"])
    if len(known) < 2:
        return words
    best = known.sort_values("popularity").iloc[-1]
    return f"{words}; “{_short(best['name'])}” has the most popular tracks, median {fmt.number(best['popularity'])}"


def _short(name: str) -> str:
    return name if len(name) <= 30 else name[:29].rstrip(" ,") + "…"


def scope_line(f: Facts) -> str:
    """The line under the h1."""
    return (
        f"Each dot is a recording, near those that sound alike (n = {fmt.number(f.n)}). "
        "Distances between far groups mean little."
    )


def method(f: Facts) -> html.Details:
    """The (i): how the picture is made, its figures, its limits."""
    about, chosen = f.cards["map"], f.cards.get("clusters", {}).get("chosen") or {}
    variance = about.get("variance", [])
    facts = {
        "n": f"{fmt.number(f.n)} recordings, {fmt.number(about['data']['laid_out'])} laid out, the others placed",
        "Features": ", ".join(label_of(by_name()[name]) for name in about["model"]["features"] if name in by_name()),
        "Shuffled map": f"trustworthiness {about['quality']['t-SNE']['shuffled']:.2f}",
        "A placed track": f"trustworthiness {about['quality']['placed']['trust']:.3f}",
        "PCA shows": f"{fmt.percent(sum(variance), 0)} of the variance" if variance else "",
        "Map": f"run {f.runs['map']}",
    }
    if chosen:
        facts["Groups"] = f"{chosen['kind']}, {chosen['groups']} groups, run {f.runs['clusters']}"
        facts["Shuffled groups"] = f"separation {chosen['shuffled']:.2f} at best"
    limits = " ".join([*about["limits"][:1], *f.cards.get("clusters", {}).get("limits", [])[:1]])
    text = (
        f"t-SNE (openTSNE, perplexity {about['model']['perplexity']:g}) and principal components of measured features. "
    )
    return info(Method(text + limits, {name: value for name, value in facts.items() if value}))


def quality(f: Facts, state: State, scene: Scene) -> list[html.Span]:
    """The line under the picture: neighbours kept, stability, separation, what is drawn of what."""
    judged = f.cards["map"]["quality"][state.layout]
    about = f.cards["map"]
    parts = [
        html.Span(["Trustworthiness ", html.B(f"{judged['trust']:.3f}")], title="1 is perfect, a shuffled map has 0.5"),
        html.Span(
            ["nearest kept ", html.B(fmt.percent(judged["kept"], 0))],
            title=f"Of the {about['compared']} nearest in sound, how many are among the {about['compared']} nearest here",
        ),
    ]
    chosen = f.cards.get("clusters", {}).get("chosen")
    if chosen:
        parts.append(
            html.Span(
                [
                    "Stability ",
                    html.B(f"{chosen['stability']:.2f}"),
                    f", lowest {chosen['lowest']:.2f} of the resamples",
                ],
                title="Adjusted Rand index of bootstrap fits",
            )
        )
        soft = ": borders are soft" if chosen["separation"] < SOFT else ""
        parts.append(html.Span(["Separation ", html.B(f"{chosen['separation']:.2f}"), soft], title="Mean silhouette"))
    return [*parts, html.Span(drawn_words(f, state, scene), className="rp-push")]


def drawn_words(f: Facts, state: State, scene: Scene) -> str:
    """'12,000 of 82,980 drawn', with what stands in view after zooming in."""
    seen = f"{fmt.number(scene.drawn)} of {fmt.number(scene.inside)} drawn"
    view = " in view" if state.box is not None else ""
    rings = scene.figure.estimated
    if rings is not None and len(rings.x) < f.estimated:
        view += f", {fmt.number(len(rings.x))} of {fmt.number(f.estimated)} estimated"
    return f"{seen}{view}{', the shade under them counts all' if scene.figure.density is not None else ''}"


def picture(scene: Scene, f: Facts, state: State, theme: Theme, lasso: bool) -> Any:
    """The figure of a scene."""
    # Asked for the whole map, the figure says what is in view; otherwise whoever zooms does.
    revision = f"map-{state.layout}-{f.about.number}-{'part' if state.box else 'whole'}"
    return figures.sound_map(scene.figure, theme, revision, lasso)


def legend(scene: Scene, state: State, theme: Theme, mood: str = "") -> Any:
    """What the colours mean: names, or the ends of the scale."""
    if state.colour == "group":  # their names stand on the map
        return None
    if scene.figure.amounts is not None:
        low, high = scene.figure.scale
        ramp = html.Span(className="rp-map-ramp")
        shown = (str(round(low)), str(round(high)))
        return html.Div(
            [
                html.Span(mood.replace("_", " ")) if mood else None,
                shown[0],
                ramp,
                shown[1],
                html.Span("grey: not known", className="rp-soft"),
            ],
            className="rp-legend",
        )
    colours = figures.colours_of(len(scene.order), theme)
    parts = [(name, colour) for name, colour in zip(scene.order[:8], colours, strict=False)]
    dots = [html.Span([html.Span(className="rp-dot", style={"background": c}), name]) for name, c in parts]
    rest = len(scene.order) - len(parts)
    more = [html.Span(f"grey: {fmt.plural(rest, 'other')} or none", className="rp-soft")] if rest > 0 else []
    return html.Div([*dots, *more], className="rp-legend")


def hover(row: Mapping[Any, Any], f: Facts) -> list[Any]:
    """The card of one point."""
    names = f.groups.set_index("cluster")["name"]
    group = "" if fmt.is_missing(row["cluster"]) or row["cluster"] not in names.index else str(names[row["cluster"]])
    facts = [
        ("Genres", row["genres"]),
        ("Predicted", row["predicted_genre"]),
        ("Popularity", None if fmt.is_missing(row["popularity"]) else fmt.number(row["popularity"])),
        ("Year", None if fmt.is_missing(row["release_year"]) else str(int(row["release_year"]))),
        ("Group", f"{group}, strength {row['strength']:.2f}" if group else None),
    ]
    rows = [html.Tr([html.Th(name), html.Td(str(value))]) for name, value in facts if not fmt.is_missing(value)]
    return [html.B(str(row["title"])), html.Div(str(row["artists"]), className="rp-soft"), html.Table(html.Tbody(rows))]


def nothing_selected(f: Facts, served: Served) -> list[Any]:
    """The side card without a lasso: the groups, what is asked for more than there is, and the niches."""
    names = {int(row["cluster"]): str(row["name"]) for row in f.groups.to_dict("records")}
    asked = [html.H3("Asked for more than there is"), *underserved(served, names)]
    return [html.H2("Groups"), _groups(f), *asked, html.H3("Niches"), niches(f)]


def _groups(f: Facts) -> Any:
    if f.groups.empty:
        return empty("Groups are not found yet.", "In a terminal: repertoire train --only clusters")
    rows = [
        html.Div(
            [
                html.Span(className="rp-dot", style={"background": _colour(place)}),
                dcc.Input(
                    id={"type": "map-name", "scope": str(row["scope"]), "cluster": int(row["cluster"])},
                    value=str(row["name"]),
                    debounce=True,
                    maxLength=60,
                    className="rp-map-name",
                    placeholder=str(row["automatic"]),
                ),
                html.Span(group_line(row), className="rp-soft"),
            ],
            className="rp-map-group",
            title=f"Comes back in resamples with an overlap of {row['stability']:.2f}",
        )
        for place, row in enumerate(f.groups.to_dict("records"))
    ]
    note = "Names say what sets a group apart. Type another to keep yours; empty brings this one back."
    return html.Div([*rows, html.P(note, className="rp-how")])


def _colour(place: int) -> str:
    return f"var(--rp-c{place + 1})" if place < 8 else "var(--rp-context)"


def niches(f: Facts) -> Any:
    """Small dense groups across genres, and how much of each genre does not explain."""
    found = f.niches[f.niches["is_niche"].astype(bool)] if len(f.niches) else f.niches
    dense = len(f.niches) - len(found)
    more = f" {fmt.plural(dense, 'other dense group')} are one genre or a few artists." if dense else ""
    if not len(found):
        return html.P(f"No small dense group stands across genres.{more}", className="rp-how")
    columns = [
        Column("name", "Sound"),
        Column("n", "n", show=fmt.number, number=True),
        Column("unexplained", "Not explained by genre", show=lambda v: fmt.percent(v, 0), number=True),
    ]
    return html.Div([html_table(found.head(8), columns, "Niches"), html.P(more, className="rp-how") if more else None])


def selected(
    state: State, found: Selection, rows: pd.DataFrame, ids: Sequence[str], estimated: int, theme: Theme
) -> list[Any]:
    """The side card with a lasso: n, popularity, differences, genres, headroom, ways on. estimated: rings inside."""
    head = html.H2(selection_words(found))
    if not found.n:
        none = empty("No recording stands inside this lasso.", "Draw it around some dots.")
        return [head, none, lasso_words(estimated)]
    labels = {feature.name: feature.label for feature in measures()}
    bars = figures.differences(found.differences, labels, theme, BARS)
    big = [
        (fmt.number(found.n), "recordings"),
        (fmt.number(found.popularity), "median popularity"),
        (fmt.number(found.between), f"at {LOW} to {HIGH}"),
    ]
    numbers = [html.Div([html.B(value), words]) for value, words in big]
    genres = [tag(f"{row['genre']} {row['times']:.1f}×") for row in found.genres.to_dict("records")]
    return [
        head,
        html.Div(numbers, className="rp-map-big"),
        html.H3("Distance from the map's mean, in standard deviations"),
        graph(bars, "map-differences", "How the selection differs from all recordings", 26 * BARS),
        html.H3("Over-represented genres"),
        html.Div(genres or html.Span("none", className="rp-soft"), className="rp-map-tags"),
        *_headroom(rows),
        lasso_words(estimated),
        _ways(state, found.n, ids, estimated),
    ]


def selection_words(found: Selection) -> str:
    """'Lasso: darker, less acoustic': the two largest differences in words."""
    known = sorted(found.differences.items(), key=lambda pair: -abs(pair[1]))[:2]
    words = [
        f"{'more' if value > 0 else 'less'} {label_of(by_name()[name])}" for name, value in known if abs(value) >= 0.1
    ]
    return f"Lasso: {', '.join(words)}" if words else "Lasso"


def _headroom(rows: pd.DataFrame) -> list[Any]:
    known = rows.dropna(subset=["popularity", "expected_popularity"])
    if known.empty:
        return []
    columns = [
        Column("title", "Most headroom inside", second="artists"),
        Column("popularity", "now", show=fmt.number, number=True),
        Column("expected_popularity", "expected", show=fmt.number, number=True),
    ]
    return [html_table(known.head(HEADROOM), columns, "Most headroom inside", class_name="rp-map-list")]


def _ways(state: State, n: int, ids: Sequence[str], estimated: int) -> html.Div:
    words = f"CSV, {fmt.plural(n + estimated, 'row')}"
    href = downloads.map_url(state.layout, polygon_text(state.polygon), estimated > 0)
    some = "Open in Discover" if n <= LINKED else f"Top {LINKED} in Discover"
    names = ", ".join('"' + one.replace("\\", "\\\\").replace('"', '\\"') + '"' for one in ids[:LINKED])
    return html.Div(
        [
            shortlisting.control("map", up=True),
            html.A([icon("download"), words], href=href, className="rp-button", id="map-csv"),
            more_ways(href),
            button("Make a playlist", href=_playlist(state), id="map-playlist"),
            button(some, primary=True, href=link("/discover", where=f"track_id in ({names})"), id="map-discover"),
        ],
        className="rp-map-ways",
    )


def _playlist(state: State) -> str:
    layout, lasso = state.params()["layout"], polygon_text(state.polygon)
    return link("/recommend/playlists", **{"from": "map", "layout": layout, "lasso": lasso})


def lines(f: Facts) -> list[str]:
    """Provenance."""
    features = len(f.cards["map"]["model"]["features"])
    chosen = f.cards.get("clusters", {}).get("chosen")
    groups = f"{chosen['kind']}, {fmt.plural(chosen['groups'], 'group')}" if chosen else ""
    return provenance(f.about, f.loads, f"{features} measured features", groups)
