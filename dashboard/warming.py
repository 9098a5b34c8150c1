"""Warming: what the first page asks of a new snapshot is asked before a visitor does."""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time

from dashboard import digest
from dashboard.context import Context
from dashboard.pages import _discover_asked, overview
from warehouse.errors import RepertoireError

EVERY = 2.0
"""Seconds between looks for a new snapshot."""
LOG = logging.getLogger("repertoire.warming")


def warm(context: Context) -> None:
    """Ask what Overview and Discover ask when they are opened; the answers stay in the reader's cache. Raises NoSnapshot."""
    digest.page(context, {}, dt.datetime.now(dt.UTC))
    overview.warm(context)
    _discover_asked.warm(context)


def follow(context: Context, over: threading.Event, every: float = EVERY) -> None:
    """Warm every snapshot that is published, until `over`. What goes wrong is the log's: a visitor asks again and is told."""
    last, trouble = None, ""
    while not over.is_set():
        try:
            about, began = context.about(), time.perf_counter()
            if about is not None and (number := (about.number, about.published_at)) != last:
                last, trouble = number, ""
                warm(context)
                LOG.info("warmed snapshot %s in %.1f s", about.number, time.perf_counter() - began)
        except RepertoireError as error:
            if error.message != trouble and not over.is_set():  # what stays broken is told once
                LOG.warning("a snapshot was not warmed: %s", error.message)
            trouble = error.message
        over.wait(every)
