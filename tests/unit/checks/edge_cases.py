"""Cases that write_cases keeps besides: what no region of boxes can name."""

from __future__ import annotations

from typing import Any

# What no region of boxes can name: days at the edge of a setting, and the calendar.
EDGES: list[tuple[str, dict[str, Any], bool]] = [
    (
        "Slag for 182 dager siden er tidlig",
        {"diagnoses": ["icd10 I63.9"], "conditions": ["stroke"], "event_on": "2025-09-02"},
        False,
    ),
    (
        "Slag for 183 dager siden er ikke tidlig",
        {"diagnoses": ["icd10 I63.9"], "conditions": ["stroke"], "event_on": "2025-09-01"},
        False,
    ),
    *(
        (
            f"Nytt hjerteopphold etter ny hendelse ({name})",
            {
                "diagnoses": ["icd10 I21.9"],
                "conditions": [name],
                "event_on": "2026-01-15",
                "earlier_stays": [{"delytelse": "H", "ended_on": "2025-06-01"}],
                "significant_change": False,
            },
            False,
        )
        for name in ("new_cardiac_event", "myocardial_infarction", "revascularisation", "open_heart_surgery")
    ),
    ("Ti virkedager uten lørdag", {"received_on": "2026-03-27", "referred_on": "2026-03-27"}, True),
    (
        "Kolsforverring for lenge siden: tidligst en uke etter mottak",
        {
            "diagnoses": ["icd10 J44.1"],
            "conditions": ["copd", "copd_exacerbation"],
            "event_on": "2026-01-15",
        },
        False,
    ),
    (
        "Arbeid som mål før 2024: leverandøren vurderer",
        {
            "diagnoses": ["icd10 M79.7"],
            "goal": "work",
            "received_on": "2023-12-31",
            "referred_on": "2023-12-31",
        },
        True,
    ),
    (
        "Arbeid som mål fra 2024 vurderes her",
        {
            "diagnoses": ["icd10 M79.7"],
            "goal": "work",
            "received_on": "2024-01-01",
            "referred_on": "2024-01-01",
        },
        True,
    ),
]
