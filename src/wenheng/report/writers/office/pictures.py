"""Figures without a native form as pictures: a PNG for every viewer, the SVG for those that can."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import typst

from wenheng.report.figures.spec import FigureSpec
from wenheng.report.writers.glyphs import FONTS, legible
from wenheng.report.writers.svg import drawn

_SIZE = re.compile(r'<svg[^>]* width="([\d.]+)" height="([\d.]+)"')
_PAGE = """#set page(width: float(sys.inputs.width) * 1pt, height: auto, margin: 0pt)
#set text(font: "Wenheng Sans SC", fallback: false)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%)"""
DENSITY = 144
"""Dots per inch at one pixel of the drawing a point: twice what a screen shows."""


@dataclass(frozen=True)
class Drawn:
    """A figure as picture; the size is in pixels of the drawing."""

    svg: bytes
    png: bytes
    width: float
    height: float


def pictures_of(figures: Iterable[FigureSpec], width: int) -> dict[str, Drawn]:
    """The picture of each figure by its id; the same figures give the same bytes."""
    return {name: _picture(svg) for name, svg in drawn(figures, width).items()}


def _picture(svg: str) -> Drawn:
    found = _SIZE.search(svg)
    if found is None:
        raise ValueError("a drawing without a size")
    made = _compiler().compile(
        input=_PAGE.encode(),
        format="png",
        ppi=DENSITY,
        # the dot of the printed font brings its own spaces
        sys_inputs={"svg": legible(svg.replace(" · ", "·")), "width": found[1]},
    )
    if not isinstance(made, bytes):
        raise TypeError("more than one page for a picture")
    return Drawn(svg.encode(), made, float(found[1]), float(found[2]))


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(FONTS)],
    )
    return typst.Compiler(font_paths=fonts)
