"""Collected text made legible and harmless: it may hold anything at all."""

import re
from urllib.parse import quote

LONGEST = 4000
"""Characters of a reply that are printed; the whole is in the evidence."""

_HIDDEN = re.compile(r"[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_BLANK_LINES = re.compile(r"\n\s*\n\s*\n+")


def plain(text: str) -> str:
    """`text` with invisible direction marks shown by their code and control characters shown as �.

    A zero-width joiner stays: emoji and several scripts need it.
    """
    shown = _HIDDEN.sub(lambda mark: f"⟨U+{ord(mark[0]):04X}⟩", text.replace("\r\n", "\n"))
    return _BLANK_LINES.sub("\n\n", _CONTROL.sub("\ufffd", shown)).strip()


def cut(text: str, length: int = LONGEST) -> str:
    """At most the first `length` characters of `text`, made plain."""
    return plain(text[:length])


def anchor(kind: str, *parts: str) -> str:
    """A name for a link target, without characters that an address would have to escape."""
    return "-".join((kind, *(quote(part, safe="/.+_~*") for part in parts))).replace("%", "_")
