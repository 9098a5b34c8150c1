"""Colours and type of the dashboard, and the two Plotly templates made from them.

One table of tokens a theme (PALETTES). `assets/style.css` carries the same values as CSS variables (CSS_NAMES says
which); a test holds the two together, and holds the floors of contrast and of colour distance under simulated colour
blindness.

How figures follow the theme: every figure function takes `theme` ("light" or "dark"). The shell keeps the reader's
choice in the store `shell.THEME`; a callback that draws takes `Input(shell.THEME, "data")`, so a switch redraws and
the first drawing already has the right colours. Everything that is not a figure follows CSS variables and needs
nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import plotly.graph_objects as go
import plotly.io as pio

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")

FONT = (
    '-apple-system, "Segoe UI Variable Text", "Segoe UI", Inter, Roboto, "Noto Sans", "Liberation Sans", '
    "system-ui, sans-serif"
)
AXIS_SIZE = 11
LABEL_SIZE = 12


@dataclass(frozen=True)
class Palette:
    """The colours of one theme, as hex strings. Names say the use, not the colour."""

    page: str
    card: str
    track: str
    border: str
    border_strong: str
    grid: str
    title: str
    text: str
    soft: str
    faint: str
    primary: str
    primary_ink: str
    primary_subtle: str
    on_primary: str
    context: str
    context_ink: str
    up: str
    down: str
    warn: str
    warn_bg: str
    categorical: tuple[str, ...]
    sequential: tuple[str, ...]
    diverging: tuple[str, ...]


CSS_NAMES: dict[str, str] = {
    "page": "--bs-body-bg",
    "card": "--bs-secondary-bg",
    "track": "--bs-tertiary-bg",
    "border": "--bs-border-color",
    "border_strong": "--rp-border-strong",
    "grid": "--rp-grid",
    "title": "--bs-emphasis-color",
    "text": "--bs-body-color",
    "soft": "--bs-secondary-color",
    "faint": "--bs-tertiary-color",
    "primary": "--bs-primary",
    "primary_ink": "--rp-primary-ink",
    "primary_subtle": "--bs-primary-bg-subtle",
    "on_primary": "--rp-on-primary",
    "context": "--rp-context",
    "context_ink": "--rp-context-ink",
    "up": "--rp-up",
    "down": "--rp-down",
    "warn": "--rp-warn",
    "warn_bg": "--rp-warn-bg",
}
"""Field of Palette -> the CSS variable that carries the same value. Categorical colours are --rp-c1 to --rp-c8."""

PALETTES: dict[Theme, Palette] = {
    "light": Palette(
        page="#FAF9F6",
        card="#FFFFFF",
        track="#F2F0EB",
        border="#E4E1DA",
        border_strong="#C9C5BC",
        grid="#EBE8E1",
        title="#0B0C0E",
        text="#1A1B1E",
        soft="#55585F",
        faint="#696C73",
        primary="#2F5BD0",
        primary_ink="#2450C4",
        primary_subtle="#EBF0FD",
        on_primary="#FFFFFF",
        context="#C3C0B8",
        context_ink="#696C73",
        up="#12714F",
        down="#B23A1E",
        warn="#8A5A00",
        warn_bg="#FBF1DC",
        categorical=("#2F5BD0", "#A94F13", "#2C8D65", "#9E4A98", "#259BB1", "#4F3876", "#A58D00", "#9C0E36"),
        sequential=("#E6EDFB", "#C3D2F5", "#9CB4EC", "#7495E2", "#4E76D7", "#2F57C2", "#1B3A8C"),
        diverging=("#8A3B08", "#C4743A", "#E6B793", "#EFECE6", "#A3D0DA", "#3E9FB5", "#0B6478"),
    ),
    "dark": Palette(
        page="#121315",
        card="#191B1E",
        track="#22252A",
        border="#2A2D32",
        border_strong="#42464D",
        grid="#25282D",
        title="#FAF9F6",
        text="#E6E5E1",
        soft="#A9ABB0",
        faint="#8B8E95",
        primary="#7C9BFF",
        primary_ink="#93ADFF",
        primary_subtle="#1D2744",
        on_primary="#0B1020",
        context="#4A4E55",
        context_ink="#8B8E95",
        up="#5CC79A",
        down="#F0886B",
        warn="#E5B454",
        warn_bg="#2E2616",
        categorical=("#7C9BFF", "#C68C26", "#96E4B6", "#C76476", "#40CBE3", "#B364BE", "#EBBE61", "#F08C87"),
        sequential=("#1F2947", "#2A3D70", "#37539B", "#4A6CC8", "#6B8CF0", "#98B0FF", "#CFDAFF"),
        diverging=("#F2B06B", "#BE8038", "#6B4B2B", "#2C2F34", "#285A64", "#2F9DB1", "#86E2F1"),
    ),
}


def as_theme(value: object) -> Theme:
    """The theme a store or a URL holds; anything unknown (None on the first call) is light."""
    return "dark" if value == "dark" else "light"


def palette(theme: Theme = "light") -> Palette:
    """The colours of a theme."""
    return PALETTES[theme]


def template_name(theme: Theme = "light") -> str:
    """Name of the Plotly template of a theme, for `layout.template`."""
    return f"repertoire_{theme}"


def scale(colours: tuple[str, ...]) -> list[tuple[float, str]]:
    """Evenly spaced Plotly colour scale, low to high."""
    return [(i / (len(colours) - 1), colour) for i, colour in enumerate(colours)]


def faded(colour: str, alpha: float) -> str:
    """A hex colour as rgba text with the given opacity (0 to 1), for bands and ranges."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha:g})"


def make_template(theme: Theme) -> go.layout.Template:
    """The Plotly template of a theme: quiet axes, one set of gridlines, transparent grounds, no legend, no mode bar."""
    colours = palette(theme)
    axis = {
        "showgrid": False,
        "showline": False,
        "zeroline": False,
        "ticks": "",
        "nticks": 4,
        "automargin": True,
        "ticklabelstandoff": 4,
        "gridcolor": colours.grid,
        "zerolinecolor": colours.border_strong,
        "tickfont": {"size": AXIS_SIZE, "color": colours.faint},
        "title": {"font": {"size": AXIS_SIZE, "color": colours.faint}, "standoff": 6},
    }
    return go.layout.Template(
        data={"heatmap": [{"colorscale": scale(colours.sequential)}]},
        layout={
            "font": {"family": FONT, "size": LABEL_SIZE, "color": colours.soft},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "margin": {"l": 40, "r": 16, "t": 8, "b": 28},
            "showlegend": False,
            "colorway": list(colours.categorical),
            "colorscale": {
                "sequential": scale(colours.sequential),
                "sequentialminus": scale(colours.sequential[::-1]),
                "diverging": scale(colours.diverging),
            },
            "separators": ".,",
            "bargap": 0.12,
            "barcornerradius": 2,
            "transition": {"duration": 0},
            "hovermode": "closest",
            "hoverlabel": {
                "bgcolor": colours.card,
                "bordercolor": colours.border_strong,
                "align": "left",
                "font": {"family": FONT, "size": LABEL_SIZE, "color": colours.text},
            },
            "annotationdefaults": {"showarrow": False, "font": {"size": AXIS_SIZE, "color": colours.faint}},
            "xaxis": axis,
            "yaxis": {**axis, "showgrid": True},
        },
    )


def register_templates() -> None:
    """Give Plotly both templates by name. Called once when this module is imported; calling again is harmless."""
    for theme in THEMES:
        pio.templates[template_name(theme)] = make_template(theme)


register_templates()
