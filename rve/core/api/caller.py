"""Who calls the API: what a checked token says, as the actor that use cases know."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from rve.core.api.refusals import ScopeMissing
from rve.core.policies import Actor

# A decision is signed by somebody (physician), whatever a system's token was given.
FOR_PEOPLE = frozenset({"decisions:sign"})


@dataclass(frozen=True, slots=True)
class Caller:
    """A person or a system with a valid token. `request.auth` in REST framework's views.

    `level` is the security level of a person (4), 0 of a system. `client_id` is for throttling and the log.
    """

    actor: Actor
    scopes: frozenset[str]
    client_id: str
    level: int
    is_person: bool

    def may(self, scope: str) -> bool:
        return scope in self.scopes and (self.is_person or scope not in FOR_PEOPLE)

    def demand(self, scopes: str) -> None:
        """Raises ScopeMissing, a 403 that names what is missing, unless the token has one of these scopes
        (with spaces between) and it is for such a caller.
        """
        wanted = scopes.split()
        if any(self.may(scope) for scope in wanted):
            return
        if any(scope in self.scopes for scope in wanted):
            raise ScopeMissing(scopes, _("The scope {scope} is for people, not for systems."))
        raise ScopeMissing(scopes)
