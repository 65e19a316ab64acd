"""Pages made elsewhere are put where the typesetter left a mark for them.

Typst can embed pages of a PDF, but not in a PDF/UA, and a damaged file would stop the whole package. So it
draws a picture of two pixels that hold the page's number, with the alternative text and place of the page;
here that picture is changed for the page itself. Bookmarks, tags and reading order are left as they are.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pikepdf
from pikepdf import Dictionary, Name, Object, Pdf, Stream

MARK = b"RVE"
_MARKED = ("BDC", "BMC", "EMC", "MP", "DP")


@dataclass(frozen=True, slots=True)
class File:
    """Bytes that lie in the package as they were."""

    name: str
    content_type: str
    data: bytes
    about: str


def mark_of(number: int) -> list[int]:
    """The six bytes of the two pixels."""
    return [*MARK, *number.to_bytes(3, "big")]


def impose(base: bytes, sheets: Mapping[int, pikepdf.Page], files: Iterable[File] = ()) -> bytes:
    """The package with each page in its place and the files beside; the same bytes for the same input."""
    with pikepdf.open(io.BytesIO(base)) as pdf:
        made: dict[int, Object] = {}
        for page in pdf.pages:
            pictures = page.obj.get("/Resources", Dictionary()).get("/XObject", Dictionary())
            for name, picture in list(pictures.items()):
                number = _number(picture)
                if number is not None:
                    if number not in made:
                        made[number] = _unit(pdf, sheets[number])
                    pictures[name] = made[number]
        for file in files:
            spec = pikepdf.AttachedFileSpec(
                pdf,
                file.data,
                description=file.about,
                filename=file.name,
                mime_type=file.content_type,
                creation_date="",
                mod_date="",
            )
            pdf.attachments[file.name] = spec
        pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        pdf.Root.PageMode = Name.UseOutlines
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return out.getvalue()


def _number(picture: Object) -> int | None:
    """The number in a mark; None for a picture of the case."""
    if picture.get("/Subtype") != Name.Image or picture.get("/Width") != 2 or picture.get("/Height") != 1:
        return None
    data = picture.read_bytes()
    return int.from_bytes(data[3:], "big") if data[:3] == MARK and len(data) == 6 else None


def _unit(pdf: Pdf, sheet: pikepdf.Page) -> Object:
    """A page as something that is drawn in the unit square, as a picture is."""
    form = pdf.copy_foreign(sheet.as_form_xobject())
    left, bottom, right, top = box_of(form)
    width, height = right - left, top - bottom
    drawn = f"q {1 / width:.8f} 0 0 {1 / height:.8f} {-left / width:.8f} {-bottom / height:.8f} cm /Page Do Q"
    unit = Stream(pdf, drawn.encode())
    unit.Type, unit.Subtype, unit.BBox = Name.XObject, Name.Form, [0, 0, 1, 1]
    unit.Resources = Dictionary(XObject=Dictionary(Page=form))
    return unit


def box_of(form: Object) -> tuple[float, float, float, float]:
    """The box of a form in the space it is drawn in: turned pages have a matrix."""
    x0, y0, x1, y1 = (float(one) for one in form.BBox)
    a, b, c, d, e, f = (float(one) for one in form.get("/Matrix", [1, 0, 0, 1, 0, 0]))
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (x0, x1) for y in (y0, y1)]
    across, up = [x for x, _y in corners], [y for _x, y in corners]
    return min(across), min(up), max(across), max(up)


def without_marks(pdf: Pdf) -> None:
    """Takes out the marks of the page's own tags: they mean nothing inside a picture."""
    for page in pdf.pages:
        kept = [one for one in pikepdf.parse_content_stream(page) if str(one.operator) not in _MARKED]
        page.obj.Contents = pdf.make_stream(pikepdf.unparse_content_stream(kept))
