"""Evidence from quantities and names: a right value in its role states, a wrong one contradicts."""

import re
from collections.abc import Iterable

from wenheng.rating.evidence import LIKELY, MAYBE, SURE, Evidence, asked, mentions_of
from wenheng.rating.lexicon import read
from wenheng.rating.numbers import CHARGED, other_kind_of_day, same
from wenheng.rating.readings import Reading, Readings, Value
from wenheng.rating.roles import ACT_BY
from wenheng.rating.view import Said, View


def values(reading: Reading, its: Readings, view: View) -> list[Evidence]:
    """Evidence from quantities of the kinds that the fact has."""
    found: list[Evidence] = []
    for said in view.said if reading.values else ():
        mine = [v for v in reading.values if v.quantity.kind == said.quantity.kind]
        if mine and said.quantity.kind != "phone" and not said.retracted:
            found.extend(_compared(reading, said, mine, (its, view)))
    return [*found, *_labelled_none(reading, view)]


def _compared(
    reading: Reading, said: Said, mine: list[Value], frame: tuple[Readings, View]
) -> Iterable[Evidence]:
    if CHARGED in said.quantity.forms:
        mine = [v for v in mine if ("yuan", 0.0) in v.quantity.forms]
    played = [v for v in mine if v.roles & said.roles]
    open_ = mine if said.weak else [v for v in mine if v in played or not v.roles]
    named = [v for v in open_ if v.cases & said.cases]
    if not said.cases and said.quantity.kind in ("money", "percent"):
        open_ = [v for v in open_ if not v.cases] or open_
    right = [v for v in named or open_ if _agree(v, said)]
    if right and said.negated and said.quantity.kind == "duration":
        if played and said.roles & {"apply_by", ACT_BY}:
            yield Evidence(False, said.clause, LIKELY - 0.05)
    elif right:
        flaw = all(other_kind_of_day(v.quantity, said.quantity) for v in right)
        sure = LIKELY if flaw else (MAYBE if said.weak else SURE)
        yield Evidence(True, said.clause, sure, flaw)
    elif played and _is_wrong(reading, said, bool(named), frame):
        yield Evidence(False, said.clause, LIKELY if named else LIKELY - 0.05)


def _agree(value: Value, said: Said) -> bool:
    if said.negated and said.quantity.kind == "money":
        return ("yuan", 0.0) in value.quantity.forms and ("yuan", 0.0) not in said.quantity.forms
    return same(value.quantity, said.quantity)


def _is_wrong(reading: Reading, said: Said, named: bool, frame: tuple[Readings, View]) -> bool:
    """A value is wrong only where it is surely said of this fact, and is not right for another."""
    its, view = frame
    if its.handled and said.roles <= {"handle", ACT_BY} and "handle" not in _played(reading):
        return False
    if said.weak and said.quantity.forms & its.claimed:
        return False
    if said.quantity.kind in ("age", "percent"):
        mentions = mentions_of(asked(reading), view)
        return named or any(m.segment == said.segment for m in mentions)
    return not said.negated or said.quantity.kind == "money"


def _played(reading: Reading) -> frozenset[str]:
    return frozenset(role for value in reading.values for role in value.roles)


def _labelled_none(reading: Reading, view: View) -> Iterable[Evidence]:
    """`费用:无`: a label that announces the slot, and an answer that says none."""
    if reading.slot != "fee" or not reading.values:
        return
    free = any(("yuan", 0) in value.quantity.forms for value in reading.values)
    for number, segment in enumerate(view.segments):
        is_fee = "fee" in segment.slots and not segment.void
        if is_fee and _NONE.search(view.segment_text(number).strip(" |\n")):
            yield Evidence(free, (segment.start, segment.end), LIKELY)


_NONE = re.compile(read("slots")["negative_answer"])


def phones(reading: Reading, view: View) -> list[Evidence]:
    right = {form for v in reading.values for form in v.quantity.forms}
    found = []
    for said in view.said:
        if said.quantity.kind != "phone" or said.retracted or said.negated:
            continue
        place = (said.quantity.start, said.quantity.end)
        if said.quantity.forms & right:
            found.append(Evidence(True, place, SURE))
        elif _is_hotline(said) and any(_is_hotline_number(form[0]) for form in right):
            found.append(Evidence(False, place, LIKELY))
    if any(e.for_ for e in found):
        return [e for e in found if e.for_]
    return found


def _is_hotline(said: Said) -> bool:
    number = next(iter(said.quantity.forms))[0]
    return _is_hotline_number(number) and number not in read("slots")["general_hotlines"]


def _is_hotline_number(number: str) -> bool:
    return len(number) == 5


def named(reading: Reading, view: View) -> Iterable[Evidence]:
    """Documents by name: the right one states a legal basis, its repealed forerunner denies it."""
    if reading.slot != "legal-basis" or not reading.documents or reading.values:
        return
    for match in _TITLE.finditer(view.text):
        at = view.clause_at(match.start())
        if at is None or view.segments[view.clause_segment[at]].void:
            continue
        title = match[1] or match[2]
        if view.polarity.is_retracted(*match.span()):
            continue
        if any(_same_title(title, own) for own in reading.documents):
            yield Evidence(True, match.span(), SURE)
        elif read("facts-of-life")["documents"].get(title) in reading.documents:
            yield Evidence(False, match.span(), SURE)


_TITLE = re.compile(
    r"《([^》]{3,40})》|(?:依据|根据|按照?|依照)([\u4e00-\u9fff]{4,24}(?:条例|办法|规定|法))"
)


def _same_title(one: str, other: str) -> bool:
    tidy = [t.removeprefix("中华人民共和国") for t in (one, other)]
    return tidy[0] == tidy[1]
