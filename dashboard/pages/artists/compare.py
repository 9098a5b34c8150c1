"""Two to four artists side by side: figures, and how each sounds beside the others."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pandas as pd
from dash import dcc, html

from analytics.live import artist as live
from dashboard import format as fmt
from dashboard.components import Column, card, html_table
from dashboard.context import Context
from dashboard.pages._slots import measured
from dashboard.ranked_artists import MOST_COMPARED, PATH, State
from dashboard.urlstate import link
from warehouse.connect import View
from warehouse.features import Feature
from warehouse.queries import artists


def section(context: Context, state: State) -> html.Section:
    """A column an artist. One alone says what to do next; ids that are none are named."""
    chosen = {key: _known(context, key) for key in state.compared}
    known = {key: facts for key, facts in chosen.items() if facts}
    gone = [key for key, facts in chosen.items() if not facts]
    clear = dcc.Link("Clear the comparison", href=link(PATH, **state.params(compare="")))
    words = f"Not in this catalogue: {', '.join(one[:20] for one in gone)}. " if gone else ""
    if len(known) < 2:
        names = ", ".join(str(facts["name"]) for facts in known.values())
        more = f"{names}: choose another one, up to {MOST_COMPARED}, by Compare in the table. " if names else ""
        return card(html.P([words, more, clear]), title="Comparison", id="artists-compare")
    frame = _table(context, known)
    columns = [Column("what", ""), *(Column(key, str(facts["name"])) for key, facts in known.items())]
    for place, (key, facts) in enumerate(known.items(), 1):
        columns[place] = Column(key, str(facts["name"]), number=True)
    links = [dcc.Link(str(facts["name"]), href=f"/artist/{quote(key, safe='')}") for key, facts in known.items()]
    between = [part for one in links for part in (one, " · ")]
    title = f"{fmt.plural(len(known), 'artist')} side by side"
    how = "Medians over recordings; a feature needs three. n of recordings is in the first row."
    return card(
        html_table(frame, columns, title), html.P([words, *between, clear], className="rp-after"),
        title=title, how=how, id="artists-compare",
    )  # fmt: skip


def _known(context: Context, key: str) -> dict[str, Any]:
    found: dict[str, Any] = context.reader.cached(("compared", key), lambda view: _facts(view, key))
    return found


def _facts(view: View, key: str) -> dict[str, Any]:
    found = artists.artist(view, key)
    if found.empty:
        return {}
    medians = artists.artist_medians(view, key)
    row = {str(name): value for name, value in found.iloc[0].items()}
    return {**row, "medians": {r["feature"]: (r["median"], r["n"]) for r in medians.to_dict("records")}}


def _table(context: Context, known: dict[str, dict[str, Any]]) -> pd.DataFrame:
    hit = context.settings.hit_threshold
    profiles = {key: live.profile(context.reader, key, hit) for key in known}
    rows: list[dict[str, Any]] = [
        {"what": "Recordings", **{k: fmt.number(f["recordings"]) for k, f in known.items()}},
        {"what": "Genres", **{k: _short(f["genres"]) for k, f in known.items()}},
        {"what": "Median popularity", **{k: fmt.number(f["median_popularity"]) for k, f in known.items()}},
        {"what": "Expected, median", **{k: fmt.number(profiles[k].expected[0]) for k in known}},
        {"what": "Most popular", **{k: fmt.number(f["top_popularity"]) for k, f in known.items()}},
        {"what": "Plays that count", **{k: fmt.number(_sum(profiles[k].recordings["plays"])) for k in known}},
        {"what": "Days or weeks in charts", **{k: fmt.number(_sum(profiles[k].recordings["charted"])) for k in known}},
    ]
    return pd.DataFrame(rows + [_feature(f, known) for f in measured() if f.name not in fmt.CODES])


def _sum(values: pd.Series) -> float:
    return float(values.sum()) if values.notna().any() else float("nan")


def _short(genres: Any) -> str:
    return fmt.MISSING if fmt.is_missing(genres) else "; ".join(str(genres).split("; ")[:3])


def _feature(feature: Feature, known: dict[str, dict[str, Any]]) -> dict[str, Any]:
    cells = {}
    for key, facts in known.items():
        value, n = facts["medians"].get(feature.name, (None, 0))
        cells[key] = fmt.value(feature, value) if n >= live.LEAST_OWN else fmt.MISSING
    return {"what": feature.label, **cells}
