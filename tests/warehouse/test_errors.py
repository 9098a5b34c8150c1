from __future__ import annotations

import pytest

from warehouse import errors
from warehouse.errors import RepertoireError

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, BaseException)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_error_is_one_of_ours_with_a_message_and_a_hint(kind: type[RepertoireError]) -> None:
    assert issubclass(kind, RepertoireError)
    error = kind("What was wrong.", "What to do.")
    assert (error.message, error.hint, str(error)) == ("What was wrong.", "What to do.", "What was wrong.")
    assert kind("Only a message.").hint == ""
    assert kind.__doc__


def test_the_families() -> None:
    parents = {kind.__name__: kind.__mro__[1].__name__ for kind in KINDS}
    assert parents["EmptyInput"] == "InputError"
    assert parents["NoSnapshot"] == parents["NewerWarehouse"] == "HomeError"
    assert parents["PortInUse"] == "ServeError"
    assert parents["BadArtefact"] == "ModelError"
