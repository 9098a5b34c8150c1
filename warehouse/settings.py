"""Every setting once, as a typed field with its default and help; REPERTOIRE_<NAME> in the environment overrides it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from warehouse.errors import SettingError

PREFIX = "REPERTOIRE_"


def _setting(
    default: Any, help: str, low: int = 0, high: int | None = None, words: tuple[str, ...] = (), secret: bool = False
) -> Any:
    told = {"help": help, "low": low, "high": high, "words": words}
    return field(default=default, repr=not secret, metadata=told)


@dataclass(frozen=True)
class Settings:
    """The settings of one process. `help_rows` lists them for the README and for `repertoire --help`."""

    home: Path = _setting(Path("repertoire-data"), "Folder that holds the warehouse, its snapshots and the models.")
    host: str = _setting(
        "127.0.0.1", "Address to serve on. Any but a loopback address needs users or a proxy that knows them."
    )
    port: int = _setting(8050, "Port to serve on.", low=1, high=65_535)
    hit_threshold: int = _setting(
        70, "Popularity (0 to 100) from which a track counts as a hit, until the page says otherwise.", high=100
    )
    keep_snapshots: int = _setting(3, "Published snapshots kept for rolling back.", low=1)
    memory_limit: str = _setting("3500MB", "Most memory DuckDB may use before it spills to disk.")
    threads: int = _setting(0, "Threads for DuckDB and model training; 0 means one a core.")
    server_threads: int = _setting(4, "Requests the web server answers at the same time.", low=1)
    cache_mb: int = _setting(64, "Memory for cached query results, in MB.")
    upload_mb: int = _setting(
        100, "Largest file that the browser may send, in MB; larger ones: repertoire load.", low=1
    )
    sign_in: str = _setting(
        "network", "When people sign in: `network`, where other machines can reach it, or `always`."
    )
    session_hours: int = _setting(12, "Hours after which people sign in again.", low=1)
    proxy_header: str = _setting(
        "", "Header in which a proxy names who asks, such as X-Remote-User; then nobody signs in."
    )
    trusted_proxies: str = _setting("", "Addresses or networks of proxies that are believed, with commas between.")
    secret: str = _setting("", "Key that signs cookies; without one, it is made and kept in the home.", secret=True)
    user_database: str = _setting(
        "",
        "PostgreSQL for user data, for several servers: postgresql://USER:PASSWORD@HOST/NAME. Empty: a file in the home.",
        secret=True,
    )
    wait_seconds: int = _setting(30, "How long to wait for another process that is writing before giving up.")
    query_seconds: int = _setting(
        30, "Longest that one query of a page may take, in seconds; then it is stopped and says so. 0: no limit."
    )
    log: str = _setting(
        "text",
        "The server's log: text (faults and slow queries), or json (one object a line, a line a request).",
        words=("text", "json"),
    )
    slow_ms: int = _setting(1000, "Queries of a page that take at least as long are logged, in ms; 0 logs none.")

    def __post_init__(self) -> None:
        """Raises SettingError for a number outside its range, or a word that is not one of those allowed."""
        for item in fields(self):
            value, low, high = getattr(self, item.name), item.metadata["low"], item.metadata["high"]
            words = item.metadata["words"]
            if words and value not in words:
                raise SettingError(f"The setting {item.name} is {value!r}.", f"It must be {' or '.join(words)}.")
            if isinstance(value, int) and (value < low or (high is not None and value > high)):
                allowed = f"{low} or more" if high is None else f"{low} to {high}"
                raise SettingError(f"The setting {item.name} is {value}.", f"It must be {allowed}.")

    def environment(self) -> dict[str, str]:
        """The settings as environment variables, for a process of ours."""
        return {PREFIX + item.name.upper(): str(getattr(self, item.name)) for item in fields(self)}

    @property
    def cores(self) -> int:
        """Threads to use: the setting, or one a core."""
        return self.threads or os.cpu_count() or 1


def load(environment: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
    """Settings from the environment, with `overrides` (those that are not None) on top.

    Raises SettingError when a value is not of the setting's type or outside its range.
    """
    environment = os.environ if environment is None else environment
    values: dict[str, Any] = {}
    for item in fields(Settings):
        text = environment.get(PREFIX + item.name.upper())
        if text:
            values[item.name] = _parse(item.name, type(item.default), text)
    values.update({name: value for name, value in overrides.items() if value is not None})
    return Settings(**values)


def _parse(name: str, kind: type, text: str) -> Any:
    if kind is not int:
        return Path(text) if issubclass(kind, Path) else text
    try:
        return int(text)
    except ValueError:
        raise SettingError(
            f"{PREFIX}{name.upper()} is {text!r}, which is not a whole number.", "Set it to a whole number or unset it."
        ) from None


def help_rows() -> list[tuple[str, str, str]]:
    """(environment variable, default, help) for every setting, in order."""
    return [(PREFIX + f.name.upper(), str(f.default), f.metadata["help"]) for f in fields(Settings)]
