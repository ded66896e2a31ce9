"""What there is to know: matters and the statements that make up a full answer on each."""

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import Any

import yaml

from wenheng.sandbox.planted import DATA
from wenheng.sandbox.wording import Values, Which, filled, numbers_in, spelled
from wenheng.study.model import Study
from wenheng.study.scenarios import PLACE, Fact, Scenario

WORDINGS = 3
"""How often each sentence pattern is written anew with other forms of its numbers."""


@dataclass(frozen=True)
class Statement:
    """One fact as the assistants of a place may say it; `wrong` and `stale` are for planting."""

    fact: str
    slot: str
    critical: bool
    truth: str
    say: tuple[str, ...]
    wrong: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()


@dataclass(frozen=True)
class Matter:
    """Something people want done, with all that can be said of it at one place."""

    id: str
    title: str
    statements: tuple[Statement, ...]
    asked: tuple[str, ...] = ()
    office: str = ""
    address: str = ""
    hours: str = ""
    platform: str = ""
    document: str = ""
    number: str = ""
    form: str = ""
    related: tuple[str, ...] = ()
    note: str = ""
    tags: tuple[str, ...] = field(default=(), compare=False)


def matters_of(study: Study, values: Values, seed: str) -> tuple[Matter, ...]:
    """One matter per scenario of `study`, with the local `values` of a place filled in.

    The words come from `data/matters.yaml` where it knows the fact, else from the fact's own
    text with synonyms and other number forms.
    """
    return tuple(_Writer(study, values, seed).matter(scenario) for scenario in study.scenarios)


@cache
def other_matters() -> tuple[Matter, ...]:
    """Matters beside those of a study: what menus and wrong hits are made of."""
    rows = yaml.load((DATA / "others.yaml").read_text("utf-8"), yaml.CSafeLoader)
    return tuple(
        Matter(f"other-{number}", row["name"], (), note=row["say"])
        for number, row in enumerate(rows, 1)
    )


@cache
def written() -> dict[str, Any]:
    """`data/matters.yaml`."""
    loaded: dict[str, Any] = yaml.load((DATA / "matters.yaml").read_text("utf-8"), yaml.CSafeLoader)
    return loaded


class _Writer:
    """Writes the matters of one place."""

    def __init__(self, study: Study, values: Values, seed: str) -> None:
        known = study.id in (written()["study"], "sandbox")
        self.matters: list[dict[str, Any]] = written()["matters"] if known else []
        self.values, self.seed = values, seed

    def matter(self, scenario: Scenario) -> Matter:
        spec = self._spec(scenario)
        values = {**self.values, "platform": filled(spec.get("platform", "{portal}"), self.values)}
        facts = spec.get("facts", {})
        basis = spec.get("basis", {})
        return Matter(
            id=scenario.id,
            title=scenario.name.zh,
            statements=tuple(
                self._statement(fact, facts.get(fact.id), values) for fact in scenario.facts
            ),
            asked=(*scenario.aliases, *spec.get("asked", ())),
            office=f"{values['place']}{spec.get('office', '政务服务管理局')}",
            address=str(values["address"]),
            hours=str(values["hours"]),
            platform=str(values["platform"]),
            document=basis.get("name", ""),
            number=basis.get("number", ""),
            form=spec.get("form", ""),
            related=tuple(spec.get("related", ())),
            tags=(scenario.business, scenario.category),
        )

    def _spec(self, scenario: Scenario) -> dict[str, Any]:
        ids = {fact.id for fact in scenario.facts}
        return next((spec for spec in self.matters if ids & spec["facts"].keys()), {})

    def _statement(self, fact: Fact, spec: dict[str, Any] | None, values: Values) -> Statement:
        draw = Random(f"{self.seed}/{fact.id}")
        text = fact.text.replace(PLACE, str(values["place"]))
        if spec is None:
            say, wrong = tuple(reworded(text)), tuple(_other_number(text))
            return Statement(fact.id, fact.slot, fact.critical, text, say, wrong)
        spec = draw.choice(spec["cases"]) if "cases" in spec else spec
        return Statement(
            fact=fact.id,
            slot=fact.slot,
            critical=fact.critical,
            truth=filled(spec["truth"], values) if "truth" in spec else text,
            say=_wordings(spec["say"], values, draw, "true"),
            wrong=_planted(spec, values, draw, "wrong"),
            stale=_planted(spec, values, draw, "stale"),
        )


def _wordings(templates: list[str], values: Values, draw: Random, which: Which) -> tuple[str, ...]:
    written = (filled(t, values, draw, which) for t in templates for _ in range(WORDINGS))
    return tuple(dict.fromkeys(written))


def _planted(spec: dict[str, Any], values: Values, draw: Random, which: Which) -> tuple[str, ...]:
    if which in spec:
        return (filled(spec[which], values, draw, which),)
    numbers = [n for t in spec["say"] for n in numbers_in(t, values)]
    known = any(n.wrong if which == "wrong" else n.stale for n in numbers)
    return _wordings(spec["say"], values, draw, which) if known else ()


ALIKE = {
    "不收费": "免费",
    "申请": "提出申请",
    "办理": "办",
    "提交": "递交",
    "审核": "审查",
    "领取": "领到",
    "或": "或者",
    "须": "需要",
    "无须": "不用",
    "以上": "及以上",
}


def reworded(text: str) -> Iterator[str]:
    """`text` in other words that say the same: synonyms, then numbers spelled out."""
    longest_first = sorted(ALIKE, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, longest_first)))
    plain = pattern.sub(lambda match: ALIKE[match[0]], text)
    yield plain
    yield re.sub(r"(?<![\d-])\d{1,2}(?=\s*(?:个|日|天|年|元|周))", _spell, plain)


def _spell(match: re.Match[str]) -> str:
    return spelled(int(match[0]))


def _other_number(text: str) -> Iterator[str]:
    if any(character in string.digits for character in text):
        yield re.sub(r"\d+", lambda match: str(int(match[0]) * 3 + 1), text, count=1)
