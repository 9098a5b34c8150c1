"""Options that several commands have, and documents on standard output."""

from __future__ import annotations

import json
import math
import sys
from typing import Annotated, Any

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on standard output.")]
Publish = Annotated[bool, typer.Option("--publish", help="Build and publish afterwards.")]
JobNumber = Annotated[int | None, typer.Option("--job", hidden=True, help="Job that progress and result go to.")]


def print_json(document: Any) -> None:
    """One document on one line; figures that do not exist are null."""
    sys.stdout.write(json.dumps(_without_nan(document), ensure_ascii=False, allow_nan=False) + "\n")


def _without_nan(value: Any) -> Any:
    """The same with null for figures that do not exist; JSON has no NaN."""
    if isinstance(value, dict):
        return {key: _without_nan(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_nan(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
