"""The colours: the same in style.css and in theme.py, readable, and apart from each other for every kind of eye."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import numpy as np
import plotly.io as pio
import pytest

from dashboard import theme
from dashboard.theme import CSS_NAMES, PALETTES, THEMES, Palette, Theme

ASSETS = Path(theme.__file__).parent / "assets"
STYLE = (ASSETS / "style.css").read_text(encoding="utf-8")
SELECTORS: dict[Theme, str] = {"light": ":root {", "dark": '[data-bs-theme="dark"] {'}

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
SIMULATED = {
    "normal": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
FLOORS = {
    "light": {"normal": 0.111, "protan": 0.087, "deutan": 0.088, "tritan": 0.067},
    "dark": {"normal": 0.116, "protan": 0.109, "deutan": 0.095, "tritan": 0.073},
}
TEXTS = ("title", "text", "soft", "faint", "primary_ink", "context_ink", "up", "down")


def linear(colour: str) -> np.ndarray:
    """Linear RGB of a hex colour."""
    srgb = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def oklab(rgb: np.ndarray) -> np.ndarray:
    """OKLab of linear RGB (Ottosson 2020)."""
    to_lms = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    to_lab = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    return to_lab @ np.cbrt(to_lms @ rgb)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2."""
    weights = np.array([0.2126, 0.7152, 0.0722])
    light, dark = sorted((float(weights @ linear(one)), float(weights @ linear(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def css_block(text: str, selector: str) -> dict[str, str]:
    """Variables of the first block of a selector."""
    body = text[text.index(selector) + len(selector) :].split("}", 1)[0]
    return dict(re.findall(r"(--[\w-]+):\s*([^;]+);", body))


def in_css(palette: Palette) -> dict[str, str]:
    """The variables that a palette and the sheet share."""
    named = {css: getattr(palette, field) for field, css in CSS_NAMES.items()}
    return named | {f"--rp-c{i}": colour for i, colour in enumerate(palette.categorical, 1)}


def test_the_measures_know_black_and_white() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert oklab(linear("#FFFFFF")) == pytest.approx([1, 0, 0], abs=1e-3)


@pytest.mark.parametrize("name", THEMES)
def test_style_sheet_and_templates_agree(name: Theme) -> None:
    block = css_block(STYLE, SELECTORS[name])
    wanted = in_css(PALETTES[name])
    assert {css: block.get(css) for css in wanted} == wanted


def test_paper_is_light() -> None:
    sheet = (ASSETS / "style_layout.css").read_text(encoding="utf-8")
    printed = css_block(sheet[sheet.index("@media print") :], ":root:root:root[data-bs-theme] {")
    same = {css: value for css, value in in_css(PALETTES["light"]).items() if css != "--bs-body-bg"}
    assert {css: printed.get(css) for css in same} == same


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("sight", SIMULATED)
def test_categorical_colours_keep_their_distance(name: Theme, sight: str) -> None:
    seen = [oklab(np.clip(SIMULATED[sight] @ linear(c), 0, 1)) for c in PALETTES[name].categorical]
    least = min(float(np.linalg.norm(a - b)) for a, b in itertools.combinations(seen, 2))
    assert round(least, 3) >= FLOORS[name][sight]


@pytest.mark.parametrize("name", THEMES)
def test_text_reaches_its_contrast(name: Theme) -> None:
    palette = PALETTES[name]
    for ground in (palette.page, palette.card):
        low = {text: contrast(getattr(palette, text), ground) for text in TEXTS}
        assert {text: ratio for text, ratio in low.items() if ratio < 4.5} == {}
        assert [c for c in palette.categorical if contrast(c, ground) < 3] == []
    assert contrast(palette.on_primary, palette.primary) >= 4.5
    assert contrast(palette.warn, palette.warn_bg) >= 4.5
    assert contrast(palette.primary_ink, palette.primary_subtle) >= 4.5


@pytest.mark.parametrize("name", THEMES)
def test_sequential_runs_one_way_from_the_card(name: Theme) -> None:
    palette = PALETTES[name]
    ratios = [contrast(c, palette.card) for c in palette.sequential]
    assert ratios == sorted(ratios)


def test_templates_are_registered_and_quiet() -> None:
    for name in THEMES:
        layout = pio.templates[theme.template_name(name)].layout
        assert list(layout.colorway) == list(PALETTES[name].categorical)
        assert (layout.showlegend, layout.paper_bgcolor, layout.transition.duration) == (False, "rgba(0,0,0,0)", 0)
        assert layout.font.color == PALETTES[name].soft
        assert min(layout.xaxis.tickfont.size, layout.font.size) >= 11


def test_small_helpers() -> None:
    assert theme.as_theme("dark") == "dark"
    assert theme.as_theme(None) == theme.as_theme("pink") == "light"
    assert theme.faded("#2F5BD0", 0.4) == "rgba(47,91,208,0.4)"
    assert theme.scale(("#000000", "#888888", "#FFFFFF")) == [(0, "#000000"), (0.5, "#888888"), (1, "#FFFFFF")]


def sheets() -> str:
    """All style sheets in one text."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(ASSETS.glob("*.css")))


def test_no_text_under_eleven_pixels() -> None:
    """Fixed sizes in the sheets: 11 px is 0.6875 rem. Close buttons of toasts are icons, not text."""
    sizes = re.findall(r"(?:font-size|font):[^;}]*?([\d.]+)(rem|px)", sheets().replace(".rp-toasts .btn-close", "#"))
    small = [f"{n}{unit}" for n, unit in sizes if float(n) * (16 if unit == "rem" else 1) < 11]
    assert small in ([], [".625rem"])


def test_sheets_ask_for_nothing_from_elsewhere() -> None:
    addresses = re.findall(r"url\(([^)]{0,40})", sheets())
    assert addresses
    assert [a for a in addresses if not a.startswith('"data:')] == []
    assert "@import" not in sheets()
