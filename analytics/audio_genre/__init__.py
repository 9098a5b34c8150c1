"""Genre from how a recording sounds: descriptors of clips or of their segments in, calibrated chances of genres out."""

from analytics.audio_genre.clips import Clips
from analytics.audio_genre.config import Config
from analytics.audio_genre.model import AudioGenre, fit, score
from analytics.audio_genre.reasons import reasons
from analytics.audio_genre.storing import pack, unpack

__all__ = ["AudioGenre", "Clips", "Config", "fit", "pack", "reasons", "score", "unpack"]
