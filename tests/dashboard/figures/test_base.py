"""What every figure shares."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard.figures import base


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_empty_figure_says_so(theme: base.Theme) -> None:
    figure = base.empty(theme, "No track has this")
    assert figure.layout.annotations[0].text == "No track has this"
    assert (len(figure.data), figure.layout.xaxis.visible) == (0, False)


def test_long_sentences_are_broken() -> None:
    text = base.empty("light", "No track has energy above 0.95 and acousticness above 0.8").layout.annotations[0].text
    assert max(map(len, text.split("<br>"))) <= 44


def test_labels_cannot_bring_markup() -> None:
    figure = base.blank("light")
    base.row_axis(figure, ["R&B <b>"], "light")
    assert figure.layout.yaxis.ticktext == ("R&amp;B &lt;b>",)


def test_marked_rows_are_bold_and_first_is_on_top() -> None:
    figure = base.blank("dark")
    base.row_axis(figure, ["a", "b"], "dark", [False, True])
    assert figure.layout.yaxis.ticktext[0] == "a"
    assert figure.layout.yaxis.ticktext[1].startswith("<b>")
    assert figure.layout.yaxis.range == (1.5, -0.5)


def test_sizes() -> None:
    assert base.shorten("a" * 40, 30) == "a" * 29 + "…"
    assert base.rows_height(17, 13) == 17 * 13 + 36
    assert base.text_width(["abcdefghij"], 12) == int(10 * 12 * 0.56) + 12


def test_a_lacking_column_is_named() -> None:
    with pytest.raises(KeyError, match="median"):
        base.in_columns(pd.DataFrame({"label": []}), "label", "median")


def test_a_column_at_the_right_comes_beside_what_is_written_already() -> None:
    figure = base.blank("light")
    base.reference(figure, 3, "all, 3", "light")
    base.right_column(figure, ["12", "7"], "light")
    assert [(note.text, note.y, note.xref) for note in figure.layout.annotations] == [
        ("all, 3", 1, None), ("12", 0, "paper"), ("7", 1, "paper"),
    ]  # fmt: skip


def test_a_reference_is_the_line_that_plotly_draws() -> None:
    ours, theirs = base.blank("light"), base.blank("light")
    base.reference(ours, 3, "all, 3", "light")
    line = ours.layout.shapes[0].line.to_plotly_json()
    theirs.add_vline(x=3, line=line, layer="below")
    assert ours.layout.shapes == theirs.layout.shapes
