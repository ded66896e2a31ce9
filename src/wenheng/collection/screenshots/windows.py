"""Screenshots of one scrolled talk, drawn together: each line once.

Lines that read alike in two windows say by how much the talk was scrolled; the windows are cut in
the middle of what both show, far from the edges where lines are cut in half.
"""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from wenheng.collection.screenshots.layout import Said
from wenheng.forms import plain

ALIKE = 0.75
"""Share of characters by which a line in two windows is the same line."""

SHORTEST = 3
"""Characters of a line from which on it says where it is."""

ENOUGH = 6
"""Characters that must agree on how far the talk was scrolled."""

CLOSE = 5
"""Pixels by which the places of one line in two windows may differ from the scroll."""


@dataclass(frozen=True)
class Seen:
    """A line in the window (numbered from 0) it is taken from.

    `after_gap` where nothing shows that this window follows the one before without a gap.
    """

    said: Said
    window: int
    after_gap: bool = False


def joined(windows: Sequence[Sequence[Said]]) -> list[Seen]:
    """The lines of windows of one talk, in the order in which they were scrolled."""
    found: list[Seen] = []
    before: Sequence[Said] = ()
    last = 0
    for number, lines in enumerate(windows):
        scroll = _scroll(before, lines)
        if scroll is not None and scroll <= CLOSE:
            continue  # the same picture again
        if scroll is None:
            found += [Seen(said, number, bool(before) and n == 0) for n, said in enumerate(lines)]
        else:
            cut = _cut(before, lines, scroll)
            found = [o for o in found if o.window < last or _middle(o.said) < cut + scroll]
            found += [Seen(said, number) for said in _moving(lines, before) if _middle(said) >= cut]
        before, last = lines, number
    return found


def _scroll(before: Sequence[Said], after: Sequence[Said]) -> float | None:
    """Pixels by which `after` was scrolled; None where no line of the two agrees."""
    pairs = [(one, other) for one in before for other in after if _is_alike(one, other)]
    shifts = [(_middle(one) - _middle(other), len(one.line.text)) for one, other in pairs]
    moved = [pair for pair in shifts if pair[0] > CLOSE] or shifts  # what stands still says nothing
    best, weight = None, 0
    for shift, _ in moved:
        agreed = sum(size for other, size in moved if abs(other - shift) <= CLOSE)
        if agreed > weight:
            best, weight = shift, agreed
    return best if weight >= ENOUGH else None


def _cut(before: Sequence[Said], after: Sequence[Said], scroll: float) -> float:
    """Where `after` takes over, in its own pixels: between two lines, amid what both show."""
    end = max(said.line.bottom for said in before) - scroll
    middles = sorted(_middle(said) for said in after if _middle(said) <= end)
    if len(middles) < 2:
        return (middles[0] - 1) if middles else end
    gaps = [(one + other) / 2 for one, other in pairwise(middles)]
    return min(gaps, key=lambda gap: abs(gap - (middles[0] + end) / 2))


def _moving(lines: Sequence[Said], before: Sequence[Said]) -> list[Said]:
    """`lines` without what stands at the same place in the window before: heads and feet."""
    return [said for said in lines if not any(_stands(said, other) for other in before)]


def _stands(one: Said, other: Said) -> bool:
    return abs(_middle(one) - _middle(other)) <= 2 and _is_alike(one, other)


def _is_alike(one: Said, other: Said) -> bool:
    first, second = plain(one.line.text), plain(other.line.text)
    if min(len(first), len(second)) < SHORTEST or abs(len(first) - len(second)) > 2:
        return False
    return difflib.SequenceMatcher(None, first, second, autojunk=False).ratio() >= ALIKE


def _middle(said: Said) -> float:
    return (said.line.top + said.line.bottom) / 2
