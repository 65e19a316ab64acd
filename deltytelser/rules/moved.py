"""What stands in another order than before."""

from __future__ import annotations

from difflib import SequenceMatcher


def moved(before: list[str], after: list[str]) -> set[str]:
    """The ids, known on both sides, that do not stand in the same order."""
    known = set(before) & set(after)
    old, new = [one for one in before if one in known], [one for one in after if one in known]
    if old == new:
        return set()
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    kept = {old[i] for block in matcher.get_matching_blocks() for i in range(block.a, block.a + block.size)}
    return known - kept
