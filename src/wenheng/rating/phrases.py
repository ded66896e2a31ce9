"""Evidence from words: enough items of a reading in one segment state it, a denial contradicts."""

import re

from wenheng.rating.evidence import LIKELY, Evidence, Place, asked, clauses_of, mentions_of
from wenheng.rating.lexicon import speech
from wenheng.rating.readings import Item, Reading
from wenheng.rating.view import Mention, View

_DEFERS = "以当地为准"


def items(reading: Reading, view: View) -> list[Evidence]:
    """Evidence from the items of `reading`: a denial of one outweighs the others."""
    each: list[list[Place]] = []
    denied: list[Evidence] = []
    for item in reading.items:
        if item.against:
            continue
        places, negation = _found(item, reading, view)
        if negation:
            denied.append(Evidence(False, negation, LIKELY))
        elif places:
            each.append(places)
    if denied:
        return denied
    hits = _in_a_row(each, view) if reading.slot == "steps" else [places[0] for places in each]
    if len(hits) < reading.need:
        return []
    sure = LIKELY if len(hits) > reading.need or reading.need == 1 else LIKELY - 0.1
    return [Evidence(True, _hull(view, hits), sure)]


def _in_a_row(each: list[list[Place]], view: View) -> list[Place]:
    """The most steps that are told in one breath: in one segment or in segments that follow."""
    best: list[Place] = []
    numbered = [[(view.segment_at(place[0]), place) for place in places] for places in each]
    for last in {number for places in numbered for number, _ in places}:
        reach = range(last - len(each) + 1, last + 1)
        row = [[(n, p) for n, p in places if n in reach] for places in numbered]
        met = sorted((max(places) for places in row if places), reverse=True)
        run = [p for at, (n, p) in enumerate(met) if at == 0 or met[at - 1][0] - n <= 1]
        best = max(best, run, key=len)
    return best


def _hull(view: View, places: list[Place]) -> Place:
    """From the first to the last place, where they stand in one line; else the longest."""
    start, end = min(p[0] for p in places), max(p[1] for p in places)
    if "\n" not in view.text[start:end]:
        return start, end
    return max(places, key=lambda p: p[1] - p[0])


def _found(item: Item, reading: Reading, view: View) -> tuple[list[Place], Place | None]:
    """Where `item` is asserted, segment by segment, and where it is denied."""
    if item.ordered:
        right, wrong = _in_order(item, view)
        return [right] if right else [], wrong
    per_group = [mentions_of(group.concepts, view) for group in item.groups if not group.excluded]
    deferring = any(_DEFERS in group.concepts for group in item.groups)
    counts: dict[int, None] = dict.fromkeys(m.segment for found in per_group for m in found)
    asserted: list[Place] = []
    for segment in counts:
        here = [[m for m in found if m.segment == segment] for found in per_group]
        if not _enough(item, here) or _excluded(item, here, view):
            continue
        if reading.slot == "materials" and not _handed_in(reading, segment, view):
            continue
        denial = _denial(item, here)
        if denial:
            return [], view.clauses[denial.clause]
        live = [[m for m in ms if _is_live(m, reading, deferring)] for ms in here]
        if _enough(item, live) and any(m.body for ms in live for m in ms):
            asserted.append(clauses_of(view, [m for ms in live for m in ms[:1]]))
    return asserted, None


def _is_live(mention: Mention, reading: Reading, deferring: bool) -> bool:
    """Whether it is asserted; a step or an office that is denied is none."""
    if mention.retracted or (mention.deferred and not deferring):
        return False
    return not (mention.negated and reading.slot in ("steps", "channel"))


def _enough(item: Item, here: list[list[Mention]]) -> bool:
    groups = [g for g in item.groups if not g.excluded]
    got = sum(g.weight for g, ms in zip(groups, here, strict=True) if len(ms) >= g.count)
    return got >= item.share * sum(g.weight for g in groups) - 1e-9


def _excluded(item: Item, here: list[list[Mention]], view: View) -> bool:
    """Whether a clause of the found mentions, or brackets before it, has what must not be there."""
    clauses = {mention.clause for mentions in here for mention in mentions}
    clauses |= {n - 1 for n in clauses if n and view.text[view.clauses[n][0] - 1] == ")"}
    return any(
        mention.clause in clauses
        for group in item.groups
        if group.excluded
        for mention in mentions_of(group.concepts, view)
    )


def _denial(item: Item, here: list[list[Mention]]) -> Mention | None:
    """The mention by which a deniable group of `item` is denied and nowhere asserted."""
    groups = [g for g in item.groups if not g.excluded]
    for group, mentions in zip(groups, here, strict=True):
        if group.deniable and mentions:
            denied = [m for m in mentions if m.negated and not m.retracted]
            if denied and len(denied) == len([m for m in mentions if not m.retracted]):
                return denied[0]
    return None


def _handed_in(reading: Reading, number: int, view: View) -> bool:
    segment = view.segments[number]
    if "materials" in segment.slots or speech().carry.search(view.segment_text(number)):
        return True
    its = asked(reading)
    return sum(any(m.segment == number for m in view.mentions.get(c, ())) for c in its) >= 2


def _in_order(item: Item, view: View) -> tuple[Place | None, Place | None]:
    first, second = (mentions_of(group.concepts, view) for group in item.groups)
    for one in first:
        for other in second:
            if one.segment != other.segment or one.end > other.start > one.start - 1:
                continue
            place = clauses_of(view, [one, other])
            between = view.text[place[0] : place[1]]
            if not speech().sequence.search(between):
                continue
            right = (one.start < other.start) ^ _is_turned(view.text, one, other)
            if one.retracted and other.retracted:
                right = not right
            return (place, None) if right else (None, place)
    return None, None


def _is_turned(text: str, one: Mention, other: Mention) -> bool:
    """Whether what is named first comes second (注销前先清税, 注销须在清税之后)."""
    first, second = sorted((one, other))
    if (
        "先" in text[first.end : second.start]
        and "先" not in text[max(0, first.start - 4) : first.start]
    ):
        return True
    return bool(_BEFORE.match(text, first.end) or _AFTERWARDS.match(text, second.end))


_BEFORE = re.compile(r"(?:之|以)?前")
_AFTERWARDS = re.compile(r"[之以]后(?=[,。;]|办|进行|$)")


def against(reading: Reading, view: View) -> list[Evidence]:
    """Items whose assertion contradicts the fact, and whose denial states it; clause by clause."""
    found = []
    for item in reading.items:
        if not item.against:
            continue
        per_group = [
            mentions_of(group.concepts, view) for group in item.groups if not group.excluded
        ]
        for clause in dict.fromkeys(m.clause for m in per_group[0]):
            here = [[m for m in ms if m.clause == clause] for ms in per_group]
            if not all(here) or _excluded(item, here, view):
                continue
            if reading.slot == "materials" and not _is_demand(view, clause):
                continue
            mentions = [m for ms in here for m in ms]
            denied = any(m.negated or m.retracted for m in mentions)
            if not any(m.deferred for m in mentions):
                found.append(Evidence(denied, view.clauses[clause], LIKELY))
    return found


def _is_demand(view: View, clause: int) -> bool:
    words = view.text[slice(*view.clauses[clause])]
    return bool(speech().carry.search(words) or speech().sequence.search(words))
