"""The review file: proposals as a workbook for a person, and what the person made of them."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, get_args

from wenheng.forms import Filled, Form, Reader, UnreadableError, needed, one_of, read_form
from wenheng.guides.cleaning import clipped
from wenheng.guides.proposing import STATES, Proposal
from wenheng.language import say
from wenheng.study.model import Study
from wenheng.study.problems import nearest
from wenheng.study.roster import NATION
from wenheng.study.truths import Authority, ValueKind, readable
from wenheng.workbooks import Sheet, write_form

KINDS = get_args(ValueKind)
MAX_SOURCE = 200
YES_NO = ("yes", "no")
ENTERED = ("accept", "value", "comment")
WIDE = {
    "asks": 36,
    "title": 30,
    "quote": 48,
    "proposed": 36,
    "value": 36,
    "text": 36,
    "accepted": 30,
    "comment": 30,
    "source": 30,
    "url": 30,
}
GUIDE = 7
"""Sentences of the guide, `guide-1` … in `words/facts.yaml`."""


@dataclass(frozen=True)
class Decision:
    """What a person accepted: a value for a fact at a unit, or the end of the one that holds.

    `row` is that of the review file; `ends` is set where the accepted value ends and none
    follows. `text` is empty where the person wrote another value than was proposed.
    """

    row: int
    unit: str
    fact: str
    kind: str
    value: str
    text: str
    given: Mapping[str, Any]
    """Source, url, quote, snapshot, item code and version, days, comment."""
    ends: date | None = None


def write_review(study: Study, proposals: Iterable[Proposal], path: Path) -> None:
    """Write `proposals` as a workbook in which a person accepts, changes and comments.

    Raises:
        TableError: writing XLSX needs an extra that is missing.
    """
    asks = {fact.id: fact.text for fact in study.facts()}
    sheet = Sheet(
        title=say("facts.sheet"),
        headings={name: FORM.heading(name) for name in READERS},
        entered=(*ENTERED, "valid_from", "valid_to"),
        widths=WIDE,
        choices={"accept": _words(YES_NO), "kind": _words(KINDS)},
    )
    guide = [say(f"facts.guide-{number}") for number in range(1, GUIDE + 1)]
    rows = (_row(one, asks[one.fact]) for one in proposals)
    write_form(path, sheet, rows, (say("facts.guide-title"), guide))


def read_review(
    study: Study, path: Path, fault_of: Callable[[Decision], str]
) -> tuple[Decision, ...]:
    """What a person accepted in a review file, row by row; other rows are passed over.

    Args:
        study: whose units and facts are meant.
        path: the file, XLSX or CSV.
        fault_of: what keeps a decision from being taken in; empty where nothing does.

    Raises:
        TableError: lists all that is wrong in the file at once, and nothing is taken.
    """
    filled = read_form(FORM, path)
    decisions = []
    for number, record in filled.records:
        _check_names(study, number, record, filled)
        if record.get("accept") == "yes":
            decision = _decision(number, record, filled)
            if decision is not None:
                decisions.append(decision)
                if fault := fault_of(decision):
                    filled.blame("accept", fault, number)
        elif record.get("accept") is None and record.get("value"):
            filled.blame("accept", say("facts.value-unaccepted"), number)
    _find_twice(decisions, filled)
    filled.refuse_if_faulty()
    return tuple(decisions)


def refused_in(path: Path) -> frozenset[tuple[str, ...]]:
    """What a person refused in a review file: unit, fact, item code and version.

    Raises:
        TableError: the file cannot be read.
    """
    filled = read_form(FORM, path)
    refused = (record for _, record in filled.records if record.get("accept") == "no")
    return frozenset(tuple(record.get(name, "") for name in KEY) for record in refused)


def is_refused(one: Proposal, refused: frozenset[tuple[str, ...]]) -> bool:
    """Whether a person refused `one` before, of this version of the item."""
    item = one.item
    return item is not None and (one.unit, one.fact, item.code, item.version) in refused


KEY = ("unit", "fact", "item_code", "item_version")


def _row(one: Proposal, asks: str) -> dict[str, str]:
    item = one.item
    about = {
        "unit": one.unit,
        "scenario": one.scenario,
        "fact": one.fact,
        "asks": asks,
        "state": say(f"facts.word-{one.state}").split("|")[0],
        "accepted": one.accepted,
    }
    if item is None:
        return about
    office = item.get("office")
    return about | {
        "title": item.title,
        "place": item.get("place"),
        "quote": one.quote,
        "kind": say(f"facts.word-{one.kind}").split("|")[0],
        "proposed": one.value,
        "confidence": f"{one.confidence:.2f}",
        "valid_from": one.valid_from.isoformat() if one.valid_from else "",
        "valid_to": one.valid_to.isoformat() if one.valid_to else "",
        "text": one.text,
        "source": clipped(f"{item.title}（{office}）" if office else item.title, MAX_SOURCE),
        "url": item.get("url"),
        "item_code": item.code,
        "item_version": item.version,
        "snapshot": item.sha256,
    }


def _check_names(study: Study, number: int, record: Mapping[str, Any], filled: Filled) -> None:
    units = {NATION, *(unit.id for unit in study.units)}
    facts = {fact.id for fact in study.facts()}
    for name, known in (("unit", units), ("fact", facts)):
        if name in record and record[name] not in known:
            near = nearest(record[name], known)
            filled.blame(name, say(f"facts.no-{name}", name=record[name], near=near), number)


def _decision(number: int, record: dict[str, Any], filled: Filled) -> Decision | None:
    if not {"unit", "fact", "kind", "state"} <= record.keys():
        return None
    value = record.get("value") or record.get("proposed") or ""
    if not value:
        return _ending(number, record, filled)
    kind = record["kind"]
    if not readable(kind, value):
        named = say(f"facts.word-{kind}").split("|")[0]
        column = "value" if record.get("value") else "proposed"
        filled.blame(column, say("facts.not-of-kind", value=value[:60], kind=named), number)
    since, until = record.get("valid_from"), record.get("valid_to")
    if since and until and since > until:
        filled.blame("valid_from", say("facts.backwards", since=since, until=until), number)
    given = {name: record[name] for name in GIVEN if record.get(name)}
    text = record.get("text", "") if value == record.get("proposed") else ""
    return Decision(number, record["unit"], record["fact"], kind, value, text, given)


def _ending(number: int, record: Mapping[str, Any], filled: Filled) -> Decision | None:
    """A row that proposes nothing ends the accepted value on a day that the person gives."""
    until = record.get("valid_to")
    if record["state"] not in ("gone", "expired") or not until:
        key = "no-end" if record["state"] in ("gone", "expired") else "no-value"
        filled.blame("value", say(f"facts.{key}"), number)
        return None
    given = {"comment": record["comment"]} if record.get("comment") else {}
    return Decision(number, record["unit"], record["fact"], "text", "", "", given, ends=until)


def _find_twice(decisions: Iterable[Decision], filled: Filled) -> None:
    rows: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for one in decisions:
        rows[one.unit, one.fact].append(one.row)
    for (unit, fact), numbers in rows.items():
        if len(numbers) > 1:
            filled.blame("accept", say("facts.twice", unit=unit, fact=fact), *numbers)


def _words(words: Iterable[str]) -> list[str]:
    return [say(f"facts.word-{word}").split("|")[0] for word in words]


def _date(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(re.sub(r"T00:00:00$", "", text))
    except ValueError as error:
        raise UnreadableError(say("facts.no-date", text=text[:40])) from error


def _sha256(text: str) -> str:
    if text and not re.fullmatch(r"[0-9a-f]{64}", text):
        raise UnreadableError(say("facts.no-hash", text=text[:80]))
    return text


def _short(most: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if len(text) > most:
            raise UnreadableError(say("facts.too-long", count=len(text), limit=most))
        return text

    return read


_text = _short(4000)
READERS: dict[str, Reader] = {
    "unit": needed,
    "scenario": str,
    "fact": needed,
    "asks": str,
    "state": one_of("facts", STATES, "new"),
    "accepted": str,
    "title": str,
    "place": str,
    "quote": _text,
    "kind": one_of("facts", KINDS, "text"),
    "proposed": _text,
    "confidence": str,
    "accept": one_of("facts", YES_NO, None),
    "value": _text,
    "comment": _text,
    "valid_from": _date,
    "valid_to": _date,
    "text": _text,
    "source": _short(2 * MAX_SOURCE),
    "url": _short(2000),
    "authority": one_of("facts", tuple(filter(None, get_args(Authority))), "guide"),
    "item_code": _short(200),
    "item_version": _short(200),
    "snapshot": _sha256,
}
"""Column → how its text is read; of an empty text comes its default."""

GIVEN = (
    *("source", "url", "quote", "authority", "snapshot", "item_code", "item_version"),
    *("valid_from", "valid_to", "comment"),
)
FORM = Form("facts", READERS, ("unit", "fact", "accept"), ENTERED)
