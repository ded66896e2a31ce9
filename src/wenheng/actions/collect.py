"""Hold every planned session that has not been held yet."""

import asyncio
import math
import os
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from wenheng.actions.braking import Brake
from wenheng.actions.holding import Holder, Looks, Plan, sessions_of
from wenheng.actions.opened import Opened, opened_for_collecting, opened_with_sessions
from wenheng.actions.patience import AWAY, patiently
from wenheng.actions.recording import Recorder
from wenheng.actions.standing import Standing, standing
from wenheng.actions.tasks import (
    ENDPOINTS,
    is_for_people,
    lacks_entry,
    opens_at,
    sessions_for_programs,
    tasks_of,
)
from wenheng.collection.outcomes import OUTCOMES
from wenheng.collection.transport import PROTOCOL
from wenheng.collection.transports import Transports
from wenheng.errors import StudyError
from wenheng.runs.durable import DurableEngine
from wenheng.runs.pacing import Pacer
from wenheng.runs.port import Crew, Progress, Task
from wenheng.store.run import Run
from wenheng.store.sessions import attempts, recorded, retryable
from wenheng.store.verify import seal
from wenheng.study.load import load_study
from wenheng.study.plan import planned_sessions

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

PATIENCE_S = 120.0
"""So long `collect` waits for hosts that are left alone; a later call comes back to them."""

LEFT_ALONE = ("put_off", "cancelled")
"""States of tasks that are no longer waited for."""

AT_ONCE = max(2, min(4, os.cpu_count() or 2))
"""Browser sessions beyond one or two a core begin to slow each other's replies."""

MOST_AT_ONCE = 256
"""Sessions with endpoints mostly wait: only the pace of their hosts limits them."""

LOOK_EVERY_S = 2.0

OnProgress = Callable[[Progress], None]
OnStanding = Callable[[Standing], None]


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
    put_off: int = 0
    """Planned sessions not held, because their hosts are to be left alone for a while."""
    cancelled: int = 0
    """Planned sessions that somebody took off the list meanwhile."""
    stopped: bool = False
    """Whether it was asked to stop before all was held; the next call goes on."""


@dataclass(frozen=True)
class Way:
    """How a call of `collect` goes about it."""

    at_once: int = 0
    """Tasks in hand; where 0, as many as browsers here, or endpoints where all are, allow."""
    on_progress: OnProgress | None = None
    on_standing: OnStanding | None = None
    stays: bool = False
    """Whether it waits, however long, for hosts that are left alone for a while, and leaves alone
    what was cancelled: as a worker among others does."""
    brake: Brake = field(default_factory=Brake)


def collect(directory: Path, way: Way | None = None) -> Collected:
    """Hold the sessions that the plan of `directory` promises and its ledger lacks.

    What is held is recorded at once; whoever calls again after a crash or Ctrl-C goes on. Ctrl-C
    and SIGTERM end it when the sessions in hand have ended, a second one at once.

    Raises:
        StudyError: the directory holds no study that can be run.
        CollectError: another process collects here, or there is no browser.
        KeyboardInterrupt: it was stopped at once.
    """
    try:
        return asyncio.run(_braked(directory, way or Way()))
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


async def collect_in_loop(directory: Path, way: Way | None = None) -> Collected:
    """As `collect`, for callers that have an event loop of their own."""
    with opened_for_collecting(directory) as opened:
        return await _collect(opened, way or Way())


async def _braked(directory: Path, way: Way) -> Collected:
    with way.brake.on_signals():
        return await collect_in_loop(directory, way)


def remaining(directory: Path) -> int:
    """How many planned sessions a call of `collect` would hold; asking changes nothing."""
    try:
        with opened_with_sessions(directory) as opened:
            return len(
                _missing(opened, sessions_for_programs(opened.study), Looks(attempts(opened.run)))
            )
    except StudyError:
        return len(sessions_for_programs(load_study(directory)))


async def _collect(opened: Opened, way: Way) -> Collected:
    ours = sessions_for_programs(opened.study)
    before = len(recorded(opened.run) & set(ours))
    looks = Looks(attempts(opened.run))
    ended = _Ended()
    for _ in range(ROUNDS):
        missing = await patiently(opened.workspace, lambda: _missing(opened, ours, looks))
        if not missing.keys() - ended.left.keys() or way.brake.pulled:
            break
        ended = await _hold_all(_Work(opened, ours, missing, way), looks)
    collected = await patiently(opened.workspace, lambda: _collected(opened, before, looks, ended))
    return replace(collected, stopped=way.brake.pulled and collected.stopped)


@dataclass(frozen=True)
class _Ended:
    """How a round ended: what failed by our own fault, with the reason, and what was left."""

    failures: dict[str, str] = field(default_factory=dict)
    left: dict[str, str] = field(default_factory=dict)


def _collected(opened: Opened, before: int, looks: Looks, ended: _Ended) -> Collected:
    """What was found; `before` so many of our sessions had been recorded."""
    study, run = opened.study, opened.run
    plan, ours = planned_sessions(study), sessions_for_programs(study)
    platforms = {platform.id: platform for platform in study.platforms}
    planned_for = Counter(plan["platform"].to_list())
    everything = recorded(run) & set(plan["session"].to_list())
    held = everything & set(ours)
    if len(held) > before:
        seal(run, "collected")
    unheld = _missing(opened, ours, looks).keys()
    waiting = [k for k in set(ours) - held if not looks.settle(ours[k]["platform"])]
    due = [opening for key in waiting if (opening := opens_at(study, ours[key]))]
    return Collected(
        planned=plan.height,
        held=len(held) - before,
        recorded=len(everything),
        spared=sum(looks.settle(ours[key]["platform"]) for key in set(ours) - held),
        by_people=sum(
            is_for_people(platforms[p]) and key not in everything
            for key, p in plan.select("session", "platform").iter_rows()
        ),
        without_entry=sum(n for p, n in planned_for.items() if lacks_entry(platforms[p])),
        outcomes=_outcomes(run),
        failures=ended.failures,
        waiting=len(due),
        next_due=min(due).isoformat(timespec="minutes") if due else "",
        put_off=sum(ended.left.get(key) == "put_off" for key in unheld),
        cancelled=sum(ended.left.get(key) == "cancelled" for key in unheld),
        stopped=bool(unheld),
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
    way: Way


def _missing(opened: Opened, ours: Plan, looks: Looks) -> dict[str, int]:
    """Session → number of the attempt that is to be made."""
    known = recorded(opened.run)
    again = retryable(opened.run, MOST_ATTEMPTS, WAIT_S)
    return {
        key: again.get(key, 1)
        for key, row in ours.items()
        if (key not in known or key in again)
        and not looks.settle(row["platform"])
        and not opens_at(opened.study, row)
    }


async def _hold_all(work: _Work, looks: Looks) -> _Ended:
    """Hold what is missing, as far as it can be held now."""
    opened, pace = work.opened, work.opened.study.pace
    tasks = tasks_of(opened, work.plan, work.missing)
    engine = DurableEngine(opened.workspace.engine_place, PROTOCOL, opened.run.key)
    try:
        async with Transports(opened.study.contact, opened.workspace.directory) as transports:
            visited = {work.plan[key]["platform"] for key in work.missing}
            names = {opened.study.platform(one).transport for one in visited}
            for name in names:
                await transports.of(name)  # what cannot work fails once, not in every session
            await patiently(
                opened.workspace, lambda: _submit(engine, tasks, among_others=work.way.stays)
            )
            patience_s = math.inf if work.way.stays else PATIENCE_S
            size = work.way.at_once or (AT_ONCE if names - {*ENDPOINTS} else MOST_AT_ONCE)
            crew = Crew(size, pace.concurrency, patience_s)
            with work.way.brake.stops(engine):
                async with _watched(work, engine), Recorder(opened.run) as recorder:
                    holder = Holder(
                        opened,
                        transports,
                        Pacer(pace, engine.board()),
                        work.plan,
                        looks,
                        recorder,
                        lambda: work.way.brake.pulled,
                    )
                    if not work.way.brake.pulled:  # while all was made ready
                        await engine.work(holder.hold, crew, work.way.on_progress)
        return await patiently(opened.workspace, lambda: _ended(engine, tasks))
    finally:
        engine.close()


def _submit(engine: DurableEngine, tasks: list[Task], among_others: bool) -> None:
    states = engine.states() if among_others else {}
    engine.submit(task for task in tasks if states.get(task.key) != "cancelled")


def _ended(engine: DurableEngine, tasks: list[Task]) -> _Ended:
    ours, states = {task.key for task in tasks}, engine.states()
    alone = [task for task in tasks if states.get(task.key) in LEFT_ALONE]
    return _Ended(
        {key: why for key, why in engine.failures().items() if key in ours},
        {session: states[task.key] for task in alone for session in sessions_of(task)},
    )


@asynccontextmanager
async def _watched(work: _Work, engine: DurableEngine) -> AsyncIterator[None]:
    """Within this block whoever looks on is told every few seconds how all stands."""

    async def tell(show: OnStanding) -> None:
        while True:
            with suppress(*AWAY):
                show(await asyncio.to_thread(standing, work.opened, engine.tasks))
            await asyncio.sleep(LOOK_EVERY_S)

    show = work.way.on_standing
    told = asyncio.ensure_future(tell(show)) if show else None
    try:
        yield
    finally:
        if told:
            told.cancel()
            await asyncio.wait({told})
