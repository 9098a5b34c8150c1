"""The cards of an artist that compare: with the hits of its genre, over time, with other artists, its tracks among themselves."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pandas as pd
from dash import dcc, html

from analytics.live import artist as live
from analytics.live.artist import Profile
from dashboard import format as fmt
from dashboard.components import Column, Method, card, chart_card, html_table
from dashboard.context import Context
from dashboard.figures.artists import difference_dots, over_time
from dashboard.pages._slots import label_of
from dashboard.theme import Theme
from dashboard.urlstate import link
from warehouse.errors import FilterError
from warehouse.features import Feature, by_name

NAMES = {"popularity": "Popularity", "plays": "Plays", "charts": "Chart places"}
UNITS = {"popularity": "mean popularity, 0 to 100", "plays": "plays a month that count", "charts": "places a month"}


def hits_card(profile: Profile, theme: Theme, id: str, lines: list[str]) -> html.Section:
    """How the recordings differ from the hits of the genre, a feature a row, with intervals."""
    rows, genre = profile.differences, profile.main[1] if profile.main else ""
    method = Method(
        "Mean of the artist's recordings less the mean of the genre's hits by others, with Welch's 95% interval; chances are "
        "held together over the features. An association in this catalogue, not what makes a hit.",
        {"n": f"{len(profile.recordings)} recordings; {fmt.number(profile.hits)} hits of {genre or 'no genre'}",
         "Hits": f"popularity from {fmt.number(profile.least)}"},
    )  # fmt: skip
    if rows.empty:
        body: Any = difference_dots(rows, theme, _why_not(profile))
        return chart_card("Not enough to compare with hits", "", body, id=id, method=method, provenance=lines)
    known = by_name()
    texts = [fmt.signed(d, known[n].decimals) for n, d in zip(rows["feature"], rows["difference"], strict=True)]
    frame = pd.DataFrame(
        {"feature": rows["feature"], "label": [known[n].label for n in rows["feature"]], "text": texts}
        | {new: rows[old] / rows["spread"] for new, old in (("value", "difference"), ("low", "low"), ("high", "high"))}
        | {"differs": rows["differs"], "n": rows["n"], "hits_n": rows["hits_n"]}
    )
    apart = rows[rows["differs"]]
    named = ", ".join(label_of(known[n]) for n in apart.sort_values("chance")["feature"].head(2))
    title = (
        f"Differs from {genre} hits in {named}" if len(apart) else f"No feature differs from {genre} hits beyond chance"
    )
    how = (
        f"Dot: artist less hits, in standard deviations of hits, bar 95%; {fmt.number(rows['n'].max())} recordings, "
        f"{fmt.number(profile.hits)} hits from popularity {fmt.number(profile.least)}. Right: in the feature's unit."
    )
    return chart_card(
        title, how, difference_dots(frame, theme), id=id, method=method, frame=rows, provenance=lines,
        height=40 + 30 * len(frame),
    )  # fmt: skip


def _why_not(profile: Profile) -> str:
    if profile.main is None:
        return "No genre is known, so there are no hits to compare with."
    if not profile.hits:
        return f"Fewer than {live.LEAST_HITS} recordings of {profile.main[1]} have a popularity."
    return f"n = {len(profile.recordings)}, too few to compare ({live.LEAST_OWN} needed)."


def next_card(profile: Profile) -> html.Section:
    """Which low-exposure track stands closest to what is associated with popularity in the genre."""
    rows, genre = profile.singles, profile.main[1] if profile.main else "its genre"
    if rows.empty:
        why = (
            "Nothing below the artist's own median is expected to stand higher than it does."
            if profile.expected[2]
            else "This needs what a model expects. In a terminal: repertoire train"
        )
        return card(html.P(why), title="Best next single: not found", columns=5)
    ends = [fmt.span(fmt.number(low), fmt.number(high)) for low, high in zip(rows["low"], rows["high"], strict=True)]
    shown = rows.assign(ends=ends, fits=[fmt.percent(v, 0) for v in rows["fit"]], at=range(len(rows)))
    records = shown.to_dict("records")
    columns = [
        Column("at", "Track", lambda i: _track(records[int(i)])),
        Column("popularity", "Now", fmt.number, number=True),
        Column("expected", "Expected", fmt.number, number=True, second="ends"),
        Column("fits", "Fit", number=True),
    ]
    how = (
        f"Low-exposure tracks by expected less now, and by fit: the share of {fmt.number(profile.hits)} {genre} hits that lie "
        "further from their middle. Likely between: 80%. Associated with popularity here, no promise."
    )
    title = f"Best next single: “{str(rows['title'].iloc[0])[:32]}”"
    return card(
        html_table(shown, columns, "Best next single", class_name="rp-two-line"), title=title, how=how, columns=5
    )


def _track(row: dict[Any, Any]) -> dcc.Link:
    return dcc.Link(str(row["title"]), href=f"/track/{quote(str(row['track_id']), safe='')}", className="rp-name")


def near_card(profile: Profile) -> html.Section:
    """The artists that sound nearest, each with its distance and why."""
    rows = profile.near
    if rows.empty:
        why = f"An artist needs {live.FEWEST} recordings with measured sound to be placed among others."
        return card(html.P(why), title="Nearest artists: not known", columns=5)
    records = rows.assign(why=[_why(row) for row in rows.to_dict("records")], at=range(len(rows)))
    listed = records.to_dict("records")
    columns = [
        Column("at", "Artist", lambda i: _artist(listed[int(i)]), second="why"),
        Column("distance", "Distance", lambda v: fmt.number(v, 2), number=True),
        Column("popularity", "Popularity", fmt.number, number=True),
        Column("n", "n", fmt.number, number=True),
    ]
    how = "Distance of mean sounds in standard deviations of the catalogue; n recordings. A mean of few is uncertain."
    return card(
        html_table(records, columns, "Nearest artists", class_name="rp-two-line"),
        title=f"{str(rows['name'].iloc[0])[:32]} sounds nearest", how=how, columns=5,
    )  # fmt: skip


def _artist(row: dict[Any, Any]) -> dcc.Link:
    return dcc.Link(str(row["name"]), href=f"/artist/{quote(str(row['artist_id']), safe='')}", className="rp-name")


def _why(row: dict[Any, Any]) -> str:
    """'both loud, little acousticness; trance, techno'."""
    known = by_name()
    sound = [f"{'much' if up else 'little'} {label_of(known[name])}" for name, up in row["shares"][:2]]
    genres = [] if fmt.is_missing(row["genres"]) else str(row["genres"]).split("; ")[:2]
    parts = [f"both {', '.join(sound)}" if sound else "both near the middle", ", ".join(genres)]
    return "; ".join(part for part in parts if part)


def options(context: Context, subject: str, profile: Profile) -> dict[str, str]:
    """What can be drawn over time, key -> name: series with two points or more, features with release dates."""
    series = {key: NAMES[key] for key in live.SERIES if len(live.series(context.reader, subject, key)) > 1}
    dated = profile.recordings["release_date"].nunique() > 1
    return series | ({name: by_name()[name].label for name in profile.drift["feature"]} if dated else {})


def drawn(context: Context, subject: str, profile: Profile, over: str) -> str:
    """What the address draws over time; the first that there is by default. Raises FilterError."""
    there = options(context, subject, profile)
    if over and over not in there:
        known = f"There are: {', '.join(there)}." if there else "Nothing of this artist is known over time."
        raise FilterError(f"{over[:40]!r} of this artist cannot be drawn over time.", known)
    drifting = profile.drift[profile.drift["drifts"]]["feature"]
    return over or next(iter([*there.keys() & {"plays"}, *drifting, *there]), "popularity")


def choices(context: Context, subject: str, profile: Profile, chosen: str) -> Any:
    """Links to what can be drawn."""
    there = options(context, subject, profile)
    links = [
        dcc.Link(
            name,
            href=link(f"/artist/{quote(subject, safe='')}", over=key),
            className="rp-segment rp-on" if key == chosen else "rp-segment",
        )
        for key, name in there.items()
    ]
    return html.Nav(links, className="rp-artists-switch", **{"aria-label": "Over time"}) if links else None


def time_card(
    rows: pd.DataFrame, over: str, profile: Profile, theme: Theme, id: str, lines: list[str], links: Any = None
) -> html.Section:
    """One series of the artist, and where its sound drifts."""
    feature = by_name().get(over) if over not in NAMES else None
    unit = f"mean of a release, {feature.unit or feature.label.lower()}" if feature else UNITS[over]
    sentence = (
        "Nothing of this artist is known on two dates: load a later popularity, dated plays, charts or release dates."
    )
    figure = over_time(rows if len(rows) > 1 else rows.head(0), theme, unit, sentence)
    method = Method(
        "Drift: least squares over the means of release dates, slope a year with its 95% interval, chances held together over "
        "the features. Of what is left in this catalogue: tracks that went are not counted.",
        {"n": f"{len(rows)} dates", "Drift needs": f"{live.LEAST_DATES} release dates"},
    )
    title, how = _drift_words(profile), f"{(feature.label if feature else NAMES[over])}; {unit}. n at each dot."
    return chart_card(
        title,
        how,
        figure,
        id=id,
        method=method,
        frame=rows,
        provenance=lines,
        height=300,
        foot=html.Div([links, _slopes(profile)]),
    )


def _drift_words(profile: Profile) -> str:
    rows = profile.drift
    if rows.empty:
        return "Where the sound drifts is not identified here"
    moving = rows[rows["drifts"]].sort_values("chance")
    if moving.empty:
        return f"No feature drifts beyond chance (n = {fmt.number(rows['dates'].max())} dates)"
    known = by_name()
    named = [f"{label_of(known[r['feature']])} {'up' if r['slope'] > 0 else 'down'}" for r in moving.to_dict("records")]
    return f"Sound drifts: {', '.join(named[:3])}"


def _slopes(profile: Profile) -> Any:
    rows = profile.drift
    if rows.empty:
        return html.Span(
            f"Drift needs {live.LEAST_DATES} release dates; this artist has fewer here.", className="rp-soft"
        )
    known = by_name()
    ordered = rows.sort_values("chance").head(3)
    return html.Span(
        "; ".join(_slope(row, known[row["feature"]]) for row in ordered.to_dict("records")), className="rp-soft"
    )


def _slope(row: dict[Any, Any], feature: Feature) -> str:
    slope, low, high = (fmt.signed(row[name], feature.decimals + 2) for name in ("slope", "low", "high"))
    return f"{feature.label} {slope} a year ({low} to {high})"
