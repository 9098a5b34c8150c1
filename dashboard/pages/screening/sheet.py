"""The report on a candidate as one page of HTML: what Screening says of it, in the page's own words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.live.variants import Variant
from dashboard import format as fmt
from dashboard.components.parts import DEMO
from dashboard.markup import Markup, document, tag
from dashboard.pages.screening import answers, closest, variants
from dashboard.pages.screening.answers import Part, Told
from dashboard.theme import FONT, palette


@dataclass(frozen=True)
class Sheet:
    """Everything the report says. measured : (feature, value, middle 80% of `group`) ; missing : features that are not
    known ; why : base, parts and expected popularity, None without a model ; found : variants, fewer than two where there are
    none ; written : when, as text."""

    title: str
    artists: str
    stated: str
    told: Told
    bins: pd.DataFrame
    group: str
    measured: Sequence[tuple[str, str, str]]
    missing: Sequence[str]
    why: tuple[float, Sequence[Part], float] | None
    near: pd.DataFrame
    found: Sequence[Variant]
    trust: Sequence[str]
    lines: Sequence[str]
    demo: bool
    written: str


def page(sheet: Sheet) -> str:
    """The report as a file: self-contained, printable, every text escaped."""
    parts = [_genres(sheet), _popularity(sheet), _why(sheet), _near(sheet), _measured(sheet), _variants(sheet)]
    return document(
        f"Screening: {sheet.title}",
        _style(),
        _head(sheet),
        _list("Warnings", warnings(sheet), "warn"),
        tag("div", *parts, class_="cols"),
        _list("How far to trust this", sheet.trust),
        _foot(sheet),
    )


def warnings(sheet: Sheet) -> list[str]:
    """What a reader must know before the figures: what is odd, not sure, not known, or leaves the data."""
    told, found = sheet.told, []
    if told.has_genre and not told.is_sure:
        found.append(f"Not sure of the genre: {answers.genres_title(told)[10:]}.")
    if told.answer["odd"]:
        found.append("Unlike the tracks that the model has learned from: take it with care.")
    if not told.known:
        found.append(answers.unknown(told))
    if sheet.missing and told.known:
        found.append(f"Not measured: {', '.join(sheet.missing)}. The interval of popularity is wider for it.")
    if told.has_popularity and not told.years:
        found.append("Percentiles are within the genre only: no release year to compare within.")
    return [*found, *(variants.warning(n) for n, v in zip(variants.NAMES, sheet.found, strict=False) if v.leaves_data)]


def _head(sheet: Sheet) -> Markup:
    about = [sheet.artists, f"stated genre: {sheet.stated}" if sheet.stated else "no genre stated"]
    badge = tag("span", DEMO, class_="badge") if sheet.demo else None
    return tag(
        "header",
        tag("p", "Repertoire · Screening report ", badge, class_="soft"),
        tag("p", tag("b", sheet.title), f", {'; '.join(text for text in about if text)}"),
        tag("h1", answers.finding(sheet.told)),
        tag("p", *answers.scope(sheet.told)),
    )


def _foot(sheet: Sheet) -> Markup:
    demo = [f"{DEMO}: every figure is about invented tracks"] if sheet.demo else []
    lines = [*demo, *sheet.lines, f"Written {sheet.written}", "Predicted and associated with, never caused by."]
    return tag("footer", *(tag("p", line) for line in lines))


def _card(title: str, how: str, *body: object) -> Markup:
    return tag("section", tag("h2", title), tag("p", how, class_="soft") if how else None, *body)


def _list(title: str, texts: Sequence[str], class_: str = "plain") -> Markup | None:
    return tag("section", tag("h2", title), tag("ul", *(tag("li", t) for t in texts)), class_=class_) if texts else None


def _table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> Markup:
    """The first cell of a row heads it; a cell of two texts has the second below in grey."""
    head = tag("tr", *(tag("th", text) for text in heads))
    body = [tag("tr", tag("th", *_cell(row[0])), *(tag("td", *_cell(cell)) for cell in row[1:])) for row in rows]
    return tag("table", tag("thead", head), tag("tbody", *body))


def _cell(cell: Any) -> list[object]:
    if isinstance(cell, tuple):
        first, second = cell
        return [first, tag("small", second) if second else None]
    return [cell]


def _bar(share: float, strong: bool = False) -> Markup:
    width = f"width:{100 * min(max(share, 0.0), 1.0):.1f}%"
    return tag("span", tag("i", class_="on" if strong else "off", style=width), class_="bar")


def _genres(sheet: Sheet) -> Markup:
    told, top = sheet.told, sheet.told.answer["top5"] or []
    rows = [
        (one["genre"], _bar(one["probability"], place == 0 and told.is_sure), fmt.percent(one["probability"]))
        for place, one in enumerate(top)
    ]
    line = "" if told.threshold is None else f" Below {fmt.percent(told.threshold, 0)} the answer is “not sure”."
    body = _table(("Genre", "", "Probability"), rows) if rows else tag("p", "No genre model is trained yet.")
    return _card(answers.genres_title(told), f"{answers.genres_how(told)}{line}" if rows else "", body)


def _popularity(sheet: Sheet) -> Markup:
    told, group = sheet.told, str(sheet.told.answer["compared_with"] or "")
    if not told.has_popularity:
        return _card("No expected popularity", "", tag("p", "No popularity model is trained yet."))
    a = told.answer
    rows: list[Sequence[object]] = [
        ("Expected", fmt.number(a["popularity"], 1)),
        ("Likely between (80%)", f"{fmt.number(a['low'])} to {fmt.number(a['high'])}"),
    ]
    if not fmt.is_missing(a["zero"]):
        rows.append(("Chance of 0", fmt.percent(a["zero"], 0)))
    if not fmt.is_missing(a["percentile_genre"]):
        rows.append((f"Within {group}, {fmt.n(told.genre_n)}", f"above {a['percentile_genre']:.0f}%"))
    if not fmt.is_missing(a["percentile_cohort"]) and told.years:
        years = fmt.span(str(told.years[0]), str(told.years[1]))
        rows.append((f"Within releases of {years}, {fmt.n(told.cohort_n)}", f"above {a['percentile_cohort']:.0f}%"))
    n = int(sheet.bins["n"].sum()) if len(sheet.bins) else 0
    how = f"Popularity is 0 to 100. Grey: {group}, {fmt.n(n, 'recordings')}. Blue: 80% interval and mean." if n else ""
    return _card(answers.popularity_title(sheet.bins, group), how, _histogram(sheet), _table(("", "Popularity"), rows))


def _histogram(sheet: Sheet) -> Markup | None:
    """Bars of the genre's popularity with the interval above, as inline SVG over 0 to 100."""
    bins, a = sheet.bins, sheet.told.answer
    if bins.empty or not bins["n"].sum():
        return None
    top = float(bins["n"].max())
    shapes = [
        tag("rect", x=f"{low:g}", y=f"{34 - 24 * n / top:.2f}", width=f"{0.9 * (high - low):g}", height=f"{24 * n / top:.2f}",
            class_="off")
        for low, high, n in zip(bins["low"], bins["high"], bins["n"], strict=True)
    ]  # fmt: skip
    low, high, mean = (float(a[name]) for name in ("low", "high", "popularity"))
    shapes.append(tag("rect", x=f"{low:.2f}", y="4", width=f"{max(high - low, 0.4):.2f}", height="2.4", class_="tint"))
    shapes.append(tag("circle", cx=f"{mean:.2f}", cy="5.2", r="1.6", class_="on"))
    ends = [tag("text", end, x=end, y="39", text_anchor="middle") for end in ("0", "20", "40", "60", "80", "100")]
    return tag("svg", *shapes, *ends, viewBox="-3 0 106 41", role="img")


def _why(sheet: Sheet) -> Markup | None:
    if sheet.why is None:
        return None
    base, parts, expected = sheet.why
    rows: list[Sequence[object]] = []
    for row in answers.parts_frame(base, parts, expected).to_dict("records"):
        size = row["end"] - row["start"]
        ended = row["kind"] == "end"
        rows.append((row["label"], fmt.number(row["end"], 1) if ended else fmt.signed(size, 1)))
    how = "From the mean of all tracks, by what is associated with it."
    return _card(answers.why_title(parts), how, _table(("", "Points"), rows))


def _near(sheet: Sheet) -> Markup:
    rows = [
        ((r["title"], r["artists"]), fmt.number(r["distance"], 2), fmt.number(r["popularity"]))
        for r in sheet.near.to_dict("records")
    ]
    body = _table(("Track", "Distance", "Popularity now"), rows) if rows else tag("p", "Nothing of its sound is known.")
    return _card(closest.title(sheet.near), "Closest in the measured features; smaller is closer.", body)


def _measured(sheet: Sheet) -> Markup:
    return _card(
        "What was judged", "", _table(("Feature", "Value", f"Middle 80% of {sheet.group}"), list(sheet.measured))
    )


def _variants(sheet: Sheet) -> Markup | None:
    if len(sheet.found) < 2:
        return None
    changes = variants.changes(sheet.found)
    rows = [(label, *((c.text, c.below) for c in cells)) for label, cells in [*changes, *variants.rows(sheet.found)]]
    table = _table(("", *variants.NAMES[: len(sheet.found)]), rows)
    return _card(variants.finding(sheet.found), "Below each difference: where it is likely to lie (80%).", table)


def _style() -> str:
    c = palette("light")
    return f"""
body{{font:13px/1.45 {FONT};font-variant-numeric:tabular-nums;color:{c.text};background:{c.page};margin:0}}
main{{max-width:60rem;margin:0 auto;padding:28px}}
h1{{font-size:20px;line-height:25px;margin:8px 0;color:{c.title}}} h2{{font-size:14px;margin:0 0 4px;color:{c.title}}}
p{{margin:0 0 6px}} section{{background:{c.card};border:1px solid {c.border};border-radius:10px;padding:16px;margin:0 0 14px;
break-inside:avoid;overflow-wrap:anywhere}} .cols{{columns:2;column-gap:14px;margin-bottom:14px}} .warn{{background:{c.warn_bg}}}
ul{{margin:0;padding-left:18px}} .soft,small,footer{{color:{c.soft}}} small{{display:block;font-size:11px}}
table{{width:100%;border-collapse:collapse}} th{{text-align:left;font-weight:500}} thead th{{font-size:11px;color:{c.faint}}}
td,thead th+th{{text-align:right}} th,td{{padding:4px 6px 4px 0;border-top:1px solid {c.grid};vertical-align:top}}
.bar{{display:block;width:7rem;height:8px;margin-top:5px}} .bar i{{display:block;height:100%;border-radius:2px}}
i.on{{background:{c.primary}}} i.off{{background:{c.context}}} .badge{{background:{c.warn_bg};color:{c.warn};border-radius:10px;
padding:1px 8px;font-weight:500}} svg{{width:100%;height:auto}} svg text{{font-size:3.4px;fill:{c.faint}}}
rect.off{{fill:{c.context}}} .tint{{fill:{c.primary};opacity:.28}} circle.on{{fill:{c.primary}}}
footer{{font-size:11px}} footer p{{margin:0}}
@media (max-width:700px){{.cols{{columns:1}} main{{padding:14px}}}}
@media print{{body{{background:none}} main{{max-width:none;padding:0}}
*{{print-color-adjust:exact;-webkit-print-color-adjust:exact}}}}
@page{{margin:14mm}}"""
