"""The recommender as an artefact: names as JSON, everything else as plain arrays; no pickle."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import numpy as np
import scipy.sparse as sp

from analytics.artefacts import Arrays, Artefact
from analytics.known import Known
from analytics.recommend.collaborative import Als, Ease, Popular
from analytics.recommend.config import Config
from analytics.recommend.content import Content
from analytics.recommend.hybrid import PARTS, Hybrid
from analytics.recommend.recommender import Recommender
from analytics.recommend.taste import Sparse
from warehouse.errors import BadArtefact


def pack(found: Recommender) -> tuple[str, Arrays, dict[str, Any]]:
    """(names as JSON, arrays, card part): what an artefact needs to bring the recommender back exactly."""
    model = found.model
    text = json.dumps({"ids": list(found.ids), "names": list(found.names), "marks": list(found.mark_names)})
    arrays: Arrays = {
        "weights": model.weights,
        "popular": model.popular.level,
        "als.items": model.als.items,
        "ease.inverse": model.ease.inverse,
        "ease.scale": model.ease.scale,
        "ease.weights": model.ease.weights,
        "content.marks": model.content.marks,
        "content.sound": model.content.sound,
        "content.importance": model.content.importance,
        "sound": found.sound,
        "listeners": found.listeners.codes,
        **_sparse("ease.rows", model.ease.rows),
        **_sparse("content.side", model.content.side),
        **_sparse("plays", found.plays),
    }
    about = {
        "source": found.source,
        "kind": found.kind,
        "features": list(found.features),
        "parts": list(PARTS),
        "learned_from": model.learned_from,
        "usual": model.usual,
        "sound_share": model.content.share,
        "als": {"penalty": model.als.penalty, "trust": model.als.trust},
        "config": asdict(model.config),
    }
    return text, arrays, about


def unpack(artefact: Artefact) -> Recommender:
    """The recommender an artefact holds. Raises BadArtefact when its parts do not fit together."""
    try:
        found = _unpack(artefact)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise BadArtefact(f"The recommender in {artefact.path} cannot be read: {error}", "Train again.") from error
    if not _fits(found):
        raise BadArtefact(f"The recommender in {artefact.path} does not fit its card.", "Train again.")
    return found


def _unpack(artefact: Artefact) -> Recommender:
    about, a = artefact.card["model"], artefact.arrays
    names = json.loads(artefact.text)
    ids, shown = (np.array(names[name], dtype=object) for name in ("ids", "names"))
    ease = Ease(_matrix("ease.rows", a), a["ease.inverse"], a["ease.scale"], a["ease.weights"])
    als = Als(a["als.items"], float(about["als"]["penalty"]), float(about["als"]["trust"]))
    content = Content(
        _matrix("content.side", a),
        a["content.marks"],
        a["content.sound"],
        a["content.importance"],
        float(about["sound_share"]),
    )
    config = Config(**about["config"])
    learned, usual = int(about["learned_from"]), float(about["usual"])
    model = Hybrid(ease, als, content, a["weights"], learned, Popular(a["popular"]), usual, config)
    marks, features = (tuple(str(name) for name in given) for given in (names["marks"], about["features"]))
    listeners = Known(a["listeners"])
    return Recommender(
        model, about["source"], about["kind"], ids, shown, listeners, _matrix("plays", a), marks, a["sound"], features
    )


def _fits(found: Recommender) -> bool:
    n, model = len(found.ids), found.model
    sizes = [
        found.plays.shape[1],
        len(found.names),
        model.als.items.shape[1],
        model.content.side.shape[0],
        len(model.content.sound),
        len(model.popular.level),
        len(model.ease.scale),
        len(model.ease.weights) or model.ease.rows.shape[1],
    ]
    return (
        all(size == n for size in sizes)
        and len(model.weights) == len(PARTS)
        and len(found.listeners.codes) == found.plays.shape[0]
        and model.ease.inverse.shape[0] == model.ease.rows.shape[0]
        and found.sound.shape == (n, len(found.features))
    )


def _sparse(name: str, matrix: Sparse) -> Arrays:
    matrix = matrix.tocsr()
    return {
        f"{name}.data": matrix.data,
        f"{name}.indices": matrix.indices,
        f"{name}.indptr": matrix.indptr,
        f"{name}.shape": np.array(matrix.shape),
    }


def _matrix(name: str, arrays: Arrays) -> Sparse:
    data, indices, indptr, shape = (arrays[f"{name}.{part}"] for part in ("data", "indices", "indptr", "shape"))
    found = sp.csr_matrix((data, indices, indptr), shape=tuple(shape.tolist()))
    found.check_format()
    return found
