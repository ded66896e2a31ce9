"""How fields look: numbers as numbers in the form in which they are printed, all else as text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from math import ceil
from typing import Any
from unicodedata import east_asian_width

from wenheng.report.palette import colours
from wenheng.workbooks import letters

NARROWEST, WIDEST = 9, 48
"""Of a column, in letters."""

TALLEST = 409
"""Of a row, in points."""

FOLD = 130
"""Letters of a line of text that stands below a table."""

SEEN = 400
"""Rows by which the width of a column is measured."""

_PRINTED = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.(\d{1,10}))?(%?)")


@dataclass(frozen=True)
class Look:
    """How a field is dressed; `form` is that of a number."""

    form: str = ""
    bold: bool = False
    size: int = 10
    quiet: bool = False
    head: bool = False
    right: bool = False
    depth: int = 0
    wrap: bool = True


class Pen:
    """Writes fields of a book; each look is made once."""

    def __init__(self, book: Any) -> None:
        self._made = cache(lambda look: book.add_format(_properties(look)))

    def text(self, page: Any, at: tuple[int, int], text: str, look: Look) -> None:
        page.write_string(*at, letters(text), self._made(look))

    def number(self, page: Any, at: tuple[int, int], value: float, look: Look) -> None:
        page.write_number(*at, value, self._made(look))

    def link(self, page: Any, at: tuple[int, int], sheet: str, text: str) -> None:
        """A link to the top of `sheet` of the same book."""
        page.write_url(*at, f"internal:'{sheet}'!A1", string=letters(text))

    def field(self, page: Any, at: tuple[int, int], text: str, look: Look) -> None:
        """`text` as a number where it is the printed form of one, else as text."""
        printed = printed_number(text)
        if printed is None:
            self.text(page, at, text, look)
        else:
            value, form = printed
            self.number(page, at, value, Look(form, right=True, quiet=look.quiet))


def printed_number(text: str) -> tuple[float, str] | None:
    """The number that `text` is the printed form of, and the form that prints it so again.

    None where it is anything but one: 8.32 and 75.00% are, 007, 1/2 and 7.83–9.33 are not.
    """
    found = _PRINTED.fullmatch(text)
    if found is None:
        return None
    value = Decimal(text.rstrip("%")) / (100 if found[2] else 1)
    decimals = f".{'0' * len(found[1])}" if found[1] else ""
    return float(value), f"0{decimals}{found[2]}"


def width(texts: Iterable[str]) -> float:
    """Of a column that holds `texts`: Chinese letters count two."""
    longest = max((_length(line) for text in texts for line in text[:200].split("\n")), default=0)
    return min(max(longest + 2, NARROWEST), WIDEST)


def tall(texts: Iterable[tuple[str, float]], size: int = 10) -> float | None:
    """Height of a row that holds each text in a column of this width; None where one line does.

    Excel finds it by itself, other programs do not.
    """
    lines = max((_lines(text, across) for text, across in texts), default=1)
    return None if lines == 1 else min(lines * size * 1.4 + 2, TALLEST)


def _lines(text: str, across: float) -> int:
    return sum(max(1, ceil(_length(line) / (across - 1.5))) for line in text[:4000].split("\n"))


def folded(text: str, across: int = FOLD) -> list[str]:
    """`text` in lines of at most `across` letters: what runs on makes a printed page small."""
    lines, room = [""], across
    for letter in text:
        room -= _length(letter)
        if room < 0:
            lines.append("")
            room = across - _length(letter)
        lines[-1] += letter
    return lines


@lru_cache(1 << 15)  # the same few words stand in most fields of a column
def _length(line: str) -> int:
    if line.isascii():
        return len(line)
    return sum(2 if east_asian_width(letter) in "WFA" else 1 for letter in line)


def _properties(look: Look) -> dict[str, Any]:
    colour = colours()
    return {
        "font_size": look.size,
        "bold": look.bold or look.head,
        "font_color": colour["muted" if look.quiet else "ink"],
        "valign": "top",
        "text_wrap": look.wrap,
        "indent": look.depth,
        **({"num_format": look.form} if look.form else {}),
        "align": "right" if look.right else "left",
        **({"bg_color": colour["grid"], "bottom": 1} if look.head else {}),
    }
