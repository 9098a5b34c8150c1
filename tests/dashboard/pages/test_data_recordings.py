"""The part of the audio model's card on worse recordings: losses against clean, of the model that serves."""

from __future__ import annotations

from dashboard.pages.data.recordings import finding, lost, part

ROWS = [
    {"condition": "clean", "n": 50, "copies": 26, "plain": 25, "svm": 19},
    {"condition": "white noise 10 dB", "n": 50, "copies": 25, "plain": 15, "svm": 11},
    {"condition": "low-pass 8 kHz", "n": 50, "copies": 24, "plain": 22, "svm": 23},
]


def card(copies: int) -> dict[str, object]:
    return {"worse": ROWS, "model": {"config": {"copies": copies}}}


def test_losses_are_of_the_model_that_serves() -> None:
    with_copies, without = lost(card(2)), lost(card(0))
    assert with_copies["ours"].tolist() == [1, 2]
    assert without["ours"].tolist() == [10, 3]
    assert with_copies["svm"].tolist() == [8, -4]
    assert finding(with_copies) == "It loses no more than an SVM in 1 of 2 worse recordings"
    ends = [{"more": {"copies": {"value": 1, "low": low, "high": 9}}} for low in (0, -9, 2)]
    newer = {**card(2), "worse": [{**row, **end} for row, end in zip(ROWS, ends, strict=True)]}
    assert finding(lost(newer)).endswith("in 1 of 2 worse recordings; more beyond chance in 1")


def test_the_part_has_its_finding_and_a_dot_a_condition() -> None:
    heading, words, plot = part({"run": "r1"}, card(2), "light").children
    assert heading.children == finding(lost(card(2)))
    assert "of 50" in words.children
    (graph,) = plot.children if isinstance(plot.children, list) else [plot.children]
    ours = next(trace for trace in graph.figure.data if trace.name == "Repertoire")
    assert list(ours.x) == [1, 2]
