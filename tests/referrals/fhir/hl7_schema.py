"""HL7's own JSON schema of R4 (hl7/README.md), for the kinds of resource that are made here."""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft6Validator

_FILE = Path(__file__).parent / "hl7" / "fhir.schema.r4.json.gz"


@cache
def _schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(gzip.decompress(_FILE.read_bytes()))
    # Draft 6 calls it $id; by the old name references are looked up from where the schema stands.
    found.pop("id")
    # The schema is of 4.0.0; the correction 4.0.1 names itself besides.
    found["definitions"]["CapabilityStatement"]["properties"]["fhirVersion"]["enum"].append("4.0.1")
    return found


@cache
def _validator(kind: str) -> Draft6Validator:
    return Draft6Validator({**_schema(), "$ref": f"#/definitions/{kind}"})


def faults(resource: dict[str, Any]) -> list[str]:
    """What HL7's schema has against a resource; a Bundle's entries each by their own kind."""
    kind = str(resource["resourceType"])
    entries = resource.get("entry", [])
    inner = [one["resource"] for one in entries]
    bare = resource | {"entry": [{key: one[key] for key in one if key != "resource"} for one in entries]}
    found = [
        f"{kind}.{error.json_path}: {error.message}"
        for error in _validator(kind).iter_errors(bare if entries else resource)
    ]
    return found + [fault for one in inner for fault in faults(one)]


def empties(value: Any, path: str = "") -> list[str]:
    """Where there is a null, or an empty list, object or text: FHIR knows none (R4, json.html)."""
    if isinstance(value, dict) and value:
        return [fault for key, one in value.items() for fault in empties(one, f"{path}.{key}")]
    if isinstance(value, list) and value:
        return [fault for place, one in enumerate(value) for fault in empties(one, f"{path}.{place}")]
    return [path] if value in (None, "", [], {}) else []
