"""Playlists: made to wishes from candidates, and what holds an existing one together. Frames in, frames out."""
