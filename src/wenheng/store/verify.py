"""Proof that nothing that was recorded has changed since: every hash is computed anew."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connections

import wenheng.store.booted  # noqa: F401 - the models need Django set up
from wenheng.language import say
from wenheng.store import evidence as heap
from wenheng.store import guards
from wenheng.store.answers import ANSWERED
from wenheng.store.append_only import AppendOnly
from wenheng.store.chain import canonical, link
from wenheng.store.connection import on_database, writing
from wenheng.store.events import GENESIS, Event, append
from wenheng.store.links import LINK, LOOKED
from wenheng.store.models import (
    EventRecord,
    EvidenceRecord,
    LinkRecord,
    RatingRecord,
    RunRecord,
    SessionRecord,
    TurnRecord,
)
from wenheng.store.ratings import RATED, RATING, rows_digest
from wenheng.store.record import document, genesis, head
from wenheng.store.run import BEGUN, Run, run_document
from wenheng.store.sessions import EVIDENCE, SESSION, TURN

SEALED = "run-sealed"


@dataclass(frozen=True)
class Problem:
    """Something that does not match. `kind` is stable; `str(problem)` says it in words."""

    kind: str
    where: str

    def __str__(self) -> str:
        return say(f"store.problem-{self.kind}", where=self.where)


@dataclass(frozen=True)
class Verdict:
    """How much was looked at, and every place that does not match."""

    sessions: int
    files: int
    ratings: int
    links: int
    events: int
    head: str
    """Hash of the last session's link: print it, and nobody can shorten the run unseen."""
    events_head: str
    """Hash of the last event's link: ratings and rulings hang on events, so print it as well."""
    problems: tuple[Problem, ...]

    @property
    def holds(self) -> bool:
        """Whether all is as it was recorded."""
        return not self.problems


@on_database
def seal(run: Run, why: str, who: str = "") -> str:
    """Note the head of the run's chain as an event and return it.

    After this, rows taken from the end of the run are missed as much as rows from its middle.
    """
    with writing(run.workspace.alias):
        sessions, digest = head(run)
        detail = {"sessions": sessions, "head": digest}
        append(run.workspace.alias, Event(SEALED, why, who, run.key, detail))
    return digest


@on_database
def verify(run: Run) -> Verdict:
    """Compute every hash of `run` and of the workspace's events anew.

    Looked at are the rows of runs, sessions, turns, evidence, ratings, looks at addresses and
    events, the links between them, the files on disk, and the triggers that keep rows from being
    changed.
    """
    alias = run.workspace.alias
    try:
        sessions = _session_documents(run)
        entered = {entry.name: _by_event(run, entry) for entry in ENTRIES}
        events = list(EventRecord.objects.using(alias).select_related("run").order_by("position"))
    except (TypeError, ValueError) as error:
        return Verdict(0, 0, 0, 0, 0, "", "", (Problem("unreadable", str(error)),))
    files = _hashes(run)
    problems = (
        *_guards(alias),
        *_events(events),
        *_run(run, events),
        *_sessions(run, sessions),
        *_seals(run, sessions, events),
        *_files(run, files),
        *(problem for entry in ENTRIES for problem in _entered(run, events, entry, entered)),
    )
    rated = RatingRecord.objects.using(alias).filter(run_id=run.id).count()
    looks = LinkRecord.objects.using(alias).filter(run_id=run.id).count()
    last = sessions[-1]["digest"] if sessions else genesis(run)
    newest = events[-1].digest if events else GENESIS
    return Verdict(len(sessions), len(files), rated, looks, len(events), last, newest, problems)


def _guards(alias: str) -> Iterator[Problem]:
    tables = [model._meta.db_table for model in AppendOnly.__subclasses__()]
    for name in guards.missing(connections[alias], tables):
        yield Problem("guard-missing", name)


def _follows(digest: str, previous: str, document: dict[str, Any]) -> bool:
    try:
        return digest == link(previous, document)
    except (TypeError, ValueError):
        return False  # values of types that were never recorded


def _events(events: Iterable[EventRecord]) -> Iterator[Problem]:
    previous, place = GENESIS, 1
    for event in events:
        if event.position != place:
            yield Problem("event-missing", f"{place}")
        if not _follows(event.digest, previous, _event_document(event)):
            yield Problem("event-changed", f"{event.position}")
        previous, place = event.digest, event.position + 1


def _event_document(event: EventRecord) -> dict[str, Any]:
    names = ("position", "at", "who", "what", "why", "detail")
    return {name: getattr(event, name) for name in names} | {
        "run": event.run.key if event.run else ""
    }


def _run(run: Run, events: Iterable[EventRecord]) -> Iterator[Problem]:
    row = RunRecord.objects.using(run.workspace.alias).get(pk=run.id)
    begun = [event.detail for event in events if event.run_id == run.id and event.what == BEGUN]
    if [canonical(detail) for detail in begun] != [canonical(run_document(row))]:
        yield Problem("run-changed", run.key)


def _sessions(run: Run, sessions: Iterable[dict[str, Any]]) -> Iterator[Problem]:
    previous, place = genesis(run), 1
    for session in sessions:
        if session["position"] != place:
            yield Problem("session-missing", f"{place}")
        if not _follows(session["digest"], previous, session["document"]):
            yield Problem("session-changed", f"{session['position']} {session['session']}")
        previous, place = session["digest"], session["position"] + 1


def _seals(
    run: Run, sessions: Iterable[dict[str, Any]], events: Iterable[EventRecord]
) -> Iterator[Problem]:
    heads = {0: genesis(run)} | {row["position"]: row["digest"] for row in sessions}
    for event in events:
        sealed = event.run_id == run.id and event.what == SEALED
        if sealed and heads.get(event.detail.get("sessions")) != event.detail.get("head"):
            yield Problem("seal-broken", f"{event.position}")


def _files(run: Run, digests: Iterable[str]) -> Iterator[Problem]:
    for digest in digests:
        intact = heap.intact(run.workspace.evidence, digest)
        if intact is None:
            yield Problem("file-missing", digest)
        elif not intact:
            yield Problem("file-changed", digest)


@dataclass(frozen=True)
class _Entry:
    """Rows that are entered with an event of the kind `what`, which holds their hash."""

    what: str
    name: str
    model: type[RatingRecord] | type[LinkRecord]
    columns: tuple[str, ...]


ENTRIES = (
    _Entry(RATED, "ratings", RatingRecord, RATING),
    _Entry(LOOKED, "links", LinkRecord, LINK),
)


def _by_event(run: Run, entry: _Entry) -> dict[int, list[dict[str, Any]]]:
    rows = entry.model.objects.using(run.workspace.alias).filter(run_id=run.id).order_by("pk")
    entered = defaultdict(list)
    for event_id, *values in rows.values_list("event_id", *entry.columns):
        entered[event_id].append(dict(zip(entry.columns, values, strict=True)))
    return entered


def _entered(
    run: Run, events: Iterable[EventRecord], entry: _Entry, entered: Mapping[str, Any]
) -> Iterator[Problem]:
    left = dict(entered[entry.name])
    for event in events:
        theirs = event.run_id == run.id and event.what == entry.what
        if theirs and not _same(event.detail, left.pop(event.pk, [])):
            yield Problem(f"{entry.name}-changed", f"{event.position}")
    for event_id in left:
        yield Problem(f"{entry.name}-stray", f"{event_id}")


def _same(detail: Any, found: list[dict[str, Any]]) -> bool:
    try:
        return bool(detail == {"rows": len(found), "digest": rows_digest(found)})
    except (TypeError, ValueError):
        return False  # values of types that were never recorded


def _hashes(run: Run) -> list[str]:
    alias = run.workspace.alias
    shown = EvidenceRecord.objects.using(alias).filter(session__run_id=run.id)
    taken = LinkRecord.objects.using(alias).filter(run_id=run.id, sha256__isnull=False)
    said = EventRecord.objects.using(alias).filter(run_id=run.id, what=ANSWERED)
    digests = {
        digest for rows in (shown, taken) for digest in rows.values_list("sha256", flat=True)
    }
    digests |= {str(detail.get("sha256")) for detail in said.values_list("detail", flat=True)}
    return sorted(filter(None, digests))


def _session_documents(run: Run) -> list[dict[str, Any]]:
    """Each session with `document`, what its hash is made of; in the order of the chain."""
    alias = run.workspace.alias
    turns = _by_session(
        TurnRecord.objects.using(alias).filter(session__run_id=run.id).order_by("ordinal"), TURN
    )
    files = _by_session(
        EvidenceRecord.objects.using(alias).filter(session__run_id=run.id).order_by("ordinal"),
        (*EVIDENCE, "size"),
    )
    rows = SessionRecord.objects.using(alias).filter(run_id=run.id).order_by("position")
    found = []
    for row in rows.values("pk", "position", "digest", "recorded_at", *SESSION):
        own = {name: row[name] for name in (*SESSION, "recorded_at")}
        own |= {"turns": turns[row["pk"]], "evidence": files[row["pk"]]}
        found.append({**row, "document": document(run.key, row["position"], own)})
    return found


def _by_session(rows: Any, names: tuple[str, ...]) -> dict[int, list[dict[str, Any]]]:
    """The rows of each session in their order; one that has another place than its own tells it."""
    grouped: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for session, ordinal, *values in rows.values_list("session_id", "ordinal", *names):
        place = {} if ordinal == len(grouped[session]) else {"ordinal": ordinal}
        grouped[session].append(dict(zip(names, values, strict=True)) | place)
    return grouped
