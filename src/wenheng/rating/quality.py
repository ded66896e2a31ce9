"""Rules of information quality (B1.1–B1.5) and of fit to place and person (B3.2)."""

import re
from collections.abc import Container

from wenheng.rating.demand import SOURCES, coverage
from wenheng.rating.findings import FALLBACKS, OFFERS, Findings, Level, level, type_words
from wenheng.rating.lexicon import any_of, read, speech
from wenheng.rating.view import View


def b1_1(found: Findings) -> Level:
    wrong = [f for f in found.facts if f.verdict == "contradicted"]
    if found.empty:
        return level(0, "accuracy-none", 0.85)
    if all(f.verdict == "unknown" for f in found.said):
        return level(None, "facts-unknown", 0.0, span=found.said[0].span)
    critical = [f for f in wrong if f.fact in found.critical]
    if wrong:
        key = "accuracy-critical" if critical else "accuracy-minor"
        named = critical or wrong
        sure = max(f.confidence for f in named)
        facts = [f.fact for f in named]
        return level(0 if critical else 1, key, sure, facts=facts, span=named[0].span)
    flawed = [f for f in found.facts if f.flaw]
    if flawed:
        return level(2, "accuracy-flaw", 0.7, span=flawed[0].span)
    return level(3, "accuracy-good", 0.6 + 0.3 * coverage(found))


def b1_2(found: Findings) -> Level:
    if found.kind.type != "answer" or found.stuffed:
        return level(None, "no-answer", 0.0, type=type_words(found))
    repealed = _repealed(found)
    if repealed:
        return level(0, "current-repealed", 0.75, what=repealed, span=repealed)
    old = next((n for n in read("facts-of-life")["names"] if _is_used(found, n)), "")
    if old:
        return level(1, "current-old-name", 0.75, what=old, span=old)
    if speech().dated.search(found.asserted):
        return level(3, "current-dated", 0.8)
    return level(2, "current-undated", 0.8)


def _repealed(found: Findings) -> str:
    """A repealed document or a stopped practice on which the reply rests."""
    text, its = found.view.text, read("facts-of-life")
    for name in (*its["documents"], *its["ways"]):
        at = text.find(name)
        while at >= 0:
            place = (at, at + len(name))
            if _is_asserted(found.view, place) and not _is_part(text, at, its["documents"], name):
                return str(name)
            at = text.find(name, at + 1)
    match = speech().abolished_way.search(found.asserted)
    return match.group() if match else ""


def _is_used(found: Findings, name: str) -> bool:
    """Whether a name is used of what holds, not of what is no more (不需要去工商局)."""
    places = (m.span() for m in re.finditer(re.escape(name), found.view.text))
    return any(_is_asserted(found.view, place) for place in places)


def _is_part(text: str, start: int, documents: Container[str], name: str) -> bool:
    """Whether a document's name is only the tail of another's (劳动合同法 for 合同法)."""
    before = text[:start].removesuffix("中华人民共和国")
    return name in documents and not _OPENS.search(before)


_OPENS = any_of(r"(?:^|[《“(,。;:、\s]|根据|依据|按照?|依照?|遵照|参照|原|和|及|与|旧|老)$")


def _is_asserted(view: View, place: tuple[int, int]) -> bool:
    at = view.clause_at(place[0])
    if at is None or view.segments[view.clause_segment[at]].void:
        return False
    return not (view.polarity.is_negated(*place) or view.polarity.is_retracted(*place))


def b1_3(found: Findings) -> Level:
    if found.kind.type not in ("answer", "off_topic") or found.stuffed:
        return level(None, "no-answer", 0.0, type=type_words(found))
    text = found.asserted
    if max(_points(found), _lines(found) - 1) >= _FEWEST_POINTS:
        return level(3, "plain-structured", 0.75)
    if len(speech().regulation.findall(text)) * _PER_SIGN >= len(text):
        return level(1, "plain-regulation", 0.65)
    return level(2, "plain-unstructured", 0.75)


_FEWEST_POINTS = 3
_PER_SIGN = 30
"""Characters per turn of statute language, below which a text copies regulations."""


def _lines(found: Findings) -> int:
    """Lines of a reply that is set out in short ones, and choices or steps numbered in a row."""
    lines = [line for line in found.asserted.split("\n") if line.strip()]
    placed = len({s.line for s in found.view.segments if s.void in ("", "heading")})
    short = sum(map(len, lines)) <= _SHORT_LINE * placed
    return max(placed if short else 0, len(_CIRCLED.findall(found.view.reply)))


_SHORT_LINE = 50
_CIRCLED = any_of(r"[①-⑳❶-❿]|第[一二三四五六]步")


def _points(found: Findings) -> int:
    lines: dict[int, bool] = {}
    for segment in found.view.segments:
        if segment.void in ("", "heading"):
            lines[segment.line] = lines.get(segment.line, False) or bool(
                segment.listed or segment.label
            )
    return sum(lines.values())


def b1_4(found: Findings) -> Level:
    type_ = found.kind.type
    if type_ in FALLBACKS or type_ == "off_topic" or found.stuffed:
        return level(0, "useful-none", 0.85, type=type_words(found))
    if type_ in OFFERS:
        return level(2, "useful-choices", 0.7)
    share = _useful(found)
    if share < read("thresholds")["B1.4"]["useful"]:
        return level(1, "useful-little", 0.6, share=f"{share:.0%}")
    if found.missing:
        return level(2, "useful-some", 0.75, share=f"{share:.0%}", missing=found.missing)
    return level(3, "useful-full", 0.8)


def _useful(found: Findings) -> float:
    """Share of characters in sentences on which a fact rests; words to the judge left out."""
    reply, useful = found.view.reply, set[int]()
    for fact in found.said:
        at = reply.find(fact.span) if fact.span else -1
        useful.update(range(at, at + len(fact.span)) if at >= 0 else ())
    for segment in found.view.segments:
        if any(at in useful for at in range(segment.start, segment.end)):
            useful.update(range(segment.start, segment.end))
    heard = {n for n, char in enumerate(reply) if not char.isspace()}
    for start, end in found.view.to_judge:
        heard -= set(range(start, end))
    return len(useful & heard) / len(heard) if heard else 0.0


def b1_5(found: Findings) -> Level:
    if found.kind.type not in ("answer", "off_topic") or found.stuffed:
        return level(0, "source-0", 0.85)
    named = next((m for s in SOURCES if (m := s.search(found.asserted))), None)
    exact = speech().document_number.search(found.asserted) or speech().dated.search(found.asserted)
    official = any(link.official and not link.is_dead for link in found.links)
    if named and exact and official:
        return level(3, "source-3", 0.85, span=named.group())
    if named:
        return level(2, "source-2", 0.8, span=named.group())
    authority = speech().authority.search(found.asserted)
    if official or authority:
        return level(1, "source-1", 0.75, span=authority.group() if authority else "")
    return level(0, "source-0", 0.8)


def b3_2(found: Findings) -> Level:
    type_ = found.kind.type
    if type_ in FALLBACKS or type_ in ("off_topic", "search_results"):
        return level(None, "no-answer", 0.0, type=type_words(found))
    if type_ in OFFERS:
        return level(2, "fit-asks", 0.7)
    if found.other_place:
        return level(0, "fit-wrong", 0.75, place=found.other_place)
    local = _is_local(found)
    kinds = bool(speech().applicants.search(found.undisputed))
    key = ("fit-general", "fit-local", "fit-kinds", "fit-both")[local + 2 * kinds]
    return level(1 + local + kinds, key, 0.65)


def _is_local(found: Findings) -> bool:
    stem = found.place.rstrip("省市区县")
    return bool(stem) and stem in _QUOTED.sub("", found.asserted)


_QUOTED = any_of(r"“[^”]*”")
