"""A reply as a reader takes it in: folded text, cut into segments and clauses.

Folding never changes a length, so that a place in folded text is the same place in the reply.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache

from wenheng.rating.lexicon import labels, speech


class _Folding(dict[int, int]):
    """Character → simplified, half width, lower case; learned as characters are met."""

    def __missing__(self, code: int) -> int:
        char = unicodedata.normalize("NFKC", chr(code)).lower()
        char = char if len(char) == 1 else chr(code)
        self[code] = ord(_simplified(char))
        return self[code]


_FOLDING = _Folding(str.maketrans("「」『』`*#~〔〕【】\t\r", "“”“”   -[][]  "))


def folded(text: str) -> str:
    """`text` in simplified half-width lower-case characters, each where it stood."""
    return text.translate(_FOLDING).replace("身分", "身份")


@cache
def _converter() -> "object":
    from opencc import OpenCC

    return OpenCC("t2s")


def _simplified(char: str) -> str:
    if not "\u2e80" <= char <= "\uffef":
        return char
    plain: str = _converter().convert(char)  # type: ignore[attr-defined]
    return plain if len(plain) == 1 else char


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence, item or table row: what it says, and what its label or heading announces.

    `start`–`end` is its place in the text, `label` the words before its colon or the question it
    answers, `slots` what they announce, `void` why it asserts nothing (empty where it does).
    """

    start: int
    end: int
    label: str
    slots: frozenset[str]
    void: str
    line: int
    listed: bool
    clauses: tuple[tuple[int, int], ...] = field(default=())


_MARK = re.compile(
    r"[\s>|\-•·●◆■★☆▪]*(?:\[?\(?(?:第\d{1,2}步|步骤\d{1,2}|[一二三四五六七八九十]{1,3}(?=[、.)])|\d{1,2}(?=[\s.、)\]:]|[一-龥“])(?!\d|个|日|天|元|年|月|周|类|块|份|项|种|小时|分钟|万|寸|张))"
    r"[\]).、:]*|[a-h][.、)])?[\s)]*"
)
_SENTENCE = re.compile(
    r"(?:[^。!?;\n.]+|\.(?!\s+[a-z])|(?<![a-z)])\.)*(?:[。!?;]+[”\")]?|(?<=[a-z)])\.|\Z)"
)
_CLAUSE = re.compile(r"(?:[^,()]|(?<=\d),(?=\d{3}(?!\d)))+")
_LABEL = re.compile(r"[^。,;:?!\"“]{1,14}[::](?!//)(?!\d\d)")
_BRACKETED = re.compile(r"\s*\[([^\]\n]{2,10})\](?=\S)")
_ASKED = re.compile(r"问[::]\s*([^??答]{1,30})[??]?\s*答[::]")
_HEADING = re.compile(
    r"(?!.*[不无免没])[^,。;:]{0,8}"
    r"(?:条件|材料|流程|步骤|时限|时间|费用|收费|收费标准|地点|渠道|方式|入口|依据|电话|提示|事项"
    r"|须知|清单|对象|途径|问题|提醒|说明|方法|办法|资料|要求)[::]?"
)


def segments(text: str) -> tuple[Segment, ...]:
    """The segments of folded `text`, in its order."""
    found: list[Segment] = []
    heading: tuple[str, frozenset[str]] = ("", frozenset())
    at = 0
    for number, line in enumerate(text.split("\n")):
        cut = _heading(line)
        if cut is not None:
            heading = (cut, announced(cut))
            found.append(Segment(at, at + len(line), cut, heading[1], "heading", number, False))
        elif line.strip():
            found.extend(_line(text, (at, at + len(line)), number, heading))
        at += len(line) + 1
    return tuple(found)


def _heading(line: str) -> str | None:
    mark = _MARK.match(line)
    body = line[mark.end() if mark else 0 :].strip(" :-|")
    if len(body) > 16 or not body:
        return None if body else ("" if set(line.strip()) & set("|-:") else None)
    ends = line.rstrip().endswith((":", ":"))
    if (ends and not re.search("[,。;?]", body)) or _HEADING.fullmatch(body):
        return body
    return None


def _line(
    text: str, place: tuple[int, int], number: int, heading: tuple[str, frozenset[str]]
) -> list[Segment]:
    start, end = place
    line = text[start:end]
    mark = _MARK.match(line)
    body = start + (mark.end() if mark else 0)
    listed = bool(mark and mark.group().strip())
    label, slots = _table_label(text, body, end)
    if label:
        body = text.index("|", body) + 1
    else:
        label, slots = heading
    asked = list(_ASKED.finditer(text, body, end))
    if asked:
        return _answers(text, asked, end, number)
    return _sentences(text, (body, end), number, (label, slots, listed))


def _table_label(text: str, start: int, end: int) -> tuple[str, frozenset[str]]:
    first = text.find("|", start, end)
    if first < 0 or text.count("|", first + 1, end) > 1:
        return "", frozenset()
    label = text[start:first].strip()
    if not 0 < len(label) <= 14 or _VALUE.search(label):
        return "", frozenset()
    return label, announced(label)


_VALUE = re.compile(r"\d\s*(?:元|个?工作日|天|日内)|当场|立等|即办|免费|不收费")


def _answers(text: str, asked: list[re.Match[str]], end: int, number: int) -> list[Segment]:
    found = []
    for this, after in zip(asked, [*asked[1:], None], strict=True):
        stop = after.start() if after else end
        label = this.group(1)
        frame = (label, announced(label), True)
        found.extend(_sentences(text, (this.end(), stop), number, frame))
    return found


def _sentences(
    text: str, place: tuple[int, int], number: int, frame: tuple[str, frozenset[str], bool]
) -> list[Segment]:
    label, slots, listed = frame
    found: list[Segment] = []
    for match in _SENTENCE.finditer(text, *place):
        start, end = match.span()
        if not text[start:end].strip(" 。;|"):
            continue
        own = _LABEL.match(text, start, end)
        if own:
            label, slots, start = own.group()[:-1].strip(), announced(own.group()), own.end()
        elif (own := _BRACKETED.match(text, start, end)) and announced(own[1]):
            label, slots, start = own[1], announced(own[1]), own.end()
        void = _void_question(text[start:end])
        if void == "label":
            label, slots, void = text[start:end], announced(text[start:end]), "question"
        if text[start:end].strip(" 。;|"):
            found.append(_segment(text, (start, end), (label, slots, void, number, listed)))
    return found


def _segment(
    text: str, place: tuple[int, int], frame: tuple[str, frozenset[str], str, int, bool]
) -> Segment:
    label, slots, void, number, listed = frame
    clauses = tuple(m.span() for m in _CLAUSE.finditer(text, *place))
    return Segment(*place, label, slots, void, number, listed, clauses)


def _void_question(sentence: str) -> str:
    if not speech().question.search(sentence.rstrip('。;”" ')):
        return ""
    return "label" if len(sentence) <= 10 else "question"


def announced(label: str) -> frozenset[str]:
    """The slots that a label, heading or question announces."""
    return _announced(label.strip(" :"))


@cache
def _announced(label: str) -> frozenset[str]:
    return frozenset(slot for slot, pattern in labels().items() if pattern.search(label))
