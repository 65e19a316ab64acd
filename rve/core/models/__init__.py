from rve.core.models.access import AccessLog, AccessLogSeal
from rve.core.models.details import Details
from rve.core.models.event import CaseEvent
from rve.core.models.idempotency import IdempotencyKey
from rve.core.models.organisation import Organisation
from rve.core.models.outbox import Message
from rve.core.models.reason import CodedReason
from rve.core.models.region import Region
from rve.core.models.role import Role, RoleAssignment
from rve.core.models.setting import Setting
from rve.core.models.user import User

__all__ = [
    "AccessLog",
    "AccessLogSeal",
    "CaseEvent",
    "CodedReason",
    "Details",
    "IdempotencyKey",
    "Message",
    "Organisation",
    "Region",
    "Role",
    "RoleAssignment",
    "Setting",
    "User",
]
