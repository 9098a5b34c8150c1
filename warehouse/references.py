"""Tables that are edited as data: those of the folder reference, and the copies of them in the user's home, which win."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from warehouse.errors import BadReference


def text_of(name: str, folder: Path | None = None) -> tuple[str, str]:
    """(text of a table, what errors call it): `folder`/name where there is one, else ours. Raises BadReference."""
    own = folder / name if folder else None
    if own is None or not own.exists():
        return resources.files("warehouse").joinpath("reference", name).read_text(encoding="utf-8"), name
    try:
        return own.read_text(encoding="utf-8-sig"), str(own)
    except (OSError, UnicodeDecodeError) as error:
        raise BadReference(f"{own} cannot be read: {error}.", "Save it as a CSV file in UTF-8.") from error
