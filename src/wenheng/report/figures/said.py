"""What the findings let a figure say: their sentences as titles, where they are strong enough."""

from collections.abc import Iterator

from wenheng.language import spoken
from wenheng.report.material import Material, Row
from wenheng.report.names import capital
from wenheng.report.plain import typeset

PRINTABLE = ("S", "M")
"""Strengths of a statement that may stand above a figure."""


def said(data: Material, rule: str, measure: str, about: str = "all") -> str:
    """The sentence of a finding that is true enough to be a title, without its stop; else ""."""
    row = finding(data, rule, measure, about)
    return sentence(row).rstrip("。.") if row and row["strength"] in PRINTABLE else ""


def headed(
    data: Material, rule: str, measure: str, neutral: str, about: str = "all"
) -> tuple[str, str]:
    """Title and note of a figure: a finding strong enough heads it, any other stands below it."""
    strong = said(data, rule, measure, about)
    row = finding(data, rule, measure, about)
    return strong or neutral, sentence(row) if row and not strong else ""


def finding(data: Material, rule: str, measure: str, about: str = "all") -> Row | None:
    """The row of FINDINGS, whatever its strength; None where there is none."""
    return next((row for row in found(data, rule, measure) if row["about"] == about), None)


def found(data: Material, rule: str, measure: str) -> Iterator[Row]:
    """All rows of FINDINGS of a rule by a measure."""
    for row in data.optional("findings"):
        if (row["rule"], row["measure"]) == (rule, measure):
            yield row


def sentence(row: Row) -> str:
    """What may be printed of a finding, in the language being spoken."""
    return capital(typeset(row[f"sentence_{spoken()}"]))
