"""Recording a session: its evidence on disk first, then all its rows in one short transaction."""

import warnings
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Protocol

from pydantic import BaseModel, ValidationError

import wenheng.store.booted  # noqa: F401 - the models need Django set up
from wenheng.errors import TableError
from wenheng.language import say
from wenheng.store import evidence as heap
from wenheng.store.chain import link
from wenheng.store.clean import storable
from wenheng.store.connection import on_database, writing
from wenheng.store.events import now, whole_milliseconds
from wenheng.store.models import EvidenceRecord, RunRecord, SessionRecord, TurnRecord
from wenheng.store.run import Run, run_document
from wenheng.tables import FEATURES, Sessions

NESTED = ("turns", "evidence")


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


@on_database
def record_session(run: Run, row: Mapping[str, Any], evidence: Iterable[File] = ()) -> bool:
    """Keep a session with its turns and evidence, exactly once.

    Args:
        run: the run it was held in.
        row: one row in the shape of SESSIONS; its `evidence` is made here, of the files, and a
            feature it does not name is not known. A session held again has the next `attempt`.
        evidence: the files, in order.

    Returns:
        False where this attempt of this session is recorded already: nothing changes then.

    Raises:
        TableError: the row breaks the contract of SESSIONS.
    """
    pieces = tuple(evidence)
    session = _conforming({**row, "evidence": [_kept(run, piece) for piece in pieces]})
    for file, piece in zip(session["evidence"], pieces, strict=True):
        file["size"] = len(piece.content)
    with writing(run.workspace.alias):
        if is_recorded(run, session["session"], session["attempt"]):
            return False
        _insert(run, session)
    return True


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


def _kept(run: Run, piece: File) -> dict[str, Any]:
    digest = heap.keep(run.workspace.evidence, piece.content)
    return {"kind": piece.kind, "turn": piece.turn, "sha256": digest, "media": piece.media}


def _conforming(row: Mapping[str, Any]) -> dict[str, Any]:
    """`row` as plain data of the types of SESSIONS."""
    features = dict.fromkeys(FEATURES) | dict(row.get("features") or {})
    try:
        plain = _ROW.model_validate(storable({**row, "features": features})).model_dump()
    except ValidationError as error:
        raise TableError(_told(error), where=str(row.get("session", "Sessions"))) from error
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
def is_recorded(run: Run, session: str, attempt: int) -> bool:
    """Whether this attempt of this session is in the ledger."""
    rows = SessionRecord.objects.using(run.workspace.alias)
    return rows.filter(run_id=run.id, session=session, attempt=attempt).exists()


def _insert(run: Run, session: dict[str, Any]) -> None:
    alias = run.workspace.alias
    before, previous = head(run)
    session = session | {"recorded_at": now()}
    row = SessionRecord.objects.using(alias).create(
        run_id=run.id,
        position=before + 1,
        digest=link(previous, document(run.key, before + 1, session)),
        **{name: value for name, value in session.items() if name not in NESTED},
    )
    TurnRecord.objects.using(alias).bulk_create(
        TurnRecord(session=row, ordinal=ordinal, **turn)
        for ordinal, turn in enumerate(session["turns"])
    )
    EvidenceRecord.objects.using(alias).bulk_create(
        EvidenceRecord(session=row, ordinal=ordinal, **file)
        for ordinal, file in enumerate(session["evidence"])
    )
