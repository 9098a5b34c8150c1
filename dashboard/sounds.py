"""Sound files that come through the browser: stored, scored by a job, heard again only where they were kept on purpose.

One request brings all files of a screening; the job's number stands in the address of its answer and of its sound.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify, request, send_file
from werkzeug.datastructures import FileStorage

from dashboard import jobs, uploads
from dashboard.address import needs_name
from dashboard.context import Context
from warehouse.errors import UnknownLoad, UploadRefused
from warehouse.userdata import Job

SEND = "/screening/sound"
HEAR = "/screening/sound/<int:number>/<int:place>"
KIND, FOLDER = "listen", "screened"
MOST_FILES, KEPT = 300, 10
#: What is taken, by the ends of file names, and how a browser is told that it is sound; a test holds it and the decoder together.
TYPES = {
    ".wav": "audio/wav", ".flac": "audio/flac", ".ogg": "audio/ogg", ".opus": "audio/ogg", ".mp3": "audio/mpeg",
    ".aiff": "audio/aiff", ".aif": "audio/aiff", ".au": "audio/basic", ".caf": "audio/x-caf", ".m4a": "audio/mp4",
    ".aac": "audio/aac", ".mp4": "audio/mp4", ".wma": "audio/x-ms-wma",
}  # fmt: skip


def register_routes(server: Flask, context: Context) -> None:
    """Add the addresses that take sound files and give back those that were kept."""

    @server.post(SEND)
    def send() -> Response:
        """Take the files of a form and start listening; answers {"job": number}. Raises UploadRefused."""
        uploads.check_origin(request, needs_name(context.settings))
        most = uploads.most_bytes(context.settings)
        request.max_content_length = most
        if (request.content_length or 0) > most:
            raise UploadRefused(
                f"The files are larger than {context.settings.upload_mb:,} MB, the most that the browser may send.",
                "In a terminal: repertoire score FILE FOLDER, or set REPERTOIRE_UPLOAD_MB higher.",
            )
        return jsonify({"job": start(context, request.files.getlist("file"), request.args.get("keep") == "1")})

    @server.get(HEAR)
    def hear(number: int, place: int) -> Response:
        """One kept file, as sound and nothing else. Raises UnknownLoad when it is gone."""
        path = kept(context, number, place)
        if path is None:
            raise UnknownLoad("This sound is not kept.", "Send the file again, and say that it is to be kept.")
        return send_file(path.absolute(), TYPES[path.suffix.lower()], conditional=True, max_age=0)


def start(context: Context, files: Sequence[FileStorage], keep: bool) -> int:
    """Store the files and start the job that listens to them; the job's number. Raises UploadRefused."""
    names = [uploads.safe_name(file.filename or "") for file in files]
    _check(names)
    data, home = jobs.userdata(context), context.reader.home
    results = home.path / FOLDER
    results.mkdir(parents=True, exist_ok=True)
    _forget(results)
    count = len(names)
    number = data.start_job(KIND, f"Listening to {count:,} sound {'file' if count == 1 else 'files'}")
    folder = (results if keep else home.uploads) / str(number)
    paths = [folder / f"{place:03d}" / name for place, name in enumerate(names, start=1)]
    for path, file in zip(paths, files, strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        file.save(path)
    out = ("--out", str(answer_path(context, number).absolute()))
    jobs.run(context, number, "score", *(str(p.absolute()) for p in paths), *out, *(() if keep else ("--discard",)))
    return number


def _check(names: Sequence[str]) -> None:
    kinds = ", ".join(suffix[1:] for suffix in TYPES)
    if not names:
        raise UploadRefused("No file came.", "Choose a sound file.")
    if len(names) > MOST_FILES:
        raise UploadRefused(
            f"{len(names):,} files are more than the {MOST_FILES} that the browser may send at once.",
            "In a terminal: repertoire score FOLDER --json",
        )
    for name in names:
        if Path(name).suffix.lower() not in TYPES:
            raise UploadRefused(f"{name} is no sound file by its name.", f"Files that can be heard: {kinds}.")


def _forget(results: Path) -> None:
    """Leave the answers and sounds of the last screenings only."""
    numbers = {path.stem for path in results.iterdir() if path.stem.isdigit()}
    for number in sorted(numbers, key=int)[: -KEPT + 1]:
        (results / f"{number}.json").unlink(missing_ok=True)
        shutil.rmtree(results / number, ignore_errors=True)


def answer_path(context: Context, number: int) -> Path:
    """Where the answer of a job is."""
    return context.reader.home.path / FOLDER / f"{number}.json"


def answer(context: Context, job: Job) -> list[dict[str, Any]]:
    """The files of the document of `repertoire score`, in the order in which they were sent; none when it is gone."""
    path = answer_path(context, job.id)
    return list(json.loads(path.read_text(encoding="utf-8"))["files"]) if path.is_file() else []


def kept(context: Context, number: int, place: int) -> Path | None:
    """A file that was kept, None where it was not. place : from 1."""
    folder = context.reader.home.path / FOLDER / str(number) / f"{place:03d}"
    return next((p for p in folder.iterdir() if p.suffix.lower() in TYPES), None) if folder.is_dir() else None
