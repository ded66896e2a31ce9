"""Rows of what is rated once per platform: over all its sessions, or those of a probe."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from wenheng.rating.era import ERA, disclosure, latency
from wenheng.rating.findings import words
from wenheng.rating.probes import PROBED, Probed, modes, together
from wenheng.rating.rows import SPOKE, Row, Session, rated, without
from wenheng.rating.sessions import clicks, stability
from wenheng.study.indicators import PROBE_TURN
from wenheng.study.model import Study
from wenheng.study.questions import probe_variants
from wenheng.tables import FEATURES

Looked = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""Session → item → its row of CHECKS."""


ASKED = ("main", "paraphrase", "followup")


def by_session(checks: pl.DataFrame) -> Looked:
    """CHECKS as a look-up."""
    looked: dict[str, dict[str, Mapping[str, Any]]] = defaultdict(dict)
    for row in checks.iter_rows(named=True):
        looked[row["session"]][row["item"]] = row
    return looked


def of_platform(study: Study, indicator: str, held: list[Session], looked: Looked) -> Row:
    """The row of an indicator that is rated once per platform, from all sessions `held` with it."""
    if indicator == "B2.1":
        times = [its["entry_time"] for s in held if "entry_time" in (its := _of(looked, s))]
        seconds = [time["value"] for time in times if time["value"] is not None]
        return rated(clicks([session["entry_clicks"] for session in held], seconds), None)
    if indicator == "B2.3":
        turns = [turn for session in held for turn in _counted(session)]
        return rated(stability(turns), None)
    if indicator == "B2.4":
        return rated(modes(_probed((), held, looked)), None)
    if indicator == "X16":
        return rated(latency(_asked(held)), None)
    if indicator in PROBED or indicator in ERA or indicator == "X13":
        return _of_probe(study, indicator, held, looked)
    return without("not_assessed", "not-automatic")


def _of_probe(study: Study, indicator: str, held: list[Session], looked: Looked) -> Row:
    """The level of an indicator that rests on the sessions of a probe, in all its windows."""
    turns = study.indicator(indicator).turns
    probes = {turn.removeprefix(PROBE_TURN) for turn in turns if turn.startswith(PROBE_TURN)}
    mine = [session for session in held if session["scenario"] in probes]
    if not mine:
        return without("not_assessed", "no-session")
    heard = [session for session in mine if _heard_turns(session)]
    if not heard:
        key = "ours" if mine[0]["fault"] == "ours" else "unheard"
        row = without("not_assessed", key, outcome=f"outcome-{mine[0]['outcome']}")
        return {**row, "session": mine[0]["session"]}
    probed = _probed(tuple(heard), held, looked)
    if indicator == "X13":
        found = disclosure(probed, _asked(held))
    else:
        found = (PROBED | ERA)[indicator](probed)
    row = rated(found, heard[0]["session"])
    planned = sum(len(probe_variants(study.probe(probe))) for probe in probes)
    tried = len({session["variant"] for session in heard})
    return row if tried >= planned else _partly(row, tried, planned)


def _asked(held: list[Session]) -> list[Mapping[str, Any]]:
    """The turns of scenarios, without those spoilt by a fault of ours."""
    sessions = (session for session in held if session["fault"] != "ours")
    return [turn for session in sessions for turn in session["turns"] if turn["kind"] in ASKED]


def _partly(row: Row, tried: int, planned: int) -> Row:
    """`row` with its reason saying that not all planned times of day were tried."""
    zh, en = words("windows-missing", held=tried, planned=planned)
    return {**row, "reason": row["reason"] + zh, "reason_en": row["reason_en"] + en}


def _heard_turns(session: Session) -> tuple[Mapping[str, Any], ...]:
    """The turns in which the assistant was there to answer."""
    if session["fault"] == "ours":
        return ()
    return tuple(turn for turn in session["turns"] if turn["outcome"] in SPOKE)


def _probed(sessions: tuple[Session, ...], held: list[Session], looked: Looked) -> Probed:
    """What `sessions` showed, with the features that any session of the platform did."""
    seen = sessions or tuple(held)
    items = {item for session in seen for item in _of(looked, session)}
    checks = {
        item: together([its[item]["holds"] for s in seen if item in (its := _of(looked, s))])
        for item in items
    }
    ours = [session for session in held if session["fault"] != "ours"]
    features = {name: together([s["features"][name] for s in ours]) for name in FEATURES}
    return Probed(tuple(_heard_turns(session) for session in sessions), checks, features)


def _of(looked: Looked, session: Session) -> Mapping[str, Mapping[str, Any]]:
    return looked.get(session["session"], {})


def _counted(session: Session) -> Iterator[Mapping[str, Any]]:
    """The turns of a session that count for stability; one where it failed before any."""
    if session["fault"] == "ours":
        return
    yield from session["turns"]
    if not session["turns"]:
        yield {"outcome": session["outcome"], "text": ""}
