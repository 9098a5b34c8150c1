"""Doubtful genre tags: which they are, why in words, and what people have decided about them.

The numbers come from `genre_oof`, so a track does not vouch for itself. The words set the track beside the middle 80%
of both genres, and say what its main artist's other recordings are tagged with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import pandas as pd

from dashboard import format as fmt
from warehouse.connect import View
from warehouse.features import Feature
from warehouse.queries import genre_work, models
from warehouse.queries.genre_work import Extent
from warehouse.userdata import Retag

Kind = Literal["far", "sibling"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Ends = Mapping[tuple[str, str], tuple[float, float]]
TAG = ["track_id", "vocabulary", "genre"]
REASONS = 2
FILE = (
    *("track_id", "title", "artists", "album", "popularity", "genre", "family", "probability"),
    *(
        "suggested",
        "suggested_family",
        "suggested_probability",
        "times",
        "kind",
        "why",
        "decision",
        "new_genre",
        "note",
    ),
)


@dataclass(frozen=True)
class Doubts:
    """Every doubtful tag of the promoted out-of-fold run, the most doubtful first, and the card of the run.

    tags : as genre_work.doubted gives them, those that are doubtful enough for their kind, with a column `kind`.
    """

    extent: Extent
    card: Mapping[str, Any]
    tags: pd.DataFrame

    def listed(self, kind: Kind) -> Mapping[str, Any]:
        """What the card says of the list of a kind: times, listed, found, least, most; empty where it says nothing."""
        rows = self.card.get("doubtful", {}).get(kind, [])
        return next((row for row in rows if row["times"] == self.start(kind)), {})

    def start(self, kind: Kind) -> float:
        """How many times likelier the suggestion of a doubtful tag of that kind is at least."""
        return float(self.card["doubtful_from"][kind])


def read(view: View) -> Doubts | None:
    """The doubtful tags, None before anything was judged out of fold."""
    extent, card = genre_work.extent(view), models.promoted_card(view, "oof")
    if not extent.tags or card is None or "doubtful_from" not in card:
        return None
    starts = {kind: float(card["doubtful_from"][kind]) for kind in KINDS}
    tags = genre_work.doubted(view, min(starts.values()))
    kind = tags["sibling"].map({True: "sibling", False: "far"})
    least = kind.map(starts).astype(float)  # without any tag it would be of texts
    return Doubts(extent, card, tags.assign(kind=kind)[tags["times"] >= least].reset_index(drop=True))


def with_decisions(tags: pd.DataFrame, decided: Sequence[Retag]) -> pd.DataFrame:
    """The tags with decision, new_genre and note; '' where nothing was decided."""
    names = [*TAG, "decision", "new_genre", "note"]
    made = pd.DataFrame([[getattr(one, name) for name in names] for one in decided], columns=names, dtype=object)
    return tags.merge(made, on=TAG, how="left").fillna({"decision": "", "new_genre": "", "note": ""})


def chosen(found: Doubts, decided: Sequence[Retag], kind: str, family: str, show: bool) -> pd.DataFrame:
    """The tags of one kind and family ('' all) with their decisions; without the decided ones unless `show`."""
    tags = with_decisions(found.tags, decided)
    kept = ((tags["kind"] == kind) | (kind == "")) & ((tags["family"] == family) | (family == ""))
    return tags[kept & (show | (tags["decision"] == ""))].reset_index(drop=True)


def file(view: View, decided: Sequence[Retag], kind: str, family: str) -> pd.DataFrame:
    """FILE, one row a doubtful tag of one kind and family ('' all) that nobody has decided about; none before any is."""
    found = read(view)
    if found is None:
        return pd.DataFrame(columns=list(FILE))
    tags = chosen(found, decided, kind, family, show=False)
    return explained(view, tags, genre_work.bands(view, found.extent.vocabulary))[list(FILE)]


def explained(view: View, tags: pd.DataFrame, bands: pd.DataFrame) -> pd.DataFrame:
    """The tags of one vocabulary with title, artists, album, popularity, and `why` in words. bands: genre_work.bands."""
    if tags.empty:
        return tags.assign(title="", artists="", album="", popularity=None, why="")
    ids = tags["track_id"].unique().tolist()
    known = genre_work.tracks(view, ids).set_index("track_id")
    others = genre_work.artist_tags(view, ids, str(tags["vocabulary"].iloc[0]))
    counts = {track: dict(zip(rows["genre"], rows["n"], strict=True)) for track, rows in others.groupby("track_id")}
    sizes = dict(zip(others["track_id"], others["others"], strict=True))
    ends = {(genre, feature): (low, high) for genre, feature, _, low, high in bands.itertuples(index=False)}
    measured: dict[Any, dict[str, Any]] = known.to_dict("index")  # type: ignore[assignment]
    pairs = zip(tags["track_id"], tags["genre"], tags["suggested"], strict=True)
    why = [why_words(measured[t], own, new, ends, counts.get(t, {}), sizes.get(t, 0)) for t, own, new in pairs]
    named = known[["title", "artists", "album", "popularity"]].reindex(tags["track_id"]).reset_index(drop=True)
    return pd.concat([tags.reset_index(drop=True), named], axis=1).assign(why=why)


def why_words(
    track: Mapping[str, Any],
    own: str,
    suggested: str,
    ends: Ends,
    others: Mapping[str, int],
    size: int,
) -> str:
    """Reasons of one doubtful tag: what the artist is otherwise tagged with, then how the track sounds.

    track : its measures by name ; ends : (genre, feature) -> the middle 80% ; others : genre -> recordings of the main
    artist's `size` other tagged ones that have it.
    """
    said = [artist_words(own, suggested, others, size), *sound_words(track, own, suggested, ends)]
    words = "; ".join([part for part in said if part][:REASONS])
    return words or "No single feature: all together, or the words of title and album"


def artist_words(own: str, suggested: str, others: Mapping[str, int], size: int) -> str:
    """'9 of the artist's 15 others are pop, 3 edm'; '' where the artist's other recordings do not say so."""
    for_it, for_own = others.get(suggested, 0), others.get(own, 0)
    if for_it <= for_own:
        return ""
    return f"{fmt.number(for_it)} of the artist\u2019s {fmt.number(size)} others are {suggested}, {fmt.number(for_own)} {own}"


def sound_words(track: Mapping[str, Any], own: str, suggested: str, ends: Ends) -> list[str]:
    """['Energy 0.31 is low for rock (0.42 to 0.88)']: what is furthest outside one genre and inside the other."""
    found: list[tuple[float, str]] = []
    for feature in genre_work.measures():
        band, usual = ends.get((own, feature.name)), ends.get((suggested, feature.name))
        value = track.get(feature.name)
        if value is None or fmt.is_missing(value) or band is None or usual is None or not usual[0] <= value <= usual[1]:
            continue
        low, high = band
        out = max(low - value, value - high) / ((high - low) or 1.0)
        if out > 0:
            found.append((out, _outside(feature, value, own, low, high)))
    return [words for _, words in sorted(found, reverse=True)[:REASONS]]


def _outside(feature: Feature, value: float, genre: str, low: float, high: float) -> str:
    shown, *ends = (fmt.value(feature, v, unit=False) for v in (value, low, high))
    return f"{feature.label} {shown} is {'low' if value < low else 'high'} for {genre} ({fmt.span(*ends)})"
