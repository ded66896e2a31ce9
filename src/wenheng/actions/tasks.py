"""From planned sessions to the tasks of an engine: who can hold them, when, and in which order."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import polars as pl

from wenheng.actions.holding import Plan
from wenheng.actions.opened import Opened
from wenheng.runs.port import Task
from wenheng.study.model import Study
from wenheng.study.plan import planned_sessions
from wenheng.study.questions import session_window
from wenheng.study.roster import Platform

BY_PEOPLE = ("capture",)


def sessions_for_programs(study: Study) -> Plan:
    """The sessions that a program can hold."""
    able = {platform.id for platform in study.platforms if _issessions_for_programs(platform)}
    planned = planned_sessions(study).filter(pl.col("platform").is_in(able))
    return {row["session"]: row for row in planned.iter_rows(named=True)}


def opens_at(study: Study, planned: dict[str, Any]) -> datetime | None:
    """When the window of a session opens next; None where it may be held now."""
    window, now = session_window(study, planned["scenario"], planned["variant"]), datetime.now(UTC)
    return None if window is None or window.holds(now) else window.next_after(now)


def task_of(opened: Opened, planned: dict[str, Any], attempt: int) -> Task:
    """What has a time of day goes first, then every platform's first scenario, then its second."""
    order = {scenario.id: number for number, scenario in enumerate(opened.study.scenarios)}
    timed = session_window(opened.study, planned["scenario"], planned["variant"]) is not None
    run = opened.run.key
    payload = {"run": run, "session": planned["session"], "attempt": str(attempt)}
    key = f"{run}/{planned['session']}/{attempt}"
    priority = 0 if timed else order.get(planned["scenario"], len(order)) + 1
    return Task(key, host_of(opened.study.platform(planned["platform"])), payload, priority)


def session_of(key: str) -> str:
    """The session of a task, by the task's key."""
    return key.partition("/")[2].rpartition("/")[0]


def host_of(platform: Platform) -> str:
    """What shares a pace: the host and port of its address."""
    return urlsplit(platform.entry).netloc or platform.id


def _issessions_for_programs(platform: Platform) -> bool:
    return not is_for_people(platform) and not lacks_entry(platform)


def is_for_people(platform: Platform) -> bool:
    """Whether its sessions are held by people."""
    return platform.transport in BY_PEOPLE


def lacks_entry(platform: Platform) -> bool:
    """Whether a program does not know where to go."""
    return not is_for_people(platform) and not platform.entry
