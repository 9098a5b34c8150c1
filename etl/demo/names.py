"""Names for artists, titles, albums, labels and ids: small grammars by family of genre, the same for the same seed."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from etl.demo import genres
from etl.demo import words as w
from etl.demo.config import DemoConfig
from etl.demo.releases import Releases

FOREIGN, FEATURED, UNLABELLED, LABELS = 0.03, 0.22, 0.08, 90
_ID = np.array(list("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"))
_BANDS = {"Rock": 0.7, "Pop": 0.3, "Country & folk": 0.35, "Jazz & blues": 0.1, "House & techno": 0.15}
_ENSEMBLES = {
    "Classical & stage": ("Quartet", "Chamber Orchestra", "Sinfonietta", "Choir", "Ensemble"),
    "Jazz & blues": ("Trio", "Quartet", "Quintet", "Big Band", "Singers"),
    "Latin & Brazil": ("y su Conjunto", "Orquesta", "e Grupo", "All Stars"),
    "Country & folk": ("Brothers", "Family", "String Band"),
}
# Patterns of titles: parts between underscores; those in _LISTS stand for one word of a list.
_PLAIN_FORMS = (
    *("%adjective_%noun", "%noun_%link_%noun", "%verb_%the_%noun", "%verb_%whom_%tail", "%noun_%tail"),
    *("The_%adjective_%noun", "%adjective_%adjective_%noun", "%surname_%noun", "%start_%verb_%tail"),
)
_FORMS = {
    "Classical & stage": (
        *("%adjective_%form", "%form_No. %12 in_%key_%scale_Op. %110:_%pace", "%form_in_%key_%scale_Op. %110"),
        *("%form_No. %12 from_%surname", "%pace_%link_%noun", "%form_for the_%adjective_%noun"),
    ),
    "Latin & Brazil": (
        *("%brazil_%of_%brazil", "%Spanish_%and_%Spanish", "%whose_%Spanish_%and_%Spanish", "%brazil_No. %12"),
        "%Spanish_%and_%tu_%Spanish",
    ),
}
_LISTS: dict[str, Sequence[str]] = {
    "%adjective": w.ADJECTIVES,
    "%noun": w.NOUNS,
    "%verb": w.VERBS,
    "%tail": w.TAILS,
    "%link": ("of", "in", "for", "Without", "and", "Under", "Before"),
    "%the": ("the", "My", "Your", "Every", "This"),
    "%whom": ("Me", "You", "It", "Them"),
    "%start": ("Don't", "Can't", "Never", "I", "We", "Always", "You"),
    "%form": w.FORMS,
    "%key": w.KEYS,
    "%scale": ("Major,", "Minor,"),
    "%pace": w.PACES,
    "%brazil": w.PORTUGUESE,
    "%of": ("de", "e", "da Rua", "em"),
    "%Spanish": [word.capitalize() for word in w.SPANISH],
    "%and": w.SPANISH_LINKS,
    "%tu": ("tu", "mi", "cada"),
    "%whose": ("Tu", "Mi", "Cada"),
}


@dataclass
class Names:
    """Lists: artist over artists; id, title, credit, album and label over tracks. Credits are joined by ";"."""

    artist: list[str]
    track_id: list[str]
    title: list[str]
    credit: list[str]
    album: list[str]
    label: list[str | None]


class Pick:
    """Draws words; one stream for one grammar."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self._numbers: list[float] = []

    def share(self) -> float:
        """A number from 0 to 1; drawn in blocks, because one by one is slow."""
        if not self._numbers:
            self._numbers = self.rng.random(4096).tolist()
        return self._numbers.pop()

    def of(self, words: Sequence[str]) -> str:
        """One of the words."""
        return words[int(self.share() * len(words))]

    def surname(self) -> str:
        """A made-up surname or place: Brandastrand, Velmovik."""
        return self.of(w.ONSETS) + self.of(w.MIDDLES) + self.of(w.ENDINGS)

    def single(self) -> str:
        """A made-up single name."""
        return self.of(w.ONSETS) + self.of(w.MIDDLES) + self.of(w.SINGLE_ENDINGS)


def make_names(config: DemoConfig, releases: Releases) -> Names:
    """All names of the catalogue."""
    artist = artist_names(config.rng("artist names"), releases.home)
    guest = _guests(config.rng("guests"), releases)
    title = _titles(config.rng("titles"), releases, [artist[g] if g >= 0 else "" for g in guest.tolist()])
    credit = [artist[a] + (f";{artist[g]}" if g >= 0 else "") for a, g in zip(releases.artist, guest, strict=True)]
    return Names(
        artist=artist,
        track_id=track_ids(config.rng("ids"), len(title)),
        title=title,
        credit=credit,
        album=_albums(config.rng("albums"), releases, title),
        label=_labels(config.rng("labels of releases"), releases),
    )


def track_ids(rng: np.random.Generator, count: int) -> list[str]:
    """Ids of 22 letters and digits, as long as those of the source the demo imitates."""
    return ["".join(row) for row in _ID[rng.integers(0, len(_ID), (count, 22))]]


def plain(name: str) -> str:
    """A name without case and accents: two artists must differ in it."""
    if name.isascii():
        return name.casefold()
    return "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))


def artist_names(rng: np.random.Generator, home: np.ndarray) -> list[str]:
    """A name an artist, no two alike. `home` : the genre of each."""
    pick, seen, names = Pick(rng), set[str](), []
    for genre in home.tolist():
        name = _artist(pick, genres.FAMILIES[genre])
        while plain(name) in seen:
            name = _artist(pick, genres.FAMILIES[genre])
        seen.add(plain(name))
        names.append(name)
    return names


def _artist(pick: Pick, family: str) -> str:
    if pick.share() < FOREIGN:
        return _foreign(pick)
    if family in _ENSEMBLES and pick.share() < 0.25:
        return f"{pick.surname()} {pick.of(_ENSEMBLES[family])}"
    if pick.share() < _BANDS.get(family, 0.05):
        return _band(pick)
    if family in ("House & techno", "Hip-hop & R&B") and pick.share() < 0.7:
        form = pick.share()
        return f"DJ {pick.single()}" if form < 0.12 else f"MC {pick.single()}" if form < 0.16 else pick.single()
    return pick.single() if pick.share() < 0.1 else f"{pick.of(w.FIRST_NAMES)} {pick.surname()}"


def _band(pick: Pick) -> str:
    form = pick.share()
    if form < 0.35:
        return f"The {pick.of(w.ODD)} {pick.of(w.THINGS)}"
    if form < 0.65:
        return f"{pick.of(w.ODD)} {pick.of(w.THINGS)}"
    if form < 0.80:
        return f"{pick.of(w.FIRST_NAMES)} & the {pick.of(w.THINGS)}"
    if form < 0.97:
        return f"{pick.surname()} {pick.of(w.THINGS)}"
    return f"{pick.single()}, the {pick.of(w.THINGS)}"  # a comma that separates nothing


def _foreign(pick: Pick) -> str:
    """A name in katakana, Cyrillic, Hangul, Greek or Hebrew letters."""
    script = int(pick.share() * 5)
    if script == 0:
        return "".join(pick.of(w.KANA) for _ in range(4)) + "・" + "".join(pick.of(w.KANA) for _ in range(3))
    if script == 1:
        return " ".join("".join(pick.of(w.CYRILLIC) for _ in range(n)).capitalize() for n in (2, 4))
    if script == 2:
        return "".join(pick.of(w.HANGUL) for _ in range(3)) + " " + "".join(pick.of(w.HANGUL) for _ in range(3))
    if script == 3:
        return " ".join("".join(pick.of(w.GREEK) for _ in range(n)).capitalize() for n in (2, 4))
    return " ".join("".join(pick.of(w.HEBREW) for _ in range(n)) for n in (2, 3))


def _titles(rng: np.random.Generator, releases: Releases, guest: list[str]) -> list[str]:
    """A title a track, no two alike of one artist; a re-release has that of its original."""
    pick, seen = Pick(rng), set[tuple[int, str]]()
    titles: list[str] = []
    for number, (first, artist, genre) in enumerate(
        zip(releases.original.tolist(), releases.artist.tolist(), releases.genre.tolist(), strict=True)
    ):
        if first != number:
            titles.append(titles[first])
            continue
        base = _title(pick, genres.FAMILIES[genre])
        while (artist, plain(base)) in seen:
            base = _title(pick, genres.FAMILIES[genre])
        seen.add((artist, plain(base)))
        titles.append(base + _suffix(pick, guest[number]))
    return titles


def _suffix(pick: Pick, guest: str) -> str:
    chance = pick.share()
    if guest and chance < 0.5:
        return f" (feat. {guest})"
    return (
        " - Live" if chance > 0.985 else " - Acoustic" if chance > 0.975 else " - Radio Edit" if chance > 0.965 else ""
    )


def _title(pick: Pick, family: str) -> str:
    """A title by one of the family's patterns, whose capital letters stand for lists of words."""
    form = pick.of(_FORMS.get(family, _PLAIN_FORMS))
    return " ".join(_part(pick, part) for part in form.split("_"))


def _part(pick: Pick, part: str) -> str:
    if part in _LISTS:
        return pick.of(_LISTS[part])
    if part == "%surname":
        return pick.surname()
    return part.replace("%12", str(int(pick.share() * 12) + 1)).replace("%110", str(int(pick.share() * 110) + 1))


def _guests(rng: np.random.Generator, releases: Releases) -> np.ndarray:
    """A second artist of the same genre on some tracks, else -1; a re-release has that of its original."""
    count = len(releases.artist)
    guest = np.full(count, -1)
    for genre in range(len(genres.NAMES)):
        peers, tracks = np.flatnonzero(releases.home == genre), np.flatnonzero(releases.genre == genre)
        if len(peers):
            guest[tracks] = rng.choice(peers, len(tracks))
    alone = (rng.random(count) > FEATURED) | (guest == releases.artist)
    return np.where(alone, -1, guest)[releases.original]


def _albums(rng: np.random.Generator, releases: Releases, title: list[str]) -> list[str]:
    """Album titles: a single is called like its track, a re-release stands on a collection."""
    pick = Pick(rng)
    size, is_reissue = np.bincount(releases.album), releases.is_reissue
    named: dict[int, str] = {}
    for number, album in enumerate(releases.album.tolist()):
        if album in named:
            continue
        if is_reissue[number]:
            named[album] = (
                pick.of(["Collected", "The Best of", "Anthology", "Early Works", "Gold"]) + f" {album % 3 + 1}"
            )
        elif size[album] == 1:
            named[album] = title[number].split(" (feat.")[0]
        else:
            named[album] = f"{pick.of(w.ADJECTIVES)} {pick.of(w.NOUNS)}"
    return [named[album] for album in releases.album.tolist()]


def _labels(rng: np.random.Generator, releases: Releases) -> list[str | None]:
    """Record labels: most artists stay with one, large and small, some releases have none."""
    pick = Pick(rng)
    names = [f"{pick.surname()} {pick.of(w.LABEL_ENDINGS)}" for _ in range(LABELS)]
    size = 1 / np.arange(1, LABELS + 1) ** 0.8
    of_artist = rng.choice(LABELS, len(releases.home), p=size / size.sum())
    albums = int(releases.album.max()) + 1
    moved, none = rng.random(albums) < 0.15, rng.random(albums) < UNLABELLED
    other = rng.choice(LABELS, albums, p=size / size.sum())
    number = np.where(moved[releases.album], other[releases.album], of_artist[releases.artist])
    number = np.where(none[releases.album], -1, number)
    return [names[n] if n >= 0 else None for n in number.tolist()]
