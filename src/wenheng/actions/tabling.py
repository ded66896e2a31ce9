"""Tables as files that other programs open: CSV, Parquet, and a workbook of all of them."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from wenheng.actions.writing import writable
from wenheng.workbooks import for_spreadsheets, write_workbook

WORKBOOK = "tables.xlsx"


def write_tables(folder: Path, tables: Mapping[str, pl.DataFrame], workbook: bool = False) -> None:
    """Write each of `tables` below `folder` as CSV and Parquet; with `workbook` as XLSX, too.

    Parquet holds a table as it is. CSV and the workbook, with a sheet for each table, leave nested
    columns out, and no text of theirs acts as a formula.

    Raises:
        StudyError: the folder cannot be written.
        TableError: a table has more rows than a sheet can have; a workbook needs the extra `excel`.
    """
    with writable(folder):
        for name, table in tables.items():
            table.write_parquet(folder / f"{name}.parquet")
            (folder / f"{name}.csv").write_bytes(as_csv(table))
        if workbook:
            write_workbook(tables, folder / WORKBOOK)


def as_csv(table: pl.DataFrame) -> bytes:
    """`table` as a CSV file that spreadsheets open, see `for_spreadsheets`."""
    return b"\xef\xbb\xbf" + for_spreadsheets(table).write_csv().encode()
