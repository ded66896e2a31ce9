"""Workbooks that spreadsheet programs open."""

import openpyxl
import polars as pl

from wenheng.actions.workbook import write_workbook


def test_tables_are_sheets_and_texts_are_no_formulas(tmp_path):
    file = tmp_path / "both.xlsx"
    first = pl.DataFrame({"rule": ["R01"], "value": [0.5859375], "sentence_zh": ["=1+1"]})

    write_workbook({"findings": first, "advice": pl.DataFrame({"unit": [None]})}, file)

    book = openpyxl.load_workbook(file)
    sheet = book["findings"]
    assert book.sheetnames == ["findings", "advice"]
    assert [cell.value for cell in sheet[1]] == ["rule", "value", "sentence_zh"]
    assert [cell.value for cell in sheet[2]] == ["R01", 0.5859375, "=1+1"]
    assert [cell.data_type for cell in sheet[2]] == ["s", "n", "s"]
