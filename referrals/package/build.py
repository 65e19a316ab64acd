"""One PDF of a complaint's whole case, as it stands at a moment."""

from __future__ import annotations

import datetime as dt

from django.utils import translation

from referrals.models import Complaint
from referrals.package.blocks import Block, Package, Section
from referrals.package.complaint import answers, complaint_section, statement_section
from referrals.package.cover import author, cover
from referrals.package.decision import decision_section
from referrals.package.enclosed import Enclosed
from referrals.package.errors import PackageError
from referrals.package.facts import facts_section
from referrals.package.impose import impose
from referrals.package.letters import letters_section
from referrals.package.log import log_section
from referrals.package.material import Material, gather
from referrals.package.pdf import render
from referrals.package.reasons import reasons_section
from referrals.package.referral import referral_section
from referrals.package.timeline import timeline_section
from referrals.package.words import Say


def build_package(complaint: Complaint, *, now: dt.datetime) -> bytes:
    """The case package for Statsforvalteren (fvl § 33): one PDF with bookmarks, in the patient's language.

    What happened after `now` is left out, so the same case and moment give the same bytes. It is PDF/UA-1
    unless a page of somebody else's PDF stands in it. Files beyond 100 MB in all are named, on the cover
    too, and must be sent by themselves; what cannot be shown lies in the PDF as a file.
    PackageError when the pages cannot be set. Nothing is written: who may, and the log, are the caller's.
    """
    language = "nn" if complaint.referral.language == "nn" else "nb"
    with translation.override(language):
        material = gather(complaint, say=Say(language), now=now)
        return _made(material, frozenset())


def _made(material: Material, undrawable: frozenset[str]) -> bytes:
    """The bytes; made again without the pictures that cannot be drawn, where there are some."""
    enclosed = Enclosed(material.say, undrawable)
    try:
        package = _package(material, enclosed)
        base = render(
            package, pictures=enclosed.pictures, universal=not enclosed.foreign, created=material.now
        )
        return impose(base, enclosed.pages, enclosed.files)
    except PackageError:
        lost = enclosed.undrawn()
        if not lost:
            raise
        return _made(material, undrawable | lost)
    finally:
        enclosed.close()


def _package(material: Material, enclosed: Enclosed) -> Package:
    say = material.say
    parts: list[tuple[str, list[Block]]] = [
        ("referral", referral_section(material, enclosed)),
        ("facts", facts_section(material)),
        ("reasons", reasons_section(material)),
        ("decision", decision_section(material)),
        ("letters", letters_section(material, enclosed)),
        ("complaint", [*complaint_section(material, enclosed), *answers(material, enclosed)]),
        ("statement", statement_section(material)),
        ("timeline", timeline_section(material)),
        ("log", log_section(material)),
    ]
    reference = material.complaint.reference
    return Package(
        language=say.language,
        title=f"{say('labels', 'title')}: {reference}",
        author=author(material),
        running=reference,
        cover=tuple(cover(material, enclosed.left_out)),
        sections=tuple(Section(say("sections", name), tuple(blocks)) for name, blocks in parts),
        contents_word=say("labels", "contents"),
        page_word=say("labels", "page"),
        of_word=say("labels", "of"),
    )
