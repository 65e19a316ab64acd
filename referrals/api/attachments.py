"""Files of a referral: sent as they are or in JSON, read back as they came."""

from __future__ import annotations

import base64
import binascii
import uuid
from typing import Any

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from referrals.api import cases
from referrals.api.file_answers import FILES, FileEndpoint, as_file
from referrals.api.referral_examples import FILE, FILE_MADE
from referrals.api.referral_out import AttachmentOut
from referrals.models import Attachment
from referrals.use_cases.attachments import add_attachment
from rve.core.api.describe import describe
from rve.core.api.endpoint import Endpoint, Made
from rve.core.api.fields import moment
from rve.core.api.parsers import FilesParser, StrictJSONParser
from rve.core.errors import NotFound


class FileIn(serializers.Serializer):
    """A file in JSON: PDF, PNG, JPEG or TIFF, at most 10 MB."""

    name = serializers.CharField(max_length=160)
    base64 = serializers.CharField(help_text="The bytes in base64")


class UploadIn(serializers.Serializer):
    """A file as it is."""

    file = serializers.FileField(help_text="PDF, PNG, JPEG or TIFF, at most 10 MB")


class FileMadeOut(AttachmentOut):
    """The file that is kept with the referral."""

    referral = serializers.UUIDField()
    version = serializers.IntegerField(help_text="Of the referral, for the next If-Match")


class Attachments(Endpoint):
    scope = {"POST": "referrals:write"}
    parser_classes = (StrictJSONParser, FilesParser)
    largest_body = 15_000_000

    @describe(
        operation_id="add_attachment",
        summary="Add a file",
        description="To an open referral, as multipart/form-data (`file`) or JSON (`name`, `base64`). "
        "If-Match is the referral's. The type is read from the first bytes. The same bytes again are the "
        "same file. The answer's ETag is the referral's new version: give it with the next file.",
        request={"application/json": FileIn, "multipart/form-data": UploadIn},
        answers={201: FileMadeOut},
        errors=(404, 409, 412, 422, 428),
        examples={
            "request": FILE,
            "request multipart/form-data": {"file": "@epikrise.pdf"},
            201: FILE_MADE,
        },
        tags=("referrals",),
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        return self.once(
            kind="attachment",
            make=lambda: self._add(public_id),
            show=lambda made: self._shown(public_id, made),
            location=lambda made: reverse("api-attachment", args=[public_id, made]),
        )

    def _add(self, public_id: uuid.UUID) -> Made:
        version, case = self.expected_version(), cases.find(self, public_id)
        name, data = self._file()
        made = add_attachment(
            referral=case, name=name, data=data, by=self.actor, now=self.now, version=version
        )
        return Made(made.public_id)

    def _file(self) -> tuple[str, bytes]:
        if self.request.FILES:
            file = self.body(UploadIn)["file"]
            return file.name, file.read()
        sent = self.body(FileIn)
        try:
            return sent["name"], base64.b64decode(sent["base64"], validate=True)
        except (binascii.Error, ValueError) as error:
            raise serializers.ValidationError({"base64": _("This is not base64.")}) from error

    def _shown(self, public_id: uuid.UUID, made: uuid.UUID) -> dict[str, Any]:
        case = cases.find(self, public_id)
        row = _find(case.attachments.all(), made)
        return {
            "id": row.public_id,
            "referral": case.public_id,
            "version": case.version,
            "name": row.name,
            "content_type": row.content_type,
            "size": row.size,
            "added_at": moment(row.added_at),
        }


class AttachmentFile(FileEndpoint):
    scope = {"GET": "referrals:read"}

    @describe(
        operation_id="get_attachment",
        summary="Read a file",
        description="The bytes as they came. Each reading is written down in the access log.",
        answers=FILES,
        tags=("referrals",),
    )
    def get(self, request: Request, public_id: uuid.UUID, attachment_id: uuid.UUID) -> HttpResponseBase:
        rows = Attachment.objects.filter(referral__in=cases.readable(self), referral__public_id=public_id)
        row = _find(rows.select_related("content", "referral"), attachment_id)
        cases.seen(self, [row.referral], data="api:attachment")
        return as_file(bytes(row.content.data), name=row.name, content_type=row.content_type)


def _find(rows: Any, public_id: uuid.UUID) -> Attachment:
    found: Attachment | None = rows.filter(public_id=public_id).first()
    if found is None:
        raise NotFound(_("There is no such file here."))
    return found
