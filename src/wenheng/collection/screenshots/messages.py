"""Lines of screenshots → messages → questions with their replies."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wenheng.collection.screenshots.layout import Said, Side
from wenheng.collection.screenshots.windows import Seen

_WORDS = re.compile(r"[A-Za-z]+ [A-Za-z]+$")
"""A text that ends in words divided by spaces, so that the next word is, too."""

_MARK = re.compile(r"^(?:\d{1,2}[.、．)）]|[（(]?[一二三四五六七八九十]{1,2}[、)）]|[•·●▪◆■-])")


@dataclass(frozen=True)
class Message:
    """What one side says in one bubble, the windows it stands in, and its least sure line."""

    side: Side
    text: str
    windows: tuple[int, ...]
    confidence: float
    boxes: tuple[tuple[int, float, float, float, float], ...]
    """Window, left, top, right, bottom of each line, in pixels of a picture 500 wide."""
    after_gap: bool


@dataclass(frozen=True)
class Exchange:
    """A question and all that was said until the next."""

    question: Message
    replies: tuple[Message, ...]

    @property
    def text(self) -> str:
        return "\n".join(reply.text for reply in self.replies)

    @property
    def windows(self) -> tuple[int, ...]:
        every = (self.question, *self.replies)
        return tuple(sorted({window for message in every for window in message.windows}))

    @property
    def confidence(self) -> float:
        """That of its least sure line."""
        return min(message.confidence for message in (self.question, *self.replies))


def messages(seen: Iterable[Seen]) -> list[Message]:
    """Lines drawn together into bubbles, notes left out."""
    groups: list[list[Seen]] = []
    for one in seen:
        if one.said.side == "note":
            continue
        same = groups and groups[-1][-1].said.side == one.said.side
        if same and not one.said.begins and not one.after_gap:
            groups[-1].append(one)
        else:
            groups.append([one])
    return [_message(group) for group in groups]


def exchanges(said: Sequence[Message]) -> list[Exchange]:
    """Each message of the asker with what the assistant says after it; what came before is left.

    Two messages of the asker in a row are two questions, of which the first has no reply.
    """
    found: list[tuple[Message, list[Message]]] = []
    for message in said:
        if message.side == "me":
            found.append((message, []))
        elif found:
            found[-1][1].append(message)
    return [Exchange(question, tuple(replies)) for question, replies in found]


def _message(group: Sequence[Seen]) -> Message:
    return Message(
        group[0].said.side,
        _flowing([one.said for one in group]),
        tuple(sorted({one.window for one in group})),
        min(one.said.line.confidence for one in group),
        tuple(_box(one) for one in group),
        any(one.after_gap for one in group),
    )


def _box(seen: Seen) -> tuple[int, float, float, float, float]:
    line = seen.said.line
    return (seen.window, line.left, line.top, line.right, line.bottom)


def _flowing(lines: Sequence[Said]) -> str:
    """The text of a bubble: a line that runs to the edge goes on in the next."""
    text = ""
    for before, one in zip([None, *lines[:-1]], lines, strict=True):
        if before is None:
            text = one.line.text
            continue
        goes_on = before.full and not _MARK.match(one.line.text)
        spaced = _WORDS.search(text) and one.line.text[:1].isascii()
        text += (" " if spaced else "") if goes_on else "\n"
        text += one.line.text
    return text
