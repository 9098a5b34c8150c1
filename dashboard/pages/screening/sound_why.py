"""Why a recording is told what it is told: parts of its genre's odds, and of its expected popularity. Pure: an answer in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from dash import html

from dashboard import format as fmt
from dashboard.components import Method, chart_card
from dashboard.figures.sound import genre_reasons
from dashboard.pages.screening import answers
from dashboard.theme import Theme

HEIGHT = 192


def cards(file: Mapping[str, Any], theme: Theme, lines: Sequence[str]) -> list[html.Section]:
    """A card for each answer that was taken apart."""
    row = file["rows"][0]
    why = row.get("reasons") or {}
    made = []
    if why.get("genre"):
        made.append(_genre(row, why["genre"], theme, lines))
    if why.get("popularity"):
        made.append(_popularity(row, why["popularity"], theme, lines))
    return made


def genre_title(name: str, parts: Sequence[Mapping[str, Any]]) -> str:
    """What speaks for the genre most, or that nothing does."""
    strong = max(parts, key=lambda part: part["contribution"])
    if strong["contribution"] <= 0:
        return f"Little speaks for {name}; others fit less"
    words = f"{strong['feature'][:1].upper()}{strong['feature'][1:]}"
    return f"{words} speak{'' if words.endswith('alike') else 's'} for {name} most"


def _genre(row: Mapping[str, Any], why: Mapping[str, Any], theme: Theme, lines: Sequence[str]) -> html.Section:
    frame = pd.DataFrame(why["parts"])[["feature", "contribution"]]
    return chart_card(
        genre_title(row["genre"], why["parts"]),
        f"Right speaks for {row['genre']} against the mean of all genres, left against it; log odds.",
        genre_reasons(frame, theme),
        id="screening-sound-why-genre",
        method=Method(
            "The model's log odds by kind of descriptor (linear part and TreeSHAP) and by clips that sound alike (kernel); with "
            "the base they add up exactly. Association, not cause.",
            {"Base": fmt.signed(why["base"], 2), "Sum": fmt.signed(why["total"], 2)},
        ),
        frame=frame,
        provenance=lines,
        height=HEIGHT,
        columns=6,
    )


def _popularity(row: Mapping[str, Any], why: Mapping[str, Any], theme: Theme, lines: Sequence[str]) -> html.Section:
    parts = [
        answers.part_of(part["feature"], float("nan") if part["value"] is None else part["value"], part["contribution"])
        for part in why["parts"]
    ]
    by = row["popularity_by"]
    facts = {"n": f"{by['tested']:,} tracks that it was tested on"}
    made = answers.why_card(why["base"], parts, why["total"], theme, lines, facts, "screening-sound-why")
    made.className += " rp-col-6"
    return made
