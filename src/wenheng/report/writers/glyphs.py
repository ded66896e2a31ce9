"""Text in the characters that the report's own font holds; what it lacks is told by its code."""

import re
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parents[1] / "assets" / "fonts"

_ALIKE = str.maketrans(
    {"⟨": "〈", "⟩": "〉", "✗": "×", "✘": "×", "\ufffd": "□", "\t": " "}
    | dict.fromkeys(map(chr, (*range(0x2000, 0x200B), 0x202F, 0x205F)), " ")
    | dict.fromkeys(map(chr, (0x200B, 0x200C, 0x200D, *range(0xFE00, 0xFE10))), "")
)
_LONG = re.compile(r"[!-~]{25,}")
_STEP = re.compile(r"(.{8})(?=.{4})")


def legible(text: str) -> str:
    """`text` with each character that the font lacks as 〈U+…〉; a line break stays one.

    Signs that look alike stand in for a few; joiners and variation selectors go, since the parts
    of an emoji are named one by one.
    """
    return _missing().sub(lambda found: f"〈U+{ord(found[0]):04X}〉", text.translate(_ALIKE))


def breakable(text: str) -> str:
    """`text` in which long addresses and hashes can be broken, by invisible spaces."""
    return _LONG.sub(lambda run: _STEP.sub("\\1\u200b", run[0]), text)


@cache
def _missing() -> re.Pattern[str]:
    held = (FONTS / "characters.txt").read_text("utf-8")
    return re.compile(f"[^{re.escape(held)}\n]")
