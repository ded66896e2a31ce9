"""A matrix of values as the fields of a table: its printed text and the colour of its step."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wenheng.report.figures.spec import FigureSpec
from wenheng.report.writers.office.colors import color, ink_on, step_token


@dataclass(frozen=True)
class Step:
    """A value's text; `token` is empty where there is none."""

    text: str
    token: str

    @property
    def ink(self) -> str:
        """The palette's name of the colour that is legible on it."""
        if not self.token:
            return "muted"
        return "paper" if ink_on(self.token) == color("onfill") else "ink"


def steps(spec: FigureSpec) -> Iterator[tuple[str, list[Step]]]:
    """Label and fields of each row of a figure of the kind `heat`."""
    for row in spec.rows:
        yield row["label"], [_step(spec, row, each["key"]) for each in spec.options["across"]]


def _step(spec: FigureSpec, row: Mapping[str, Any], key: str) -> Step:
    value, text = row["values"].get(key), row["texts"].get(key, "")
    return Step(text, "" if value is None else step_token(value, spec.options["top"]))
