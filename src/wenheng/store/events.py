"""Who did what, when and why: one hash chain over the whole workspace."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from getpass import getuser
from typing import Any

import polars as pl

import wenheng.store.booted  # noqa: F401 - the models need Django set up
from wenheng.store.chain import canonical, link
from wenheng.store.clean import storable
from wenheng.store.connection import on_database, writing
from wenheng.store.models import EventRecord, RunRecord
from wenheng.store.workspace import Workspace

GENESIS = ""
"""What stands before the first event."""

_SCHEMA: dict[str, Any] = {
    "position": pl.UInt32,
    "run": pl.String,
    "at": pl.Datetime("ms", "UTC"),
    "who": pl.String,
    "what": pl.String,
    "why": pl.String,
    "detail": pl.String,
    "digest": pl.String,
}


@dataclass(frozen=True)
class Event:
    """Something that was done. `run` is the key of the run it concerns, empty for none."""

    what: str
    why: str = ""
    who: str = ""
    """A person, or what acts for one; where empty, the account that this process runs under."""
    run: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    """Plain data, kept and hashed with the event."""


@on_database
def add_event(workspace: Workspace, event: Event) -> None:
    """Add `event` to the chain, with the present time."""
    with writing(workspace.alias):
        append(workspace.alias, event)


@on_database
def events(workspace: Workspace) -> pl.DataFrame:
    """All events in the order of the chain; `detail` is JSON, `run` null where there is none."""
    rows = EventRecord.objects.using(workspace.alias).order_by("position")
    columns = ("position", "run__key", "at", "who", "what", "why", "detail", "digest")
    plain = [
        (*row[:6], json.dumps(row[6], ensure_ascii=False, sort_keys=True), row[7])
        for row in rows.values_list(*columns)
    ]
    return pl.DataFrame(plain, schema=_SCHEMA, orient="row")


def append(alias: str, event: Event) -> EventRecord:
    """Add `event` within a transaction that the caller has opened with `writing`."""
    last = EventRecord.objects.using(alias).order_by("-position").first()
    document = {
        "position": last.position + 1 if last else 1,
        "run": event.run,
        "at": now(),
        "who": storable(event.who) or _account(),
        "what": event.what,
        "why": storable(event.why),
        "detail": json.loads(canonical(storable(dict(event.detail)))),
    }
    run = RunRecord.objects.using(alias).get(key=event.run) if event.run else None
    return EventRecord.objects.using(alias).create(
        **document | {"run": run}, digest=link(last.digest if last else GENESIS, document)
    )


def now() -> datetime:
    """The present time to the millisecond, as finer times are not kept."""
    return whole_milliseconds(datetime.now(UTC))


def whole_milliseconds(time: datetime) -> datetime:
    """`time` in UTC without what is finer than a millisecond."""
    utc = time.astimezone(UTC)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)


def _account() -> str:
    try:
        return getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"
