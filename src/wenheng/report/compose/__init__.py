"""From study and tables to a document: the order of the chapters, and what the cover says."""

from collections.abc import Callable
from dataclasses import replace

from wenheng.language import Language, say, speaking
from wenheng.report.compose.codebook import codebook
from wenheng.report.compose.cover import colophon, cover
from wenheng.report.compose.gaps import outcomes
from wenheng.report.compose.method import limits, method
from wenheng.report.compose.overview import overview
from wenheng.report.compose.results import coverage, dimensions, grades, ranking
from wenheng.report.compose.units import units
from wenheng.report.document import Block, Chapter, Figure, ReportDoc, Table
from wenheng.report.material import Material

CHAPTERS: dict[str, Callable[[Material], tuple[Block, ...]]] = {
    "overview": overview,
    "coverage": coverage,
    "ranking": ranking,
    "dimensions": dimensions,
    "grades": grades,
    "outcomes": outcomes,
    "units": units,
    "method": method,
    "limits": limits,
    "codebook": codebook,
}


def report_document(data: Material, language: Language) -> ReportDoc:
    """The report on `data` in `language`; a chapter with nothing to say is left out."""
    with speaking(language):
        found = {name: compose(data) for name, compose in CHAPTERS.items()}
        held = [(name, blocks) for name, blocks in found.items() if blocks]
        numerals = say("report.numerals").split("|")
        chapters = [
            Chapter(name, _title(numerals[index], name), blocks)
            for index, (name, blocks) in enumerate(held)
        ]
        return ReportDoc(language, cover(data), _numbered(chapters), colophon(data))


def _title(number: str, name: str) -> str:
    return say("report.chapter", number=number, title=say(f"report.{name}"))


def _numbered(chapters: list[Chapter]) -> tuple[Chapter, ...]:
    """Figures and numbered tables counted through the report, each from 1."""
    counts = {Figure: 0, Table: 0}
    return tuple(
        replace(chapter, blocks=tuple(_counted(block, counts) for block in chapter.blocks))
        for chapter in chapters
    )


def _counted(block: Block, counts: dict[type, int]) -> Block:
    if isinstance(block, Figure):
        counts[Figure] += 1
        return replace(block, number=say("report.figure-number", number=counts[Figure]))
    if isinstance(block, Table) and block.numbered:
        counts[Table] += 1
        return replace(block, number=say("report.table-number", number=counts[Table]))
    return block
