"""From study and tables to a document: the order of the chapters, and what the cover says."""

from collections.abc import Callable, Mapping

import polars as pl

from wenheng.language import Language, speaking
from wenheng.report.compose.advice import advice
from wenheng.report.compose.codebook import codebook
from wenheng.report.compose.cover import colophon, cover
from wenheng.report.compose.findings import findings, ledger
from wenheng.report.compose.gaps import outcomes
from wenheng.report.compose.method import limits, method
from wenheng.report.compose.overview import overview
from wenheng.report.compose.parts import numbered
from wenheng.report.compose.results import coverage, dimensions, grades, ranking
from wenheng.report.compose.units import units
from wenheng.report.document import Block, ReportDoc
from wenheng.report.material import Material, RunFacts, material
from wenheng.study.model import Study

CHAPTERS: dict[str, Callable[[Material], tuple[Block, ...]]] = {
    "overview": overview,
    "findings": findings,
    "coverage": coverage,
    "ranking": ranking,
    "dimensions": dimensions,
    "grades": grades,
    "outcomes": outcomes,
    "advice": advice,
    "units": units,
    "method": method,
    "limits": limits,
    "codebook": codebook,
    "ledger": ledger,
}


def report_document(
    study: Study, tables: Mapping[str, pl.DataFrame], facts: RunFacts, language: Language
) -> ReportDoc:
    """The report on `tables`; a chapter with nothing to say is left out.

    Args:
        study: what was declared.
        tables: by name, each under its contract: sessions, presence, ratings, cells,
            indicators, dimensions, totals, ranks, grades, coverage; what the scores mean where
            it is known: findings, ledger, advice, standings, chances.
        facts: about the run, see `RunFacts`.
        language: of everything but the collected text.

    Raises:
        TableError: a table is missing, breaks its contract or leaves out a planned platform.
    """
    with speaking(language):
        data = material(study, tables, facts)
        found = {name: compose(data) for name, compose in CHAPTERS.items()}
        chapters = numbered("report", found)
        return ReportDoc(language, cover(data), chapters, colophon(data), facts.made_at)
