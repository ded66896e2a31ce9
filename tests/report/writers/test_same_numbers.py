"""Every form of a report prints the numbers that its document holds."""

import html
import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from wenheng.report import WRITERS, report_document
from wenheng.report.document import Figure, KeyNumbers, ReportDoc, Table
from wenheng.report.writers.office.charts import KINDS

NUMBER = re.compile(r"(?<![\d.])\d+(?:\.\d+)?%?")
MARKS = re.compile(r"[\s\u200b\u00ad]")
PARTIAL = {"pptx"}
"""Forms that show a part of the document: what they show they print as it is."""

DRAWN = {"docx", "pdf", "pptx"}
"""Forms that hold of a figure what is drawn, without the table of its rows."""

PICTURED = {"docx", "pptx"}
"""Forms in which a figure without a native chart is a picture: its numbers are no text there."""


def of_html(content: bytes) -> str:
    text = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", content.decode(), flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", " ", text))


def of_xlsx(content: bytes) -> str:
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = (cell for page in book for row in page.iter_rows() for cell in row)
    return "\n".join(as_shown(cell) for cell in cells if cell.value is not None)


def as_shown(cell) -> str:
    """A field as Excel shows it by its number format."""
    if isinstance(cell.value, str):
        return cell.value
    form = cell.number_format
    decimals = len(form.rstrip("%").partition(".")[2])
    value = Decimal(str(cell.value)) * (100 if form.endswith("%") else 1)
    return f"{value:.{decimals}f}{'%' * form.endswith('%')}"


def of_office(content: bytes) -> str:
    """The text of all parts of a DOCX or PPTX, a line for each paragraph."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        parts = [file.read(n).decode() for n in file.namelist() if n.endswith(".xml")]
    ended = (re.sub(r"</(?:[aw]:p|c:v)>", "\n", part) for part in parts)
    return html.unescape("\n".join(re.sub(r"<[^>]+>", "", part) for part in ended))


def of_pptx(content: bytes) -> str:
    """The text of a deck but for its last slide, which names what is not in it."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        count = sum(name.startswith("ppt/slides/slide") for name in file.namelist())
        kept = io.BytesIO()
        with zipfile.ZipFile(kept, "w") as copy:
            for name in file.namelist():
                if name != f"ppt/slides/slide{count}.xml":
                    copy.writestr(name, file.read(name))
    return of_office(kept.getvalue())


def of_pdf(content: bytes) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("needs pdftotext of poppler-utils")
    run = ["pdftotext", "-layout", "-", "-"]
    return subprocess.run(run, input=content, capture_output=True, check=True).stdout.decode()


TEXT: dict[str, Callable[[bytes], str]] = {
    "html": of_html, "xlsx": of_xlsx, "docx": of_office, "pptx": of_pptx, "pdf": of_pdf,
}  # fmt: skip


@pytest.fixture(scope="module")
def document(country) -> ReportDoc:
    return report_document(country.study, country.tables, country.facts, "zh")


def test_there_is_a_way_to_read_every_form():
    assert set(WRITERS) <= set(TEXT)


@pytest.mark.parametrize("form", WRITERS)
def test_the_numbers_of_every_table_and_figure_are_printed_as_they_are(form, document):
    text = TEXT[form](WRITERS[form](document, {}))
    found, unbroken = set(NUMBER.findall(text)), MARKS.sub("", text)

    shown = 0
    for name, texts in printed(document, form):
        if form in PARTIAL and MARKS.sub("", name) not in unbroken:
            continue
        shown += 1
        assert MARKS.sub("", name) in unbroken
        numbers = {number for each in texts for number in NUMBER.findall(each)}
        assert numbers - found == set(), f"{form}: {name}"

    assert shown > 4


def printed(document: ReportDoc, form: str) -> Iterator[tuple[str, list[str]]]:
    """Title and printed texts of what holds numbers, that of folds left out.

    Of a figure it is all its rows as a table, or what stands in the drawing where that is text.
    """
    for chapter in document.chapters:
        for block in chapter.blocks:
            match block:
                case Table():
                    yield block.caption, [cell.text for row in block.rows for cell in row]
                case Figure():
                    spec = block.spec
                    shown = [text for row in spec.shown for text in row]
                    texts = [] if form in PICTURED and spec.kind not in KINDS else spec.rows
                    yield spec.title, [spec.title, *map(drawn, texts)] if form in DRAWN else shown
                case KeyNumbers():
                    yield "", [item.value for item in block.items]


def drawn(row: Mapping[str, Any]) -> str:
    return f"{row.get('note', '')} {' '.join(row.get('texts', {}).values())}"
