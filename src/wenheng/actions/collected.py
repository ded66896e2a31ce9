"""What a call of `collect` found and did, counted from plan, ledger and list."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

import polars as pl

from wenheng.actions.holding import Looks, sessions_of
from wenheng.actions.opened import Opened
from wenheng.actions.simulating import declared_users, spent_by_users
from wenheng.actions.tasks import (
    is_for_people,
    lacks_entry,
    missing,
    opens_at,
    sessions_for_programs,
)
from wenheng.rating.model.purse import Spent
from wenheng.runs.durable import DurableEngine
from wenheng.runs.port import Task
from wenheng.store.sessions import attempts, newest, recorded
from wenheng.store.sessions import simulated as simulated_held
from wenheng.study.plan import planned_sessions, simulated_sessions
from wenheng.study.questions import is_allowed
from wenheng.study.simulating import ended_by

LEFT_ALONE = ("put_off", "cancelled")
"""States of tasks that are no longer waited for."""


@dataclass(frozen=True)
class Collected:
    """What a call of `collect` found and did."""

    planned: int
    held: int
    """Sessions that came into the ledger during this call, by all workers."""
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
    without_consent: int = 0
    """Planned sessions not held, because the consent that their probe needs does not hold today."""
    put_off: int = 0
    """Planned sessions not held, because their hosts are to be left alone for a while."""
    cancelled: int = 0
    """Planned sessions that somebody took off the list meanwhile."""
    stopped: bool = False
    """Whether it was asked to stop before all was held; the next call goes on."""


@dataclass(frozen=True)
class Ended:
    """How a round ended: sessions that failed, each with the reason, and those left alone."""

    failures: dict[str, str] = field(default_factory=dict)
    left: dict[str, str] = field(default_factory=dict)
    model_stopped: str = ""
    """Why the model of simulated users was asked no more; empty where it was."""


def ended(engine: DurableEngine, tasks: list[Task]) -> Ended:
    """How `tasks` stand on the list of `engine`."""
    failures, states = engine.failures(), engine.states()
    failed = [task for task in tasks if task.key in failures]
    alone = [task for task in tasks if states.get(task.key) in LEFT_ALONE]
    return Ended(
        {session: failures[task.key] for task in failed for session in sessions_of(task)},
        {session: states[task.key] for task in alone for session in sessions_of(task)},
    )


def collected(
    opened: Opened, before: set[str], looks: Looks, last: Ended, stopped: bool
) -> Collected:
    """How all stands after a call of `collect`.

    Args:
        opened: the workspace.
        before: sessions that had been recorded before the call.
        looks: what the sessions of each platform have shown.
        last: how the last round ended.
        stopped: whether the call was asked to stop.
    """
    study, run, now = opened.study, opened.run, datetime.now(UTC)
    plan, ours = planned_sessions(study), sessions_for_programs(study)
    platforms = {platform.id: platform for platform in study.platforms}
    planned_for = Counter(plan["platform"].to_list())
    everything = recorded(run) & set(plan["session"].to_list())
    unrecorded = ours.keys() - everything
    unheld = missing(opened, ours, looks).keys()
    spared = {key for key in unrecorded if looks.settle(ours[key]["platform"])}
    due = [at for key in unrecorded - spared if (at := opens_at(study, ours[key]))]
    return Collected(
        planned=plan.height,
        held=len((everything & ours.keys()) - before),
        recorded=len(everything),
        spared=len(spared),
        by_people=sum(
            is_for_people(platforms[p]) and key not in everything
            for key, p in plan.select("session", "platform").iter_rows()
        ),
        without_entry=sum(n for p, n in planned_for.items() if lacks_entry(platforms[p])),
        outcomes=dict(Counter(newest(attempts(run))["outcome"].to_list())),
        failures={k: why for k, why in last.failures.items() if k in unheld | unrecorded},
        waiting=len(due),
        next_due=min(due).isoformat(timespec="minutes") if due else "",
        without_consent=sum(not is_allowed(study, ours[key], now) for key in unrecorded),
        put_off=sum(last.left.get(key) == "put_off" for key in unheld),
        cancelled=sum(last.left.get(key) == "cancelled" for key in unheld),
        stopped=stopped and bool(unheld),
    )


@dataclass(frozen=True)
class Simulated:
    """How the dialogues of simulated users stand after a call of `collect_simulated`."""

    planned: int
    recorded: int
    held: int
    """Dialogues that this call held."""
    ended: dict[str, int]
    """Why the simulated users said no more, of each dialogue its last attempt."""
    spent: Spent
    """What their model used in all calls together."""
    currency: str
    model_stopped: str
    """Why the model is asked no more: `budget`, `over`, or what the endpoint did; else empty."""
    failures: dict[str, str]
    stopped: bool


def simulated(opened: Opened, before: set[str], last: Ended, stopped: bool) -> Simulated:
    """How the dialogues of simulated users stand.

    Args:
        opened: the workspace.
        before: sessions that had been recorded before the call.
        last: how the last round ended.
        stopped: whether the call was asked to stop.
    """
    users = declared_users(opened.study)
    planned = set(simulated_sessions(opened.study)["session"].to_list())
    held = simulated_held(opened.run).filter(pl.col("session").is_in(planned))
    keys = set(held["session"].to_list())
    reasons = Counter(map(ended_by, held["note"].to_list()))
    return Simulated(
        planned=len(planned),
        recorded=len(keys),
        held=len(keys - before),
        ended=dict(reasons),
        spent=spent_by_users(opened),
        currency=users.prices.currency if users.prices else "",
        model_stopped=last.model_stopped,
        failures=last.failures,
        stopped=stopped,
    )
