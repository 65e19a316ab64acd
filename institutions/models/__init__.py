from institutions.models.agreement import Agreement
from institutions.models.booking import Booking
from institutions.models.institution import Institution
from institutions.models.level import LEVEL_SPANS, Level
from institutions.models.municipality import Municipality
from institutions.models.pool import Pool, PoolDelytelse
from institutions.models.printed import Activity2022, HfOffer, Statistic
from institutions.models.printed_total import PrintedTotal
from institutions.models.queue_entry import QueueEntry
from institutions.models.trust import HealthTrust
from institutions.models.week import PoolWeek

__all__ = [
    "LEVEL_SPANS",
    "Activity2022",
    "Agreement",
    "Booking",
    "HealthTrust",
    "HfOffer",
    "Institution",
    "Level",
    "Municipality",
    "Pool",
    "PoolDelytelse",
    "PoolWeek",
    "PrintedTotal",
    "QueueEntry",
    "Statistic",
]
