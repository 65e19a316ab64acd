"""The scopes of the API: what a token may be given, and who uses it."""

from __future__ import annotations

SCOPES: dict[str, str] = {
    "referrals:write": "Send referrals, attachments and answers; withdraw. For those who refer.",
    "referrals:read": "Read referrals: one's own organisation's; RVE's clients the region's.",
    "proposals:read": "Read what the rules propose, with the reasons.",
    "assessments:write": "Settle the facts of a case. RVE only.",
    "assessments:try": "Ask what the rules would propose, without a patient.",
    "decisions:prepare": "Prepare decisions and change the place. RVE only.",
    "decisions:sign": "Sign decisions. A person who is a physician at RVE, never a system.",
    "placements:read": "Read the stays at one's own institutions.",
    "placements:write": "Accept, decline, schedule, start, interrupt and discharge.",
    "institutions:read": "Read institutions and places.",
    "pools:write": "Write how many places there are. The institution itself.",
    "complaints:write": "Register complaints.",
    "sandbox:reset": "Bring the sandbox's known cases back. Its own organisations, in local installations.",
    "complaints:read": "Read complaints and how they stand.",
}
