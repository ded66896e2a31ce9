"""From tables to what people read: figures as data, a document of blocks, writers."""

from wenheng.report.compose import report_document
from wenheng.report.compose.calibration import calibration_document
from wenheng.report.compose.comparison import comparison_document
from wenheng.report.compose.handbook import SpotCheck, handbook_document
from wenheng.report.compose.scorecards import scorecards
from wenheng.report.house import House, OwnChapter
from wenheng.report.material import RunFacts
from wenheng.report.pictures import Picture
from wenheng.report.waves import TwoWaves, WaveOf
from wenheng.report.writers import CARD_WRITERS, WRITERS
from wenheng.report.writers.html import html_page

__all__ = [
    "CARD_WRITERS",
    "WRITERS",
    "House",
    "OwnChapter",
    "Picture",
    "RunFacts",
    "SpotCheck",
    "TwoWaves",
    "WaveOf",
    "calibration_document",
    "comparison_document",
    "handbook_document",
    "html_page",
    "report_document",
    "scorecards",
]
