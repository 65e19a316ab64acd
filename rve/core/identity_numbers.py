"""Norwegian identity numbers: fødselsnummer, D-number, help numbers; synthetic
ones where the installation allows.

Eleven digits: day, month, year, three individual digits, two check digits (modulus 11). A D-number has 4
added to the first digit; a local help number 4 added to the third; a common help number (FH) begins with 8 or
9 and says no birth date. Synthetic numbers of Skatteetaten have 8 added to the third digit, those of Norsk
helsenett 65 to the month. An error says what is wrong and never repeats the number.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from operator import mul
from typing import Any

from django.utils.translation import gettext as _

from rve.core.errors import DomainError

FNR, DNR, HELP = "fnr", "dnr", "help"
_FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2)
_SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
# (individual number from, to), (two-digit year from, to), century
_CENTURIES = (
    ((500, 749), (54, 99), 1800),
    ((0, 499), (0, 99), 1900),
    ((900, 999), (40, 99), 1900),
    ((500, 999), (0, 39), 2000),
)


_REFERENCE = re.compile(r"[A-Za-z]{2,8}[- ]?[0-9]{4}[- ]?[0-9]{1,6}")
_DIGITS_OF_A_NUMBER = 9


def could_be_one(text: str) -> bool:
    """Whether a searched text may hold an identity number, however it is written: then it stands nowhere."""
    if _REFERENCE.fullmatch(text.strip()):
        return False
    return sum(char.isdigit() for char in text) >= _DIGITS_OF_A_NUMBER


_ALONE = re.compile(r"(?<![0-9A-Za-z])[0-9]{6}[ .-]?[0-9]{5}(?![0-9A-Za-z])")


def holds_one(text: str) -> bool:
    """Whether a valid identity number stands in a name or id that would be kept in clear. What is part of a
    longer word (a UUID) is none.
    """
    return any(_holds_spaced(found.group()) for found in _ALONE.finditer(text))


# What stands in a text where a number stood; the texts are Norwegian.
IN_ITS_PLACE = "[fødselsnummer fjernet]"
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_IN_TEXT = re.compile(r"(?<![0-9])[0-9]{6}[ .-]?[0-9]{5}(?![0-9])")


def without_numbers(text: str) -> str:
    """The text with a mark in the place of every valid identity number."""
    return _IN_TEXT.sub(lambda found: IN_ITS_PLACE if _holds_spaced(found.group()) else found.group(), text)


def without_numbers_inside(value: Any) -> Any:
    """The same of every text in lists and objects; anything else as it is. The names of an object stay."""
    if isinstance(value, str):
        return value if _UUID.fullmatch(value) else without_numbers(value)
    if isinstance(value, dict):
        return {name: without_numbers_inside(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [without_numbers_inside(one) for one in value]
    return value


def _holds_spaced(text: str) -> bool:
    return _holds(re.sub(r"[^0-9]", "", text))


def _holds(digits: str) -> bool:
    try:
        parse(digits, synthetic=True)
    except DomainError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class IdentityNumber:
    """A number that holds: its kind, and the birth date and sex it says (None where it says none)."""

    digits: str
    kind: str
    birth_date: dt.date | None
    sex: str
    synthetic: bool

    def __repr__(self) -> str:
        return f"IdentityNumber({self.kind})"

    def __str__(self) -> str:
        return self.kind


def _wrong(message: str) -> DomainError:
    return DomainError(message, field="number")


def _remainder(digits: str, weights: tuple[int, ...]) -> int:
    return -sum(map(mul, map(int, digits), weights)) % 11


def _check_digits_hold(digits: str) -> bool:
    return _remainder(digits, _FIRST) == int(digits[9]) and _remainder(digits, _SECOND) == int(digits[10])


def _month(month: int) -> tuple[int, bool, bool]:
    """The calendar month, whether it is a help number, whether it is synthetic."""
    for added, helps, synthetic in (
        (0, False, False),
        (40, True, False),
        (65, False, True),
        (80, False, True),
    ):
        if 1 <= month - added <= 12:
            return month - added, helps, synthetic
    raise _wrong(_("The identity number has no valid birth date in its first six digits."))


def _birth_date(digits: str, day: int, month: int) -> dt.date:
    year, individual = int(digits[4:6]), int(digits[6:9])
    for (first, last), (from_year, to_year), century in _CENTURIES:
        if first <= individual <= last and from_year <= year <= to_year:
            try:
                return dt.date(century + year, month, day)
            except ValueError:
                break
    raise _wrong(_("The identity number has no valid birth date in its first six digits."))


def _sex(digits: str) -> str:
    return "male" if int(digits[8]) % 2 else "female"


def parse(text: str, *, synthetic: bool) -> IdentityNumber:
    """The number in `text` (spaces allowed); DomainError that says what is wrong with it.

    `synthetic`: whether made-up numbers are accepted here (settings.SYNTHETIC_IDENTITY_NUMBERS).
    """
    digits = "".join(text.split())
    if not (digits.isascii() and digits.isdigit()):
        raise _wrong(_("The identity number must be digits only."))
    if len(digits) != 11:
        raise _wrong(_("The identity number must have eleven digits."))
    if not _check_digits_hold(digits):
        raise _wrong(_("The check digit of the identity number is wrong: one of the digits is mistyped."))
    if digits[0] in "89":
        return IdentityNumber(digits, HELP, None, "unknown", False)
    day, from_d = int(digits[:2]), digits[0] >= "4"
    month, helps, made_up = _month(int(digits[2:4]))
    birth = _birth_date(digits, day - 40 if from_d else day, month)
    if made_up and not synthetic:
        raise _wrong(_("This is a synthetic identity number, and it is not accepted here."))
    kind = HELP if helps else DNR if from_d else FNR
    return IdentityNumber(digits, kind, birth, _sex(digits), made_up)


def matches_birth_date(number: IdentityNumber, birth_date: dt.date) -> bool:
    """True where the number says this birth date, or says none."""
    return number.birth_date is None or number.birth_date == birth_date


def check(text: str, *, birth_date: dt.date | None, kind: str = "", synthetic: bool) -> IdentityNumber:
    """`parse`, and that the number fits the birth date and the kind that were given."""
    number = parse(text, synthetic=synthetic)
    if kind and kind != number.kind:
        raise _wrong(_("The identity number is not of the chosen kind."))
    if birth_date is not None and not matches_birth_date(number, birth_date):
        raise _wrong(_("The identity number does not fit the birth date."))
    return number


def synthetic_number(*, birth_date: dt.date, sex: str, serial: int, d_number: bool = False) -> str:
    """A synthetic number (month + 80) for people made up; `serial` counts those of one birth date and sex.

    Raises ValueError when the serial numbers of that day are used up.
    """
    first, last = next(
        individual
        for individual, (from_year, to_year), century in _CENTURIES
        if century + from_year <= birth_date.year <= century + to_year
    )
    wanted = 1 if sex == "male" else 0
    day, month = birth_date.day + 40 * d_number, birth_date.month + 80
    found = -1
    for individual in range(first, last + 1):
        if individual % 2 != wanted:
            continue
        nine = f"{day:02}{month:02}{birth_date.year % 100:02}{individual:03}"
        one = _remainder(nine, _FIRST)
        two = _remainder(f"{nine}{one}", _SECOND)
        found += one < 10 and two < 10
        if found == serial:
            return f"{nine}{one}{two}"
    raise ValueError("no serial number left")
