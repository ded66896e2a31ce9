"""Who says what in a screenshot: by where a bubble stands, then by its colour.

The page's own colour is looked at beside each line, so that gradients and dark pages are alike.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from wenheng.collection.screenshots.lines import Line, Pixels

Side = Literal["me", "them", "note"]

MARGIN = 0.055
"""Share of a window's height at top and bottom that belongs to the phone, not to the talk."""

WINDOW = 2.2
"""Height of a phone's window in widths: what is taller was stitched together."""

NEAR = 12
"""Levels (of 255) by which two colours may differ and still be one."""

EVEN = 0.06
"""Share of the width by which the margins of what stands in the middle may differ."""

FACE = 20
"""Pixels of something solid beside a bubble that make an avatar."""

GAP = 6
"""Pixels of page between two bubbles, at least."""

TIME = re.compile(
    r"^(?:(?:\d{4}[-/年.])?\d{1,2}[-/月.]\d{1,2}日?|今天|昨天|前天|星期.|周.)?\s*"
    r"(?:上午|下午|凌晨|早上|中午|晚上)?\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?$"
)


@dataclass(frozen=True)
class Said:
    """A line with who says it.

    `begins` where it is the first of its bubble, `full` where it runs to the bubble's edge, so
    that the next line goes on with it.
    """

    line: Line
    side: Side
    begins: bool
    full: bool


@dataclass
class _Bubble:
    lines: list[Line]
    left: float
    right: float
    bare: bool
    colour: tuple[float, ...]
    face: Side | None
    """Whose avatar stands beside it, if just one does."""


def layout(lines: Sequence[Line], pixels: Pixels) -> list[Said]:
    """The lines of a window from top to bottom with their sides; of the phone's own, none."""
    height, width = pixels.shape[:2]
    cut = MARGIN * min(height, WINDOW * width)
    kept = [one for one in lines if cut < (one.top + one.bottom) / 2 < height - cut]
    bubbles = _bubbles(_ordered([one for one in kept if not _is_face(one, width)]), pixels)
    sides = _sides(bubbles, width)
    return [
        Said(line, side, place == 0, _is_full(line, bubble, width))
        for bubble, side in zip(bubbles, sides, strict=True)
        for place, line in enumerate(bubble.lines)
    ]


def _ordered(lines: Sequence[Line]) -> list[Line]:
    """Lines as they are read: row by row, in a row from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: one.top + one.bottom):
        first = rows[-1][0] if rows else None
        if first and abs(line.top + line.bottom - first.top - first.bottom) < first.height:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda one: one.left)]


def _is_face(line: Line, width: int) -> bool:
    """Whether a line is the letter in an avatar at either margin."""
    at_margin = line.right < 0.15 * width or line.left > 0.85 * width
    return len(line.text) <= 2 and at_margin and line.right - line.left < 1.3 * line.height


def _bubbles(rows: Sequence[Line], pixels: Pixels) -> list[_Bubble]:
    found: list[_Bubble] = []
    for line in rows:
        left, right, bare = _extent(line, pixels)
        last = found[-1] if found else None
        if last and last.bare == bare and _is_one(last, line, (left, right), pixels):
            last.lines.append(line)
            last.left, last.right = min(last.left, left), max(last.right, right)
        else:
            face = _face(line, (left, right), pixels)
            found.append(_Bubble([line], left, right, bare, _colour(line, pixels), face))
    return found


def _extent(line: Line, pixels: Pixels) -> tuple[float, float, bool]:
    """From where to where the bubble of `line` goes; of bare text on the page the text itself."""
    row = _row(line, pixels)
    page = np.median(np.concatenate([row[1:4], row[-4:-1]]), axis=0)
    is_page = (np.abs(row - page) <= NEAR / 2).all(axis=1)
    start, end = int(max(0, line.left - 1)), int(min(len(row) - 1, line.right + 1))
    if is_page[max(0, start - 2) : start + 1].all() and is_page[end : end + 3].all():
        return line.left, line.right, True
    left = next((x for x in range(start, 2, -1) if is_page[x - 2 : x + 1].all()), 0)
    right = next((x for x in range(end, len(row) - 3) if is_page[x : x + 3].all()), len(row))
    return float(left), float(right), False


def _row(line: Line, pixels: Pixels) -> npt.NDArray[np.float64]:
    """The colours along `line`, just above its text, where there is no ink."""
    top = int(max(0, line.top - 1))
    return np.median(pixels[max(0, top - 2) : top + 1].astype(np.float64), axis=0)


def _face(line: Line, extent: tuple[float, float], pixels: Pixels) -> Side | None:
    """Whose avatar stands beside the first line of a bubble, if just one margin holds any."""
    rows = pixels[int(max(0, line.top)) : int(line.bottom) + 1].astype(np.int16)
    page = np.median(np.concatenate([rows[:, 1:4], rows[:, -4:-1]], axis=1), axis=1)
    solid = (np.abs(rows - page[:, None]) > NEAR).any(axis=2).mean(axis=0) > 0.6
    left, right = (int(edge) for edge in extent)
    before, after = _run(solid[: max(0, left - 2)]), _run(solid[right + 2 :])
    if (before >= FACE) == (after >= FACE):
        return None
    return "them" if before >= FACE else "me"


def _run(solid: npt.NDArray[np.bool_]) -> int:
    """The longest run of columns that hold something."""
    best = here = 0
    for one in solid:
        here = here + 1 if one else 0
        best = max(best, here)
    return best


def _colour(line: Line, pixels: Pixels) -> tuple[float, ...]:
    row = _row(line, pixels)
    inside = row[int(max(0, line.left)) : int(line.right)]
    return tuple(np.median(inside, axis=0)) if len(inside) else (0.0, 0.0, 0.0)


def _is_one(bubble: _Bubble, line: Line, extent: tuple[float, float], pixels: Pixels) -> bool:
    """Whether `line` goes on in `bubble`: no row of page between them, or, bare, a small gap."""
    last = bubble.lines[-1]
    if bubble.bare:
        aligned = abs(last.left - line.left) < 1.5 * line.height
        return aligned and line.top - last.bottom < 0.9 * line.height
    if line.top <= last.bottom:
        return True
    left, right = max(bubble.left, extent[0]), min(bubble.right, extent[1])
    if left >= right:
        return False
    strip = pixels[int(last.bottom) : max(int(last.bottom) + 1, int(line.top))]
    edges = np.concatenate([strip[:, 1:4], strip[:, -4:-1]], axis=1).astype(np.int16)
    page = np.median(edges, axis=1)
    middle = np.median(strip[:, int(left) : int(right)].astype(np.int16), axis=1)
    return int((np.abs(middle - page) <= NEAR / 2).all(axis=1).sum()) < GAP / 2


def _sides(bubbles: Sequence[_Bubble], width: int) -> list[Side]:
    """Sides by the margins; where these are even, by the colour that each side has elsewhere."""
    frames = sum(_is_framed(bubble, width) for bubble in bubbles)
    bare = sum(b.bare and (b.face is not None or len(b.lines) > 1) for b in bubbles)
    framed = frames > 0 and 2 * frames >= bare  # a bare name may stand above each bubble
    sides: list[Side | None] = [_side(bubble, width, framed) for bubble in bubbles]
    own = [b.colour for b, side in zip(bubbles, sides, strict=True) if side == "me"]
    mine = np.median(np.array(own), axis=0) if own else None
    return [side or _by_colour(b, mine) for b, side in zip(bubbles, sides, strict=True)]


def _is_framed(bubble: _Bubble, width: int) -> bool:
    """Whether a bubble is one of the assistant's: then its bare text is no message."""
    left, right = bubble.left / width, 1 - bubble.right / width
    if bubble.bare or bubble.face == "me":
        return False
    return bubble.face == "them" or (left < 0.3 and (right > 0.12 or left < EVEN))


def _side(bubble: _Bubble, width: int, framed: bool) -> Side | None:
    left, right = bubble.left / width, 1 - bubble.right / width
    centred = abs(left - right) < EVEN
    if len(bubble.lines) == 1 and TIME.match(bubble.lines[0].text.strip()):
        return "note"
    if bubble.bare and framed and len(bubble.lines) == 1:
        return "note"  # a name above a bubble, a notice of the page
    if bubble.face:
        return bubble.face
    if bubble.bare and centred and left > 0.2:
        return "note"
    if centred:
        return None
    return "them" if left < right else "me"


def _by_colour(bubble: _Bubble, mine: npt.NDArray[np.float64] | None) -> Side:
    """A card as wide as the page is the assistant's, unless it has the asker's colour."""
    if mine is None or bubble.bare:
        return "them"
    return "me" if np.abs(np.array(bubble.colour) - mine).max() <= NEAR else "them"


def _is_full(line: Line, bubble: _Bubble, width: int) -> bool:
    """Whether `line` is as long as the bubble lets it be: less than two characters are left."""
    start = min(one.left for one in bubble.lines)
    most = width - start if bubble.bare else bubble.right - (start - bubble.left)
    longest = max(one.right for one in bubble.lines)
    room = longest if bubble.bare and len(bubble.lines) > 1 else most
    return room - line.right < 1.6 * line.height
