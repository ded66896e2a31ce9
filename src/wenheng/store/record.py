"""Recording sessions: their evidence on disk first, then all their rows in a short transaction."""

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple, Protocol

from pydantic import BaseModel, ValidationError

import wenheng.store.booted  # noqa: F401 - the models need Django set up
from wenheng.errors import TableError
from wenheng.language import say
from wenheng.store import evidence as heap
from wenheng.store.adding import add_rows
from wenheng.store.chain import link
from wenheng.store.clean import storable
from wenheng.store.connection import on_database, writing
from wenheng.store.events import now, whole_milliseconds
from wenheng.store.models import EvidenceRecord, RunRecord, SessionRecord, TurnRecord
from wenheng.store.run import Run, run_document
from wenheng.tables import FEATURES, Sessions

NESTED = ("turns", "evidence")
_MOST_NAMED = 500


class File(Protocol):
    """One file of evidence: a screenshot, a page, a log. `turn` is None for the whole session."""

    @property
    def kind(self) -> str: ...
    @property
    def turn(self) -> int | None: ...
    @property
    def media(self) -> str: ...
    @property
    def content(self) -> bytes: ...


class Piece(NamedTuple):
    """A file of evidence, written out."""

    kind: str
    turn: int | None
    media: str
    content: bytes


class Held(NamedTuple):
    """A session as it is to be kept: its row, and its files of evidence in order."""

    row: Mapping[str, Any]
    evidence: Sequence[File] = ()


def record_session(run: Run, row: Mapping[str, Any], evidence: Iterable[File] = ()) -> bool:
    """As `record_sessions`, for one."""
    return record_sessions(run, [Held(row, tuple(evidence))])[0]


@on_database
def record_sessions(run: Run, held: Sequence[Held]) -> list[bool]:
    """Keep sessions with their turns and evidence, each exactly once, all of them or none.

    Args:
        run: the run they were held in.
        held: each with a row in the shape of SESSIONS; its `evidence` is made here, of the files,
            and a feature it does not name is not known. A session held again has the next
            `attempt`.

    Returns:
        For each False where this attempt of this session is recorded already: nothing of it
        changes then.

    Raises:
        TableError: a row breaks the contract of SESSIONS.
    """
    pieces = [piece for one in held for piece in one.evidence]
    digests = iter(heap.keep_all(run.workspace.evidence, [piece.content for piece in pieces]))
    sessions = [_conforming(one, digests) for one in held]
    with writing(run.workspace.alias):
        known = _known(run, {session["session"] for session in sessions})
        new = []
        for session in sessions:
            attempt = (session["session"], session["attempt"])
            new.append(attempt not in known)
            known.add(attempt)
        _insert(run, [session for session, is_new in zip(sessions, new, strict=True) if is_new])
    return new


def document(run_key: str, position: int, session: Mapping[str, Any]) -> dict[str, Any]:
    """What of a session is hashed: all of it, its turns, and hash and size of its evidence."""
    return {"run": run_key, "position": position, **session}


def head(run: Run) -> tuple[int, str]:
    """How many links the chain of `run` has, and the hash of the last."""
    rows = SessionRecord.objects.using(run.workspace.alias).filter(run_id=run.id)
    last = rows.order_by("-position").values_list("position", "digest").first()
    return last or (0, genesis(run))


def genesis(run: Run) -> str:
    """What stands before the first session of a run: the hash of the run itself."""
    row = RunRecord.objects.using(run.workspace.alias).get(pk=run.id)
    return link("", run_document(row))


def _conforming(held: Held, digests: Iterator[str]) -> dict[str, Any]:
    """Its row as plain data of the types of SESSIONS, with its evidence, whose sizes come last."""
    features = dict.fromkeys(FEATURES) | dict(held.row.get("features") or {})
    files = [
        {"kind": piece.kind, "turn": piece.turn, "sha256": next(digests), "media": piece.media}
        for piece in held.evidence
    ]
    row = storable({**held.row, "features": features, "evidence": files})
    try:
        plain = _ROW.model_validate(row).model_dump()
    except ValidationError as error:
        raise TableError(_told(error), where=str(held.row.get("session", "Sessions"))) from error
    for file, piece in zip(plain["evidence"], held.evidence, strict=True):
        file["size"] = len(piece.content)
    started_at = plain["started_at"]
    if started_at is None:
        return plain
    if started_at.tzinfo is None:
        raise TableError(say("store.time-without-zone"), where=plain["session"])
    return plain | {"started_at": whole_milliseconds(started_at)}


def _told(error: ValidationError) -> str:
    broken = error.errors(include_url=False, include_context=False)
    return "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in broken)


def _row_model() -> type[BaseModel]:
    """The contract as a model of one row: a frame of one row takes a thousand times as long."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # the time zone: we look at it ourselves
        return Sessions.to_pydantic_model()


_ROW = _row_model()  # at import, as filters of warnings are not for threads


@on_database
def recorded_of(run: Run, sessions: Iterable[str], attempt: int) -> set[str]:
    """Those of `sessions` of which this attempt is in the ledger."""
    return {session for session, number in _known(run, set(sessions)) if number == attempt}


def _known(run: Run, sessions: set[str]) -> set[tuple[str, int]]:
    """Session and number of every attempt recorded of `sessions`."""
    rows = SessionRecord.objects.using(run.workspace.alias).filter(run_id=run.id)
    found: set[tuple[str, int]] = set()
    for part in _parts(sessions):
        found.update(rows.filter(session__in=part).values_list("session", "attempt"))
    return found


def _parts(sessions: Iterable[str]) -> Iterator[list[str]]:
    """Parts that a query may name."""
    rest = iter(sessions)
    while part := list(islice(rest, _MOST_NAMED)):
        yield part


def _insert(run: Run, sessions: Sequence[dict[str, Any]]) -> None:
    """Add links to the chain, in the order given."""
    if not sessions:
        return
    alias, time = run.workspace.alias, now()
    before, previous = head(run)
    rows = []
    for position, session in enumerate(sessions, before + 1):
        stamped = session | {"recorded_at": time}
        previous = link(previous, document(run.key, position, stamped))
        rows.append(stamped | {"run_id": run.id, "position": position, "digest": previous})
    add_rows(alias, SessionRecord, rows)
    new = SessionRecord.objects.using(alias).filter(run_id=run.id, position__gt=before)
    keys = list(new.order_by("position").values_list("pk", flat=True))
    for nested, model in zip(NESTED, (TurnRecord, EvidenceRecord), strict=True):
        add_rows(alias, model, _nested(nested, keys, sessions))


def _nested(
    name: str, keys: Sequence[int], sessions: Sequence[Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    """What lies in `sessions` under `name`, each with its session's key and its place there."""
    for key, session in zip(keys, sessions, strict=True):
        for ordinal, row in enumerate(session[name]):
            yield {"session_id": key, "ordinal": ordinal, **row}
