"""Which written Norwegian the sentences of an answer are in."""

from __future__ import annotations

from rest_framework import serializers

from rve.core.api.endpoint import Endpoint


class LanguageQuery(serializers.Serializer):
    """`?language=`"""

    language = serializers.ChoiceField(
        choices=("nb", "nn"), required=False, default="nb", help_text="Of questions and reasons"
    )


def language_of(endpoint: Endpoint) -> str:
    """nb unless nn is asked for; 400 for anything else, and for other parameters."""
    return str(endpoint.query(LanguageQuery, also=frozenset())["language"])
