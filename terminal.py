"""What the command line shows: progress with times on standard error, reports on standard output."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Column, Table

_FILE_WIDTH = 160  # where there is no terminal, tables keep whole words


def _console(stderr: bool) -> Console:
    # Without emoji: a file name or an address may hold what Rich takes for one, such as ":-1:".
    console = Console(stderr=stderr, highlight=False, soft_wrap=True, emoji=False)
    return (
        console
        if console.is_terminal
        else Console(stderr=stderr, highlight=False, soft_wrap=True, emoji=False, width=_FILE_WIDTH)
    )


_OUT, _ERR = _console(stderr=False), _console(stderr=True)
_WORTH_A_LINE = 0.3
_MOST_COLUMNS = 20


class Steps:
    """Progress of long work: a bar where there is a terminal, and a line with the time for every step that took some.

    Call it as progress(step, done, total); group steps with `phase`.
    """

    def __init__(self) -> None:
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=_ERR,
            transient=True,
            disable=not _ERR.is_terminal,
        )
        self._task = self._bar.add_task("", total=None, visible=False)
        self._step, self._since = "", time.perf_counter()

    def __enter__(self) -> Steps:
        self._bar.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._close_step()
        self._bar.stop()

    def __call__(self, step: str, done: int, total: int) -> None:
        """Say what is being done and how far it is."""
        if step != self._step:
            self._close_step()
            self._step, self._since = step, time.perf_counter()
        self._bar.update(self._task, description=escape(step), completed=done, total=total, visible=True)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Steps that belong together; their total time is printed."""
        started = time.perf_counter()
        yield
        self._close_step()
        _ERR.print(f"{escape(name):<32}{time.perf_counter() - started:8.1f} s")

    def _close_step(self) -> None:
        seconds = time.perf_counter() - self._since
        if self._step and seconds >= _WORTH_A_LINE:
            _ERR.print(f"[dim]  {escape(self._step):<50}{seconds:8.1f} s[/dim]")
        self._step, self._since = "", time.perf_counter()
        self._bar.update(self._task, visible=False)


def say(message: str, hint: str = "") -> None:
    """A sentence for people, on standard error, with what to do below it."""
    _ERR.print(escape(message))
    if hint:
        _ERR.print(f"[dim]{escape(hint)}[/dim]")


def show(part: Any) -> None:
    """A line of text, as it is, or a table on standard output."""
    _OUT.print(escape(part) if isinstance(part, str) else part)


def print_load(loaded: Any) -> None:
    """The load report: a row a file, the reasons of rejects, what was mapped, linked and not used, what failed."""
    report = loaded.report
    numbers = [_right(name) for name in ("Load", "Read", "Loaded", "Merged", "Rejected", "Seconds")]
    table = Table("File", "Kind", "Data as of", *numbers)
    for file in report.loaded:
        counts = [f"{n:,}" for n in (file.rows_read, file.rows_loaded, file.rows_merged, file.rows_rejected)]
        kind = f"{file.kind}, loaded before" if file.already_loaded else file.kind
        as_of = f"{file.as_of or ''}{' (assumed)' if file.as_of_assumed else ''}"
        table.add_row(escape(Path(file.file).name), kind, as_of, str(file.load_id), *counts, f"{file.seconds:.2f}")
    if report.loaded:
        _OUT.print(table)
    for file in report.loaded:
        _print_remarks(file, loaded.linked.get(file.load_id, {}))
    for path in report.skipped:
        say(f"Skipped, no known kind of input: {path}")
    for file in report.failed:
        say(f"Error: {file.error}", file.hint or "")
    if loaded.snapshot is not None:
        say(f"Snapshot {loaded.snapshot} is published.")


def _print_remarks(file: Any, linked: dict[str, float]) -> None:
    said = [
        f"rejected: {reason}, {count:,} {'row' if count == 1 else 'rows'}" for reason, count in file.rejects.items()
    ]
    if file.disagreeing:
        have = "track has" if file.disagreeing == 1 else "tracks have"
        said.append(f"{file.disagreeing:,} {have} rows that disagree on popularity; the highest is kept")
    said += [
        f"{name}: {count:,} stand-in {'value' if count == 1 else 'values'} read as missing"
        for name, count in file.missing.items()
    ]
    said += [f"also {count:,} {'row' if count == 1 else 'rows'} of {kind}" for kind, count in file.also.items()]
    said += [f"linked to a track of the catalogue: {share:.1%} of the rows of {kind}" for kind, share in linked.items()]
    if file.unknown_columns:
        more = len(file.unknown_columns) - _MOST_COLUMNS
        told = ", ".join(file.unknown_columns[:_MOST_COLUMNS])
        said.append(f"columns not used: {told}{f' and {more} more' if more > 0 else ''}")
    said += file.notes
    if said:
        _OUT.print(escape(Path(file.file).name))
    for line in said:
        _OUT.print(escape(f"  {line}"))


def print_sources(found: list[dict[str, Any]]) -> None:
    """The public data sets that can be fetched."""
    table = Table("Name", "What it is", "Kinds", _right("Bytes"), "Address", "Licence")
    for source in found:
        how = "by hand" if source["by_hand"] else source["status"]
        kinds = ", ".join(source["kinds"])
        table.add_row(source["name"], escape(source["title"]), kinds, source["bytes"] or "", how, source["licence"])
    _OUT.print(table)
    say(
        "Fetch one: repertoire fetch NAME. `untested`: nobody has tried its address yet; `by hand`: its page wants a login."
    )


def print_status(found: dict[str, Any]) -> None:
    """The status as a short list."""
    if found["snapshot"] is None:
        _OUT.print("Nothing is published yet. Load a file: repertoire run --data FILE")
        return
    _OUT.print(
        f"Snapshot {found['snapshot']}, data as of {found['as_of']}{', synthetic demo' if found['demo'] else ''}"
    )
    for name in ("tracks", "artists", "genres", "plays", "chart_entries", "playlists"):
        _OUT.print(f"  {name.replace('_', ' '):<14}{found[name]:>12,}")
    print_models(found["models"])


def print_models(models: list[dict[str, Any]]) -> None:
    """Model runs as a table with the honest figure and the leaky one."""
    if not models:
        _OUT.print("No model has been trained yet: repertoire train")
        return
    table = Table("Model", "Run", "Serves", "Trained", "Figure", _right("Honest"), _right("Leaky rows"))
    for model in models:
        gap = model["gap"] or {}
        shown = [
            gap.get("metric", "top1") if gap else "",
            *(f"{gap[side]:.3f}" if gap else "" for side in ("honest", "leaky")),
        ]
        trained = model["trained_at"][:16].replace("T", " ")
        table.add_row(model["model"], model["run"], "yes" if model["promoted"] else "", trained, *shown)
    _OUT.print(table)


def print_comparison(found: dict[str, Any]) -> None:
    """Two runs side by side; figures of ours first."""
    one, other = (run["run"] for run in found["runs"])
    table = Table("Model", "Features", "Protocol", "Metric", *[_right(name) for name in (one, other, "Difference")])
    for row in found["results"]:
        figures = [f"{row[name]:.4f}" for name in ("one", "other")]
        table.add_row(
            row["candidate"], row["features"], row["protocol"], row["metric"], *figures, f"{row['difference']:+.4f}"
        )
    _OUT.print(table)
    say("Both learned from the same data." if found["same_data"] else "The two learned from different data.")


def print_scores(found: dict[str, Any]) -> None:
    """The answers about files of candidates: a row a track, what was rejected, what could not be read."""
    for file in found["files"]:
        name = escape(Path(file["file"]).name)
        if "error" in file:
            say(f"Error: {file['error']}", file["hint"])
            continue
        table = Table("Line", "Track", "Genre", _right("Confidence"), "Runner-up", "Popularity, 80% likely", "Remarks")
        for row in file["rows"]:
            table.add_row(str(row["line"]), escape(_track(row)), *_answer(row))
        _OUT.print(name, table)
        for remark in file.get("remarks", []):
            _OUT.print(escape(f"  {remark}"))
        for reject in file["rejected"]:
            _OUT.print(escape(f"  rejected: line {reject['line']}, {reject['column']} {reject['reason']}"))


def _track(row: dict[str, Any]) -> str:
    return ", ".join(filter(None, [row["title"], "; ".join(row["artists"])]))


def _answer(row: dict[str, Any]) -> list[str]:
    """The cells of one answer; a figure that does not exist is empty."""
    confidence = "" if row["confidence"] is None else f"{row['confidence']:.2f}"
    level = "" if row["popularity"] is None else f"{row['popularity']:.0f} ({row['low']:.0f} to {row['high']:.0f})"
    remarks = [words for words, holds in (("not sure", row["sure"] is False), ("unlike the data", row["odd"])) if holds]
    if row["percentile_genre"] is not None:
        remarks.append(f"above {row['percentile_genre']:.0f}% of {row['compared_with']}")
    return [escape(row["genre"] or ""), confidence, escape(row["second"] or ""), level, escape(", ".join(remarks))]


def print_prompt(found: dict[str, Any]) -> None:
    """What was understood of a prompt and what was not, then the tracks."""
    lines = [f"Understood: {'; '.join(found['understood']) or 'nothing'}."]
    if found["filter"]:
        lines.append(f"Filter: {found['filter']}")
    if found["not_understood"]:
        lines.append(f"Not understood: {', '.join(found['not_understood'])}")
    for line in (*lines, *found["contradictions"], *found["remarks"]):
        _OUT.print(escape(line))
    if not found["tracks"]:
        _OUT.print("No track.")
        return
    by = next((name for name in ("membership", "distance") if name in found["tracks"][0]), "")
    table = Table("Track", "Genres", *[_right(name) for name in ("Popularity", "BPM", "Length", by.title()) if name])
    for track in found["tracks"]:
        cells = [f"{track['title']}, {track['artists']}", track["genres"] or "", *_prompt_figures(track)]
        table.add_row(*map(escape, cells), *([f"{track[by]:.2f}"] if by else []))
    _OUT.print(table)
    matching = found["matching"]
    _OUT.print(
        f"{len(found['tracks']):,} of {matching:,} {'track' if matching == 1 else 'tracks'} that the filter keeps."
    )


def _prompt_figures(track: dict[str, Any]) -> list[str]:
    """Popularity, tempo and minutes:seconds; a figure that does not exist is empty."""
    length = track["duration_ms"]
    whole = "" if length is None else f"{int(length) // 60_000}:{int(length) // 1000 % 60:02d}"
    return [*("" if track[name] is None else f"{track[name]:.0f}" for name in ("popularity", "tempo")), whole]


def print_recommended(found: dict[str, Any]) -> None:
    """A list of recommendations with the reasons of each, and what is to be said about it."""
    for note in found["notes"]:
        say(note)
    if not found["items"]:
        return
    table = Table("Id", "Name", _right("Score"), "Why")
    for row in found["items"]:
        table.add_row(escape(row["id"]), escape(row["name"]), f"{row['score']:.2f}", escape(row["why"]))
    _OUT.print(table)


def print_found(found: dict[str, Any], columns: Sequence[str]) -> None:
    """What is to be said about a search, and `columns` of what it found."""
    for note in found["notes"]:
        say(note)
    if not found["items"]:
        return
    table = Table(*(name.replace("_", " ").capitalize() for name in columns))
    for row in found["items"]:
        table.add_row(*(_cell(row[name]) for name in columns))
    _OUT.print(table)


def _cell(value: Any) -> str:
    return f"{value:,.2f}" if isinstance(value, float) else escape("" if value is None else str(value))


def print_rows(found: dict[str, Any]) -> None:
    """The results of an evaluation as a table."""
    table = Table("Protocol", "Metric", "Features", "Model", *[_right(name) for name in ("Value", "Low", "High", "n")])
    for row in sorted(found["results"], key=lambda r: (r["protocol"], r["metric"], -(r["value"] or 0))):
        figures = ["" if row[name] is None else f"{row[name]:.4f}" for name in ("value", "low", "high")]
        table.add_row(row["protocol"], row["metric"], row["features"], row["model"], *figures, f"{row['n']:,}")
    _OUT.print(f"{found['task']} on {found['dataset']}")
    _OUT.print(table)


def _right(name: str) -> Column:
    return Column(name, justify="right")
