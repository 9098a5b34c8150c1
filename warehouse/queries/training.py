"""What the models read: labels, inputs and artists of one vocabulary, and the tracks that a run has not scored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

import pandas as pd
import pyarrow as pa

from warehouse.connect import View
from warehouse.features import Feature


@cache
def _sql(name: str) -> str:
    return files("warehouse").joinpath("sql", "queries", f"{name}.sql").read_text(encoding="utf-8")


def _inputs(name: str, features: Sequence[Feature]) -> str:
    """The query of file `name`, cut down to the track and `features` as doubles; the columns come from FEATURES."""
    columns = "".join(f', cast("{f.name}" as double) as "{f.name}"' for f in features)
    return f"select track_id{columns} from ({_sql(name)}) order by track_id"


def vocabularies(view: View) -> pd.DataFrame:
    """vocabulary, genres, tracks: the vocabulary with most tracks first."""
    return view.frame(_sql("training_vocabularies"))


def labels(view: View, vocabulary: str) -> pd.DataFrame:
    """track_id, genre: each pair once, ordered."""
    return view.frame(_sql("training_labels"), {"vocabulary": vocabulary})


def artists(view: View, vocabulary: str) -> pd.DataFrame:
    """track_id, artist_id, position (1 = main): each pair once, ordered by track and position."""
    return view.frame(_sql("training_artists"), {"vocabulary": vocabulary})


def inputs(view: View, vocabulary: str, features: Sequence[Feature]) -> pd.DataFrame:
    """track_id and one double column a feature (flags as 0 and 1, missing as NaN), ordered by track_id."""
    return view.frame(_inputs("training_tracks", features), {"vocabulary": vocabulary})


def unscored(view: View, run: str, features: Sequence[Feature], size: int) -> Iterator[pa.RecordBatch]:
    """track_id and one double column a feature, for tracks without a prediction by `run`, `size` rows at a time.

    Reads the workbench, where the predictions of every run are.
    """
    return view.batches(_inputs("scoring_tracks", features), {"run": run}, size)


def every_track(view: View, features: Sequence[Feature], size: int) -> Iterator[pa.RecordBatch]:
    """track_id and one double column a feature, for all tracks, `size` rows at a time."""
    return view.batches(_inputs("all_tracks", features), None, size)


def is_built(view: View) -> bool:
    """Whether the marts exist: after the first build."""
    return bool(view.value(_sql("is_built")))


def promoted_run(view: View, model: str) -> str | None:
    """The run of a model that serves, None before the first. Reads the workbench."""
    run = view.value(_sql("promoted_run"), {"model": model})
    return None if run is None else str(run)
