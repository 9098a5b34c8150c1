"""Sound on the Screening page: sent, measured by a job, drawn and compared, kept only on purpose, told in words when bad."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from tests.etl.audio.sounds import clicks, written
from warehouse.connect import Reader


def test_a_file_is_heard_drawn_and_compared(page: Page, sample_home: Path, tmp_path: Path) -> None:
    wave = clicks(120, 10)
    good = written(tmp_path / "Ada - <b>Night 🥁.wav", wave)
    bad = tmp_path / "text.mp3"
    bad.write_text("no music", encoding="utf-8")
    page.goto("/screening?tab=audio")
    page.get_by_text("Keep the files").click()
    with page.expect_file_chooser() as chooser:
        page.locator("#screening-sound-choose").click()
    chooser.value.set_files([good, bad])
    expect(page.locator("h1")).to_contain_text("<b>Night 🥁", timeout=120_000)
    expect(page).to_have_url(re.compile(r"job=\d+"))

    plot = page.locator("#screening-wave-graph .js-plotly-plot")
    expect(plot).to_be_visible()
    drawn = plot.evaluate("p => [...p._fullData[1].y]")
    cuts = np.arange(1_000) * len(wave) // 1_000
    assert drawn == pytest.approx(np.maximum.reduceat(wave, cuts).tolist(), abs=2e-4)

    job = (re.search(r"job=(\d+)", page.url) or [""])[1]
    answer = json.loads((sample_home / "screened" / f"{job}.json").read_text(encoding="utf-8"))
    features = answer["files"][0]["rows"][0]["features"]
    expect(page.locator("h1")).to_contain_text(f"{features['tempo']:.0f} BPM")
    with Reader(sample_home).view() as view:
        tracks: pd.DataFrame = view.frame("select recording_key, tempo, loudness from tracks")
    parts = [((tracks[n] - features[n]) / tracks[n].std(ddof=0)).pow(2).fillna(1) for n in ("tempo", "loudness")]
    nearest = (sum(parts) / 2).pow(0.5).groupby(tracks["recording_key"]).min().min()
    expect(page.locator("#screening-near-card .rp-card-body tbody tr").first).to_contain_text(f"{nearest:.2f}")

    expect(page.locator("#screening-sound-audio")).to_be_visible()
    sound = page.request.get(f"/screening/sound/{job}/1")
    assert (sound.status, sound.headers["content-type"], sound.headers["x-content-type-options"]) == (
        200,
        "audio/wav",
        "nosniff",
    )
    assert sound.body() == good.read_bytes()
    page.get_by_role("link", name="text.mp3").click()
    expect(page.locator("h1")).to_contain_text("text.mp3 could not be heard")
    expect(page.locator("#screening-sound-panel")).to_contain_text("text.mp3 cannot be decoded.")
    page.reload()
    expect(page.locator("h1")).to_contain_text("text.mp3 could not be heard")


def test_what_is_no_sound_is_refused_in_words_on_a_phone(page: Page, tmp_path: Path, console_errors: list[str]) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    path = tmp_path / "notes.txt"
    path.write_text("no sound", encoding="utf-8")
    page.goto("/screening?tab=audio&job=99999")
    expect(page.locator("#screening-sound-panel")).to_contain_text("There is no such screening here")
    with page.expect_file_chooser() as chooser:
        page.locator("#screening-sound-choose").click()
    chooser.value.set_files([path])
    expect(page.locator("#screening-sound-words")).to_contain_text("notes.txt is no sound file by its name.")
    page.wait_for_function("document.documentElement.scrollWidth <= 390")
    console_errors.clear()  # the browser logs the refusal
