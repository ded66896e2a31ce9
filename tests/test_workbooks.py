"""Workbooks that spreadsheet programs open."""

import openpyxl
import polars as pl

from wenheng.workbooks import Sheet, write_form, write_workbook


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


def test_a_form_takes_any_text_as_text(tmp_path):
    file = tmp_path / "form.xlsx"
    sheet = Sheet("甲", {"q": "问", "a": "答"}, entered=("a",), choices={"a": ("是", "否")})
    said = ["=1+1", "\x0b问", "长" * 40_000]

    write_form(file, sheet, [{"q": one} for one in said], ("说明", ["只填黄色列。"]))

    page, guide = openpyxl.load_workbook(file).worksheets
    kept = [row[0] for row in page.iter_rows(min_row=2, max_col=1)]
    assert [cell.value for cell in kept] == ["=1+1", "\ufffd问", "长" * 32_767]
    assert {cell.data_type for cell in kept} == {"s"}
    assert guide["A1"].value == "1. 只填黄色列。"
