"""A letter that may be sent: it can be made, and it holds all that the law wants it to hold."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from referrals.letters.compose import compose
from referrals.letters.data import LetterData
from referrals.letters.document import Letter
from referrals.letters.errors import LetterError
from referrals.letters.law import missing_items
from rve.core.errors import Conflict

LAW_ITEMS: dict[str, str | Promise] = {
    "result": gettext_lazy("the result"),
    "deadline": gettext_lazy("the deadline for the start"),
    "time": gettext_lazy("the time or the planned week"),
    "place": gettext_lazy("the place"),
    "helfo": gettext_lazy("what happens if the deadline is not kept"),
    "complaint": gettext_lazy("how to complain"),
    "renewed_assessment": gettext_lazy("a renewed assessment"),
    "choose_place": gettext_lazy("the choice of another place"),
    "choose_assessor": gettext_lazy("the choice of who assesses"),
    "reasons": gettext_lazy("the reasons"),
    "what_now": gettext_lazy("what happens now"),
    "ombud": gettext_lazy("the patient ombud"),
    "language_help": gettext_lazy("interpreter and language"),
    "own_payment": gettext_lazy("travel and own payment"),
    "law": gettext_lazy("the paragraphs of the law"),
    "complaint_came": gettext_lazy("that the complaint has come"),
    "who_reviews": gettext_lazy("who looks at the complaint"),
    "answer_by": gettext_lazy("when an answer can be expected"),
    "missing": gettext_lazy("what is missing"),
    "mend_by": gettext_lazy("by when it must be mended"),
    "why_longer": gettext_lazy("why the answer takes longer"),
    "changed": gettext_lazy("what is changed"),
    "why_changed": gettext_lazy("why it is changed"),
    "rest": gettext_lazy("what can be done about the rest"),
    "why_dismissed": gettext_lazy("why the complaint is dismissed"),
    "if_disagree": gettext_lazy("what can be done when the complaint is dismissed"),
    "statement": gettext_lazy("our statement to Statsforvalteren"),
    "comment": gettext_lazy("that our statement can be commented on"),
    "answer": gettext_lazy("what Statsforvalteren decided"),
    "after_answer": gettext_lazy("what the answer means"),
}


def read_through(data: LetterData) -> tuple[Letter | None, str]:
    """The letter, and in a sentence why it cannot be sent; None for one that cannot be made at all."""
    try:
        letter = compose(data)
    except LetterError:
        return None, _("The letter cannot be made from this decision. Send it back to the assessor.")
    missing = missing_items(letter)
    if not missing:
        return letter, ""
    words = get_text_list([str(LAW_ITEMS.get(item.key, item.key)) for item in missing], _("and"))
    return letter, _(
        "The letter cannot be sent: it does not say {words}. Ask the team lead to mend the letter paragraphs."
    ).format(words=words)


def letter_to_send(data: LetterData) -> Letter:
    """The letter, or Conflict with the sentence: nothing is signed that could not be sent."""
    letter, problem = read_through(data)
    if letter is None or problem:
        raise Conflict(problem)
    return letter
