"""From study and tables to a document: the order of the chapters, and what the cover says."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import polars as pl

from wenheng.language import Language, speaking
from wenheng.report.compose.advice import advice
from wenheng.report.compose.cases import cases
from wenheng.report.compose.codebook import codebook
from wenheng.report.compose.cover import colophon, cover
from wenheng.report.compose.findings import findings, ledger
from wenheng.report.compose.gaps import outcomes
from wenheng.report.compose.method import limits, method
from wenheng.report.compose.overview import overview
from wenheng.report.compose.own import own_blocks
from wenheng.report.compose.parts import numbered
from wenheng.report.compose.pruned import chosen, pruned
from wenheng.report.compose.results import coverage, dimensions, grades, ranking
from wenheng.report.compose.units import units
from wenheng.report.document import Block, ReportDoc
from wenheng.report.house import House, OwnChapter
from wenheng.report.material import Material, RunFacts, material
from wenheng.study.model import Study

Compose = Callable[[Material], tuple[Block, ...]]
CHAPTERS: dict[str, Compose] = {
    "overview": overview,
    "findings": findings,
    "coverage": coverage,
    "ranking": ranking,
    "dimensions": dimensions,
    "grades": grades,
    "cases": cases,
    "outcomes": outcomes,
    "advice": advice,
    "units": units,
    "method": method,
    "limits": limits,
    "codebook": codebook,
    "ledger": ledger,
}


def report_document(  # noqa: PLR0913 - what it is on, in which words, whose it is, how much of it
    study: Study,
    tables: Mapping[str, pl.DataFrame],
    facts: RunFacts,
    language: Language,
    house: House | None = None,
    only: Sequence[str] = (),
) -> ReportDoc:
    """The report on `tables`; a chapter with nothing to say is left out.

    Args:
        study: what was declared.
        tables: by name, each under its contract: sessions, presence, ratings, cells,
            indicators, dimensions, totals, ranks, grades, coverage; what the scores mean where
            it is known: findings, ledger, advice, standings, chances.
        facts: about the run, see `RunFacts`.
        language: of everything but the collected text.
        house: whose report it is, with chapters of their own.
        only: names of the chapters that are wanted; all if empty.

    Raises:
        StudyError: there is no such chapter, or one of the house's holds what has no form here.
        TableError: a table is missing, breaks its contract or leaves out a planned platform.
    """
    owner = house or House()
    with speaking(language):
        data = material(study, tables, facts)
        compose = _with_own(owner)
        found = {name: compose[name](data) for name in chosen(list(compose), only)}
        titles = {chapter.anchor: chapter.title for chapter in owner.chapters}
        chapters = numbered("report", found, titles)
        return ReportDoc(
            language,
            replace(cover(data), organisation=owner.organisation, logo=owner.logo),
            pruned(chapters) if only else chapters,
            colophon(data),
            facts.made_at,
            colour=owner.colour,
        )


def _with_own(house: House) -> dict[str, Compose]:
    """The chapters in their order, those of `house` where they want to stand.

    Raises:
        StudyError: a chapter wants to follow one that there is not.
    """
    order: dict[str, Compose] = dict(CHAPTERS)
    for chapter in reversed(house.chapters):
        names = list(order)
        if chapter.after not in ("", *names):
            chosen(names, [chapter.after])
        place = names.index(chapter.after) + 1 if chapter.after else 0
        names.insert(place, chapter.anchor)
        order[chapter.anchor] = _own(chapter)
        order = {name: order[name] for name in names}
    return order


def _own(chapter: OwnChapter) -> Compose:
    return lambda data: own_blocks(chapter)
