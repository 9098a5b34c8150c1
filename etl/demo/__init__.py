"""The demo catalogue: synthetic, the same bytes for the same seed, with planted truths that tests look for.

Every name is invented and every number drawn from a seeded generator; means, spreads, correlations and drifts are
rounded published figures, named in the modules that use them. It shows what the pages do and proves nothing about
music. By default 40,000 tracks by 4,000 artists in 24 genres of 8 families, half a million plays of 3,000 listeners
and 261 weeks of charts, ending on 2026-06-28; nothing reads a clock.

Planted truths, each left out by its name in `DemoConfig.without`; `truth(config)` gives the ids:

rising         reggaeton: log odds among releases, plays and chart places +0.24 a year from 2018 on.
fading         hard-rock: the same with -0.24 a year.
revival        synth-pop: its weight among releases times exp(0.9 cos(2 pi (year - 2024.5) / 12)): peaks every 12 years.
season         by month of release, peak in July: valence +- 0.05, tempo +- 3 BPM; and in the summer weeks tracks are
               played e^0.12 times for each standard deviation of valence and of tempo, in the winter so much less.
groups         six groups of listeners (club, street, guitars, radio, roots, listening room; 22, 22, 18, 18, 10 and 10%);
               half of a group's plays go to its four genres, the rest to what all play.
niches         five, of one track in 1,000 each (30 at least), one an artist, whatever the genre; the spread in each
               feature is a tenth of that of all tracks.
gems           one track in 200 (40 at least): quality among the best tenth of its genre and decade, popularity 38 to 48
               points below what it deserves. Quality = reach of the artist + appeal of the sound (standard deviation 6) +
               craft (4, in no column but in how few leave within 30 seconds).
artist_effect  reach: standard deviation 8 points between artists; luck, within, is 8.
rereleases     one track in 25: another id, the artist's collection a year or more later, the same title, artist, length
               and sound; popularity 0.3 to 0.75 of the original's, 0 in 35 of 100.
mislabelled    3% of tracks: the only label is a genre of another family than the sound.
spike          one track of 8 to 20 years: from Monday 2026-02-02 on 5% of all plays, falling to a third every 3 weeks;
               first in the chart; popularity +38 in March and +24 in June 2026.

Always there: two automatic listeners, events sent twice (0.2%), unknown track ids (0.3%), plays under 30 seconds, 12
repeated and 12 unusable rows of tracks, 6 unusable plays, tempo 0, years without month, 15% of tracks with two labels,
some of which disagree on popularity, 6% of tracks at popularity 0, a chart region without ids.
"""

from __future__ import annotations

from pathlib import Path

from etl.demo.catalogue import make
from etl.demo.config import END, TRUTHS, DemoConfig, DemoFile
from etl.demo.files import write_files
from etl.demo.truth import Truth, truth_of

__all__ = ["END", "TRUTHS", "DemoConfig", "DemoFile", "Truth", "truth", "write_demo"]


def write_demo(folder: Path, config: DemoConfig | None = None) -> list[DemoFile]:
    """Write the demo into a folder, made if need be: its files in the order to load. Same config, same bytes."""
    return write_files(folder, make(config or DemoConfig()))


def truth(config: DemoConfig | None = None) -> Truth:
    """What is planted in the files of a config; for tests alone. The demo is made anew for it."""
    return truth_of(make(config or DemoConfig()))
