"""What the models read: labels, inputs and artists of one vocabulary, and the tracks that a run has not scored."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pyarrow as pa

from warehouse.connect import View
from warehouse.features import Feature
from warehouse.queries.fixed import sql, text_of


def _inputs(name: str, features: Sequence[Feature]) -> str:
    """The query of file `name`, cut down to the track, what describes it and `features` as doubles, from FEATURES."""
    columns = "".join(f', cast("{f.name}" as double) as "{f.name}"' for f in features)
    described = ", title, album, cast(popularity as double) as popularity"
    return f"select track_id{described}{columns} from ({text_of(name)}) order by track_id"


def vocabularies(view: View) -> pd.DataFrame:
    """vocabulary, genres, tracks: the vocabulary with most tracks first."""
    return view.frame(text_of("training_vocabularies"))


def labels(view: View, vocabulary: str) -> pd.DataFrame:
    """track_id, genre, family: each pair once, ordered."""
    return view.frame(text_of("training_labels"), {"vocabulary": vocabulary})


def artists(view: View, vocabulary: str) -> pd.DataFrame:
    """track_id, artist_id, position (1 = main): each pair once, ordered by track and position."""
    return view.frame(text_of("training_artists"), {"vocabulary": vocabulary})


def inputs(view: View, vocabulary: str, features: Sequence[Feature]) -> pd.DataFrame:
    """track_id, title, album, popularity and one double column a feature (flags 0 and 1), ordered by track_id."""
    return view.frame(_inputs("training_tracks", features), {"vocabulary": vocabulary})


def everything(
    view: View, features: Sequence[Feature], vocabulary: str | None = None, run: str | None = None
) -> tuple[pa.Table, pa.Table, pa.Table]:
    """All tracks, or with `run` those that it has not scored (a workbench knows), in the order of track_id.

    Three tables: track_id, title, album and one double column a feature; place (from 0) and artist_id, main artist
    first; place and genre, in `vocabulary`.
    """
    chosen = text_of("all_tracks") if run is None else sql("tracks_without_results", table="genre_predictions")
    told = {} if run is None else {"run": run}
    columns = "".join(f', cast("{f.name}" as double) as "{f.name}"' for f in features)
    return (
        view.arrow(f"select track_id, title, album{columns} from ({chosen}) order by track_id", told),
        view.arrow(sql("scored_artists", chosen=chosen), told),
        view.arrow(sql("scored_genres", chosen=chosen), {**told, "vocabulary": vocabulary or ""}),
    )


def is_built(view: View) -> bool:
    """Whether the marts exist: after the first build."""
    return bool(view.value(text_of("is_built")))


def promoted_run(view: View, model: str) -> str | None:
    """The run of a model that serves, None before the first. Reads the workbench."""
    run = view.value(text_of("promoted_run"), {"model": model})
    return None if run is None else str(run)
