"""Quantities in text: durations, money, ages, shares, days of a month, telephone numbers.

Each is read into the forms in which it may be compared: three weeks are 15 working days or 21
days, half a year is six months, free of charge is 0 yuan.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from wenheng.rating.lexicon import speech

Kind = Literal["duration", "money", "age", "percent", "monthday", "phone"]
Form = tuple[str, float]

AT_ONCE: Form = ("at once", 0)
CHARGED: Form = ("yuan", math.inf)
"""A fee is asked for, and how much is not said or a share of something."""

_DIGITS = {
    **{char: n for n, char in enumerate("零一二三四五六七八九")},
    **{char: n for n, char in enumerate("壹贰叁肆伍陆柒捌玖", 1)},
    "〇": 0,
    "两": 2,
    "俩": 2,
    "仨": 3,
}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_HAN = "零〇一二两俩仨三四五六七八九十百千万壹贰叁肆伍陆柒捌玖拾佰仟廿"
_NUM = rf"(?:\d[\d,]*(?:\.\d+)?|[{_HAN}]+)"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity at `start`–`end`: its kind, and the forms that compare equal to it."""

    kind: Kind
    forms: frozenset[Form]
    start: int
    end: int


_UNIT = (
    r"个?\s*(?:工作日|工作天|自然日|日历日)|天|日|个?(?:星期|礼拜)|周(?![岁年一二三四五六日边])"
    r"|个?半?月(?=内|以|之内|[^\d份底初末]|$)|年(?!\d|版|度|修|月|起|代)|个?(?:小时|钟头)|分钟"
    r"|working\s*days?|days?|months?|weeks?"
)
_DURATION = re.compile(
    r"(?P<half>半)\s*(?P<hu>个月|年|天|日|小时|个工作日)"
    rf"|(?<![\d.〇零年月-])(?:{_NUM}\s*(?:[-—至到]|个?工作日[-—至到])\s*)?"
    rf"(?P<n>{_NUM})\s*[多来几余]?\s*(?P<u>{_UNIT})(?P<and>半)?"
)
_MONEY = re.compile(
    rf"(?:¥|rmb|人民币)\s*(?P<pre>{_NUM})(?P<pw>万)?"
    rf"|(?P<n>{_NUM})\s*(?P<w>万)?\s*(?:元(?!旦|素|月)|块钱|块(?!地|头)|圆|yuan|cny)"
    rf"|(?P<many>{_NUM})\s*万(?![名人户件次元])"
)
_AGE = re.compile(
    rf"(?P<n>{_NUM})\s*(?:周岁|岁)"
    rf"|(?<=[男女])(?:性|职工|的)?(?:已|年)?满\s*(?P<g>{_NUM})(?![\d{_HAN}]|\s*周?岁)"
)
_PERCENT = re.compile(
    rf"(?P<n>\d+(?:\.\d+)?)\s*%|百分之(?P<c>{_NUM})"
    r"|(?P<t>[一二两三四五六七八九])成(?![立员功果本年人为都交])(?P<half>半)?"
)
_MONTHDAY = re.compile(
    rf"(?:每个?月|[当本次]月|每月的)\s*的?\s*(?P<n>{_NUM})\s*[日号]"
    rf"|(?<![月\d])(?P<m>{_NUM})\s*[日号](?=前(?!后)|之前|以前|截止|为限|封账|关账)"
)
_PHONE = re.compile(
    r"(?<![\d.-])(?<!掌上)(?<!掌上 )"
    r"(?:12\d{3}|1[01]\d(?!\d)|0\d{2,3}[-—– ]?\d{7,8}|400[- ]?\d{3}[- ]?\d{4}|1[3-9]\d{9})"
    r"(?![\d.]*\d|[年月日元号条万])"
)


def quantities(text: str) -> list[Quantity]:
    """All quantities of folded `text`, in no particular order; none inside another or a date."""
    days = list(_month_days(text))
    taken = {at for q in days for at in range(q.start, q.end)}
    taken |= {at for m in _DATE.finditer(text) for at in range(*m.span())}
    durations = _ranged(text, [q for q in _durations(text) if q.start not in taken])
    rest = [*durations, *_money(text), *_ages(text), *_percents(text), *_phones(text)]
    return days + [q for q in rest if q.start not in taken]


def _ranged(text: str, found: list[Quantity]) -> list[Quantity]:
    """Of two durations that are the ends of a range (半天到一个工作日), only the later."""
    by_start = sorted(found, key=lambda q: q.start)
    ends = {q.start: q for q in by_start}
    low = {
        q.start
        for q in by_start
        if (to := _TO.match(text, q.end)) and ends.get(to.end()) and AT_ONCE not in q.forms
    }
    return [q for q in found if q.start not in low]


_TO = re.compile(r"\s*[-—至到]\s*(?=\S)")
_DATE = re.compile(
    r"(?<!\d)(?:19|20)\d\d\s*[年./-]\s*\d{1,2}\s*[月./-](?:\s*\d{1,2}\s*[日号]?)?"
    r"|(?<![\d个])\d{1,2}\s*月\s*\d{1,2}\s*[日号]"
)


def number(word: str) -> float:
    """The value of a numeral (二十, 廿, 壹拾, 1,000); of a loose one (两三, 三五) its upper end."""
    if word[:1].isdigit():
        return float(word.replace(",", ""))
    if len(word) == 2 and 0 < _DIGITS.get(word[1], 0) - _DIGITS.get(word[0], 99) <= 2:
        return float(_DIGITS[word[1]])
    high, _, low = word.replace("廿", "二十").rpartition("万")
    return (number(high) * 10_000 if high else 0) + _below_ten_thousand(low)


def _below_ten_thousand(word: str) -> float:
    total, unit = 0.0, 0.0
    for char in word:
        if char in _TENS:
            total, unit = total + (unit or 1) * _TENS[char], 0
        else:
            unit = unit * 10 + _DIGITS[char]
    return total + unit


def _durations(text: str) -> Iterator[Quantity]:
    for match in _DURATION.finditer(text):
        n = 0.5 if match["half"] else number(match["n"]) + (0.5 if match["and"] else 0)
        unit = (match["hu"] or match["u"]).replace(" ", "")
        if not (unit.endswith("年") and n > 150):
            forms = _duration_forms(n, unit)
            yield Quantity("duration", forms, match.start(), match.end())
    for match in speech().at_once.finditer(text):
        yield Quantity("duration", frozenset({AT_ONCE}), match.start(), match.end())


def _duration_forms(n: float, unit: str) -> frozenset[Form]:
    if "工作" in unit or "working" in unit:
        return frozenset({("working days", n)})
    if "星期" in unit or "周" in unit or "礼拜" in unit or "week" in unit:
        return frozenset({("days", 7 * n), ("working days", 5 * n)})
    if "年" in unit:
        return frozenset({("months", 12 * n)})
    if "半月" in unit:
        return frozenset({("months", n + 0.5), ("days", 30 * n + 15)})
    if "月" in unit or "month" in unit:
        return frozenset({("months", n), ("days", 30 * n)})
    if "小时" in unit or "钟头" in unit:
        return frozenset({("days", n / 24)}) if n >= 24 else frozenset({AT_ONCE})
    return frozenset({AT_ONCE}) if "分钟" in unit else frozenset({("days", n)})


def _money(text: str) -> Iterator[Quantity]:
    for match in _MONEY.finditer(text):
        word = match["pre"] or match["n"] or match["many"]
        times = 10_000 if match["pw"] or match["w"] or match["many"] else 1
        forms = frozenset({("yuan", number(word) * times)})
        yield Quantity("money", forms, match.start(), match.end())
    for sign, form in ((speech().free, ("yuan", 0)), (speech().charged, CHARGED)):
        for match in sign.finditer(text):
            if not text.startswith(_DENIALS, max(0, match.start() - 2)):
                yield Quantity("money", frozenset({form}), match.start(), match.end())


_DENIALS = ("不是", "并非", "绝非")
"""Right before what is free (不是不要钱): nothing is said of how much."""


def _ages(text: str) -> Iterator[Quantity]:
    for match in _AGE.finditer(text):
        yield Quantity(
            "age", frozenset({("years", number(match["n"] or match["g"]))}), *match.span()
        )


def _percents(text: str) -> Iterator[Quantity]:
    for match in _PERCENT.finditer(text):
        tenths = match["t"] and number(match["t"]) * 10 + (5 if match["half"] else 0)
        share = tenths or float(match["n"] or number(match["c"] or "零"))
        yield Quantity("percent", frozenset({("percent", share)}), *match.span())


def _month_days(text: str) -> Iterator[Quantity]:
    for match in _MONTHDAY.finditer(text):
        day = number(match["n"] or match["m"])
        if 1 <= day <= 31:
            yield Quantity("monthday", frozenset({("day", day)}), *match.span())


def _phones(text: str) -> Iterator[Quantity]:
    for match in _PHONE.finditer(text):
        digits = re.sub(r"[-—– ]", "", match.group())
        yield Quantity("phone", frozenset({(digits, 0)}), *match.span())


def same(one: Quantity, other: Quantity) -> bool:
    """Whether both can mean the same; days and working days of one number do."""
    return bool(one.forms & other.forms) or other_kind_of_day(one, other)


def other_kind_of_day(one: Quantity, other: Quantity) -> bool:
    """Whether they are the same number of days, once of all days and once of working days."""
    if one.forms & other.forms:
        return False
    swapped = frozenset((_OTHER_DAY.get(unit, unit), n) for unit, n in one.forms)
    return bool(swapped & other.forms)


_OTHER_DAY = {"days": "working days", "working days": "days"}
