"""The proof of a due day in words a jurist can follow, from what is stored with the clock."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from referrals import proof_words as texts
from rve.core.dates import MONTHS, long_date, weekday, weekday_date
from rve.core.virkedager import add_months, holiday_keys

Proof = Mapping[str, Any]


def proof_text(clock: Any, lang: str) -> str:
    """The sentences for a clock, or for its stored proof; empty where none is stored.

    «Mottatt fredag 27. mars 2026, dagen ikke medregnet. Ti virkedager: 30. mars–1. april, 7.–10. april og
    13.–15. april. Ikke regnet: lørdager, søndager, 2. april (skjærtorsdag), 3. april (langfredag) og 6. april
    (andre påskedag). Siste dag er onsdag 15. april 2026. Regnes lørdager med, er siste dag lørdag 11. april
    2026. Pasient- og brukerrettighetsloven § 2-2 a; dagene er regnet som i domstolloven § 148.»
    """
    proof: Proof = clock if isinstance(clock, Mapping) else clock.proof
    if "kind" not in proof:
        return ""
    return " ".join(one for one in _Teller("nn" if lang[:2] == "nn" else "nb").sentences(proof) if one)


def law_words(law: str, lang: str) -> str:
    """«Pasient- og brukerrettighetsloven § 7-5, domstolloven §§ 148–149» for the short names; empty for
    none.
    """
    found = []
    for one in filter(None, law.split("; ")):
        short, _space, paragraph = one.partition(" ")
        name = texts.LAWS.get(short, (short, short))[lang[:2] == "nn"]
        dashed = re.sub(r"(§§ [0-9]+)-([0-9]+)", r"\1–\2", paragraph)
        found.append(f"{name} {dashed}")
    return ", ".join(found)


def _first_large(text: str) -> str:
    """A large first letter, save in a name that is spelled otherwise (eForvaltningsforskriften)."""
    return text if text[1:2].isupper() else text[:1].upper() + text[1:]


class _Teller:
    """One language's sentences."""

    def __init__(self, language: str) -> None:
        self.language, self.nn = language, language == "nn"
        self.words = texts.WORDS[language]

    def sentences(self, proof: Proof) -> list[str]:
        kind, day = proof["kind"], self._date(proof["starts_on"])
        moves = proof.get("moved", [])
        due = self._date(moves[0]["from"] if moves else proof["due_on"])
        if kind == "statsforvalter":
            found = [self.words["nudges"].format(day=day, due=due, every=proof["length"])]
        elif kind in texts.GIVEN:
            found = [texts.GIVEN[kind][self.nn].format(day=day, due=due), self._source(proof)]
        else:
            found = [*self._computed(proof, due), self._also(proof), self._source(proof)]
        return [*found, *(self._moved_by_hand(move) for move in moves)]

    def _date(self, day: str) -> str:
        return weekday_date(dt.date.fromisoformat(day), self.language)

    def _computed(self, proof: Proof, due: str) -> list[str]:
        if "virkedager" in proof:
            return self._virkedager(proof, due)
        return [f"{self._began(proof)}.", *self._to(proof, due)]

    def _began(self, proof: Proof) -> str:
        """What began and when, in the words that fit what is known of it."""
        kind, day = proof["kind"], self._date(proof["starts_on"])
        if "received_here" in proof:
            here = self._date(proof["received_here"])
            return texts.BEGAN["assessment_first"][self.nn].format(day=day, here=here)
        for variant in (proof.get("known"), "contact" if "contact" in proof else None):
            kind = f"{kind}_{variant}" if f"{kind}_{variant}" in texts.BEGAN else kind
        handed = self._date(proof["handed_on"]) if "handed_on" in proof else ""
        return texts.BEGAN[kind][self.nn].format(day=day, handed=handed)

    def _virkedager(self, proof: Proof, due: str) -> list[str]:
        found = [
            self.words["not_first"].format(began=self._began(proof)),
            self.words["counted"].format(length=self._length(proof), days=self._ranges(proof["counted"])),
            self._not_counted(proof),
            self.words["last"].format(due=due),
        ]
        if proof["saturday_is_virkedag"]:
            return [*found, self.words["saturday"]]
        other = proof["due_with_saturdays"]
        if proof.get("local") or other == proof["counted"][-1]:
            return found
        return [*found, self.words["with_saturdays"].format(day=self._date(other))]

    def _length(self, proof: Proof) -> str:
        """«Ti virkedager», «Én måned», «20 virkedager»."""
        unit = proof.get("unit", "virkedager")
        number = int(proof.get("length", proof.get("virkedager", 0)))
        numbers = texts.NUMBERS[self.language]
        spelled = numbers[number] if number < len(numbers) else str(number)
        if self.nn and number == 1 and unit == "weeks":
            spelled = texts.ONE_WEEK_NN
        return _first_large(f"{spelled} {texts.UNITS[self.language][unit][number != 1]}")

    def _not_counted(self, proof: Proof) -> str:
        counted = set(proof["counted"])
        first = dt.date.fromisoformat(proof["starts_on"])
        last = dt.date.fromisoformat(proof["counted"][-1])
        days = [first + dt.timedelta(days=n) for n in range(1, (last - first).days + 1)]
        off = {day.weekday() for day in days if day.isoformat() not in counted}
        named = [dt.date.fromisoformat(day) for day in proof["holidays"]]
        parts = [self.words["saturdays"]] if 5 in off and not proof["saturday_is_virkedag"] else []
        parts += [self.words["sundays"]] if 6 in off else []
        parts += [f"{_day(day)} ({self._name(day)})" for day in named]
        return self.words["not_counted"].format(days=self._list(parts)) if parts else ""

    def _name(self, day: dt.date) -> str:
        """What a day off is called: its feast, or Saturday or Sunday, or that a law has made it one."""
        keys = holiday_keys(day)
        if not keys and day.weekday() >= 5:
            return weekday(day, self.language)
        names = [texts.HOLIDAYS[key][self.nn] for key in keys or ("",)]
        return self._list(names)

    def _to(self, proof: Proof, due: str) -> list[str]:
        """Where weeks, months or days end, and why that was moved."""
        to, length = dt.date.fromisoformat(proof["counted_to"]), self._length(proof)
        sentence = self.words[self._ending(proof, to)]
        number = f"{dt.date.fromisoformat(proof['starts_on']).day}."
        day = weekday_date(to, self.language)
        found = [sentence.format(length=length, day=day, number=number)]
        if proof["passed"]:
            passed = [dt.date.fromisoformat(day) for day in proof["passed"]]
            named = [self.words["is"].format(day=_day(day), name=self._name(day)) for day in passed]
            as_in = self.words["as_in"] if proof.get("local") else ""
            found.append(self.words["moved"].format(days=self._list(named), due=due, as_in=as_in))
        return found

    @staticmethod
    def _ending(proof: Proof, to: dt.date) -> str:
        starts = dt.date.fromisoformat(proof["starts_on"])
        return "month_end" if proof["unit"] == "months" and starts.day != to.day else str(proof["unit"])

    def _also(self, proof: Proof) -> str:
        sentences = [texts.ALSO[proof["kind"]][self.nn]] if proof["kind"] in texts.ALSO else []
        if "decided_on" in proof:
            last = add_months(dt.date.fromisoformat(proof["decided_on"]), 12)
            sentences.append(self.words["year"].format(day=long_date(last)))
        return " ".join(sentences)

    def _source(self, proof: Proof) -> str:
        law = law_words(_own_law(proof), self.language)
        if proof.get("local") and "length" in proof:
            return self.words["local_duty" if law else "local"].format(law=law)
        if not law:
            return ""
        how = {"virkedager": "by_analogy", "weeks": "by_weeks", "months": "by_weeks"}
        return _first_large(self.words[how.get(proof.get("unit", ""), "law")].format(law=law))

    def _moved_by_hand(self, move: Mapping[str, str]) -> str:
        key = "shortened" if move["to"] < move["from"] else "put_later"
        return self.words[key].format(
            before=self._date(move["from"]),
            after=self._date(move["to"]),
            by=move["by"],
            on=long_date(dt.date.fromisoformat(move["on"])),
            reason=move["reason"].rstrip("."),
        )

    def _list(self, parts: Sequence[str]) -> str:
        """«a», «a og b», «a, b og c»."""
        if len(parts) < 2:
            return "".join(parts)
        return f"{', '.join(parts[:-1])} {self.words['and']} {parts[-1]}"

    def _ranges(self, days: Sequence[str]) -> str:
        """«30. mars–1. april, 7.–10. april og 13.–15. april»: days that follow each other are one part."""
        found: list[list[dt.date]] = []
        for day in map(dt.date.fromisoformat, days):
            if found and (day - found[-1][-1]).days == 1:
                found[-1].append(day)
            else:
                found.append([day])
        return self._list([_span(part[0], part[-1]) for part in found])


def _own_law(proof: Proof) -> str:
    """The paragraphs of the duty itself; how its days are counted is said beside them."""
    first = str(proof["law"]).split("; ")[0]
    return first if proof.get("unit") else str(proof["law"])


def _day(day: dt.date) -> str:
    return f"{day.day}. {MONTHS[day.month - 1]}"


def _span(first: dt.date, last: dt.date) -> str:
    if first == last:
        return _day(first)
    return f"{first.day}.–{_day(last)}" if first.month == last.month else f"{_day(first)}–{_day(last)}"
