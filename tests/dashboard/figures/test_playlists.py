"""Figures of playlists: what is drawn is what the frame says; an empty frame says so."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard.figures import playlists as figures
from dashboard.theme import palette, register_templates

register_templates()
NAN = float("nan")


def _tracks(**columns: list[float]) -> pd.DataFrame:
    frame = {"position": [1, 2], "title": ["A", "B"], "tempo": [100.0, 120.0], "energy": [0.2, NAN]}
    return pd.DataFrame({**frame, "wished_tempo": [98.0, 121.0], "wished_energy": [NAN, NAN], **columns})


def test_tempo_and_energy_have_their_own_scales_and_the_wished_line() -> None:
    figure = figures.arcs(_tracks())
    drawn = {trace.name: trace for trace in figure.data}
    assert set(drawn) == {"wished tempo", "tempo", "energy"}
    assert list(drawn["tempo"].y) == [100, 120]
    assert list(drawn["wished tempo"].y) == [98, 121]
    assert (drawn["tempo"].yaxis or "y", drawn["energy"].yaxis) == ("y", "y2")
    assert figure.layout.yaxis.domain[0] > figure.layout.yaxis2.domain[1]


@pytest.mark.parametrize(
    ("frame", "said"),
    [(_tracks().iloc[:0], figures.NO_TRACKS), (_tracks(tempo=[NAN, NAN], energy=[NAN, NAN]), figures.NO_VALUES)],
)
def test_nothing_to_draw_is_said(frame: pd.DataFrame, said: str) -> None:
    (note,) = figures.arcs(frame).layout.annotations
    assert note.text.replace("<br>", " ") == said


def test_what_holds_together_is_blue_beside_the_band_of_random_playlists() -> None:
    frame = pd.DataFrame(
        {
            "ratio": [0.3, 1.0], "low": [0.2, 0.8], "high": [0.4, 1.2], "random_low": [0.8, 0.8], "random_high": [1.2, 1.2],
            "holds": [True, False],
        }
    )  # fmt: skip
    figure = figures.cohesion(frame, ["Energy", "Tempo"])
    band, dots = figure.data
    assert list(band.base) == [0.8, 0.8]
    assert list(band.x) == pytest.approx([0.4, 0.4])
    assert list(dots.x) == [0.3, 1.0]
    assert dots.marker.color == (palette("light").primary, palette("light").context_ink)
    assert list(dots.error_x.arrayminus) == pytest.approx([0.1, 0.2])
    assert figures.cohesion(frame.iloc[:0], []).layout.annotations[0].text.startswith("Too few tracks")
