"""Levels that need more than one reply: speed, stability, clicks, rewordings, follow-ups.

Each rule takes plain turns (dicts with the fields of `Sessions.turns`) and gives a level, or one
without a number where nothing can be judged. A failure of ours never counts.
"""

import math
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from wenheng.rating.facts import match_facts
from wenheng.rating.findings import FALLBACKS, OFFERS, Level, level
from wenheng.rating.judgement import Locality, compiled, judge
from wenheng.rating.lexicon import read, speech
from wenheng.rating.links import reply_links
from wenheng.rating.text import folded
from wenheng.rating.view import view
from wenheng.study.scenarios import Scenario

Turn = Mapping[str, Any]

FAILED = frozenset({"no_reply", "error_reply", "dead_link", "unreachable"})
"""Outcomes of a turn that count as a failure of the platform."""

HELD = FAILED | {"replied"}
"""Outcomes that count at all: the rest (login, captcha, app …) is nobody's failure."""

_ERROR_TEXT = 80
"""Longest text that can be an error message in place of a reply."""


def session_levels(scenario: Scenario, local: Locality, turns: Sequence[Turn]) -> dict[str, Level]:
    """B2.2 and B2.6 of one session, from its turns in order."""
    follow = [turn for turn in turns if turn.get("kind") == "followup"]
    expected = [one.expect for one in scenario.utterances.followups]
    found = {"B2.2": speed(turns)}
    if follow:
        found["B2.6"] = context(scenario, local, list(zip(follow, expected, strict=False)))
    return found


def speed(turns: Sequence[Turn]) -> Level:
    """B2.2: the median time to the full reply; a turn without one lasts for ever."""
    waits = [_wait(turn) for turn in turns if outcome_of(turn) in HELD]
    timed = [wait for wait in waits if wait is not None]
    if not timed:
        return level(None, "no-turn", 0.0)
    middle = median(timed)
    if math.isinf(middle):
        return level(0, "speed-late", 0.9, n=len(timed))
    cuts = read("thresholds")["B2.2"]["seconds"]
    value = sum(middle <= cut for cut in cuts)
    return level(value, "speed", sureness(len(timed)), seconds=f"{middle:.1f}", n=len(timed))


def _wait(turn: Turn) -> float | None:
    last = turn.get("last_s")
    if outcome_of(turn) != "replied":
        return math.inf
    return None if last is None else float(last)


def outcome_of(turn: Turn) -> str:
    """How a turn ended; one that does not say was replied to."""
    return str(turn.get("outcome") or "replied")


def sureness(n: int) -> float:
    """Sureness of a figure from `n` turns: 0.6 for one, toward 0.95."""
    return round(0.95 - 0.35 / n, 2)


def stability(turns: Sequence[Turn]) -> Level:
    """B2.3: the share of failed turns; a reply that is only an error message is a failure."""
    held = [turn for turn in turns if outcome_of(turn) in HELD]
    if not held:
        return level(None, "no-turn", 0.0)
    failed = sum(outcome_of(turn) in FAILED or _is_error(turn) for turn in held)
    share = failed / len(held)
    value = sum(share <= cut for cut in read("thresholds")["B2.3"]["failures"])
    return level(
        value, "stability", sureness(len(held)), failed=failed, n=len(held), share=f"{share:.1%}"
    )


def _is_error(turn: Turn) -> bool:
    text = folded(str(turn.get("text") or ""))
    return 0 < len(text) <= _ERROR_TEXT and bool(speech().types["error"].search(text))


def clicks(counts: Sequence[int | None], seconds: Sequence[float] = ()) -> Level:
    """B2.1: clicks from the first page to the open assistant, the fewest that led there.

    The seconds that a program took are told beside them and rate nothing.
    """
    known = [count for count in counts if count is not None]
    if not known:
        return level(None, "clicks-unknown", 0.0)
    fewest = min(known)
    for value, most in sorted(read("thresholds")["B2.1"]["most_clicks"].items(), reverse=True):
        if fewest <= most:
            return _clicked(int(value), fewest, seconds)
    return _clicked(1, fewest, seconds)


def _clicked(value: int, fewest: int, seconds: Sequence[float]) -> Level:
    if not seconds:
        return level(value, "clicks", 0.8, clicks=fewest)
    return level(value, "clicks-timed", 0.8, clicks=fewest, seconds=f"{median(seconds):.1f}")


def rewordings(scenario: Scenario, heard: Sequence[tuple[Turn, Locality]]) -> Level:
    """B2.5: how many rewordings reach the matter, without a critical fact wrong.

    Each turn is judged by what was true on its own day.
    """
    held = [(turn, local) for turn, local in heard if outcome_of(turn) in HELD]
    if not held:
        return level(None, "no-turn", 0.0)
    hits = sum(reaches(scenario, local, turn) for turn, local in held)
    of = read("thresholds")["B2.5"]["of"]
    return level(of * hits // len(held), "rewording", sureness(len(held)), hits=hits, n=len(held))


def reaches(scenario: Scenario, local: Locality, turn: Turn) -> bool:
    """Whether a reply reaches the matter, without a critical fact wrong."""
    if outcome_of(turn) != "replied":
        return False
    judged = judge(scenario, local, turn)
    hit, least = judged.levels["A1.1"].level or 0, read("thresholds")["B2.5"]
    if judged.reply_type in OFFERS:
        return hit >= int(least["offers_from"])
    wrong = {fact.id for fact in scenario.facts if fact.critical}
    erred = any(f.verdict == "contradicted" and f.fact in wrong for f in judged.facts)
    return hit >= int(least["answers_from"]) and not erred


def context(
    scenario: Scenario, local: Locality, asked: Sequence[tuple[Turn, tuple[str, ...]]]
) -> Level:
    """B2.6: how many follow-ups are answered, each with the facts that it asks for.

    A follow-up is answered where at least half of the facts it asks for are stated and none of
    them is contradicted. Level 1 (right only after the question is put in full again) cannot be
    seen in a script that never does.
    """
    heard = [(turn, its) for turn, its in asked if outcome_of(turn) in HELD and its]
    unsaid = local.unknown | local.dropped
    known = ((turn, tuple(fact for fact in its if fact not in unsaid)) for turn, its in heard)
    held = [(turn, facts) for turn, facts in known if facts]
    if not held:
        blind = any(local.unknown.intersection(its) for _, its in heard)
        return level(None, "facts-unknown" if blind else "no-turn", 0.0)
    hits = sum(_answers(scenario, local, turn, facts) for turn, facts in held)
    value = 3 if hits == len(held) else 2 if hits else 0
    return level(value, "context", sureness(len(held)), hits=hits, n=len(held))


def _answers(scenario: Scenario, local: Locality, turn: Turn, facts: tuple[str, ...]) -> bool:
    if outcome_of(turn) != "replied":
        return False
    if judge(scenario, local, turn).reply_type in FALLBACKS:
        return False
    its = compiled(scenario, local)
    seen = view(str(turn.get("text") or ""), its.scanner, its.mender, its.home)
    links = reply_links(seen.reply, turn.get("links") or (), its.entry)
    verdicts = [f.verdict for f in match_facts(its, seen, links) if f.fact in facts]
    return "contradicted" not in verdicts and 2 * verdicts.count("stated") >= len(verdicts) > 0
