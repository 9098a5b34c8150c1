"""The head of Overview where something happens by the week: finding, scope, key figures. Pure: figures in, words out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pandas as pd
from dash import dcc, html

from dashboard import format as fmt
from dashboard.components import Delta, kpi_card, kpi_row
from dashboard.pages import _overview_words as whole
from dashboard.pages._overview_time_data import SPARK, Figures
from dashboard.urlstate import link
from warehouse.queries.activity import A_YEAR, Source

NOUNS = {"plays": "plays", "streams": "streams", "places": "chart places"}
NO_EARLIER = "no earlier weeks to compare"
STEADY = 0.005
"""A change below this share is none that a headline speaks of."""


def named(source: Source) -> str:
    """A source as people call it: 'Plays', 'Top 200 weekly, US'."""
    if source.kind == "plays":
        return "Plays"
    region = "" if source.region in ("", "unstated") else source.region
    chart = source.chart.replace("_", " ").strip()
    return ", ".join(
        part for part in (chart[:1].upper() + chart[1:], region.upper() if len(region) == 2 else region) if part
    )


def titled(source: Source) -> str:
    """A source in a list of them: what is counted, and where."""
    return (
        named(source)
        if source.kind == "plays"
        else f"{NOUNS[source.kind].removeprefix('chart ').capitalize()}, {named(source)}"
    )


def end(found: Figures) -> str:
    """The last day of the last week: '27 Nov 2022'."""
    return fmt.date(found.source.last_week + timedelta(days=6))


def finding(found: Figures) -> str:
    """What moved, on the weeks before and on a year before."""
    noun = NOUNS[found.source.kind]
    if not found.now["entries"]:
        return f"None of these tracks has {noun} in the last {found.span} weeks"
    if found.source.kind == "places":
        return _held(found)
    said = [(name, moved(found, name)) for name in ("before", "year")]
    known = [(name, change) for name, change in said if change is not None]
    if not known:
        return f"{fmt.compact(found.now['amount'])} {noun} in the {found.span} weeks to {end(found)}"
    first = f"{noun.capitalize()} {_verb(known[0][1])} on {_than(known[0][0], found.span)}"
    if len(known) == 1:
        return first
    same = (known[0][1] > 0) == (known[1][1] > 0)
    return f"{first}, {'and' if same else 'but'} {_verb(known[1][1])} on a year before"


def _held(found: Figures) -> str:
    who = "Tracks of the catalogue" if found.flt is not None else "The chart"
    text = f"{who} held {fmt.number(found.now['entries'])} of {fmt.number(found.now['all_entries'])} places in {found.span} weeks"
    before = found.compared
    if before is None or found.flt is None:
        return text
    change = int(found.now["entries"] - before["entries"])
    return f"{text}, {fmt.number(abs(change))} {'more' if change >= 0 else 'fewer'}"


def moved(found: Figures, name: str) -> float | None:
    """Change of the amount on the span 'before' or 'year' as a share of one; None where there is nothing to compare."""
    earlier = found.earlier(name)
    return found.now["amount"] / earlier["amount"] - 1 if earlier and earlier["amount"] else None


def _verb(change: float) -> str:
    if abs(change) < STEADY:
        return "held"
    return f"{'rose' if change > 0 else 'fell'} {fmt.percent(abs(change), 0 if abs(change) >= 0.1 else 1)}"


def _than(name: str, span: int) -> str:
    return "a year before" if name == "year" else f"the {span} weeks before"


def scope(found: Figures) -> list[Any]:
    """One line: of how many tracks, where, until when, and the filter in words."""
    about = f"{named(found.source)}, {found.span} weeks to {end(found)}."
    if found.tracks is None:
        return [f"{about} No tracks are loaded, so everything counts, in a catalogue or not."]
    s = found.tracks.summary
    of = f"{fmt.plural(s['tracks'], 'track')} by {fmt.plural(s['artists'], 'artist')}. {about}"
    if found.is_whole or found.flt is None:
        return [of]
    return [of, html.Br(), f"Only tracks with {found.flt.words}. ", dcc.Link("Show the whole catalogue", href="/")]


def kpis(found: Figures) -> html.Div:
    """Up to five key figures, each with what it is compared with and its n."""
    cards = [_amount(found)]
    cards += [_share(found)] if found.flt is not None else []
    cards += [_on_chart(found) if found.source.places else _played(found), _fifth(found)]
    if found.tracks is not None and found.flt is not None:
        cards.append(whole.median(found.tracks))
    return kpi_row(cards)


def period(found: Figures) -> str:
    """What the figures are compared with."""
    return "vs a year before" if found.against == "year" else f"vs prior {found.span} weeks"


def spark(found: Figures, value: Any) -> list[float]:
    """A value of every week of the last half year."""
    frame: pd.DataFrame = found.weekly.tail(SPARK)
    return [float(one) for one in value(frame)]


def ratio(part: Mapping[str, Any], name: str, of: str) -> float | None:
    """One figure of a span as a share of another; None where there is none."""
    return part[name] / part[of] if part[of] else None


def _shown(found: Figures) -> str:
    """The page that explains the figures, with the same filter."""
    if found.flt is None:
        return "/alerts"
    return link(whole.DISCOVER, where=found.flt.text, sort="-popularity")


def _amount(found: Figures) -> Any:
    noun, change = NOUNS[found.source.kind], moved(found, found.against)
    delta = NO_EARLIER if change is None else Delta(change, fmt.percent(abs(change)), period(found), good="up")
    plays = found.source.kind == "plays"
    n = fmt.plural(found.now["items"], "title") if plays else f"{fmt.number(found.now['entries'])} chart entries"
    href = link("/trends/forecasts", series=found.forecast) if found.is_whole and found.forecast else _shown(found)
    return kpi_card(
        noun.capitalize(), fmt.compact(found.now["amount"]), f"in {found.span} weeks", delta, n,
        series=spark(found, lambda frame: frame["amount"]), href=href,
    )  # fmt: skip


def _share(found: Figures) -> Any:
    now, before = ratio(found.now, "amount", "total"), ratio(found.compared or {"total": 0}, "amount", "total")
    delta: Delta | str = NO_EARLIER
    if now is not None and before is not None:
        delta = Delta(now - before, fmt.points(abs(now - before)), period(found), good="up")
    noun = NOUNS[found.source.kind]
    return kpi_card(
        f"Share of all {noun}", fmt.percent(now), "", delta, f"n = {fmt.compact(found.now['total'])} {noun}",
        series=spark(found, lambda frame: frame["amount"] / frame["total"]), href=_shown(found),
    )  # fmt: skip


def _on_chart(found: Figures) -> Any:
    """Titles on the chart in its last week, against the week that begins the comparison."""
    weekly = found.weekly.assign(week=pd.to_datetime(found.weekly["week"])).set_index("week")["items"]
    last = pd.Timestamp(found.source.last_week)
    then = last - timedelta(days=A_YEAR if found.against == "year" else 7 * found.span)
    before, now = weekly.get(then), int(weekly.get(last, 0))
    since = f"since {fmt.date(then, year=found.against == 'year')}"
    delta = NO_EARLIER if before is None else Delta(now - before, fmt.number(abs(now - before)), since, good="up")
    return kpi_card(
        "Tracks on the chart", fmt.number(now), f"of {fmt.number(found.source.places)}", delta,
        f"week of {fmt.date(last, year=False)}", series=spark(found, lambda frame: frame["items"]), href=_shown(found),
    )  # fmt: skip


def _played(found: Figures) -> Any:
    return kpi_card(
        "Tracks played", fmt.number(found.now["items"]), f"in {found.span} weeks", _counted(found),
        f"{fmt.compact(found.now['amount'])} plays", series=spark(found, lambda frame: frame["items"]), href=_shown(found),
    )  # fmt: skip


def _counted(found: Figures) -> Delta | str:
    before = found.compared
    if before is None:
        return NO_EARLIER
    change = int(found.now["items"] - before["items"])
    return Delta(change, fmt.number(abs(change)), period(found), good="up")


def _fifth(found: Figures) -> Any:
    """How much hangs on ten titles; of places, of which a title has one a week, how many titles there were."""
    if found.source.kind == "places":
        return kpi_card(
            "Titles that held a place", fmt.number(found.now["items"]), f"in {found.span} weeks", _counted(found),
            f"{fmt.number(found.now['entries'])} chart entries", href=_shown(found),
        )  # fmt: skip
    now, before = ratio(found.now, "top_ten", "amount"), ratio(found.compared or {"amount": 0}, "top_ten", "amount")
    delta: Delta | str = NO_EARLIER
    if now is not None and before is not None:
        delta = Delta(now - before, fmt.points(abs(now - before)), period(found))
    return kpi_card(
        f"{found.source.kind.capitalize()} from the top 10", fmt.percent(now), "", delta,
        f"of {fmt.plural(found.now['items'], 'title')}",
        series=spark(found, lambda frame: frame["top_ten"] / frame["amount"]), href=_shown(found),
    )  # fmt: skip
