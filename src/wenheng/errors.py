"""Every error a caller may meet, cut by who must act.

WenhengError
├── StudyError      the declared study is wrong             (its author mends it)
├── TableError      a table broke its contract              (the stage before, or the file's author)
├── CollectError    we, not the platform, failed to observe (the operator mends it)
└── NotScorable     too little data to state a number       (collect more, or report the gap)
"""

from typing import Any


class WenhengError(Exception):
    """Base class: what went wrong, where, and what to do next.

    `code` is stable and searchable; `hint` says the next step in plain words.
    """

    code = "wenheng"

    def __init__(self, message: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message, self.where, self.hint = message, where, hint

    def __str__(self) -> str:
        lines = [f"{self.where}: {self.message}" if self.where else self.message]
        if self.hint:
            lines.append(f"→ {self.hint}")
        return "\n".join(lines)


class StudyError(WenhengError):
    """The study files do not declare a study that can be run.

    `problems` lists all that is wrong where files were checked, else it is empty.
    """

    code = "study"
    problems: tuple[Any, ...] = ()


class TableError(WenhengError):
    """A table lacks a column, repeats a key or breaks a rule of its contract."""

    code = "table"


class CollectError(WenhengError):
    """We, not the platform, failed to make an observation."""

    code = "collect"


class NotScorable(WenhengError):
    """No number may be stated from the data there is."""

    code = "not-scorable"
