"""What is counted and timed while pages are served, and what is read of the snapshot when somebody asks for it.

The names are those of Prometheus: seconds, `_total` for what only grows. The figures are of this process, from its start.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from dashboard.context import Context
from warehouse.limits import Limits
from warehouse.queries import watched
from warehouse.userdata.engine import now
from warehouse.watch import Watch

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
OTHER = "other"


class Meters(Watch):
    """The counters of one application, in a registry of their own, so that two of them in a process stay apart."""

    def __init__(self, slow_ms: int, query_seconds: float = 0) -> None:
        super().__init__(slow_ms, Limits(query_seconds))
        self.registry = known = CollectorRegistry()
        self.requests = Counter("repertoire_requests", "Requests answered.", ["method", "status"], registry=known)
        self.request_seconds = Histogram(
            "repertoire_request_seconds", "Time to answer a request.", ["kind"], buckets=BUCKETS, registry=known
        )
        self.callback_seconds = Histogram(
            "repertoire_callback_seconds", "Time of a callback.", ["output"], buckets=BUCKETS, registry=known
        )
        self.query_seconds = Histogram(
            "repertoire_query_seconds", "Time of a query.", buckets=BUCKETS, registry=known
        )  # of all queries: a label a statement would be a series a filter
        self.slow = Counter("repertoire_slow_queries", "Queries over REPERTOIRE_SLOW_MS.", registry=known)
        self.stops = Counter("repertoire_queries_stopped", "Queries that were ended.", ["reason"], registry=known)
        self.lookups = Counter("repertoire_cache_lookups", "Questions to the cache.", ["result"], registry=known)

    def queried(self, seconds: float, is_slow: bool) -> None:
        """One query took so long."""
        self.query_seconds.observe(seconds)
        if is_slow:
            self.slow.inc()

    def stopped(self, reason: str) -> None:
        """One query was ended."""
        self.stops.labels(reason).inc()

    def looked_up(self, found: bool) -> None:
        """The cache was asked, and had the answer or not."""
        self.lookups.labels("hit" if found else "miss").inc()


class Published(Collector):
    """What is published: its number and age, loads, rows and rejects of each kind, age of each model that serves."""

    def __init__(self, context: Context) -> None:
        self.context = context

    def describe(self) -> Iterator[Metric]:
        """Nothing: what a registry would otherwise read of the snapshot while the application is made."""
        yield from ()

    def collect(self) -> Iterator[Metric]:
        """Families of gauges; none of them while nothing is published."""
        about = self.context.about()
        if about is None:
            return
        yield _gauge("snapshot_number", "Number of the snapshot.", about.number)
        yield _gauge("snapshot_age_seconds", "Since the snapshot was published.", age(about.published_at))
        with self.context.reader.view() as view:
            kinds, models = watched.loads(view), watched.models(view)
        loads = _gauge("loads", "Loads that stand.", kind=[(kind, n) for kind, n, _, _ in kinds])
        rows = _gauge("rows_loaded", "Rows loaded.", kind=[(kind, n) for kind, _, n, _ in kinds])
        rejects = _gauge("rows_rejected", "Rows rejected.", kind=[(kind, n) for kind, _, _, n in kinds])
        ages = [(model, age(trained)) for model, trained in models]
        yield from (loads, rows, rejects, _gauge("model_age_seconds", "Since the model was trained.", model=ages))


def age(then: datetime) -> float:
    """Seconds since a stored time; never below 0, as a clock that was set back would have it."""
    return max((now() - then).total_seconds(), 0.0)


def _gauge(name: str, help: str, value: float | None = None, **labelled: list[tuple[str, float]]) -> GaugeMetricFamily:
    """One family: a value, or (label, value) under the one name that `labelled` gives."""
    family = GaugeMetricFamily(f"repertoire_{name}", help, value=value, labels=list(labelled) or None)
    for label, number in (pair for pairs in labelled.values() for pair in pairs):
        family.add_metric([label], number)
    return family
