"""Icons: the sheet is the one that the table writes."""

from __future__ import annotations

import pytest

from dashboard.components import icons


def test_the_sheet_is_up_to_date() -> None:
    assert icons.SHEET.read_text(encoding="utf-8") == icons.stylesheet()


def test_an_icon_is_silent_and_known() -> None:
    props = icons.icon("close").to_plotly_json()["props"]
    assert (props["className"], props["aria-hidden"]) == ("rp-icon rp-i-close", "true")
    with pytest.raises(KeyError, match="unheard"):
        icons.icon("unheard")


def test_a_data_uri_has_single_quotes_only() -> None:
    assert icons.data_uri("<svg a='#1'/>") == "url(\"data:image/svg+xml,%3Csvg a='%231'/%3E\")"
    with pytest.raises(ValueError, match="single quotes"):
        icons.data_uri('<svg a="1"/>')
