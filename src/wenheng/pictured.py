"""How a reply of pictures alone stands in a text: a line each, its name on the page in ［］."""

import re
from collections.abc import Iterable

_LINE = re.compile(r"［[^［］]*］")
_BRACKETS = str.maketrans("［］", "[]")


def pictured(names: Iterable[str]) -> str:
    """The text that stands for pictures of these names."""
    plain = (" ".join(name.translate(_BRACKETS).split()) for name in names)
    return "\n".join(f"［{name}］" for name in plain)


def is_pictured(text: str) -> bool:
    """Whether `text` stands for pictures alone: what they show is known to who looks at them."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return bool(lines) and all(map(_LINE.fullmatch, lines))
