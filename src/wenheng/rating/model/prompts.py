"""The prompt for one cell: rubric, facts, and the dialogue between marks that it cannot contain."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from wenheng.language import catalogue
from wenheng.rating.judgement import Locality, locality
from wenheng.rating.model.exhibits import Exhibit, Said
from wenheng.study.indicators import Indicator
from wenheng.study.judging import ModelJudge
from wenheng.study.model import Study
from wenheng.study.scenarios import PLACE

Wording = Literal["plain", "reworded", "swapped"]
WORDINGS: tuple[Wording, ...] = ("plain", "reworded", "swapped")
"""As it is; the same rubric in other words; the levels in the other order."""

FOLDER = Path(__file__).parent / "prompts"
FILES = ("system", "ask", "system-reworded", "ask-reworded")
MOST_CHARACTERS = 20_000
"""Of a dialogue; what is longer is cut, and says so."""


@dataclass(frozen=True)
class Prompt:
    """What is sent to a model for one vote on one cell; `digest` is the hash of all of it."""

    exhibit: Exhibit
    wording: Wording
    vote: int
    body: dict[str, Any]
    digest: str


def prompt(
    study: Study, judge: ModelJudge, exhibit: Exhibit, wording: Wording, vote: int
) -> Prompt:
    """The prompt for `vote` (1, 2 …) on `exhibit`.

    Two cells with the same dialogue, rubric and facts have the same digest: they are asked once.
    """
    indicator = study.indicator(exhibit.indicator)
    suffix = "-reworded" if wording == "reworded" else ""
    exchange = _exchange(exhibit.said, judge.language)
    values = {"mark": _mark(exchange), "exchange": exchange}
    values |= _rubric(indicator, judge, wording == "swapped") | _facts(study, judge, exhibit)
    messages = [
        {"role": role, "content": template(judge.language, name + suffix).format(**values).strip()}
        for role, name in (("system", "system"), ("user", "ask"))
    ]
    body = _body(judge, indicator, messages)
    return Prompt(
        exhibit, wording, vote, body, _digest([judge.entry, judge.openai.body, body, vote])
    )


def rater(study: Study, judge: ModelJudge) -> str:
    """The name of `judge` as a rater: `model:<id>@<hash>`.

    The hash is over the endpoint, the model, all that is sent beside the dialogue, how votes are
    counted, and the rubrics of all its indicators: whatever is changed makes another rater.
    """
    kept = {"prices", "budget_tokens", "budget_cost", "at_once", "limit_s", "key_env", "indicators"}
    parts = [
        judge.model_dump(mode="json", exclude=kept),
        [template(judge.language, name) for name in FILES],
        [_rubric(leaf, judge, False) for leaf in study.rated if leaf.per == "scenario"],
        catalogue("prompt"),
    ]
    return f"model:{judge.id}@{_digest(parts)[:12]}"


@cache
def template(language: str, name: str) -> str:
    """The text of a prompt file."""
    return (FOLDER / language / f"{name}.txt").read_text("utf-8")


def schema(indicator: Indicator) -> dict[str, Any]:
    """The JSON schema of an answer."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["level", "span", "reason", "addressed"],
        "properties": {
            "level": {"enum": [*sorted(indicator.anchors), None]},
            "span": {"type": "string"},
            "reason": {"type": "string"},
            "addressed": {"type": "boolean"},
        },
    }


def _body(
    judge: ModelJudge, indicator: Indicator, messages: list[dict[str, str]]
) -> dict[str, Any]:
    body: dict[str, Any] = {"model": judge.model, "messages": messages, "stream": False}
    body[judge.limit_name] = judge.most_tokens
    if judge.temperature is not None:
        body["temperature"] = judge.temperature
    if judge.format == "schema":
        named = {"name": "rating", "strict": True, "schema": schema(indicator)}
        body["response_format"] = {"type": "json_schema", "json_schema": named}
    elif judge.format == "object":
        body["response_format"] = {"type": "json_object"}
    return body


def _rubric(indicator: Indicator, judge: ModelJudge, swapped: bool) -> dict[str, str]:
    levels = sorted(indicator.anchors, reverse=swapped)
    return {
        "id": indicator.id,
        "name": indicator.name.in_(judge.language),
        "definition": indicator.definition,
        "anchors": "\n".join(f"{level} = {indicator.anchors[level]}" for level in levels),
    }


def _facts(study: Study, judge: ModelJudge, exhibit: Exhibit) -> dict[str, str]:
    its = study.scenario(exhibit.scenario)
    unit = study.unit(study.platform(exhibit.platform).unit)
    local = locality(study, unit.id, its.id, exhibit.day)
    place = local.place or unit.name.in_(judge.language)
    values = dict(local.facts)
    lines = [
        f"{'★' if fact.critical else '-'} {values.get(fact.id, fact.text).replace(PLACE, place)}"
        for fact in its.facts
        if fact.id not in local.dropped | local.unknown
    ]
    lines += _entries(local, judge)
    none = catalogue("prompt")["no-facts"][judge.language]
    return {
        "scenario": its.name.in_(judge.language),
        "place": place,
        "facts": "\n".join(lines) or none,
    }


def _entries(local: Locality, judge: ModelJudge) -> list[str]:
    named = {"apply": local.entry.apply, "guide": local.entry.guide}
    words = catalogue("prompt")
    return [f"- {words[name][judge.language]}{url}" for name, url in named.items() if url]


def _exchange(said: Sequence[Said], language: Literal["zh", "en"]) -> str:
    words = {name: its[language] for name, its in catalogue("prompt").items()}
    lines: list[str] = []
    for one in said:
        lines.append(words[f"turn-{one.kind}"] + one.question)
        lines.append(words["reply"] + (one.text.strip() or words["no-text"]))
        lines += [words["option"] + option for option in one.options]
        lines += [f"{words['link']}{text} {url}" for text, url in one.links]
    text = "\n".join(lines)
    return text if len(text) <= MOST_CHARACTERS else text[:MOST_CHARACTERS] + "\n" + words["cut"]


def _mark(exchange: str) -> str:
    """A line that the dialogue cannot hold, as it depends on all of it."""
    return f"===== {hashlib.sha256(exchange.encode('utf-8', 'replace')).hexdigest()[:16]} ====="


def _digest(parts: Any) -> str:
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
