"""A genre model as text, numbers and JSON, and back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import lightgbm as lgb
import numpy as np

from analytics.artefacts import Arrays, Artefact
from analytics.genre import blend, columns, context, neighbours, network, trees, words
from analytics.genre.config import Config
from analytics.genre.model import GenreModel
from analytics.known import Known
from analytics.ragged import Ragged
from warehouse.errors import BadArtefact


def pack(model: GenreModel) -> tuple[str, Arrays, dict[str, Any]]:
    """(booster text, arrays, card part): what an artefact needs to bring the model back exactly."""
    about = {
        "features": list(model.features),
        "label_names": list(model.label_names),
        "family_names": list(model.family_names),
        "vocabulary": model.vocabulary,
        "parts": list(model.blend.names),
        "odd_from": model.odd_from if np.isfinite(model.odd_from) else None,
        "config": asdict(model.config),
    }
    arrays: Arrays = {
        "families": model.families,
        "classes": model.classes,
        "prior": model.prior,
        "tracks": model.tracks,
        "truth_values": model.truth.values,
        "truth_starts": model.truth.starts,
        "known": model.known.codes,
        **(trees.pack(model.trees) if model.trees else {}),
        **(network.pack(model.network) if model.network else {}),
        **(neighbours.pack(model.near) if model.near else {}),
        **(words.pack(model.words) if model.words else {}),
        **blend.pack(model.blend),
    }
    for name, counts in model.counts.items():
        arrays |= context.pack(name, counts)
    return model.booster.model_to_string() if model.booster else "", arrays, about


def unpack(artefact: Artefact) -> GenreModel:
    """The model an artefact holds. Raises BadArtefact when its parts do not fit together."""
    try:
        model = _read(artefact)
    except (KeyError, TypeError, ValueError, AttributeError, lgb.basic.LightGBMError) as error:
        raise BadArtefact(f"The genre model in {artefact.path} cannot be read: {error}", "Train again.") from error
    width = model.booster.num_feature() if model.booster else 0
    if width != len(columns.names(model.features)) or len(model.families) != len(model.label_names):
        raise BadArtefact(f"The genre model in {artefact.path} does not fit its card.", "Train again.")
    return model


def _read(artefact: Artefact) -> GenreModel:
    about, arrays = artefact.card["model"], artefact.arrays
    config = Config(**about["config"])
    return GenreModel(
        features=tuple(about["features"]),
        label_names=tuple(about["label_names"]),
        families=arrays["families"],
        family_names=tuple(about["family_names"]),
        vocabulary=about["vocabulary"],
        classes=arrays["classes"],
        prior=arrays["prior"],
        trees=trees.unpack(artefact.text, arrays) if config.hears else None,
        network=network.unpack(arrays) if config.hears else None,
        near=neighbours.unpack(arrays) if config.hears else None,
        words=words.unpack(arrays) if config.reads_words else None,
        counts={name: context.unpack(name, arrays) for name in config.parts if name in context.KEYS},
        blend=blend.unpack(tuple(about["parts"]), arrays),
        odd_from=float("inf") if about["odd_from"] is None else float(about["odd_from"]),
        tracks=arrays["tracks"],
        truth=Ragged(arrays["truth_values"], arrays["truth_starts"]),
        known=Known(arrays["known"]),
        config=config,
    )
