"""The groups of operations in the reference, and its introduction."""

from __future__ import annotations

INTRODUCTION = """\
Referrals to specialised rehabilitation, from the referral to the discharge, between machines. The
guide that comes with the program, `docs/integration.md`, goes from nothing to a started stay with curl and
with a short client in Python.

Every resource has `id` and `version`; its `ETag` is the version. A change needs `If-Match`, a POST that makes
something needs `Idempotency-Key`. Lists come in pages, oldest change first; to follow them, ask again with
`updated_since` set to `poll_from` of the first page. Errors are problem+json; the kinds are listed at
`/api/v1/problems`. Dates are ISO 8601, moments carry their offset. Only those whose case it is see it: to
everybody else it is 404.
"""
GROUPS = {
    "referrals": "Referrals of the caller's organisation; for RVE those of the region.",
    "decisions": "The decisions that RVE prepares and a physician signs.",
    "placements": "Stays at the caller's institutions, from the answer to the discharge.",
    "complaints": "Complaints about decisions.",
    "assessments": "What the rules would propose, without a patient.",
    "institutions": "Who offers what.",
    "pools": "Places of an agreement, week by week.",
    "finder": "Offers by delytelse, distance and wait: open to everyone.",
    "reasons": "The codes for reasons.",
    "sandbox": "A set of made-up cases to try things on; local installations only.",
    "schema": "This description.",
}
