"""Groups of tracks that sound alike: their number measured, their names from what sets them apart."""

from __future__ import annotations

from analytics.clusters.choose import WITHIN, Choice, Search, choose
from analytics.clusters.model import ALL, GENRE, NICHES, ClusterModel, pack, unpack

__all__ = ["ALL", "GENRE", "NICHES", "WITHIN", "Choice", "ClusterModel", "Search", "choose", "pack", "unpack"]
