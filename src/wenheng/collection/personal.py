"""Personal data in text, by the kind of number or the label before it.

Hot-lines (12345), landlines, and numbers that begin with 400 or 800 belong to offices and stay;
mobile numbers and identity numbers belong to people, whoever published them. Numbers that carry
a check digit count only where it is right.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

COVER = "█"

_GAP = "[ \u00a0-]?"
_ID = re.compile(
    rf"(?<![0-9A-Za-z])[1-9]\d{{5}}{_GAP}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]){_GAP}"
    r"\d{3}[0-9Xx](?![0-9A-Za-z])"
)
_MOBILE = re.compile(
    rf"(?<![0-9A-Za-z.])(?:\+?86{_GAP})?1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}(?![0-9A-Za-z]|\.\d)"
)
_CARD = re.compile(
    rf"(?<![0-9A-Za-z])(?:62|4\d|5[1-5]|3[57])\d\d{_GAP}(?:\d{{4}}{_GAP}){{2}}\d{{3,7}}(?![0-9A-Za-z])"
)
_MAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}@(?:qq|foxmail|163|126|139|189|sina|sohu|gmail|outlook|hotmail|icloud)"
    r"\.(?:com|cn|net)\b",
    re.ASCII,
)
_LABELLED = re.compile(
    r"(?:证件号码?|身份证号?码?|护照号码?|通行证号码?|军官证号|社保卡号|银行卡号|卡号)\s*[:：]?\s*"
    r"(?P<value>(?=[A-Z0-9]*\d{5})[A-Z0-9]{6,20})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"(?:家庭|居住|户籍|户口|收件|邮寄|通讯|联系)(?:住址|地址)\s*[:：]?\s*"
    r"(?P<value>[^\s，。；,;:：]{2,40}?\d+\s*[号室栋幢弄单][^\s，。；,;]{0,20})"
)
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦"
    "马苗凤方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵"
    "汪祁毛禹狄米贝明臧计伏成戴谈宋庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路江童颜郭梅盛林刁钟徐邱骆高夏"
    "蔡田樊胡凌霍虞万支柯管卢莫房解应宗丁宣邓洪包左石崔吉龚程邢裴陆荣翁曲白甘祖武刘景龙叶司黎薄印蒲桑"
    "温庄晏瞿阎连习艾向古易廖耿匡文寇欧沃利蔚聂曾关游肖付闫辛涂邝冉覃"
)
_NAME = re.compile(
    r"(?:姓\s{0,2}名|申请人|申办人|经办人|联系人|收件人|户主|投诉人|咨询人)\s*[:：]\s*"
    rf"(?P<value>[{_SURNAMES}][\u4e00-\u9fff·*＊某]{{1,3}}?)(?=[\s，。；,;）)、|]|先生|女士|同志|$)"
)


class Span(NamedTuple):
    """A piece of personal data in a text: what it is, and where it stands."""

    kind: str
    start: int
    end: int


def personal_data(text: str) -> list[Span]:
    """Every piece of personal data in `text`, in order; where two overlap the first counts."""
    found = sorted(_all(text), key=lambda span: (span.start, -span.end))
    kept: list[Span] = []
    for span in found:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def covered(text: str) -> tuple[str, Counter[str]]:
    """`text` with a solid block for every letter of personal data, and how much there was."""
    spans = personal_data(text)
    for _, start, end in spans:
        text = text[:start] + COVER * (end - start) + text[end:]
    return text, Counter(span.kind for span in spans)


def _all(text: str) -> Iterator[Span]:
    for kind, pattern, holds in _KINDS:
        for match in pattern.finditer(text):
            group = "value" if "value" in pattern.groupindex else 0
            if holds(match[group]):
                yield Span(kind, *match.span(group))


def _is_identity(number: str) -> bool:
    """ISO 7064 MOD 11-2, as GB 11643-1999 has it."""
    digits = re.sub(r"[^0-9Xx]", "", number).upper()
    total = sum(int(d) * pow(2, 17 - n, 11) for n, d in enumerate(digits[:17]))
    return "10X98765432"[total % 11] == digits[17]


def _is_card(number: str) -> bool:
    """The check digit of ISO/IEC 7812-1 (Luhn)."""
    digits = [int(d) for d in number if d.isdigit()]
    doubled = [d * 2 - 9 * (d > 4) if n % 2 else d for n, d in enumerate(reversed(digits))]
    return 16 <= len(digits) <= 19 and sum(doubled) % 10 == 0


def _always(_value: str) -> bool:
    return True


_KINDS: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("identity", _ID, _is_identity),
    ("mobile", _MOBILE, _always),
    ("card", _CARD, _is_card),
    ("mail", _MAIL, _always),
    ("document", _LABELLED, _always),
    ("address", _ADDRESS, _always),
    ("name", _NAME, _always),
)
