"""Where the server's log goes and what a line of it looks like: words for a person, or one JSON object a line."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

from warehouse.settings import Settings
from warehouse.watch import REQUEST

REQUESTS = logging.getLogger("repertoire.request")


class JsonLines(logging.Formatter):
    """One record -> one line of JSON: time (UTC), level, logger, message, request, and the fields of the record."""

    def format(self, record: logging.LogRecord) -> str:
        """A line break in a message is escaped, so that nobody can forge a line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request": REQUEST.get(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps({name: value for name, value in line.items() if value != ""}, default=str)


def configure(settings: Settings) -> None:
    """With `log` set to json every line of this process is JSON on stderr, and every request is one line.

    Otherwise Python's own way stands: errors and slow queries as words, and no line for a request.
    """
    if settings.log != "json":
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers = [handler]
    REQUESTS.setLevel(logging.INFO)
