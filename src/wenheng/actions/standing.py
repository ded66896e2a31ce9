"""How a collection stands, platform by platform: what the ledger has and what the list holds."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl

from wenheng.actions.opened import Opened, opened_with_sessions
from wenheng.actions.tasks import host_of, session_of, size_of
from wenheng.collection.transport import PROTOCOL
from wenheng.runs.tasklist import TaskList
from wenheng.store.sessions import attempts, newest
from wenheng.study.plan import planned_sessions

RECENT = timedelta(minutes=10)
"""What began within this time tells how fast it goes."""


@dataclass(frozen=True)
class Counts:
    """Sessions by how they stand; a task of several counts whole as long as it is on the list."""

    planned: int
    recorded: int
    waiting: int
    put_off: int
    running: int
    failed: int
    cancelled: int


COUNTED = tuple(field.name for field in fields(Counts))
LISTED = COUNTED[2:]


@dataclass(frozen=True)
class PlatformStanding(Counts):
    """One platform."""

    platform: str
    host: str
    last: str
    """How its newest session ended; empty where there was none."""
    eta_s: float | None
    """Seconds until its list is empty, at the pace of the last minutes; None where not known."""


@dataclass(frozen=True)
class Standing(Counts):
    """All platforms of the plan, in its order, and their sums."""

    run: str
    paused: bool
    workers: int | None
    """Processes at work; None where the list is a file, which only one can work on."""
    outcomes: dict[str, int]
    """How the sessions ended, of each its last attempt."""
    eta_s: float | None
    platforms: tuple[PlatformStanding, ...]


def standing(opened: Opened, tasks: TaskList) -> Standing:
    """How the run of `opened` stands."""
    states = _by_platform(opened, tasks.states())
    held = attempts(opened.run)
    recent = held.filter(pl.col("started_at") > datetime.now(UTC) - RECENT)
    last = newest(held)
    of = {
        "planned": Counter(planned_sessions(opened.study)["platform"].to_list()),
        "recorded": Counter(last["platform"].to_list()),
        "recent": Counter(recent["platform"].to_list()),
    }
    span_s = _span_s(recent)
    ended_as = dict(zip(held["platform"].to_list(), held["outcome"].to_list(), strict=True))
    rows = tuple(
        PlatformStanding(
            platform=platform.id,
            host=host_of(platform),
            planned=of["planned"][platform.id],
            recorded=of["recorded"][platform.id],
            last=ended_as.get(platform.id, ""),
            eta_s=_eta_s(states[platform.id], of["recent"][platform.id], span_s),
            **{name: states[platform.id][name] for name in LISTED},
        )
        for platform in opened.study.platforms
    )
    return Standing(
        run=opened.run.key,
        paused=tasks.is_paused(),
        workers=tasks.workers(),
        outcomes=dict(Counter(last["outcome"].to_list())),
        eta_s=_eta_s(sum(states.values(), Counter()), of["recent"].total(), span_s),
        platforms=rows,
        **{name: sum(getattr(row, name) for row in rows) for name in COUNTED},
    )


def status(directory: Path) -> Standing:
    """How the collection in `directory` stands; asking changes nothing.

    Raises:
        StudyError: nothing was collected here yet, or the study was changed since.
    """
    with opened_with_sessions(directory) as opened:
        tasks = TaskList(opened.workspace.engine_place, PROTOCOL, opened.run.key)
        try:
            return standing(opened, tasks)
        finally:
            tasks.close()


def _by_platform(opened: Opened, states: Mapping[str, str]) -> dict[str, Counter[str]]:
    """Platform → state → tasks."""
    plan = planned_sessions(opened.study)
    of = dict(zip(plan["session"].to_list(), plan["platform"].to_list(), strict=True))
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for key, state in states.items():
        session = session_of(key)
        if session in of:
            counted[of[session]][state] += size_of(key)
    return counted


def _span_s(recent: pl.DataFrame) -> float:
    """How long it is since the first of these began."""
    first = recent["started_at"].min()
    return (datetime.now(UTC) - first).total_seconds() if isinstance(first, datetime) else 0.0


def _eta_s(states: Counter[str], recent: int, span_s: float) -> float | None:
    left = states["waiting"] + states["running"]
    if not left:
        return 0.0
    return round(left / recent * span_s, 1) if recent else None
