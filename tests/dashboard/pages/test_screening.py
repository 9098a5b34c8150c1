"""The callbacks of Screening, fired without a browser."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analytics.live import score
from dashboard.pages import screening
from dashboard.pages.screening import batch, form, planner
from dashboard.pages.screening import state as states
from dashboard.pages.screening.state import MORE, SLIDERS, State
from tests.dashboard.pages.app_under_test import app_over, context_over, fire, words
from tests.warehouse.homes import tiny
from warehouse.errors import UploadRefused

FOLK = "folk000000000000000007"
VARIED = ("screening-variants-result.children", "screening-varied.data")
READING = ("screening-test-reading.children", "screening-test-text.value")


def controls(home: Path, state: State) -> dict[str, Any]:
    """The values of the form's controls as its layout gives them."""
    context = context_over(home)
    now = states.candidate(context, state)
    found: dict[str, Any] = {}
    for name in (*SLIDERS, *MORE):
        value = now.values.get(name)
        found[form.slider_id(name)] = states.rounded(name, value) if value is not None and name in SLIDERS else value
    texts = {form.TITLE: now.title, form.ARTIST: "; ".join(now.artists), form.ALBUM: now.album}
    return {f"{id}.value": v for id, v in {**found, **texts, form.GENRE: now.genre or "none", form.LESS: []}.items()}


def gathered(home: Path, state: State, **changed: Any) -> dict[str, Any]:
    values = controls(home, state) | changed
    given = {key.replace(".", "__"): value for key, value in values.items()}
    return fire(
        app_over(home), "screening-shown.data", f"{form.GENRE}.value", screening_data__data=state.params(),
        **{key.replace("-", "_"): value for key, value in given.items()},
    )  # fmt: skip


def test_controls_as_they_were_drawn_change_nothing(sample_home: Path) -> None:
    state = State(track=FOLK)
    found = gathered(sample_home, state)
    assert found["screening-shown"]["data"] == {"track": FOLK}
    assert words(found[form.COUNT]["children"]) == "0 changes"


def test_a_slider_that_moved_is_a_change(sample_home: Path) -> None:
    found = gathered(sample_home, State(track=FOLK), **{"screening-value-energy.value": 0.9})
    assert found["screening-shown"]["data"] == {"track": FOLK, "energy": "0.9"}
    assert words(found[form.COUNT]["children"]) == "1 change"
    assert words(found[form.part_id("text", "energy")]["children"]) == "0.90"
    unknown = gathered(sample_home, State(track=FOLK), **{f"{form.LESS}.value": ["tempo"]})
    assert unknown["screening-shown"]["data"]["tempo"] == "unknown"
    assert "rp-screen-unknown" in unknown[form.part_id("row", "tempo")]["className"]
    stated = gathered(sample_home, State(track=FOLK), **{f"{form.GENRE}.value": "none"})
    assert stated["screening-shown"]["data"]["genre"] == "none"


def test_the_prediction_is_what_the_models_say(sample_home: Path) -> None:
    context = context_over(sample_home)
    answer = score.one(context.reader, states.candidate(context, State(track=FOLK)))
    found = fire(
        app_over(sample_home), "screening-form-finding.children", "screening-shown.data",
        screening_shown__data={"track": FOLK}, theme__data="light",
    )  # fmt: skip
    title = words(found["screening-form-finding"]["children"])
    assert f"mean {answer['popularity']:.0f}" in title
    assert answer["genre"] in title
    assert "of folk" in words(found["screening-form-scope"]["children"])
    (_, popularity) = (found["screening-genres-slot"], found["screening-popularity-slot"])
    assert "graph" in str(popularity)


def test_reasons_and_neighbours_come_by_themselves(sample_home: Path) -> None:
    app = app_over(sample_home)
    why = fire(
        app,
        "screening-why-slot.children",
        "screening-shown.data",
        screening_shown__data={"track": FOLK},
        theme__data="dark",
    )
    assert "points" in words(why["screening-why-text"]["children"])
    near = fire(app, "screening-near-slot.children", "screening-shown.data", screening_shown__data={"track": FOLK})
    assert "nearest tracks" in words(near["screening-near-text"]["children"])
    assert "Folk song 7" not in words(near["screening-near-slot"]["children"])
    curves = fire(app, "screening-band-energy.style", "screening-shown.data", screening_shown__data={"track": FOLK})
    assert "left" in curves["screening-band-energy"]["style"]
    assert curves["screening-curve-energy"]["children"]
    trust = fire(app, "screening-trust-place.children", f"{form.GENRE}.id")
    assert "right first time" in words(trust["screening-trust-place"]["children"])


def test_without_models_the_page_says_so_and_shows_what_is_near(tmp_path: Path) -> None:
    home = tiny(tmp_path, "track_id,title,artists,energy,genre\na,One,A,0.2,x\nb,Two,B,0.5,x\nc,Three,C,0.9,y\n")
    app = app_over(home.path)
    assert "Stated genre" in words(screening.layout(context_over(home.path)))
    found = fire(
        app, "screening-form-finding.children", "screening-shown.data", screening_shown__data={}, theme__data="light"
    )
    assert "No model is trained yet" in words(found["screening-form-finding"]["children"])
    why = fire(
        app, "screening-why-slot.children", "screening-shown.data", screening_shown__data={}, theme__data="light"
    )
    assert "No popularity model" in words(why["screening-why-slot"]["children"])
    near = fire(app, "screening-near-slot.children", "screening-shown.data", screening_shown__data={})
    assert "Two" in words(near["screening-near-slot"]["children"])
    curves = fire(app, "screening-band-energy.style", "screening-shown.data", screening_shown__data={})
    assert curves["screening-curve-energy"]["children"] is None
    trust = fire(app, "screening-trust-place.children", f"{form.GENRE}.id")
    assert "nothing is predicted here" in words(trust["screening-trust-place"]["children"])


@pytest.mark.parametrize("tab", ["form", "csv", "variants", "test"])
def test_every_part_has_a_layout(sample_home: Path, tab: str) -> None:
    assert words(screening.layout(context_over(sample_home), tab=tab, unknown_thing="1"))


def test_variants_stand_side_by_side(sample_home: Path) -> None:
    state = State(track=FOLK, variants={"b": {"energy": 0.95}}).params()
    found = fire(
        app_over(sample_home),
        "screening-variants-result.children",
        "screening-varied.data",
        screening_varied__data=state,
    )
    said = words(found["screening-variants-result"]["children"])
    assert "Expected popularity" in said
    assert "points" in said
    assert words(found["screening-variants-scope"]["children"]).startswith("A: ")
    alone = fire(app_over(sample_home), *VARIED, screening_varied__data={"track": FOLK})
    assert "Nothing to compare yet" in words(alone["screening-variants-result"]["children"])


def test_a_plan_says_people_and_weeks(sample_home: Path) -> None:
    given = {planner.field_id(name): usual for name, (_, usual, _) in planner.FIELDS.items()} | {
        planner.field_id("baseline"): 60, planner.field_id("effect"): 10, planner.field_id("daily"): 100,
    }  # fmt: skip
    values = {f"{id.replace('-', '_')}__value": value for id, value in given.items()}
    app = app_over(sample_home)
    found = fire(
        app,
        "screening-test-finding.children",
        f"{planner.MEASURE}.value",
        screening_test_measure__value="share",
        **values,
    )
    assert words(found["screening-test-finding"]["children"]) == "356 people an arm, about 2 weeks"
    empty = values | {"screening_test_effect__value": None}
    found = fire(
        app,
        "screening-test-finding.children",
        f"{planner.MEASURE}.value",
        screening_test_measure__value="share",
        **empty,
    )
    assert "Fill in: smallest difference to find" in words(found["screening-test-scope"]["children"])
    wrong = values | {"screening_test_baseline__value": 99}
    found = fire(
        app,
        "screening-test-finding.children",
        f"{planner.MEASURE}.value",
        screening_test_measure__value="share",
        **wrong,
    )
    assert "cannot be planned" in words(found["screening-test-finding"]["children"])


def test_a_result_is_read_and_faults_are_said(sample_home: Path) -> None:
    app = app_over(sample_home)
    found = fire(
        app,
        "screening-test-reading.children",
        "screening-test-text.value",
        screening_test_text__value="A,48,80\nB,56,70",
    )
    assert "B is 20 points above A" in words(found["screening-test-reading"]["children"])
    found = fire(app, *READING, screening_test_text__value="A,48")
    assert "2 to 20 arms" in words(found["screening-test-reading"]["children"])
    assert planner.decoded("data:text/csv;base64," + base64.b64encode(b"A,1,2\n").decode()) == "A,1,2\n"


def test_a_file_that_did_not_arrive_is_refused(sample_home: Path) -> None:
    with pytest.raises(UploadRefused):
        batch.start(context_over(sample_home), "data:;base64,???", "x.csv")


def test_the_head_of_a_result_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "1.csv"
    path.write_text(
        "# source: Repertoire export\n# rows: 2\nTitle,predicted_genre,genre_confidence,not_used\n"
        'One,dance,0.5,\n"# Two",,,energy outside 0 to 1\n',
        encoding="utf-8",
    )
    frame = batch.head_of(path)
    assert list(frame.columns) == ["Title", "predicted_genre", "genre_confidence", "not_used"]
    rows = batch.records(frame)
    assert rows[0] == {"row": "1", "name": "One", "predicted_genre": "dance", "genre_confidence": 0.5, "not_used": ""}
    assert (rows[1]["name"], rows[1]["genre_confidence"]) == ("# Two", None)


def test_a_curve_needs_two_points_and_marks_the_track() -> None:
    assert form.curve([], 0.5, (0, 1)) is None
    drawn = form.curve([1.0, 3.0], 0.5, (0.0, 10.0))
    assert drawn is not None
    assert "from 1 to 3" in drawn.title.lower()
    assert len(drawn.children) == 2
    assert len(form.curve([1.0, 3.0], None, (0.0, 10.0)).children) == 1


def test_bands_lie_between_the_ends_of_the_slider() -> None:
    bands = pd.DataFrame({"feature": ["energy"], "q10": [0.25], "q90": [0.75]})
    style = form.band_style("energy", bands, (0.0, 1.0))
    assert style == {"left": "calc(5px + (100% - 10px) * 0.2500)", "width": "max(4px, (100% - 10px) * 0.5000)"}
    assert form.band_style("tempo", bands, (0.0, 1.0)) == {"display": "none"}
