"""Screenshots of a talk → a transcript that a person corrects and imports."""

from collections.abc import Sequence
from pathlib import Path

from wenheng.actions.writing import writable
from wenheng.collection.given.matching import Plan
from wenheng.collection.screenshots.lines import reader
from wenheng.collection.screenshots.proposal import (
    Proposed,
    proposed,
    questions_of,
    write_proposal,
)
from wenheng.study.cards import task_cards
from wenheng.study.load import load_study


def read_pictures(
    pictures: Sequence[Path], to: Path | None = None, study: Path | None = None, platform: str = ""
) -> tuple[Proposed, ...]:
    """What is asked and replied in screenshots of one talk.

    Args:
        pictures: in the order of scrolling.
        to: write it there (JSONL, XLSX or CSV), to be corrected and imported.
        study: questions are taken for those of its plan where they read nearly so.
        platform: whose talk it is.

    Raises:
        CollectError: RapidOCR is not installed.
        TableError: a file is no picture, or `to` is of no known format or in another folder.
        StudyError: the study cannot be loaded, or `to` cannot be written.
    """
    asked = questions_of(Plan(task_cards(load_study(study))), platform) if study else []
    found = proposed(pictures, reader(), asked)
    if to is not None:
        with writable(to.parent):
            write_proposal(found, to, platform)
    return found
