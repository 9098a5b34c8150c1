"""Which item of the catalogue the words of events mean: what a build does for plays that were loaded, for given words."""

from __future__ import annotations

import pyarrow as pa

from warehouse import build as building
from warehouse.connect import Workbench
from warehouse.errors import NoSnapshot
from warehouse.queries import training
from warehouse.queries.fixed import text_of

#: The relations between the words of plays and the items they are, in the order of a build.
STEPS = (
    *("play_sources", "unlinked_names", "artist_keys", "credit_keys", "track_keys", "name_links"),
    *("linked_play_sources", "play_items"),
)


def link(workbench: Workbench, words: pa.Table) -> tuple[pa.Table, pa.Table]:
    """(words and the number of their item, the items). The workbench stays as it was.

    words : track_id, title, artist, artist_id, rows, plays.
    Raises NoSnapshot when no catalogue is built.
    """
    if not training.is_built(workbench):
        raise NoSnapshot(
            "There is no catalogue to link events with.", "Load and build first: repertoire run --data FILE"
        )
    con = workbench.con
    con.register("words_given", words)
    con.execute("begin transaction")
    try:
        con.execute("create or replace table play_words as select 0 as load_id, words_given.* from words_given")
        for relation in [r for r in building.RELATIONS if r.name in STEPS]:
            con.execute(f"create or replace {relation.kind} {relation.name} as {relation.sql}")
        return workbench.arrow(text_of("rollup_links")), workbench.arrow("select * from play_items order by item_no")
    finally:
        con.execute("rollback")
        con.unregister("words_given")
