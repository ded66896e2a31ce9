"""A document in the forms people read; no writer computes a number."""

from collections.abc import Callable, Mapping

from wenheng.report.document import ReportDoc
from wenheng.report.pictures import Picture
from wenheng.report.writers.docx import docx_file
from wenheng.report.writers.html import html_page
from wenheng.report.writers.pdf import pdf_file
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
