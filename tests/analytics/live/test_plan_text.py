"""Plans and past spend as text: what is written is read back, what is wrong is named with its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.live import plan_text
from analytics.live.plan_text import KINDS, MOST, Release
from warehouse.errors import InputError

amounts = st.none() | st.floats(0.01, 1e9).map(lambda x: float(f"{x:.6g}"))
names = (
    st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=30)
    .map(str.strip)
    .filter(bool)
)


@given(
    st.lists(
        st.builds(Release, names, st.sampled_from(KINDS), *[amounts] * 4), max_size=6, unique_by=lambda r: r.release
    )
)
def test_a_plan_is_read_back(plan: list[Release]) -> None:
    assert plan_text.read(plan_text.write(plan)) == tuple(plan) if plan else plan_text.write(plan) == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("release,low", "no row"),
        ("release,low\n,5", "Line 1 of the plan has no name"),
        ("release,low\na,-5", "a has '-5' as low"),
        ("release,low\na,many", "a has 'many' as low"),
        ("release,ceiling\na,0", "a has '0' as ceiling"),
        ("release,low\na,1e400", "as low"),
        ("release,form\na,s-shaped", "form 's-shaped'"),
        ("release,low\na,1\na,2", "names 'a' twice"),
        ("release,low\n" + "\n".join(f"r{i},1" for i in range(MOST + 1)), f"has {MOST + 1} releases"),
    ],
)
def test_a_plan_that_cannot_be_meant_is_named(text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        plan_text.read(text)


def test_past_spend_is_read_by_its_usual_names() -> None:
    found = plan_text.past("Track;Cost;Streams;Week\nOne;100;5000;2024-01-01\nOne;0;900;2024-01-08\n")
    assert found.to_dict("records") == [
        {"release": "One", "spend": 100.0, "result": 5000.0},
        {"release": "One", "spend": 0.0, "result": 900.0},
    ]
    assert plan_text.past("spend,sales\n1,2\n")["release"].tolist() == ["all releases"]
    assert plan_text.is_past("spend,sales\n1,2\n")
    assert not plan_text.is_past("release,low\na,1\n")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("release,spend\na,1", "no column of result"),
        ("release,streams\na,1", "no column of spend"),
        ("release,spend,streams\na,-1,5", "Line 2 of past spend has a spend of -1"),
        ("release,spend,streams\na,1,5\na,ten,5", "Line 3 of past spend has 'ten' as spend"),
        ("release,spend,streams\na,1,", "has '' as result"),
        ("release,spend,streams\na,nan,1", "has 'nan' as spend"),
        ("release,spend,streams,week\na,1,2,w1\na,1,2,w1", "Line 3 of past spend has a, w1 a second time"),
        ("spend,result\n" + "1,2\n" * (plan_text.MOST_ROWS + 1), "rows"),
        ("x" * (plan_text.MOST_BYTES + 1), "larger than 2 MB"),
    ],
)
def test_bad_past_spend_is_named_with_its_line(text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        plan_text.past(text)
