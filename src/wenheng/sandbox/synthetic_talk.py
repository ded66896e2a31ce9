"""What an invented wave heard: transcripts that say in every line that they are invented."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

import numpy as np

from wenheng.language import say
from wenheng.sandbox.synthetic import RATERS, Wave
from wenheng.study.cards import Card, task_cards
from wenheng.study.model import Study
from wenheng.study.questions import is_probe
from wenheng.study.scenarios import Fact

Levels = Mapping[tuple[str, str, str], float]
"""Platform, scenario and indicator → what both raters gave on average."""

TESTER = "synthetic"
BEGAN = datetime(2021, 10, 11, 9, tzinfo=timezone(timedelta(hours=8)))
LOOKED = ("/", "/search")


def synthetic_sessions(study: Study, wave: Wave, levels: Levels) -> dict[str, list[dict[str, Any]]]:
    """Platform → its sessions as objects that `wenheng import` reads: keys as in its sheets.

    A platform without levels has no assistant: for each scenario somebody looked and found none,
    and nobody asked in other words.
    A reply holds as much of what is to be known as its ratings say, an address where one was
    found, and is as fast as was rated; of other sessions than the rated ones few stay silent.
    """
    random = np.random.default_rng(wave.seed + 1)
    there = {platform for platform, _, _ in levels}
    found: dict[str, list[dict[str, Any]]] = {p.id: [] for p in study.platforms}
    for card in task_cards(study):
        its = found[card.platform]
        head = {"session": card.session, "tester": TESTER, "note": say("sandbox.synthetic-mark")}
        if card.platform in there:
            at = BEGAN + timedelta(minutes=5 * len(its))
            turns = list(_turns(study, card, levels, at, random))
            its.append({**head, "turns": turns})
        elif card.variant == "main":
            its.append({**head, "turns": [_absent(card)]})
    return found


def _absent(card: Card) -> dict[str, Any]:
    question = card.questions[0].say
    looked = {"looked": list(LOOKED), "looked_min": card.look_min}
    return {"question": question, "outcome": "no_assistant", **looked}


def _turns(
    study: Study, card: Card, levels: Levels, at: datetime, random: np.random.Generator
) -> Iterator[dict[str, Any]]:
    speed = levels.get((card.platform, card.scenario, "B2.2"), 2.0)
    stable = levels.get((card.platform, "*", "B2.3"), 3.0)
    silent = card.variant != "main" and random.random() < 0.02 * (3 - stable)
    for asked in card.questions:
        took = round(float(random.gamma(4, 0.25)) * 2 ** (3 - speed) + 0.4, 1)
        turn: dict[str, Any] = {"question": asked.say, "asked_at": at.isoformat(" ", "seconds")}
        at += timedelta(seconds=20 + took)
        if silent:
            yield {**turn, "outcome": "no_reply"}
            continue
        text, links = _reply(study, card, levels)
        yield {
            **turn,
            "text": text,
            "links": links,
            "outcome": "replied",
            "clicks": _clicks(card, levels),
            "first_s": round(took / 2, 1),
            "last_s": took,
        }


def _reply(study: Study, card: Card, levels: Levels) -> tuple[str, list[str]]:
    """Text and links; of what is asked of a scenario, not of a probe, facts are told."""
    told = say("sandbox.synthetic-reply", unit=card.unit, matter=card.matter)
    lines, links = [say("sandbox.synthetic-mark") + told], []
    if not is_probe(card.variant):
        facts = study.scenario(card.scenario).facts
        known = _told(facts, levels.get((card.platform, card.scenario, "A1.2"), 1))
        lines += [f"{n}. {fact.text}" for n, fact in enumerate(known, 1)]
        if levels.get((card.platform, card.scenario, "A2.1"), 0) >= 2:
            address = f"https://{card.platform}.example/{card.scenario.lower()}"
            links = [f"{say('sandbox.synthetic-link')} {address}"]
    return "\n".join(lines), links


def _told(facts: tuple[Fact, ...], level: float) -> tuple[Fact, ...]:
    return facts[: round(len(facts) * min(1.0, 0.1 + 0.3 * level))]


def _clicks(card: Card, levels: Levels) -> int:
    return 4 - round(levels.get((card.platform, "*", "B2.1"), 1))


def means(rows: Iterator[tuple[str, str, str, int | None]]) -> Levels:
    """What the raters of each cell gave on average, of those that gave a level."""
    sums: dict[tuple[str, str, str], float] = {}
    for platform, scenario, indicator, level in rows:
        if level is not None:
            key = (platform, scenario, indicator)
            sums[key] = sums.get(key, 0.0) + level / len(RATERS)
    return sums
