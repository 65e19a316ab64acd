"""Files and letters as they were: pages and pictures in their place, what cannot be shown laid beside."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field

import pikepdf

from referrals.package.blocks import Block, Picture, Sheet, Text
from referrals.package.impose import File, box_of, without_marks
from referrals.package.pdf import can_draw
from referrals.package.points import points_of
from referrals.package.words import Say

MOST_PAGES = 300
# What one file can hold and still be opened, sent and kept; the letters are small and always in it.
MOST_BYTES = 100_000_000
# What all pictures together may hold when drawn: a small file can unfold to a day's work.
MOST_POINTS = 150_000_000
PICTURES = {"image/png": "png", "image/jpeg": "jpg"}


@dataclass(frozen=True, slots=True)
class Found:
    """A file of the case. `about` says what it is, `key` a name of its own among the package's files."""

    name: str
    content_type: str
    size: int
    sha256: str
    read: Callable[[], bytes]
    about: str
    key: str


@dataclass(slots=True)
class Enclosed:
    """What the package takes in beside its own text, collected while the sections are written.

    `undrawable`: paths of pictures that the typesetter refused. `foreign`: whether a page that was not made
    here has come in, so that nobody can vouch for tags and fonts. `left_out`: files without room.
    """

    say: Say
    undrawable: frozenset[str] = frozenset()
    pages: dict[int, pikepdf.Page] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    files: list[File] = field(default_factory=list)
    foreign: bool = False
    left_out: list[str] = field(default_factory=list)
    room: int = MOST_BYTES
    points: int = MOST_POINTS
    _open: list[pikepdf.Pdf] = field(default_factory=list)

    def letter(self, found: Found) -> list[Block]:
        """A letter that was made here: its pages without tags of their own, and the file itself, tagged."""
        data = found.read()
        pdf = pikepdf.open(io.BytesIO(data))
        without_marks(pdf)
        self._beside(found, data)
        return self._sheets(pdf, found)

    def file(self, found: Found) -> list[Block]:
        """A file that came with the case, on pages of its own; else a sentence that says where it is."""
        seal = Text((f"{found.name}. {self.say('labels', 'sha256')} {found.sha256}.",), small=True)
        if found.size > self.room:
            self.left_out.append(found.about)
            return [seal, Text((self.say("beside", "large"),))]
        self.room -= found.size
        return [seal, *self._shown(found, found.read())]

    def _shown(self, found: Found, data: bytes) -> list[Block]:
        if found.content_type in PICTURES:
            return self._picture(found, data)
        if found.content_type != "application/pdf":
            return self._laid_beside(found, data, "format")
        try:
            pdf = pikepdf.open(io.BytesIO(data))
            many = len(pdf.pages) > MOST_PAGES
            shown = [] if many else self._sheets(pdf, found)
            mended = bool(pdf.get_warnings())
        except pikepdf.PasswordError:
            return self._laid_beside(found, data, "locked")
        except Exception:
            # Whatever a damaged file makes the reader say, the package is made and the file lies in it.
            return self._laid_beside(found, data, "broken")
        if not shown:
            return self._laid_beside(found, data, "many" if many else "broken")
        self.foreign = True
        return [*(self._laid_beside(found, data, "mended") if mended else []), *shown]

    def undrawn(self) -> frozenset[str]:
        """The pictures that cannot be drawn, asked one by one."""
        return frozenset(path for path, data in self.pictures.items() if not can_draw(path, data))

    def close(self) -> None:
        for pdf in self._open:
            pdf.close()

    def _sheets(self, pdf: pikepdf.Pdf, found: Found) -> list[Block]:
        """One block for each page; nothing is kept when one of them cannot be read."""
        self._open.append(pdf)
        boxes = [box_of(page.as_form_xobject()) for page in pdf.pages]
        ratios = [(top - bottom) / (right - left) for left, bottom, right, top in boxes]
        of, first = len(ratios), len(self.pages)
        self.pages |= dict(enumerate(pdf.pages, first))
        blocks: list[Block] = []
        for place, ratio in enumerate(ratios):
            words = self.say("labels", "page_of", what=found.about, page=place + 1, pages=of)
            blocks.append(Sheet(first + place, round(ratio, 5), words, words if place else ""))
        return blocks

    def _picture(self, found: Found, data: bytes) -> list[Block]:
        path = f"{found.key}.{PICTURES[found.content_type]}"
        if path in self.undrawable:
            return self._laid_beside(found, data, "broken")
        points = points_of(data)
        if points > self.points:
            return self._laid_beside(found, data, "points")
        self.points -= points
        self.pictures[path] = data
        return [Picture(path, self.say("labels", "picture", what=found.about))]

    def _laid_beside(self, found: Found, data: bytes, why: str) -> list[Block]:
        self._beside(found, data)
        return [Text((self.say("beside", why), self.say("beside", "where", name=self.files[-1].name)))]

    def _beside(self, found: Found, data: bytes) -> None:
        suffix = found.name.rpartition(".")[2].lower() if "." in found.name else "bin"
        name = f"{found.key}.{suffix}" if suffix.isalnum() and suffix.isascii() else f"{found.key}.bin"
        self.files.append(File(name, found.content_type, data, found.about))
