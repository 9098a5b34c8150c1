"""A table of tracks -> typed rows, rejects with reasons, and genre labels, all in DuckDB.

Three passes over the temporary table `incoming`: type and judge every cell (`judged`), merge the rows of one track
(`merged`), insert. Rows of one track that disagree on popularity keep the highest value of the latest date; what else
they say is taken from the first row in the file.
"""

from __future__ import annotations

from etl import credits
from etl.intake import Intake, Rows
from etl.judge import Cell, Judge
from warehouse import features, store
from warehouse.features import Feature

_RESERVED = ("title", "artists", "track_id", "release_precision")
LABELS = ("genre", "subgenre")


def load(intake: Intake) -> Rows:
    """Judge, merge and insert the tracks of a file and their labels; runs inside the caller's transaction."""
    return _Tracks(intake).load()


def cells() -> list[Cell]:
    """The columns a table of tracks may have: those of FEATURES that files hold, the labels and the row's date."""
    named = [
        Cell("track_id", "key"),
        Cell("title", required="no title"),
        Cell("artists", "names", required="no artist"),
    ]
    stored = [_cell(f) for f in features.stored() if f.name not in _RESERVED]
    return [*named, *stored, *(Cell(name) for name in LABELS), Cell("as_of", "date", low=1900, high=2100)]


def _cell(feature: Feature) -> Cell:
    low, high = feature.low, feature.high
    if feature.kind == "date":
        year = features.by_name()["release_year"]
        low, high = year.low, year.high
    return Cell(feature.name, feature.kind, low=low, high=high, missing=feature.missing)


class _Tracks:
    """SQL made from FEATURES for one file."""

    def __init__(self, intake: Intake) -> None:
        self.intake = intake
        self.workbench = intake.workbench
        self.schema = intake.recognition.schema
        self.judge = Judge(intake, cells())
        self.stored = [f for f in features.stored() if f.name not in (*_RESERVED, "popularity", "release_year")]

    def load(self) -> Rows:
        self.judge.judge({"precision": self._precision_sql()})
        self._merge()
        values = {"load_id": self.intake.load_id}
        loaded = store.insert(self.workbench, "tracks", self._tracks_sql(), values)
        if self._is_dated:
            store.insert(self.workbench, "popularity", self._popularity_sql(), values)
        labels = self._vocabularies()
        for name, vocabulary in labels.items():
            store.insert(self.workbench, "labels", self._labels_sql(name), {**values, "vocabulary": vocabulary})
        usable = self.judge.usable
        return Rows(
            loaded=loaded,
            merged=usable - loaded,
            rejected=self.judge.relation.rows - usable,
            rejects=self.judge.rejects(),
            disagreeing=int(self.workbench.value("select count(*) from merged where disagrees")),
            missing=self.judge.missing(),
            vocabulary=labels.get("genre"),
            as_of=self.workbench.value("select max(as_of) from judged where fault is null"),
        )

    @property
    def _is_dated(self) -> bool:
        """Whether the rows carry the date of their popularity."""
        return "as_of" in self.judge.columns and "popularity" in self.judge.columns

    def _vocabularies(self) -> dict[str, str]:
        """Genre column -> the vocabulary its labels belong to, for those the file has."""
        collection = self.intake.collection
        named = {
            "genre": self.schema.vocabulary or collection,
            "subgenre": self.schema.subvocabulary or f"{collection}_subgenre",
        }
        return {name: vocabulary for name, vocabulary in named.items() if name in self.judge.columns}

    def _merge(self) -> None:
        """Temporary table `merged`: one row a track, with its first row in the file and its popularity."""
        best = "max(popularity)"
        disagrees = "min(popularity) <> max(popularity)"
        if self._is_dated:  # another value on another date is no disagreement
            best, disagrees = "max_by(popularity, (as_of, popularity)) filter (popularity is not null)", "false"
        self.workbench.con.execute(
            f"""create or replace temp table merged as
            select {self._id_sql()} as id, min(row_no) as row_no, {best} as best_popularity, {disagrees} as disagrees
            from judged where fault is null group by all"""
        )

    def _id_sql(self) -> str:
        """The source's id, or one made from what names a recording where the source has none."""
        length = "coalesce(duration_ms::bigint::varchar, '')"
        made = f"'r' || md5(concat_ws(chr(31), lower(title), lower(array_to_string(artists, ';')), {length}))[:21]"
        return f"coalesce(track_id, {made})"

    def _tracks_sql(self) -> str:
        values = ", ".join(_value_sql(f) for f in self.stored)
        return f"""
            select $load_id as load_id, merged.id as track_id, line, artists as artist_names, title,
                array_to_string(artists, '; ') as artists, best_popularity::integer as popularity,
                coalesce(release_year, year(release_date))::integer as release_year,
                case when release_date is not null then precision when release_year is not null then 'year' end
                    as release_precision, {values}
            from merged join judged using (row_no)"""

    def _precision_sql(self) -> str:
        """How precisely the source dates the release, by how much of a date it writes."""
        given = self.judge.text(Cell("release_date", "date"))
        return f"case length({given}) when 4 then 'year' when 7 then 'month' else 'day' end"

    def _popularity_sql(self) -> str:
        return f"""select $load_id as load_id, {self._id_sql()} as track_id, as_of,
                max(popularity)::integer as popularity
            from judged where fault is null and as_of is not null and popularity is not null group by all"""

    def _labels_sql(self, name: str) -> str:
        parts = credits.names_sql(f'"{name}"', self.schema.genre_separator)
        return f"""
            select distinct $load_id as load_id, track_id, $vocabulary as vocabulary, genre
            from (select {self._id_sql()} as track_id, unnest({parts}) as genre from judged where fault is null)"""


def _value_sql(feature: Feature) -> str:
    value = f'"{feature.name}"'
    if feature.missing is not None:
        value = f"nullif({value}, {feature.missing})"
    return f'{value}::{feature.sql_type} as "{feature.name}"'
