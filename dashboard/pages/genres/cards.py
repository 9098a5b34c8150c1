"""The cards of Genres. Pure: the judged model in, cards out; held-out n and protocol stand on each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from dash import html

from dashboard import figures
from dashboard import format as fmt
from dashboard.components import Column, Delta, Method, chart_card, html_table, kpi_card, kpi_row, legend
from dashboard.pages._slots import provenance
from dashboard.pages.genres import data
from dashboard.pages.genres.data import Judged
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
    """Vocabulary, protocol and n of the holdout, and what is not known of the tracks."""
    h, d = j.honest, j.card["data"]
    labels = f"Labels of {j.vocabulary}, {fmt.plural(d['genres'], 'genre')}."
    held = (
        f"Held out: {fmt.plural(h['tested'], 'track')}, {h['words']} (protocol {h['protocol']}, fold {h['fold']} of 5)."
    )
    known = None if h["protocol"] == "T" else j.measured("top1", protocol="T")
    also = f" Where artists are known: {fmt.percent(known['value'], 0)}." if known else ""
    return " ".join([f"{labels} {held}{also}", *j.card.get("lacks", [])])


def lines(j: Judged) -> list[str]:
    """Provenance lines with the model in them."""
    return provenance(j.about, j.loads, f"Genre model {j.run}, {held_out(j)}")


def held_out(j: Judged) -> str:
    """'n = 18,403 held-out tracks, unseen artists (A)'."""
    return f"{fmt.n(j.honest['tested'], 'held-out tracks')}, {data.PROTOCOLS[j.honest['protocol']]}"


def kpis(j: Judged, doubtful: Any) -> html.Div:
    """First answer, first five, macro F1, abstentions, doubtful tags: with interval, n and the best baseline."""
    cards = [
        _kpi(j, "First answer right", "top1"),
        _kpi(j, "Among the first five", "top5"),
        _kpi(j, "Macro F1", "macro_f1"),
    ]
    return kpi_row([*cards, _abstained(j), doubtful])


def _kpi(j: Judged, label: str, metric: str) -> Any:
    ours, pair = j.measured(metric), data.alike(j, metric)
    if ours is None:
        return kpi_card(label, fmt.MISSING, delta="not measured")
    percent = metric != "macro_f1"
    show = fmt.percent if percent else (lambda v: fmt.number(v, 3))
    ends = fmt.span(show(ours["low"]).rstrip("%"), show(ours["high"]))
    delta: Delta | str = "no baseline was measured with the same inputs"
    if pair is not None:
        size = fmt.points(abs(pair.change)) if percent else fmt.number(abs(pair.change), 3)
        own = "" if pair.features == j.served else f" ({show(pair.ours)})"
        # What is written as 0.0 has no direction.
        change = pair.change if size.strip("0. pts") else 0.0
        delta = Delta(change, size, f"vs {data.named(pair.candidate)}, {pair.known}{own}", "up")
    return kpi_card(label, show(ours["value"]), delta=delta, n=f"{j.served}; {ends} (95%), {fmt.n(ours['n'])}")


def _abstained(j: Judged) -> Any:
    sure = j.card.get("sure") or {}
    if not sure.get("coverage"):
        return kpi_card("Abstained", fmt.percent(1, 0), delta="no answer reaches the confidence asked for")
    return kpi_card(
        "Abstained",
        fmt.percent(1 - sure["coverage"]),
        "of tracks",
        f"{fmt.percent(sure['accuracy'])} of the others are right",
        f"below {fmt.percent(sure['threshold'], 0)} confidence, {fmt.n(j.honest['tested'])}",
    )


def honest_beside_leaky(j: Judged, theme: Theme) -> html.Section:
    """The honest and the leaky figure of each metric on one line, with the majority baseline."""
    frame, same = data.side_by_side(j), j.card.get("gap", {}).get("features", data.AUDIO)
    gap = frame["leaky"].iloc[0] - frame["honest"].iloc[0] if len(frame) else None
    names = data.PROTOCOLS[j.honest["protocol"]], data.PROTOCOLS[data.LEAKY]
    figure = figures.paired_dots(frame, theme, names=names)
    title = "No leaky holdout was judged"
    if gap is not None:
        title = f"Random rows look {fmt.points(abs(gap))} {'better' if gap > 0 else 'worse'} at the first answer"
    marks = legend([(names[0], "var(--bs-primary)"), (names[1], "var(--rp-context-ink)")])
    return chart_card(
        title,
        f"Blue: honest. Hollow: leaky. Upright: majority. Of {same}. Error: lower is better.",
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
    frame = data.candidates(j.metrics, j.served)
    pair, title = data.alike(j, "top1"), "No baseline was judged with the same inputs"
    if pair is not None:
        side = "ahead of" if pair.change >= 0 else "behind"
        title = f"{fmt.points(abs(pair.change))} {side} {data.named(pair.candidate)}, {pair.known}"
    return chart_card(
        title,
        "Shares of held-out tracks. Rows of one holdout can be compared; the leaky ones only show the gap.",
        candidates_table(frame),
        id="genres-baselines",
        method=Method(
            "First: the first answer is any true genre of the track. Macro F1 is the mean over genres, small ones count "
            "as much. Intervals: bootstrap over artists.",
            {"Holdout": held_out(j), "Audio": ", ".join(j.card["data"]["features"]) or "none known"},
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


def scores(j: Judged, family: str, theme: Theme) -> html.Section:
    """F1 of each family and its genres, or of the genres of one family."""
    frame = data.scores(j, family)
    figure = figures.score_dots(frame, theme)
    means = frame.groupby("row", sort=False)["f1"].mean()
    title = "No genre was held out"
    if len(means):
        title = f"{means.index[0]} is found best, F1 {fmt.number(means.iloc[0], 2)}"
        title += f"; {means.index[-1]} worst, {fmt.number(means.iloc[-1], 2)}" if len(means) > 1 else ""
    rows = "Blue: mean of a family. Grey: its genres." if j.many and not family else "One dot a genre."
    return chart_card(
        title,
        f"{rows} F1 from 0 to 1; n: held-out tracks."
        + (" Click a family to open it." if j.many and not family else ""),
        figure,
        id="genres-scores",
        method=Method(
            "F1 is the harmonic mean of precision and recall on the honest holdout. A family's mean counts small genres "
            "as much as large ones, as macro F1 does.",
            {"Holdout": held_out(j), "Labels": j.vocabulary, "Families": "named by people, from a list of genres"},
        ),
        frame=frame,
        provenance=lines(j),
        height=MATRIX,
    )


def matrix(j: Judged, family: str, theme: Theme) -> html.Section:
    """Confusions inside a family, or by family where there are many genres, by genre otherwise."""
    frame = data.within(j, family) if family else j.by_family if j.many else j.by_genre
    families = {} if family or j.many else dict(zip(j.report["genre"], j.report["family"], strict=True))
    outside = [data.OUTSIDE] if family else []
    figure = figures.confusion(frame, theme, order=data.order(frame), families=families, others=outside)
    unit = "genre" if family or not j.many else "family"
    how = f"Rows: true {unit}, each sums to 100%. Columns: predicted. Darker is more."
    return chart_card(
        _matrix_title(j, family, frame),
        f"{how} {_matrix_more(j, family)}",
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


def _matrix_more(j: Judged, family: str) -> str:
    if family:
        return "Last: every other family. Click a cell for its tracks below."
    return "Click a row to open it." if j.many else "Outlined: same family. Click a cell for its tracks below."


def _matrix_title(j: Judged, family: str, frame: pd.DataFrame) -> str:
    if not family:
        return f"The family is right for {fmt.percent(data.family_right(j), 0)} of held-out tracks"
    total = frame["n"].sum()
    if not total:
        return f"{family}: no genre was held out"
    siblings = frame[(frame["predicted"] != data.OUTSIDE) & (frame["predicted"] != frame["truth"])]["n"].sum()
    outside = frame[frame["predicted"] == data.OUTSIDE]["n"].sum()
    shares = fmt.percent(siblings / total, 0), fmt.percent(outside / total, 0)
    return f"{family}: {shares[0]} go to siblings, {shares[1]} outside"


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
