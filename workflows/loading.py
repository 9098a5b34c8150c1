"""Files in: load, undo a load, the demo catalogue, what `run` does before it serves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from importlib import metadata
from pathlib import Path
from typing import Any

from etl import formats
from etl.load import LoadOptions, load
from etl.report import FileReport, LoadReport
from warehouse import publish as publishing
from warehouse import store
from warehouse.connect import Reader, Workbench
from warehouse.home import Home
from warehouse.queries import catalogue, links
from warehouse.settings import Settings
from workflows import caring, hearing
from workflows.jobs import NOTHING_CHANGED, Running, as_job, writing
from workflows.progress import Phases, Quiet
from workflows.publishing import PLAN, publish_built, rebuild

DEMO = LoadOptions(demo=True, collection="demo")


@dataclass
class Loaded:
    """What came of loading: the report, and the snapshot it was published as (None: it was not).

    linked : load -> kind -> share of its rows that belong to a track of the catalogue, for kinds that refer to tracks.
    """

    report: LoadReport
    snapshot: int | None = None
    linked: dict[int, dict[str, float]] = field(default_factory=dict)
    cancelled: bool = False


def load_paths(
    settings: Settings, paths: Sequence[Path], options: LoadOptions, steps: Phases | None = None
) -> LoadReport:
    """Load files and folders into the raw tables of the home. Real data push out the demo catalogue."""
    steps = steps or Quiet()
    heard = hearing.as_tables(settings, [(path, options) for path in paths], steps)
    with writing(settings, steps) as workbench:
        if heard.found:
            report = _load_each(workbench, heard.given, steps)
        else:
            report = load(workbench, paths, options, steps)
        if report.loaded and not options.demo:
            store.unload_demo(workbench)
    report.files += heard.failed
    return report


def load_and_publish(
    settings: Settings, given: Sequence[tuple[Path, LoadOptions]], steps: Phases | None = None
) -> Loaded:
    """Load files, each with its options, build and publish: all of it, or the home is as it was.

    Files that cannot be loaded are in the report; the others are published. Nothing is built when nothing is new.
    """
    steps = steps or Quiet()
    heard = hearing.as_tables(settings, given, steps)
    with writing(settings, steps) as workbench:
        with _or_nothing(workbench):
            report = _load_each(workbench, heard.given, steps)
            report.files += heard.failed
            if not report.loaded or _is_published(settings, report):
                return Loaded(report)
            with workbench.transaction(), steps.phase("Build"):
                if not all(options.demo for _, options in given):
                    store.unload_demo(workbench)
                rebuild(workbench, steps)
        with steps.phase("Publish"):
            return Loaded(report, publish_built(workbench, steps), _linked(workbench, report))


def _linked(workbench: Workbench, report: LoadReport) -> dict[int, dict[str, float]]:
    shares, ours = links.shares(workbench), {file.load_id for file in report.loaded}
    return {load: of_kind for load, of_kind in shares.items() if load in ours}


def _load_each(workbench: Workbench, given: Sequence[tuple[Path, LoadOptions]], steps: Phases) -> LoadReport:
    report = LoadReport()
    with steps.phase("Load"):
        for done, (path, options) in enumerate(given):
            told = _among(steps, done, len(given))
            part = load(workbench, [path], options, told)
            report.files += part.files
            report.skipped += part.skipped
    return report


def _among(steps: Phases, place: int, count: int) -> Any:
    """Progress of one of several paths as progress of all of them."""
    return lambda step, done, total: steps(step, place * max(total, 1) + done, count * max(total, 1))


@contextmanager
def _or_nothing(workbench: Workbench) -> Iterator[None]:
    """Undo the loads made inside when anything is raised."""
    store.prepare(workbench)
    first = store.next_load(workbench)
    try:
        yield
    except BaseException:
        for (load_id,) in workbench.rows("select load_id from raw.loads where load_id >= $first", {"first": first}):
            store.unload(workbench, load_id)
        raise


def _is_published(settings: Settings, report: LoadReport) -> bool:
    """Whether every file was loaded before and stands in what this version published: then nothing needs to be done."""
    home = Home(settings.home)
    if publishing.current_number(home) is None or not all(file.already_loaded for file in report.loaded):
        return False
    with Reader(home, settings).view() as view:
        known = set(catalogue.loads(view)["load_id"])
        return view.snapshot.version == metadata.version("repertoire") and known >= {f.load_id for f in report.loaded}


def prepare(settings: Settings, data: Sequence[Path], steps: Phases) -> Loaded:
    """What `run` does before it serves: load, build, publish. Without data: the demo, unless something is published.

    Files that cannot be loaded are in the report; when there are no others, what was published stays.
    """
    if data:
        return load_and_publish(settings, [(path, LoadOptions()) for path in data], steps)
    if publishing.current_number(Home(settings.home)) is not None:
        if caring.is_older(settings):
            with steps.phase("Bring the tables up to this version"):
                caring.migrate(settings, steps)
        return Loaded(LoadReport())
    with steps.phase("Make the demo"):
        files = demo_files(settings, steps)
    return load_and_publish(settings, files, steps)


def demo_files(settings: Settings, steps: Phases) -> list[tuple[Path, LoadOptions]]:
    """Write the demo catalogue into the home: its files, in the order to load them, each with its options."""
    # Imported here: only the first start without data needs the generator.
    from etl.demo import write_demo

    home = Home(settings.home)
    home.create()
    steps("Making the demo catalogue", 0, 1)
    files = write_demo(home.path / "demo")
    return [(file.path, replace(DEMO, kind=file.kind, as_of=file.as_of)) for file in files]


def unload(settings: Settings, load_id: int, publish: bool = False, steps: Phases | None = None) -> dict[str, int]:
    """Undo one load exactly, and with `publish` build and publish what is left. Returns rows removed by table.

    Raises UnknownLoad. Whatever is raised before publishing, the load is as it was.
    """
    steps = steps or Quiet()
    with writing(settings, steps) as workbench:
        store.prepare(workbench)
        with workbench.transaction():
            removed = store.unload(workbench, load_id)
            if publish:
                rebuild(workbench, steps)
        if publish:
            publish_built(workbench, steps)
    return removed


def load_as_job(
    settings: Settings,
    paths: Sequence[Path],
    options: LoadOptions,
    publish: bool,
    steps: Phases | None = None,
    job: int | None = None,
    discard: bool = False,
) -> Loaded:
    """`load_paths` or `load_and_publish`, recorded as a job. `discard` removes the files afterwards.

    Cancelled, it leaves the home as it was.
    """
    loaded = Loaded(LoadReport())
    listens = (("Listening", 4.0),) if hearing.is_asked(paths, options) else ()
    plan = (*listens, ("Load", 2.0), *PLAN) if publish else (*listens, ("Load", 1.0))
    try:
        with as_job(settings, "load", f"Loading {_named(paths)}", plan, steps, job) as running:
            if publish:
                loaded = load_and_publish(settings, [(path, options) for path in paths], running)
            else:
                loaded = Loaded(load_paths(settings, paths, options, running))
            load_told(running, loaded)
        loaded.cancelled = running.cancelled
    finally:
        for path in paths if discard else ():
            path.unlink(missing_ok=True)
            with suppress(OSError):
                path.parent.rmdir()  # the upload's own folder, when nothing else is in it
    return loaded


def unload_as_job(
    settings: Settings, load_id: int, publish: bool, steps: Phases | None = None, job: int | None = None
) -> dict[str, int] | None:
    """`unload`, recorded as a job. Cancelled, it leaves the home as it was, and the answer is None."""
    removed = None
    plan = PLAN if publish else ()
    with as_job(settings, "unload", f"Undoing load {load_id}", plan, steps, job) as running:
        removed = unload(settings, load_id, publish, running)
        running.message = removed_words(load_id, removed)
        running.result = {"load_id": load_id, "removed": removed}
    return removed


def removed_words(load_id: int, removed: dict[str, int]) -> str:
    """'Load 3 is undone: 1,900 rows of tracks, 1 row of rejects.'"""
    parts = [f"{n:,} {'row' if n == 1 else 'rows'} of {table}" for table, n in removed.items() if table != "loads"]
    return f"Load {load_id} is undone: {', '.join(parts) or 'it held no rows'}."


def report_json(loaded: Loaded) -> dict[str, Any]:
    """The load report as `load --json` prints it."""
    more = {"snapshot": loaded.snapshot, "linked": loaded.linked} if loaded.snapshot is not None else {}
    return {"files": [asdict(file) for file in loaded.report.files], **more}


def _named(paths: Sequence[Path]) -> str:
    """'a.csv', 'a.csv and 2 more'."""
    names = [formats.shown(Path(path.name or path)) for path in paths]
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"


def load_told(running: Running, loaded: Loaded) -> None:
    """Let a job say what came of a load."""
    running.result = report_json(loaded)
    if loaded.report.failed and not loaded.report.loaded:
        first = loaded.report.failed[0]
        running.failed = (f"{first.error} ({NOTHING_CHANGED})", first.hint or "")
        return
    running.message = "; ".join(_line(file) for file in loaded.report.files)


def _line(file: FileReport) -> str:
    name = formats.shown(Path(Path(file.file).name))
    if file.error:
        return file.error
    if file.already_loaded:
        return f"{name} was loaded before, as load {file.load_id}; {NOTHING_CHANGED}"
    counts = f"{file.rows_read:,} rows read, {file.rows_loaded:,} loaded, {file.rows_merged:,} merged"
    return f"{name}: {counts}, {file.rows_rejected:,} rejected"
