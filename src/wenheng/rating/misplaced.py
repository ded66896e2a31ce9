"""Evidence from the wrong place or papers: other offices, other documents, no way but a counter."""

import re
from collections.abc import Iterable, Sequence

from wenheng.rating.evidence import LIKELY, MAYBE, Evidence, asked
from wenheng.rating.lexicon import labels, of_class, speech
from wenheng.rating.readings import Reading, Readings
from wenheng.rating.view import Mention, View


def wrong_offices(reading: Reading, view: View, found: Sequence[Evidence]) -> Iterable[Evidence]:
    """Another office named as the one that receives the application.

    Where the right one is named as well, only a wrong one that is said to be the only one counts.
    """
    offices = of_class("offices")
    own = (reading.concepts & offices) | {
        c for item in reading.items for g in item.groups for c in g.concepts if c in offices
    }
    if not own or any(not e.for_ for e in found):
        return
    spoken_of = _names(own, view, found)
    for office in offices - own - {"窗口", "银行"}:
        for mention in view.mentions.get(office, ()):
            if mention.negated or mention.retracted or not _receives(mention, view):
                continue
            if not spoken_of or _ONLY.search(view.text, *_until(mention, view)):
                yield Evidence(False, view.clauses[mention.clause], MAYBE + 0.05)


def _names(own: frozenset[str], view: View, found: Sequence[Evidence]) -> bool:
    """Whether what speaks for the fact names an office of one's own, or no mere entry online."""
    for e in found:
        mentions = (m for office in own for m in view.mentions.get(office, ()) if not m.negated)
        if any(e.place[0] <= m.start < e.place[1] for m in mentions):
            return True
        if not labels()["entry-link"].search(view.text, *e.place):
            return True
    return False


def of_another_city(reading: Reading, view: View, city: str) -> Iterable[Evidence]:
    """The platform or office of another city, given as where one enters or applies."""
    if not city:
        return
    name = re.escape(city.removesuffix("市"))
    if reading.slot == "entry-link":
        found = re.finditer(f"{name}{_PLATFORM}", view.text)
        places = [match.span() for match in found]
    else:
        opening = re.compile(f"{name}市?$")
        places = [
            (mention.start, mention.end)
            for office in of_class("offices")
            for mention in view.mentions.get(office, ())
            if opening.search(view.text, 0, mention.start)
            and speech().reach.search(view.text[slice(*_until(mention, view))])
        ]
    for place in places:
        clause = view.clause_at(place[0])
        if clause is not None and not view.polarity.is_retracted(*place):
            yield Evidence(False, view.clauses[clause], MAYBE)


_PLATFORM = (
    r"市?[\u4e00-\u9fff]{0,12}?(?:平台|网上[\u4e00-\u9fff]{0,6}厅|网厅|小程序|app|通(?=[”\",。;]))"
)


def _until(mention: Mention, view: View) -> tuple[int, int]:
    return view.clauses[mention.clause][0], mention.start


_ONLY = re.compile(r"只(?!要|需)|仅|必须")


def _receives(mention: Mention, view: View) -> bool:
    start, end = view.clauses[mention.clause]
    before, after = view.text[start : mention.start], view.text[mention.end : end]
    if not speech().reach.search(before) or speech().receive_other.search(after):
        return False
    return bool(speech().receive.search(after))


def wrong_papers(
    reading: Reading, its: Readings, view: View, spoken_of: bool
) -> Iterable[Evidence]:
    """Papers that no fact of the scenario knows, demanded in place of those that are asked for."""
    own = asked(reading).union(*(other.concepts for other in its.facts))
    documents = of_class("documents")
    for number, segment in enumerate(view.segments):
        if segment.void or not _demands(view, number):
            continue
        others = {
            c
            for c in documents - own
            for m in view.mentions.get(c, ())
            if m.segment == number and not (m.negated or m.retracted)
        }
        if others & _STOPPED or (len(others) >= 2 and not spoken_of):
            yield Evidence(False, (segment.start, segment.end), MAYBE)


_STOPPED = frozenset({"介绍信", "街道证明"})
"""Papers that used to be asked for before all else and no longer are: one is enough."""


def _demands(view: View, number: int) -> bool:
    return "materials" in view.segments[number].slots or bool(
        speech().carry.search(view.segment_text(number))
    )


def offline_only(its: Readings, view: View) -> dict[str, list[Evidence]]:
    """`不支持网上办理` contradicts the channel that is also online, else the entry."""
    channels = [r for r in its.facts if r.slot == "channel" and r.online]
    entries = [r for r in its.facts if r.slot == "entry-link"]
    found: dict[str, list[Evidence]] = {}
    for number, clause in enumerate(view.clauses):
        segment = view.segments[view.clause_segment[number]]
        if segment.void or not speech().offline_only.search(view.text[slice(*clause)]):
            continue
        if view.polarity.is_retracted(*clause) or _later_online(view, number):
            continue
        of_entry = entries and _NO_ENTRY.search(view.text[slice(*clause)])
        for reading in (entries if of_entry else channels or entries)[:1]:
            found.setdefault(reading.id, []).append(Evidence(False, clause, LIKELY))
    return found


_NO_ENTRY = re.compile(r"[没无未][^,。;]{0,8}(?:入口|渠道|链接)")


def _later_online(view: View, number: int) -> bool:
    """`不必只跑窗口,网上也行`: the sentence goes on to allow it."""
    segment = view.clause_segment[number]
    return any(
        m.segment == segment and m.clause > number and not m.negated
        for concept in ("网上", "单位网厅")
        for m in view.mentions.get(concept, ())
    )
