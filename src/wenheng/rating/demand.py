"""Rules of demand satisfaction (A1.1–A2.2): is the matter met, complete, its entry given, open."""

from collections.abc import Callable, Iterable

from wenheng.rating.findings import OFFERS, Findings, Level, level, type_words
from wenheng.rating.lexicon import any_of, read, speech
from wenheng.rating.links import Link
from wenheng.rating.matters import titled


def a1_1(found: Findings) -> Level:
    type_ = found.kind.type
    if type_ == "answer" and found.other_place:
        return level(1, "hit-other-place", 0.7, place=found.other_place)
    if type_ == "answer":
        return level(3, "hit", 0.9 if found.said or found.kind.subject.own else 0.6)
    if type_ in OFFERS:
        return _choice(found)
    return level(0, "hit-none", 0.9, type=type_words(found))


def _choice(found: Findings) -> Level:
    """Where the matter stands among the choices."""
    choices, first = found.kind.choices, read("thresholds")["A1.1"]["first_options"]
    if found.kind.type == "clarification":
        return level(2, "hit-asks", 0.8)
    title = titled(found.view.text)
    for number, choice in enumerate(choices, 1):
        if found.its.matter.own.search(choice) or found.its.matter.own.search(title + choice):
            return level(2 if number <= first else 1, "hit-choice", 0.85, number=number)
    return level(1, "hit-no-choice", 0.6)


def coverage(found: Findings) -> float:
    """Weighted share of the scenario's facts that are stated."""
    got, all_ = _weights(found)
    return got / all_ if all_ else 0.0


def _weights(found: Findings) -> tuple[int, int]:
    heavy = read("thresholds")["A1.2"]["critical_weight"]
    weight = {r.id: heavy if r.critical else 1 for r in found.its.facts}
    got = sum(weight[f.fact] for f in found.known if f.verdict == "stated")
    return got, sum(weight[f.fact] for f in found.known)


def a1_2(found: Findings) -> Level:
    (got, all_), share = _weights(found), coverage(found)
    if found.facts and not found.known:
        return level(None, "facts-unknown", 0.0)
    if not got:
        return level(0, "coverage-none", 0.9)
    value = sum(share >= cut for cut in read("thresholds")["A1.2"]["shares"])
    lacking = sum(f.verdict != "stated" and f.fact in found.critical for f in found.known)
    value = min(value, 2) if lacking else value
    sure = sum(f.confidence for f in found.known) / len(found.known)
    return level(
        value, "coverage", round(sure, 2), share=f"{share:.0%}", got=got, all=all_, missing=lacking
    )


def a1_3(found: Findings) -> Level:
    if found.kind.type not in ("answer", "off_topic"):
        return level(0, "related-none", 0.9)
    kinds = [f"kind-{name}" for name, shown in _RELATED.items() if shown(found)]
    if not kinds:
        return level(0, "related-none", 0.85)
    top = read("thresholds")["A1.3"]["kinds"]
    return level(min(top, len(kinds)), "related", 0.8, count=len(kinds), kinds=kinds)


def _has_form(found: Findings) -> bool:
    return bool(
        speech().form.search(found.asserted)
        or any(speech().form.search(x.text) or x.text.endswith("表") for x in found.links)
    )


_RELATED: dict[str, Callable[[Findings], bool]] = {
    "legal": lambda f: bool(named_source(f)),
    "form": _has_form,
    "questions": lambda f: any(s.void == "choice" for s in f.view.segments) or bool(f.kind.offered),
    "contact": lambda f: (
        any(s.quantity.kind == "phone" for s in f.view.said)
        or bool(speech().place_time.search(f.asserted))
    ),
    "matters": lambda f: bool(speech().related.search(f.asserted)),
}


def named_source(found: Findings) -> str:
    """A law or document by name or number that the reply cites."""
    named = (sign.search(found.asserted) for sign in SOURCES)
    return next((match.group() for match in named if match), "")


CITED = any_of(
    r"(?:依据|根据|按照?|依照|依)(?:国务院|国家|省)?[\u4e00-\u9fff]{2,20}(?:条例|办法|(?<!方)(?<!无)(?<!做)法)"
    r"(?:第|规定|,|。|等)"
)
SOURCES = (speech().title, speech().document_number, CITED)
"""Signs of a law or document that is named: by title, by number, after words that introduce it."""


def a2_1(found: Findings) -> Level:
    best = _best(link for link in found.links if not link.is_dead)
    dead = _best(link for link in found.links if link.is_dead)
    worth = best.worth if best else 0
    if not (found.its.entry.apply or found.its.entry.guide):
        return level(None, "entry-unknown", 0.0)
    if dead and dead.worth > worth:
        return level(worth, "entry-dead", 0.85, span=dead.url, rest=f"entry-{worth}")
    return level(worth, f"entry-{worth}", 0.9, span=best.url if best and worth else "")


def a2_2(found: Findings) -> Level:
    """Whether the best entry of the reply opens; not known where nobody looked."""
    if not (found.its.entry.apply or found.its.entry.guide):
        return level(None, "entry-unknown", 0.0)
    if not found.looked:
        return level(None, "links-unchecked", 0.0)
    entries = [link for link in found.links if link.worth]
    if not entries:
        return level(0, "entry-0", 0.85)
    opened = _best(link for link in entries if link.outcome == "opens")
    unknown = _best(link for link in entries if link.outcome not in ("opens", "dead"))
    if unknown and (opened is None or unknown.worth > opened.worth):
        return level(None, "valid-unknown", 0.0, span=unknown.url)
    if opened is None:
        return level(0, "valid-dead", 0.9, span=entries[0].url)
    if opened.moved:
        return level(1, "valid-moved", 0.7, span=opened.url)
    return level(opened.worth, f"valid-{opened.worth}", 0.75, span=opened.url)


def _best(links: Iterable[Link]) -> Link | None:
    return max(links, key=lambda link: link.worth, default=None)


def a2_3(found: Findings) -> Level:
    """Prepared for a person, who alone judges how deep guidance goes: the signs that are there."""
    told = "\n".join((found.asserted, *found.kind.offered, *(link.text for link in found.links)))
    seen = {name: sign.search(told) for name, sign in _GUIDES.items()}
    signs = [f"sign-{name}" for name, match in seen.items() if match]
    if any(
        r.slot == "steps" and f.verdict == "stated"
        for r, f in zip(found.its.facts, found.facts, strict=True)
    ):
        signs.append("sign-steps")
    if found.kind.type == "clarification":
        signs.append("sign-questions")
    first = next((match.group() for match in seen.values() if match), "")
    if not signs:
        return level(None, "premark-none", 0.0)
    return level(None, "premark", 0.0, signs=signs, span=first)


_GUIDES = {
    "form": any_of(
        r"预填|在线填(?:写|报)|(?:填写|打开|生成)[^,。;]{0,4}表单|一键(?:申请|办理|提交)"
    ),
    "booking": any_of(r"(?:在线|网上|立即|点击|此处?)?预约(?:办理|取号|时间|办证|入口)?"),
    "progress": any_of(r"(?:查询?|查看)[^,。;]{0,4}进度|进度查询|办件查询|我的办件"),
}
