"""Ratings of whole tables by rules: sessions in, one row for every planned cell out."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from wenheng.contracts import checked
from wenheng.rating.findings import Level, words
from wenheng.rating.judgement import RATER, Judgement, Locality, judge, locality
from wenheng.rating.lexicon import read
from wenheng.rating.presence import presence
from wenheng.rating.sessions import clicks, context, rewordings, speed, stability
from wenheng.study.model import Study
from wenheng.study.plan import planned_cells
from wenheng.study.questions import questions
from wenheng.study.scenarios import Scenario
from wenheng.tables import WHOLE_PLATFORM, Links, Ratings, Sessions

Row = dict[str, Any]
Session = Mapping[str, Any]

_SPOKE = frozenset({"replied", "no_reply", "error_reply"})
"""Outcomes after which a turn can be judged: the assistant was there to be asked."""


@dataclass(frozen=True)
class Basis:
    """What all cells are judged by: the study, and what was found at addresses, if anything."""

    study: Study
    looks: Mapping[str, Row] | None


@dataclass(frozen=True)
class Case:
    """What there is to judge of one platform and scenario."""

    basis: Basis
    platform: str
    scenario: Scenario
    local: Locality
    main: Session | None
    paraphrases: tuple[Session, ...]
    judged: dict[str, Judgement] = field(default_factory=dict)


def rate(study: Study, sessions: pl.DataFrame, links: pl.DataFrame | None = None) -> pl.DataFrame:
    """A rating by rules of every planned cell, as a RATINGS table.

    A cell is `rated` where a rule can judge it, `no_assistant` where the platform has none,
    `not_applicable` where the plan says so, else `not_assessed`; each says why. Of repeated
    sessions the first that was not spoilt by a fault of ours is judged.

    Args:
        study: the study; its rules are those of the default study, found by indicator id.
        sessions: SESSIONS; one row per session that was held, or could not be.
        links: LINKS; what a look at the addresses of replies found. Without it a link counts by
            its address alone, and whether entries open (A2.2) is not assessed.

    Raises:
        TableError: `sessions` or `links` breaks its contract.
    """
    sessions = checked(Sessions, sessions)
    looks = None if links is None else _by_address(checked(Links, links))
    there = {row["platform"]: row for row in presence(study, sessions).iter_rows(named=True)}
    held = _by_platform(sessions)
    rows: list[Row] = []
    cases: dict[tuple[str, str], Case] = {}
    for cell in planned_cells(study).iter_rows(named=True):
        found = _settled(cell, there[cell["platform"]])
        if found is None:
            found = _assessed(Basis(study, looks), cell, held[cell["platform"]], cases)
        rows.append({**_blank(cell), **found})
    return checked(Ratings, pl.DataFrame(rows, infer_schema_length=None))


def _by_address(links: pl.DataFrame) -> dict[str, Row]:
    rows = links.select("url", "outcome", "final_url", "official").iter_rows(named=True)
    return {row["url"]: row for row in rows}


def _by_platform(sessions: pl.DataFrame) -> dict[str, list[Session]]:
    held: dict[str, list[Session]] = defaultdict(list)
    for row in sessions.sort("platform", "scenario", "variant", "repeat").iter_rows(named=True):
        held[row["platform"]].append(row)
    return held


def _blank(cell: Mapping[str, Any]) -> Row:
    key = {name: cell[name] for name in ("platform", "scenario", "indicator")}
    return {
        **key,
        "rater": RATER,
        "rater_kind": "rule",
        "level": None,
        "span": "",
        "confidence": None,
        "session": None,
    }


def _settled(cell: Mapping[str, Any], there: Mapping[str, Any]) -> Row | None:
    """The row of a cell that needs no session to be judged; None where it does."""
    if not cell["applicable"]:
        return _without("not_applicable", "out-of-scope")
    outcome = f"outcome-{there['outcome']}" if there["outcome"] else "outcome-none"
    if there["status"] == "absent":
        row = _without("no_assistant", "absent", outcome=outcome)
    elif there["status"] == "unknown":
        row = _without("not_assessed", "unknown-presence", outcome=outcome)
    else:
        return None
    return {**row, "session": there["session"]}


def _without(status: str, key: str, **values: object) -> Row:
    zh, en = words(key, **values)
    return {"status": status, "reason": zh, "reason_en": en}


def _rated(found: Level, session: str | None) -> Row:
    if found.level is None:
        row: Row = {"status": "not_assessed"}
    else:
        row = {"status": "rated", "level": found.level, "confidence": found.confidence}
    reasons = {"reason": found.reason, "reason_en": found.reason_en, "span": found.span}
    return {**row, **reasons, "session": session}


def _assessed(
    basis: Basis,
    cell: Mapping[str, Any],
    held: list[Session],
    cases: dict[tuple[str, str], Case],
) -> Row:
    indicator, platform, scenario = cell["indicator"], cell["platform"], cell["scenario"]
    if scenario == WHOLE_PLATFORM:
        return _of_platform(indicator, held)
    key = (platform, scenario)
    if key not in cases:
        cases[key] = _case(basis, platform, scenario, held)
    if indicator in read("thresholds")["rated"]:
        return _of_reply(indicator, cases[key])
    if indicator in _OF_SESSIONS:
        return _OF_SESSIONS[indicator](cases[key])
    return _without("not_assessed", "not-automatic")


def _of_platform(indicator: str, held: list[Session]) -> Row:
    if indicator == "B2.1":
        return _rated(clicks([session["entry_clicks"] for session in held]), None)
    if indicator == "B2.3":
        turns = [turn for session in held for turn in _counted(session)]
        return _rated(stability(turns), None)
    return _without("not_assessed", "not-automatic")


def _counted(session: Session) -> Iterator[Mapping[str, Any]]:
    """The turns of a session that count for stability; one where it failed before any."""
    if session["fault"] == "ours":
        return
    yield from session["turns"]
    if not session["turns"]:
        yield {"outcome": session["outcome"], "text": ""}


def _case(basis: Basis, platform: str, scenario: str, held: list[Session]) -> Case:
    study = basis.study
    its = study.scenario(scenario)
    mine = [session for session in held if session["scenario"] == scenario]
    mains = [session for session in mine if session["variant"] == "main"]
    main = next((s for s in mains if s["fault"] != "ours"), mains[0] if mains else None)
    reworded = [s for s in mine if s["variant"].startswith("paraphrase")]
    unit = study.platform(platform).unit
    local = locality(study.reference(unit), scenario)
    return Case(basis, platform, its, local, main, tuple(reworded))


def _of_reply(indicator: str, case: Case) -> Row:
    """The level of an indicator that the reply to the main question shows."""
    if case.main is None:
        return _without("not_assessed", "no-session")
    session = case.main["session"]
    turn = next((t for t in case.main["turns"] if t["kind"] == "main"), None)
    if turn is None or turn["outcome"] not in _SPOKE:
        outcome = turn["outcome"] if turn else case.main["outcome"]
        key = "ours" if case.main["fault"] == "ours" else "unheard"
        return {
            **_without("not_assessed", key, outcome=f"outcome-{outcome}"),
            "session": session,
        }
    if session not in case.judged:
        reply = {**_heard(turn), "looks": case.basis.looks}
        case.judged[session] = judge(case.scenario, case.local, reply)
    return _rated(case.judged[session].levels[indicator], session)


def _heard(turn: Mapping[str, Any]) -> Mapping[str, Any]:
    """The turn as a reply: what came with an error is no answer."""
    return turn if turn["outcome"] == "replied" else {"text": "", "links": (), "options": ()}


def _speed(case: Case) -> Row:
    sessions = [s for s in (case.main, *case.paraphrases) if s is not None]
    kinds = ("main", "paraphrase", "followup")
    turns = [
        turn
        for session in sessions
        if session["fault"] != "ours"
        for turn in session["turns"]
        if turn["kind"] in kinds
    ]
    return _rated(speed(turns), sessions[0]["session"] if sessions else None)


def _rewordings(case: Case) -> Row:
    turns = [s["turns"][0] for s in case.paraphrases if s["turns"] and s["fault"] != "ours"]
    first = case.paraphrases[0]["session"] if case.paraphrases else None
    return _rated(rewordings(case.scenario, case.local, turns), first)


def _context(case: Case) -> Row:
    if case.main is None or case.main["fault"] == "ours":
        return _without("not_assessed", "no-session")
    planned = questions(case.basis.study, case.platform, case.scenario.id, "main")
    expected = {q.say: q.expect for q in planned if q.kind == "followup"}
    asked = [t for t in case.main["turns"] if t["kind"] == "followup"]
    pairs = [(turn, expected.get(turn["question"], ())) for turn in asked]
    return _rated(context(case.scenario, case.local, pairs), case.main["session"])


_OF_SESSIONS = {"B2.2": _speed, "B2.5": _rewordings, "B2.6": _context}
