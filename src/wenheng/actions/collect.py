"""Hold every planned session that has not been held yet."""

import asyncio
import math
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from wenheng.actions.braking import Brake
from wenheng.actions.collected import Collected, Ended, Simulated, collected, ended, simulated
from wenheng.actions.holding import Holder, Looks, Plan
from wenheng.actions.opened import Opened, opened_for_collecting, opened_with_sessions
from wenheng.actions.patience import AWAY, patiently
from wenheng.actions.recording import Recorder
from wenheng.actions.simulating import Speakers, declared_users
from wenheng.actions.standing import Standing, standing
from wenheng.actions.tasks import ENDPOINTS, missing, sessions_for_programs, tasks_of
from wenheng.collection.transport import PROTOCOL
from wenheng.collection.transports import Transports
from wenheng.errors import StudyError
from wenheng.runs.durable import DurableEngine
from wenheng.runs.pacing import Pacer
from wenheng.runs.port import Crew, Progress, Task
from wenheng.store.sessions import attempts, recorded
from wenheng.store.verify import seal
from wenheng.study.load import load_study

ROUNDS = 3
"""A session that failed by our own fault is held again, so often at most in one call."""

PATIENCE_S = 120.0
"""So long `collect` waits for hosts that are left alone; a later call comes back to them."""

AT_ONCE = max(2, min(4, os.cpu_count() or 2))
"""Browser sessions beyond one or two a core begin to slow each other's replies."""

MOST_AT_ONCE = 256
"""Sessions with endpoints mostly wait: only the pace of their hosts limits them."""

LOOK_EVERY_S = 2.0

OnProgress = Callable[[Progress], None]
OnStanding = Callable[[Standing], None]


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


def collect_simulated(directory: Path, way: Way | None = None) -> Simulated:
    """Let the study's simulated users talk to the platforms, as far as they have not yet.

    What they are told stands in the ledger beside the plan's sessions, and in no score. A second
    call goes on; the same dialogue is never paid for twice.

    Raises:
        StudyError: no simulated users are declared, or the study cannot be run.
        CollectError: another process collects here, there is no browser, or no key of the model.
        KeyboardInterrupt: it was stopped at once.
    """
    way = way or Way()

    async def held() -> Simulated:
        with way.brake.on_signals(), opened_for_collecting(directory) as opened:
            return await _simulated(opened, way)

    try:
        return asyncio.run(held())
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
            ours = sessions_for_programs(opened.study)
            return len(missing(opened, ours, Looks(attempts(opened.run))))
    except StudyError:
        return len(sessions_for_programs(load_study(directory)))


async def _collect(opened: Opened, way: Way) -> Collected:
    ours = sessions_for_programs(opened.study)
    before = recorded(opened.run)
    looks = Looks(attempts(opened.run))
    last = await _rounds(_Work(opened, ours, {}, way), looks)

    def told() -> Collected:
        found = collected(opened, before, looks, last, way.brake.pulled)
        if found.held:
            seal(opened.run, "collected")
        return found

    return await patiently(opened.workspace, told)


async def _simulated(opened: Opened, way: Way) -> Simulated:
    declared_users(opened.study)
    ours = sessions_for_programs(opened.study, simulated=True)
    before = recorded(opened.run)
    looks = Looks(attempts(opened.run))
    last = await _rounds(_Work(opened, ours, {}, way, is_simulated=True), looks)

    def told() -> Simulated:
        found = simulated(opened, before, last, way.brake.pulled)
        if found.held:
            seal(opened.run, "simulated")
        return found

    return await patiently(opened.workspace, told)


@dataclass(frozen=True)
class _Work:
    """One round: the sessions to be held, with the number of the attempt each is."""

    opened: Opened
    plan: Plan
    missing: dict[str, int]
    way: Way
    is_simulated: bool = False


async def _rounds(work: _Work, looks: Looks) -> Ended:
    """Hold what of `work.plan` is missing, and again what failed by our own fault."""
    opened, last = work.opened, Ended()
    for _ in range(ROUNDS):
        lacking = await patiently(opened.workspace, lambda: missing(opened, work.plan, looks))
        over = work.way.brake.pulled or last.model_stopped
        if over or not lacking.keys() - last.left.keys():
            break
        last = await _hold_all(replace(work, missing=lacking), looks)
    return last


async def _hold_all(work: _Work, looks: Looks) -> Ended:
    """Hold what is missing, as far as it can be held now."""
    opened, pace = work.opened, work.opened.study.pace
    tasks = tasks_of(opened, work.plan, work.missing)
    speakers = Speakers(opened) if work.is_simulated else None
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
                async with (
                    _watched(work, engine),
                    Recorder(opened.run) as recorder,
                    speakers or nullcontext(),
                ):
                    holder = Holder(
                        opened,
                        transports,
                        Pacer(pace, engine.board()),
                        work.plan,
                        looks,
                        recorder,
                        lambda: work.way.brake.pulled,
                        speakers,
                    )
                    if not work.way.brake.pulled:  # while all was made ready
                        await engine.work(holder.hold, crew, work.way.on_progress)
        found = await patiently(opened.workspace, lambda: ended(engine, tasks))
        return replace(found, model_stopped=speakers.stopped if speakers else "")
    finally:
        engine.close()


def _submit(engine: DurableEngine, tasks: list[Task], among_others: bool) -> None:
    states = engine.states() if among_others else {}
    engine.submit(task for task in tasks if states.get(task.key) != "cancelled")


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
