"""The small map: the patient's municipality and the numbered places, on the outline of the region."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from referrals.pages.outlines import OUTLINES, Outline
from referrals.queries.case_places import Place

WIDTH, HEIGHT = 290, 240
MARGIN = 12
APART = 17.0
LETTER = 6.2
MOST = 9


@dataclass(frozen=True, slots=True)
class Pin:
    """A place on the map, in its user units; `square`: a hospital's own unit."""

    number: int
    x: float
    y: float
    square: bool
    chosen: bool

    @property
    def left(self) -> float:
        return round(self.x - 8, 1)

    @property
    def top(self) -> float:
        return round(self.y - 8, 1)

    @property
    def baseline(self) -> float:
        return round(self.y + 4, 1)


@dataclass(frozen=True, slots=True)
class Label:
    """The municipality's name beside its mark; `anchor` as in SVG."""

    x: float
    y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Map:
    outline: Outline
    home: tuple[float, float] | None
    home_name: str
    label: Label | None
    pins: list[Pin]
    way: Pin | None
    caption: str


def draw(
    places: list[Place], *, region: str, home: tuple[float, float] | None, name: str, chosen: str
) -> Map | None:
    """The map of a region; None without an outline. `home`: latitude and longitude; `chosen`: a kode."""
    outline = OUTLINES.get(region)
    if outline is None:
        return None
    at = outline.point(*home) if home else None
    inside = at if at and _inside(*at) else None
    taken = [inside] if inside else []
    pins, outside = [], []
    for place in places[:MOST]:
        spot = _spot(outline, place)
        if spot is None:
            outside.append(place)
            continue
        x, y = _apart(spot, taken)
        taken.append((x, y))
        pins.append(Pin(place.number, x, y, not place.private, place.kode == chosen))
    return Map(
        outline=outline,
        home=inside,
        home_name=name,
        label=_label(inside, name, taken) if inside else None,
        pins=pins,
        way=next((pin for pin in pins if pin.chosen), None),
        caption=_caption(places, outside),
    )


def _spot(outline: Outline, place: Place) -> tuple[float, float] | None:
    if place.latitude is None or place.longitude is None:
        return None
    spot = outline.point(place.latitude, place.longitude)
    return spot if _inside(*spot) else None


def _inside(x: float, y: float) -> bool:
    return MARGIN <= x <= WIDTH - MARGIN and MARGIN <= y <= HEIGHT - MARGIN


def _apart(spot: tuple[float, float], taken: list[tuple[float, float]]) -> tuple[float, float]:
    """The spot, or the nearest one beside it where no other mark lies under."""
    tried = [(0, 0), (-1, 0), (1, 0), (0, 1), (0, -1), (-1, 1), (1, -1), (-1, -1), (1, 1)]
    for step in (1, 2, 3):
        for right, down in tried:
            x, y = spot[0] + right * APART * step, spot[1] + down * APART * step
            if _inside(x, y) and all((x - a) ** 2 + (y - b) ** 2 >= APART**2 for a, b in taken):
                return round(x, 1), round(y, 1)
    return round(spot[0], 1), round(spot[1], 1)


def _label(at: tuple[float, float], name: str, taken: list[tuple[float, float]]) -> Label:
    """Right of the mark, else left, above or below: where no place lies under the name."""
    x, y = at
    width = len(name) * LETTER
    spots = (
        (Label(round(x + 11, 1), round(y + 4, 1), "start"), x + 11),
        (Label(round(x - 11, 1), round(y + 4, 1), "end"), x - 11 - width),
        (Label(round(x, 1), round(y - 13, 1), "middle"), x - width / 2),
        (Label(round(x, 1), round(y + 20, 1), "middle"), x - width / 2),
    )
    others = [one for one in taken if one != at]
    for label, left in spots:
        clear = all(not (left - 9 < a < left + width + 9 and abs(b - label.y + 4) < 12) for a, b in others)
        if clear and left > 2 and left + width < WIDTH - 2:
            return label
    return spots[0][0]


def _caption(places: list[Place], outside: list[Place]) -> str:
    if not places:
        return _("The patient's municipality (diamond).")
    shown = min(len(places), MOST)
    words = _(
        "The patient's municipality (diamond) and the places 1–{n}. Circle: private, square: health trust."
    )
    text = words.format(n=shown) if shown > 1 else _("The patient's municipality (diamond) and the place.")
    if not outside:
        return text
    names = ", ".join(f"{place.number}. {place.name}" for place in outside)
    return f"{text} {_('Off the map: {names}.').format(names=names)}"
