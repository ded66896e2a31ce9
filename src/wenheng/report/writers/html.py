"""The report as one self-contained HTML page: no request, no script but ours, legible without."""

import base64
import gzip
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from wenheng.language import Language, say, speaking
from wenheng.report.document import (
    Block,
    Chapter,
    Figure,
    Fold,
    Heading,
    ReportDoc,
    Table,
    Transcript,
    shots_of,
)
from wenheng.report.figures.spec import FigureSpec
from wenheng.report.pictures import Picture, thumbnails
from wenheng.report.writers.fields import inside, rows, tongue, voiced
from wenheng.report.writers.svg import NARROW, WIDE, asset, drawn

TEMPLATES = Path(__file__).parent / "templates"
MOST_UNPACKED = 2_000
"""Sessions and rows in folds up to which they stand in the page as they are, legible without
scripts. Beyond, each fold is packed until it is opened: a page of five thousand sessions has 20 MB.
"""
MOST_STILL = 600
"""Rows up to which a figure is drawn in the page; larger ones are drawn by the page's script."""

TAGS = {"zh": "zh-CN", "en": "en"}


def html_page(document: ReportDoc, pictures: Mapping[str, Picture]) -> str:
    """`document` as the text of an HTML file; the same input gives the same text.

    Args:
        document: what the page says.
        pictures: screenshots by the SHA-256 of their bytes; what is not here is listed by hash.
    """
    (page,) = html_pages([document], pictures)
    return page


def html_pages(documents: Sequence[ReportDoc], pictures: Mapping[str, Picture]) -> Iterator[str]:
    """The pages of several documents, whose figures are drawn at once.

    A card carries no script: its figures are still.

    Args:
        documents: no two of which hold a figure of the same id.
        pictures: as for `html_page`.
    """
    figures = [b.spec for each in documents for b in _blocks(each) if isinstance(b, Figure)]
    drawings = {
        "wide": _markup(_still(figures, WIDE)),
        "narrow": _markup(_still(figures, NARROW)),
    }
    for document in documents:
        with speaking(document.language):
            page = _rendered(document, pictures, drawings)
        yield page


def _rendered(
    document: ReportDoc,
    pictures: Mapping[str, Picture],
    drawings: Mapping[str, Mapping[str, Markup]],
) -> str:
    blocks = list(_blocks(document))
    figures = [block.spec for block in blocks if isinstance(block, Figure)]
    shots = [shot.sha256 for shot in shots_of(blocks)]
    payload = ",".join(f'"{spec.id}":{spec.json()}' for spec in figures)
    scripts = [] if document.form == "card" else [asset("charts.js"), asset("page.js")]
    template = _environment(document.language).get_template("report.html.j2")
    return template.render(
        document=document,
        tag=TAGS[document.language],
        policy=_policy(scripts),
        scripts=[Markup(script) for script in scripts],
        style=Markup(asset("page.css")),
        figures=Markup("{" + payload.replace("<", "\\u003c") + "}"),
        logo=_logo(document.cover.logo),
        thumbnails=thumbnails(pictures, shots),
        supplied=frozenset(pictures),
        most_still=MOST_STILL,
        folded=any(isinstance(block, Fold) for block in blocks),
        packs=bool(scripts) and _folded_away(document) > MOST_UNPACKED,
        **drawings,
    )


def _logo(logo: Picture | None) -> str:
    """The logo of the cover as an address that holds it; empty if there is none."""
    if logo is None:
        return ""
    return f"data:{logo.media};base64,{base64.b64encode(logo.data).decode('ascii')}"


@cache
def _environment(language: Language) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(say=say)
    environment.filters.update(
        kind=lambda block: type(block).__name__.lower(),
        tongue=lambda text: tongue(text, language),
        voiced=lambda text: voiced(text, language),
        rows=lambda table: rows(table, language),
        inside=inside,
        packed=_packed,
        headings=_headings,
    )
    return environment


def _folded_away(document: ReportDoc) -> int:
    """How many sessions and rows of tables lie in folds."""
    folds = [block for block in _blocks(document) if isinstance(block, Fold)]
    inner = [block for fold in folds for block in fold.blocks]
    rows = sum(len(block.rows) for block in inner if isinstance(block, Table))
    return rows + sum(isinstance(block, Transcript) for block in inner)


def _packed(text: str) -> str:
    """`text` for the page's own script to unfold; the same text gives the same letters."""
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode("ascii")


def _headings(chapter: Chapter) -> list[Heading]:
    return [b for b in chapter.blocks if isinstance(b, Heading) and b.level == 3]


def _policy(scripts: list[str]) -> str:
    """A content security policy under which nothing but our own two scripts can run or load."""
    hashes = " ".join(f"'sha256-{_digest(script)}'" for script in scripts) or "'none'"
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")


def _still(figures: Sequence[FigureSpec], width: int) -> dict[str, str]:
    """Drawings that stand in the page; of figures of very many rows only their frame."""
    drawings = drawn(figures, width)
    many = {spec.id for spec in figures if len(spec.rows) > MOST_STILL}
    return {
        name: f"{svg[: svg.index('>') + 1]}</svg>" if name in many else svg
        for name, svg in drawings.items()
    }


def _markup(drawings: dict[str, str]) -> dict[str, Markup]:
    # drawn by our own kit, which escapes all text
    return {name: Markup(drawing) for name, drawing in drawings.items()}


def _blocks(document: ReportDoc) -> Iterator[Block]:
    for chapter in document.chapters:
        yield from _below(chapter.blocks)


def _below(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        yield block
        if isinstance(block, Fold):
            yield from _below(block.blocks)
