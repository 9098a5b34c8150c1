"""HTML as text: what is not ours is escaped."""

from __future__ import annotations

from dashboard.markup import Markup, document, tag


def test_text_is_escaped_and_markup_is_not() -> None:
    made = tag("p", "<script>&", tag("b", "x"), None, 3, class_="a", title='"><i>')
    assert made == '<p class="a" title="&quot;&gt;&lt;i&gt;">&lt;script&gt;&amp;<b>x</b>3</p>'
    assert isinstance(made, Markup)
    assert tag("text", "0", text_anchor="middle") == '<text text-anchor="middle">0</text>'


def test_a_document_forbids_scripts_and_requests() -> None:
    page = document("</title><script>", "p{}", "body & soul")
    assert page.startswith('<!doctype html>\n<html lang="en">')
    assert "<script" not in page
    assert "&lt;/title&gt;&lt;script&gt;" in page
    assert "default-src 'none'; style-src 'unsafe-inline'" in page
    assert "<main>body &amp; soul</main>" in page
