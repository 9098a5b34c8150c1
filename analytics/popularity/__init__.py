"""Popularity: how much a track may be heard, with how little of it is known from the track itself."""
