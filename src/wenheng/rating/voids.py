"""What in a reply asserts nothing: words to the judge, strings of keywords, offered choices."""

import re
from dataclasses import replace

from wenheng.rating.lexicon import read, speech
from wenheng.rating.text import Segment

_SHORT = 28
"""Longest line that can be an offered choice."""

_STUFFED = 8
"""Fewest items of a string of keywords."""

_SEPARATORS = re.compile(r"[|/、,;\s·•]+")
_VERBS = re.compile(
    r"到|去|在|由|带|携|持|提交|准备|可以?|需|须|应|请|交|凭|办理|申请后|是|为|有|的|先|再|后|自|把|就|填|点击?|行$|吧|要|了"
)


def addressed(text: str) -> list[tuple[int, int]]:
    """The stretches of `text` that speak to whoever judges the reply.

    In brackets or tags: these. Else the sentence, and what follows it in its line, unless it opens
    the reply.
    """
    found: list[tuple[int, int]] = []
    for match in speech().injection.finditer(text):
        if not any(a <= match.start() < b for a, b in found):
            at = match.start()
            found.append(_tagged(text, at) or _bracketed(text, at) or _sentence(text, at))
    return found


def _tagged(text: str, at: int) -> tuple[int, int] | None:
    return next((m.span() for m in _TAGS.finditer(text) if m.start() <= at < m.end()), None)


_TAGS = re.compile(r"<(\w+)\b[^>]*>[^<]*</\1>")


def _bracketed(text: str, at: int) -> tuple[int, int] | None:
    for left, right in ("()", "[]", "{}", "<>"):
        start, end = text.rfind(left, 0, at), text.find(right, at)
        inside = text[start:end]
        if start >= 0 <= end and right not in inside and "\n" not in inside and "]" not in inside:
            return start, end + 1
    return None


def _sentence(text: str, at: int) -> tuple[int, int]:
    start = max(text.rfind(mark, 0, at) for mark in "。!?;\n") + 1
    stop = text.find("\n", at)
    if text[:start].strip():
        return start, stop if stop >= 0 else len(text)
    ends = [end for mark in "。!?;\n" if (end := text.find(mark, at)) >= 0]
    return start, min(ends, default=len(text))


def masked(text: str, places: list[tuple[int, int]]) -> str:
    """`text` with blanks where it must not be read; lengths stay."""
    for start, end in places:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def voided(text: str, cut: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """`cut` with the segments that assert nothing marked, and why."""
    return _sources(text, _choices(text, _keywords(text, cut)))


def _sources(text: str, cut: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """Marks who speaks (以上内容由…提供): that office receives nothing by it."""
    return tuple(
        replace(segment, void="source")
        if not segment.void and speech().provided.search(text[segment.start : segment.end])
        else segment
        for segment in cut
    )


def _keywords(text: str, cut: tuple[Segment, ...]) -> tuple[Segment, ...]:
    return tuple(
        replace(segment, void="keywords")
        if not segment.void and _is_stuffed(text[segment.start : segment.end], segment)
        else segment
        for segment in cut
    )


def _is_stuffed(words: str, segment: Segment) -> bool:
    if speech().keywords.search(segment.label + ":"):
        return True
    if len(set(words) & set(",、")) == len(",、"):
        return False
    items = [item for item in _SEPARATORS.split(words.strip(" 。")) if item]
    if len(items) < _STUFFED or segment.slots or max(map(len, items)) > 12:
        return False
    if sum(bool(_VERBS.search(item)) for item in items) > len(items) / 4:
        return False
    return len({slot for item in items for slot in _slots_of(item)}) >= 3


def _slots_of(item: str) -> list[str]:
    return [slot for slot, sign in read("slots")["tokens"].items() if re.search(sign, item)]


def _choices(text: str, cut: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """Marks short lines that follow an invitation to choose (您还可以问: …)."""
    found: list[Segment] = []
    inviting = False
    for segment in cut:
        whole = segment.label + text[segment.start : segment.end]
        if segment.void in ("", "question", "heading") and _INVITING.search(whole):
            inviting = True
            found.append(segment if segment.void else replace(segment, void="invitation"))
            continue
        inviting = inviting and segment.end - segment.start <= _SHORT
        inviting = inviting and not _ANSWERED.fullmatch(segment.label)
        asked = segment.void == "question" and bool(_INVITING.search(segment.label))
        found.append(replace(segment, void="choice") if inviting or asked else segment)
    return tuple(found)


_ANSWERED = re.compile(r"(?:a|答|答案|答复|回答|解答)\d{0,2}")

_INVITING = re.compile(
    r"猜[您你]想问|(?:您|你)(?:还)?可(?:以|能)(?:还|继续|这样)?(?:想)?(?:问|咨询|关心|了解|需要)|大家都在(?:问|搜)|相关(?:问题|推荐|事项)"
    r"|热门问题|常见问题|为您推荐|推荐(?:问题|阅读)|延伸阅读|还想(?:问|了解|知道)"
)
