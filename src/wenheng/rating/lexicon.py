"""What words mean: the data of `rating/lexicon/`, read once and ready to search.

Words of a domain belong to data: concepts (words for the same thing), matters, turns of speech,
what is no longer in force. A study adds its own through `Fact.says` and `Scenario.keywords`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "lexicon"
PLACEHOLDERS = ("{place}", "{province}")


@cache
def read(name: str) -> Any:
    """The data of `rating/lexicon/<name>.yaml`."""
    return yaml.load((FOLDER / f"{name}.yaml").read_text("utf-8"), yaml.CSafeLoader)


@dataclass(frozen=True, slots=True)
class Negations:
    """Signs that something is not asked for: before it, after it, none at all, doubled."""

    before: re.Pattern[str]
    after: re.Pattern[str]
    never: re.Pattern[str]
    double: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Retractions:
    """Signs that something is named only to be taken back, and where assertion resumes.

    `former` opens a sentence about what was; a quotation is taken back by what stands right
    before it (`quoting`) or right after it (`quoted`).
    """

    before: re.Pattern[str]
    after: re.Pattern[str]
    now: re.Pattern[str]
    former: re.Pattern[str]
    quoting: re.Pattern[str]
    quoted: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Speech:
    """Turns of speech, compiled."""

    negation: Negations
    retraction: Retractions
    deferral: re.Pattern[str]
    question: re.Pattern[str]
    injection: re.Pattern[str]
    keywords: re.Pattern[str]
    types: dict[str, re.Pattern[str]]
    regulation: re.Pattern[str]
    abolished_way: re.Pattern[str]
    legal: re.Pattern[str]
    carry: re.Pattern[str]
    receive: re.Pattern[str]
    receive_other: re.Pattern[str]
    reach: re.Pattern[str]
    sequence: re.Pattern[str]
    offline_only: re.Pattern[str]
    title: re.Pattern[str]
    document_number: re.Pattern[str]
    dated: re.Pattern[str]
    authority: re.Pattern[str]
    form: re.Pattern[str]
    place_time: re.Pattern[str]
    related: re.Pattern[str]
    applicants: re.Pattern[str]
    at_once: re.Pattern[str]
    free: re.Pattern[str]
    charged: re.Pattern[str]
    provided: re.Pattern[str]
    elsewhere: re.Pattern[str]
    here: re.Pattern[str]
    ruling: re.Pattern[str]


@cache
def speech() -> Speech:
    """The turns of speech of `language.yaml`."""
    data = read("language")
    return Speech(
        negation=Negations(**{name: any_of(data["negation"][name]) for name in _NEGATIONS}),
        retraction=Retractions(**{name: any_of(data["retracted"][name]) for name in _TAKEN}),
        types={name: any_of(patterns) for name, patterns in data["types"].items()},
        **{name: any_of(data[name]) for name in _PLAIN},
    )


_NEGATIONS = ("before", "after", "never", "double")
_TAKEN = ("before", "after", "now", "former", "quoting", "quoted")
_PLAIN = (
    "deferral", "question", "injection", "keywords", "regulation", "abolished_way", "legal",
    "carry", "receive", "receive_other", "reach", "sequence", "offline_only", "title",
    "document_number", "dated", "authority", "form", "place_time", "related", "applicants",
    "at_once", "free", "charged", "provided", "elsewhere", "here", "ruling",
)  # fmt: skip


def any_of(patterns: str | list[str]) -> re.Pattern[str]:
    """One pattern that finds any of `patterns`."""
    each = [patterns] if isinstance(patterns, str) else patterns
    return re.compile("|".join(f"(?:{p})" for p in each))


@cache
def labels() -> dict[str, re.Pattern[str]]:
    """Slot → the headings that announce it."""
    return {slot: re.compile(pattern) for slot, pattern in read("slots")["labels"].items()}


@dataclass(frozen=True)
class Concepts:
    """Concept → its words, and the class of each concept (documents, offices …)."""

    words: dict[str, tuple[str, ...]]
    kind: dict[str, str]


@cache
def of_class(kind: str) -> frozenset[str]:
    """The concepts of a class."""
    return frozenset(name for name, its in concepts().kind.items() if its == kind)


@cache
def concepts() -> Concepts:
    """The concepts of `concepts.yaml`; each is a word of its own."""
    words: dict[str, tuple[str, ...]] = {}
    kind: dict[str, str] = {}
    for its_kind, members in read("concepts").items():
        for name, others in members.items():
            every = [str(name), *str(others or "").replace("_", "\0").split()]
            words[str(name)] = tuple(dict.fromkeys(w.replace("\0", " ") for w in every))
            kind[str(name)] = its_kind
    return Concepts(words, kind)


_Starts = dict[str, tuple[tuple[str, tuple[str, ...]], ...]]


class Scanner:
    """Finds words in text: at each place the longest, none inside another.

    A word may stand for several concepts. Looking up two characters at each place costs the same
    whatever the number of words.
    """

    def __init__(self, words: Iterable[tuple[str, str]], base: "Scanner | None" = None) -> None:
        """Words with what they stand for, beside those of `base`."""
        self._starts: _Starts = dict(base._starts) if base else {}
        for word, concept in sorted(words, key=lambda pair: len(pair[0])):
            self._learn(word, concept)
        self._heads = frozenset(start[0] for start in self._starts)

    def _learn(self, word: str, concept: str) -> None:
        """Put `word` under its first two characters; a single one under all that it begins."""
        starts = [word[:2]]
        if len(word) == 1:
            starts += [start for start in self._starts if start[0] == word and len(start) == 2]
        for start in starts:
            known = dict(self._starts.get(start) or self._starts.get(start[0], ()))
            known[word] = tuple(dict.fromkeys((*known.get(word, ()), concept)))
            self._starts[start] = tuple(sorted(known.items(), key=lambda pair: -len(pair[0])))

    def scan(self, text: str) -> list[tuple[int, int, tuple[str, ...]]]:
        """Start, end and concepts of each word in `text`, in order."""
        found: list[tuple[int, int, tuple[str, ...]]] = []
        starts, heads, reached = self._starts, self._heads, -1
        for at, char in enumerate(text):
            if char not in heads:
                continue
            for word, its in starts.get(text[at : at + 2]) or starts.get(char, ()):
                end = at + len(word)
                if end > reached and text.startswith(word, at):
                    found.append((at, end, its))
                    reached = end
                    break
        return found
