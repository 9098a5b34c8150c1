"""Every setting once, as a typed field with its default and help; REPERTOIRE_<NAME> in the environment overrides it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from warehouse.errors import SettingError

PREFIX = "REPERTOIRE_"


def _setting(default: Any, help: str) -> Any:
    return field(default=default, metadata={"help": help})


@dataclass(frozen=True)
class Settings:
    """The settings of one process. `help_rows` lists them for the README and for `repertoire --help`."""

    home: Path = _setting(Path("repertoire-data"), "Folder that holds the warehouse, its snapshots and the models.")
    host: str = _setting("127.0.0.1", "Address to serve on. Only loopback addresses are accepted.")
    port: int = _setting(8050, "Port to serve on.")
    hit_threshold: int = _setting(
        70, "Popularity (0 to 100) from which a track counts as a hit, until the page says otherwise."
    )
    keep_snapshots: int = _setting(3, "Published snapshots kept for rolling back.")
    memory_limit: str = _setting("4GB", "Most memory DuckDB may use before it spills to disk.")
    threads: int = _setting(0, "Threads for DuckDB and model training; 0 means one a core.")
    server_threads: int = _setting(4, "Requests the web server answers at the same time.")
    cache_mb: int = _setting(64, "Memory for cached query results, in MB.")
    wait_seconds: int = _setting(30, "How long to wait for another process that is writing before giving up.")

    @property
    def cores(self) -> int:
        """Threads to use: the setting, or one a core."""
        return self.threads or os.cpu_count() or 1


def load(environment: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
    """Settings from the environment, with `overrides` (those that are not None) on top.

    Raises SettingError when a value is not of the setting's type.
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
