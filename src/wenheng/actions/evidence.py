"""Pictures of evidence for others: which may be published, what must be covered, whose they are."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any

import polars as pl
import yaml
from pydantic import ValidationError

from wenheng.actions.opened import Opened, opened_with_sessions
from wenheng.actions.writing import writable
from wenheng.collection.personal import personal_data
from wenheng.errors import CollectError, StudyError
from wenheng.language import say
from wenheng.report.material import beijing
from wenheng.report.pictures import Picture
from wenheng.report.publishable import (
    Box,
    Origin,
    Publishable,
    contact_sheet,
    difference_hash,
    shared,
)
from wenheng.store.evidence import intact, place_of
from wenheng.store.sessions import sessions
from wenheng.study.base import Declared
from wenheng.study.model import Study

REDACTIONS = "redactions.yaml"
FOLDER = "evidence"
NAMED, LISTED = 20, 16
"""So many places are named; so many letters of a SHA-256 name a picture."""
CAPTION = 20
MANIFEST = (
    *("evidence", "unit", "platform", "scenario", "session", "turn", "captured_at"),
    *("sha256_raw", "sha256_public", "difference_hash", "boxes", "alike"),
)
COVERED = "covered in a picture"
"""What the log of a visit calls it when it covered personal data before a picture was taken."""


class Redaction(Declared):
    """What a person decided on one picture, having looked at it."""

    boxes: tuple[Box, ...] = ()
    withhold: bool = False


@dataclass(frozen=True)
class Shown:
    """One picture of the ledger: its number, of what session and turn, when, and what covers it."""

    id: str
    unit: str
    platform: str
    scenario: str
    session: str
    turn: int | None
    captured_at: str
    sha256: str
    boxes: tuple[Box, ...]


def write_evidence(directory: Path, to: Path | None = None, only: Collection[str] = ()) -> Path:
    """Write publishable pictures, a contact sheet per platform and a manifest; returns the folder.

    `manifest.csv` has a line per picture: number, unit, platform, scenario, session, turn, time,
    SHA-256 as kept and as published, difference hash, boxes, and the other units with the same
    picture: a shared vendor, or a copied shot.

    Args:
        directory: the study.
        to: the folder; `reports/evidence` where not given.
        only: these platforms alone.

    Raises:
        StudyError: nothing was collected, `redactions.yaml` is faulty, the folder is not writable.
        CollectError: personal data would be published; says where.
    """
    with opened_with_sessions(directory) as opened:
        found = shown_pictures(opened, sessions(opened.run))
        shown = [one for one in found if not only or one.platform in only]
        raw = raw_pictures(opened, shown)
        folder = to or directory / "reports" / FOLDER
        with writable(folder):
            _write(folder, opened.study, [one for one in shown if one.sha256 in raw], raw)
    return folder


def shown_pictures(opened: Opened, held: pl.DataFrame) -> list[Shown]:
    """The pictures of SESSIONS that may be published, in the order of the ledger.

    Raises:
        StudyError: `redactions.yaml` is faulty.
        CollectError: personal data stand in the text of a turn, and neither the visit covered
            them in the picture of that turn nor has a person said what to cover there.
    """
    decided = _redactions(opened.workspace.directory)
    found: list[Shown] = []
    left: list[str] = []
    number = 0
    for row in held.iter_rows(named=True):
        pictures = [one for one in row["evidence"] if one["kind"] == "screenshot"]
        bare = _uncovered(opened, row) if pictures else {}
        for kept in pictures:
            number += 1
            decision = decided.get(kept["sha256"][:LISTED])
            if decision is None and bare.get(kept["turn"]):
                left.append(_where(row, kept, bare[kept["turn"]]))
            if decision is None or not decision.withhold:
                boxes = decision.boxes if decision else ()
                found.append(_shown(opened.study, row, kept, boxes, f"E{number:05d}"))
    if left:
        raise CollectError(_told(left), hint=say("evidence.personal-hint", file=REDACTIONS))
    return found


def raw_pictures(opened: Opened, shown: Iterable[Shown]) -> dict[str, Picture]:
    """The pictures `shown` as they were kept, by SHA-256: to be made publishable, never published.

    What is lost or changed in the heap is left out; `verify` names it.
    """
    heap = opened.workspace.evidence
    return {
        name: Picture(place_of(heap, name).read_bytes(), "")
        for name in dict.fromkeys(one.sha256 for one in shown)
        if intact(heap, name)
    }


def origins(study: Study, shown: Iterable[Shown]) -> dict[str, Origin]:
    """What stands on each publishable picture, by SHA-256, in the language spoken.

    Of a picture that several sessions have the first counts.
    """
    mark, found = say("evidence.mark"), dict[str, Origin]()
    for one in shown:
        if one.sha256 not in found:
            found[one.sha256] = Origin(_footer(study, one), mark, one.boxes)
    return found


def _shown(
    study: Study, row: Mapping[str, Any], kept: Mapping[str, Any], boxes: tuple[Box, ...], id_: str
) -> Shown:
    return Shown(
        id=id_,
        unit=study.platform(row["platform"]).unit,
        platform=row["platform"],
        scenario=row["scenario"],
        session=row["session"],
        turn=kept["turn"],
        captured_at=beijing(row["started_at"]),
        sha256=kept["sha256"],
        boxes=boxes,
    )


def _footer(study: Study, one: Shown) -> str:
    its = study.platform(one.platform).channel
    channel = next(channel.name for channel in study.channels if channel.id == its)
    said = {"unit": study.unit(one.unit).name, "channel": channel, "id": one.id}
    when = one.captured_at or say("evidence.no-time")
    return say("evidence.footer", **said, when=when, sha256=one.sha256[:LISTED])


def _uncovered(opened: Opened, row: Mapping[str, Any]) -> dict[int, set[str]]:
    """Turn → kinds of personal data in its text that its picture may show.

    A visit covers what can be seen in the page and logs it by turn. Nobody did so in pictures
    that people brought; in these a turn may still be seen when later ones are.
    """
    hits = {turn["turn"]: _kinds(turn) for turn in row["turns"]}
    if not any(hits.values()):
        return {}
    log = next((one for one in row["evidence"] if one["kind"] == "events"), None)
    if log is None:
        return {turn: set().union(*(hits[t] for t in hits if t <= turn)) for turn in hits}
    covered = _logged(place_of(opened.workspace.evidence, log["sha256"]))
    return {turn: kinds - covered.get(turn, set()) for turn, kinds in hits.items()}


def _kinds(turn: Mapping[str, Any]) -> set[str]:
    links = [part for link in turn["links"] or () for part in (link["text"], link["url"])]
    said = [turn["question"], turn["text"] or "", *(turn["options"] or ()), *links]
    return {span.kind for text in said for span in personal_data(text)}


def _logged(file: Path) -> dict[int, set[str]]:
    """Turn → kinds of what was covered in its picture, by the log of the visit."""
    covered: dict[int, set[str]] = {}
    for event in json.loads(file.read_text("utf-8")) if file.is_file() else ():
        if event.get("event") == COVERED:
            covered.setdefault(event.get("turn"), set()).update(event.get("counts", ()))
    return covered


def _where(row: Mapping[str, Any], kept: Mapping[str, Any], kinds: set[str]) -> str:
    said = say("evidence.and").join(say(f"evidence.kind-{kind}") for kind in sorted(kinds))
    turn, sha256 = kept["turn"] + 1, kept["sha256"][:LISTED]
    return say("evidence.place", session=row["session"], turn=turn, kinds=said, sha256=sha256)


def _told(left: list[str]) -> str:
    named = "".join(f"\n  {place}" for place in left[:NAMED])
    more = say("evidence.more", count=len(left) - NAMED) if len(left) > NAMED else ""
    return say("evidence.personal", count=len(left)) + named + (f"\n  {more}" if more else "")


def _redactions(directory: Path) -> dict[str, Redaction]:
    """First 16 of a SHA-256 → what a person decided on that picture."""
    file = directory / REDACTIONS
    if not file.is_file():
        return {}
    try:
        raw = yaml.load(file.read_text("utf-8"), yaml.CBaseLoader) or {}  # keys stay text
        return {str(key)[:LISTED]: Redaction.model_validate(its) for key, its in raw.items()}
    except (yaml.YAMLError, AttributeError, UnicodeDecodeError, ValidationError) as error:
        told = say("evidence.bad-redactions", why=str(error)[:300])
        raise StudyError(told, where=str(file), hint=say("evidence.redactions-form")) from error


def _write(folder: Path, study: Study, shown: list[Shown], raw: Mapping[str, Picture]) -> None:
    pictures = Publishable(raw, origins(study, shown))
    hashes = {sha256: difference_hash(picture) for sha256, picture in raw.items()}
    alike = shared({one.id: hashes[one.sha256] for one in shown}, {o.id: o.unit for o in shown})
    rows = []
    by_platform = sorted(shown, key=lambda one: one.platform)
    for platform, its in groupby(by_platform, lambda one: one.platform):
        made = [(one, pictures[one.sha256]) for one in its]
        (folder / platform).mkdir(exist_ok=True)
        for one, picture in made:
            (folder / platform / f"{one.id}.jpg").write_bytes(picture.data)
            rows.append(_row(one, picture, hashes[one.sha256], alike.get(one.id, ())))
        captions = [(picture, _caption(study, one)) for one, picture in made]
        (folder / platform / "contact-sheet.jpg").write_bytes(contact_sheet(captions).data)
    pl.DataFrame(rows, dict.fromkeys(MANIFEST, pl.String), orient="row").write_csv(
        folder / "manifest.csv", include_bom=True
    )


def _row(one: Shown, picture: Picture, bits: str, alike: tuple[str, ...]) -> tuple[str, ...]:
    boxes = ";".join(" ".join(map(str, box)) for box in one.boxes)
    turn = "" if one.turn is None else str(one.turn + 1)
    public = sha256(picture.data).hexdigest()
    known = (one.id, one.unit, one.platform, one.scenario, one.session, turn, one.captured_at)
    return (*known, one.sha256, public, bits, boxes, ";".join(alike))


def _caption(study: Study, one: Shown) -> str:
    names = {scenario.id: str(scenario.name) for scenario in study.scenarios}
    return f"{one.id} {names.get(one.scenario, one.scenario)}"[:CAPTION]
