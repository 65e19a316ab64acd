"""Outlines of the regions for the small map: data, drawn by hand for recognition and not for measuring."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outline:
    """SVG paths in a box of 290 × 240, and the straight projection of degrees into it."""

    land: str
    sea: str
    x_at_zero: float
    x_per_degree: float
    y_at_zero: float
    y_per_degree: float

    def point(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Where a place stands, in user units."""
        x = self.x_at_zero + self.x_per_degree * longitude
        y = self.y_at_zero + self.y_per_degree * latitude
        return round(x, 1), round(y, 1)


OUTLINES = {
    "HMN": Outline(
        land=(
            "M6 228.9 L6.6 216.7 L18.1 205.9 L31.7 193 L39.3 181.5 L51.4 173.4 L61.9 164.6 L71 160.5 "
            "L81.6 153.8 L89.1 136.8 L98.2 131.4 L104.2 140.9 L111.8 136.8 L107.2 120.6 L102.7 113.8 "
            "L116.3 107 L126.9 115.1 L125.4 128.7 L135.9 125.3 L142 115.1 L143.5 103 L154.1 92.8 "
            "L160.1 81.3 L169.2 70.4 L176.7 57.6 L182.8 40.6 L193.3 30.5 L202.4 20.3 L214.5 13.5 "
            "L226.6 8.1 L243.2 10.2 L262.8 16.9 L284 20.3 L265.8 54.2 L277.9 64.3 L277.9 88.1 L250.7 "
            "89.4 L237.1 96.2 L220.5 121.9 L220.5 134.1 L213.9 144.3 L219 161.2 L216 176.1 L222.9 "
            "189.6 L217.5 210 L199.4 199.8 L187.3 186.3 L172.2 181.5 L157.1 193 L145 208.6 L126.9 "
            "211.3 L111.8 213.4 L96.7 220.1 L84.6 228.3 L69.5 232.3 L45.3 235 L24.2 232.3 Z"
        ),
        sea=(
            "M145 117.9 L149.5 127.3 L163.1 130.7 L176.7 127.3 L182.8 116.5 L188.8 109.7 L185.8 103 "
            "L194.8 98.2"
        ),
        x_at_zero=-147.8,
        x_per_degree=30.2,
        y_at_zero=4427.6,
        y_per_degree=-67.7,
    ),
}
