"""Ratings of whole tables by rules: sessions in, one row for every planned cell out."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from wenheng.contracts import checked
from wenheng.rating.across import across
from wenheng.rating.era import citations, factual
from wenheng.rating.findings import UNREAD, Level, is_unread, level
from wenheng.rating.guidance import guidance
from wenheng.rating.judgement import RATER, Judgement, Locality, judge, locality
from wenheng.rating.levels import RULES
from wenheng.rating.platforms import by_session, of_platform
from wenheng.rating.presence import presence
from wenheng.rating.repeats import consistency, robustness
from wenheng.rating.rows import SPOKE, Row, Session, day_of, prepared, rated, without
from wenheng.rating.sessions import Turn, context, rewordings, speed
from wenheng.rating.sources import with_sources
from wenheng.study.model import Study
from wenheng.study.plan import planned_cells
from wenheng.study.questions import NOISE, questions
from wenheng.study.scenarios import Scenario
from wenheng.tables import WHOLE_PLATFORM, Checks, Links, Ratings, Sessions


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
    main: Session | None
    paraphrases: tuple[Session, ...]
    vague: Session | None
    mains: tuple[Session, ...]
    noisy: tuple[Session, ...]
    judged: dict[str, Judgement] = field(default_factory=dict)
    by_day: dict[date | None, Locality] = field(default_factory=dict)

    @property
    def local(self) -> Locality:
        """What is true at the place on the day of the main session."""
        return self.local_of(self.main)

    def local_of(self, session: Session | None) -> Locality:
        """What is true at the place on the day of `session`."""
        day = day_of(session)
        if day not in self.by_day:
            study = self.basis.study
            unit = study.platform(self.platform).unit
            self.by_day[day] = locality(study, unit, self.scenario.id, day)
        return self.by_day[day]


def rate(
    study: Study,
    sessions: pl.DataFrame,
    links: pl.DataFrame | None = None,
    checks: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """A rating by rules of every planned cell, as a RATINGS table.

    A cell is `rated` where a rule can judge it, `no_assistant` where the platform has none,
    `not_applicable` where the plan says so, else `not_assessed`; each says why. What the study
    leaves to people is not assessed: the reason says what was seen, for them. Of repeated
    sessions the first that was not spoilt by a fault of ours is judged.

    Args:
        study: the study; its rules are those of the default study, found by indicator id.
        sessions: SESSIONS; one row per session that was held, or could not be.
        links: LINKS; what a look at the addresses of replies found. Without it a link counts by
            its address alone, and whether entries open (A2.2) is not assessed.
        checks: CHECKS of these sessions; without them what they show is not assessed.

    Raises:
        TableError: a table breaks its contract.
    """
    sessions = checked(Sessions, sessions)
    looks = None if links is None else _by_address(checked(Links, links))
    looked = by_session(checked(Checks, Checks.create_empty() if checks is None else checks))
    there = {row["platform"]: row for row in presence(study, sessions).iter_rows(named=True)}
    held = _by_platform(sessions)
    rows: list[Row] = []
    cases: dict[tuple[str, str], Case] = {}
    entries: dict[str, Level] = {}
    for cell in planned_cells(study).iter_rows(named=True):
        found = _settled(cell, there[cell["platform"]])
        if found is None:
            mine = held[cell["platform"]]
            if cell["indicator"] == "X11":
                entries = entries or across(study, held)
                found = rated(entries[cell["platform"]], None)
            elif cell["scenario"] == WHOLE_PLATFORM:
                found = of_platform(study, cell["indicator"], mine, looked)
            else:
                found = _assessed(Basis(study, looks), cell, mine, cases)
        row = {**_blank(cell), **found}
        rows.append(prepared(row) if cell["indicator"] in study.for_people else row)
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
        return without("not_applicable", "out-of-scope")
    outcome = f"outcome-{there['outcome']}" if there["outcome"] else "outcome-none"
    if there["status"] == "absent":
        row = without("no_assistant", "absent", outcome=outcome)
    elif there["status"] == "unknown":
        row = without("not_assessed", "unknown-presence", outcome=outcome)
    else:
        return None
    return {**row, "session": there["session"]}


def _assessed(
    basis: Basis,
    cell: Mapping[str, Any],
    held: list[Session],
    cases: dict[tuple[str, str], Case],
) -> Row:
    indicator, platform, scenario = cell["indicator"], cell["platform"], cell["scenario"]
    key = (platform, scenario)
    if key not in cases:
        cases[key] = _case(basis, platform, scenario, held)
    if indicator in RULES:
        return _of_reply(indicator, cases[key])
    if indicator in _OF_SESSIONS:
        return _OF_SESSIONS[indicator](cases[key])
    return without("not_assessed", "not-automatic")


def _case(basis: Basis, platform: str, scenario: str, held: list[Session]) -> Case:
    study = basis.study
    its = study.scenario(scenario)
    mine = [session for session in held if session["scenario"] == scenario]
    mains = [session for session in mine if session["variant"] == "main"]
    main = next((s for s in mains if s["fault"] != "ours"), mains[0] if mains else None)
    reworded = [s for s in mine if s["variant"].startswith("paraphrase")]
    vague = next((s for s in mine if s["variant"] == "vague" and s["fault"] != "ours"), None)
    noisy = (s for s in mine if s["variant"].startswith(NOISE))
    return Case(basis, platform, its, main, tuple(reworded), vague, tuple(mains), tuple(noisy))


def _of_reply(indicator: str, case: Case) -> Row:
    """The level of an indicator that the reply to the main question shows."""
    if case.main is None:
        return without("not_assessed", "no-session")
    session = case.main["session"]
    turn = next((t for t in case.main["turns"] if t["kind"] == "main"), None)
    if turn is None or turn["outcome"] not in SPOKE:
        outcome = turn["outcome"] if turn else case.main["outcome"]
        key = "ours" if case.main["fault"] == "ours" else "unheard"
        return {
            **without("not_assessed", key, outcome=f"outcome-{outcome}"),
            "session": session,
        }
    if session not in case.judged:
        reply = {**_heard(turn), "looks": case.basis.looks}
        case.judged[session] = judge(case.scenario, case.local, reply)
    found = case.judged[session].levels[indicator]
    if indicator == "A1.1" and found.level == CHOICE:
        found = _reached(case, found)
    return rated(found, session)


CHOICE = 2
"""A1.1 of a reply that offers the matter among its choices: it is reached by choosing it."""


def _reached(case: Case, offered: Level) -> Level:
    """The level of a menu, by where the option that was pressed led; as it is where none was."""
    turns = case.main["turns"] if case.main else ()
    turn = next((turn for turn in turns if turn["kind"] == "option"), None)
    if turn is None or turn["outcome"] != "replied" or is_unread(turn):
        return offered
    hit = judge(case.scenario, case.local, turn).levels["A1.1"].level
    if hit:
        return level(CHOICE, "hit-reached", 0.9, option=turn["question"])
    return level(CHOICE - 1, "hit-not-reached", 0.6, option=turn["question"])


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
    return rated(speed(turns), sessions[0]["session"] if sessions else None)


def _heard_first(case: Case, held: tuple[Session, ...]) -> list[tuple[Turn, Locality]]:
    """The first turn of each session that was held and can be read, with what was true then."""
    spoke = [s for s in held if s["turns"] and s["fault"] != "ours"]
    return [(s["turns"][0], case.local_of(s)) for s in spoke if not is_unread(s["turns"][0])]


def _robustness(case: Case) -> Row:
    plain = () if case.main is None else (case.main,)
    main, noisy = (_heard_first(case, held) for held in (plain, case.noisy))
    first = case.noisy[0]["session"] if case.noisy else None
    return rated(robustness(case.scenario, main, noisy), first)


def _consistency(case: Case) -> Row:
    found = consistency(case.scenario, _heard_first(case, case.mains))
    return rated(found, case.main["session"] if case.main else None)


def _rewordings(case: Case) -> Row:
    heard = _heard_first(case, case.paraphrases)
    found = rewordings(case.scenario, heard)
    its = heard[0][1].sources if heard else ()
    first = case.paraphrases[0]["session"] if case.paraphrases else None
    return rated(with_sources(found, its), first)


def _context(case: Case) -> Row:
    if case.main is None or case.main["fault"] == "ours":
        return without("not_assessed", "no-session")
    planned = questions(case.basis.study, case.platform, case.scenario.id, "main")
    expected = {q.say: q.expect for q in planned if q.kind == "followup"}
    asked = [t for t in case.main["turns"] if t["kind"] == "followup" and not is_unread(t)]
    pairs = [(turn, expected.get(turn["question"], ())) for turn in asked]
    found = with_sources(context(case.scenario, case.local, pairs), case.local.sources)
    return rated(found, case.main["session"])


def _factual(case: Case) -> Row:
    row = _of_reply("A1.2", case)
    if case.main is None or case.main["session"] not in case.judged:
        return row
    found = factual(case.scenario, case.judged[case.main["session"]].facts)
    return rated(with_sources(found, case.local.sources), case.main["session"])


def _citations(case: Case) -> Row:
    row = _of_reply("B1.5", case)
    if case.main is None or case.main["session"] not in case.judged:
        return row
    turn = next(turn for turn in case.main["turns"] if turn["kind"] == "main")
    return rated(citations(_heard(turn), case.basis.looks), case.main["session"])


def _guidance(case: Case) -> Row:
    turn = (
        next((t for t in case.vague["turns"] if t["kind"] == "vague"), None) if case.vague else None
    )
    if case.vague is None or turn is None:
        return without("not_assessed", "no-session")
    if turn["outcome"] not in SPOKE:
        return without("not_assessed", "unheard", outcome=f"outcome-{turn['outcome']}")
    heard = _heard(turn)
    found = (
        UNREAD if is_unread(heard) else guidance(case.scenario, case.local_of(case.vague), heard)
    )
    return rated(found, case.vague["session"])


_OF_SESSIONS = {
    "B2.2": _speed,
    "B2.5": _rewordings,
    "B2.6": _context,
    "B3.1": _guidance,
    "X1": _factual,
    "X2": _citations,
    "X9": _robustness,
    "X10": _consistency,
}
