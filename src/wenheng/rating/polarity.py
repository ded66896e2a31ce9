"""What a clause asserts, denies or takes back.

A place is *negated* where the clause says it is not asked for or not possible (无需回转出地,
户口簿不用带), and *retracted* where it is named only to be corrected (不是20元, 以前45天). Both are
found clause by clause, from the signs of `lexicon/language.yaml`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wenheng.rating.lexicon import speech

_REST = re.compile(
    r"(?:去|再)?(?:代?办理?|受理|携?带|提?交|提供|出具|使?用|转移|申请|登记|代?领取?|看|认|也不看|了|的)?"
)
"""What may follow a sign of negation that looks back (单位不能代办): no object of its own."""

_CONDITION = re.compile(r"(?:的|时|者|的话|情况下)(?:\s*$|(?=[可须应需由提用请先到持凭]))")
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


def polarity(
    text: str, clauses: list[tuple[int, int]], words: Iterable[tuple[int, int]] = ()
) -> Polarity:
    """The polarity of every place of folded `text`, whose clauses are given in order.

    A sign inside one of `words` (不转移, 无未结清贷款) belongs to that word alone.
    """
    inside = {at for start, end in words for at in range(start, end) if end - start > 2}
    negated: list[tuple[int, int]] = []
    retracted: list[tuple[int, int]] = []
    deferred: list[tuple[int, int]] = []
    for number, (start, end) in enumerate(clauses):
        clause = text[start:end]
        signs = [sign for sign in _negated(clause) if start + sign[2] not in inside]
        negated.extend((start + a, start + b) for a, b, _ in signs)
        following = text[slice(*clauses[number + 1])] if number + 1 < len(clauses) else ""
        retracted.extend((start + a, start + b) for a, b in _retracted(clause, following))
        if speech().deferral.search(clause):
            deferred.append((start, end))
    retracted.extend(_quoted(text))
    retracted.extend(_former(text, clauses))
    return Polarity(tuple(negated), tuple(retracted), tuple(deferred))


def _negated(clause: str) -> list[tuple[int, int, int]]:
    """Stretches that are negated, each with where its sign stands."""
    signs = speech().negation
    if signs.double.search(clause):
        return []
    never = [m.span() for m in signs.never.finditer(clause)]
    found: list[tuple[int, int, int]] = []
    for match in signs.before.finditer(clause):
        if _overlaps(never, match.span()) or _is_condition(clause, match):
            continue
        stop = clause.find(":", match.end())
        found.append((match.end(), stop if stop >= 0 else len(clause), match.start()))
    for match in signs.after.finditer(clause):
        rest = clause[match.end() :].rstrip(" 。;!?)]”|")
        if _REST.fullmatch(rest) and not _overlaps(never, match.span()):
            found.append((0, match.start(), match.start()))
    return [span for span in found if span[0] < span[1]]


def _is_condition(clause: str, match: re.Match[str]) -> bool:
    return bool(_LACK.search(match.group()) and _CONDITION.search(clause.rstrip(" ;"), match.end()))


def _overlaps(spans: list[tuple[int, int]], span: tuple[int, int]) -> bool:
    return any(a < span[1] and span[0] < b for a, b in spans)


_QUOTED = re.compile(r"“[^”\n]{4,60}”")
_REACH = 24
"""Characters before and after a quotation that may take it back."""


def _quoted(text: str) -> Iterator[tuple[int, int]]:
    """What is quoted to be put right (“必须回老家才能开”是误解)."""
    signs = speech().retraction
    for match in _QUOTED.finditer(text):
        start, end = match.span()
        before, after = text[max(0, start - _REACH) : start], text[end : end + _REACH]
        if signs.quoting.search(before) or signs.quoted.match(after):
            yield start, end


def _former(text: str, clauses: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The rest of a sentence that opens with what used to be, until it comes to what is now."""
    signs, was = speech().retraction, False
    for number, (start, end) in enumerate(clauses):
        before = clauses[number - 1][1] if number else 0
        if text[:before].endswith(_ENDS) or text[before:start].strip(" ,()"):
            was = False
        if was or signs.former.match(text[start:end]):
            resumes = signs.now.search(text, start, end)
            if was and start < (stop := resumes.start() if resumes else end):
                yield start, stop
            was = not resumes


_ENDS = tuple("。!?;\n")


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
