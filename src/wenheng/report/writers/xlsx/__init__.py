"""The report as a workbook: a sheet for each table and figure, with charts that can be edited."""

from wenheng.report.writers.xlsx.book import xlsx_workbook

__all__ = ["xlsx_workbook"]
