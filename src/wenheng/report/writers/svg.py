"""Figures drawn as SVG when the report is built: no browser, no network, the reader's own kit."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import quickjs

from wenheng.report.figures.spec import FigureSpec

ASSETS = Path(__file__).parents[1] / "assets"
WIDE, NARROW = 760, 340
"""Widths in pixels: for a page, and for a phone."""

_SHIM = """
var setTimeout = function () { return 0 }, clearTimeout = function () {};
var console = {log: function () {}, warn: function () {}, error: function () {}};
"""

_POINTER = re.compile(
    r'<style[^>]*>.*?</style>|<path (?![^>]* stroke=)[^>]*pointer-events="visible"[^>]*></path>\n?'
    r'| class="zr\d+-cls-\d+"| xml:space="preserve"| xmlns:xlink="[^"]*"',
    re.DOTALL,
)


def drawn(figures: Iterable[FigureSpec], width: int = WIDE) -> dict[str, str]:
    """The SVG of each figure by its id; the same figures give the same text.

    Raises:
        quickjs.JSException: a figure breaks the kit's contract; our own fault.
    """
    context = quickjs.Context()
    context.eval(_SHIM + asset("charts.js"))
    draw = context.eval("wenhengCharts.svg")
    return {figure.id: _own_ids(draw(figure.json(), width), figure.id, width) for figure in figures}


@cache
def asset(name: str) -> str:
    """A file that `frontend/` built."""
    return (ASSETS / name).read_text("utf-8")


def _own_ids(svg: str, figure: str, width: int) -> str:
    """The drawing alone: no styles and targets for a pointer, ids that stand once on a page."""
    still = _POINTER.sub("", svg)
    return re.sub(r"\bzr\d+-", f"{figure}-{width}-", still)
