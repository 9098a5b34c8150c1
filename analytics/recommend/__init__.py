"""Recommenders: what a listener may like next, from what others heard, from tags and credits, and from the sound."""

from analytics.recommend.config import Config
from analytics.recommend.hybrid import Hybrid, fit
from analytics.recommend.recommender import Recommender
from analytics.recommend.stored import pack, unpack

__all__ = ["Config", "Hybrid", "Recommender", "fit", "pack", "unpack"]
