"""What simulated users were told, beside what the script was told: a comparison, and no score."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from wenheng.contracts import checked
from wenheng.rating.findings import is_unread
from wenheng.rating.judgement import Locality, judge, locality
from wenheng.rating.rows import Row, Session, day_of
from wenheng.study.model import Study
from wenheng.study.scenarios import Scenario
from wenheng.study.simulating import ended_by, persona_of
from wenheng.tables import Sessions, SimulatedDialogues

Told = Mapping[str, str]
"""Fact → the verdict on it in a whole dialogue: stated, contradicted, absent."""

WORSE = ("contradicted", "stated", "absent")


def beside_script(study: Study, simulated: pl.DataFrame, scripted: pl.DataFrame) -> pl.DataFrame:
    """The dialogues of simulated users as a SIMULATED DIALOGUES table, in the order of their keys.

    A fact counts as contradicted where any reply of the dialogue contradicts it, else as stated
    where any states it. The script's dialogue is the main session with its follow-ups, of repeats
    the first that was not spoilt by a fault of ours.

    Args:
        study: what is true, and where.
        simulated: SESSIONS of simulated users.
        scripted: SESSIONS of the plan.

    Raises:
        TableError: a table breaks its contract.
    """
    mains: dict[tuple[str, str], Session] = {}
    for row in checked(Sessions, scripted).sort("repeat").iter_rows(named=True):
        if row["variant"] == "main" and row["fault"] != "ours":
            mains.setdefault((row["platform"], row["scenario"]), row)
    held = checked(Sessions, simulated).sort("session").iter_rows(named=True)
    rows = [_row(study, one, mains.get((one["platform"], one["scenario"]))) for one in held]
    schema = SimulatedDialogues.create_empty().schema
    return checked(SimulatedDialogues, pl.DataFrame(rows, schema=schema, orient="row"))


def _row(study: Study, session: Session, script: Session | None) -> Row:
    told, asked = _told(study, session), _told(study, script) if script else {}
    replied = any(turn["outcome"] == "replied" for turn in script["turns"]) if script else False
    return {
        **{name: session[name] for name in ("session", "platform", "scenario", "outcome")},
        "persona": persona_of(session["variant"]),
        "ended": ended_by(session["note"]),
        "turns": len(session["turns"]),
        "facts": len(told),
        "stated": _count(told, "stated"),
        "contradicted": _count(told, "contradicted"),
        "scripted_stated": _count(asked, "stated") if replied else None,
        "scripted_contradicted": _count(asked, "contradicted") if replied else None,
        "in_both": sum(verdict == "stated" == asked.get(fact) for fact, verdict in told.items()),
    }


def _told(study: Study, session: Session) -> Told:
    scenario = study.scenario(session["scenario"])
    unit = study.platform(session["platform"]).unit
    local = locality(study, unit, scenario.id, day_of(session))
    known = {fact.id for fact in scenario.facts} - local.unknown - local.dropped
    found = dict.fromkeys(sorted(known), "absent")
    for turn in session["turns"]:
        for fact, verdict in _verdicts(turn, scenario, local):
            if fact in found and WORSE.index(verdict) < WORSE.index(found[fact]):
                found[fact] = verdict
    return found


def _verdicts(
    turn: Mapping[str, Any], scenario: Scenario, local: Locality
) -> list[tuple[str, str]]:
    if turn["outcome"] != "replied" or is_unread(turn):
        return []
    facts = judge(scenario, local, turn).facts
    return [(fact.fact, fact.verdict) for fact in facts if fact.verdict in WORSE]


def _count(told: Told, verdict: str) -> int:
    return sum(one == verdict for one in told.values())
