"""What was found in one reply, and how a rule says its level and reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from wenheng.language import LANGUAGES, Language, catalogue
from wenheng.pictured import is_pictured
from wenheng.rating.facts import FactVerdict
from wenheng.rating.links import Link
from wenheng.rating.readings import Readings
from wenheng.rating.replies import Kind
from wenheng.rating.text import folded
from wenheng.rating.view import View

Sentences = Mapping[str, Mapping[Language, str]]

OFFERS = frozenset({"menu", "search_results", "clarification"})
FALLBACKS = frozenset({"not_understood", "handoff", "error"})


@dataclass(frozen=True, slots=True)
class Level:
    """A rule's level for one indicator: what it rests on in words, and the words it rests on."""

    level: int | None
    reason: str
    reason_en: str
    span: str = ""
    confidence: float = 0.8


@dataclass(frozen=True)
class Findings:
    """All that was found in a reply, for the rules to look at."""

    its: Readings
    view: View
    kind: Kind
    facts: tuple[FactVerdict, ...]
    links: tuple[Link, ...]
    other_place: str
    place: str
    looked: bool = False
    """Whether the addresses of replies were looked at."""

    @cached_property
    def stuffed(self) -> bool:
        """Whether the reply is a string of keywords, or of many words, and nothing else."""
        if any(_speaks(f) for f in self.facts):
            return False
        wordy = self.kind.type == "answer" and len(self.asserted) >= _WORDY and not self.links
        return wordy or any(s.void == "keywords" for s in self.view.segments)

    @cached_property
    def empty(self) -> bool:
        """Whether it is no real answer: none at all, or one that says nothing of the matter."""
        return self.kind.type != "answer" or self.stuffed or not self.said

    @cached_property
    def said(self) -> tuple[FactVerdict, ...]:
        return tuple(f for f in self.facts if _speaks(f))

    @cached_property
    def known(self) -> tuple[FactVerdict, ...]:
        """The facts of which it is known what is true at the place."""
        return tuple(f for f in self.facts if f.verdict != "unknown")

    @cached_property
    def critical(self) -> frozenset[str]:
        return frozenset(r.id for r in self.its.facts if r.critical)

    @cached_property
    def missing(self) -> int:
        """Critical facts the reply does not speak of."""
        return sum(f.verdict == "absent" and f.fact in self.critical for f in self.facts)

    @cached_property
    def asserted(self) -> str:
        """The text without what asserts nothing."""
        view = self.view
        return "\n".join(
            f"{s.label}:{view.segment_text(n)}" if s.label else view.segment_text(n)
            for n, s in enumerate(view.segments)
            if s.void in ("", "heading", "question", "source")
        )

    def quoted(self, words: str) -> str:
        """`words` of the folded text as the reply writes them; an address of a link as it is."""
        if words in self.view.reply or any(link.url == words for link in self.links):
            return words
        at = self.view.text.find(words)
        return self.view.reply[at : at + len(words)] if at >= 0 else ""

    @cached_property
    def undisputed(self) -> str:
        """The asserted text without the words that contradict a fact."""
        text = self.asserted
        for fact in self.facts:
            if fact.verdict == "contradicted" and fact.span:
                text = text.replace(folded(fact.span), "")
        return text


_WORDY = 90
"""Characters from which a reply that states nothing of its matter is empty talk."""


def _speaks(fact: FactVerdict) -> bool:
    return fact.verdict != "absent" and bool(fact.verdict != "unknown" or fact.span)


def level(value: int | None, key: str, confidence: float = 0.8, /, **values: object) -> Level:
    """A level whose reason is the sentence `key` of `words/rating.yaml` in both languages."""
    zh, en = words(key, **values)
    span = str(values.get("span", ""))
    return Level(value, zh, en, span, confidence)


def is_unread(turn: Mapping[str, Any]) -> bool:
    """Whether pictures alone came, and no choice below them: no rule can say what they show."""
    return is_pictured(str(turn.get("text") or "")) and not turn.get("options")


def words(key: str, /, **values: object) -> tuple[str, str]:
    """The sentence of `key` in Chinese and English; a value that is itself a key is spoken too."""
    sentences = catalogue("rating")
    said = []
    for language in LANGUAGES:
        spoken = {name: _spoken(value, language, sentences) for name, value in values.items()}
        said.append(sentences[key][language].format(**spoken))
    return said[0], said[1]


def _spoken(value: object, language: Language, sentences: Sentences) -> object:
    if isinstance(value, list):
        return ("、" if language == "zh" else ", ").join(
            str(_spoken(v, language, sentences)) for v in value
        )
    known = sentences.get(value) if isinstance(value, str) else None
    return known[language] if known else value


UNREAD = level(None, "pictured", 0.0)
"""Of a reply that no rule can read."""


def type_words(found: Findings) -> str:
    return f"type-{found.kind.type}"
