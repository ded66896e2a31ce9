"""Hold every planned session that has not been held yet."""

import asyncio
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import polars as pl

from wenheng.actions.holding import Holder, Looks, Plan
from wenheng.actions.opened import PROTOCOL, Opened, opened_for_collecting, opened_with_sessions
from wenheng.collection.outcomes import OUTCOMES
from wenheng.collection.transports import Transports
from wenheng.errors import StudyError
from wenheng.runs.durable import DurableEngine
from wenheng.runs.pacing import Pacer
from wenheng.runs.port import Crew, Progress, Task
from wenheng.store.run import Run
from wenheng.store.sessions import attempts, recorded, retryable
from wenheng.store.verify import seal
from wenheng.study.load import load_study
from wenheng.study.model import Study
from wenheng.study.plan import planned_sessions
from wenheng.study.questions import session_window
from wenheng.study.roster import Platform

BY_PEOPLE = ("capture",)
ROUNDS = 3
"""A session that failed by our own fault is held again, so often at most in one call."""

MOST_ATTEMPTS = 9
"""So often a session is held at most in all calls together."""

WAIT_S = {
    outcome.name: outcome.retry_after_s
    for outcome in OUTCOMES.values()
    if outcome.retry_after_s and outcome.has_assistant is None
}
"""What showed nothing of the platform is looked for again by a later call, after so long."""

AT_ONCE = max(2, min(4, os.cpu_count() or 2))
"""Browser sessions beyond one or two a core begin to slow each other's replies."""

OnProgress = Callable[[Progress], None]


@dataclass(frozen=True)
class Collected:
    """What a call of `collect` found and did."""

    planned: int
    held: int
    """Sessions held by this call."""
    recorded: int
    """Sessions in the ledger, of those planned."""
    spared: int
    """Planned sessions not held, because two looks showed nothing to talk to."""
    by_people: int
    """Planned sessions that only a person can hold, and that nobody brought yet."""
    without_entry: int
    """Planned sessions of platforms whose address the study does not know."""
    outcomes: dict[str, int]
    """How the sessions ended, of each its last attempt."""
    failures: dict[str, str]
    """Sessions that could not be held at all, with the reason."""
    waiting: int = 0
    """Planned sessions not held, because they have a time of day and it is not now."""
    next_due: str = ""
    """When the first of these comes due (ISO 8601); a later call of `collect` holds it then."""


def collect(
    directory: Path, *, at_once: int = AT_ONCE, on_progress: OnProgress | None = None
) -> Collected:
    """Hold the sessions that the plan of `directory` promises and its ledger lacks.

    What is held is recorded at once; whoever calls again after a crash or Ctrl-C goes on.

    Raises:
        StudyError: the directory holds no study that can be run.
        CollectError: another process collects here, or there is no browser.
    """
    return asyncio.run(collect_in_loop(directory, at_once, on_progress))


async def collect_in_loop(
    directory: Path, at_once: int = AT_ONCE, on_progress: OnProgress | None = None
) -> Collected:
    """As `collect`, for callers that have an event loop of their own."""
    with opened_for_collecting(directory) as opened:
        return await _collect(opened, at_once, on_progress)


def remaining(directory: Path) -> int:
    """How many planned sessions a call of `collect` would hold; asking changes nothing."""
    try:
        with opened_with_sessions(directory) as opened:
            return len(_missing(opened, _ours(opened.study), Looks(attempts(opened.run))))
    except StudyError:
        return len(_ours(load_study(directory)))


async def _collect(opened: Opened, at_once: int, on_progress: OnProgress | None) -> Collected:
    study, run = opened.study, opened.run
    plan = planned_sessions(study)
    platforms = {platform.id: platform for platform in study.platforms}
    planned_for = Counter(plan["platform"].to_list())
    ours = _ours(study)
    crew = Crew(at_once, min(study.pace.concurrency, at_once))
    before = len(recorded(run) & set(ours))
    looks = Looks(attempts(run))
    failures: dict[str, str] = {}
    for _ in range(ROUNDS):
        missing = _missing(opened, ours, looks)
        if not missing:
            break
        failures = await _hold_all(_Work(opened, ours, missing, crew, on_progress), looks)
    everything = recorded(run) & set(plan["session"].to_list())
    held = everything & set(ours)
    if len(held) > before:
        await asyncio.to_thread(seal, run, "collected")
    waiting = [k for k in set(ours) - held if not looks.settle(ours[k]["platform"])]
    due = [opening for key in waiting if (opening := _opening(study, ours[key]))]
    return Collected(
        planned=plan.height,
        held=len(held) - before,
        recorded=len(everything),
        spared=sum(looks.settle(ours[key]["platform"]) for key in set(ours) - held),
        by_people=sum(
            _is_for_people(platforms[p]) and key not in everything
            for key, p in plan.select("session", "platform").iter_rows()
        ),
        without_entry=sum(n for p, n in planned_for.items() if _lacks_entry(platforms[p])),
        outcomes=_outcomes(run),
        failures=failures,
        waiting=len(due),
        next_due=min(due).isoformat(timespec="minutes") if due else "",
    )


def _outcomes(run: Run) -> dict[str, int]:
    last = attempts(run).sort("attempt").unique("session", keep="last", maintain_order=True)
    return dict(Counter(last["outcome"].to_list()))


@dataclass(frozen=True)
class _Work:
    """One round: the sessions to be held, with the number of the attempt each is."""

    opened: Opened
    plan: Plan
    missing: dict[str, int]
    crew: Crew
    on_progress: OnProgress | None


def _ours(study: Study) -> Plan:
    """The sessions that a program can hold."""
    able = {platform.id for platform in study.platforms if _is_ours(platform)}
    planned = planned_sessions(study).filter(pl.col("platform").is_in(able))
    return {row["session"]: row for row in planned.iter_rows(named=True)}


def _missing(opened: Opened, ours: Plan, looks: Looks) -> dict[str, int]:
    """Session → number of the attempt that is to be made."""
    known = recorded(opened.run)
    again = retryable(opened.run, MOST_ATTEMPTS, WAIT_S)
    return {
        key: again.get(key, 1)
        for key, row in ours.items()
        if (key not in known or key in again)
        and not looks.settle(row["platform"])
        and not _opening(opened.study, row)
    }


def _opening(study: Study, planned: dict[str, Any]) -> datetime | None:
    """When the window of a session opens next; None where it may be held now."""
    window, now = session_window(study, planned["scenario"], planned["variant"]), datetime.now(UTC)
    return None if window is None or window.holds(now) else window.next_after(now)


async def _hold_all(work: _Work, looks: Looks) -> dict[str, str]:
    """Hold what is missing; what failed for another reason than an outcome, with that reason."""
    opened = work.opened
    tasks = [_task(opened, work.plan[key], attempt) for key, attempt in work.missing.items()]
    engine = DurableEngine(opened.workspace.engine_file, PROTOCOL)
    try:
        async with Transports(opened.study.contact, opened.workspace.directory) as transports:
            for name in {_transport(opened.study, work.plan[key]) for key in work.missing}:
                await transports.of(name)  # what cannot work fails once, not in every session
            pacer = Pacer(work.crew.per_host, opened.study.pace.gap_s)
            holder = Holder(opened, transports, pacer, work.plan, work.missing, looks)
            engine.resume()  # a pause has no command of ours: nobody would know why all waits
            engine.submit(tasks)
            await engine.work(holder.hold, work.crew, work.on_progress)
        ours = {task.key for task in tasks}
        return {key: why for key, why in engine.failures().items() if key in ours}
    finally:
        engine.close()


def _transport(study: Study, planned: dict[str, Any]) -> str:
    return study.platform(planned["platform"]).transport


def _task(opened: Opened, planned: dict[str, Any], attempt: int) -> Task:
    """What has a time of day goes first, then every platform's first scenario, then its second."""
    order = {scenario.id: number for number, scenario in enumerate(opened.study.scenarios)}
    timed = session_window(opened.study, planned["scenario"], planned["variant"]) is not None
    run = opened.run.key
    payload = {"run": run, "session": planned["session"], "attempt": str(attempt)}
    key = f"{run}/{planned['session']}/{attempt}"
    priority = 0 if timed else order.get(planned["scenario"], len(order)) + 1
    return Task(key, _host(opened.study.platform(planned["platform"])), payload, priority)


def _host(platform: Platform) -> str:
    return urlsplit(platform.entry).netloc or platform.id


def _is_ours(platform: Platform) -> bool:
    return not _is_for_people(platform) and not _lacks_entry(platform)


def _is_for_people(platform: Platform) -> bool:
    return platform.transport in BY_PEOPLE


def _lacks_entry(platform: Platform) -> bool:
    return not _is_for_people(platform) and not platform.entry
