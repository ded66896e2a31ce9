"""From planned sessions to the tasks of an engine: who can hold them, when, and in which order."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import polars as pl

from wenheng.actions.holding import Looks, Plan
from wenheng.actions.opened import Opened
from wenheng.collection.outcomes import OUTCOMES
from wenheng.runs.port import Task
from wenheng.store.sessions import recorded, retryable
from wenheng.study.model import Study
from wenheng.study.plan import planned_sessions, simulated_sessions
from wenheng.study.questions import is_allowed, session_window
from wenheng.study.roster import Platform

BY_PEOPLE = ("capture",)
ENDPOINTS = ("openai", "http")
MANY, MOST_TOGETHER = 200, 50
"""From so many sessions of a platform on, so many at most are one task."""

MOST_ATTEMPTS = 9
"""So often a session is held at most in all calls together."""

WAIT_S = {
    outcome.name: outcome.retry_after_s
    for outcome in OUTCOMES.values()
    if outcome.retry_after_s and outcome.has_assistant is None
}
"""What showed nothing of the platform is looked for again by a later call, after so long."""


def sessions_for_programs(study: Study, simulated: bool = False) -> Plan:
    """The sessions that a program can hold: of the plan, or those of simulated users."""
    able = {platform.id for platform in study.platforms if _is_for_programs(platform)}
    promised = simulated_sessions(study) if simulated else planned_sessions(study)
    planned = promised.filter(pl.col("platform").is_in(able))
    return {row["session"]: row for row in planned.iter_rows(named=True)}


def missing(opened: Opened, ours: Plan, looks: Looks) -> dict[str, int]:
    """Sessions of `ours` that are to be held now, each with the number of the attempt."""
    known = recorded(opened.run)
    again = retryable(opened.run, MOST_ATTEMPTS, WAIT_S)
    return {
        key: again.get(key, 1)
        for key, row in ours.items()
        if (key not in known or key in again)
        and not looks.settle(row["platform"])
        and not opens_at(opened.study, row)
        and is_allowed(opened.study, row, datetime.now(UTC))
    }


def opens_at(study: Study, planned: dict[str, Any]) -> datetime | None:
    """When the window of a session opens next; None where it may be held now."""
    window, now = session_window(study, planned["scenario"], planned["variant"]), datetime.now(UTC)
    return None if window is None or window.holds(now) else window.next_after(now)


def tasks_of(opened: Opened, plan: Plan, missing: Mapping[str, int]) -> list[Task]:
    """What holds the `missing` sessions of `plan`, each with the number of its attempt.

    A task is one session. Where an endpoint needs no gap between questions and has many sessions
    to hold, scheduling each would cost more than asking: there a task is several, always the same
    of a plan, so that what is on the list already is known again.
    """
    groups: dict[tuple[str, int], list[str]] = {}
    heads = _heads(opened.study, plan)
    sizes = Counter(heads.values())
    for session, attempt in missing.items():
        groups.setdefault((heads.get(session, session), attempt), []).append(session)
    return [
        _task(opened, plan[head], _named(opened.run.key, head, attempt, sizes[head]), together)
        for (head, attempt), together in groups.items()
    ]


def _named(run: str, head: str, attempt: int, size: int) -> str:
    return f"{run}/{head}/{attempt}" + (f"x{size}" if size > 1 else "")


def _heads(study: Study, plan: Plan) -> dict[str, str]:
    """Of sessions that are held together, session → first of them."""
    heads: dict[str, str] = {}
    if study.pace.gap_s:
        return heads
    by_platform: dict[str, list[str]] = {}
    for session, planned in plan.items():
        if session_window(study, planned["scenario"], planned["variant"]) is None:
            by_platform.setdefault(planned["platform"], []).append(session)
    for platform, sessions in by_platform.items():
        if study.platform(platform).transport in ENDPOINTS and len(sessions) >= MANY:
            size = min(MOST_TOGETHER, max(1, len(sessions) // study.pace.concurrency))
            heads |= {one: sessions[n // size * size] for n, one in enumerate(sessions)}
    return heads


def _task(opened: Opened, head: dict[str, Any], key: str, together: list[str]) -> Task:
    """What has a time of day goes first, then every platform's first scenario, then its second."""
    order = {scenario.id: number for number, scenario in enumerate(opened.study.scenarios)}
    timed = session_window(opened.study, head["scenario"], head["variant"]) is not None
    attempt = key.rpartition("/")[2].partition("x")[0]
    payload = {"run": opened.run.key, "session": "\n".join(together), "attempt": attempt}
    priority = 0 if timed else order.get(head["scenario"], len(order)) + 1
    host = host_of(opened.study.platform(head["platform"]))
    return Task(key, host, payload, priority, len(together))


def session_of(key: str) -> str:
    """The session of a task, the first of several, by the task's key."""
    return key.partition("/")[2].rpartition("/")[0]


def size_of(key: str) -> int:
    """How many sessions a task holds, by the task's key."""
    return int(key.rpartition("/")[2].partition("x")[2] or 1)


def host_of(platform: Platform) -> str:
    """What shares a pace: the host and port of its address."""
    return urlsplit(platform.entry).netloc or platform.id


def _is_for_programs(platform: Platform) -> bool:
    return not is_for_people(platform) and not lacks_entry(platform)


def is_for_people(platform: Platform) -> bool:
    """Whether its sessions are held by people."""
    return platform.transport in BY_PEOPLE


def lacks_entry(platform: Platform) -> bool:
    """Whether a program does not know where to go."""
    return not is_for_people(platform) and not platform.entry
