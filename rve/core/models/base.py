"""What every row that others may write has: a public id and a version."""

from __future__ import annotations

import uuid

from django.db import models


class Public(models.Model):
    """A row with a public UUID (`public_id`); the bigint key stays inside."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class Versioned(Public):
    """A row that several people may write: `version` goes up by one at each write."""

    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True
