"""What a reader of Overview should decide about, or know before trusting a number; each leads to the rows behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pandas as pd
from dash import html

from analytics.live import movers
from dashboard import doubts
from dashboard import format as fmt
from dashboard.components import Method, chart_card, notice, notices
from dashboard.components.states import empty
from dashboard.context import Context
from dashboard.pages import _discover_gems as gems
from dashboard.pages import _waiting
from dashboard.pages.forecasts import data as forecasts
from dashboard.urlstate import link
from warehouse.connect import View
from warehouse.filters import TrackFilter
from warehouse.queries import forecasts as forecast_queries
from warehouse.queries import series

WEEKS = 4
"""Alarms of so many weeks count as news."""
MOST = 5
"""Things listed; what needs a decision comes first."""
NUMBERS = ("Nothing", "One", "Two", "Three", "Four", "Five", "Six")


@dataclass(frozen=True)
class Item:
    """One thing: what, in a line what it means, and the page behind it. decide : it needs a decision."""

    title: str
    text: str
    link: str
    href: str
    decide: bool = False


def gathered(context: Context, flt: TrackFilter) -> list[Item]:
    """What the models, alarms and rules say about the selected tracks; nothing is trained for it."""
    found = [
        _alarms(context, flt),
        _rules(context),
        _missed(context, flt),
        _doubtful(context, flt),
        _gems(context, flt),
    ]
    return [item for item in (*found, _untrained(context)) if item is not None]


def card(items: Sequence[Item], facts: dict[str, str], lines: Sequence[str], id: str) -> html.Section:
    """The list, decisions first."""
    ordered = ranked(items)
    rows = [notice(item.title, item.text, item.link, item.href, warn=item.decide) for item in ordered]
    body = notices(rows) if rows else empty("No alarm, no doubtful tag, no rejected row, no repeat.")
    more = len(items) - len(ordered)
    return chart_card(
        headline(ordered),
        "Red: decide. Grey: good to know. Each leads to its rows." if rows else "",
        body,
        id=id,
        method=Method(
            f"Alarms of the last {WEEKS} weeks, rules you saved, forecasts that missed, tags that models doubt, recordings "
            "below those like them, and what the loads say. Re-releases are one recording: same title, main artist and length "
            "to 2 seconds.",
            {**facts, "Not shown": fmt.plural(more, "more thing") if more else "nothing"},
            "/data?tab=loads",
        ),
        frame=frame_of(ordered) if rows else None,
        provenance=lines,
    )


def ranked(items: Sequence[Item]) -> list[Item]:
    """The first MOST, those that need a decision before the others."""
    return sorted(items, key=lambda item: not item.decide)[:MOST]


def frame_of(items: Sequence[Item]) -> pd.DataFrame:
    """The list as rows: what, about, needs_decision."""
    rows = [(item.title, item.text, item.decide) for item in items]
    return pd.DataFrame(rows, columns=["what", "about", "needs_decision"])


def headline(items: Sequence[Item]) -> str:
    """'Two things need a decision, two are good to know'."""
    decide = sum(item.decide for item in items)
    know = len(items) - decide
    if not items:
        return "Nothing needs a decision"
    if not decide:
        return f"Nothing needs a decision; {NUMBERS[know].lower()} {'is' if know == 1 else 'are'} good to know"
    first = f"{NUMBERS[decide]} {'thing needs' if decide == 1 else 'things need'} a decision"
    return f"{first}, {NUMBERS[know].lower()} {'is' if know == 1 else 'are'} good to know" if know else first


def _alarms(context: Context, flt: TrackFilter) -> Item | None:
    if movers.rates_of(context.reader).frame.empty:
        return None  # nothing moves here
    key = ("overview-alarms", flt.text)
    found = context.reader.cached(key, lambda _view: movers.alarms(context.reader, weeks=WEEKS, flt=flt)).rows
    if found.empty:
        return None
    first = found.sort_values("z", key=abs, ascending=False, kind="stable").iloc[0]
    title = f"{fmt.plural(len(found), 'alarm')} in the last {WEEKS} weeks"
    text = f"{str(first['name'])[:36]}, week of {fmt.date(first['week'])}: {first['unusual']}."
    return Item(title, text, "Open alerts", link("/alerts", weeks=WEEKS, where=flt.text), decide=True)


def _rules(context: Context) -> Item | None:
    """What saved rules found since the last evaluation of a week ago."""
    if context.userdata is None:
        return None
    kept, today = context.userdata.alerts, datetime.now(UTC).date()
    heard = {rule.id: rule for rule in kept.rules() if not rule.quiet(today)}
    since = datetime.now(UTC).replace(tzinfo=None) - timedelta(days=7)
    found = [event for event in kept.events() if event.rule in heard and event.found_at >= since]
    broken = [rule for rule in heard.values() if rule.problem]
    if broken:
        return Item(
            f"The rule “{broken[0].name[:40]}” cannot be evaluated",
            broken[0].problem[:110],
            "See rules",
            "/alerts",
            True,
        )
    if not found:
        return None
    title = f"Your rules found {fmt.plural(len(found), 'alarm')} this week"
    return Item(title, f"{found[0].name[:40]}: {found[0].unusual}.", "See rules", "/alerts", decide=True)


def _missed(context: Context, flt: TrackFilter) -> Item | None:
    """A headline series that left the interval of its forecast, or outlived it."""
    if not flt.is_all:
        return None
    found: Item | None = context.reader.cached(("overview-missed",), missed)
    return found


def missed(view: View) -> Item | None:
    """Periods that came since the forecast was made, of the first headline series that is forecast."""
    done = forecast_queries.listed(view)
    done = done[done["pick"].notna()] if len(done) else done
    name = next((name for name in forecasts.HEADLINES if name in set(done["series_id"])), "") if len(done) else ""
    if not name:
        return None
    ahead, points = forecast_queries.ahead(view, name), series.points(view, [name], whole=True)
    came = ahead.merge(points[["period", "value"]], left_on="start", right_on="period", suffixes=("", "_came"))
    if came.empty:
        return None
    off = came[(came["value_came"] < came["low_80"]) | (came["value_came"] > came["high_80"])]
    text = (
        f"{fmt.number(len(off))} of {fmt.plural(len(came), 'period')} since it was made lay outside the 80% interval."
    )
    title = "The forecast has been overtaken" if len(off) <= 0.2 * len(came) + 1 else "The forecast has missed"
    return Item(title, f"{text} Train it again.", "See forecast", link("/trends/forecasts", series=name), decide=True)


def _doubtful(context: Context, flt: TrackFilter) -> Item | None:
    found = context.reader.cached(("doubts",), doubts.read)
    if found is None or found.tags.empty:
        return None
    decided = context.userdata.retags.decisions() if context.userdata else []
    left = doubts.chosen(found, decided, "", "", show=False)
    if left.empty:
        return None
    title = f"{fmt.plural(len(left), 'genre tag is', 'genre tags are')} doubtful"
    where = "" if flt.is_all else "In the whole catalogue, "
    text = f"{where}{'of' if where else 'Of'} {fmt.number(found.extent.tags)} judged by models that had not seen the track."
    return Item(title, text, "Review tags", "/genres", decide=True)


def _gems(context: Context, flt: TrackFilter) -> Item | None:
    answer = gems.answered(context, flt)
    if not answer.found:
        return None
    title = f"{fmt.plural(answer.found, 'recording stands', 'recordings stand')} below those like it"
    text = "Hidden gems: less popular than their sound and genre suggest, beyond luck."
    return Item(title, text, "Hear them", link("/discover", view=gems.VIEW, where=flt.text), decide=True)


def _untrained(context: Context) -> Item | None:
    """Models that the data could not carry."""
    refused = _waiting.refusals(context)
    if not refused:
        return None
    model, why = next(iter(refused.items()))
    return Item(f"There is no {model} model", why, "See models", "/data?tab=models")
