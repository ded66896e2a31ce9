"""How a collection stands, platform by platform: what the ledger has and what the list holds."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl

from wenheng.actions.opened import Opened, opened_with_sessions
from wenheng.actions.tasks import host_of, session_of, size_of
from wenheng.collection.transport import PROTOCOL
from wenheng.runs.tasklist import TaskList
from wenheng.store.sessions import attempts
from wenheng.study.plan import planned_sessions

RECENT = timedelta(minutes=10)
"""What began within this time tells how fast it goes."""


@dataclass(frozen=True)
class PlatformStanding:
    """One platform. `last` is how its newest session ended, empty where there was none."""

    platform: str
    host: str
    planned: int
    recorded: int
    waiting: int
    put_off: int
    running: int
    failed: int
    cancelled: int
    last: str
    eta_s: float | None
    """Seconds until its list is empty, at the pace of the last minutes; None where not known."""


@dataclass(frozen=True)
class Standing:
    """All platforms of the plan, in its order, and their sums."""

    run: str
    planned: int
    recorded: int
    waiting: int
    put_off: int
    running: int
    failed: int
    cancelled: int
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
    last = held.unique("session", keep="last", maintain_order=True)
    of = {
        "planned": _count(planned_sessions(opened.study)["platform"]),
        "recorded": _count(last["platform"]),
        "recent": _count(recent["platform"]),
    }
    span_s = _span_s(recent)
    newest = dict(zip(held["platform"].to_list(), held["outcome"].to_list(), strict=True))
    rows = tuple(
        PlatformStanding(
            platform=platform.id,
            host=host_of(platform),
            planned=of["planned"][platform.id],
            recorded=of["recorded"][platform.id],
            waiting=states[platform.id]["waiting"],
            put_off=states[platform.id]["put_off"],
            running=states[platform.id]["running"],
            failed=states[platform.id]["failed"],
            cancelled=states[platform.id]["cancelled"],
            last=newest.get(platform.id, ""),
            eta_s=_eta_s(states[platform.id], of["recent"][platform.id], span_s),
        )
        for platform in opened.study.platforms
    )
    return Standing(
        run=opened.run.key,
        planned=sum(row.planned for row in rows),
        recorded=sum(row.recorded for row in rows),
        waiting=sum(row.waiting for row in rows),
        put_off=sum(row.put_off for row in rows),
        running=sum(row.running for row in rows),
        failed=sum(row.failed for row in rows),
        cancelled=sum(row.cancelled for row in rows),
        paused=tasks.is_paused(),
        workers=tasks.workers(),
        outcomes=dict(Counter(last["outcome"].to_list())),
        eta_s=_eta_s(sum(states.values(), Counter()), of["recent"].total(), span_s),
        platforms=rows,
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


def _count(names: Iterable[str]) -> Counter[str]:
    return Counter(names)


def _span_s(recent: pl.DataFrame) -> float:
    """How long it is since the first of these began."""
    first = recent["started_at"].min()
    return (datetime.now(UTC) - first).total_seconds() if isinstance(first, datetime) else 0.0


def _eta_s(states: Counter[str], recent: int, span_s: float) -> float | None:
    left = states["waiting"] + states["running"]
    if not left:
        return 0.0
    return round(left / recent * span_s, 1) if recent else None
