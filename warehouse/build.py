"""RELATIONS: the ordered list of SQL files that make the marts from the raw tables, and the build that runs them."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal

import pyarrow as pa

from warehouse import checks, landed, moods, store
from warehouse.connect import Workbench
from warehouse.errors import HomeError
from warehouse.features import averaged
from warehouse.fingerprints import Fingerprints
from warehouse.references import text_of

Progress = Callable[[str, int, int], None]
#: Where track_moods.sql takes the memberships in; the file holds for no moods.
MEMBERSHIPS = "/* memberships */"
#: Where track_measures.sql takes the names of features in; the file holds for none.
MEASURES = "/* measures */"


@dataclass(frozen=True)
class Relation:
    """One SQL file: staging files become views, the others tables, unless `stored` says otherwise (a staging file that
    several others read is worth a table).

    `served` tables are copied into a snapshot. `inner` ones stay in the workbench: steps on the way to others, and rows
    of single listeners.
    """

    name: str
    layer: Literal["staging", "plays", "marts", "serving"]
    stored: bool | None = None
    inner: bool = False

    @property
    def kind(self) -> str:
        """What it becomes in the workbench."""
        stored = self.layer != "staging" if self.stored is None else self.stored
        return "table" if stored else "view"

    @property
    def served(self) -> bool:
        """Whether a snapshot holds it."""
        return self.layer != "staging" and not self.inner

    @property
    def settles(self) -> bool:
        """Whether relations after it look at its rows to see whether it changed. Staging tables are narrow: it is cheap."""
        return self.layer == "staging" and self.kind == "table"

    @property
    def sql(self) -> str:
        """The text of the file."""
        return _text(f"sql/{self.layer}/{self.name}.sql")

    @property
    def grain(self) -> str:
        """What one row is: the file's first line."""
        return self.sql.splitlines()[0].removeprefix("-- ")


RELATIONS: tuple[Relation, ...] = (
    Relation("track_sources", "staging", stored=True),
    Relation("repeated_tracks", "staging", stored=True),
    Relation("followed_tracks", "staging", stored=True),
    Relation("current_tracks", "staging"),
    Relation("current_labels", "staging"),
    Relation("promoted_genres", "staging", stored=True),
    Relation("promoted_popularity", "staging", stored=True),
    Relation("track_order", "staging", stored=True),
    Relation("track_genres", "marts"),
    Relation("track_sets", "staging"),
    Relation("track_label_sets", "staging", stored=True),
    Relation("label_sets", "marts"),
    Relation("track_artists", "marts"),
    Relation("tracks", "marts"),
    Relation("artists", "marts"),
    Relation("genres", "marts"),
    Relation("families", "marts"),
    Relation("vocabularies", "marts"),
    Relation("popularity_history", "marts"),
    Relation("popularity_velocity", "marts"),
    Relation("track_loads", "marts"),
    Relation("mood_ranges", "marts"),
    Relation("track_moods", "marts"),
    Relation("moods", "marts"),
    # Finding by name reads the catalogue as it is served, so it comes after it.
    Relation("current_names", "staging", stored=True),
    Relation("play_words", "staging", stored=True),
    Relation("play_sources", "staging", stored=True),
    Relation("unlinked_names", "staging", stored=True),
    Relation("artist_keys", "staging", stored=True),
    Relation("credit_keys", "staging", stored=True),
    Relation("track_keys", "staging", stored=True),
    Relation("name_links", "staging", stored=True),
    Relation("linked_chart_entries", "staging"),
    Relation("linked_playlist_tracks", "staging"),
    Relation("entry_links", "staging"),
    Relation("linked_play_sources", "staging", stored=True),
    Relation("play_links", "staging", stored=True),
    Relation("play_items", "staging", stored=True),
    Relation("play_listeners", "staging", stored=True),
    Relation("play_loads", "staging", stored=True),
    Relation("play_events", "staging", stored=True),
    Relation("chart_entries", "marts"),
    Relation("charts", "marts"),
    Relation("track_charts", "marts"),
    Relation("playlist_tracks", "marts"),
    Relation("playlists", "marts"),
    Relation("series", "marts"),
    Relation("descriptors", "marts"),
    Relation("tags", "marts"),
    Relation("links", "marts"),
    Relation("play_rules", "plays"),
    Relation("play_marks", "plays", inner=True),
    Relation("outlier_listeners", "plays"),
    Relation("plays_marked", "plays", stored=False, inner=True),
    Relation("listener_items", "plays", inner=True),
    Relation("listener_totals", "plays"),
    Relation("item_plays", "plays"),
    Relation("artist_plays", "plays"),
    Relation("plays_by_day", "plays"),
    Relation("item_plays_weekly", "plays"),
    Relation("artist_plays_weekly", "plays"),
    # Trends are made of releases, charts, plays and snapshots of popularity, so they come after all of these.
    Relation("release_dates", "staging", stored=True),
    Relation("release_periods", "staging"),
    Relation("track_measures", "staging"),
    Relation("genre_years", "marts"),
    Relation("chart_periods", "staging", stored=True),
    Relation("chart_days", "staging"),
    Relation("genre_weights", "staging", stored=True),
    Relation("trend_means", "staging"),
    Relation("trend_shares", "staging"),
    Relation("trend_counts", "staging"),
    Relation("trend_dated", "staging"),
    Relation("trend_reach", "staging"),
    Relation("trend_points", "marts"),
    Relation("trend_series", "marts"),
    Relation("trend_sources", "marts"),
    # What moves: values by week, unbroken runs of them, shuffled copies, and how far each is from its own past.
    Relation("mover_points", "staging", stored=True),
    Relation("mover_runs", "staging", stored=True),
    Relation("mover_shuffles", "staging"),
    Relation("mover_scores", "staging", stored=True),
    Relation("mover_told", "staging", stored=True),
    Relation("mover_alarms", "marts"),
    Relation("mover_rates", "marts"),
    Relation("mover_series", "marts"),
    Relation("mover_now", "marts"),
    # Who the listeners are: groups of at least 20 only; the rows of single listeners stay in the workbench.
    Relation("listener_profiles", "staging", stored=True),
    Relation("listener_groups", "marts"),
    Relation("listener_group_genres", "marts"),
    Relation("loads", "serving"),
    Relation("rejects", "serving"),
    Relation("model_runs", "serving"),
    Relation("model_metrics", "serving"),
    Relation("genre_predictions", "serving"),
    Relation("genre_answers", "serving"),
    Relation("genre_oof", "serving"),
    Relation("genre_held_out", "serving"),
    Relation("genre_confusion", "serving"),
    Relation("genre_report", "serving"),
    Relation("popularity_predictions", "serving"),
    Relation("popularity_oof", "serving"),
    Relation("drivers", "serving"),
    Relation("driver_points", "serving"),
    Relation("driver_pairs", "serving"),
    Relation("beliefs", "serving"),
    Relation("track_clusters", "serving"),
    Relation("clusters", "serving"),
    Relation("cluster_traits", "serving"),
    Relation("cluster_genres", "serving"),
    Relation("map_points", "serving"),
    Relation("map_estimates", "serving"),
    *(Relation(name, "serving") for name in ("forecast_series", "forecasts", "forecast_backtests", "forecast_models")),
    Relation("snapshots", "serving"),
)


def build(workbench: Workbench, progress: Progress | None = None) -> None:
    """Bring every relation up to date with the raw tables and check the result, in one transaction.

    What is made of the same as in the build before stays as it is (see `warehouse.fingerprints`).
    Raises HomeError when a key that must be unique is not, or where a rollup and plays stand beside each other; then the
    tables stay as they were.
    """
    store.prepare(workbench)
    landed.check_alone(workbench)
    with workbench.transaction():
        made = _make_all(workbench, progress)
        if progress:
            progress("Checking the marts", len(RELATIONS), len(RELATIONS))
        broken = checks.run(workbench, made)
        if broken:
            raise HomeError(
                f"The marts are not consistent: {'; '.join(broken)}.",
                "This is a fault of Repertoire, not of your data; what is published stays as it was.",
            )
    if progress:
        progress("Built", len(RELATIONS), len(RELATIONS))


def _make_all(workbench: Workbench, progress: Progress | None) -> set[str]:
    """Make what has changed; returns the names of it."""
    _load_families(workbench)
    given = {MEMBERSHIPS: f"{_load_moods(workbench)}\n    union all", MEASURES: _measures()}
    prints = Fingerprints(workbench, shared=_create_macros(workbench))
    made, rolled = set(), landed.relations(workbench)
    for done, relation in enumerate(RELATIONS):
        sql = relation.sql if relation.name not in rolled else _landed(relation)
        text = sql
        for marker, words in given.items():
            text = text.replace(marker, words)
        filled = text if text != sql else ""
        if prints.stands(relation.name, relation.kind, sql, filled):
            continue
        if progress:
            progress(f"Building {relation.name}", done, len(RELATIONS))
        _make(workbench, relation, text, prints.kind_before(relation.name))
        prints.was_made(relation.name, relation.settles)
        made.add(relation.name)
    for name, kind in prints.keep():
        workbench.con.execute(f"drop {kind} {name}")
    return made


def _landed(relation: Relation) -> str:
    """The relation as a rollup brought it (warehouse/rollup)."""
    return f"select * from raw.rolled_{relation.name}"


def _create_macros(workbench: Workbench) -> str:
    """The functions that the SQL files share; returns their text."""
    folder = resources.files("warehouse").joinpath("sql/macros")
    names = sorted(f.name for f in folder.iterdir() if f.name.endswith(".sql"))
    text = "\n".join(folder.joinpath(name).read_text(encoding="utf-8") for name in names)
    workbench.con.execute(text)
    return text


def _make(workbench: Workbench, relation: Relation, sql: str, earlier: str | None = None) -> None:
    # An earlier version may have built it as the other kind, which `create or replace` refuses to replace.
    if earlier and earlier != relation.kind:
        workbench.con.execute(f"drop {earlier} {relation.name}")
    workbench.con.execute(f"create or replace {relation.kind} {relation.name} as {sql}")
    grain = relation.grain.replace("'", "''")
    workbench.con.execute(f"comment on {relation.kind} {relation.name} is '{grain}'")


@cache
def families(folder: Path | None = None) -> dict[str, str]:
    """Genre (lower case, spaces for hyphens) -> family, from reference/genre_families.csv; a copy in `folder` wins."""
    text, _ = text_of("genre_families.csv", folder)
    return {row["genre"].lower().replace("-", " "): row["family"] for row in csv.DictReader(text.splitlines())}


def _load_families(workbench: Workbench) -> None:
    known = families(workbench.home.path / "reference")
    rows = pa.table({"genre": pa.array(known.keys(), pa.string()), "family": pa.array(known.values(), pa.string())})
    workbench.con.register("families_given", rows)
    workbench.con.execute("create or replace table genre_families as select * from families_given")
    workbench.con.unregister("families_given")


def _measures() -> str:
    return "".join(f'"{feature.name}", ' for feature in averaged())


def _load_moods(workbench: Workbench) -> str:
    """Bring the table of moods in, a row a range; returns the SQL of their memberships."""
    known = moods.load(workbench.home.path / "reference")
    rows = [
        {"mood_no": i, "mood": m.name, "kind": m.kind, "synonyms": ";".join(m.synonyms), "sentence": m.sentence}
        | {"range_no": j, **asdict(drawn)}
        for i, m in enumerate(known)
        for j, drawn in enumerate(m.ranges)
    ]
    ends = pa.schema([(end, pa.float64()) for end in moods.ENDS])
    words = pa.schema([(name, pa.string()) for name in ("mood", "kind", "synonyms", "sentence", "feature")])
    numbers = pa.schema([("mood_no", pa.int32()), ("range_no", pa.int32())])
    workbench.con.register("moods_read", pa.Table.from_pylist(rows, pa.unify_schemas([numbers, words, ends])))
    workbench.con.execute("create or replace table moods_given as select * from moods_read")
    workbench.con.unregister("moods_read")
    return moods.memberships_sql(known)


@cache
def _text(name: str) -> str:
    return resources.files("warehouse").joinpath(name).read_text(encoding="utf-8")
