from __future__ import annotations

from analytics.genre import Config, suited


def test_few_genres_on_many_tracks_are_learned_longer() -> None:
    plain = Config(seed=3, sets="audio", threads=1)
    longer = suited(plain, ["tempo"], 6, 28_000)
    assert longer.rounds > plain.rounds
    assert longer.epochs > plain.epochs
    assert (longer.seed, longer.sets, longer.threads) == (3, "audio", 1)
    assert suited(plain, ["tempo"], 114, 90_000) == plain
    assert suited(plain, ["tempo"], 6, 400) == plain
