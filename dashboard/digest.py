"""The digest: Overview as one file that asks for nothing, to send, print or keep. Its words are those of the page."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dash import html

from dashboard import format as fmt
from dashboard.components.parts import DEMO
from dashboard.context import Context
from dashboard.markup import Draw, Markup, document, of, tag
from dashboard.pages import _overview_cards as whole_cards
from dashboard.pages import _overview_data as whole
from dashboard.pages import _overview_decisions as worth
from dashboard.pages import _overview_time_cards as cards
from dashboard.pages import _overview_time_data as data
from dashboard.pages import _overview_time_words as words
from dashboard.pages import _overview_words as whole_words
from dashboard.pages._slots import provenance
from warehouse.filters import TrackFilter
from warehouse.queries import catalogue

ASSETS = Path(__file__).parent / "assets"
SHEETS = ("style.css", "style_components.css", "style_layout.css", "style_pages_overview.css")
OWN = """
*, *::before, *::after { box-sizing: border-box; }
body {
  margin: 0; background: var(--bs-body-bg); color: var(--bs-body-color); font: 400 .8125rem/1.46 var(--rp-font);
  font-variant-numeric: tabular-nums;
}
main { max-width: 72rem; margin: 0 auto; padding: 1.5rem 1.25rem; display: flex; flex-direction: column; gap: .875rem; }
h1, h2, p, ul { margin: 0; }
a { color: var(--rp-primary-ink); text-decoration: none; }
ul { padding: 0; list-style: none; }
.rp-figure, .rp-figure > * { position: static; height: auto !important; }
span.rp-push { display: none; }
.rp-drawn svg { display: block; width: 100%; height: auto; }
.rp-foot { display: flex; flex-wrap: wrap; gap: 0 1rem; }
@media (prefers-color-scheme: dark) { @media screen { .rp-drawn { filter: invert(1) hue-rotate(180deg); } } }
@media print {
  @page { size: A4 landscape; margin: 8mm; }
  html { font-size: 68%; }
  body { background: #fff; }
  main { padding: 0; gap: .625rem; max-width: none; }
  .rp-foot { display: flex !important; }
}
"""


def gathered(context: Context, query: Mapping[str, str]) -> dict[str, Any]:
    """Everything the digest says of a state of Overview (its address's parameters), as figures and words: what `--json`
    prints. Raises FilterError, NoSnapshot.
    """
    found = _found(context, query)
    items = worth.ranked(_items(context, found["flt"], found["whole"]))
    told = {
        "finding": _finding(found), "as_of": str(found["about"].as_of), "snapshot": found["about"].number,
        "demo": found["about"].demo, "filter": found["flt"].words if not found["flt"].is_all else "",
        "decisions": worth.frame_of(items).to_dict("records"),
    }  # fmt: skip
    if found["time"] is None:
        return {**told, "catalogue": found["whole"].summary}
    time = found["time"]
    moved = data.moved(context, found["state"]).rows.drop(
        columns=["series", "compared", "rose", "fell"], errors="ignore"
    )
    spans = {name: {key: value for key, value in span.items() if key != "span"} for name, span in time.periods.items()}
    return {**told, "source": time.source.key, "weeks": time.span, "periods": spans, "moved": moved.to_dict("records")}


def page(
    context: Context, query: Mapping[str, str], written: dt.datetime, draw: Draw | None = None, base: str = ""
) -> str:
    """The digest of a state of Overview as a whole HTML file. draw : a figure -> Markup, None where nothing can draw ;
    base : address of the application that links lead to. Raises FilterError, NoSnapshot.
    """
    found = _found(context, query)
    flt, about = found["flt"], found["about"]
    lines = provenance(about, found["loads"], whole_words.whole_filter(flt))
    items = _items(context, flt, found["whole"])
    frame, count, vocabulary, median = context.reader.cached(
        ("overview-groups", flt.text, "family"), lambda view: whole.groups(view, flt, "family")
    )
    families = whole_cards.ranked(frame, count, "family", vocabulary, median, "light", lines)
    decide = worth.card(items, {}, lines, "digest-decide")
    head, first = _head_and_cards(context, found, lines)
    body = [*first, html.Div([_wide(families, 7), _wide(decide, 5)], className="rp-cols")]
    made = [of(part, base, draw) for part in (head, *body)]
    return document("Repertoire digest", style(), *made, _foot(about, lines, written, draw is None))


def style() -> str:
    """The style of the application, with its dark colours where the reader's system asks for them."""
    text = "\n".join((ASSETS / name).read_text(encoding="utf-8") for name in SHEETS)
    # A sheet of paper is no narrow screen: it has the layout of a wide one.
    text = re.sub(r"@media \((min|max)-width", r"@media screen and (\1-width", text)
    dark = re.search(r'\[data-bs-theme="dark"\] \{(.*?)\n\}', text, re.DOTALL)
    own = f"@media screen and (prefers-color-scheme:dark){{:root:root{{{dark[1]}}}}}" if dark else ""
    return text + own + OWN


def _found(context: Context, query: Mapping[str, str]) -> dict[str, Any]:
    """State, filter and figures; `time` is None where nothing happens by the week."""
    known = data.sources(context)
    flt: TrackFilter
    hit = context.settings.hit_threshold
    if known and query.get("view") != "catalogue":
        state = data.read(known, query)
        time, flt = data.figures(context, state), state.flt
    else:
        state, time = None, None
        shown = whole.read(context.settings, query)
        flt, hit = shown.flt, shown.hit
    figures = data.overall(context, flt, hit)
    about, loads = context.reader.snapshot, context.reader.cached("loads", catalogue.loads)
    return {
        "hit": hit,
        "state": state,
        "time": time,
        "flt": flt,
        "whole": figures,
        "about": about,
        "loads": loads,
    }


def _items(context: Context, flt: TrackFilter, figures: whole.Figures) -> list[worth.Item]:
    own = whole_words.worth_knowing(figures) if figures.whole["tracks"] else []
    return [*worth.gathered(context, flt), *own]


def _finding(found: Mapping[str, Any]) -> str:
    return words.finding(found["time"]) if found["time"] else whole_words.finding(found["whole"], found["hit"])


def _head_and_cards(context: Context, found: Mapping[str, Any], lines: Sequence[str]) -> tuple[Any, list[Any]]:
    badge = html.Span(DEMO, className="rp-badge") if found["about"].demo else None
    hit = found["hit"]
    if found["time"] is None:
        figures = found["whole"]
        head = _header(whole_words.finding(figures, hit), whole_words.scope(figures), badge)
        chart = whole_cards.popularity(figures.levels, hit, "light", lines)
        return head, [whole_words.kpis(figures, hit), chart]
    time, state = found["time"], found["state"]
    outlook = cards.outlook(time, data.outlook(context, time.source), "light", lines)
    moved = cards.moved(time, data.moved(context, state), state.way, lines)
    row = html.Div([_wide(outlook, 8), _wide(moved, 4)], className="rp-cols")
    return _header(words.finding(time), words.scope(time), badge), [words.kpis(time), row]


def _header(finding: str, scope: Any, badge: Any) -> html.Header:
    return html.Header(
        [
            html.P(["Repertoire digest ", badge], className="rp-soft"),
            html.H1(finding),
            html.P(scope, className="rp-scope"),
        ]
    )


def _wide(card: html.Section, columns: int) -> html.Section:
    card.className = f"{card.className} rp-col-{columns}"
    return card


def _foot(about: Any, lines: Sequence[str], written: dt.datetime, undrawn: bool) -> Markup:
    said = [
        *lines,
        f"Snapshot {about.number}, published {fmt.moment(about.published_at)} UTC. Written {fmt.moment(written)} UTC.",
    ]
    said += ["Figures are left out: drawing them into a file needs an installed Chromium."] if undrawn else []
    return tag("footer", *(tag("p", line) for line in said), class_="rp-foot")
