"""The head of Overview: finding, scope, key figures, what is worth knowing. Pure: figures in, components out."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import dcc, html

from dashboard import format as fmt
from dashboard.components import Delta, Method, chart_card, kpi_card, kpi_row
from dashboard.components.states import empty
from dashboard.pages import _overview_data as data
from dashboard.pages._overview_data import Figures
from dashboard.pages._overview_decisions import Item
from dashboard.pages._slots import as_of, pairs, provenance
from dashboard.urlstate import link
from warehouse.filters import Rule, TrackFilter

DISCOVER, DATA, GENRES = "/discover", "/data", "/genres"
BARS = 20


def finding(f: Figures, hit: int) -> str:
    """The sentence at the top: where half of the recordings stand, and how many are hits."""
    s = f.summary
    if not s["tracks"]:
        return "No track is in this selection"
    if not s["measured"]:
        return f"{fmt.plural(s['tracks'], 'track')}, none with a popularity"
    half = f"Half of the {fmt.plural(s['measured'], 'recording')} stay at {level(s['median_popularity'])} or below"
    reached = f"{_share(s['hits'], s['measured'])} reach {hit} or more" if s["hits"] else f"none reaches {hit}"
    return f"{half}; {reached}"


def scope(f: Figures) -> list[Any]:
    """One line: how many, by whom, of what, and the filter in words."""
    s = f.summary
    what = f"{fmt.plural(s['tracks'], 'track')} by {fmt.plural(s['artists'], 'artist')}; {as_of(f.about)}, 0 to 100."
    if f.flt.is_all:
        return [what]
    return [what, html.Br(), f"Only tracks with {f.flt.words}. ", dcc.Link("Show the whole catalogue", href="/")]


def nothing(f: Figures) -> html.Div:
    """Why the selection is empty, and the part of the filter to loosen."""
    if f.loosen is None:
        return empty("The catalogue holds no tracks.", "Load a file: repertoire run --data FILE")
    words, left, rest = f.loosen
    action = f"Leave that part out ({fmt.plural(left, 'track')})"
    return empty(f"No track has {f.flt.words}. The part that keeps most out: {words}.", action, link("/", where=rest))


def kpis(f: Figures, hit: int) -> html.Div:
    """Five key figures, each with its n and what it is compared with."""
    return kpi_row([_tracks(f), _artists(f), _genres(f), median(f), _hits(f, hit)])


def level(value: Any) -> str:
    """A median of popularity: whole where it is whole."""
    return fmt.number(value, 0 if value is None or float(value).is_integer() else 1)


def _since(f: Figures) -> str:
    """The snapshot compared with: its day, or its number when it is of the same day."""
    if f.earlier is None:
        return ""
    then = f.earlier["published_at"]
    same = then.date() == f.about.published_at.date()
    return f"since snapshot {f.earlier['number']}" if same else f"since {fmt.date(then)}"


def _count_delta(f: Figures, name: str) -> Delta | str | None:
    """Change since the earlier snapshot; for a selection its share of the whole catalogue."""
    if not f.flt.is_all:
        return f"{_share(f.summary[name], f.whole[name])} of the catalogue"
    if f.earlier is None:
        return None
    change = f.now[name] - f.earlier[name]
    return Delta(change, fmt.number(abs(change)), _since(f))


def _share(part: int, whole: int) -> str:
    """A share that is small but not nothing is not written as 0.0%."""
    if not whole:
        return "none"
    return "under 0.1%" if 0 < part / whole < 5e-4 else fmt.percent(part / whole)


def _shown(f: Figures, *rules: Rule) -> str:
    return link(DISCOVER, where=f.flt.and_(*rules).text)


def _tracks(f: Figures) -> Any:
    s = f.summary
    n = f"{fmt.number(s['recordings'])} distinct recordings"
    return kpi_card("Tracks", fmt.number(s["tracks"]), delta=_count_delta(f, "tracks"), n=n, href=_shown(f))


def _artists(f: Figures) -> Any:
    s = f.summary
    n = f"main and featured, n = {fmt.plural(s['tracks'], 'track')}"
    href = link(DISCOVER, where=f.flt.text, sort="artists")
    return kpi_card("Artists", fmt.number(s["artists"]), delta=_count_delta(f, "artists"), n=n, href=href)


def _genres(f: Figures) -> Any:
    s = f.summary
    n = f"labels of {s['vocabulary']}" if s["vocabulary"] else "no track has a genre"
    families = "in " + fmt.plural(f.families, "family", "families")
    href = GENRES if f.flt.is_all else link("/", view="catalogue", by="genre", where=f.flt.text)
    return kpi_card("Genres", fmt.number(s["genres"]), families, _count_delta(f, "genres"), n, href=href)


def median(f: Figures) -> Any:
    s = f.summary
    middle = f"middle half {fmt.span(level(s['q1_popularity']), level(s['q3_popularity']))}" if s["measured"] else ""
    bins = data.popularity_bins(f.levels, 100 // BARS)["n"].tolist()
    marked = min(int((s["median_popularity"] or 0) * BARS // 100), BARS - 1) if s["measured"] else None
    before = data.quantile(f.earlier["popularity_counts"], 0.5) if f.earlier else None
    return kpi_card(
        "Median popularity",
        level(s["median_popularity"]),
        middle,
        _popularity_delta(f, s["median_popularity"], before, f.whole["median_popularity"]),
        f"n = {fmt.number(s['measured'])}",
        bins=bins if s["measured"] else None,
        marked=marked,
        href=link(DISCOVER, where=f.flt.text, sort="-popularity"),
    )


def _popularity_delta(f: Figures, now: Any, before: Any, whole: Any) -> Delta | str | None:
    if now is None:
        return "no popularity in this selection"
    if not f.flt.is_all:
        return Delta(now - whole, level(abs(now - whole)), f"vs whole catalogue, {level(whole)}")
    return None if before is None else Delta(now - before, level(abs(now - before)), _since(f))


def _hits(f: Figures, hit: int) -> Any:
    s = f.summary
    share = s["hit_share"]
    before = data.hit_share(f.earlier["popularity_counts"], hit) if f.earlier else None
    compared, period = (f.whole["hit_share"], "vs whole catalogue") if not f.flt.is_all else (before, _since(f))
    delta: Delta | str | None = None
    if share is None:
        delta = "no popularity in this selection"
    elif compared is not None:
        delta = Delta(share - compared, fmt.points(abs(share - compared)), period)
    n = f"{fmt.number(s['hits'])} of {fmt.number(s['measured'])}"
    href = _shown(f, Rule("popularity", ">=", hit))
    shown = fmt.MISSING if share is None else _share(s["hits"], s["measured"])
    return kpi_card(f"Share at {hit} or above", shown, delta=delta, n=n, href=href)


def worth_knowing(f: Figures) -> list[Item]:
    """What the loads and the selected tracks say that a reader should know before trusting a number."""
    return [item for item in (_rejected(f), _assumed(f), _repeats(f), _zero(f)) if item is not None]


def _repeats(f: Figures) -> Item | None:
    s = f.summary
    if not s["merged_repeats"]:
        return None
    title = f"{fmt.plural(s['merged_repeats'], 'track repeats', 'tracks repeat')} another recording"
    text = f"{fmt.number(s['recordings'])} distinct recordings; medians count each once."
    return Item(title, text, "Review repeats", "/data?tab=repeats")


def _zero(f: Figures) -> Item | None:
    if not f.zero_tracks:
        return None
    title = f"{fmt.plural(f.zero_tracks, 'track has', 'tracks have')} popularity 0"
    text = f"{_share(f.zero_tracks, f.summary['tracks'])}: mostly unavailable or replaced, not unpopular."
    return Item(title, text, "See which", _shown(f, Rule("popularity", "=", 0)))


def _rejected(f: Figures) -> Item | None:
    newest = f.loads.iloc[0]
    if not newest["rows_rejected"]:
        return None
    title = f"{fmt.plural(newest['rows_rejected'], 'row was', 'rows were')} rejected in the newest load"
    text = f"Of {fmt.plural(newest['rows_read'], 'row')} of {newest['file']}; kept with line and reason."
    return Item(title, text, "See why", "/data?tab=rejects", decide=True)


def _assumed(f: Figures) -> Item | None:
    if not f.about.as_of_assumed:
        return None
    title = f"The date of the data is assumed: {fmt.date(f.about.as_of)}"
    return Item(title, "The file gives none; the time of the file stands in.", "See loads", "/data?tab=loads")


def newest_load(f: Figures) -> html.Section:
    """How fresh the data are, against the snapshot before; the newest load, and what became of its rows."""
    load = f.loads.iloc[0]
    rows = [
        ("The only load" if len(f.loads) == 1 else f"Newest of {fmt.number(len(f.loads))}", load["file"]),
        ("Collection", load["collection"]),
        ("Rows read", fmt.number(load["rows_read"])),
        ("= loaded", fmt.number(load["rows_loaded"])),
        ("+ merged", fmt.number(load["rows_merged"])),
        ("+ rejected", fmt.number(load["rows_rejected"])),
    ]
    return chart_card(
        f"Data as of {fmt.date(f.about.as_of)}",
        f"{'Assumed. ' if f.about.as_of_assumed else ''}{_freshness(f)}".strip() or "Below: the newest load.",
        pairs(rows),
        id="overview-load",
        method=Method(
            "A row is merged when its track stands in the file already, rejected when a value is missing or out of range.",
            {
                "Kind": str(load["kind"]),
                "Labels": load["vocabulary"] if isinstance(load["vocabulary"], str) else "none",
                "Size": fmt.size(load["bytes"]),
                "Loaded": f"{fmt.moment(load['loaded_at'])}, in {fmt.elapsed(load['seconds'])}",
            },
            "/data?tab=loads",
            "All loads",
        ),
        frame=pd.DataFrame(rows, columns=["what", "value"]),
        provenance=provenance(f.about, f.loads),
    )


def _freshness(f: Figures) -> str:
    """The as-of date against the snapshot before, as the start of a line; '' under a filter, which has none before."""
    if not f.flt.is_all:
        return ""
    before = f.earlier["as_of"] if f.earlier else None
    if f.earlier is None or before is None or f.about.as_of is None:
        return "First snapshot. "
    days = (f.about.as_of - before).days
    apart = f"{fmt.plural(abs(days), 'day')} {'after' if days > 0 else 'before'}" if days else "Same day as"
    return f"{apart} snapshot {f.earlier['number']}. "


def whole_filter(flt: TrackFilter) -> str:
    """The selection in words for provenance lines: '' for every track."""
    return "" if flt.is_all else f"Only tracks with {flt.words}"
