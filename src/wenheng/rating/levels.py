"""Levels of a single reply by the anchors of the default study: one rule per indicator.

A rule looks at what was matched and returns a level with its reason; where a reply cannot show the
indicator at all, the level is None. Cut-offs are in `lexicon/thresholds.yaml`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from wenheng.language import LANGUAGES, Language, catalogue
from wenheng.rating.facts import FactVerdict
from wenheng.rating.lexicon import any_of, read, speech
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

    @cached_property
    def stuffed(self) -> bool:
        """Whether the reply is a string of keywords and nothing else."""
        return any(s.void == "keywords" for s in self.view.segments) and not any(
            f.verdict != "absent" for f in self.facts
        )

    @cached_property
    def empty(self) -> bool:
        """Whether it is no real answer: none at all, or one that says nothing of the matter."""
        return self.kind.type != "answer" or self.stuffed or not self.said

    @cached_property
    def said(self) -> tuple[FactVerdict, ...]:
        return tuple(f for f in self.facts if f.verdict != "absent")

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
            if s.void in ("", "heading", "question")
        )

    @cached_property
    def undisputed(self) -> str:
        """The asserted text without the words that contradict a fact."""
        text = self.asserted
        for fact in self.facts:
            if fact.verdict == "contradicted" and fact.span:
                text = text.replace(folded(fact.span), "")
        return text


def levels(found: Findings) -> dict[str, Level]:
    """The level of every indicator that one reply can show."""
    return {indicator: rule(found) for indicator, rule in RULES.items()}


def level(value: int | None, key: str, confidence: float = 0.8, /, **values: object) -> Level:
    """A level whose reason is the sentence `key` of `words/rating.yaml` in both languages."""
    zh, en = words(key, **values)
    span = str(values.get("span", ""))
    return Level(value, zh, en, span, confidence)


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


def _type(found: Findings) -> str:
    return f"type-{found.kind.type}"


def _a1_1(found: Findings) -> Level:
    type_ = found.kind.type
    if type_ == "answer" and found.other_place:
        return level(1, "hit-other-place", 0.7, place=found.other_place)
    if type_ == "answer":
        return level(3, "hit", 0.9 if found.said or found.kind.subject.own else 0.6)
    if type_ in OFFERS:
        return _choice(found)
    return level(0, "hit-none", 0.9, type=_type(found))


def _choice(found: Findings) -> Level:
    """Where the matter stands among the choices."""
    choices, first = found.kind.choices, read("thresholds")["A1.1"]["first_options"]
    if found.kind.type == "clarification":
        return level(2, "hit-asks", 0.8)
    for number, choice in enumerate(choices, 1):
        if found.its.matter.own.search(choice):
            return level(2 if number <= first else 1, "hit-choice", 0.85, number=number)
    return level(1, "hit-no-choice", 0.6)


def coverage(found: Findings) -> float:
    """Weighted share of the scenario's facts that are stated."""
    got, all_ = _weights(found)
    return got / all_ if all_ else 0.0


def _weights(found: Findings) -> tuple[int, int]:
    heavy = read("thresholds")["A1.2"]["critical_weight"]
    weight = {r.id: heavy if r.critical else 1 for r in found.its.facts}
    got = sum(weight[f.fact] for f in found.facts if f.verdict == "stated")
    return got, sum(weight.values())


def _a1_2(found: Findings) -> Level:
    (got, all_), share = _weights(found), coverage(found)
    if not got:
        return level(0, "coverage-none", 0.9)
    value = sum(share >= cut for cut in read("thresholds")["A1.2"]["shares"])
    lacking = sum(f.verdict != "stated" and f.fact in found.critical for f in found.facts)
    value = min(value, 2) if lacking else value
    sure = sum(f.confidence for f in found.facts) / len(found.facts)
    return level(
        value, "coverage", round(sure, 2), share=f"{share:.0%}", got=got, all=all_, missing=lacking
    )


def _a1_3(found: Findings) -> Level:
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
    "legal": lambda f: bool(_named_source(f)),
    "form": _has_form,
    "questions": lambda f: any(s.void == "choice" for s in f.view.segments) or bool(f.kind.offered),
    "contact": lambda f: (
        any(s.quantity.kind == "phone" for s in f.view.said)
        or bool(speech().place_time.search(f.asserted))
    ),
    "matters": lambda f: bool(speech().related.search(f.asserted)),
}


def _named_source(found: Findings) -> str:
    """A law or document by name or number that the reply cites."""
    for sign in (speech().title, speech().document_number, _CITED):
        match = sign.search(found.asserted)
        if match:
            return match.group()
    return ""


_CITED = any_of(
    r"(?:依据|根据|按照?|依照|依)(?:国务院|国家|省)?[\u4e00-\u9fff]{2,20}(?:条例|办法|(?<!方)(?<!无)(?<!做)法)"
    r"(?:第|规定|,|。|等)"
)


def _a2_1(found: Findings) -> Level:
    best = max(found.links, key=lambda link: link.worth, default=None)
    worth = best.worth if best else 0
    if not (found.its.entry.apply or found.its.entry.guide):
        return level(None, "entry-unknown", 0.0)
    return level(worth, f"entry-{worth}", 0.9, span=best.url if best and worth else "")


def _b1_1(found: Findings) -> Level:
    wrong = [f for f in found.facts if f.verdict == "contradicted"]
    if found.empty:
        return level(0, "accuracy-none", 0.85)
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


def _b1_2(found: Findings) -> Level:
    if found.kind.type != "answer" or found.stuffed:
        return level(None, "no-answer", 0.0, type=_type(found))
    repealed = _repealed(found)
    if repealed:
        return level(0, "current-repealed", 0.75, what=repealed, span=repealed)
    old = next((n for n in read("facts-of-life")["names"] if n in found.asserted), "")
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
            if _is_asserted(found.view, place) and not _is_part(text, place, name, its):
                return str(name)
            at = text.find(name, at + 1)
    match = speech().abolished_way.search(found.asserted)
    return match.group() if match else ""


def _is_part(text: str, place: tuple[int, int], name: str, its: Mapping[str, object]) -> bool:
    """Whether a document's name is only the tail of another's that is in force."""
    documents = its["documents"]
    if not isinstance(documents, dict) or name not in documents:
        return False
    before = text[: place[0]].removesuffix("中华人民共和国")
    return before.endswith(tuple("促进进规居管理施临时\u4e00")) or not before.endswith(
        ("《", "据", "按", "照", "据原", "原", "、", "和")
    )


def _is_asserted(view: View, place: tuple[int, int]) -> bool:
    at = view.clause_at(place[0])
    if at is None or view.segments[view.clause_segment[at]].void:
        return False
    return not (view.polarity.is_negated(*place) or view.polarity.is_retracted(*place))


def _b1_3(found: Findings) -> Level:
    if found.kind.type not in ("answer", "off_topic") or found.stuffed:
        return level(None, "no-answer", 0.0, type=_type(found))
    text = found.asserted
    if _points(found) >= _FEWEST_POINTS:
        return level(3, "plain-structured", 0.75)
    if len(speech().regulation.findall(text)) * _PER_SIGN >= len(text):
        return level(1, "plain-regulation", 0.65)
    return level(2, "plain-unstructured", 0.75)


_FEWEST_POINTS = 3
_PER_SIGN = 30
"""Characters per turn of statute language, below which a text copies regulations."""


def _points(found: Findings) -> int:
    lines: dict[int, bool] = {}
    for segment in found.view.segments:
        if segment.void in ("", "heading"):
            lines[segment.line] = lines.get(segment.line, False) or bool(
                segment.listed or segment.label
            )
    return sum(lines.values())


def _b1_4(found: Findings) -> Level:
    type_ = found.kind.type
    if type_ in FALLBACKS or type_ == "off_topic" or found.stuffed:
        return level(0, "useful-none", 0.85, type=_type(found))
    if type_ in OFFERS:
        return level(2, "useful-choices", 0.7)
    share = _useful(found)
    if share < read("thresholds")["B1.4"]["useful"]:
        return level(1, "useful-little", 0.6, share=f"{share:.0%}")
    if found.missing:
        return level(2, "useful-some", 0.75, share=f"{share:.0%}", missing=found.missing)
    return level(3, "useful-full", 0.8)


def _useful(found: Findings) -> float:
    """Share of the reply's characters on which a fact rests."""
    reply, useful = found.view.reply, set[int]()
    for fact in found.said:
        at = reply.find(fact.span) if fact.span else -1
        useful.update(range(at, at + len(fact.span)) if at >= 0 else ())
    solid = sum(not char.isspace() for char in reply)
    return len([n for n in useful if not reply[n].isspace()]) / solid if solid else 0.0


def _b1_5(found: Findings) -> Level:
    if found.kind.type not in ("answer", "off_topic") or found.stuffed:
        return level(0, "source-0", 0.85)
    named = speech().title.search(found.asserted) or _CITED.search(found.asserted)
    exact = speech().document_number.search(found.asserted) or speech().dated.search(found.asserted)
    official = any(link.official for link in found.links)
    if named and exact and official:
        return level(3, "source-3", 0.85, span=named.group())
    if named:
        return level(2, "source-2", 0.8, span=named.group())
    authority = speech().authority.search(found.asserted)
    if official or authority:
        return level(1, "source-1", 0.75, span=authority.group() if authority else "")
    return level(0, "source-0", 0.8)


def _b3_2(found: Findings) -> Level:
    type_ = found.kind.type
    if type_ in FALLBACKS or type_ in ("off_topic", "search_results"):
        return level(None, "no-answer", 0.0, type=_type(found))
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

RULES: dict[str, Callable[[Findings], Level]] = {
    "A1.1": _a1_1,
    "A1.2": _a1_2,
    "A1.3": _a1_3,
    "A2.1": _a2_1,
    "B1.1": _b1_1,
    "B1.2": _b1_2,
    "B1.3": _b1_3,
    "B1.4": _b1_4,
    "B1.5": _b1_5,
    "B3.2": _b3_2,
}
