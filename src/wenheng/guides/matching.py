"""Which scenario a service item is about, by the names that the study gives it.

Titles and names are compared by pairs of characters, a pair that few titles have weighing more
than one that many do: Dice's coefficient, weighted by inverse document frequency.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wenheng.guides.cleaning import data
from wenheng.guides.reading import Item
from wenheng.study.scenarios import Scenario

LEAST = 0.6
"""Likeness below which an item is not proposed."""
_ASIDE = 0.5
_NO_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Match:
    """An item, the scenario it is taken to be about, and how alike their names are (0–1)."""

    item: Item
    scenario: str
    likeness: float


@dataclass(frozen=True)
class _Name:
    """A title or a name of a scenario, ready to be compared."""

    text: str
    pairs: Counter[str]
    weight: float


class Matcher:
    """The names of a study's scenarios, ready to be compared with titles."""

    def __init__(self, scenarios: Iterable[Scenario], items: Iterable[Item]) -> None:
        titles = [set(_pairs(item.title)) for item in items]
        self._seen = Counter(pair for title in titles for pair in title)
        self._count = len(titles)
        self._scenarios = [(one, [self._name(name) for name in _names(one)]) for one in scenarios]

    def match(self, item: Item) -> Match | None:
        """The scenario that `item` is most like; None where it is not like enough to any."""
        title = self._name(item.title)
        scores = (
            (self._likeness(title, name), scenario.id)
            for scenario, names in self._scenarios
            if _may_be(title.text, scenario)
            for name in names
        )
        best, id_ = max(scores, default=(0.0, ""))
        return Match(item, id_, round(best, 2)) if best >= LEAST else None

    def _likeness(self, title: _Name, name: _Name) -> float:
        both = title.pairs & name.pairs
        if not both:
            return 0.0
        shared = self._weigh(both)
        score = 2 * shared / (title.weight + name.weight)
        aside = any(word in title.text and word not in name.text for word in data("words")["aside"])
        return score * (_ASIDE if aside else 1)

    def _name(self, text: str) -> _Name:
        pairs = Counter(_pairs(text))
        return _Name(_plain(text), pairs, self._weigh(pairs))

    def _weigh(self, pairs: Mapping[str, int]) -> float:
        return sum(count * self._weight(pair) for pair, count in pairs.items())

    def _weight(self, pair: str) -> float:
        return 1 + math.log((self._count + 1) / (self._seen[pair] + 1))


def _names(scenario: Scenario) -> tuple[str, ...]:
    given = (name for name in scenario.items if not name.startswith(("!", "+")))
    return tuple(dict.fromkeys((scenario.name.zh, *scenario.aliases, *given)))


def _may_be(title: str, scenario: Scenario) -> bool:
    """Whether `title` has the words that the scenario's items must have, and no excluded one."""
    for rule in scenario.items:
        if rule.startswith(("!", "+")):
            has = any(word and word in title for word in rule[1:].split("|"))
            if has != (rule[0] == "+"):
                return False
    return True


def _plain(text: str) -> str:
    return _NO_WORD.sub("", unicodedata.normalize("NFKC", text))


def _pairs(text: str) -> list[str]:
    plain = _plain(text)
    return [plain[i : i + 2] for i in range(len(plain) - 1)]
