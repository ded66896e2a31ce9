"""The default study, its labelled replies, and short ways to judge one reply or build a session."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from wenheng.contracts import checked
from wenheng.rating.judge import judge_reply
from wenheng.rating.judgement import Judgement
from wenheng.rating.measure import Labelled, Verdicts
from wenheng.study.load import load_study
from wenheng.study.model import Study
from wenheng.tables import FEATURES, Sessions

DATA = Path(__file__).parents[1] / "data"
LABELS = {"s": "stated", "c": "contradicted", "?": "?"}


@pytest.fixture(scope="session")
def study() -> Study:
    return load_study("default-2021r")


@pytest.fixture(scope="session")
def unattended(study: Study) -> Study:
    """The default study, but nothing is left to people: what rules make of all they can judge."""
    written = study.model_dump_json(exclude_defaults=True)
    return Study.model_validate_json(written.replace('"level":"human"', '"level":"assisted"'))


@pytest.fixture(scope="session")
def prose() -> dict[str, list[dict[str, Any]]]:
    """Replies about steps and conditions by scenario, half of them wrong."""
    return yaml.safe_load((DATA / "replies-own-3.yaml").read_text("utf-8"))


@pytest.fixture(scope="session")
def replies() -> list[dict[str, Any]]:
    """The 48 labelled replies, each with its labels by fact."""
    return _labelled("replies-dev.jsonl")


@pytest.fixture(scope="session")
def written() -> list[dict[str, Any]]:
    """Replies written to be hard, before the rules were mended by them."""
    names = ("", "-2", "-3", "-4", "-5")
    return [row for name in names for row in _labelled(f"replies-written{name}.jsonl")]


def _labelled(name: str) -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]
    return [{**row, "facts": {f: its["label"] for f, its in row["facts"].items()}} for row in rows]


@pytest.fixture(scope="session")
def references(replies: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """What is true in 临江市, by scenario."""
    return {row["scenario"]: row["reference"] for row in replies}


@pytest.fixture(scope="session")
def own(study: Study, references: dict[str, Any]) -> list[dict[str, Any]]:
    """Our own labelled replies; a fact labelled `?` may be read either way and is left out."""
    rows = []
    for name in ("replies-own.yaml", "replies-own-2.yaml"):
        for row in yaml.safe_load((DATA / name).read_text("utf-8")):
            facts = {f.id: "absent" for f in study.scenario(row["scenario"]).facts}
            facts |= {fact: LABELS[label] for fact, label in row["facts"].items()}
            rows.append(
                {
                    "aside": False,
                    "links": [],
                    "question": "",
                    **row,
                    "facts": {f: label for f, label in facts.items() if label != "?"},
                    "reply_type": row.get("type", "answer"),
                    "reference": references[row["scenario"]],
                }
            )
    return rows


@pytest.fixture(scope="session")
def judged(study: Study) -> Callable[[Labelled], Verdicts]:
    """The rule judge as `measure` wants it."""

    def judge(row: Labelled) -> Verdicts:
        found = judge_reply(
            study,
            scenario=row["scenario"],
            question=row["question"],
            reply={"text": row["reply"], "links": row["links"], "options": []},
            reference=row["reference"],
        )
        levels = {indicator: its.level for indicator, its in found.levels.items()}
        return Verdicts({f.fact: f.verdict for f in found.facts}, found.reply_type, levels)

    return judge


@pytest.fixture(scope="session")
def judge(study: Study, references: dict[str, Any]) -> Callable[..., Judgement]:
    """`judge("S02", "text")`: a reply in 临江市 judged; links and options by name."""

    def judge(scenario: str, text: str, **parts: Any) -> Judgement:
        return judge_reply(
            study,
            scenario=scenario,
            question=study.scenario(scenario).utterances.main,
            reply={"text": text, "links": (), "options": (), **parts},
            reference=references[scenario],
        )

    return judge


@pytest.fixture(scope="session")
def verdict(judge: Callable[..., Judgement]) -> Callable[[str, str], str]:
    """`verdict("S02.7", "text")`: the verdict on one fact."""

    def verdict(fact: str, text: str) -> str:
        found = judge(fact.split(".")[0], text)
        return next(f.verdict for f in found.facts if f.fact == fact)

    return verdict


@pytest.fixture(scope="session")
def minimal() -> Study:
    return load_study("minimal")


@pytest.fixture(scope="session")
def session() -> Callable[..., dict[str, Any]]:
    """`session("p", "s", "main", turns=[…])`: one row of a SESSIONS table."""

    def session(platform: str, scenario: str, variant: str = "main", **its: Any) -> dict[str, Any]:
        repeat = its.pop("repeat", 1)
        turns = [
            {"turn": n, "links": [], "options": [], "first_s": 0.5, "last_s": 1.0, **turn}
            for n, turn in enumerate(its.pop("turns", []))
        ]
        return {
            "session": f"{platform}/{scenario}/{variant}/{repeat}",
            "platform": platform,
            "scenario": scenario,
            "variant": variant,
            "repeat": repeat,
            "attempt": 1,
            "transport": "replay",
            "outcome": "replied",
            "fault": "nobody",
            "has_assistant": None,
            "entry_clicks": None,
            "features": dict.fromkeys(FEATURES),
            "started_at": datetime(2025, 6, 1, tzinfo=UTC),
            "duration_s": 5.0,
            "note": "",
            "turns": turns,
            "evidence": [],
            **its,
        }

    return session


@pytest.fixture(scope="session")
def table() -> Callable[[list[dict[str, Any]]], pl.DataFrame]:
    """Rows of `session` as a SESSIONS table."""

    def table(rows: list[dict[str, Any]]) -> pl.DataFrame:
        return checked(Sessions, pl.DataFrame(rows, schema=Sessions.create_empty().schema))

    return table
