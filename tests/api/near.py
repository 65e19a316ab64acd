"""Bodies near to one that is taken: some of it left out, some of it as the schema makes it up."""

from __future__ import annotations

import copy
from random import Random
from typing import Any

_KEPT, _LEFT_OUT, _OTHER, _ADDED = 0.72, 0.10, 0.18, 0.06


def near(good: Any, made_up: Any, random: Random) -> Any:
    """`good` with parts of `made_up`, which the schema allows too; at times `good` as it is."""
    return copy.deepcopy(good) if random.random() < 0.3 else _mixed(good, made_up, random)


def _mixed(good: Any, made_up: Any, random: Random) -> Any:
    if not isinstance(good, dict) or not isinstance(made_up, dict):
        return made_up if random.random() < 0.5 else good
    mixed: dict[str, Any] = {}
    for key, value in good.items():
        [fate] = random.choices(("kept", "left out", "other"), (_KEPT, _LEFT_OUT, _OTHER))
        if fate == "kept":
            mixed[key] = value
        elif fate == "other":
            mixed[key] = _mixed(value, made_up[key], random) if key in made_up else value
    added = {key: value for key, value in made_up.items() if key not in good and random.random() < _ADDED}
    return mixed | added
