"""What listeners play, by number and not by name: asked of a workbench, where the rows of single listeners are."""

from __future__ import annotations

import pandas as pd

from warehouse.connect import View
from warehouse.queries.fixed import text_of

DAYPARTS = ("night", "morning", "afternoon", "evening")


def genres(view: View) -> pd.DataFrame:
    """listener_no, genre (default vocabulary), plays that count; an item of several genres counts in parts."""
    return view.frame(text_of("listener_genres"))


def habits(view: View) -> pd.DataFrame:
    """listener_no, plays, items, timed and plays in each of DAYPARTS (UTC, six hours from midnight on)."""
    return view.frame(text_of("listener_habits"))


def moods(view: View) -> pd.DataFrame:
    """listener_no, mood, amount: mean membership of the tracks played, 0 to 1; none where artists are played."""
    return view.frame(text_of("listener_moods"))


def catalogue(view: View) -> pd.DataFrame:
    """genre, recordings, share of the recordings of the catalogue."""
    return view.frame(text_of("catalogue_genres"))


def groups(view: View) -> pd.DataFrame:
    """kind (age_band, country, gender), label, listeners, plays, hidden, over of every group of at least 20 listeners that play,
    the largest first; over: the genres that it plays more than all do beyond the interval, 'rock 1.8; folk 1.4'. hidden: of a
    row without label, how many groups of the kind are too small to be told of.
    """
    return view.frame(text_of("listener_groups_told"))


def group_genres(view: View) -> pd.DataFrame:
    """kind, label, genre, n, share, share_of_all, times, low, high (95%) of every such group and genre it plays."""
    return view.frame(text_of("listener_group_genres_all"))
