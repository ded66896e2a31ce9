"""What kind of reply it is: an answer, a menu, search results, a question back, a fallback …"""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, get_args

from wenheng.rating.facts import FactVerdict
from wenheng.rating.lexicon import speech
from wenheng.rating.matters import Matter, Subject, subject
from wenheng.rating.readings import Readings
from wenheng.rating.text import announced, folded
from wenheng.rating.view import View

ReplyType = Literal[
    "answer",
    "menu",
    "search_results",
    "clarification",
    "not_understood",
    "handoff",
    "error",
    "off_topic",
]
REPLY_TYPES: tuple[ReplyType, ...] = get_args(ReplyType)

_CHOICE = 30
"""Longest line that can be an offered choice."""

_MOST = 0.5
"""Share of a reply's characters above which its choices are what it is."""

_SUBSTANCE = 2
"""Facts (contact apart) that make a reply an answer, whatever it also says."""

_PLENTY = 5
"""Facts that make a reply an answer even where it never names its matter."""

_NEARLY_ALL = 0.8
"""Share of the facts that does so even for a reply that opens with another matter."""

_SOUND = 4
"""Facts, all of them right, that make a reply an answer though it opens with a matter that the
scenario touches upon; one less where it does not open with another."""

_FAMILIAR = 2
"""Words of the scenario by which a reply without facts still speaks of it."""

_LINE_MARK = re.compile(
    r"^\s*(?:\[?\(?(?:\d{1,2}|[a-h]|[一二三四五六七八九十]{1,2})[\]).、:\s→➜>\ufe0f\u20e3]|\[[\u4e00-\u9fff]{2,4}\]|[-•·●◆■★▪>▶►▷▸☞➤→◇○□]|\d(?=[\u4e00-\u9fff]))"
)


@dataclass(frozen=True)
class Kind:
    """The type of a reply, the choices it offers, and the matter it speaks of.

    `choices` are the lines that could be chosen and the options beside the text, `offered` these
    options alone.
    """

    type: ReplyType
    choices: tuple[str, ...]
    subject: Subject
    offered: tuple[str, ...]


def kind(
    view: View,
    options: tuple[str, ...],
    facts: tuple[FactVerdict, ...],
    its: Readings,
    linked: tuple[str, ...] = (),
) -> Kind:
    """The kind of reply that `view` is, with the options that came beside its text.

    `linked` are the words of its links: what a search found may stand in them alone.
    """
    own = its.matter
    if len(linked) >= _ROW and speech().types["search_results"].search(view.text):
        in_words = any(f.span and f.span not in linked for f in facts)
        options = options if in_words or options else linked
    choices, rest, share = _choices(view, options)
    about = subject(own, view)
    contact = {r.id for r in its.facts if r.slot == "contact"}
    told = [f for f in facts if f.verdict != "absent" and f.fact not in contact]
    sound = all(f.verdict == "stated" for f in told)
    solid = sum(bool(f.span) and not _is_offered(f.span, choices, rest) for f in told)
    offered = _offer(rest, choices, share, (own, solid))
    if offered:
        return Kind(offered, choices, about, options)
    if solid < _SUBSTANCE:
        plain = _fallback(view, solid) or _asking(rest, solid, _is_stuffed(view))
        if plain:
            return Kind(plain, choices, about, options)
    met = len({view.text[a:b] for a, b, _ in view.words} & its.vocabulary)
    akin = sound and solid >= (_SOUND if about.opens_elsewhere else _SOUND - 1)
    akin = (
        akin
        and not about.opening
        and (not about.opens_elsewhere or about.other_name in own.touched)
    )
    elsewhere = (not akin and _is_elsewhere(about, solid, len(facts))) or not (
        about.own or solid or (met >= _FAMILIAR and _is_of_use(view))
    )
    return Kind(
        "off_topic" if elsewhere and view.text.strip() else "answer", choices, about, options
    )


def _bare(lines: list[str]) -> list[str]:
    """Choices without marks: short lines below one that invites to choose or tells of hits."""
    signs = speech().types
    if not lines or not (
        signs["menu"].search(lines[0]) or signs["search_results"].search(lines[0])
    ):
        return []
    below = [line for line in lines[1:] if not signs["menu"].search(line)]
    return below if all(len(line) <= _BARE and not _STOP.search(line) for line in below) else []


_BARE, _STOP = 20, re.compile(r"[。;:,]")


def _is_offered(span: str, choices: tuple[str, ...], rest: str) -> bool:
    """Whether what would state a fact is only among the choices of a reply that asks."""
    if not choices or "?" not in rest + "".join(choices):
        return False
    words = folded(span)
    return words not in rest and any(choice in words or words in choice for choice in choices)


def _choices(view: View, options: tuple[str, ...]) -> tuple[tuple[str, ...], str, float]:
    """The offered choices, the text around them, and their share of the text."""
    lines = [line for line in _broken(view).split("\n") if line.strip()]
    listed = [line for line in lines if _LINE_MARK.match(line) and _is_choice(line)]
    if len(listed) < 2:
        listed = _bare(lines)
    if len(listed) < 2:
        return options, view.text, 1.0 if options and not view.text.strip() else 0.0
    rest = "\n".join(line for line in lines if line not in listed)
    share = sum(map(len, listed)) / max(1, sum(map(len, lines)))
    bare = tuple(_LINE_MARK.sub("", line).strip() for line in listed)
    return bare + tuple(o for o in options if o not in bare), rest, share


def _broken(view: View) -> str:
    """The text with choices that stand in a row, numbered or parted by strokes, on own lines."""
    circled = _CIRCLED.sub(lambda m: "\n" + m.group(), view.reply)
    if circled.count("\n") >= view.reply.count("\n") + _ROW:
        return folded(circled)
    broken = [_row(line) for line in view.text.split("\n")]
    return "\n".join(broken)


def _row(line: str) -> str:
    """`line` cut before its marks where these count up from one, or at its strokes."""
    marks = list(_MARKED.finditer(line))
    counted = [m.group(1) for m in marks]
    if len(marks) >= _ROW and "".join(counted) in ("123456789", "abcdefghi")[counted[0] == "a"]:
        return "".join(
            line[a:b] if a == 0 else "\n" + line[a:b]
            for a, b in pairwise([0, *(m.start() for m in marks if m.start()), len(line)])
        )
    head, mark, tail = line.rpartition("?") if "?" in line else line.rpartition(":")
    row = tail.strip().rstrip("。").split("。")[0]
    items = [item.strip() for item in re.split(r"\s*[/|]\s*", row)]
    if mark and len(items) >= _ROW and max(map(len, items)) <= _ITEM and all(items):
        rest = tail.strip()[len(row) :]
        return "\n".join([head + mark, *(f"- {item}" for item in items), rest])
    return line


_CIRCLED = re.compile(r"[①-⑳❶-❿]\s*(?=\S)")
_MARKED = re.compile(r"(?:(?<=^)|(?<=[\s:;,。?!\[(]))([1-9a-i])[\]).、:\s]\s*(?=[\u4e00-\u9fff“])")
_ROW = 3
"""Fewest choices in a row."""

_ITEM = 14
"""Longest choice between strokes."""


_LABELLED = re.compile(r"\s*\[([^\]]{2,10})\]")


def _is_choice(line: str) -> bool:
    bare = _LINE_MARK.sub("", line).strip()
    label = _LABELLED.match(line)
    if label and announced(label[1]):
        return False
    return len(bare) <= _CHOICE and not re.search(r"[。;:](?!$)", bare)


def _offer(
    rest: str, choices: tuple[str, ...], share: float, known: tuple[Matter, int]
) -> ReplyType | None:
    """Menu, search results or a question back, where the reply is made of choices."""
    own, solid = known
    signs = speech().types
    if not choices or (share < _MOST and solid) or solid > len(choices):
        return None
    if share < _MOST and len(rest) > 60:
        return None
    if signs["not_understood"].search(rest) or signs["error"].search(rest):
        return None
    if signs["search_results"].search(rest):
        return "search_results"
    if not rest.strip():
        return "menu"
    asks = signs["clarification"].search(rest)
    if asks and not _are_matters(choices, own):
        return "clarification"
    if signs["menu"].search(rest) or (asks and choices):
        return "menu"
    return None


def _are_matters(choices: tuple[str, ...], own: Matter) -> bool:
    """Whether the choices name things to be done, not circumstances of the person who asks."""
    named = sum(
        bool(own.own.search(c) or any(sign.search(c) for _, sign in own.others) or _DOING.search(c))
        for c in choices
    )
    return named * 2 > len(choices)


_DOING = re.compile(
    r"申请|查询|办理|提取|转移|登记|变更|补领|补办|申领|注销|挂失|激活|认证|缴费|申报|指南|还款|贷款$|提前"
)


def _fallback(view: View, solid: int) -> ReplyType | None:
    if not view.text.strip():
        return "error"
    signs = speech().types
    fallbacks: tuple[ReplyType, ...] = ("handoff", "error", "not_understood")
    found = [(m.start(), name) for name in fallbacks if (m := signs[name].search(view.text))]
    reach = len(view.text) / 3 if solid else len(view.text)
    return next((name for at, name in sorted(found) if at < reach), None)


def _asking(rest: str, solid: int, stuffed: bool) -> ReplyType | None:
    signs = speech().types
    if solid:
        return None
    if not stuffed and signs["search_results"].search(rest):
        return "search_results"
    if _mostly_asks(rest):
        return "clarification"
    if signs["clarification"].search(rest) and re.search(r"[??]|告诉|提供|说明|确认|补充", rest):
        return "clarification"
    return None


def _mostly_asks(text: str) -> bool:
    """Whether more of `text` is questions than anything else."""
    cut = [s for s in re.split(r"(?<=[。!?;\n])", text) if s.strip()]
    asking = sum(len(s) for s in cut if s.rstrip().endswith("?"))
    return asking * 2 > sum(map(len, cut))


def _is_of_use(view: View) -> bool:
    """Whether a reply without a fact is one all the same: a hedge, or a string of keywords."""
    return _is_stuffed(view) or bool(speech().deferral.search(view.text))


def _is_stuffed(view: View) -> bool:
    return any(segment.void == "keywords" for segment in view.segments)


def _is_elsewhere(about: Subject, solid: int, facts: int) -> bool:
    """Whether the reply is about another matter, for all that it shares with the one asked."""
    if about.opening == "first":
        return solid <= _SUBSTANCE and about.own <= about.other
    if about.other and about.opening:
        return solid < _NEARLY_ALL * facts and about.own <= 2 * about.other
    if about.other == 0 or about.own >= about.other:
        return False
    if about.own == 0:
        return solid < (_NEARLY_ALL * facts if about.opens_elsewhere else _PLENTY)
    return about.other > 2 * about.own and solid <= _SUBSTANCE
