"""The handbook of a study: all that those who ask, judge and check must know, from it alone.

It is made of blocks, as every document is, so it stands here and not with the study; what another
stage computes (sampling plans) is handed in.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from wenheng.language import Language, say, speaking
from wenheng.report.compose.handbook.conduct import absence, ethics, evidence, glossary, tasks
from wenheng.report.compose.handbook.judging import judging
from wenheng.report.compose.handbook.quality import SpotCheck, checked_again, quality
from wenheng.report.compose.handbook.questions import probes, questions
from wenheng.report.compose.handbook.scope import schedule, scope
from wenheng.report.compose.handbook.weighing import weighing
from wenheng.report.compose.parts import numbered
from wenheng.report.document import Block, Cover, ReportDoc
from wenheng.report.house import House
from wenheng.report.material import Material, RunFacts
from wenheng.report.plain import typeset
from wenheng.study.model import Study

__all__ = ["SpotCheck", "handbook_document"]

CHAPTERS: dict[str, Callable[[Material], tuple[Block, ...]]] = {
    "scope": scope,
    "schedule": schedule,
    "questions": questions,
    "probes": probes,
    "judging": judging,
    "evidence": evidence,
    "absence": absence,
    "quality": quality,
    "weighing": weighing,
    "ethics": ethics,
    "tasks": tasks,
    "glossary": glossary,
}


def handbook_document(
    study: Study,
    spots: Sequence[SpotCheck],
    language: Language,
    software: str,
    house: House | None = None,
) -> ReportDoc:
    """The handbook of `study`; what the study does not say is said to be missing.

    Args:
        study: what was declared; nothing else is known.
        spots: sampling plans for looking again at its ratings, none where it has too few.
        language: of everything but words that the study has in Chinese alone.
        software: name and version of the program that is to be worked with.
        house: whose handbook it is.
    """
    with speaking(language):
        data = Material(study, {}, RunFacts(software=software))
        found = {name: compose(data) for name, compose in CHAPTERS.items()}
        found["quality"] = (*found["quality"], *checked_again(study, spots))
        chapters = numbered("handbook", found)
        owner = house or House()
        return ReportDoc(
            language,
            replace(_cover(data), organisation=owner.organisation, logo=owner.logo),
            chapters,
            say("report.colophon", software=software),
            colour=owner.colour,
        )


def _cover(data: Material) -> Cover:
    study = data.study
    facts = {
        "report.cover-study": say("report.cover-study-value", id=study.id, version=study.version),
        "report.cover-objects": say(
            "report.cover-objects-value",
            units=len(study.units),
            platforms=len(study.platforms),
            scenarios=len(study.scenarios),
        ),
        "report.cover-software": data.facts.software,
        "report.contact": study.contact or say("handbook.no-contact"),
    }
    return Cover(
        title=typeset(str(study.title)),
        subtitle=say("handbook.title"),
        status=typeset(str(study.status)),
        facts=tuple((say(key), value) for key, value in facts.items()),
        notes=(say("handbook.reading"),),
    )
