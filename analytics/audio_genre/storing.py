"""A model as text, numbers and JSON, and back; no pickle."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import lightgbm as lgb

from analytics.artefacts import Arrays, Artefact
from analytics.audio_genre import columns
from analytics.audio_genre.config import PARTS, Config
from analytics.audio_genre.model import AudioGenre
from analytics.audio_genre.parts import Parts
from warehouse.errors import BadArtefact

_ARRAYS = ("middle", "spread", "kept", "dual", "slopes", "level")


def pack(model: AudioGenre) -> tuple[str, Arrays, dict[str, Any]]:
    """(booster text, arrays, card part): what an artefact needs to bring the model back exactly."""
    arrays: Arrays = {name: getattr(model.parts, name) for name in _ARRAYS} | {"weights": model.weights}
    about = {
        "descriptors": list(model.descriptors),
        "label_names": list(model.label_names),
        "parts": list(PARTS),
        "gamma": model.parts.gamma,
        "odd_from": model.odd_from,
        "segmented": model.segmented,
        "equal_share": model.equal_share,
        "config": asdict(model.config),
    }
    return model.parts.booster.model_to_string(), arrays, about


def unpack(artefact: Artefact) -> AudioGenre:
    """The model an artefact holds. Raises BadArtefact when its parts do not fit together."""
    try:
        model = _read(artefact)
    except (KeyError, TypeError, ValueError, AttributeError, lgb.basic.LightGBMError) as error:
        raise BadArtefact(f"The audio model in {artefact.path} cannot be read: {error}", "Train again.") from error
    if not _fits(model):
        raise BadArtefact(f"The audio model in {artefact.path} does not fit its card.", "Train again.")
    return model


def _read(artefact: Artefact) -> AudioGenre:
    about, arrays = artefact.card["model"], artefact.arrays
    config = Config(**about["config"])
    found = Parts(
        **{name: arrays[name] for name in _ARRAYS},
        booster=lgb.Booster(model_str=artefact.text),
        gamma=float(about["gamma"]),
        far=config.far,
    )
    names, labels = tuple(about["descriptors"]), tuple(about["label_names"])
    odd_from, share = float(about["odd_from"]), float(about["equal_share"])
    return AudioGenre(names, labels, found, arrays["weights"], odd_from, bool(about["segmented"]), config, share)


def _fits(model: AudioGenre) -> bool:
    p, k, found = len(columns.names_of(model.descriptors)), len(model.label_names), model.parts
    return (
        found.middle.shape == found.spread.shape == (p,)
        and found.kept.shape == (len(found.dual), p)
        and found.dual.shape[1:] == found.level.shape == (k,)
        and found.slopes.shape == (k, p)
        and found.booster.num_feature() == p
        and model.weights.shape == (len(PARTS),)
    )
