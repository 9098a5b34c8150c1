"""The cards of Genres. Pure: the judged model in, cards out; held-out n and protocol stand on each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from dash import html

from dashboard import figures
from dashboard import format as fmt
from dashboard.components import Column, Delta, Method, chart_card, html_table, kpi_card, kpi_row, legend, tag
from dashboard.pages import _genres_data as data
from dashboard.pages._genres_data import Judged
from dashboard.pages._slots import provenance
from dashboard.theme import Theme

MATRIX = 430
PAIRS = 210


def finding(j: Judged) -> str:
    """The honest figures as a sentence."""
    first, five = j.measured("top1"), j.measured("top5")
    if first is None or five is None:
        return "The genre model has not been judged"
    who = "On unseen artists" if j.honest["protocol"] == "A" else "On unseen tracks"
    shares = fmt.percent(first["value"], 0), fmt.percent(five["value"], 0)
    return f"{who} the model names a true genre for {shares[0]} of tracks, {shares[1]} within five"


def scope(j: Judged) -> str:
    """Vocabulary, protocol and n of the holdout."""
    h, d = j.honest, j.card["data"]
    labels = f"Labels of {j.vocabulary}, {fmt.plural(d['genres'], 'genre')}."
    held = (
        f"Held out: {fmt.plural(h['tested'], 'track')}, {h['words']} (protocol {h['protocol']}, fold {h['fold']} of 5)."
    )
    return f"{labels} {held}"


def lines(j: Judged) -> list[str]:
    """Provenance lines with the model in them."""
    return provenance(j.about, j.loads, f"Genre model {j.run}, {held_out(j)}")


def held_out(j: Judged) -> str:
    """'n = 18,403 held-out tracks, unseen artists (A)'."""
    return f"{fmt.n(j.honest['tested'], 'held-out tracks')}, {data.PROTOCOLS[j.honest['protocol']]}"


def kpis(j: Judged) -> html.Div:
    """First answer, first five, macro F1, calibration error, sure answers: with interval, n and the best baseline."""
    cards = [
        _kpi(j, "First answer right", "top1"),
        _kpi(j, "Among the first five", "top5"),
        _kpi(j, "Macro F1", "macro_f1"),
    ]
    return kpi_row([*cards, _calibration(j), _sure(j)])


def _kpi(j: Judged, label: str, metric: str) -> Any:
    ours, best = j.measured(metric), data.best_baseline(j, metric)
    if ours is None:
        return kpi_card(label, fmt.MISSING, delta="not measured")
    percent = metric != "macro_f1"
    show = fmt.percent if percent else (lambda v: fmt.number(v, 3))
    ends = fmt.span(show(ours["low"]).rstrip("%"), show(ours["high"]))
    delta: Delta | str = "no baseline was measured"
    if best is not None:
        change = ours["value"] - best[1]
        size = fmt.points(abs(change)) if percent else fmt.number(abs(change), 3)
        delta = Delta(change, size, f"vs {data.NAMES.get(best[0], best[0]).lower()}", "up")
    return kpi_card(label, show(ours["value"]), delta=delta, n=f"{ends} (95%), {fmt.n(ours['n'])}")


def _calibration(j: Judged) -> Any:
    ours, leaky = j.measured("ece"), j.measured("ece", protocol=data.LEAKY)
    if ours is None:
        return kpi_card("Calibration error", fmt.MISSING, delta="not measured")
    delta = f"{fmt.points(leaky['value'])} on random rows (leaky)" if leaky else "lower is better"
    ends = fmt.span(fmt.number(ours["low"] * 100, 1), fmt.points(ours["high"]))
    return kpi_card("Calibration error", fmt.points(ours["value"]), delta=delta, n=f"{ends} (95%), {fmt.n(ours['n'])}")


def _sure(j: Judged) -> Any:
    sure = j.card.get("sure") or {}
    if not sure.get("coverage"):
        return kpi_card("Sure answers", fmt.percent(0, 0), delta="no answer reaches the confidence asked for")
    return kpi_card(
        "Sure answers",
        fmt.percent(sure["coverage"]),
        "of tracks",
        f"{fmt.percent(sure['accuracy'])} of those are right",
        f"from {fmt.percent(sure['threshold'], 0)} confidence, {fmt.n(j.honest['tested'])}",
    )


def honest_beside_leaky(j: Judged, theme: Theme) -> html.Section:
    """The honest and the leaky figure of each metric on one line, with the majority baseline."""
    frame = data.side_by_side(j)
    gap = frame["leaky"].iloc[0] - frame["honest"].iloc[0] if len(frame) else None
    names = data.PROTOCOLS[j.honest["protocol"]], data.PROTOCOLS[data.LEAKY]
    figure = figures.paired_dots(frame, theme, names=names)
    title = "No leaky holdout was judged"
    if gap is not None:
        title = f"Random rows look {fmt.points(abs(gap))} {'better' if gap > 0 else 'worse'} at the first answer"
    marks = legend([(names[0], "var(--bs-primary)"), (names[1], "var(--rp-context-ink)")])
    return chart_card(
        title,
        "Blue: honest. Hollow: leaky. Upright: majority. Shares of 1; error: lower is better.",
        figure,
        id="genres-pairs",
        method=Method(
            "The same model on two holdouts. Random rows put one track on both sides; they also have one true genre a row, "
            "the honest holdout every genre of a track, so the gap is not leakage alone.",
            {
                "Honest": f"{fmt.n(j.honest['tested'])}, {j.honest['words']}",
                "Leaky": f"{fmt.n(j.leaky['tested'])}, {j.leaky['words']}",
                "Gap": fmt.points(gap) + " at the first answer",
            },
            "/data?tab=models",
            "The model's card",
        ),
        frame=frame,
        provenance=lines(j),
        height=PAIRS,
        foot=marks,
    )


def baselines(j: Judged) -> html.Section:
    """Every candidate that was judged, honest rows first."""
    frame = data.candidates(j.metrics)
    best, ahead = data.best_baseline(j, "top1"), j.measured("top1")
    title = "No baseline was judged"
    if best and ahead:
        change = ahead["value"] - best[1]
        side = "ahead of" if change >= 0 else "behind"
        title = f"Repertoire is {fmt.points(abs(change))} {side} {data.NAMES.get(best[0], best[0]).lower()}"
    return chart_card(
        title,
        "Shares of held-out tracks. Rows of one holdout can be compared; the leaky ones only show the gap.",
        candidates_table(frame),
        id="genres-baselines",
        method=Method(
            "First: the first answer is any true genre of the track. Macro F1 is the mean over genres, small ones count "
            "as much. Intervals: bootstrap over artists.",
            {"Holdout": held_out(j), "Features": ", ".join(j.card["data"]["features"])},
            "/data?tab=models",
            "The model's card",
        ),
        frame=frame.drop(columns=["ours"]),
        provenance=lines(j),
    )


def candidates_table(frame: pd.DataFrame) -> html.Div:
    """Models and baselines by holdout, ours on the honest one tinted. frame : as `candidates` gives it."""
    ends = [
        fmt.span(fmt.percent(a).rstrip("%"), fmt.percent(b)) for a, b in zip(frame["low"], frame["high"], strict=True)
    ]
    ours = [place for place, row in enumerate(frame.to_dict("records")) if row["ours"] and not row["leaky"]]
    columns = [
        Column("candidate", "Model", second="held_out"),
        Column("top1", "First", show=fmt.percent, number=True),
        Column("interval", "95% interval", number=True, wide=True),
        Column("top5", "First five", show=fmt.percent, number=True),
        Column("macro_f1", "Macro F1", show=lambda v: fmt.number(v, 3), number=True),
        Column("ece", "Calib. error", show=fmt.points, number=True),
        Column("n", "n", show=fmt.number, number=True),
    ]
    return html_table(frame.assign(interval=ends), columns, "Models and baselines", selected=ours, cards=True)


def matrix(j: Judged, theme: Theme) -> html.Section:
    """Confusions by family where there are many genres, by genre otherwise."""
    frame = j.by_family if j.many else j.by_genre
    families = {} if j.many else dict(zip(j.report["genre"], j.report["family"], strict=True))
    figure = figures.confusion(frame, theme, order=data.order(frame), families=families)
    right = fmt.percent(data.family_right(j), 0)
    unit = "family" if j.many else "genre"
    how = f"Rows: true {unit}, each sums to 100%. Columns: predicted. Darker is more."
    return chart_card(
        f"The family is right for {right} of held-out tracks",
        how + (" Click a row to open it." if j.many else " Outlined: same family."),
        figure,
        id="genres-matrix",
        method=Method(
            "First answers on the honest holdout. A miss of a track with k genres counts 1 / k for each of them.",
            {"Holdout": held_out(j), "Labels": j.vocabulary, "Families": "named by people, from a list of genres"},
        ),
        frame=frame,
        provenance=lines(j),
        height=MATRIX,
    )


def opened(j: Judged, family: str) -> html.Section:
    """The genres of one family: how many are found, and what the others are taken for."""
    frame = data.mistaken(j, family)
    columns = [
        Column("genre", "Genre"),
        Column("n", "n", show=fmt.number, number=True),
        Column("recall", "Found", show=lambda v: fmt.percent(v, 0), number=True),
        Column("taken", "Mostly taken for", show=_taken),
    ]
    flat = frame.assign(
        taken=["; ".join(f"{name} {fmt.percent(s, 0)}" for name, s in taken) for taken in frame["taken"]]
    )
    where = family or "All genres"
    title = f"{where}: no genre was held out"
    if len(frame):
        top = frame.iloc[0]
        title = f"{top['genre']} is found most often, {fmt.percent(top['recall'], 0)}"
    return chart_card(
        title,
        f"{where}, {fmt.plural(len(frame), 'genre')}. Found: share of true tracks. Right: wrong answers.",
        html.Div(
            html_table(frame, columns, "Confusions", cards=False),
            style={"maxHeight": f"{MATRIX / 16:g}rem", "overflowY": "auto"},
        ),
        id="genres-opened",
        method=Method(
            "Recall of each genre, and the wrong genres that its tracks are given most often, as shares of its tracks.",
            {"Holdout": held_out(j), "Left out": "wrong answers below 1%"},
        ),
        frame=flat,
        provenance=lines(j),
    )


def _taken(pairs: Sequence[tuple[str, float]]) -> Any:
    if not pairs:
        return fmt.MISSING
    return html.Span([tag(f"{name} {fmt.percent(share, 0)}") for name, share in pairs])


def table(j: Judged, rows: Sequence[dict[str, Any]]) -> html.Section:
    """Head and download of the table of genres: the rows as they stand in it."""
    frame = pd.DataFrame(rows, columns=list(data.COLUMNS)) if rows else j.report
    never = int((frame["predicted_n"] == 0).sum())
    lost = int((frame["f1"] == 0).sum())
    best = frame.sort_values("f1", ascending=False).iloc[0]
    title = f"Best: {best['genre']} with F1 {fmt.number(best['f1'], 2)}"
    title += f"; {fmt.number(lost)} of {fmt.number(len(frame))} are never right" if lost else f" of {len(frame)} genres"
    facts = {"Holdout": held_out(j), "Labels": j.vocabulary, "Never answered": fmt.plural(never, "genre")}
    return chart_card(
        title,
        f"{sentence_of(j)} Precision: right among answers. Recall: found among true. F1: their harmonic mean.",
        html.Div(),
        id="genres-table",
        method=Method(
            "Per genre on the honest holdout. A track with k genres counts 1 / k for each when missed.", facts
        ),
        frame=frame,
        provenance=lines(j),
    )


def sentence_of(j: Judged) -> str:
    """'Held out: 18,403 tracks, unseen artists (A).'"""
    return f"Held out: {fmt.plural(j.honest['tested'], 'track')}, {data.PROTOCOLS[j.honest['protocol']]}."
