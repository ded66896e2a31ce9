"""A chat completion of the OpenAI protocol: what is said, and apart from it what was thought."""

from typing import Any

from wenheng.wire.streams import values

DONE = "[DONE]"
"""What ends a stream."""

REASONING = ("reasoning_content", "reasoning", "thinking")
BEGIN, END = "<think>", "</think>"


class Completion:
    """One completion as it grows, whole or in pieces; `failed` says in a few words what is wrong.

    `refused` is what the endpoint says itself where it failed, None where it did not; `notes`
    holds what else came: usage, model, finish_reason, reasoning, thought.
    """

    def __init__(self) -> None:
        self.said = ""
        self.failed = ""
        self.refused: Any = None
        self.notes: dict[str, Any] = {}
        self._text, self._thought = "", list[str]()
        self._has_choices = self._has_events = False

    def read(self, data: str) -> bool:
        """Add the JSON in `data`; whether more is said now."""
        try:
            found = values(data)
        except (ValueError, RecursionError) as error:
            self.failed = f"no JSON: {error}"[:200]
            return False
        return any([self.take(value) for value in found])

    def take(self, event: Any) -> bool:
        """Add what one JSON value holds; whether more is said now."""
        self._has_events = True
        if not isinstance(event, dict):
            return False
        if event.get("error") or event.get("object") == "error":
            self.refused = event.get("error") or event.get("message") or "error"
            return False
        for name, kind in (("usage", dict), ("model", str)):
            if isinstance(event.get(name), kind):
                self.notes[name] = event[name]
        choices = event.get("choices")
        if not isinstance(choices, list) or not (choices or "usage" in event):
            return False
        self._has_choices = True
        return any([self._add(choice) for choice in choices[:1]])

    def close(self) -> None:
        """Say what was missing."""
        if self._thought:
            self.notes["reasoning"] = "".join(self._thought)
        wanting = self._has_events and not self._has_choices and self.refused is None
        if wanting and not self.failed:
            self.failed = "no choices in the answer"

    def _add(self, choice: Any) -> bool:
        if not isinstance(choice, dict):
            return False
        if choice.get("finish_reason"):
            self.notes["finish_reason"] = choice["finish_reason"]
        part = choice.get("delta") or choice.get("message") or choice
        if not isinstance(part, dict):
            return False
        self._thought += [text for name in REASONING if (text := _text(part.get(name)))]
        if isinstance(part.get("content"), list):
            thoughts = [one for one in part["content"] if _is_thought(one)]
            self._thought += [_text(one.get("thinking")) for one in thoughts]
        piece = _text(part.get("content")) or _text(part.get("refusal")) or _text(part.get("text"))
        self._text += piece
        return bool(piece) and self._say()

    def _say(self) -> bool:
        before = self.said
        thought, self.said = apart(self._text)
        if thought:
            self.notes["thought"] = thought
        return self.said != before


def completed(raw: str) -> Completion:
    """The completion in `raw`, all that an endpoint sent: one JSON value, or a stream of events."""
    found = Completion()
    sent = [line[5:].strip() for line in raw.splitlines() if line.startswith("data:")]
    for data in sent or [raw]:
        if data.strip() and data != DONE:
            found.read(data)
    found.close()
    return found


def apart(text: str) -> tuple[str, str]:
    """What stands between marks of thinking, and the rest; an open mark goes on to the end.

    Templates of some models leave the opening mark out, so all before a lone closing mark is
    thought; only a mark at the beginning opens, as an answer may speak of such marks.
    """
    begun = text.lstrip()
    if begun.startswith(BEGIN):
        thought, _, said = begun.removeprefix(BEGIN).partition(END)
    elif BEGIN.startswith(begun):
        return "", ""
    elif END in begun and BEGIN not in begun:
        thought, _, said = begun.partition(END)
    else:
        return "", text.strip()
    return thought.strip(), said.strip()


def _is_thought(part: Any) -> bool:
    return isinstance(part, dict) and "thinking" in part


def _text(value: Any) -> str:
    """The text of a field: a text, or a list of parts of which some are texts."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "".join(_text(part.get("text")) for part in value if isinstance(part, dict))
    return ""
