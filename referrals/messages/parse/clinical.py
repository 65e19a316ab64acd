"""The free text of a referral under our headings. What stands under theirs (8231, 8233) keeps its words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from referrals.messages.parse.leaves import joined
from referrals.messages.parse.numbers_in_text import without_numbers
from referrals.messages.parse.tree import Coded, Element, children, coded, text

MORE = "message"  # everything that has no heading of ours
# 8231, and where it stands with us; the others are in `situation`.
_OF_HEADING = {
    "PROB": "situation",
    "HJ": "function",
    "MAAL": "goal",
    "UTRED": "wishes",
    "FA": MORE,
    "IP": MORE,
    "UP": MORE,
    "MU": MORE,
}
# 8231 and 8233 in our own words, used where the message gives none.
_WORDS = {
    "ANAM": "Sykehistorie",
    "ART": "Andre tilstander",
    "BG": "Begrunnelse",
    "CAVE": "Cave",
    "DIAG": "Diagnose",
    "FA": "Familie og sosialt",
    "FO": "Forløp og behandling",
    "FU": "Funn",
    "FUNN": "Funn",
    "HJ": "Funksjon og hjelpetiltak",
    "IP": "Informasjon til pasient og pårørende",
    "MAAL": "Mål for oppholdet",
    "MEDB": "Legemidler",
    "NB": "Spesielle hensyn",
    "OPIN": "Operasjon",
    "OPPL": "Klinisk opplysning",
    "PROB": "Problemstilling",
    "PROG": "Prognose",
    "SM": "Smitte",
    "SVU": "Spesialistvurdering",
    "SYKM": "Sykmelding",
    "SYMP": "Symptom",
    "TB": "Tidligere behandling",
    "US": "Tidligere undersøkelse",
    "UTRED": "Forventet utredning og behandling",
    "VU": "Vurdering",
}
_PLAIN = ("PROB", "HJ", "MAAL", "UTRED")  # the heading says what ours says already
LONGEST = 18_000


class Texts:
    """Paragraphs by heading, in the order they come."""

    def __init__(self) -> None:
        self._under: dict[str, list[str]] = defaultdict(list)

    def add(self, key: str, words: str, label: str = "") -> None:
        """A paragraph, with its own heading where it needs one; identity numbers are taken out."""
        said = without_numbers(words.strip())
        if said:
            parted = "\n" if "\n" in said or len(said) > 80 else " "
            self._under[key].append(f"{label}:{parted}{said}" if label else said)

    def clinical(self) -> dict[str, str]:
        """As a case keeps it; a text that is far too long goes on under the last heading."""
        found = {key: "\n\n".join(parts) for key, parts in self._under.items()}
        return {key: _cut(said) for key, said in found.items()}


def _cut(said: str) -> str:
    if len(said) <= LONGEST:
        return said
    return said[:LONGEST] + "\n\n[Resten står i meldingen.]"


def headed(element: Element) -> Coded:
    return coded(element, "Heading")


def take_reasons(elements: Iterable[Element], texts: Texts) -> None:
    """`ReasonAsText`: heading and text, with coded text where there is some."""
    for element in elements:
        heading = headed(element)
        said = [text(one) for one in children(element, "TextResultValue")]
        said += [coded(one).said for one in children(element, "TextCode")]
        key = _OF_HEADING.get(heading.code, "situation")
        label = "" if heading.code in _PLAIN or not heading.code else words_of(heading)
        texts.add(key, "\n".join(one for one in said if one), label)


def words_of(code: Coded) -> str:
    return _WORDS.get(code.code, code.said)


def take_items(elements: Iterable[Element], texts: Texts) -> dict[str, list[str]]:
    """`InfItem`: the story, findings, warnings; medicines and infection are also told, by kind."""
    told: dict[str, list[str]] = defaultdict(list)
    by_kind: dict[str, list[str]] = defaultdict(list)
    kinds: dict[str, Coded] = {}
    for element in elements:
        kind = coded(element, "Type")
        said = joined(element, read=set(children(element, "Type")))
        by_kind[kind.code].append(said)
        kinds.setdefault(kind.code, kind)
    for code, parts in by_kind.items():
        told[code] = parts
        if code != "MEDB":
            texts.add("situation", "\n".join(parts), words_of(kinds[code]))
    return told
