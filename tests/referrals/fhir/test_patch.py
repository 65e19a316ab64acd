"""JSON Patch as an attacker writes it."""

from __future__ import annotations

from typing import Any

import pytest

from referrals.fhir import patch
from referrals.fhir.outcome import Refused


@pytest.mark.parametrize("name", [{"x": 1}, ["add"], None, 7, "merge"])
def test_an_operation_that_is_none_is_refused(name: Any) -> None:
    with pytest.raises(Refused) as refused:
        patch.apply({"status": "requested"}, [{"op": name, "path": "/status", "value": "accepted"}])
    assert refused.value.status_code == 400


def test_copies_of_the_whole_into_itself_do_not_fill_the_memory() -> None:
    copies = [{"op": "copy", "from": "", "path": f"/{number}"} for number in range(100)]
    with pytest.raises(Refused) as refused:
        patch.apply({"note": "x" * 1_000}, copies)
    assert refused.value.status_code == 413
