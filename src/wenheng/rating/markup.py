"""Remnants of markup in a reply: blanked before it is read, so that every place stays the same."""

import re

_HIDDEN = re.compile(
    r"<!--.*?-->"
    r"|<(\w+)\b[^<>]*(?:display:\s*none|visibility:\s*hidden|\shidden\b)[^<>]*>.*?</\1\s*>",
    re.DOTALL,
)
_CELL = re.compile(r"</t[dh]\s*>")
_BREAK = re.compile(r"</?(?:br|p|div|li|ul|ol|tr|table|h[1-6])\b[^<>]*>")
_TAG = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>")
_ENTITY = re.compile(r"&(?:(nbsp|ensp|emsp)|(lt)|(gt)|(amp)|(quot|ldquo|rdquo)|(yen)|#\d{2,5});")
_MEANT = ("", " ", "<", ">", "&", " ", "¥")
"""What each group of an entity stands for."""


def unmarked(text: str) -> str:
    """Folded `text` without tags, entities and what they hide; breaks end a line."""
    if "<" in text:
        text = _HIDDEN.sub(_blank, text)
        text = _CELL.sub(lambda m: "|".ljust(len(m.group())), text)
        text = _BREAK.sub(lambda m: "\n".ljust(len(m.group())), text)
        text = _TAG.sub(_blank, text)
    return _ENTITY.sub(_meant, text) if "&" in text else text


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _meant(match: re.Match[str]) -> str:
    return _MEANT[match.lastindex or 0].ljust(len(match.group()))
