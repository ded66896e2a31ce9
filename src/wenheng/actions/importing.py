"""Take in what people bring: ratings and conversations, from files of several kinds."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from wenheng.actions.opened import Opened, opened_for_collecting, opened_with_sessions
from wenheng.collection.given.matching import Conversation, Plan
from wenheng.collection.given.reading import Read, holds_conversations, read_conversations
from wenheng.collection.given.sessions import GIVEN
from wenheng.collection.given.turns import Defaults
from wenheng.collection.transcript import Transcript
from wenheng.errors import StudyError
from wenheng.rating.files import read_ratings
from wenheng.scoring.ratings import accepted_ratings
from wenheng.store.ratings import add_ratings
from wenheng.store.record import Held, record_sessions
from wenheng.store.sessions import sessions
from wenheng.store.verify import seal
from wenheng.study.cards import task_cards
from wenheng.study.load import load_study
from wenheng.study.model import Study
from wenheng.study.plan import planned_cells

TOGETHER = 500
"""So many sessions share a transaction: one by one each waits for the disk."""


@dataclass(frozen=True)
class Imported:
    """What files held and what of it is new."""

    ratings: int = 0
    """Ratings in the files."""
    new_ratings: int = 0
    sessions: int = 0
    """Sessions in the files."""
    new_sessions: int = 0
    again: int = 0
    """New sessions that were recorded before: kept beside as a further attempt."""
    partial: int = 0
    """Sessions of which planned questions are missing."""
    outcomes: dict[str, int] = field(default_factory=dict)
    """How the sessions in the files ended."""


def import_files(
    directory: Path, files: Sequence[Path], defaults: Defaults | None = None, *, check: bool = False
) -> Imported:
    """Take in ratings (CSV, XLSX) and conversations (CSV, XLSX, JSONL) from files.

    A session that is recorded already with the same content is not taken in again; with another
    content it becomes a further attempt.

    Args:
        directory: the study.
        files: read all before any is taken in.
        defaults: what holds where a file of conversations does not say.
        check: only say what would be taken in; nothing is changed.

    Raises:
        TableError: lists all that is wrong in a file; none of the files is taken in then.
        StudyError: ratings without anything collected; a study that was changed since.
    """
    study = load_study(directory)
    told = {file: holds_conversations(file) for file in files}
    plan = Plan(task_cards(study)) if any(told.values()) else Plan(())
    given = defaults or Defaults()
    held = [pair for f in files if told[f] for pair in read_conversations(plan, f, given)]
    rated = {f: _ratings(study, f) for f in files if not told[f]}
    if check:
        return _checked(directory, held, rated)
    opening = opened_for_collecting if held else opened_with_sessions
    with opening(directory) as opened:
        new = _record(opened, held)
        added = [add_ratings(opened.run, t, who=f.name, why="import") for f, t in rated.items()]
    return _told(held, rated, new, sum(added))


def _ratings(study: Study, file: Path) -> pl.DataFrame:
    return accepted_ratings(study, planned_cells(study), read_ratings(file))


def _record(opened: Opened, held: Read) -> list[int]:
    """Record what is new; returns the attempts that it became."""
    attempts, known = _before(opened)
    new, rows = [], []
    for conversation, transcript in held:
        key = conversation.card.session
        if _digest(transcript) in known.get(key, ()):
            continue
        attempts[key] = attempts.get(key, 0) + 1
        known[key] = {_digest(transcript)}
        rows.append(Held(_row(conversation, transcript, attempts[key]), transcript.evidence))
        new.append(attempts[key])
    for first in range(0, len(rows), TOGETHER):
        record_sessions(opened.run, rows[first : first + TOGETHER])
    if new:
        seal(opened.run, "imported")
    return new


def _before(opened: Opened) -> tuple[dict[str, int], dict[str, set[str]]]:
    """Session → its newest attempt, and the hashes of what that was given as."""
    table = sessions(opened.run).select("session", "attempt", "evidence")
    attempts, known = {}, {}
    for key, attempt, evidence in table.iter_rows():
        attempts[key] = attempt
        known[key] = {one["sha256"] for one in evidence if one["kind"] == GIVEN}
    return attempts, known


def _row(conversation: Conversation, transcript: Transcript, attempt: int) -> dict[str, Any]:
    card = asdict(conversation.card)
    plan = {name: card[name] for name in ("session", "platform", "scenario", "variant", "repeat")}
    return {**plan, "attempt": attempt, **transcript.row()}


def _digest(transcript: Transcript) -> str:
    return next(one.sha256 for one in transcript.evidence if one.kind == GIVEN)


def _checked(directory: Path, held: Read, rated: dict[Path, pl.DataFrame]) -> Imported:
    try:
        with opened_with_sessions(directory) as opened:
            attempts, known = _before(opened)
    except StudyError:
        attempts, known = {}, {}
    fresh = [
        conversation.card.session
        for conversation, transcript in held
        if _digest(transcript) not in known.get(conversation.card.session, ())
    ]
    return _told(held, rated, [attempts.get(key, 0) + 1 for key in fresh], 0)


def _told(held: Read, rated: dict[Path, pl.DataFrame], new: list[int], added: int) -> Imported:
    return Imported(
        ratings=sum(table.height for table in rated.values()),
        new_ratings=added,
        sessions=len(held),
        new_sessions=len(new),
        again=sum(attempt > 1 for attempt in new),
        partial=sum(one.is_partial and bool(t.turns) for one, t in held),
        outcomes=dict(Counter(transcript.outcome for _, transcript in held)),
    )
