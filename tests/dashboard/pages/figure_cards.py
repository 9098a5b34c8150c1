"""What every figure must stand in: a card with a finding, how to read it, an (i) that says n, and a download."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.dashboard.pages.answers import words


def flaws(layout: Any) -> list[str]:
    """Figures of a layout (its JSON) that stand without one of these, each with what it lacks."""
    return [f"{name}: {', '.join(lacks)}" for name, card in _figures(layout, None) if (lacks := lacking(card))]


def lacking(card: dict[str, Any] | None) -> list[str]:
    """What a card lacks; a figure in no card lacks everything."""
    if card is None:
        return ["stands in no card"]
    parts = list(_parts(card))
    of = lambda name: [p for p in parts if name in str(p.get("className", "")).split()]  # noqa: E731
    titles = [p for p in parts if p["type"] == "H2" and words(p.get("children")).strip()]
    tools = {str(p.get("aria-label")): p for p in parts if p["type"] == "Summary" and p.get("aria-label")}
    facts = [words(p.get("children")) for p in parts if p["type"] in ("Dt", "Dd")]
    counted = any(text == "n" or "n =" in text for text in facts) or "n = " in words(
        [p.get("children") for p in of("rp-how")]
    )
    found = {
        "no title": bool(titles),
        "no line on how to read it": any(words(p.get("children")).strip() for p in of("rp-how")),
        "no (i)": any(name.startswith("How this is computed") for name in tools),
        "no n in the (i)": counted,
        "no download": "Download" in tools or any("/export/" in str(p.get("href", "")) for p in parts),
    }
    return [lack for lack, there in found.items() if not there]


def _figures(part: Any, card: dict[str, Any] | None) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """Name and card of every figure in which something is drawn."""
    if isinstance(part, list):
        for one in part:
            yield from _figures(one, card)
    if not isinstance(part, dict) or "props" not in part:
        return
    props = part["props"]
    if part["type"] == "Graph" and (props.get("figure") or {}).get("data"):
        yield str(props.get("id")), card
    if "rp-card" in str(props.get("className", "")).split():
        card = part
    yield from _figures(props.get("children"), card)


def _parts(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, list):
        for one in part:
            yield from _parts(one)
    elif isinstance(part, dict) and "props" in part:
        yield {"type": part["type"], **part["props"]}
        yield from _parts(part["props"].get("children"))
