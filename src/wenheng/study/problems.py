"""What is wrong with a study: where, in whose words, and what to do next."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, Literal

from wenheng.errors import StudyError
from wenheng.language import say

Path = tuple[str | int, ...]
"""The way to a value: keys and list positions, like `("scenarios", 2, "facts", 0, "slot")`."""

Severity = Literal["error", "warning"]

WARNINGS = frozenset(
    {
        "cell-never-planned",
        "consent-missing",
        "contact-missing",
        "entry-missing",
        "file-not-read",
        "http-idle-key",
        "http-secret",
        "http-unused",
        "leaf-without-dimension",
        "mixed-children",
        "model-missing",
        "no-facts",
        "odd-placeholder",
        "openai-unused",
        "recording-missing",
        "yaml-trap",
    }
)
"""Codes that are worth a look but leave a study that can be run."""


@dataclass(frozen=True)
class Finding:
    """A problem as a check finds it: a code, the path in the merged study, what to fill in."""

    code: str
    path: Path
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Problem:
    """A problem as its author reads it; `line` is None where a whole file is meant."""

    file: str
    line: int | None
    where: str
    message: str
    hint: str
    severity: Severity
    code: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        head = f"{place} {self.where}".strip()
        return f"{head}: {self.message}" + (f"\n  → {self.hint}" if self.hint else "")

    def as_dict(self) -> dict[str, Any]:
        """All fields, for JSON."""
        return asdict(self)


class FaultyStudy(StudyError):
    """A study with problems; `problems` holds every one, its text lists them all."""

    problems: tuple[Problem, ...]

    def __init__(self, name: str, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        errors = [problem for problem in self.problems if problem.severity == "error"]
        listed = "\n".join(map(str, errors))
        super().__init__(say("check.faulty", name=name, count=len(errors)) + "\n" + listed)


def worded(finding: Finding, file: str, line: int | None, where: str) -> Problem:
    """`finding` in the language being spoken."""
    return Problem(
        file=file,
        line=line,
        where=where,
        message=say(f"check.{finding.code}", **finding.values),
        hint=say(f"check.{finding.code}-next", **{"near": "", **finding.values}),
        severity="warning" if finding.code in WARNINGS else "error",
        code=finding.code,
    )


def nearest(name: str, known: Iterable[str]) -> str:
    """What to write instead of `name`: the nearest of `known`, else the first of them."""
    names = sorted({str(one) for one in known})
    if close := _close(name, tuple(names)):
        return say("check.did-you-mean", name=close)
    if not names:
        return say("check.none-declared")
    more = "" if len(names) <= 8 else " …"
    return say("check.known", names=", ".join(names[:8]) + more)


@lru_cache(maxsize=1024)
def _close(name: str, names: tuple[str, ...]) -> str | None:
    lower = {one.lower(): one for one in reversed(names)}
    found = get_close_matches(name.lower(), lower, n=1, cutoff=0.6)
    return lower[found[0]] if found else None
