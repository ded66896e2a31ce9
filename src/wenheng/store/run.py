"""Runs: what is observed with one study and one instrument belongs together."""

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

import polars as pl

import wenheng.store.booted  # noqa: F401 - the models need Django set up
from wenheng.store.clean import storable
from wenheng.store.connection import on_database, writing
from wenheng.store.events import Event, append, now
from wenheng.store.models import EventRecord, RunRecord
from wenheng.store.workspace import Workspace

BEGUN, CONTINUED, CLOSED = "run-begun", "run-continued", "run-closed"


@dataclass(frozen=True)
class Instrument:
    """What must be the same for two sessions to be comparable; the code version is only noted."""

    study: str
    study_version: int
    study_hash: str
    """SHA-256 of all study files."""
    protocol: str
    """Version of the way sessions are held."""
    code_version: str


@dataclass(frozen=True)
class Run:
    """A run in an open workspace."""

    workspace: Workspace
    id: int
    key: str
    instrument: Instrument
    started_at: datetime
    note: str

    @classmethod
    def of(cls, workspace: Workspace, row: RunRecord) -> Self:
        """The handle of a stored run."""
        instrument = Instrument(
            row.study, row.study_version, row.study_hash, row.protocol, row.code_version
        )
        return cls(workspace, row.pk, row.key, instrument, row.started_at, row.note)


@on_database
def begin_run(workspace: Workspace, instrument: Instrument, who: str = "", note: str = "") -> Run:
    """The open run of this study and instrument, or a new one.

    A run stays open until `close_run`: whoever begins again with the same study files and
    protocol goes on with it, also after a crash. Another code version is noted as an event.
    """
    with writing(workspace.alias):
        row = _open_run(workspace.alias, instrument)
        if row is None:
            row = _new_run(workspace.alias, instrument, note)
            append(workspace.alias, Event(BEGUN, note, who, row.key, run_document(row)))
        elif _last_code_version(workspace.alias, row) != instrument.code_version:
            detail = {"code_version": instrument.code_version}
            append(workspace.alias, Event(CONTINUED, note, who, row.key, detail))
    return Run.of(workspace, row)


@on_database
def close_run(run: Run, why: str, who: str = "") -> None:
    """End a run, so that the next `begin_run` starts another."""
    with writing(run.workspace.alias):
        append(run.workspace.alias, Event(CLOSED, why, who, run.key))


@on_database
def run_of(workspace: Workspace, instrument: Instrument) -> Run | None:
    """The last run of the same study files and protocol; None where there is none."""
    row = _alike(workspace.alias, instrument)
    return Run.of(workspace, row) if row else None


@on_database
def run_by(workspace: Workspace, study_hash: str, key: str = "") -> Run | None:
    """The run `key` of these study files, by whatever protocol; the last where no key is given."""
    rows = RunRecord.objects.using(workspace.alias).filter(study_hash=study_hash)
    row = (rows.filter(key=key) if key else rows).order_by("pk").last()
    return Run.of(workspace, row) if row else None


@on_database
def latest_run(workspace: Workspace, study: str = "") -> Run | None:
    """The run begun last (of `study`, where given); None where there is none."""
    rows = RunRecord.objects.using(workspace.alias)
    row = (rows.filter(study=study) if study else rows).order_by("pk").last()
    return Run.of(workspace, row) if row else None


@on_database
def runs(workspace: Workspace) -> pl.DataFrame:
    """All runs, oldest first: key, instrument, start, note."""
    names = (*Instrument.__dataclass_fields__, "started_at", "note")
    rows = RunRecord.objects.using(workspace.alias).order_by("pk").values_list("key", *names)
    schema: dict[str, Any] = dict.fromkeys(("key", *names), pl.String)
    schema |= {"study_version": pl.UInt32, "started_at": pl.Datetime("ms", "UTC")}
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def run_document(row: RunRecord) -> dict[str, Any]:
    """What of a run is hashed: all of it."""
    names = (*Instrument.__dataclass_fields__, "key", "ordinal", "started_at", "note")
    return {name: getattr(row, name) for name in names}


def _open_run(alias: str, instrument: Instrument) -> RunRecord | None:
    row = _alike(alias, instrument)
    closed = EventRecord.objects.using(alias).filter(run=row, what=CLOSED) if row else None
    return None if closed is None or closed.exists() else row


def _new_run(alias: str, instrument: Instrument, note: str) -> RunRecord:
    before, time = _alike(alias, instrument), now()
    # The random part keeps a run of a database that was thrown away from being mistaken for this.
    return RunRecord.objects.using(alias).create(
        key=f"{time:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}",
        ordinal=before.ordinal + 1 if before else 1,
        started_at=time,
        note=storable(note),
        **asdict(instrument),
    )


def _alike(alias: str, instrument: Instrument) -> RunRecord | None:
    """The last run of the same study files and protocol, open or not."""
    same = RunRecord.objects.using(alias).filter(
        study=instrument.study,
        study_hash=instrument.study_hash,
        protocol=instrument.protocol,
    )
    return same.order_by("ordinal").last()


def _last_code_version(alias: str, row: RunRecord) -> str:
    told = EventRecord.objects.using(alias).filter(run=row, what__in=(BEGUN, CONTINUED))
    last = told.order_by("position").last()
    return str(last.detail["code_version"]) if last else row.code_version
