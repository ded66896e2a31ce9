"""A reply made ready for matching: its segments, words and quantities, each with its place."""

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from wenheng.rating.homophones import Mender
from wenheng.rating.lexicon import Scanner
from wenheng.rating.markup import unmarked
from wenheng.rating.numbers import CHARGED, Quantity, quantities
from wenheng.rating.places import compared
from wenheng.rating.polarity import Polarity, polarity
from wenheng.rating.roles import cases, roles
from wenheng.rating.text import Segment, folded, segments
from wenheng.rating.voids import addressed, masked, voided


class Mention(NamedTuple):
    """A word of a concept in the text; `segment` and `clause` number where it stands."""

    start: int
    end: int
    segment: int
    clause: int
    negated: bool
    retracted: bool
    deferred: bool
    body: bool


@dataclass(frozen=True, slots=True)
class Said:
    """A quantity of the reply, what it is said of, and whether it is asserted.

    `weak`: its own clause does not say of what; the roles are those of its label or sentence.
    """

    quantity: Quantity
    roles: frozenset[str]
    weak: bool
    cases: frozenset[int]
    segment: int
    clause: tuple[int, int]
    negated: bool
    retracted: bool


_PIECES = "、/"
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s\u4e00-\u9fff]+")
_MARKS = str.maketrans("?!;", "___")
"""Marks inside an address end no sentence."""


@dataclass(frozen=True)
class View:
    """A reply as the matcher sees it; every place is a place in the reply."""

    reply: str
    text: str
    segments: tuple[Segment, ...]
    clauses: tuple[tuple[int, int], ...]
    clause_segment: tuple[int, ...]
    polarity: Polarity
    words: tuple[tuple[int, int, tuple[str, ...]], ...]
    to_judge: tuple[tuple[int, int], ...]

    @cached_property
    def mentions(self) -> dict[str, list[Mention]]:
        """Concept → its mentions in segments that assert something."""
        found: dict[str, list[Mention]] = {}
        if not self.clauses:
            return found
        ends = [end for _, end in self.clauses]
        last = len(ends) - 1
        for start, end, its in self.words:
            clause = min(bisect_right(ends, start), last)
            segment = self.clause_segment[clause]
            if self.segments[segment].void:
                continue
            body = start >= self.segments[segment].start
            is_ = self.polarity.of(start, end)
            mention = Mention(start, end, segment, clause, *is_, body)
            for concept in its:
                found.setdefault(concept, []).append(mention)
        return found

    @cached_property
    def said(self) -> tuple[Said, ...]:
        """The quantities of segments that assert something."""
        found = []
        for quantity in quantities(self.text):
            at = self.clause_at(quantity.start)
            if at is None or self.segments[self.clause_segment[at]].void:
                continue
            found.append(self._said(quantity, at))
        return tuple(found)

    def _said(self, quantity: Quantity, at: int) -> Said:
        place, segment = self.clauses[at], self.segments[self.clause_segment[at]]
        clause = self.text[slice(*place)]
        its = frozenset({"fee"}) if CHARGED in quantity.forms else roles(quantity.kind, clause)
        weak = not its
        if weak:
            wide = self.text[segment.start : place[1]]
            its = roles(quantity.kind, f"{segment.label}:{wide}")
        span = (quantity.start, quantity.end)
        return Said(
            quantity,
            its,
            weak,
            self._cases(quantity, place),
            self.clause_segment[at],
            place,
            self.polarity.is_negated(*span),
            self.polarity.is_retracted(*span),
        )

    def _cases(self, quantity: Quantity, clause: tuple[int, int]) -> frozenset[int]:
        """The cases named nearest (首套两成、二套三成), else anywhere in the clause."""
        start = max(self.text.rfind(mark, clause[0], quantity.start) for mark in _PIECES) + 1
        stops = [self.text.find(mark, quantity.end, clause[1]) for mark in _PIECES]
        stop = min((at for at in stops if at >= 0), default=clause[1])
        near = cases(self.text[max(start, clause[0]) : stop])
        return near or cases(self.text[slice(*clause)])

    def clause_at(self, place: int) -> int | None:
        """Number of the clause that `place` stands in; None where it stands in a label."""
        number = self._ends(place)
        if number == len(self.clauses) or place < self.clauses[number][0]:
            return None
        return number

    def segment_at(self, place: int) -> int:
        """Number of the segment whose clauses reach to `place` or beyond it first."""
        return self.clause_segment[min(self._ends(place), len(self.clauses) - 1)]

    def _ends(self, place: int) -> int:
        return bisect_right([end for _, end in self.clauses], place)

    def segment_text(self, number: int) -> str:
        """The words of a segment, without its label."""
        segment = self.segments[number]
        return self.text[segment.start : segment.end]


def view(reply: str, scanner: Scanner, mender: Mender, home: tuple[str, ...] = ()) -> View:
    """`reply` as the matcher sees it, at a place that is known by the names of `home`."""
    text = folded(reply)
    to_judge = addressed(text)
    text = _ADDRESS.sub(lambda m: m.group().translate(_MARKS), unmarked(masked(text, to_judge)))
    words = scanner.scan(text)
    mended = mender.mend(text, frozenset(at for a, b, _ in words for at in range(a, b)))
    if mended != text:
        text, words = mended, scanner.scan(mended)
    cut = voided(text, segments(text))
    pairs = [(place, number) for number, its in enumerate(cut) for place in its.clauses]
    clauses = [place for place, _ in pairs]
    its = polarity(text, clauses, ((a, b) for a, b, _ in words))
    return View(
        reply=reply,
        text=text,
        segments=cut,
        clauses=tuple(clauses),
        clause_segment=tuple(number for _, number in pairs),
        polarity=replace(its, retracted=(*its.retracted, *compared(text, clauses, home))),
        words=tuple(words),
        to_judge=tuple(to_judge),
    )
