"""What people work with outside: task cards, packets, sheets for raters, pictures to publish."""

import json
from collections.abc import Collection
from dataclasses import asdict
from pathlib import Path
from typing import Literal, get_args

from wenheng.actions.evidence import write_evidence
from wenheng.actions.opened import opened_with_sessions
from wenheng.actions.writing import writable
from wenheng.collection.given.packet import write_packet
from wenheng.errors import StudyError
from wenheng.language import say
from wenheng.rating.files import write_template
from wenheng.store.sessions import recorded
from wenheng.study.cards import Card, task_cards
from wenheng.study.load import load_study
from wenheng.study.plan import planned_cells
from wenheng.study.problems import nearest

What = Literal["transcripts", "ratings", "cards", "evidence"]
KINDS: tuple[What, ...] = get_args(What)
FOLDER = "forms"
NAMES: dict[str, str] = {
    "transcripts": "transcripts.xlsx",
    "ratings": "ratings.csv",
    "cards": "cards.json",
}


def export(
    directory: Path, what: What, to: Path | None = None, platforms: Collection[str] = ()
) -> Path:
    """Write what people fill in or work from, below `forms/` where `to` is not given.

    Args:
        directory: the study.
        what: `transcripts`: a packet with the questions to copy; `ratings`: a sheet of cells to
            be rated; `cards`: the task cards as JSON, each with `recorded`; `evidence`: the
            pictures that may be published, see `write_evidence`.
        to: the file; its ending chooses XLSX or CSV for transcripts. The folder of evidence.
        platforms: only these; where empty, of transcripts and cards those held by people, or all
            where there are none such.

    Raises:
        StudyError: no such platform; the file cannot be written.
        TableError: the ending is of no known format.
        CollectError: pictures would show personal data; says where.
    """
    study = load_study(directory)
    known = [platform.id for platform in study.platforms]
    for name in platforms:
        if name not in known:
            said = say("capture.no-platform", name=name, near="")
            raise StudyError(said, hint=nearest(name, known))
    if what == "evidence":
        return write_evidence(directory, to, platforms)
    file = to or directory / FOLDER / NAMES[what]
    with writable(file.parent):
        if what == "ratings":
            cells = planned_cells(study)
            write_template(cells.filter(cells["platform"].is_in(list(platforms or known))), file)
        else:
            cards = _chosen(task_cards(study), platforms)
            _WRITE[what](directory, cards, file)
    return file


def _chosen(cards: tuple[Card, ...], platforms: Collection[str]) -> list[Card]:
    by_people = [card for card in cards if card.transport == "capture"]
    return [card for card in cards if card.platform in platforms] or by_people or list(cards)


def _write_cards(directory: Path, cards: list[Card], file: Path) -> None:
    held = _recorded(directory)
    document = [{**asdict(card), "recorded": card.session in held} for card in cards]
    file.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _recorded(directory: Path) -> set[str]:
    try:
        with opened_with_sessions(directory) as opened:
            return recorded(opened.run)
    except StudyError:
        return set()


def _write_packet(directory: Path, cards: list[Card], file: Path) -> None:
    held = _recorded(directory)
    write_packet([card for card in cards if card.session not in held], file)


_WRITE = {"cards": _write_cards, "transcripts": _write_packet}
