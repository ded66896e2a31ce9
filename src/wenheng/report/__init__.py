"""From tables to what people read: figures as data, a document of blocks, writers."""

from wenheng.report.html import calibration_html, html_report
from wenheng.report.material import RunFacts
from wenheng.report.pictures import Picture

__all__ = ["Picture", "RunFacts", "calibration_html", "html_report"]
