"""Questions of whoever runs the server: what came in, how old the models are, whether the snapshot answers."""

from __future__ import annotations

from datetime import datetime

from warehouse.connect import View
from warehouse.queries.fixed import text_of


def loads(view: View) -> list[tuple[str, int, int, int]]:
    """(kind, loads, rows loaded, rows rejected) of every kind of input, by name."""
    return [(str(kind), int(n), int(rows), int(bad)) for kind, n, rows, bad in view.rows(text_of("watched_loads"))]


def models(view: View) -> list[tuple[str, datetime]]:
    """(model, when it was trained, UTC) of every model that serves, by name."""
    return [(str(model), trained) for model, trained in view.rows(text_of("watched_models"))]


def answers(view: View) -> int:
    """Rows of the table of tracks: reads the file, whatever it holds."""
    return int(view.value("select count(*) from tracks"))
