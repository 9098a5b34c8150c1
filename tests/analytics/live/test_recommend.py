"""Recommendations as pages and commands ask for them; whatever is wrong is answered in words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from analytics.live import recommend as live
from analytics.live import served
from analytics.live.recommend import Options, Profile, recommend
from analytics.recommend.hybrid import PARTS
from tests.analytics.mixed import mixed
from tests.analytics.recommend.homes import reader
from tests.analytics.trained import QUICK
from warehouse.connect import Reader


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return reader(tmp_path_factory.mktemp("trained"))


@pytest.fixture(scope="module")
def silent(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """A catalogue without plays."""
    return reader(tmp_path_factory.mktemp("silent"), plays=False)


def _kinds(ids: list[str]) -> list[int]:
    """0 for pop, 1 for jazz."""
    return [int(name[1:]) % 2 for name in ids]


def test_likes_are_answered_with_their_kind_and_with_reasons(trained: Reader) -> None:
    found = recommend(trained, Profile({"t00": 1.0, "t02": 1.0}), Options(limit=6))
    assert found.basis == "hybrid"
    assert found.kind == "track"
    assert found.notes == ()
    assert len(found.items) == 6
    assert sum(_kinds(found.items["id"].tolist())) <= 1
    assert not {"t00", "t02"} & set(found.items["id"])
    assert all(found.items["reasons"])
    assert found.items[list(PARTS)].sum(axis=1).to_numpy() == pytest.approx(found.items["score"].to_numpy(), abs=1e-5)
    assert found.items["score"].is_monotonic_decreasing


def test_a_reason_is_true_of_the_events(trained: Reader) -> None:
    found = recommend(trained, Profile({"t00": 1.0}), Options(limit=5))
    model = served.recommender(trained)
    assert model is not None
    heard = model.plays.toarray() > 0
    checked = 0
    for row in found.items.to_dict("records"):
        for reason in row["reasons"]:
            if reason["kind"] == "shared listeners":
                one, other = (model.place[name] for name in (row["id"], reason["item"]))
                assert reason["listeners"] == (heard[:, one] & heard[:, other]).sum()
                assert f"heard by {reason['listeners']} of the" in live.in_words(row["reasons"])
                checked += 1
    assert checked > 0


def test_a_dislike_stays_out_and_lowers_its_kind(trained: Reader) -> None:
    liked = {"t00": 1.0, "t01": 1.0}
    plain = recommend(trained, Profile(liked), Options(limit=12))
    found = recommend(trained, Profile(liked, {"t03": 3.0}), Options(limit=12))
    assert "t03" not in set(found.items["id"])
    assert sum(_kinds(found.items["id"].tolist())) < sum(_kinds(plain.items["id"].tolist()))


def test_weights_decide_between_likes(trained: Reader) -> None:
    pop, jazz = (
        recommend(trained, Profile({"t00": a, "t01": b}), Options(limit=10)).items["id"].tolist()
        for a, b in ((3.0, 0.3), (0.3, 3.0))
    )
    assert sum(_kinds(pop)) < sum(_kinds(jazz))


def test_a_listener_is_answered_from_history_without_what_is_known(trained: Reader) -> None:
    model = served.recommender(trained)
    assert model is not None
    history = model.history("u03")
    assert history is not None
    found = recommend(trained, Profile(listener="u03"), Options(limit=8))
    assert not set(model.ids[history[0]]) & set(found.items["id"])
    assert sum(_kinds(found.items["id"].tolist())) >= 6
    again = recommend(trained, Profile(listener="u03"), Options(limit=40, keep_known=True))
    assert set(model.ids[history[0]]) <= set(again.items["id"])


def test_excluded_and_over_shown_stay_out(trained: Reader) -> None:
    first = recommend(trained, Profile({"t00": 1.0}), Options(limit=4)).items["id"].tolist()
    options = Options(limit=4, exclude=(first[0],), shown={first[1]: 3, first[2]: 2})
    left = recommend(trained, Profile({"t00": 1.0}), options).items["id"].tolist()
    assert first[0] not in left
    assert first[1] not in left
    assert first[2] in left


def test_the_dial_moves_between_what_many_and_few_hear(trained: Reader) -> None:
    familiar, deep = (
        recommend(trained, Profile({"t00": 1.0}), Options(limit=8, dial=dial)).items["listeners"].mean()
        for dial in (0, 1)
    )
    assert familiar > deep


def test_diversity_lists_what_is_less_alike(trained: Reader) -> None:
    model = served.recommender(trained)
    assert model is not None

    def alike(diversity: float) -> float:
        ids = recommend(trained, Profile({"t00": 1.0}), Options(limit=6, diversity=diversity)).items["id"]
        places = np.array([model.place[name] for name in ids])
        return float(np.mean([model.model.content.likeness(int(p), places).mean() for p in places]))

    assert alike(0.9) < alike(0.0)


def test_an_unknown_listener_is_told_and_the_best_known_answered(trained: Reader) -> None:
    found = recommend(trained, Profile(listener="nobody"))
    assert found.basis == "popular"
    assert "No listener is called 'nobody' here." in found.notes
    assert found.items["listeners"].is_monotonic_decreasing
    assert found.items["reasons"].iloc[0][0]["kind"] == "popular"


def test_a_like_that_is_not_in_the_catalogue_is_told(trained: Reader) -> None:
    found = recommend(trained, Profile({"t00": 1.0, "x": 1.0}))
    assert any("x" in note and "left out" in note for note in found.notes)
    assert found.basis == "hybrid"


def test_a_like_that_nobody_heard_is_answered_from_its_content(trained: Reader) -> None:
    found = recommend(trained, Profile({"t38": 1.0}), Options(limit=5))
    assert found.basis == "content"
    assert "Nobody was seen to listen" in found.notes[0]
    assert _kinds(found.items["id"].tolist()) == [0] * 5


def test_everything_excluded_is_told(trained: Reader) -> None:
    everything = tuple(f"t{i:02d}" for i in range(40))
    found = recommend(trained, Profile({"t00": 1.0}), Options(exclude=everything))
    assert found.basis == "nothing"
    assert found.items.empty
    assert list(found.items.columns) == list(live.COLUMNS)
    assert "excluded" in found.notes[-1]


def test_without_plays_the_content_answers_and_says_so(silent: Reader) -> None:
    found = recommend(silent, Profile({"t01": 1.0}, {"t00": 1.0}), Options(limit=5))
    assert found.basis == "content"
    assert "No recommender is trained" in found.notes[0]
    assert _kinds(found.items["id"].tolist()) == [1] * 5
    kinds = {reason["kind"] for told in found.items["reasons"] for reason in told}
    assert {"nearest", "marks"} <= kinds
    near = [r for told in found.items["reasons"] for r in told if r["kind"] == "nearest"]
    assert all(reason["item"] == "t01" and 0 < reason["likeness"] <= 1.0001 for reason in near)


def test_without_plays_nothing_liked_is_the_best_known(silent: Reader) -> None:
    found = recommend(silent, Profile(listener="u00"), Options(limit=3))
    assert found.items["id"].tolist() == ["t00", "t01", "t02"]
    assert found.basis == "popular"
    assert "No listener is called 'u00' here." in found.notes


def test_without_plays_everything_excluded_is_told(silent: Reader) -> None:
    found = recommend(silent, Profile({"t00": 1.0}), Options(exclude=tuple(f"t{i:02d}" for i in range(40))))
    assert found.items.empty
    assert "No other track is left" in found.notes[-1]


HEAD = "track_id,title,artists,popularity,genre,energy,tempo\n"


def test_one_track_has_nothing_beside_it(tmp_path: Path) -> None:
    one = reader(tmp_path, plays=False, tracks=HEAD + "a,One,A,10,pop,0.5,100\n")
    found = recommend(one, Profile({"a": 1.0}))
    assert found.items.empty
    assert "No other track is left" in found.notes[-1]


def test_identical_tracks_are_all_answered(tmp_path: Path) -> None:
    rows = "".join(f"t{i},Song {i},A{i},10,pop,0.5,100\n" for i in range(5))
    same = reader(tmp_path, plays=False, tracks=HEAD + rows)
    found = recommend(same, Profile({"t2": 1.0}))
    assert sorted(found.items["id"]) == ["t0", "t1", "t3", "t4"]
    assert found.items["score"].nunique() == 1
    assert all(found.items["reasons"])


def test_a_re_release_stands_for_its_recording(tmp_path: Path) -> None:
    rows = "a,One,A,10,pop,0.5,100\nb,One,A,5,pop,0.5,100\nc,Two,B,10,pop,0.4,90\nd,Three,C,9,jazz,0.1,80\n"
    found = recommend(reader(tmp_path, plays=False, tracks=HEAD + rows), Profile({"b": 1.0}))
    assert found.items["id"].tolist() == ["c", "d"]


def test_missing_features_are_answered_from_genres(tmp_path: Path) -> None:
    rows = "a,One,A,10,pop,,\nb,Two,B,20,pop,,\nc,Three,C,30,jazz,,\n"
    found = recommend(reader(tmp_path, plays=False, tracks=HEAD + rows), Profile({"a": 1.0}))
    assert found.items["id"].tolist() == ["b", "c"]
    assert found.basis == "content"


def test_neither_genres_nor_sound_is_told(tmp_path: Path) -> None:
    rows = "track_id,title,artists,popularity\na,One,A,10\nb,Two,B,20\nc,Three,C,30\n"
    found = recommend(reader(tmp_path, plays=False, tracks=rows), Profile({"a": 1.0}))
    assert found.items["id"].tolist() == ["c", "b"]
    assert any("Neither genres nor sound" in note for note in found.notes)
    assert found.basis == "popular"


def test_a_like_of_which_sound_tells_little_is_compared_by_that_and_it_is_said(
    tmp_path: Path, sample_csv: Path
) -> None:
    catalogue = Reader(mixed(tmp_path / "home", sample_csv), QUICK)
    with catalogue.view() as view:
        ids = [track for (track,) in view.rows("select track_id from tracks where artists = 'Ada' order by title")]
    found = recommend(catalogue, Profile({ids[0]: 1.0}), Options(limit=20))
    assert (found.basis, len(found.items)) == ("content", 20)
    assert any("no more is known than tempo and loudness: this is by that alone." in note for note in found.notes)
    assert "energy" not in {f["feature"] for row in found.items["reasons"] for r in row for f in r.get("features", [])}
    # Tracks of the ordinary file are among the answers, and one that is liked leads to sound files too.
    assert not set(found.items["id"]) <= set(ids)
    with catalogue.view() as view:
        usual = view.value("select track_id from tracks where energy is not null order by track_id limit 1")
    everything = recommend(catalogue, Profile({str(usual): 1.0}), Options(limit=1_000)).items["id"].tolist()
    assert set(ids) <= set(everything)
    assert not any("no more is known than" in note for note in recommend(catalogue, Profile({str(usual): 1})).notes)
