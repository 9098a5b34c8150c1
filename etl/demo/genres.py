"""The 24 genres of the demo: how they sound, how popular they are, and how many releases each has in which year.

Sound and popularity are means and spreads per genre, rounded, of the Spotify Tracks Dataset (M. Pandya, Kaggle 2022,
114 genres x 1,000 tracks; tracks with a tempo): danceability, energy, loudness, log of speechiness, log-odds of
acousticness, share with instrumentalness above one half, log of liveness, valence, tempo, log of seconds, share
explicit, share in a major key; the first number is the median popularity above 0. Share, first year and family are
this module's own; families are those of warehouse/reference/genre_families.csv.
"""

from __future__ import annotations

import numpy as np

from etl.demo.config import DemoConfig

# fmt: off
_TABLE = (
    # Name, family, share of releases, first year, popularity; mean and spread of danceability, energy, loudness, log speech;
    #     log-odds acoustic (2), instrumental, log live (2), valence (2), tempo (2), log seconds (2), explicit, major.
    ("pop", "Pop", .085, 1958, 67, .63, .14, .61, .18, -7.0, 2.6, -2.81, .69,
        -1.1, 1.9, .01, -2.0, .5, .51, .21, 121, 31, 5.37, .25, .07, .51),
    ("synth-pop", "Pop", .055, 1978, 40, .62, .12, .71, .17, -8.2, 3.2, -3.15, .43,
        -2.6, 1.9, .07, -1.9, .7, .59, .26, 123, 23, 5.47, .23, .04, .61),
    ("dance", "Pop", .045, 1984, 69, .69, .12, .71, .14, -5.3, 1.7, -2.67, .65,
        -2.7, 1.6, .01, -2.0, .6, .55, .21, 120, 25, 5.27, .20, .18, .54),
    ("alt-rock", "Rock", .055, 1979, 55, .53, .13, .75, .17, -6.2, 2.3, -3.04, .49,
        -3.4, 2.1, .05, -1.8, .7, .52, .23, 125, 29, 5.43, .24, .06, .64),
    ("hard-rock", "Rock", .105, 1967, 51, .48, .14, .79, .17, -6.7, 2.8, -2.91, .57,
        -3.8, 2.0, .03, -1.8, .8, .51, .23, 125, 29, 5.48, .31, .05, .65),
    ("rockabilly", "Rock", .030, 1958, 30, .56, .12, .66, .23, -8.2, 3.4, -3.01, .55,
        -.7, 2.3, .02, -1.7, .7, .73, .22, 124, 34, 5.12, .25, .01, .77),
    ("hip-hop", "Hip-hop & R&B", .065, 1982, 61, .74, .12, .68, .15, -6.0, 2.0, -2.30, .72,
        -2.0, 1.6, .01, -1.9, .7, .55, .22, 117, 29, 5.29, .28, .32, .48),
    ("r-n-b", "Hip-hop & R&B", .045, 1960, 43, .61, .14, .64, .20, -7.5, 2.9, -2.79, .77,
        -1.0, 2.0, .00, -1.7, .8, .63, .24, 124, 28, 5.35, .27, .09, .72),
    ("funk", "Hip-hop & R&B", .035, 1966, 46, .68, .16, .63, .16, -6.5, 2.9, -2.33, .93,
        -1.3, 1.7, .01, -2.0, .7, .60, .21, 118, 27, 5.31, .30, .30, .56),
    ("house", "House & techno", .050, 1985, 66, .67, .10, .76, .11, -5.3, 1.8, -2.85, .55,
        -2.8, 1.5, .04, -1.9, .7, .49, .22, 121, 19, 5.23, .19, .11, .51),
    ("techno", "House & techno", .045, 1987, 44, .68, .11, .75, .17, -8.1, 3.1, -2.90, .49,
        -3.8, 1.9, .62, -2.1, .6, .32, .24, 128, 16, 5.68, .37, .03, .56),
    ("trance", "House & techno", .040, 1992, 41, .58, .12, .85, .12, -6.3, 2.0, -2.75, .59,
        -4.4, 1.5, .48, -1.7, .7, .28, .20, 133, 15, 5.48, .50, .02, .48),
    ("reggaeton", "Latin & Brazil", .030, 1995, 41, .76, .08, .74, .11, -5.0, 1.8, -2.35, .66,
        -2.1, 1.3, .00, -2.0, .6, .64, .20, 119, 34, 5.34, .20, .21, .51),
    ("salsa", "Latin & Brazil", .035, 1964, 30, .67, .11, .72, .15, -6.9, 2.9, -3.02, .44,
        -.2, 1.1, .01, -2.0, .8, .81, .15, 120, 33, 5.59, .23, .00, .62),
    ("samba", "Latin & Brazil", .035, 1958, 39, .57, .11, .67, .18, -8.5, 2.9, -2.73, .64,
        -.1, 1.3, .01, -1.2, .9, .69, .20, 118, 29, 5.37, .34, .00, .65),
    ("country", "Country & folk", .045, 1958, 44, .56, .12, .60, .21, -7.3, 3.0, -3.27, .40,
        -1.3, 2.0, .00, -1.9, .6, .52, .23, 124, 32, 5.31, .21, .03, .89),
    ("bluegrass", "Country & folk", .030, 1958, 24, .53, .11, .53, .20, -9.9, 3.4, -3.33, .32,
        .3, 1.5, .14, -1.8, .7, .63, .23, 127, 27, 5.34, .34, .01, .85),
    ("folk", "Country & folk", .040, 1958, 44, .56, .13, .55, .22, -9.0, 3.5, -3.06, .57,
        -.3, 1.9, .03, -2.0, .6, .49, .24, 118, 28, 5.49, .38, .01, .76),
    ("jazz", "Jazz & blues", .045, 1958, 41, .51, .14, .35, .19, -11.6, 4.3, -3.11, .49,
        1.2, 1.5, .09, -2.0, .6, .49, .25, 113, 31, 5.18, .36, .00, .76),
    ("blues", "Jazz & blues", .030, 1958, 51, .57, .15, .58, .22, -8.5, 3.5, -2.97, .59,
        -.9, 2.3, .03, -1.9, .6, .60, .24, 117, 31, 5.36, .29, .01, .71),
    ("gospel", "Jazz & blues", .025, 1958, 41, .47, .13, .58, .18, -7.2, 2.6, -3.28, .36,
        -.9, 1.9, .00, -1.6, .8, .32, .17, 126, 26, 5.70, .30, .00, .83),
    ("classical", "Classical & stage", .045, 1958, 19, .38, .15, .20, .18, -19.9, 7.4, -3.08, .38,
        3.2, 1.6, .66, -2.0, .6, .38, .26, 108, 31, 5.16, .78, .00, .75),
    ("opera", "Classical & stage", .025, 1958, 23, .31, .13, .32, .22, -13.5, 6.5, -3.17, .37,
        1.9, 2.2, .17, -1.8, .7, .22, .16, 106, 31, 5.38, .40, .00, .75),
    ("piano", "Classical & stage", .040, 1958, 52, .46, .14, .32, .30, -16.9, 9.6, -3.15, .36,
        1.8, 3.0, .56, -2.1, .5, .31, .22, 118, 35, 5.27, .31, .01, .72),
)
# fmt: on

NAMES: tuple[str, ...] = tuple(str(row[0]) for row in _TABLE)
FAMILIES: tuple[str, ...] = tuple(str(row[1]) for row in _TABLE)
SHARE, FIRST_YEAR, POPULARITY, _, _, _, _, _, _, _, _, _, _, INSTRUMENTAL, _, _, _, _, _, _, _, _, EXPLICIT, MAJOR = (
    np.array([row[2:] for row in _TABLE], dtype=float).T
)
_NUMBERS = np.array([row[5:] for row in _TABLE], dtype=float)
_MEANS_AT = [0, 2, 4, 6, 8, 11, 13, 15, 17]
# Columns: danceability, energy, loudness, log speech, log-odds acoustic, log live, valence, tempo, log seconds.
MEANS: np.ndarray = _NUMBERS[:, _MEANS_AT]
SPREADS: np.ndarray = _NUMBERS[:, [i + 1 for i in _MEANS_AT]]

RISING, FADING, REVIVED = "reggaeton", "hard-rock", "synth-pop"
TREND_FROM, RISE, FALL = 2018.0, 0.24, -0.24  # log of the odds a year, from that year on
REVIVAL_PERIOD, REVIVAL_PEAK, REVIVAL_SWING = 12.0, 2024.5, 0.9


def number(name: str) -> int:
    """The position of a genre in NAMES."""
    return NAMES.index(name)


def siblings() -> np.ndarray:
    """(24, 2): the other genres of each genre's family."""
    return np.array([[j for j, f in enumerate(FAMILIES) if f == FAMILIES[i] and j != i] for i in range(len(NAMES))])


def trend(years: np.ndarray, config: DemoConfig) -> np.ndarray:
    """(years, 24): the factor by which a genre is more or less present than before TREND_FROM."""
    passed = np.maximum(0, years - TREND_FROM)
    log_factor = np.zeros((len(years), len(NAMES)))
    if config.has("rising"):
        log_factor[:, number(RISING)] = RISE * passed
    if config.has("fading"):
        log_factor[:, number(FADING)] = FALL * passed
    return np.exp(log_factor)


def release_shares(years: np.ndarray, config: DemoConfig) -> np.ndarray:
    """(years, 24): the share of each genre among the releases of a year; rows add up to 1."""
    grown = np.clip((years[:, None] - FIRST_YEAR + 1) / 4, 0, 1)
    weight = SHARE * grown * trend(years, config)
    if config.has("revival"):
        turn = 2 * np.pi * (years - REVIVAL_PEAK) / REVIVAL_PERIOD
        weight[:, number(REVIVED)] *= np.exp(REVIVAL_SWING * np.cos(turn))
    return weight / weight.sum(axis=1, keepdims=True)
