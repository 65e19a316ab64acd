"""Made-up HER-ids for the demo: given last, so that only what happens from then on goes by message."""

from __future__ import annotations

from institutions.models import Institution
from rve.core.models import Organisation, Region

# Nobody in Adresseregisteret has so high a number.
FIRST = 99_000_001


def give_her_ids(region: Region) -> int:
    """To the unit, the practices and the institutions that have none; how many are new."""
    kinds = (Organisation.Kind.RVE, Organisation.Kind.PRACTICE)
    organisations = Organisation.objects.filter(region=region, kind__in=kinds, her_id="").order_by("pk")
    places = Institution.objects.filter(region=region, active=True, her_id="").order_by("pk")
    without: list[Organisation | Institution] = [*organisations, *places]
    taken = (Organisation.objects.exclude(her_id=""), Institution.objects.exclude(her_id=""))
    start = FIRST + sum(rows.count() for rows in taken)
    for number, row in enumerate(without, start):
        row.her_id = str(number)
        row.save(update_fields=["her_id"])
    return len(without)
