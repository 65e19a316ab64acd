from __future__ import annotations

import re

from referrals.clocks import KINDS
from referrals.package.words import words_in


def test_both_languages_say_the_same_things_with_the_same_names() -> None:
    nb, nn = words_in("nb"), words_in("nn")
    shapes = [
        {
            (group, name): sorted(re.findall(r"{(\w+)}", text))
            for group, said in words.items()
            for name, text in said.items()
        }
        for words in (nb, nn)
    ]
    assert shapes[0] == shapes[1]


def test_every_clock_has_a_word() -> None:
    assert set(words_in("nb")["clocks"]) == set(KINDS)
