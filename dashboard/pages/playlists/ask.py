"""What a state of the page comes to: the playlist that is made, or the one that is looked at."""

from __future__ import annotations

from dataclasses import replace

from analytics.live import fit
from analytics.live import playlist as live
from analytics.live.fit import Given
from dashboard.context import Context
from dashboard.pages.playlists import state as states
from dashboard.pages.playlists.state import State


def make(context: Context, state: State) -> live.Answer:
    """The playlist of a state. Raises FilterError, NoSnapshot, BadArtefact."""
    source, words = state.asked(), ""
    if state.source == "list" and state.shortlist:
        source, words = live.Source(ids=shortlisted(context, state.shortlist)), f"the shortlist “{state.shortlist}”"
    answer = live.make(context.reader, source, state.wishes(), state.sized)
    name = named_groups(context).get(source.cluster) if source.cluster is not None else None
    if name:
        return replace(answer, words=f"the group “{name}”")
    if not words:
        return answer
    empty = (f"The shortlist “{state.shortlist}” is empty or not there: tracks are drawn from the whole catalogue.",)
    return replace(answer, words=words) if source.ids else replace(answer, notes=(*empty, *answer.notes[1:]))


def named_groups(context: Context) -> dict[int, str]:
    """Names that people gave to groups of the map."""
    given = context.userdata.group_names.names() if context.userdata else {}
    return {cluster: name for (scope, cluster), name in given.items() if scope == "all"}


def shortlists(context: Context) -> list[str]:
    """Names of the shortlists that are kept."""
    return [one.name for one in context.userdata.shortlists.lists()] if context.userdata else []


def shortlisted(context: Context, name: str) -> tuple[str, ...]:
    """Ids of the tracks of a shortlist, in its order; none for one that is not kept."""
    known = {one.lower(): one for one in shortlists(context)}
    if context.userdata is None or name.strip().lower() not in known:
        return ()
    return tuple(one.track_id for one in context.userdata.shortlists.entries(name))


def given(context: Context, state: State) -> Given | None:
    """The playlist that is looked at; None when none is chosen or there is none of that id."""
    if state.playlist:
        return fit.named(context.reader, state.playlist)
    if not state.pasted:
        return None
    found = fit.pasted(context.reader, "\n".join(states.listed(state.pasted)))
    told = int(state.entries) if state.entries.isdigit() else 0
    return replace(found, entries=max(found.entries, min(told, fit.MOST)))
