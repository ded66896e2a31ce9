"""How much room text takes, estimated without a font, and how columns share a page."""

import re
import unicodedata
from collections.abc import Sequence

NARROW = 0.56
"""Width of a Latin letter or digit, as a share of the size of the font."""

SHORT = 6
"""Characters of a short line."""

_WORD = re.compile(r"[^\s\u2e80-\uffff]+|[\u2e80-\uffff]")


def width_of(text: str, size: float) -> float:
    """Width of the longest line of `text` in points, at a font size of `size` points."""
    return max(_line(line, size) for line in (text.split("\n") or [""]))


def lines_of(text: str, size: float, room: float) -> int:
    """Lines that `text` takes in `room` points."""
    return sum(max(1, -int(-_line(line, size) // room)) for line in text.split("\n"))


def column_widths(rows: Sequence[Sequence[str]], size: float, room: float) -> list[float]:
    """Widths of the columns of a table that together take `room` points.

    Each gets the room of its longest word and, where there is more, of a short line; the rest
    goes to those whose text would still wrap.
    """
    columns = list(zip(*rows, strict=True))
    pad = 0.9 * size
    words = [min(room / 3, pad + max(_longest(text, size) for text in c)) for c in columns]
    wanted = [
        max(low, pad + max(width_of(text, size) for text in column))
        for low, column in zip(words, columns, strict=True)
    ]
    if sum(words) >= room:
        return [room * low / sum(words) for low in words]
    lines = [
        max(low, min(wish, pad + SHORT * size)) for low, wish in zip(words, wanted, strict=True)
    ]
    least = lines if sum(lines) < room else words
    if sum(wanted) <= room:
        return [room * wish / sum(wanted) for wish in wanted]
    more = [(wish - low) ** 0.6 for low, wish in zip(least, wanted, strict=True)]
    spare = room - sum(least)
    return [low + spare * part / sum(more) for low, part in zip(least, more, strict=True)]


def _line(line: str, size: float) -> float:
    return size * sum(
        1.0 if unicodedata.east_asian_width(letter) in "WFA" else NARROW for letter in line
    )


def _longest(text: str, size: float) -> float:
    return max((_line(word, size) for word in _WORD.findall(text)), default=0.0)
