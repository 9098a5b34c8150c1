"""One recording as it was heard: how it looks, what was measured, what it is near to, and what was not said."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

import numpy as np
import pandas as pd
from dash import dcc, html

from analytics.live import nearest
from analytics.live.candidates import Candidate
from dashboard import downloads, sounds
from dashboard import format as fmt
from dashboard.components import Method, card, chart_card, icon, more_ways
from dashboard.components.states import empty, error
from dashboard.context import Context
from dashboard.figures.region import region
from dashboard.figures.screening import genre_bars, interval_on_histogram
from dashboard.figures.sound import genre_over_time, spectrogram, waveform
from dashboard.figures.track import feature_profile
from dashboard.pages import _profile
from dashboard.pages._slots import pairs
from dashboard.pages.screening import ask, closest, sound_why
from dashboard.pages.screening import state as states
from dashboard.theme import Theme
from dashboard.urlstate import link
from warehouse.features import by_name
from warehouse.filters import parse
from warehouse.queries import sound_map, tracks, values

File = Mapping[str, Any]
NO_POPULARITY = "Popularity is not predicted: no popularity model of what sound tells is trained."
BINS = 25
NO_MODEL = "Genre is not told: no model that learned from sound is trained."


def name_of(file: File) -> str:
    """What a file is called, without its folder."""
    return PurePath(file["file"]).name


def values_of(file: File) -> dict[str, float]:
    """Feature -> what was measured."""
    return {name: float(v) for name, v in file["rows"][0]["features"].items() if v is not None}


def shown(name: str, value: float) -> str:
    """A measured value with its unit."""
    feature = by_name()[name]
    return fmt.value(feature, bool(value) if feature.kind == "flag" else value)


def finding(file: File) -> str:
    """The h1: the genre where one is told, else what was measured."""
    if "error" in file:
        return f"{name_of(file)} could not be heard"
    row = file["rows"][0]
    if row["genre"]:
        said = f"{row['genre']} ({fmt.percent(row['confidence'], 0)})"
        return f"Sounds like {said}" if row["sure"] else f"Not sure of the genre; most like {said}"
    parts = [shown(name, v) for name, v in values_of(file).items() if name in ("tempo", "loudness", "duration_ms")]
    return f"{row['title']}: {', '.join(parts)}" if parts else str(row["title"])


def ways(files: Sequence[File], job: int) -> html.Div:
    """What was said of all files, as a file: CSV, Excel, the clipboard."""
    words = [icon("download"), f"Export CSV: {fmt.plural(len(files), 'sound file')}"]
    main = html.A(
        words,
        href=link(downloads.HEARD, job=job),
        className="rp-button rp-primary rp-small rp-push",
        id="screening-sound-csv",
    )
    return html.Div([main, more_ways(main.href)], className="rp-screening-actions d-flex gap-2")


def listed(files: Sequence[File], job: int, place: int) -> html.Section:
    """All files of a screening, each with the way to it."""
    rows = [
        html.Li(
            [
                dcc.Link(name_of(file), href=link("/screening", tab="audio", job=job, file=at))
                if at != place else html.B(name_of(file)),
                html.Span(f" {file['error']}" if "error" in file else "", className="rp-soft"),
            ]
        )
        for at, file in enumerate(files, start=1)
    ]  # fmt: skip
    return card(
        html.Ul(rows, style={"maxHeight": "12rem", "overflowY": "auto"}), title=f"{len(files):,} files were sent"
    )


def cards(context: Context, file: File, job: int, place: int, theme: Theme) -> Any:
    """The cards of one file. `job` and `place` say where its sound is, if it was kept."""
    if "error" in file:
        return error(file["error"], file["hint"])
    lines = ask.lines(context)
    made = [
        _outline(context, file, job, place, theme, lines), _bands(file, theme, lines), *_genres(file, theme, lines),
        _popularity(context, file, theme, lines),
        *sound_why.cards(file, theme, lines), _on_map(context, file, theme, lines),
        _measured(context, file, theme, lines), _near(context, file, lines), _remarks(file),
    ]  # fmt: skip
    return html.Div(made, className="rp-cols")


def _outline(context: Context, file: File, job: int, place: int, theme: Theme, lines: Sequence[str]) -> html.Section:
    drawn = file["rows"][0]["picture"]
    seconds = np.arange(len(drawn["low"])) * drawn["seconds"] / max(1, len(drawn["low"]))
    frame = pd.DataFrame({"second": seconds, "low": drawn["low"], "high": drawn["high"]})
    address = sounds.HEAR.replace("<int:number>", str(job)).replace("<int:place>", str(place))
    hear = html.Audio(src=address, controls=True, preload="none", style={"width": "100%"}, id="screening-sound-audio")
    said = html.Span("The file was removed after it was measured.", className="rp-soft")
    return chart_card(
        name_of(file), "Outline: lowest and highest sample of each moment.", waveform(frame, theme),
        id="screening-wave", frame=frame, provenance=lines, height=150, columns=6,
        method=Method("One channel at 22,050 samples a second.", {"n": f"{len(frame):,} moments"}),
        foot=hear if sounds.kept(context, job, place) else said,
    )  # fmt: skip


def _bands(file: File, theme: Theme, lines: Sequence[str]) -> html.Section:
    drawn = file["rows"][0]["picture"]
    levels = np.frombuffer(base64.b64decode(drawn["levels"]), np.uint8).reshape(-1, len(drawn["hertz"]))
    how = f"Stronger is louder, down to {drawn['decibels']:.0f} dB below the loudest."
    return chart_card(
        "How loud each pitch is over time", how, spectrogram(levels, drawn["hertz"], drawn["seconds"], theme),
        id="screening-bands", provenance=lines, height=190, columns=6,
        method=Method(f"{len(drawn['hertz'])} mel bands, mean power.", {"n": f"{len(levels)} stretches of time"}),
    )  # fmt: skip


def _genres(file: File, theme: Theme, lines: Sequence[str]) -> list[html.Section]:
    row = file["rows"][0]
    pieces = pd.DataFrame(row["segments"])
    if not row["top5"] or "genre" not in pieces:
        words = empty(NO_MODEL, "In a terminal: repertoire train --only audio --data DIR")
        return [card(words, title="No predicted genre", columns=6)]
    top = pd.DataFrame(row["top5"])
    frame = pieces[["start", "end", "genre", "probability"]]
    told = row["genre"] if row["sure"] else ""
    method = Method("By the model that learned from sound.", {"n": fmt.plural(len(frame), "piece")})
    return [
        chart_card("Likeliest genres" if told else "Not sure of the genre", "Probability of each.", genre_bars(top, theme),
                   id="screening-heard", method=method, frame=top, provenance=lines, height=192, columns=6),
        chart_card("Genre over time", "A bar a piece; stronger is likelier.", genre_over_time(frame, theme, told),
                   id="screening-over-time", method=method, frame=frame, provenance=lines, height=192, columns=6),
    ]  # fmt: skip


def _popularity(context: Context, file: File, theme: Theme, lines: Sequence[str]) -> html.Section:
    """The interval on the popularity of the whole catalogue: the model that answers knows neither genre nor artist."""
    row = file["rows"][0]
    if row["popularity"] is None:
        return card(
            empty(NO_POPULARITY, "In a terminal: repertoire train --only popularity"),
            title="No expected popularity",
            columns=6,
        )
    bins = context.reader.cached(
        ("popularity-bins",), lambda view: values.histogram(view, parse(""), "popularity", BINS)
    )
    by, (expected, low, high) = row["popularity_by"], (float(row[name]) for name in ("popularity", "low", "high"))
    held, others = by["coverage"], "new artists" if by["protocol"] == "A" else "unseen tracks"
    facts = {
        "Rests on": ", ".join(by_name()[name].label for name in by["features"]),
        f"Coverage of {by['share']:.0%}": f"{held['value']:.1%} [{held['low']:.1%} to {held['high']:.1%}]",
        "n": f"{by['tested']:,} tracks of {others}" if by["protocol"] == "A" else f"{by['tested']:,} {others}",
    }
    return chart_card(
        f"Sound alone leaves popularity open: {fmt.number(low)} to {fmt.number(high)}",
        f"Grey: popularity of this catalogue. Blue: {by['share']:.0%} interval from {len(by['features'])} measured features.",
        interval_on_histogram(bins, theme, "this catalogue", expected, low, high), id="screening-sound-popularity", frame=bins,
        provenance=lines, height=192, columns=6,
        method=Method("Conformal: calibrated and judged on artists that the model did not learn from.", facts),
    )  # fmt: skip


def _on_map(context: Context, file: File, theme: Theme, lines: Sequence[str]) -> html.Section:
    """The region of the map where such a file may stand, or why there is none."""
    place = file["rows"][0]["place"]
    if place is None:
        words = next((text for text in file["remarks"] if text.startswith("No place on the map")), "")
        return card(empty(words or "No place on the map."), title="No place on the map", columns=6)
    box, side = (place["box"][0], place["box"][1], place["box"][2], place["box"][3]), int(place["side"])
    key = ("region-density", place["map"], *box, side)
    density = context.reader.cached(key, lambda view: sound_map.density(view, "t-SNE", box, side, side))
    inside = [cell for cell in place["cells"] if cell < density.size]
    count = int(density.ravel()[inside].sum())
    facts = {
        "Rests on": ", ".join(by_name()[name].label for name in place["features"]),
        f"Held (asked {place['asked']:.0%})": f"{place['held']:.1%} [{place['low']:.1%} to {place['high']:.1%}]",
        "n": f"{place['tested']:,} tracks of other artists",
        "Middle off by": f"{place['error']:.0f} at the median (middle of the map {place['centre']:.0f}) of {place['width']:.0f}",
        "Map": str(place["map"]),
    }
    share = fmt.percent(count / max(1, int(density.sum())), 0)
    return chart_card(
        f"On the map it lies in a part with {share} of the recordings",
        f"Grey: recordings. Blue: the region; {place['held']:.0%} of tested tracks lay in theirs.",
        region(density, inside, box, theme), id="screening-sound-place", provenance=lines, height=192, columns=6,
        method=Method("Cells where tracks with such measured features stand more often than others.", facts),
    )  # fmt: skip


def _measured(context: Context, file: File, theme: Theme, lines: Sequence[str]) -> html.Section:
    values, row = values_of(file), file["rows"][0]
    told = [row["genre"]] if row["sure"] else []
    genre = next((g for g in (*told, *row["stated_genres"]) if g in states.genres(context)), "")
    bands = states.bands(context, genre)
    if genre and (bands.empty or bands["n"].max() < _profile.LEAST):
        genre, bands = "", states.bands(context, "")
    frame = _profile.profile(values, bands, context.reader.cached(("extents",), tracks.extents))
    group = genre or "this catalogue"
    codes = [(by_name()[name].label, shown(name, values[name])) for name in ("key", "mode") if name in values]
    return chart_card(
        _profile.finding(frame, group), f"Dot: this file. Grey: middle 80% of {group}.",
        feature_profile(frame, theme, group), id="screening-measured", frame=_profile.table(frame), provenance=lines,
        height=150, columns=6, foot=pairs(codes) if codes else None,
        method=Method("Measured from the sound; loudness is LUFS.", {"n": fmt.n(int(bands["n"].max())) if len(bands) else "0"}),
    )  # fmt: skip


def _near(context: Context, file: File, lines: Sequence[str]) -> html.Section:
    values = values_of(file)
    known = [name for name in nearest.scales(context.reader) if name in values]
    made = closest.card(nearest.nearest(context.reader, Candidate(values=values)), len(known), lines)
    made.className += " rp-col-6"
    return made


def _remarks(file: File) -> html.Section:
    said = [html.P(text, className="mb-2") for text in file["remarks"] if not text.startswith("Measured:")]
    return card(*said, title="What to know of this answer", columns=12 if file["rows"][0]["top5"] else 6)
