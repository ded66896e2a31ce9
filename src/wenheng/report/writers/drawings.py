"""Figures drawn for paper: one that is longer than a page in parts, each with a page's rows."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import ceil

from wenheng.language import say
from wenheng.report.figures.spec import FigureSpec
from wenheng.report.writers.svg import drawn

WIDTH, DENSE = 640, 800
"""Pixels across a page: 12 px are printed as 8.6 points, or denser as 7.2 points."""

TALLEST = 1.25
"""Height ÷ width of a figure that a page holds with its heading, caption and source."""

_HEIGHT = re.compile(r'<svg[^>]* height="([\d.]+)"')


@dataclass(frozen=True)
class Drawing:
    """A figure or a part of one; `part` says which, and is empty for a whole figure."""

    svg: str
    alt: str
    part: str = ""


def drawings(figures: Iterable[FigureSpec], width: int = WIDTH) -> dict[str, tuple[Drawing, ...]]:
    """The drawings of each figure by its id, none taller than a page.

    What is too tall is drawn densely, and if that does not do, in parts.
    """
    specs = {spec.id: spec for spec in figures}
    all_drawn = _printed(specs.values(), width)
    tall = [spec for name, spec in specs.items() if _height(all_drawn[name]) > TALLEST * width]
    all_drawn |= _printed(tall, DENSE)
    parts = {spec.id: _parts(spec, _height(all_drawn[spec.id])) for spec in tall}
    cut = _printed((part for found in parts.values() for part in found), DENSE)
    return {
        name: tuple(
            Drawing(cut[part.id], part.alt, _which(index, len(parts[name])))
            for index, part in enumerate(parts.get(name, ()), 1)
        )
        or (Drawing(all_drawn[name], spec.alt),)
        for name, spec in specs.items()
    }


def _printed(figures: Iterable[FigureSpec], width: int) -> dict[str, str]:
    # the dot of the printed font brings its own spaces
    return {name: svg.replace(" · ", "·") for name, svg in drawn(figures, width).items()}


def _height(svg: str) -> float:
    found = _HEIGHT.search(svg)
    if found is None:
        raise ValueError("a drawing without a height")
    return float(found[1])


def _parts(spec: FigureSpec, height: float) -> list[FigureSpec]:
    """`spec` cut into as many parts as it needs pages, none if one page holds it."""
    count = ceil(height / TALLEST / DENSE)
    if count < 2:
        return []
    step = ceil(len(spec.rows) / count)
    starts = range(0, len(spec.rows), step)
    return [
        replace(
            spec,
            id=f"{spec.id}-{number}",
            rows=spec.rows[start : start + step],
            shown=spec.shown[start : start + step],
            alt=spec.alt if number == 1 else spec.title + _which(number, len(starts)),
        )
        for number, start in enumerate(starts, 1)
    ]


def _which(number: int, count: int) -> str:
    return say("report.figure-part", part=number, of=count)
