"""A document in the forms people read; no writer computes a number."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from wenheng.report.document import ReportDoc
from wenheng.report.pictures import Picture
from wenheng.report.writers.docx import docx_file
from wenheng.report.writers.html import html_page, html_pages
from wenheng.report.writers.pdf import pdf_file, pdf_files
from wenheng.report.writers.pptx import pptx_file
from wenheng.report.writers.xlsx import xlsx_workbook

Writer = Callable[[ReportDoc, Mapping[str, Picture]], bytes]
"""Takes a document and its pictures by SHA-256, gives the bytes of a file."""

WRITERS: dict[str, Writer] = {
    "html": lambda document, pictures: html_page(document, pictures).encode(),
    "docx": docx_file,
    "pdf": pdf_file,
    "xlsx": lambda document, _pictures: xlsx_workbook(document),
    "pptx": pptx_file,
}
"""By the ending of the file."""

ManyWriter = Callable[[Sequence[ReportDoc], Mapping[str, Picture]], Iterable[bytes]]
"""Takes documents whose figures have different ids, gives the bytes of a file for each."""

CARD_WRITERS: dict[str, ManyWriter] = {
    "html": lambda cards, pictures: (page.encode() for page in html_pages(cards, pictures)),
    "pdf": pdf_files,
}
"""By the ending of the file: what writes all scorecards of a study."""
