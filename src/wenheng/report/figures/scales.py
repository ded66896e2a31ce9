"""What several figures print alike: signed numbers, intervals, the ends of an axis."""

from collections.abc import Iterable
from math import ceil, floor
from typing import Any

from wenheng.language import say
from wenheng.report.material import Row
from wenheng.report.numbers import NOTHING, number

STEPS = (0.05, 0.1, 0.2, 0.25, 0.5, 1, 2, 5, 10, 20, 50, 100)
TICKS = 5


def signed(value: float | None, digits: int = 2) -> str:
    """`value` with its sign, as print has it: +0.61, −0.07, 0.00."""
    text = number(value, digits)
    if value is None or not text.strip("0.-"):
        return text.lstrip("-")
    return f"−{text[1:]}" if text.startswith("-") else f"+{text}"


def interval_text(row: Row, digits: int = 2, sign: bool = False) -> str:
    """The ends of an interval; a dash where there is none."""
    if row["low"] is None:
        return NOTHING
    printed = signed if sign else number
    return say(
        "report.interval", low=printed(row["low"], digits), high=printed(row["high"], digits)
    )


def span(values: Iterable[float | None], zero: bool = True) -> dict[str, Any]:
    """The ends of an axis that holds `values`, and 0 if asked for, on whole steps."""
    held = [value for value in values if value is not None] + ([0.0] if zero else [])
    low, high = min(held), max(held)
    step = next((s for s in STEPS if (high - low) / s <= TICKS), STEPS[-1])
    ends = {"min": floor(low / step + 1e-9) * step, "max": ceil(high / step - 1e-9) * step}
    if ends["min"] == ends["max"]:
        ends["max"] += step
    return {**{k: round(v, 6) for k, v in ends.items()}, "step": step, "coarse": step}


def step_of(top: float) -> float:
    """The step of an axis from 0 to the top of a scale of ratings."""
    return 0.5 if top <= 3 else 1
