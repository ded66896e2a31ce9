"""Conversations of Botium: recorded convo files (`#me`, `#bot`) and its JSON transcripts.

Facts of the formats: botium-core, src/scripting (CompilerTxt, CompilerObjectBase, Convo). Only
what was said is taken; assertions are what somebody hoped for.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from wenheng.collection.given.turns import Defaults, Given, Source, nothing_wrong, source_of
from wenheng.collection.transcript import Link
from wenheng.sheets import bounded_text

MEDIA_TYPE = "text/plain"
ME, BOT = "me", "bot"

_COMMAND = re.compile(r"[?!]*([A-Z][A-Z0-9_]{2,})(?:\s+(.*))?$")
"""A line that begins with a word in capitals: an assertion, a hook, or what stands on buttons."""


@dataclass
class Step:
    """One message. `at` and `until` are when it was sent, or had come, where that was noted."""

    sender: str
    row: int
    lines: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    at: datetime | None = None
    until: datetime | None = None

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip()


def read_convo(path: Path, _defaults: Defaults) -> Source:
    """The conversation of a convo text file.

    Raises:
        TableError: the file is absent, too large or no text.
    """
    steps: list[Step] = []
    for row, line in enumerate(bounded_text(path).splitlines(), 1):
        said = line.strip()
        if said.startswith("#"):
            steps.append(Step(said[1:].split(" ")[0].strip(), row))
        elif steps and said:
            _add_line(steps[-1], said)
    return source_of(path, MEDIA_TYPE, turns_of(steps, 1), nothing_wrong(path))


def is_botium(document: Any) -> bool:
    """Whether a JSON document is one of Botium's."""
    return any(True for _ in _talks(document))


def botium_turns(document: Any) -> Iterator[Given]:
    """The turns of all conversations in a JSON document; rows count conversations."""
    for number, talk in enumerate(_talks(document), 1):
        steps = [step for one in talk if (step := _step(one, number)) is not None]
        yield from turns_of(steps, number)


def turns_of(steps: Sequence[Step], group: int) -> list[Given]:
    """A question for each message of `me`, with what the bot said until the next."""
    pairs: list[tuple[Step, list[Step]]] = []
    for step in steps:
        if step.sender == ME and (step.text or step.options):
            pairs.append((step, []))
        elif step.sender == BOT and pairs:
            pairs[-1][1].append(step)
    return [_turn(asked, replies, group) for asked, replies in pairs]


def _turn(asked: Step, replies: Sequence[Step], group: int) -> Given:
    text = "\n".join(step.text for step in replies if step.text)
    options = tuple(option for step in replies for option in step.options)
    links = tuple(link for step in replies for link in step.links)
    said = bool(text or options or links)
    ends = [
        step.until for step in replies if step.until is not None and (step.text or step.options)
    ]
    return Given(
        asked.row,
        asked.text or asked.options[0],
        group=group,
        text=text,
        options=options,
        links=links,
        outcome=None if said else "no_reply",
        asked_at=asked.at,
        first_s=_seconds(asked.at, ends[0]) if ends else None,
        last_s=_seconds(asked.at, ends[-1]) if ends else None,
    )


def _seconds(begun: datetime | None, ended: datetime) -> float | None:
    if begun is None or ended < begun:
        return None
    return (ended - begun).total_seconds()


def _add_line(step: Step, line: str) -> None:
    found = _COMMAND.match(line)
    if not found:
        if not (step.sender == BOT and line.startswith(("!", "?"))):
            step.lines.append(line)
        return
    name, values = (
        found.group(1),
        [v.strip() for v in (found.group(2) or "").split("|") if v.strip()],
    )
    if name in ("BUTTONS", "BUTTON"):
        step.options += values[-1:] if name == "BUTTON" else values
    elif name == "CARDS":
        step.lines += values
    elif name == "MEDIA" and step.sender == BOT:
        step.links += [Link(value, value) for value in values if "://" in value]


def _talks(document: Any) -> Iterator[list[Any]]:
    """The lists of steps in a document: transcripts, conversations, convos, bare messages."""
    if isinstance(document, list):
        if _is_talk(document):
            yield document
            return
        for one in document:
            yield from _talks(one)
    elif isinstance(document, dict):
        talk = next(
            (document[k] for k in ("steps", "conversation") if _is_talk(document.get(k))), None
        )
        if talk is not None:
            yield talk
            return
        for key in ("convos", "transcripts", "transcript"):
            yield from _talks(document.get(key))


def _is_talk(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_message, value))


def _is_message(one: Any) -> bool:
    if not isinstance(one, dict):
        return False
    return "sender" in one or "actual" in one or (ME in one) != (BOT in one)


def _step(one: Mapping[str, Any], row: int) -> Step | None:
    if "actual" in one:
        message = one["actual"]
        if not isinstance(message, dict):
            return None  # nothing came
        times = (_time(one.get("stepBegin")), _time(one.get("botEnd") or one.get("stepEnd")))
        return _message(message, row, times)
    if "sender" in one:
        return _message(one, row, (None, None))
    sender = ME if ME in one else BOT
    step = Step(sender, row)
    given = one[sender]
    for line in given if isinstance(given, list) else [given]:
        if isinstance(line, str):
            for part in line.splitlines():
                _add_line(step, part.strip())
    return step


def _message(one: Mapping[str, Any], row: int, times: tuple[Any, Any]) -> Step:
    step = Step(str(one.get("sender") or ""), row, at=times[0], until=times[1])
    step.lines += _texts([one.get("messageText")])
    cards = [card for card in _list(one, "cards") if isinstance(card, dict)]
    for card in cards:
        step.lines += _texts([card.get(part) for part in ("text", "subtext", "content")])
    for holder in (one, *cards):
        step.options += _texts(
            b.get("text") for b in _list(holder, "buttons") if isinstance(b, dict)
        )
    for media in _list(one, "media"):
        uri = media.get("mediaUri") if isinstance(media, dict) else None
        if isinstance(uri, str) and "://" in uri:
            step.links.append(Link(str(media.get("altText") or uri), uri))
    return step


def _texts(values: Any) -> list[str]:
    return [value for value in values if isinstance(value, str) and value.strip()]


def _list(one: Mapping[str, Any], key: str) -> list[Any]:
    value = one.get(key)
    return value if isinstance(value, list) else []


def _time(value: Any) -> datetime | None:
    """A time of the log, which writes them with their zone; anything else is not known."""
    if not isinstance(value, str):
        return None
    try:
        time = datetime.fromisoformat(value)
    except ValueError:
        return None
    return time if time.tzinfo else None
