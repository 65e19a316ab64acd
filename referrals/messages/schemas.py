"""XSDs an installation may hold (`HENVISNING_XSD_DIR`): what they find wrong is told, never refused for."""

from __future__ import annotations

import logging
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from lxml import etree

from referrals.messages.parse.envelope import Envelope

MOST = 10
log = logging.getLogger(__name__)


def faults(envelope: Envelope) -> list[dict[str, str]]:
    """Where the body does not follow the schema of its namespace; empty where there is none to follow."""
    folder = settings.HENVISNING_XSD_DIR
    if not folder or envelope.body is None:
        return []
    schema = _schema(folder, envelope.standard, envelope.body_name)
    if schema is None:
        return []
    # A copy of its own: the schema is shared, and so would its list of errors be.
    body = etree.fromstring(etree.tostring(envelope.body))
    if schema.validate(body):
        return []
    return [{"code": "T02", "text": _told(one)} for one in _entries(schema)]


def _told(error: etree._LogEntry) -> str:
    """The kind of fault and the line; never the value, which may be the patient's."""
    return f"{error.type_name}, linje {error.line}"


@lru_cache(maxsize=16)
def _schema(folder: str, namespace: str, element: str) -> etree.XMLSchema | None:
    """The first that describes this element itself: others of the same namespace are parts of it."""
    for path in sorted(Path(folder).rglob("*.xsd")):
        try:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
            tree = etree.parse(str(path), parser)
            if _describes(tree.getroot(), namespace, element):
                return etree.XMLSchema(tree)
        except (etree.LxmlError, OSError) as error:
            log.warning("%s cannot be used as a schema: %s", path.name, type(error).__name__)
    return None


def _describes(schema: etree._Element, namespace: str, element: str) -> bool:
    found = (one.get("name") for one in schema.iterchildren("{http://www.w3.org/2001/XMLSchema}element"))
    return schema.get("targetNamespace") == namespace and element in found


def _entries(schema: etree.XMLSchema) -> list[etree._LogEntry]:
    """The first of what it found; the log counts and can be asked by place."""
    found: Any = schema.error_log
    return [found[place] for place in range(min(len(found), MOST))]
