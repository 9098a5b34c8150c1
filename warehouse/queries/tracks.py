"""Questions about tracks: pages of the table, search, one track, and key figures.

Each function takes a View and answers one question; a TrackFilter says which tracks count. A recording that was
released more than once counts once in medians and shares: at its highest popularity among the tracks that the filter
keeps.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from warehouse.connect import View
from warehouse.features import by_name, numeric
from warehouse.filter_fields import PLAIN
from warehouse.filters import TrackFilter
from warehouse.ordering import Sort, checked_columns, is_stored_order, sort_sql
from warehouse.queries import levels
from warehouse.queries.fixed import sql, text_of
from warehouse.queries.values import is_short

# A typo changes a letter or two: shorter words have too many neighbours, lower similarity finds other names.
SIMILAR_FROM_LETTERS = 4
SIMILAR_LEAST = 0.9
MATCHES = ("exact", "prefix", "inside", "words", "similar")


def count(view: View, flt: TrackFilter) -> int:
    """How many tracks the filter keeps."""
    where, params = flt.where()
    return int(view.value(sql("tracks_count", where=where), params))


def page(view: View, flt: TrackFilter, sort: Sort, columns: Sequence[str], start: int, rows: int) -> pd.DataFrame:
    """Rows `start` to `start + rows` of the filtered, sorted table: track_no, track_id, then `columns`. Raises
    FilterError."""
    names = ["track_no", "track_id", *(name for name in checked_columns(columns) if name != "track_id")]
    chosen = _columns(names)
    window: dict[str, Any] = {"start": max(0, start), "rows": max(0, rows)}
    if flt.is_all and is_stored_order(sort):
        return view.frame(sql("tracks_stored", columns=chosen), window)
    where, params = flt.where()
    return view.frame(sql("tracks_page", where=where, order=sort_sql(sort), columns=chosen), {**params, **window})


def selection(flt: TrackFilter, sort: Sort, columns: str, within: str = "true") -> tuple[str, dict[str, Any]]:
    """(query, parameters) for all rows of the filtered, sorted table. `columns` is a select list over table t,
    `within` a condition of ours that cuts a slice."""
    condition, params = flt.where()
    where = f"{condition} and {within}"
    return f"select {columns} from tracks as t where {where} order by {sort_sql(sort)}", params


def search(view: View, text: str, limit: int = 10) -> pd.DataFrame:
    """Artists and tracks that the text names: kind (artist, track), id, name, artists, tracks, popularity, match.

    Case and accents are forgiven. `match` is exact, prefix, inside, words (each word somewhere) or similar (a typo);
    rows come in that order, the most popular first. Where nothing matches as typed, names of nearly the same spelling
    are looked for. When both kinds have enough, each gets half of the rows.
    """
    plain = str(view.value(f"select {PLAIN.format('$text')}", {"text": " ".join(text.split())}))
    if not plain:
        return _found([], limit)
    found = [_matching(view, f"search_{kind}", plain, limit) for kind in ("artists", "tracks")]
    if len(plain) >= SIMILAR_FROM_LETTERS:
        similar = {"text": plain, "rows": limit, "least": SIMILAR_LEAST}
        if not (found[0]["rank"] <= 1).any():
            found[0] = _extended(found[0], view.frame(sql("search_similar_artists"), similar))
        if found[1].empty:
            found[1] = view.frame(sql("search_similar_tracks"), similar)
    return _found(found, limit)


def _matching(view: View, query: str, plain: str, limit: int) -> pd.DataFrame:
    words = {f"w{i}": word for i, word in enumerate(plain.split())}
    condition = " and ".join(f"contains(search_text, ${name})" for name in words)
    return view.frame(sql(query, words=condition), {"text": plain, "rows": limit, **words})


def _extended(found: pd.DataFrame, similar: pd.DataFrame) -> pd.DataFrame:
    new = similar[~similar["id"].isin(found["id"])]
    return found if new.empty else new if found.empty else pd.concat([found, new], ignore_index=True)


def _found(parts: Sequence[pd.DataFrame], limit: int) -> pd.DataFrame:
    """At most `limit` rows of both kinds in one order."""
    columns = ["kind", "id", "name", "artists", "tracks", "popularity", "match"]
    if all(part.empty for part in parts):
        return pd.DataFrame({name: pd.Series(dtype="object") for name in columns})
    artists, tracks = parts
    artists = artists.head(max((limit + 1) // 2, limit - len(tracks)))
    kept = [part for part in (artists, tracks.head(limit - len(artists))) if not part.empty]
    both = pd.concat([part.astype({"artists": "object", "tracks": "Int64"}) for part in kept], ignore_index=True)
    both = both.sort_values(["rank", "popularity"], ascending=[True, False], kind="stable", na_position="last")
    both["match"] = [MATCHES[rank] for rank in both["rank"]]
    return both[columns].reset_index(drop=True)


def track(view: View, track_id: str) -> pd.DataFrame:
    """The track: every column of FEATURES, then track_no, main_artist, main_artist_id, recording_key and is_canonical.
    No row when there is no such track."""
    names = [*by_name(), "track_no", "main_artist", "main_artist_id", "recording_key", "is_canonical"]
    return view.frame(sql("track", columns=_columns(names)), {"track_id": track_id})


def track_genres(view: View, track_id: str) -> pd.DataFrame:
    """vocabulary, genre, family of every label of the track."""
    return view.frame(sql("track_genres"), {"track_id": track_id})


def track_sources(view: View, track_id: str) -> pd.DataFrame:
    """The loads that have the track, newest first: load_id, file, line, kind, collection, vocabulary, as_of,
    as_of_assumed, loaded_at."""
    return view.frame(sql("track_sources"), {"track_id": track_id})


def popularity_history(view: View, track_id: str) -> pd.DataFrame:
    """as_of, as_of_assumed, popularity, load_id, file; the oldest date first."""
    return view.frame(sql("track_popularity"), {"track_id": track_id})


def track_artists(view: View, track_no: int) -> pd.DataFrame:
    """artist_id, name of everybody the track is credited to, the main artist first."""
    return view.frame(sql("track_artists"), {"track_no": track_no})


def other_releases(view: View, recording_key: str, track_id: str) -> pd.DataFrame:
    """track_id, title, album, release_date, popularity, is_canonical of the other tracks with the same recording, the most
    popular first."""
    return view.frame(sql("track_releases"), {"recording_key": recording_key, "track_id": track_id})


def predicted_genres(view: View, track_id: str) -> pd.DataFrame:
    """rank, genre, probability, sure, vocabulary, run: what the published genre model expects; no row without a model."""
    return view.frame(sql("track_predictions"), {"track_id": track_id})


def standings(view: View, track_no: int) -> pd.DataFrame:
    """vocabulary, genre, n, below, equal: of each genre of the track, how many recordings have a popularity, and how many
    of them lie below and at the track's own (itself among them)."""
    return view.frame(sql("track_standings"), {"track_no": track_no})


def extents(view: View) -> pd.DataFrame:
    """feature, known, low, high of every column of FEATURES: known where any track has a value; numbers lie from low to high.

    Features with a short range have that range; for the others low and high hold all but the outermost 0.2% of some 20,000
    evenly taken tracks (missing where none of these has a value).
    """
    # One value is enough to know: looking for it takes no longer with millions of tracks, counting all does.
    known = "(select '{0}' as feature from tracks as t where t.\"{0}\" is not null limit 1)"
    wide = ", ".join(f'cast(t."{f.name}" as double) as "{f.name}"' for f in numeric() if not is_short(f))
    query = sql("track_extents", known=" union all ".join(known.format(name) for name in by_name()), values=wide)
    found = {str(feature): (low, high) for feature, low, high in view.rows(query)}
    ends = found | {f.name: (f.low, f.high) for f in numeric() if is_short(f)}
    rows = [(name, name in found, *ends.get(name, (None, None))) for name in by_name()]
    made = pd.DataFrame(rows, columns=["feature", "known", "low", "high"])
    return made.astype({"low": "float64", "high": "float64"})


def genre_names(view: View) -> pd.DataFrame:
    """vocabulary, genre, family, tracks of every genre, by vocabulary (the largest first) and name."""
    return view.frame(sql("genre_names"))


def genre_bands(view: View, vocabulary: str, genre: str) -> pd.DataFrame:
    """feature, n, q10, q50, q90 of every numeric feature over the tracks of one genre, in the order of FEATURES.

    Quantiles are interpolated; features that no track of the genre has are left out.
    """
    columns = ", ".join(f'cast(t."{f.name}" as double) as "{f.name}"' for f in numeric())
    bands = view.frame(sql("genre_bands", columns=columns), {"vocabulary": vocabulary, "genre": genre})
    order = {f.name: i for i, f in enumerate(numeric())}
    return bands.sort_values("feature", key=lambda names: names.map(order)).reset_index(drop=True)


def summary(view: View, flt: TrackFilter, threshold: float, vocabulary: str | None = None) -> pd.DataFrame:
    """One row of key figures of the tracks that the filter keeps.

    tracks, recordings, merged_repeats (their difference), artists, genres (of `vocabulary`, by default the largest),
    vocabulary; then over recordings: measured (with a popularity), q1_popularity, median_popularity, q3_popularity,
    hits (popularity >= threshold), hit_share (hits / measured, null when none is measured), zero_popularity.
    """
    return pd.DataFrame([counted(view, flt, vocabulary).figures(threshold)])


def counted(view: View, flt: TrackFilter, vocabulary: str | None = None) -> levels.Counted:
    """What the filter keeps, counted once for `summary` at any threshold and for the recordings at each popularity."""
    given = {"vocabulary": vocabulary or default_vocabulary(view)}
    if flt.is_all:
        found = view.frame(sql("track_summary_all"), given)
    else:
        where, params = flt.where()
        parts = {"artists": str(max(1, view.value("select count(*) from artists")))}
        parts |= {"where": where, "levels": text_of("levels_of_matched")}
        found = view.frame(sql("track_summary", **parts), {**params, **given})
    return levels.Counted.of(found, given["vocabulary"])


def default_vocabulary(view: View) -> str | None:
    """The vocabulary that most tracks have, None when no track has a genre."""
    name = view.value(sql("default_vocabulary"))
    return None if name is None else str(name)


def top_genres(
    view: View, flt: TrackFilter, limit: int = 20, vocabulary: str | None = None, least: int = 1
) -> pd.DataFrame:
    """genre, family, n, q1, median, q3 of popularity, the highest median first, in one vocabulary (the largest by
    default). n counts recordings; genres with fewer than `least` are left out."""
    given = {"vocabulary": vocabulary or default_vocabulary(view), "rows": limit, "least": least}
    if flt.is_all:
        return view.frame(sql("genres_all"), given)
    where, params = flt.where()
    query = sql("track_groups", where=where, group="g.genre, g.family", vocabulary="g.vocabulary = $vocabulary")
    found = view.frame(query, {**params, "vocabulary": given["vocabulary"]})
    return levels.ranked(found, ["genre", "family"], limit, least)


def families(view: View, flt: TrackFilter, limit: int = 50, least: int = 1) -> pd.DataFrame:
    """family, n, q1, median, q3 of popularity over all vocabularies, the highest median first. n counts recordings."""
    given = {"rows": limit, "least": least}
    if flt.is_all:
        return view.frame(sql("families_all"), given)
    where, params = flt.where()
    found = view.frame(sql("track_groups", where=where, group="g.family", vocabulary="true"), params)
    return levels.ranked(found, ["family"], limit, least)


def _columns(names: Sequence[str]) -> str:
    return ", ".join(f't."{name}"' for name in names)
