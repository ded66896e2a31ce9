"""Write a scorecard of each unit of a workspace."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from wenheng.actions.imprint import house
from wenheng.actions.opened import opened_with_sessions
from wenheng.actions.publish import REPORTS, OnFile, sources
from wenheng.actions.writing import writable
from wenheng.language import Language
from wenheng.report import CARD_WRITERS, House, scorecards
from wenheng.report.document import ReportDoc

CARDS = "cards"


def publish_cards(
    directory: Path,
    languages: Sequence[Language],
    formats: Sequence[str] = ("html", "pdf"),
    on_file: OnFile | None = None,
) -> list[Path]:
    """Write `reports/cards/<unit>.<language>.<format>` below `directory`; returns the files.

    Args:
        directory: of the study.
        languages: one card of each unit for each.
        formats: of `CARD_WRITERS`.
        on_file: is told before each file how many are done, and of how many.

    Raises:
        StudyError: nothing was collected, or the study was changed since.
        TableError: the ratings do not fit the plan.
        CollectError: pictures would show personal data, see `shown_pictures`.
    """
    told = on_file or (lambda done, of: None)
    with opened_with_sessions(directory) as opened:
        given = sources(opened)
    files: list[Path] = []
    whole = len(given.study.units) * len(languages) * len(formats)
    with writable(directory / REPORTS / CARDS) as folder:
        for language in languages:
            made = scorecards(given.study, given.tables, given.facts, language)
            owner = house(given.directory, language)
            cards = {unit: _signed(card, owner) for unit, card in made.items()}
            pictures = given.pictures(language)
            for format_ in formats:
                written = CARD_WRITERS[format_](list(cards.values()), pictures)
                for unit, data in zip(cards, written, strict=True):
                    told(len(files), whole)
                    files.append(folder / f"{unit}.{language}.{format_}")
                    files[-1].write_bytes(data)
    told(len(files), len(files))
    return files


def _signed(card: ReportDoc, owner: House) -> ReportDoc:
    front = replace(card.cover, organisation=owner.organisation, logo=owner.logo)
    return replace(card, cover=front, colour=owner.colour)
