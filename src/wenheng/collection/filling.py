"""Filling a declared request: ids of the conversation, values of earlier answers, secrets."""

import uuid
from typing import Any

from wenheng.study.endpoints import ENV, MARK
from wenheng.wire.secrets import secret


class Filling:
    """What is known to fill in, in one session with the platform `where`.

    `secrets` holds every secret that was filled in, so that none stands in the evidence.
    """

    def __init__(self, where: str) -> None:
        self._where = where
        self._known: dict[str, Any] = {"session": uuid.uuid4().hex, "turn": 0}
        self.secrets: list[str] = []

    def next_turn(self, question: str) -> None:
        """Ask the next question."""
        self._known |= {"question": question, "turn": self._known["turn"] + 1}

    def learn(self, name: str, value: Any) -> None:
        """Keep what an answer gave."""
        self._known[name] = value

    def knows(self, name: str) -> bool:
        """Whether an answer gave it already."""
        return name in self._known

    def filled(self, template: Any) -> Any:
        """`template` with all its texts filled; a text that is one mark becomes what it stands for.

        Raises:
            CollectError: an environment variable that is named in it is empty.
        """
        if isinstance(template, dict):
            return {self.text(str(k)): self.filled(value) for k, value in template.items()}
        if isinstance(template, list | tuple):
            return [self.filled(value) for value in template]
        if not isinstance(template, str):
            return template
        whole = MARK.fullmatch(template)
        return self._value(whole[1]) if whole else self.text(template)

    def texts(self, template: dict[str, str]) -> dict[str, str]:
        """As `filled`, where every value is to be a text."""
        return {name: self.text(value) for name, value in template.items()}

    def text(self, template: str) -> str:
        """`template` filled, as a text."""
        return MARK.sub(lambda mark: str(self._value(mark[1])), template)

    def secret(self, name: str) -> str:
        """What environment variable `name` holds.

        Raises:
            CollectError: nothing.
        """
        value = secret(name, self._where)
        if value not in self.secrets:
            self.secrets.append(value)
        return value

    def _value(self, name: str) -> Any:
        if name.startswith(ENV):
            return self.secret(name.removeprefix(ENV))
        return uuid.uuid4().hex if name == "uuid" else self._known.get(name, "")
