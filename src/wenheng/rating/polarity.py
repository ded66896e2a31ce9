"""What a clause asserts, denies or takes back.

A place is *negated* where the clause says it is not asked for or not possible (无需回转出地,
户口簿不用带), and *retracted* where it is named only to be corrected (不是20元, 以前45天). Both are
found clause by clause, from the signs of `lexicon/language.yaml`.
"""

import re
from dataclasses import dataclass

from wenheng.rating.lexicon import speech

_AFTER_REACH = 4
"""Characters that may follow a sign of negation that looks back (单位不能代办)."""

_CONDITION = re.compile(r"(?:的|时|者|的话|情况下)\s*$")
_LACK = re.compile(r"^(?:没有?|未|无|不)$|^没有")
_ALL = re.compile(r"不是(?:所有|每|任何|谁|什么|全部|想|一定)")


@dataclass(frozen=True, slots=True)
class Polarity:
    """Stretches of text that are negated, retracted or put off to another authority."""

    negated: tuple[tuple[int, int], ...]
    retracted: tuple[tuple[int, int], ...]
    deferred: tuple[tuple[int, int], ...]

    def of(self, start: int, end: int) -> tuple[bool, bool, bool]:
        """Whether a place is negated, retracted, put off."""
        return (
            _inside(self.negated, start, end),
            _inside(self.retracted, start, end),
            _inside(self.deferred, start, end),
        )

    def is_negated(self, start: int, end: int) -> bool:
        return _inside(self.negated, start, end)

    def is_retracted(self, start: int, end: int) -> bool:
        return _inside(self.retracted, start, end)


def _inside(stretches: tuple[tuple[int, int], ...], start: int, end: int) -> bool:
    return any(a <= start and end <= b for a, b in stretches)


def polarity(text: str, clauses: list[tuple[int, int]]) -> Polarity:
    """The polarity of every place of folded `text`, whose clauses are given in order."""
    negated: list[tuple[int, int]] = []
    retracted: list[tuple[int, int]] = []
    deferred: list[tuple[int, int]] = []
    for number, (start, end) in enumerate(clauses):
        clause = text[start:end]
        negated.extend((start + a, start + b) for a, b in _negated(clause))
        following = text[slice(*clauses[number + 1])] if number + 1 < len(clauses) else ""
        retracted.extend((start + a, start + b) for a, b in _retracted(clause, following))
        if speech().deferral.search(clause):
            deferred.append((start, end))
    return Polarity(tuple(negated), tuple(retracted), tuple(deferred))


def _negated(clause: str) -> list[tuple[int, int]]:
    signs = speech().negation
    if signs.double.search(clause):
        return []
    never = [m.span() for m in signs.never.finditer(clause)]
    found: list[tuple[int, int]] = []
    for match in signs.before.finditer(clause):
        if _overlaps(never, match.span()) or _is_condition(clause, match):
            continue
        found.append((match.end(), len(clause)))
    for match in signs.after.finditer(clause):
        left = len(clause.rstrip(" 。;!?)]”|")) - match.end()
        if left <= _AFTER_REACH and not _overlaps(never, match.span()):
            found.append((0, match.start()))
    return [span for span in found if span[0] < span[1]]


def _is_condition(clause: str, match: re.Match[str]) -> bool:
    return bool(_LACK.search(match.group()) and _CONDITION.search(clause.rstrip(" ;")))


def _overlaps(spans: list[tuple[int, int]], span: tuple[int, int]) -> bool:
    return any(a < span[1] and span[0] < b for a, b in spans)


def _retracted(clause: str, following: str) -> list[tuple[int, int]]:
    signs = speech().retraction
    found = []
    if signs.after.match(following):
        return [(0, len(clause))]
    for match in signs.before.finditer(clause):
        if _ALL.match(clause, match.start()):
            continue
        resumes = signs.now.search(clause, match.end())
        found.append((match.end(), resumes.start() if resumes else len(clause)))
    for match in signs.after.finditer(clause):
        found.append((0, match.start()))
    return [span for span in found if span[0] < span[1]]
