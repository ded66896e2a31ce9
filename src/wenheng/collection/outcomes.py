"""How a session or a turn can end: a closed list. A new way to end needs a decision."""

from dataclasses import dataclass
from typing import Literal

Fault = Literal["theirs", "ours", "nobody"]


@dataclass(frozen=True)
class Outcome:
    """One way to end: whose fault it is, whether another try is worth it, what to look at.

    `has_assistant` is what this outcome alone shows of the platform; None where it shows nothing.
    """

    name: str
    fault: Fault
    has_assistant: bool | None
    retry_after_s: int | None
    look: str

    @property
    def spoke(self) -> bool:
        """Whether an assistant said something of its own."""
        return self.name in ("replied", "error_reply")


@dataclass(frozen=True)
class Trouble:
    """Why there is nothing to look at: an outcome of the closed list, in words, whose fault."""

    outcome: str
    note: str
    fault: Fault = "theirs"
    retry_after_s: float | None = None


OUTCOMES = {
    outcome.name: outcome
    for outcome in (
        Outcome("replied", "nobody", True, None, "reply"),
        Outcome("no_reply", "theirs", True, 600, "panel"),
        Outcome("error_reply", "theirs", True, 600, "reply"),
        Outcome("needs_login", "nobody", True, None, "login"),
        Outcome("app_only", "nobody", False, None, "code"),
        Outcome("dead_link", "theirs", None, 3600, "link"),
        Outcome("form_only", "nobody", False, None, "form"),
        Outcome("captcha", "nobody", None, None, "captcha"),
        Outcome("blocked", "theirs", None, 3600, "page"),
        Outcome("unreachable", "theirs", None, 600, "page"),
        Outcome("no_assistant", "nobody", False, None, "candidates"),
        Outcome("ambiguous", "ours", None, None, "candidates"),
    )
}
