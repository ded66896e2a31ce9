"""From tables to what people read: figures as data, a document of blocks, writers."""

from wenheng.report.html import html_report
from wenheng.report.material import RunFacts
from wenheng.report.pictures import Picture

__all__ = ["Picture", "RunFacts", "html_report"]
