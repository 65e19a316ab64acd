"""What can be done with which resource: the CapabilityStatement, the views and Allow all read this."""

from __future__ import annotations

from collections.abc import Mapping

READ, SEARCH, CREATE, UPDATE, PATCH = "read", "search-type", "create", "update", "patch"
INTERACTIONS: Mapping[str, tuple[str, ...]] = {
    "Task": (READ, SEARCH, UPDATE, PATCH),
    "ServiceRequest": (READ, SEARCH),
    "Patient": (READ,),
    "PractitionerRole": (READ,),
    "Practitioner": (READ,),
    "Organization": (READ,),
    "Condition": (READ, SEARCH),
    "DocumentReference": (READ, SEARCH),
    "Binary": (READ,),
    "Appointment": (READ, SEARCH, CREATE, UPDATE),
    "Encounter": (READ, SEARCH, CREATE, UPDATE),
    "Communication": (READ, SEARCH, CREATE),
}
_OF_TYPE = {"GET": SEARCH, "POST": CREATE}
_OF_INSTANCE = {"GET": READ, "PUT": UPDATE, "PATCH": PATCH}


def methods_of_type(kind: str) -> list[str]:
    """What an address such as /Task answers to."""
    return [method for method, does in _OF_TYPE.items() if does in INTERACTIONS[kind]]


def methods_of_instance(kind: str) -> list[str]:
    """What an address such as /Task/{id} answers to."""
    return [method for method, does in _OF_INSTANCE.items() if does in INTERACTIONS[kind]]


def methods_of_search(kind: str) -> list[str]:
    """What an address such as /Task/_search answers to."""
    return ["POST"] if SEARCH in INTERACTIONS[kind] else []
