"""What a client of the bench must know, as JSON: a token, ids to read, and a draft for the bare create."""

from __future__ import annotations

import json

import django

django.setup()

from bench.api.bare import Draft  # noqa: E402
from bench.api.token import ids, practice_number, token  # noqa: E402
from referrals.models import Referral  # noqa: E402
from rve.core import clock  # noqa: E402

# A draft has none of these; the keys to other rows stay.
_NOT_IN_A_DRAFT = {"reference": None, "referrer": None, "details": None, "status": "draft"}


def main() -> None:
    first = Referral.objects.order_by("pk")[0]
    told = {
        "token": token(),
        "practice": practice_number(),
        "ids": ids(2_000),
        "draft": {**Draft(first).data, **_NOT_IN_A_DRAFT},
        "today": clock.today().isoformat(),
    }
    print(json.dumps(told, default=str))


if __name__ == "__main__":
    main()
