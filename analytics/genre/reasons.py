"""Why a track gets a genre: what each thing that is known of it adds to the genre's score.

The score of a genre is its log probability less the mean log probability of all genres. It is a sum: of how common the
genre is (COMMON), of each feature of sound, of the words, of the other tracks of the artists and of the nearest tracks.
A feature's part is the trees' TreeSHAP value (Lundberg et al. 2020), as LightGBM computes it, and the network's sampled
Shapley value, each times its weight in the blend. All is association in the model, not cause.
"""

from __future__ import annotations

import numpy as np

from analytics.genre import network, trees
from analytics.genre.config import ARTIST_PARTS, WORD_PARTS
from analytics.genre.lesson import centred
from analytics.genre.model import GenreModel, ask
from analytics.ragged import Floats, Ints
from analytics.reasons import Reason, strongest
from analytics.trackset import Inputs

#: Names of reasons that are no feature.
COMMON = "how common the genre is"
NEAREST = "nearest tracks"
WORDS = "words of title and album"
ARTIST = "other tracks of the artist"


def reasons(
    model: GenreModel, inputs: Inputs, label: int | None = None, count: int | None = 5, own: Ints | None = None
) -> list[Reason]:
    """What moved the score of a label of one track most, either way, strongest first; without `label`, of the first
    answer. With count None all parts, which add up to the score exactly; [] for a label that was not learned.
    own: as in `score`."""
    seen = ask(model, inputs.batch(0, 1), own)
    scores = seen.scores(model.blend, model.config)[0]
    if label is not None and label not in model.classes:
        return []
    place = int(scores.argmax()) if label is None else int(np.flatnonzero(model.classes == label)[0])
    where = seen.where[0]
    weight = dict(zip(model.blend.names, model.blend.weights[where] / model.blend.temperature[where], strict=True))
    sound, base = _sound(model, inputs.X[:1], weight)
    said = {name: weight[name] * seen.parts[i, 0, place] for i, name in enumerate(model.blend.names)}
    found = [Reason(name, float(inputs.X[0, i]), float(sound[place, i])) for i, name in enumerate(model.features)]
    found.append(Reason(COMMON, float(model.prior[place]), float(said["prior"] + base[place])))
    for name, parts in ((NEAREST, ("near",)), (WORDS, WORD_PARTS), (ARTIST, ARTIST_PARTS)):
        if any(part in said for part in parts):
            found.append(Reason(name, float("nan"), float(sum(said.get(part, 0.0) for part in parts))))
    return strongest(found)[:count]


def _sound(model: GenreModel, row: Floats, weight: dict[str, float]) -> tuple[Floats, Floats]:
    """Parts of the features (m, p) and what trees and network say without any (m,), weighed."""
    each, base = np.zeros((len(model.classes), len(model.features))), np.zeros(len(model.classes))
    if model.trees is None or model.network is None or np.isnan(row).all():
        return each, base
    wide, start = trees.contributions(model.trees, model.features, row)
    each += weight["trees"] * model.narrow(wide)
    base += weight["trees"] * (start + model.trees.extra - np.log(model.prior))
    smooth, begin = network.contributions(model.network, model.features, row, model.config.seed)
    each += weight["network"] * smooth
    base += weight["network"] * (begin - np.log(model.prior))
    return centred(each.T).T, centred(base)
