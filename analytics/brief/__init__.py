"""Briefs: music that is looked for under hard rules and soft wishes, for a film, an advertisement, a game."""

from analytics.brief.arc import arranged
from analytics.brief.asked import INSTRUMENTAL, Asked, hard_rules, read_range
from analytics.brief.trend import directions

__all__ = ["INSTRUMENTAL", "Asked", "arranged", "directions", "hard_rules", "read_range"]
