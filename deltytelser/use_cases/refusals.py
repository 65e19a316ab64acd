"""What is wrong with a table, as a sentence for the person who wrote it."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.utils.translation import gettext as _

from deltytelser.rules.errors import CatalogueError
from rve.core.errors import DomainError

Words = Callable[[re.Match[str]], str]


def refused(error: CatalogueError, *, where: bool = False) -> DomainError:
    """The error at its cell; with `where` the sentence begins with file, row and cell (for whole files)."""
    sentence = _sentence(error.what)
    field = error.cell or error.group
    return DomainError(f"{place_of(error)}: {sentence}" if where and error.file else sentence, field=field)


def place_of(error: CatalogueError) -> str:
    """`gate.yaml, row gate.obesity, cell nb` in the reader's language."""
    parts = [_("the zip file") if error.file == "the zip file" else error.file or ""]
    if error.row:
        parts.append(_("row {name}").format(name=error.row))
    if error.group or error.cell:
        parts.append(_("cell {name}").format(name=".".join(filter(None, [error.group, error.cell]))))
    return ", ".join(parts)


def _sentence(what: str) -> str:
    for pattern, words in _SENTENCES:
        found = pattern.match(what)
        if found:
            return words(found)
    return _("This cannot be read: {what}").format(what=what)


def _one(text: Callable[[], str]) -> Words:
    return lambda _found: text()


def _named(text: Callable[[], str]) -> Words:
    return lambda found: text().format(**found.groupdict())


_QUOTED = r"['\"](?P<word>.*?)['\"]"
_WORDS: dict[str, Words] = {
    r"a row without an id": _one(lambda: _("The row has no id.")),
    r"a row without a sentence": _one(lambda: _("The sentence is missing, in bokmål or in nynorsk.")),
    r"a row without a source": _one(lambda: _("The source is missing.")),
    r"a row without a date": _one(lambda: _("The first day is missing, or is no day of the calendar.")),
    r"a brace without its other half": _one(lambda: _("A brace is opened and not closed, or the other way.")),
    r"must be 1 to (?P<number>\d+) characters of letters": _named(
        lambda: _("At most {number} characters: letters, digits, - _ and dots.")
    ),
    rf"unknown word in braces {_QUOTED}": _named(lambda: _("«{word}» in braces cannot be filled in.")),
    rf"unknown word {_QUOTED}; known are (?P<known>.*)": _named(
        lambda: _("«{word}» is not a known word. Known are: {known}.")
    ),
    rf"unknown condition {_QUOTED}": _named(lambda: _("«{word}» is not a known condition.")),
    r"unknown (condition|need|word)": _one(lambda: _("There is a word here that is not known.")),
    rf"unknown document {_QUOTED}": _named(lambda: _("The document «{word}» is not among the sources.")),
    r"unknown document": _one(lambda: _("The document is not among the sources.")),
    r"must have linje or locator": _one(lambda: _("Say where in the source: lines, or a place in words.")),
    r"must be L, Ø or both": _one(lambda: _("The mark must be L, Ø or both.")),
    r"cannot hold together": _one(lambda: _("This cannot hold together with the other cells of the row.")),
    r"must be a list of words": _one(lambda: _("Choose one word or more.")),
    r"must be yes or no": _one(lambda: _("Answer yes or no.")),
    r"must be (?P<words>none or hold)": _one(lambda: _("Say whether a ground holds or none does.")),
    r"must say from, to or both|whole years": _one(
        lambda: _("Give an age in whole years, from, to or both.")
    ),
    r"must hold two groups": _one(lambda: _("Give two alternatives or more.")),
    rf"{_QUOTED} is not a range": _named(lambda: _("«{word}» is not a range such as icd10 C00-C97.")),
    r"only for rows that no later": _one(
        lambda: _("Only a row that no later answer can change may stop refusals.")
    ),
    r"missing or not a known value|not a known value": _one(
        lambda: _("The value is missing, or is not one that can stand here.")
    ),
    r"not a known cell": _one(lambda: _("There is no such cell in this table.")),
    r"not a known table": _one(lambda: _("There is no such table.")),
    r"no such row in force": _one(lambda: _("No such row is in force on the first day or later.")),
    r"no such row": _one(lambda: _("There is no such row.")),
    r"the id is in use": _one(lambda: _("The id is in use by another row.")),
    r"before the first day": _one(lambda: _("The last day is before the first.")),
    r"nothing is in force from (?P<first>\S+) to (?P<last>\S+)": _named(
        lambda: _("Nothing would be in force from {first} to {last}.")
    ),
    r"nothing is in force from (?P<first>\S+)": _named(
        lambda: _("Nothing would be in force from {first}. Change the row, or add another before you end it.")
    ),
    r"values must follow each other": _one(lambda: _("Each value must begin after the one before it.")),
    r"must be given in nb and nn": _one(lambda: _("Write it in bokmål and in nynorsk.")),
    r"the order goes in a circle: (?P<circle>.*)": _named(lambda: _("The order goes in a circle: {circle}.")),
    r".* is no other row of the same table": _one(
        lambda: _("Both must be rows of one table where the first row decides.")
    ),
    r"must say what the answer is": _one(lambda: _("Say what the answer must be.")),
    r"aliases are not allowed.*line (?P<line>\d+)": _named(
        lambda: _("References inside the file (& and *) are not allowed (line {line}).")
    ),
    r"tags are not allowed.*line (?P<line>\d+)": _named(lambda: _("Tags (!) are not allowed (line {line}).")),
    r"nested too deeply.*line (?P<line>\d+)": _named(
        lambda: _("Too many levels inside each other (line {line}).")
    ),
    rf"not YAML: {_QUOTED} is given twice.*line (?P<line>\d+)": _named(
        lambda: _("«{word}» is given twice (line {line}).")
    ),
    r"not YAML: .*unacceptable character": _one(
        lambda: _("There is a character here that cannot be stored.")
    ),
    r"not YAML: .*codec": _one(lambda: _("The file is not text in UTF-8.")),
    r"not YAML: .*\(line (?P<line>\d+)\)": _named(lambda: _("The file cannot be read as YAML: line {line}.")),
    r"not YAML": _one(lambda: _("The file cannot be read as YAML.")),
    r"must hold table, stage and rows": _one(
        lambda: _("The file must say which table it is and at which stage, and hold rows.")
    ),
    r"must hold rows": _one(lambda: _("The file must hold rows.")),
    r"must hold the rows (?P<rows>.*)": _named(lambda: _("The file must hold the rows {rows}.")),
    r"settings must be (?P<known>.*)": _named(lambda: _("The file must hold these values: {known}.")),
    r"the stage of (?P<table>\S+) is (?P<stage>\S+)": _named(
        lambda: _("The table «{table}» belongs to stage {stage}.")
    ),
    r"(?P<file>\S+) is named twice or is no table": _named(
        lambda: _("«{file}» is named twice, or is no table.")
    ),
    r"no row (?P<rows>.*)": _named(lambda: _("Rows that the rules need are missing: {rows}.")),
    r"the first day must be that of the map, (?P<day>\S+)": _named(
        lambda: _("The first day must be that of the map, {day}.")
    ),
    r"must be a day between (?P<first>\d+) and (?P<last>\d+)": _named(
        lambda: _("The day must be between {first} and {last}.")
    ),
    r"more than (?P<number>\d+) different lists": _named(
        lambda: _("More than {number} different lists of diagnoses.")
    ),
    r"must be lists of needs": _one(lambda: _("There must be lists of needs here.")),
    r"(cells )?must be a list of names and values": _one(lambda: _("There must be names with values here.")),
    r"must be the facts of a referral": _one(lambda: _("The facts of a referral must stand here.")),
    r"(?P<word>\S+) is not known, or not a known value": _named(
        lambda: _("«{word}» is not known in an answer, or has a value that cannot stand here.")
    ),
    r"due is a day": _one(lambda: _("An answer with a day («due») needs «dated: true» on the case.")),
    r"(?P<word>\S+) is given twice": _named(lambda: _("«{word}» is given twice.")),
    r"larger than (?P<bytes>\d+) bytes": _named(lambda: _("Larger than {bytes} bytes.")),
    r"the files together are larger": _one(lambda: _("The files together are too large.")),
    r"more than (?P<number>\d+) files": _named(lambda: _("More than {number} files.")),
    r"cannot be read": _one(lambda: _("This is not a zip file that can be read.")),
    r"not a file of a rule set|not named in": _one(lambda: _("This file is no part of a rule set.")),
    r"named in .*, but not there|missing or not a list of names": _one(
        lambda: _("The file is missing or empty, though the rule set needs it.")
    ),
    r"twice in the zip file": _one(lambda: _("The file is twice in the zip file.")),
    r"no tables": _one(lambda: _("There are no tables here.")),
    r"a character that cannot be read": _one(lambda: _("There is a character here that cannot be stored.")),
    r".* is not a word, a whole number or a day": _one(
        lambda: _("Only words, whole numbers, days, and yes or no can stand here.")
    ),
    r".* is not a name": _one(lambda: _("The name of a cell must be a word.")),
    r"missing": _one(lambda: _("This is missing.")),
    r"(?P<word>[\w.\[\]]+) (is missing|is not a known field|is in the list already|must (be|have) )": _named(
        lambda: _("«{word}» is missing, is not known, or has a value that cannot stand here.")
    ),
}
_SENTENCES = [(re.compile(pattern, re.DOTALL), words) for pattern, words in _WORDS.items()]
