"""The sound files of one screening as a table: a row a file, as the page says it, for a download."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

import pandas as pd

from dashboard import sounds
from dashboard.context import Context
from warehouse.errors import FilterError
from warehouse.features import model_inputs

#: Of the answer about a file, in this order.
TOLD = ("title", "artists", "genre", "confidence", "second", "second_confidence", "sure", "popularity", "low", "high")


def answers(context: Context, job: str) -> list[dict[str, Any]]:
    """The files of a screening. Raises FilterError where there is none of that number, or its answer is not kept."""
    number = int(job) if job.isascii() and job.isdecimal() and len(job) < 10 else None
    found = context.job(number)
    files = sounds.answer(context, found) if found is not None and found.kind == sounds.KIND else []
    if not files:
        raise FilterError("There is no such screening here.", "The last ten answers are kept. Send the files again.")
    return files


def table(files: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """file, TOLD, what the popularity's interval held on others (coverage, tested), every feature that was measured of any, the
    nearest track and its distance, remarks, error: one row a file, in the order in which they were sent."""
    measured = [f.name for f in model_inputs() if any(_features(file).get(f.name) is not None for file in files)]
    return pd.DataFrame([_row(file, measured) for file in files])


def _features(file: Mapping[str, Any]) -> Mapping[str, Any]:
    return file["rows"][0]["features"] if file["rows"] else {}


def _row(file: Mapping[str, Any], measured: Sequence[str]) -> dict[str, Any]:
    row = file["rows"][0] if file["rows"] else {}
    by, near = row.get("popularity_by") or {}, (row.get("nearest") or [{}])[0]
    told = {name: row.get(name) for name in TOLD}
    return {
        "file": PurePath(file["file"]).name,
        **told,
        "artists": "; ".join(told["artists"] or ()),
        "interval_held": by.get("coverage", {}).get("value"),
        "interval_tested": by.get("tested"),
        **{name: _features(file).get(name) for name in measured},
        "nearest": near.get("title"),
        "nearest_id": near.get("track_id"),
        "distance": near.get("distance"),
        "remarks": " ".join(file.get("remarks", ())),
        "error": " ".join(filter(None, (file.get("error"), file.get("hint")))),
    }


def asked_words(job: str, files: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """What the file says it is."""
    heard = sum("error" not in file for file in files)
    return {
        "sound files": f"{heard} of {len(files)} could be heard, screening {job}",
        "interval": "low to high: 80% of popularity from what sound tells; interval_held is its measured coverage on others",
        "distance": "in standard deviations of the catalogue, over tempo and loudness as far as measured",
        "sort": "as sent",
    }
