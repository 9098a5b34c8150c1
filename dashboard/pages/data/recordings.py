"""The part of a card that says what worse recordings cost. Pure: a card in, components out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from dash import html

from dashboard.components.chart_card import graph
from dashboard.figures.worse import losses
from dashboard.theme import Theme

ROW = 18


def part(run: Mapping[str, Any], card: Mapping[str, Any], theme: Theme) -> html.Div:
    """A heading that states the finding, how to read it, and the plot. card: `worse` has rows."""
    frame = lost(card)
    words = (
        f"Clips lost of {card['worse'][0]['n']} when the same recordings are worse, none of them learned from. Blue: this model. "
        "Grey: an SVM that learned from clips as they are. Left of the line: more are right than clean."
    )
    plot = graph(
        losses(frame, theme), f"data-worse-{run['run']}", "Clips lost by worse recordings", 60 + ROW * len(frame)
    )
    body = [html.H3(finding(frame), className="pb-1"), html.P(words, className="rp-soft"), plot]
    return html.Div(body, className="pb-3", style={"maxWidth": "46rem"})


def lost(card: Mapping[str, Any]) -> pd.DataFrame:
    """condition, n, ours, svm (clips lost against clean), low, high (95%, ours less svm; missing of earlier runs): a row a
    condition but the clean one."""
    rows = pd.DataFrame(card["worse"])
    ours = "copies" if card["model"]["config"]["copies"] else "plain"
    told = pd.DataFrame({"ours": rows[ours].iloc[0] - rows[ours], "svm": rows["svm"].iloc[0] - rows["svm"]})
    ends = [row.get("more", {}).get(ours, {}) for row in card["worse"]]
    told = told.assign(low=[end.get("low", np.nan) for end in ends], high=[end.get("high", np.nan) for end in ends])
    return pd.concat([rows[["condition", "n"]], told], axis=1).iloc[1:].reset_index(drop=True)


def finding(frame: pd.DataFrame) -> str:
    """In how many conditions it loses no more than the SVM, and in how many more beyond chance, where that was measured."""
    fine = int((frame["ours"] <= frame["svm"]).sum())
    words = f"It loses no more than an SVM in {fine} of {len(frame)} worse recordings"
    sure = f"; more beyond chance in {int((frame['low'] > 0).sum()) or 'none'}"
    return words + (sure if frame["low"].notna().any() and fine < len(frame) else "")
