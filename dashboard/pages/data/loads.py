"""Loads: how fresh each kind is, the snapshots, every load with what became of its rows, and Undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_bootstrap_components as dbc
import pandas as pd
from dash import dcc, html

from dashboard import format as fmt
from dashboard.components import Column, Method, badge, button, chart_card, html_table, shortened
from dashboard.components.states import empty
from dashboard.pages.data.head import Stock

UNDO, CONFIRM, CONFIRM_TEXT, REALLY, KEEP, ASKED = (
    f"data-{part}" for part in ("undo", "confirm", "confirm-text", "really", "keep", "asked")
)


def cards(s: Stock, lines: Sequence[str]) -> list[Any]:
    """Freshness, snapshots, the history of loads, and what loading says of them."""
    return [freshness(s, lines), snapshots(s, lines), history(s.loads, s.links, lines), notes(s.loads)]


def freshness(s: Stock, lines: Sequence[str]) -> html.Section:
    """A row a kind of input: of when the newest data are, when they came in, how much of them is linked to tracks."""
    frame = fresh(s)
    columns = [
        Column("kind", "Kind", show=str.capitalize, second="newest_file"),
        Column("as_of_words", "Newest data"),
        Column("loaded_at", "Last load, UTC", show=fmt.moment),
        Column("rows", "Rows", show=fmt.number, number=True),
        Column("loads", "Loads", show=fmt.number, number=True),
        Column("linked", "Linked", show=fmt.percent, number=True),
    ]
    return chart_card(
        _newest(frame),
        "By kind of input. Linked: rows that belong to a track of the catalogue.",
        html_table(frame, columns, "Freshness", cards=True) if len(frame) else empty("Choose a file above."),
        id="data-freshness",
        method=Method(
            "Rows of charts, plays and playlists are linked by track id, else by title and main artist in plain form. What "
            "is not linked stays and counts where no track is needed.",
            {"Published": f"{fmt.moment(s.about.published_at)} UTC", "n": fmt.plural(len(s.loads), "load")},
        ),
        frame=frame.drop(columns=["as_of_words"]),
        provenance=lines,
        columns=7,
    )


def _newest(frame: pd.DataFrame) -> str:
    """The newest date that a file states; assumed ones say when a file was made, not what it is about."""
    if frame.empty:
        return "Nothing is loaded"
    stated = frame[~frame["as_of_assumed"].astype(bool)]
    if stated.empty:
        return "No file states the date of its data"
    newest = stated.sort_values("as_of").iloc[-1]
    return f"The newest date that is stated is {fmt.date(newest['as_of'])} ({newest['kind']})"


def fresh(s: Stock) -> pd.DataFrame:
    """The kinds with how much of each is linked; kinds that came only in files of another kind have a row too."""
    sums = s.links.groupby("kind")[["rows", "rows_unlinked"]].sum()
    shares = {str(kind): 1 - unlinked / rows for kind, rows, unlinked in sums.itertuples()}
    beside = [_beside(s, kind, int(rows)) for kind, rows in sums["rows"].items() if kind not in set(s.fresh["kind"])]
    frame = pd.concat([s.fresh, pd.DataFrame(beside)]) if beside else s.fresh
    frame = frame.assign(linked=frame["kind"].map(shares), as_of_words=[_as_of(r) for r in frame.to_dict("records")])
    return frame.reset_index(drop=True)


def _beside(s: Stock, kind: Any, rows: int) -> dict[str, Any]:
    """The row of a kind whose rows came in files of another kind."""
    came = s.loads[s.loads["load_id"].isin(s.links.loc[s.links["kind"] == kind, "load_id"])]
    newest = came.sort_values(["as_of", "load_id"]).iloc[-1]
    about = {name: newest[name] for name in ("as_of", "as_of_assumed")}
    return {"kind": kind, "loads": len(came), "rows": rows, **about, "loaded_at": came["loaded_at"].max(),
            "newest_file": f"in {newest['file']}"}  # fmt: skip


def snapshots(s: Stock, lines: Sequence[str]) -> html.Section:
    """Published snapshots, the one that is served first."""
    served = [place for place, number in enumerate(s.snapshots["number"]) if number == s.about.number]
    columns = [
        Column("number", "Snapshot", show=fmt.number),
        Column("published_at", "Published, UTC", show=fmt.moment),
        Column("as_of", "Data as of", show=fmt.date, wide=True),
        Column("tracks", "Tracks", show=fmt.number, number=True),
        Column("artists", "Artists", show=fmt.number, number=True, wide=True),
        Column("genres", "Genres", show=fmt.number, number=True),
    ]
    return chart_card(
        f"Snapshot {s.about.number} is served",
        "Tinted: served. To go back: repertoire rollback",
        html_table(s.snapshots.head(6), columns, "Snapshots", selected=served),
        id="data-snapshots",
        method=Method(
            "A snapshot is a file that is written once and then only read; publishing swaps a link, so a reader never "
            "sees half of it.",
            {"Served": f"snapshot {s.about.number}", "Version": s.about.version},
        ),
        frame=s.snapshots,
        provenance=lines,
        columns=5,
    )


def history(frame: pd.DataFrame, links: pd.DataFrame, lines: Sequence[str]) -> html.Section | None:
    """Every load: file, kind, date, what became of its rows, and Undo. None without any."""
    if frame.empty:
        return None
    number: Any = {"show": fmt.number, "number": True}
    rows = frame.to_dict("records")
    shown = frame.assign(
        as_of_words=[_as_of(row) for row in rows],
        linked=[_linked(row, links) for row in rows],
        rejected=[_rejected(row) for row in rows],
        where=[" · ".join(dict.fromkeys((f"load {row['load_id']}", str(row["collection"])))) for row in rows],
        undo=[_undo(row) for row in rows],
    )
    columns = [
        Column("file", "File", second="where"),
        Column("kind", "Kind"),
        Column("as_of_words", "Data as of"),
        Column("rows_read", "Rows read", **number),
        Column("rows_loaded", "= loaded", **number),
        Column("rows_merged", "+ merged", **number),
        Column("rejected", "+ rejected", number=True),
        Column("disagreeing", "Disagree", **number, wide=True),
        Column("linked", "Linked", number=True),
        Column("seconds", "Took", show=fmt.elapsed, number=True, wide=True),
        Column("loaded_at", "Loaded, UTC", show=fmt.moment, number=True),
        Column("undo", "", number=True),
    ]
    odd = sum(_odd(row) for row in rows)
    fine = "Every row is accounted for in every load"
    return chart_card(
        fine if not odd else f"{fmt.plural(odd, 'load')} with rows unaccounted for",
        "Rows read = loaded + merged + rejected. Below the file: its number and its collection. The newest first.",
        shortened(html_table(shown, columns, "Loads", cards=True, class_name="rp-loads"), len(shown), "loads"),
        id="data-loads",
        method=Method(
            "Merged: a further row of what an earlier row says. Disagree: tracks whose rows give different popularity; the "
            "highest is kept. Linked: rows that belong to a track. Where no date is stated or found, that of the file "
            "stands in. Undo removes every row of a load, and nothing else.",
            {"n": fmt.plural(len(frame), "load"), "State a date": "repertoire load FILE --as-of DATE"},
        ),
        frame=frame,
        provenance=lines,
        columns=12,
    )


def _as_of(row: Mapping[Any, Any]) -> str:
    return f"{fmt.date(row['as_of'])}{' (assumed)' if row['as_of_assumed'] else ''}"


def _rejected(row: Mapping[Any, Any]) -> Any:
    count = fmt.number(row["rows_rejected"])
    return dcc.Link(count, href=f"/data?tab=rejects&load={row['load_id']}") if row["rows_rejected"] else count


def _linked(row: Mapping[Any, Any], links: pd.DataFrame) -> str:
    """'20.1%', or 'playlists 100.0%' for rows that came beside those of the load's kind."""
    found = links[links["load_id"] == row["load_id"]].to_dict("records")
    parts = [f"{'' if f['kind'] == row['kind'] else f['kind'] + ' '}{fmt.percent(f['rows_share'])}" for f in found]
    return ", ".join(parts) or fmt.MISSING


def _odd(row: Mapping[Any, Any]) -> bool:
    return bool(row["rows_read"] != row["rows_loaded"] + row["rows_merged"] + row["rows_rejected"])


def _undo(row: Mapping[Any, Any]) -> Any:
    label: dict[str, Any] = {"aria-label": f"Undo load {row['load_id']}, {row['file']}"}
    undo = button("Undo", {"type": UNDO, "load": int(row["load_id"])}, small=True, **label)
    return html.Span([badge("demo", quiet=True) if row.get("demo") else None, undo], className="rp-undo")


def confirm() -> dbc.Modal:
    """The question before a load is undone, closed; `question` fills it."""
    return dbc.Modal(
        [
            dbc.ModalHeader(html.H2("Undo this load?"), close_button=False),
            dbc.ModalBody(id=CONFIRM_TEXT),
            dbc.ModalFooter([button("Keep it", KEEP), button("Undo the load", REALLY, primary=True)]),
            dcc.Store(id=ASKED),
        ],
        id=CONFIRM,
        is_open=False,
        centered=True,
        fade=False,
    )


def question(row: Mapping[Any, Any]) -> list[html.P]:
    """What undoing a load would do."""
    kept = fmt.plural(row["rows_loaded"], "row")
    what = f"Load {row['load_id']}, {row['file']}: {kept} of {row['kind']} and all that came with them will be removed."
    then = "The other loads stay; the tables are built anew and published. The file itself is not touched: loading it again"
    return [html.P(what), html.P(f"{then} brings everything back.", className="rp-soft")]


def notes(frame: pd.DataFrame) -> html.Section | None:
    """What loading says of a file, in words; None when it says nothing."""
    said = [(row["file"], row["notes"]) for row in frame.to_dict("records") if row["notes"]]
    if not said:
        return None
    items = [html.Li([html.B(file), html.Span(f": {text}")], className="rp-soft") for file, text in said]
    return html.Section(
        [
            html.Div(html.Div([html.H2("What is worth knowing about the loads")]), className="rp-card-head"),
            html.Div(shortened(html.Ul(items, className="ps-4 mb-0"), len(items), "remarks"), className="rp-card-body"),
        ],
        className="rp-card rp-col-12",
    )
