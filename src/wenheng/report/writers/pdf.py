"""The report as PDF by Typst: tagged, with contents and bookmarks, in our own fonts only."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

from wenheng.language import speaking
from wenheng.report.document import Block, Figure, ReportDoc, shots_of
from wenheng.report.pictures import Picture, thumbnails
from wenheng.report.writers.drawings import DENSE, WIDTH, Drawing, drawings
from wenheng.report.writers.glyphs import FONTS, breakable, legible
from wenheng.report.writers.paper import paper

TEMPLATE = Path(__file__).parent / "templates" / "paper.typ"
STANDARD: Literal["ua-1"] = "ua-1"
"""PDF/UA-1: Typst refuses a figure without alternative text and a glyph that no font has."""

KEPT = frozenset(
    {"picture", "anchor", "link", "kind", "form", "language", "strength", "logo", "colour"}
)
"""Fields that are not text for readers."""


def pdf_file(document: ReportDoc, pictures: Mapping[str, Picture]) -> bytes:
    """`document` as the bytes of a PDF/UA-1 file; the same input gives the same bytes.

    Args:
        document: what the file says; folds stay out, with a line on where they are.
        pictures: screenshots by the SHA-256 of their bytes, for the transcripts in print.

    Raises:
        typst.TypstError: the file would break PDF/UA-1; our own fault.
    """
    (made,) = pdf_files([document], pictures)
    return made


def pdf_files(documents: Sequence[ReportDoc], pictures: Mapping[str, Picture]) -> Iterator[bytes]:
    """The files of several documents of one language and form, whose figures are drawn at once.

    Args:
        documents: no two of which hold a figure of the same id.
        pictures: as for `pdf_file`.
    """
    figures = [b.spec for each in documents for b in _blocks(each) if isinstance(b, Figure)]
    first = documents[0]
    with speaking(first.language):
        drawn = drawings(figures, DENSE if first.form == "card" else WIDTH)
    for document in documents:
        yield _set(document, told(document, drawn, pictures))


def told(
    document: ReportDoc,
    drawn: Mapping[str, tuple[Drawing, ...]],
    pictures: Mapping[str, Picture],
) -> str:
    """Everything the template prints, as one JSON text in characters that the font holds."""
    shots = [shot.sha256 for shot in shots_of(_blocks(document))]
    with speaking(document.language):
        shown = paper(document, drawn, thumbnails(pictures, shots))
    return json.dumps(_readable(shown), ensure_ascii=False, separators=(",", ":"))


def _set(document: ReportDoc, data: str) -> bytes:
    moment = document.made_at or datetime(1970, 1, 1, tzinfo=UTC)
    made = _compiler().compile(
        input=TEMPLATE.read_bytes(),
        format="pdf",
        sys_inputs={"document": data},
        pdf_standards=STANDARD,
        timestamp=int(moment.timestamp()),
    )
    if not isinstance(made, bytes):
        raise TypeError("typst gave no file")
    return made


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )
    return typst.Compiler(font_paths=fonts)


def _blocks(document: ReportDoc) -> Iterator[Block]:
    for chapter in document.chapters:
        yield from chapter.blocks


def _readable(value: Any, field: str = "") -> Any:
    if isinstance(value, str):
        return _text(value, field)
    if isinstance(value, dict):
        return {name: _readable(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_readable(inner, field) for inner in value]
    return value


def _text(value: str, field: str) -> str:
    if field in KEPT:
        return value
    return legible(value) if field in ("svg", "alt") else breakable(legible(value))
