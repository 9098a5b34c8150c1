"""The popularity model as an artefact: boosters as text, sums as plain arrays, settings as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import lightgbm as lgb

from analytics.artefacts import Arrays, Artefact
from analytics.known import Known
from analytics.popularity import history as histories
from analytics.popularity import spread
from analytics.popularity.config import restored
from analytics.popularity.labels import Genres
from analytics.popularity.model import BySound, Hurdle, PopularityModel
from analytics.popularity.parts import Part
from warehouse.errors import BadArtefact

SIDES = ("alone", "context")
BY_SOUND = "by_sound"


def pack(model: PopularityModel) -> tuple[str, Arrays, dict[str, Any]]:
    """(texts of the boosters as JSON, arrays, card part): what an artefact needs to bring the model back exactly."""
    texts: dict[str, list[str]] = {}
    arrays: Arrays = {"rated": model.rated, "known": model.known.codes}
    about: dict[str, Any] = {"features": list(model.features), "config": asdict(model.config)}
    for side, hurdle in zip(SIDES, (model.alone, model.context), strict=True):
        if hurdle is not None:
            about[side] = _pack(side, hurdle, texts, arrays)
    if model.by_sound:
        text, found, own = pack(model.by_sound.model)
        texts[BY_SOUND] = [text]
        arrays.update({f"{BY_SOUND}.{name}": array for name, array in found.items()})
        about[BY_SOUND] = {**own, "figures": model.by_sound.figures}
    return json.dumps(texts), arrays, about


def _pack(side: str, hurdle: Hurdle, texts: dict[str, list[str]], arrays: Arrays) -> dict[str, Any]:
    part = hurdle.part
    for name, boosters in (("zero", part.zero), ("level", part.level)):
        texts[f"{side}.{name}"] = [booster.model_to_string() for booster in boosters]
    text, found = spread.pack(hurdle.spread)
    texts[f"{side}.spread"] = [text]
    if part.history is not None:
        found = {**found, **histories.pack(part.history)}
    if part.genres is not None:
        found = {**found, "genre_own": part.genres.own, "genre_means": part.genres.means}
    arrays.update({f"{side}.{name}": array for name, array in found.items()})
    plain = ("share", "usual_level", "slope", "shift")
    return {
        **{name: getattr(part, name) for name in plain},
        "weights": list(part.weights),
        "genres": None if part.genres is None else list(part.genres.names),
        "history": part.history is not None,
    }


def unpack(artefact: Artefact) -> PopularityModel:
    """The model an artefact holds. Raises BadArtefact when its parts do not fit together."""
    try:
        return _model(artefact.card["model"], json.loads(artefact.text), artefact.arrays)
    except (KeyError, TypeError, ValueError, AttributeError, lgb.basic.LightGBMError) as error:
        raise BadArtefact(f"The popularity model in {artefact.path} cannot be read: {error}", "Train again.") from error


def _model(about: dict[str, Any], texts: dict[str, list[str]], arrays: Arrays) -> PopularityModel:
    """The inverse of `pack`. Raises ValueError where the parts do not fit, and what reading them raises."""
    features = tuple(str(name) for name in about["features"])
    alone, context = (_unpack(side, features, about.get(side), texts, arrays) for side in SIDES)
    if alone is None or not all(_fits(hurdle) for hurdle in (alone, context) if hurdle):
        raise ValueError("it does not fit its card.")
    by_sound = None
    if BY_SOUND in about:
        own = {name.removeprefix(f"{BY_SOUND}."): array for name, array in arrays.items() if name.startswith(BY_SOUND)}
        heard = _model(about[BY_SOUND], json.loads(texts[BY_SOUND][0]), own)
        by_sound = BySound(heard, dict(about[BY_SOUND]["figures"]))
    known = Known(arrays["known"])
    return PopularityModel(features, alone, context, arrays["rated"], known, restored(about["config"]), by_sound)


def _unpack(
    side: str, features: tuple[str, ...], about: dict[str, Any] | None, texts: dict[str, list[str]], arrays: Arrays
) -> Hurdle | None:
    if about is None:
        return None
    own = {name.removeprefix(f"{side}."): array for name, array in arrays.items() if name.startswith(f"{side}.")}
    zero, level = (
        tuple(lgb.Booster(model_str=text) for text in texts[name]) for name in (f"{side}.zero", f"{side}.level")
    )
    part = Part(
        features,
        None if about["genres"] is None else Genres(tuple(about["genres"]), own["genre_own"], own["genre_means"]),
        histories.unpack(own) if about["history"] else None,
        zero,
        level,
        float(about["share"]),
        float(about["usual_level"]),
        tuple(float(weight) for weight in about["weights"]),
        float(about["slope"]),
        float(about["shift"]),
    )
    return Hurdle(part, spread.unpack(texts[f"{side}.spread"][0], own))


def _fits(hurdle: Hurdle) -> bool:
    width = len(hurdle.part.names)
    boosters = [*hurdle.part.zero, *hurdle.part.level]
    if any(len(found) not in (0, len(hurdle.part.weights)) for found in (hurdle.part.zero, hurdle.part.level)):
        return False
    return all(b.num_feature() == width for b in boosters) and hurdle.spread.booster.num_feature() == width + 2
