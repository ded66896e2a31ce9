"""Collected text made legible and harmless: it may hold anything at all."""

import re
from urllib.parse import quote

LONGEST = 4000
"""Characters of a reply that are printed; the whole is in the evidence."""

_NOTHING = re.compile(r"[\u200b\u2060-\u2064\ufeff]")
_DIRECTION = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_FULL = dict(zip(",:;?!", "\uff0c\uff1a\uff1b\uff1f\uff01", strict=True))
_MARKS = re.compile(r"(?<=[\u3400-\u9fff”》\uff09])[,:;?!]|[,:;?!](?=[\u3400-\u9fff“《])")
_BRACKETS = re.compile(r"\(([^()]*[\u3400-\u9fff][^()]*)\)|(?<=[\u3400-\u9fff])\(([^()]*)\)")
_BLANK_LINES = re.compile(r"\n\s*\n\s*\n+")


def plain(text: str) -> str:
    """`text` with direction marks shown by their code, control characters as �, no zero-width ones.

    A zero-width joiner stays: emoji and several scripts need it.
    """
    seen = _NOTHING.sub("", text.replace("\r\n", "\n"))
    shown = _DIRECTION.sub(lambda mark: f"⟨U+{ord(mark[0]):04X}⟩", seen)
    return _BLANK_LINES.sub("\n\n", _CONTROL.sub("\ufffd", shown)).strip()


def typeset(text: str) -> str:
    """Declared Chinese words with full-width punctuation, as print wants it; others unchanged.

    Not for what was collected: that stays as it was received.
    """
    marked = _MARKS.sub(lambda mark: _FULL[mark[0]], plain(text))
    return _BRACKETS.sub(lambda found: f"\uff08{found[1] or found[2]}\uff09", marked)


def cut(text: str, length: int = LONGEST) -> str:
    """At most the first `length` characters of `text`, made plain."""
    return plain(text[:length])


def anchor(kind: str, *parts: str) -> str:
    """A name for a link target, without characters that an address would have to escape."""
    return "-".join((kind, *(quote(part, safe="/.+_~*") for part in parts))).replace("%", "_")
