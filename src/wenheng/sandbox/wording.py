"""Numbers as people write them: 15个工作日, 十五个工作日, 三周."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from string import Formatter
from typing import Literal

DIGITS = "零一二三四五六七八九"
Which = Literal["true", "wrong", "stale"]


@dataclass(frozen=True)
class Number:
    """A local value: what is true, and for planting what is wrong and what was true once."""

    of: str
    true: int
    wrong: int
    stale: int | None = None

    def forms(self, which: Which = "true") -> tuple[str, ...]:
        """The value in all its usual written forms, the official one first."""
        value = {"true": self.true, "wrong": self.wrong, "stale": self.stale}[which]
        return FORMS[self.of](self.true if value is None else value)


Values = Mapping[str, str | Number]


def filled(template: str, values: Values, draw: Random | None = None, which: Which = "true") -> str:
    """`template` with its {names} filled from `values`; numbers in official form without `draw`.

    Raises:
        KeyError: the template names a value that there is not.
    """
    parts = []
    for text, name, _, _ in Formatter().parse(template):
        parts.append(text)
        if name is not None:
            parts.append(_written(values[name], draw, which))
    return "".join(parts)


def numbers_in(template: str, values: Values) -> list[Number]:
    """The numbers that `template` names."""
    names = [name for _, name, _, _ in Formatter().parse(template) if name]
    return [value for value in map(values.__getitem__, names) if isinstance(value, Number)]


def spelled(number: int) -> str:
    """A number from 0 to 99 in Chinese; others stay digits."""
    if number < 10:
        return DIGITS[number]
    if number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")


def _written(value: str | Number, draw: Random | None, which: Which) -> str:
    if isinstance(value, str):
        return value
    forms = value.forms(which)
    return draw.choice(forms) if draw else forms[0]


def _counted(number: int, unit: str) -> str:
    return ("两" if number == 2 else spelled(number)) + unit


def _workdays(n: int) -> tuple[str, ...]:
    weeks = (_counted(n // 5, "周"),) if n >= 10 and n % 5 == 0 else ()
    return (f"{n}个工作日", _counted(n, "个工作日"), *weeks)


def _months(n: int) -> tuple[str, ...]:
    usual = {6: "半年", 12: "一年"}
    return (f"{n}个月", usual.get(n) or _counted(n, "个月"))


def _yuan(n: int) -> tuple[str, ...]:
    return (f"{n}元", f"{n:,}元") if n > 99 else (f"{n}元", f"{spelled(n)}元", f"{n}块钱")


def _percent(n: int) -> tuple[str, ...]:
    tenths = (_counted(n // 10, "成"),) if n % 10 == 0 else ()
    return (f"{n}%", f"百分之{spelled(n)}", *tenths)


FORMS: dict[str, Callable[[int], tuple[str, ...]]] = {
    "workdays": _workdays,
    "days": lambda n: (f"{n}日", f"{n}天", _counted(n, "天")),
    "months": _months,
    "years": lambda n: (f"{n}年", _counted(n, "年")),
    "yuan": _yuan,
    "wan": lambda n: (f"{n}万元", f"{spelled(n)}万元", f"{n}万"),
    "percent": _percent,
    "date": lambda n: (f"{n}日", f"{n}号", f"{spelled(n)}号"),
}
