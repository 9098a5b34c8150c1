"""One artist: what it has, against the hits of its genre, over time, beside others, and which track may be next."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from dash import Dash, Input, State, dcc, html

from analytics.live import artist as live
from dashboard import format as fmt
from dashboard import shell, shortlisting
from dashboard.context import Context
from dashboard.figures import rows_height
from dashboard.pages._slots import filled, footer, provenance, slot, slot_outputs
from dashboard.pages.artist import behind, cards
from dashboard.pages.artist.cards import PROFILE, SHORTLIST
from dashboard.pages.artist.data import ArtistFacts, facts_of, gathered
from dashboard.pages.track import bands_of, missing
from dashboard.theme import Theme
from dashboard.urlstate import link
from warehouse.queries import tracks
from warehouse.userdata.shortlists import MOST

__all__ = ["ID", "NAME", "PATH", "ArtistFacts", "gathered", "layout", "register_callbacks"]

PATH = "/artist/<artist_id>"
NAME = "Artist"
ID = "artist"
SUBJECT, OVER, HITS, TIME = "artist-subject", "artist-over", "artist-hits", "artist-time"


def layout(context: Context, /, *, artist_id: str = "", over: str = "", **_unknown: str) -> Any:
    """The page of one artist. over: what is drawn over time. Raises FilterError for what cannot be."""
    subject = unquote(artist_id)
    facts = facts_of(context, subject)
    if facts is None:
        return missing("artist", subject)
    profile = live.profile(context.reader, subject, context.settings.hit_threshold)
    drawn = behind.drawn(context, subject, profile, over)
    about, row = context.about(), facts.row
    counts = f"{fmt.plural(row['tracks'], 'track')}, {fmt.plural(row['recordings'], 'recording')}"
    beside = dcc.Link("Compare with another artist", href=link("/artists", compare=subject))
    return shell.page(
        dcc.Store(id=SUBJECT, data=subject),
        dcc.Store(id=OVER, data=drawn),
        shell.page_header(str(row["name"]), [f"{counts}; an artist is the exact name that the sources give. ", beside]),
        cards.key_facts(facts, profile),
        shell.columns(slot(HITS, 7, rows_height(9, 30)), behind.next_card(profile)),
        shell.columns(slot(TIME, 7, 300), behind.near_card(profile)),
        shell.columns(
            cards.list_card(facts, profile),
            html.Div([slot(PROFILE, 12, rows_height(12, 24)), cards.genres_card(facts)], className="rp-col-5 rp-stack"),
        ),
        footer(provenance(about, facts.loads)) if about else None,
        id=ID,
    )


def register_callbacks(app: Dash, context: Context) -> None:
    """The figures follow the theme."""

    @app.callback(*slot_outputs(PROFILE), Input(shell.THEME, "data"), State(SUBJECT, "data"))
    def draw_profile(theme: Theme, subject: str) -> Any:
        found = context.reader.cached(("artist", subject), lambda view: gathered(view, subject))
        facts = ArtistFacts(*found)
        extents = context.reader.cached("extents", tracks.extents)
        bands = context.reader.cached(("genre-bands", facts.main), lambda view: bands_of(view, facts.main))
        return filled(cards.profile_card(facts, bands, extents, theme, _lines(context, facts)))

    @app.callback(*slot_outputs(HITS), Input(shell.THEME, "data"), State(SUBJECT, "data"))
    def draw_hits(theme: Theme, subject: str) -> Any:
        facts = ArtistFacts(*context.reader.cached(("artist", subject), lambda view: gathered(view, subject)))
        profile = live.profile(context.reader, subject, context.settings.hit_threshold)
        return filled(behind.hits_card(profile, theme, HITS, _lines(context, facts)))

    @app.callback(*slot_outputs(TIME), Input(shell.THEME, "data"), State(SUBJECT, "data"), State(OVER, "data"))
    def draw_time(theme: Theme, subject: str, over: str) -> Any:
        facts = ArtistFacts(*context.reader.cached(("artist", subject), lambda view: gathered(view, subject)))
        profile = live.profile(context.reader, subject, context.settings.hit_threshold)
        rows = live.series(context.reader, subject, over)
        links = behind.choices(context, subject, profile, over)
        return filled(behind.time_card(rows, over, profile, theme, TIME, _lines(context, facts), links))

    shortlisting.register(app, context, SHORTLIST, lambda subject: _tracks(context, subject), State(SUBJECT, "data"))


def _lines(context: Context, facts: ArtistFacts) -> list[str]:
    about = context.about()
    return provenance(about, facts.loads) if about else []


def _tracks(context: Context, subject: str) -> list[str]:
    facts = facts_of(context, subject)
    return [] if facts is None else [str(one) for one in facts.tracks["track_id"].head(MOST + 1)]
