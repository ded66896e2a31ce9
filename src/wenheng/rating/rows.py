"""Rows of a RATINGS table as rules make them, without the key of their cell."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from wenheng.language import catalogue
from wenheng.rating.findings import Level, words
from wenheng.study.windows import ZONE

Row = dict[str, Any]
Session = Mapping[str, Any]

SPOKE = frozenset({"replied", "no_reply", "error_reply"})
"""Outcomes after which a turn can be judged: the assistant was there to be asked."""


def day_of(session: Session | None) -> date | None:
    """The day of a session in China, where all that is measured lies; by it values are chosen."""
    begun = session["started_at"] if session else None
    return begun.astimezone(ZONE).date() if begun else None


def without(status: str, key: str, **values: object) -> Row:
    """The columns of a cell without a level: its status, and why in both languages."""
    zh, en = words(key, **values)
    return {"status": status, "reason": zh, "reason_en": en}


def rated(found: Level, session: str | None) -> Row:
    """The columns of a judged cell; it is not assessed where the rule could give no level."""
    if found.level is None:
        row: Row = {"status": "not_assessed"}
    else:
        row = {"status": "rated", "level": found.level, "confidence": found.confidence}
    reasons = {"reason": found.reason, "reason_en": found.reason_en, "span": found.span}
    return {**row, **reasons, "session": session}


def prepared(row: Row) -> Row:
    """`row` of what people alone judge: what a rule saw, for them, without its level."""
    if row["status"] != "rated":
        return row
    said = catalogue("rating")["prepared"]
    reasons = {
        "reason": said["zh"].format(seen=row["reason"]),
        "reason_en": said["en"].format(seen=row["reason_en"]),
    }
    return {**row, **reasons, "status": "not_assessed", "level": None, "confidence": None}
