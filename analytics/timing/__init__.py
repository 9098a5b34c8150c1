"""Release timing: month, weekday, crowding and bright-in-summer, within artist or within genre, or "not identified"."""
