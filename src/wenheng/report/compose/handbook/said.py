"""How the handbook says what a study declares, and what it leaves unsaid."""

from collections.abc import Iterable
from typing import get_args

from wenheng.language import say
from wenheng.report.compose.parts import FEW, columns
from wenheng.report.document import Cell, Table
from wenheng.report.names import listed
from wenheng.report.plain import typeset
from wenheng.study.model import Study
from wenheng.study.options import Variant

Row = tuple[Cell, ...]


def declared(text: str) -> str:
    """`text` as print wants it; where there is none, that the study does not say it."""
    return typeset(text) or say("handbook.undeclared")


def rows(values: Iterable[Iterable[object]]) -> tuple[Row, ...]:
    """Fields of a table; numbers are sorted as numbers."""
    return tuple(tuple(_cell(value) for value in row) for row in values)


def table(key: str, fields: tuple[Row, ...], *numeric: int, caption: str = "") -> Table:
    """A table with the columns `handbook.<key>-columns`; its caption `handbook.<key>`."""
    return Table(
        caption=caption or say(f"handbook.{key}"),
        columns=columns(f"handbook.{key}-columns", *numeric),
        rows=fields,
        numbered=not caption,
        searchable=not caption and len(fields) > FEW,
    )


def share_of(value: float) -> str:
    """A share between 0 and 1 as a percentage, with the decimals that it was declared with."""
    return f"{100 * value:.4g}%"


def asked(study: Study) -> str:
    """Which variants of a question are asked, and of how many scenarios or probes."""
    kinds: tuple[Variant, ...] = get_args(Variant)
    chosen = {kind: study.sessions.variants.get(kind, ()) for kind in kinds}
    return listed(
        say(
            "handbook.variant-of",
            variant=say(f"handbook.variant-{kind}"),
            which=say("handbook.all") if which == "all" else listed(which),
        )
        for kind, which in chosen.items()
        if which
    )


def _cell(value: object) -> Cell:
    return Cell(str(value), sort=float(value) if isinstance(value, int | float) else None)
