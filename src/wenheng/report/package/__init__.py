"""The data package: all tables with their schemas, in words and by hash, for others to work on."""

from wenheng.report.package.files import data_package

__all__ = ["data_package"]
