"""Schemas that an installation has got itself: what they find wrong is told here, and never refused for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from referrals.models import Referral
from tests.referrals.messages.conftest import Taken
from tests.referrals.messages.written import NEWEST, henvisning, number_of

# A schema of our own: far smaller than the sector's, with a part in a file of its own.
_SCHEMA = f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="{NEWEST}"
    targetNamespace="{NEWEST}" elementFormDefault="qualified">
  <xs:include schemaLocation="a-part.xsd"/>
  <xs:element name="Henvisning"><xs:complexType><xs:sequence>
    <xs:element name="ServType" type="Code"/>
    <xs:element name="IssueDate" type="xs:{{kind}}"/>
    <xs:any minOccurs="0" maxOccurs="unbounded" processContents="skip"/>
  </xs:sequence></xs:complexType></xs:element>
</xs:schema>"""
_PART = f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{NEWEST}">
  <xs:complexType name="Code">
    <xs:attribute name="V" use="required"/><xs:attribute name="DN"/>
  </xs:complexType>
</xs:schema>"""


@pytest.fixture
def schemas(settings: Any, tmp_path: Path) -> Path:
    """The installation's folder, with the part before the whole in the order of names."""
    settings.HENVISNING_XSD_DIR = str(tmp_path)
    (tmp_path / "a-part.xsd").write_text(_PART)
    (tmp_path / "henvisning.xsd").write_text(_SCHEMA.format(kind="dateTime"))
    return tmp_path


def test_a_message_that_follows_its_schema_has_nothing_told_of_it(schemas: Path, taken: Taken) -> None:
    assert taken(henvisning("2.0")).errors == []


def test_one_that_does_not_is_a_case_all_the_same_and_only_we_are_told(schemas: Path, taken: Taken) -> None:
    (schemas / "henvisning.xsd").write_text(_SCHEMA.format(kind="gYear"))
    row = taken(henvisning("2.0"))
    assert row.errors == [{"code": "T02", "text": "SCHEMAV_CVC_DATATYPE_VALID_1_2_1, linje 3"}]
    assert (row.status, row.flag, Referral.objects.count()) == ("processed", "", 1)
    receipt = bytes(row.answered_by.get().content)
    assert b'Status V="1"' in receipt
    assert b"T02" not in receipt


def test_what_is_told_holds_nothing_of_the_message(
    schemas: Path, taken: Taken, caplog: pytest.LogCaptureFixture
) -> None:
    number = number_of()
    wrong = henvisning("2.0", service=number).replace(b"<ServType V=", b"<ServType Q=", 1)
    row = taken(wrong)
    assert "does not follow its schema" in caplog.text
    assert number not in str(row.errors) + caplog.text


def test_versions_without_a_schema_there_are_not_checked(schemas: Path, taken: Taken) -> None:
    assert taken(henvisning("1.1")).errors == []


def test_a_schema_that_is_broken_stops_no_message(
    schemas: Path, taken: Taken, caplog: pytest.LogCaptureFixture
) -> None:
    (schemas / "henvisning.xsd").write_text(_SCHEMA.format(kind="noSuchKind"))
    (schemas / "odd.xsd").write_bytes(b"\x00 no schema")
    assert taken(henvisning("2.0")).status == "processed"
    assert "henvisning.xsd cannot be used as a schema" in caplog.text
