"""How well a judge of replies does against replies that people labelled."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Labelled = Mapping[str, Any]
"""A labelled reply: `id`, `kind`, `facts` (id → label), `reply_type`, `levels` (null: none)."""


@dataclass(frozen=True)
class Verdicts:
    """What a judge says of one reply: label by fact, reply type, level by indicator."""

    facts: Mapping[str, str]
    reply_type: str
    levels: Mapping[str, int | None]


@dataclass(frozen=True)
class Score:
    """Precision, recall and F1 of one label; each 0 where it is not defined."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True)
class Miss:
    """One thing that the judge and the label say differently."""

    reply: str
    kind: str
    what: str
    label: str
    judged: str


@dataclass(frozen=True)
class Measured:
    """Agreement of a judge with the labels."""

    replies: int
    stated: Score
    contradicted: Score
    reply_type: float
    kappa: dict[str, float]
    misses: tuple[Miss, ...]

    @property
    def mean_kappa(self) -> float:
        """Mean over the indicators; 0 where none was labelled."""
        return sum(self.kappa.values()) / len(self.kappa) if self.kappa else 0.0


def measure(labelled: Iterable[Labelled], judge: Callable[[Labelled], Verdicts]) -> Measured:
    """Agreement of `judge` with `labelled` replies.

    A level that is null in the labels is left out; a null where the label has a level counts as 0,
    so that silence never looks like agreement.
    """
    facts: Counter[tuple[str, str]] = Counter()
    levels: dict[str, list[tuple[int, int]]] = {}
    misses: list[Miss] = []
    types = replies = 0
    for reply in labelled:
        found, replies = judge(reply), replies + 1
        types += found.reply_type == reply["reply_type"]
        facts.update((label, found.facts[fact]) for fact, label in reply["facts"].items())
        for indicator, label in reply.get("levels", {}).items():
            if label is not None:
                pair = (int(label), found.levels.get(indicator) or 0)
                levels.setdefault(indicator, []).append(pair)
        misses.extend(_misses(reply, found))
    return Measured(
        replies,
        _score(facts, "stated"),
        _score(facts, "contradicted"),
        types / replies if replies else 0.0,
        {indicator: quadratic_kappa(pairs) for indicator, pairs in levels.items()},
        tuple(misses),
    )


def _misses(reply: Labelled, found: Verdicts) -> Iterable[Miss]:
    pairs: list[tuple[str, Any, Any]] = [("type", reply["reply_type"], found.reply_type)]
    pairs += [(fact, label, found.facts[fact]) for fact, label in reply["facts"].items()]
    pairs += [
        (indicator, label, found.levels.get(indicator))
        for indicator, label in reply.get("levels", {}).items()
        if label is not None
    ]
    for what, label, judged in pairs:
        if label != judged:
            yield Miss(reply["id"], reply["kind"], what, str(label), str(judged))


def _score(pairs: Counter[tuple[str, str]], label: str) -> Score:
    right = pairs[label, label]
    judged = sum(n for (_, said), n in pairs.items() if said == label)
    true = sum(n for (meant, _), n in pairs.items() if meant == label)
    return Score(
        right / judged if judged else 0.0,
        right / true if true else 0.0,
        2 * right / (judged + true) if judged + true else 0.0,
    )


def quadratic_kappa(pairs: list[tuple[int, int]]) -> float:
    """Cohen's κ with squared distances as weights, at most 1.

    1 where both always give the same one level, though nothing can then be learnt from it.

    Source:
        Cohen (1968), Weighted kappa, Psychological Bulletin 70(4).
    """
    one, other = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    seen = sum((a - b) ** 2 for a, b in pairs)
    chance = sum(n * m * (a - b) ** 2 for a, n in one.items() for b, m in other.items())
    return 1 - seen * len(pairs) / chance if chance else float(seen == 0)
