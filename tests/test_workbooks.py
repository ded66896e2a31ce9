"""Workbooks that spreadsheet programs open."""

from datetime import UTC, datetime

import openpyxl
import polars as pl
import pytest

from wenheng.workbooks import Sheet, for_spreadsheets, write_form, write_workbook


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


def test_the_same_tables_make_the_same_bytes_whenever_they_are_written(tmp_path):
    moment = datetime(2026, 3, 2, 1, 3, tzinfo=UTC)
    table = pl.DataFrame({"started_at": [moment, None], "usable": [True, None], "n": [3, None]})

    for name in ("first", "second"):
        write_workbook({"sessions": table}, tmp_path / f"{name}.xlsx")

    assert (tmp_path / "first.xlsx").read_bytes() == (tmp_path / "second.xlsx").read_bytes()
    book = openpyxl.load_workbook(tmp_path / "first.xlsx")
    assert book.properties.created.year == 1980
    row = [cell.value for cell in book["sessions"][2]]
    assert row == [moment.replace(tzinfo=None), True, 3]


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t"])
def test_no_collected_text_is_a_formula_in_a_spreadsheet(begin):
    table = pl.DataFrame({"span": [f"{begin}HYPERLINK(1)", "费用=10元"], "level": [-1, 2]})

    shown = for_spreadsheets(table)

    assert shown["span"].to_list() == [f"'{begin}HYPERLINK(1)", "费用=10元"]
    assert shown["level"].to_list() == [-1, 2]
