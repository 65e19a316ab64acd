"""Every kind of problem that the API answers with: a stable address, what it means and what to do.

The address of a kind is `/api/v1/problems/<name>`; it is the `type` of the problem and a page for people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ADDRESS = "/api/v1/problems/"


@dataclass(frozen=True, slots=True)
class Kind:
    """`title` and `detail` are for people and translated; `meaning` and `mend` are the reference's words."""

    name: str
    status: int
    title: str | Promise
    detail: str | Promise
    meaning: str
    mend: str

    @property
    def uri(self) -> str:
        return ADDRESS + self.name


_KINDS = (
    Kind(
        "invalid",
        400,
        _("The request has faults"),
        _("Something in the request cannot be used: see errors."),
        "One or more values in the body, the query or a header cannot be used. `errors` names each of them: "
        "`field` is dotted as in the body (`facts.diagnoses.0.code`), null when it is about the whole body.",
        "Mend the values that are named. A key that the operation does not know is named too.",
    ),
    Kind(
        "unreadable",
        400,
        _("The body cannot be read"),
        _("The body is not JSON in UTF-8."),
        "The body is not JSON in UTF-8 as RFC 8259 has it: broken JSON, another encoding, NaN or Infinity, "
        "the same key twice, a number too large, too deep nesting, a NUL or half a character.",
        "Send plain JSON in UTF-8. `detail` says what was found.",
    ),
    Kind(
        "key-missing",
        400,
        _("The Idempotency-Key is missing"),
        _("This request makes something: it needs an Idempotency-Key of 1 to 120 visible ASCII characters."),
        "A POST that makes something was sent without a usable `Idempotency-Key`.",
        "Make one key (a UUID is good) for each thing to be made, store it before sending, and send the same "
        "key with each retry.",
    ),
    Kind(
        "token",
        401,
        _("No valid token"),
        _("The request holds no token that can be used."),
        "The token is missing, expired, not for this API, not of an issuer we trust, or its DPoP proof does "
        "not fit. `WWW-Authenticate` says which.",
        "Ask the issuer for a new token and make a new DPoP proof for each request. Check the clock.",
    ),
    Kind(
        "scope",
        403,
        _("The token lacks a scope"),
        _("The token does not hold the scope that this operation needs."),
        "The token is valid, and does not hold the scope of this operation. `WWW-Authenticate` names it.",
        "Ask for a token with that scope; the organisation may have to be given it first.",
    ),
    Kind(
        "not-allowed",
        403,
        _("Not allowed"),
        _("You may not do this."),
        "The caller may see the resource, and may not do this with it: the wrong role, or not the one who "
        "holds the case. `detail` says why.",
        "Look at `allowed_actions` of the resource before you offer the action to anybody.",
    ),
    Kind(
        "not-found",
        404,
        _("Not found"),
        _("Nothing is here for you."),
        "No such address or resource, or it belongs to somebody else. The answer is the same in all cases.",
        "Check the id, and which organisation the token is for.",
    ),
    Kind(
        "method",
        405,
        _("No such method"),
        _("This address does not take that method."),
        "The address exists, and does not take this HTTP method. `Allow` lists those it takes.",
        "Use one of the methods in `Allow`.",
    ),
    Kind(
        "not-acceptable",
        406,
        _("Only JSON is answered"),
        _("The answer would be JSON, which the Accept header does not take."),
        "`Accept` rules out the formats that the operation answers with.",
        "Send `Accept: application/json`, or none.",
    ),
    Kind(
        "conflict",
        409,
        _("In the way of something else"),
        _("The state does not allow it."),
        "The state of the resource does not allow it, or somebody was first. `detail` says what stands in "
        "the way.",
        "Read the resource again and look at `allowed_actions`. The same request again will not help.",
    ),
    Kind(
        "in-flight",
        409,
        _("The same request is being answered"),
        _("A request with this Idempotency-Key is being answered just now. Ask again in a moment."),
        "Another request with the same `Idempotency-Key` has not been answered yet.",
        "Wait as long as `Retry-After` says and send the same request again.",
    ),
    Kind(
        "stale",
        412,
        _("Changed since you read it"),
        _("It was changed since you read it. Read it again before you change it."),
        "`If-Match` names another version than the one that is there now, or is no strong tag.",
        "Read the resource again, look at what changed, and send the change with the new `ETag`.",
    ),
    Kind(
        "too-large",
        413,
        _("Too large"),
        _("The body is larger than this operation takes."),
        "The body is larger than the operation takes. Nothing of it was read.",
        "Send less at a time; large files go as attachments.",
    ),
    Kind(
        "media-type",
        415,
        _("Another content type is needed"),
        _("The body must be application/json in UTF-8."),
        "The operation does not take bodies of this `Content-Type`, or of this charset.",
        "Send `Content-Type: application/json` (attachments: as their operation says).",
    ),
    Kind(
        "key-reused",
        422,
        _("The Idempotency-Key was used for something else"),
        _("This Idempotency-Key was used with another request. Make a new key for a new thing."),
        "The same `Idempotency-Key` came with another method, address or body within 30 days.",
        "Make a new key. If this was a retry: send exactly the bytes that were sent the first time.",
    ),
    Kind(
        "unprocessable",
        422,
        _("It cannot be carried out"),
        _("It was understood and cannot be carried out as it stands."),
        "The request can be read, and what it asks for cannot be carried out. `detail` says why.",
        "Follow `detail`.",
    ),
    Kind(
        "version-missing",
        428,
        _("The version is missing"),
        _('Say which version you read: If-Match with its ETag, for example "3". The star is not taken.'),
        "A change of something that exists came without `If-Match`, or with `*`, which would overwrite what "
        "nobody has read.",
        "Read the resource first and send its `ETag` as `If-Match`.",
    ),
    Kind(
        "throttled",
        429,
        _("Too many requests"),
        _("Too many requests. Wait a little."),
        "The client used up what it may ask within a minute. `RateLimit-*` headers tell how it stands.",
        "Wait as long as `Retry-After` says. Poll with `updated_since` and larger pages.",
    ),
    Kind(
        "error",
        500,
        _("Something went wrong here"),
        _("Something went wrong on our side. Nothing was changed."),
        "A fault of ours. It is in our log under the `X-Request-ID` of the answer.",
        "Try again with the same `Idempotency-Key`. Should it stay, tell us the `X-Request-ID`.",
    ),
    Kind(
        "unavailable",
        503,
        _("Not open just now"),
        _("Something that is needed is not there just now."),
        "A part that is needed cannot be reached, so nothing was done.",
        "Wait as long as `Retry-After` says and send the same request again.",
    ),
)

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _KINDS}
# What a status means when nothing more precise is said.
BY_STATUS: Mapping[int, Kind] = {
    400: KINDS["invalid"],
    401: KINDS["token"],
    403: KINDS["not-allowed"],
    404: KINDS["not-found"],
    405: KINDS["method"],
    406: KINDS["not-acceptable"],
    409: KINDS["conflict"],
    412: KINDS["stale"],
    413: KINDS["too-large"],
    415: KINDS["media-type"],
    422: KINDS["unprocessable"],
    428: KINDS["version-missing"],
    429: KINDS["throttled"],
    500: KINDS["error"],
    503: KINDS["unavailable"],
}


def of_status(status: int) -> Kind:
    """The kind for a status that nothing more is known about: the nearest of its class."""
    return BY_STATUS.get(status) or BY_STATUS[500 if status >= 500 else 400]
