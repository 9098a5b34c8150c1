"""Decode: an audio file -> one channel at 22,050 samples a second, in blocks, bounded in size, length and time.

What cannot be heard as music is an error with words: no audio at all, damaged, too short, silent. What can be heard but is
worth a remark is a note: clipping, a constant offset, samples that are no numbers, a long file of which a part was read.
"""

from __future__ import annotations

import math
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from etl.audio import FOREIGN
from warehouse.errors import BadAudio, EmptyInput, MissingInput

RATE = 22_050
"""Samples a second that everything is measured at: half of a CD's, which keeps what is below 11 kHz."""
SECONDS = 600.0
"""What is read of one file at most; the rest of a longer one is not heard, and a note says so."""
LEAST_SECONDS = 1.0
BLOCK = 65_536
MAX_CHANNELS, MAX_RATE, MIN_RATE = 64, 768_000, 2_000
SILENT = 10 ** (-60 / 20)
"""Amplitude below which everything is silence: -60 dB of full scale."""
FULL = 0.999
CLIPPED = 0.001
"""Share of samples at full scale from which clipping is told."""
OFFSET = 0.05
"""Constant offset from which it is taken away; the published descriptors leave smaller ones where they are."""
_FFMPEG_SECONDS = 120

Samples = NDArray[np.float32]


@dataclass(frozen=True)
class Sound:
    """What was decoded. samples: one channel at RATE, without offset ; seconds: of the whole file, as its header says ;
    rate, channels: of the file ; clipped: share of samples at full scale ; notes: sentences about what was found ; width: dB by
    which the power of all channels together is above that of their mean, which is what loudness meters sum.
    """

    samples: Samples
    seconds: float
    rate: int
    channels: int
    kind: str
    clipped: float
    notes: tuple[str, ...] = ()
    width: float = 0.0


@dataclass
class _Tally:
    """What is counted of samples on their way: those that are no numbers, power of all channels and of their mean."""

    read: int = 0
    bad: int = 0
    all_power: float = 0.0
    mean_power: float = 0.0

    @property
    def width(self) -> float:
        """In dB; 0 where the channels cancel each other."""
        return 10 * math.log10(self.all_power / self.mean_power) if self.mean_power > 0 else 0.0


def decode(path: Path, seconds: float = SECONDS) -> Sound:
    """The first `seconds` of a file. Raises MissingInput, EmptyInput, BadAudio."""
    if not path.is_file():
        raise MissingInput(f"{path} is not there.", "Check the path.")
    if path.stat().st_size == 0:
        raise EmptyInput(f"{path.name} is empty.", "Copy the file again.")
    if path.suffix.lower() in FOREIGN:
        samples = _through_ffmpeg(path, seconds)
        return _checked(path, samples, None, (RATE, 1, path.suffix[1:].lower()), seconds, _Tally())
    try:
        with soundfile.SoundFile(path) as file:
            _check_header(path, file)
            length = file.frames / file.samplerate
            tally = _Tally()
            samples = _gathered(_one_channel(file, seconds, tally), file.samplerate)
            told = (file.samplerate, file.channels, file.format.lower())
            return _checked(path, samples, length, told, seconds, tally)
    except soundfile.LibsndfileError as error:
        raise BadAudio(
            f"{path.name} cannot be decoded{_why(error)}.",
            "It is damaged, or no audio whatever its name says; export it again as WAV or FLAC.",
        ) from error


def _why(error: soundfile.LibsndfileError) -> str:
    """What the library says, but for files that it takes for none because it finds no sound in them."""
    said = str(error.error_string).rstrip(".")
    return "" if said.startswith("File does not exist") else f": {said}"


def _check_header(path: Path, file: Any) -> None:
    if not (0 < file.channels <= MAX_CHANNELS and MIN_RATE <= file.samplerate <= MAX_RATE):
        raise BadAudio(
            f"{path.name} says that it has {file.channels} channels at {file.samplerate:,} samples a second.",
            f"Up to {MAX_CHANNELS} channels and {MIN_RATE:,} to {MAX_RATE:,} samples a second can be read.",
        )


def _one_channel(file: Any, seconds: float, tally: _Tally) -> Iterator[Samples]:
    """Blocks of the mean of all channels, until the end or `seconds`. Samples that are no numbers count as silence, because a
    resampler would spread them over their neighbours.
    """
    left = int(seconds * file.samplerate)
    while left > 0:
        try:
            block = file.read(min(BLOCK, left), dtype="float32", always_2d=True)
        except soundfile.LibsndfileError:
            if not tally.read:
                raise
            return  # what was read up to the damage is sound; that the rest is missing is noted
        if not len(block):
            return
        left -= len(block)
        wrong = ~np.isfinite(block)
        clean = np.where(wrong, np.float32(0), block)
        mean = clean.mean(axis=1, dtype=np.float32)
        tally.read += len(block)
        tally.bad += int(wrong.any(axis=1).sum())
        tally.all_power += float(np.square(clean, dtype=np.float64).sum())
        tally.mean_power += float(np.square(mean, dtype=np.float64).sum())
        yield mean


def _gathered(blocks: Iterator[Samples], rate: int) -> Samples:
    """All blocks at RATE. Resampled block by block, so that a high rate costs no more memory than a low one."""
    if rate == RATE:
        return np.concatenate([np.zeros(0, np.float32), *blocks])
    stream = soxr.ResampleStream(rate, RATE, 1, dtype="float32")
    parts = [stream.resample_chunk(block) for block in blocks]
    return np.concatenate([np.zeros(0, np.float32), *parts, stream.resample_chunk(np.zeros(0, np.float32), last=True)])


def _through_ffmpeg(path: Path, seconds: float) -> Samples:
    program = shutil.which("ffmpeg")
    if program is None:
        raise BadAudio(
            f"{path.name}: {path.suffix} files need ffmpeg, which is not installed.",
            "Install ffmpeg, or export the file as WAV, FLAC, OGG or MP3.",
        )
    command = [program, "-v", "error", "-nostdin", "-t", str(seconds), "-i", f"file:{path.absolute()}"]
    command += ["-vn", "-ac", "1", "-ar", str(RATE), "-f", "f32le", "pipe:1"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_FFMPEG_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise BadAudio(f"{path.name} took ffmpeg longer than {_FFMPEG_SECONDS} s.", "Export it as WAV.") from None
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip().splitlines() or ["no reason given"]
        raise BadAudio(f"{path.name} cannot be decoded: {words[-1][:200]}.", "Export the file again as WAV or FLAC.")
    return np.frombuffer(done.stdout[: len(done.stdout) // 4 * 4], dtype="<f4").copy()


def _checked(
    path: Path, samples: Samples, length: float | None, told: tuple[int, int, str], most: float, tally: _Tally
) -> Sound:
    """The sound with what is to be said of it. told: rate, channels and kind of the file. Raises BadAudio."""
    heard = len(samples) / RATE
    if heard < LEAST_SECONDS:
        raise BadAudio(
            f"{path.name} has {heard:.2f} s of sound, too short to describe.",
            f"At least {LEAST_SECONDS:g} s are needed; 30 s are better.",
        )
    share = tally.bad / max(1, tally.read)
    notes = [f"{share:.1%} of the samples are no numbers and count as silence."] if tally.bad else []
    offset = float(samples.mean(dtype=np.float64))
    centred = samples - np.float32(offset)
    if abs(offset) > OFFSET:
        notes.append(f"A constant offset of {offset:+.2f} was taken away.")
        samples = centred
    if float(np.abs(centred).max()) < SILENT:
        raise BadAudio(f"{path.name} is silent throughout.", "Check the export: the channels may cancel each other.")
    clipped = float((np.abs(samples) >= FULL).mean())
    if clipped > CLIPPED:
        notes.append(f"{clipped:.1%} of the samples are at full scale: it is clipped.")
    whole = heard if length is None or length <= 0 else length
    if whole > most + 1:
        notes.append(f"The first {most / 60:.0f} of {whole / 60:.0f} minutes were heard.")
    elif whole > heard + 1:
        notes.append(f"It breaks off: {heard:.0f} of {whole:.0f} s could be read.")
    return Sound(samples, whole, *told, clipped, tuple(notes), tally.width)
