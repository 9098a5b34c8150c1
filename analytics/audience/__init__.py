"""Listener segments: how a listener's plays spread over genres, in groups that come back when listeners are drawn anew."""
