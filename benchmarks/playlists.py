"""How well does playlist fit tell a playlist's own tracks from others, and how long do a playlist and a fit take?

Each playlist of the file gives up a fifth of its tracks at a time; they are ranked among 500 random tracks of the catalogue
that are not on it. Peers, in the same run and space: the distance to the mean of the members, and to the nearest member. The
genres of the file are never looked at: they are the playlists' own.

    python benchmarks/playlists.py --home HOME     a home with tidytuesday_songs loaded and published
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
# Run as a script, the folder of this file comes first and this file would hide the package of the same name.
sys.path[:] = [str(HERE.parent), *(entry for entry in sys.path if Path(entry).resolve() != HERE)]

import numpy as np

from analytics.live import fit as live_fit
from analytics.live import fit_space
from analytics.live import playlist as live
from analytics.playlists import judge
from analytics.playlists import make as making
from warehouse.connect import Reader
from warehouse.queries import playlists

RUNS = 15


def judged(reader: Reader) -> None:
    """Areas under the ROC curve, with everything, without artists, without artists and years."""
    space = fit_space.space(reader)
    place = {int(number): i for i, number in enumerate(space.track_no)}
    with reader.view() as view:
        names = playlists.loaded(view)["playlist_id"]
        lists = {str(p): np.array(sorted({place[m] for m in playlists.members(view, p) if m in place})) for p in names}
    sound = [i for i, name in enumerate(space.features) if name != "release_year"]
    every = list(range(len(space.features)))
    print(f"{'given':24} {'model':8} {'AUC':>6} {'95%':>14} playlists")
    for label, with_artists, columns in (
        ("sound, year, artists", True, every),
        ("sound, year", False, every),
        ("sound", False, sound),
    ):
        found = judge.judge(space.X[:, columns], space.artists, lists, with_artists)
        for row in judge.summary(found).to_dict("records"):
            ends = f"{row['low']:.3f}-{row['high']:.3f}"
            print(f"{label:24} {row['model']:8} {row['auc']:6.3f} {ends:>14} {len(found):9}")


def timed(name: str, work: Callable[[], object]) -> None:
    """Median and slowest of RUNS, in milliseconds; the first, which reads, is not counted."""
    work()
    took = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        took.append(1000 * (time.perf_counter() - start))
    print(f"{name:44} {statistics.median(took):8.0f} {max(took):8.0f} ms (median, slowest of {RUNS})")


def arcs(reader: Reader) -> None:
    """How near 20 tracks come to the arcs asked for, and how smooth the transitions are, beside the order of the score."""
    for prompt in ("energetic", "calm", "danceable"):
        wishes = live.Wishes(20, tempo="rising", energy="peak")
        made = live.make(reader, live.Source(prompt=prompt), wishes).tracks
        plain = live.make(reader, live.Source(prompt=prompt), live.Wishes(20))
        unordered = plain.tracks.sort_values(["score", "track_id"], ascending=[False, True], ignore_index=True)
        off = {n: float((made[n] - made[f"wished_{n}"]).abs().median()) for n in ("tempo", "energy")}
        print(
            f"{prompt:12} median miss: tempo {off['tempo']:.1f} BPM, energy {off['energy']:.3f};"
            f" transition cost without arcs {plain.smooth:.3f}, by score {making.smooth(unordered):.3f}"
        )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True)
    reader = Reader(parser.parse_args().home)
    if len(live_fit.loaded(reader)):
        judged(reader)
    arcs(reader)
    wishes = live.Wishes(30, tempo="rising", energy="peak")
    timed("30 tracks from a mood", lambda: live.make(reader, live.Source(prompt="energetic"), wishes))
    timed("60 minutes from a genre", lambda: live.make(reader, live.Source(prompt="rock"), live.Wishes(minutes=60)))
    if len(live_fit.loaded(reader)):
        largest = live_fit.loaded(reader).sort_values("tracks")["playlist_id"].iloc[-1]
        timed("fit of 100 tracks", lambda: live_fit.fit(reader, live_fit.named(reader, str(largest))))  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
