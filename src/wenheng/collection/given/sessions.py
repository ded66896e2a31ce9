"""Conversations of a file → transcripts, each with the file, its own rows and its pictures."""

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from wenheng.collection.given.matching import Conversation
from wenheng.collection.given.turns import Defaults, Given, Source
from wenheng.collection.outcomes import OUTCOMES
from wenheng.collection.transcript import (
    Evidence,
    EvidenceKind,
    Reply,
    Transcript,
    Turn,
    session_outcome,
)
from wenheng.contracts import places
from wenheng.language import say

GIVEN: EvidenceKind = "given"
"""Kind of the evidence that holds a session's rows as they were given: the same rows, the same
hash, so that a file imported twice is taken in once."""

SILENT = ("no_reply", "unreachable", "dead_link", "no_assistant")
"""Outcomes with which no reply can be given."""

TALK = ("replied", "error_reply", "no_reply")
LARGEST_MB = 20
SIGNS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}
"""How a picture begins → its media type."""


def transcript(source: Source, conversation: Conversation, defaults: Defaults) -> Transcript:
    """The session that `conversation` is; what contradicts itself is noted as a fault.

    Held by a named person it is of transport `capture`, else of `replay`.
    """
    rows = [(turn, conversation.turns[turn]) for turn in sorted(conversation.turns)]
    turns = [_turn(source, conversation, turn, row) for turn, row in rows]
    first = turns[0].outcome
    ended = first not in TALK and turns[0].reply == Reply()
    kept = () if ended else tuple(turns)
    outcome = first if ended else session_outcome(kept)
    tester = next((row.tester for _, row in rows if row.tester), defaults.tester)
    started_at, duration_s = _times([row for _, row in rows])
    known = OUTCOMES[outcome]
    return Transcript(
        outcome=outcome,
        started_at=started_at,
        duration_s=duration_s,
        transport="capture" if tester else "replay",
        turns=kept,
        evidence=tuple(_evidence(source, conversation, outcome, tester)),
        entry_steps=_steps(rows[0][1]),
        note=_note(source, conversation, tester),
        has_assistant=known.has_assistant,
        fault=known.fault,
    )


def _turn(source: Source, conversation: Conversation, number: int, row: Given) -> Turn:
    asked = conversation.card.questions[number]
    reply = Reply(row.text, row.links, row.options)
    for column, fault, values in _contradictions(row, reply):
        source.filled.blame(column, say(f"capture.{fault}", **values), row.row)
    outcome = row.outcome or "replied"
    return Turn(asked.kind, asked.say, outcome, reply, row.first_s, row.last_s)


def _contradictions(row: Given, reply: Reply) -> list[tuple[str, str, dict[str, str]]]:
    found: list[tuple[str, str, dict[str, str]]] = []
    if row.outcome is None and reply == Reply():
        found.append(("outcome", "no-outcome", {}))
    if row.outcome == "replied" and reply == Reply():
        found.append(("text", "replied-nothing", {}))
    if row.outcome in SILENT and reply != Reply():
        said = say(f"capture.word-{row.outcome}").split("|")[0]
        found.append(("outcome", "silent-text", {"outcome": said}))
    if row.outcome == "no_assistant" and not (row.looked and row.looked_min):
        found.append(("looked", "no-absence", {}))
    if row.first_s is not None and row.last_s is not None and row.first_s > row.last_s:
        found.append(("first_s", "first-after-last", {}))
    return found


def _steps(row: Given) -> tuple[str, ...] | None:
    """The clicks to the assistant: as many as were counted; None where nobody counted."""
    if row.clicks is None:
        return None
    told = [step.strip() for step in row.steps.replace("→", "\n").splitlines() if step.strip()]
    return tuple((told + [""] * row.clicks)[: row.clicks])


def _times(rows: list[Given]) -> tuple[datetime | None, float | None]:
    """When it began, and how long it took; None where a time is missing."""
    asked = [(row.asked_at, row.last_s) for row in rows if row.asked_at is not None]
    began = min((at for at, _ in asked), default=None)
    ends = [at + timedelta(seconds=last_s) for at, last_s in asked if last_s is not None]
    if began is None or len(ends) < len(rows):
        return began, None
    return began, (max(ends) - began).total_seconds()


def _note(source: Source, conversation: Conversation, tester: str) -> str:
    rows = places(conversation.rows)
    key = "capture.note" if tester else "capture.note-anonymous"
    said = say(key, tester=tester, file=source.path.name, rows=rows)
    notes = [row.note for row in conversation.turns.values() if row.note]
    return "\n".join([said, *dict.fromkeys(notes)])


def _evidence(
    source: Source, conversation: Conversation, outcome: str, tester: str
) -> list[Evidence]:
    rows = {str(turn): _plain(row) for turn, row in sorted(conversation.turns.items())}
    whole = {"session": conversation.card.session, "tester": tester, "turns": rows}
    found = [_json(GIVEN, whole), Evidence("source", source.media, source.content)]
    if outcome == "no_assistant":
        row = conversation.turns[min(conversation.turns)]
        looked = {"looked": row.looked, "minutes": row.looked_min, "second": row.second or None}
        found.append(_json("absence", {**looked, "tester": tester or None}))
    for place, turn in enumerate(sorted(conversation.turns)):
        found += _pictures(source, conversation.turns[turn], place)
    return found


def _plain(row: Given) -> dict[str, Any]:
    """What was given, without where in the file it stood and what it was matched by."""
    by = ("row", "group", "session", "platform", "scenario", "variant", "repeat")
    return {name: value for name, value in asdict(row).items() if name not in by}


def _json(kind: EvidenceKind, document: dict[str, Any]) -> Evidence:
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1, default=_iso)
    return Evidence(kind, "application/json", text.encode("utf-8", "surrogatepass"))


def _iso(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _pictures(source: Source, row: Given, turn: int) -> list[Evidence]:
    found = []
    for name in row.pictures:
        fault = _picture_fault(source.path.parent, name)
        if fault:
            source.filled.blame("pictures", fault, row.row)
            continue
        content = (source.path.parent / name).read_bytes()
        found.append(Evidence("screenshot", media_of(content), content, turn))
    return found


def _picture_fault(folder: Path, name: str) -> str:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        return say("capture.no-picture", name=name)
    if path.stat().st_size > LARGEST_MB * 1_000_000:
        return say("capture.big-picture", name=name, limit=LARGEST_MB)
    with path.open("rb") as file:
        known = media_of(file.read(16))
    return "" if known else say("capture.bad-picture", name=name)


def media_of(content: bytes) -> str:
    """The media type of a picture by how it begins; empty for anything else."""
    return next((media for sign, media in SIGNS.items() if content.startswith(sign)), "")
