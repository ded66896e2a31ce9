"""Ratings that people kept in a file."""

import datetime
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from wenheng import sheets
from wenheng.errors import TableError
from wenheng.language import speaking
from wenheng.rating.files import read_ratings, write_template
from wenheng.tables import Ratings

HEAD = "platform,scenario,indicator,rater,level"


@pytest.fixture
def csv(tmp_path: Path):
    """A CSV file of these lines, in this encoding."""

    def written(*lines: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / "ratings.csv"
        path.write_bytes("\r\n".join([*lines, ""]).encode(encoding))
        return path

    return written


@pytest.fixture
def xlsx(tmp_path: Path):
    """A workbook whose first sheet has these rows."""

    def written(*rows: tuple[Any, ...]) -> Path:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        path = tmp_path / "ratings.xlsx"
        book.save(path)
        return path

    return written


def refusal(path: Path) -> str:
    with speaking("en"), pytest.raises(TableError) as error:
        read_ratings(path)
    return str(error.value)


def test_a_file_becomes_a_table_of_ratings(csv):
    table = read_ratings(csv(HEAD, "gz-web,card,A1.1,ann,2", "gz-web,,B1.1,ann,"))

    assert table.schema == Ratings.create_empty().schema
    assert table.select("scenario", "rater_kind", "status", "level").rows() == [
        ("card", "person", "rated", 2),
        ("*", "person", "not_assessed", None),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("divider", [",", ";", "\t"])
def test_chinese_headings_and_words_are_read_in_the_encodings_of_spreadsheets(
    csv, encoding: str, divider: str
):
    lines = (
        "平台,场景,指标,评分员,评分者类别,状态,等级,理由,备注",
        "gz-web,card,A1.1,王芳,人工,已评,２,要点齐全,略",
        "gz-web,move,A1.1,王芳,人工,无助手,,,",
    )

    table = read_ratings(csv(*(line.replace(",", divider) for line in lines), encoding=encoding))

    assert table.select("rater", "status", "level", "reason").rows() == [
        ("王芳", "rated", 2, "要点齐全"),
        ("王芳", "no_assistant", None, ""),
    ]


def test_headings_may_be_english_in_any_case_and_in_any_order(csv):
    table = read_ratings(csv("Level,Rater,Indicator ID,Platform", "3,ann,B1.1,gz-web"))

    assert table.select("platform", "scenario", "level").rows() == [("gz-web", "*", 3)]


def test_a_workbook_is_read_like_a_file_of_text(xlsx):
    table = read_ratings(
        xlsx(
            ("platform", "scenario", "indicator", "rater", "level", "confidence"),
            ("gz-web", "card", "A1.1", "ann", 2, 0.5),
            (None, None, None, None, None, None),
            ("gz-web", "card", "A1.2", "ann", 2.0, None),
        )
    )

    assert table.select("indicator", "level", "confidence").rows() == [
        ("A1.1", 2, 0.5),
        ("A1.2", 2, None),
    ]


@pytest.mark.parametrize("text", ["NA", "N/A", "nan", "null", "-", "1.5", "10", "-1", "TRUE", "二"])
def test_text_in_place_of_a_level_is_a_fault_with_its_place(csv, text: str):
    said = refusal(csv(HEAD, "gz-web,card,A1.1,ann,2", f"gz-web,card,A1.1,bob,{text}"))

    assert "ratings.csv" in said
    assert f"row 3, column 'level': {text!r} is no level" in said


def test_every_bad_place_is_listed_and_alike_ones_are_drawn_together(csv):
    said = refusal(
        csv(
            HEAD + ",status,confidence",
            "gz-web,card,A1.1,ann,N/A,,",
            "gz-web,card,A1.2,ann,N/A,,",
            ",card,A1.1,ann,2,,",
            "gz-web,card,A2.1,ann,2,absent,",
            "gz-web,card,A1.1,bob,2,no_assistant,",
            "gz-web,card,A1.2,bob,,rated,",
            "gz-web,card,A1.3,bob,2,,95%",
            "gz-web,card,A1.4,bob,2,,,surplus",
            "gz-web,card,A1.5,bob,2,,",
            "",
            "gz-web,card,A1.5,bob,3,,",
        )
    )

    for place in (
        "rows 2–3, column 'level': 'N/A' is no level",
        "row 4, column 'platform': must not be empty",
        "row 5, column 'status': no 'absent'; there are rated, not assessed,",
        "row 6, column 'level': the status is 'no assistant', so there is no level to give",
        "row 7, column 'level': the status is 'rated', but there is no level",
        "row 8, column 'confidence': '95%' is no number between 0 and 1",
        "row 9: 1 fields more than there are headings",
        "rows 10, 12: the same rater rated the same cell more than once: gz-web/card/A1.5/bob",
    ):
        assert place in said
    assert "8 things cannot be read; nothing was imported" in said


def test_the_places_are_told_in_chinese_too(csv):
    with speaking("zh"), pytest.raises(TableError, match="第 2 行“等级”列：“N/A”不是等级"):
        read_ratings(csv("平台,指标,评分员,等级", "gz-web,B1.1,王芳,N/A"))


def test_a_formula_is_never_evaluated(xlsx):
    path = xlsx(
        ("platform", "indicator", "rater", "level", "reason"),
        ("gz-web", "B1.1", "ann", "=1+1", "=HYPERLINK(1)"),
    )

    assert "row 2, column 'level': '=1+1' is a formula" in refusal(path)


def test_what_a_spreadsheet_turned_into_a_date_or_an_error_is_not_a_level(xlsx):
    said = refusal(
        xlsx(
            ("platform", "indicator", "rater", "level"),
            ("gz-web", "B1.1", "ann", datetime.date(2026, 3, 1)),
            ("gz-web", "B1.1", "bob", "#N/A"),
            ("gz-web", "B1.1", "cid", True),
        )
    )

    assert "row 2, column 'level': '2026-03-01" in said
    assert "row 3, column 'level': '#N/A'" in said
    assert "row 4, column 'level': 'True'" in said


def test_a_missing_or_misspelt_or_repeated_heading_is_told(csv):
    missing = refusal(csv("platform,indicator,level", "gz-web,B1.1,2"))
    misspelt = refusal(csv(HEAD + ",statuss", "gz-web,card,A1.1,ann,2,rated"))
    repeated = refusal(csv(HEAD + ",rating", "gz-web,card,A1.1,ann,2,3"))

    assert "no column 'rater'; present: platform, indicator, level" in missing
    assert "no column is called 'statuss'; is 'status' meant" in misspelt
    assert "the column 'level' stands more than once" in repeated


def test_other_columns_are_left_alone(csv):
    table = read_ratings(csv(HEAD + ",备注", 'gz-web,card,A1.1,ann,2,"once, again"'))

    assert table.columns == Ratings.column_names()


def test_files_that_are_no_tables_are_refused_in_words(csv, tmp_path: Path):
    picture = tmp_path / "ratings.png"
    torn = tmp_path / "torn.xlsx"
    torn.write_bytes(b"PK\x03\x04 and no more")
    other = tmp_path / "other.xlsx"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("readme.txt", "no workbook")

    assert "cannot read '.png'" in refusal(picture)
    assert "no such file" in refusal(tmp_path / "lost.csv")
    assert "the file is empty" in refusal(csv(""))
    assert "not a valid XLSX file" in refusal(torn)
    assert "not a valid XLSX file" in refusal(other)
    assert "not valid CSV near row 2" in refusal(csv(HEAD, 'gz-web,card,"A1.1'))


def test_bytes_that_are_no_text_are_refused(tmp_path: Path):
    path = tmp_path / "ratings.csv"
    path.write_bytes(b"platform\n\xff\xff\xff")

    assert "neither UTF-8 nor GBK" in refusal(path)


def test_a_zip_bomb_is_not_unpacked(xlsx, monkeypatch: pytest.MonkeyPatch):
    path = xlsx(("platform", "indicator", "rater", "level"))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/bomb.xml", b" " * 3_000_000)
    monkeypatch.setattr(sheets, "LARGEST_MB", 2)

    assert path.stat().st_size < 100_000
    assert "more than the limit of 2 MB" in refusal(path)


def test_a_workbook_that_asks_for_entities_to_be_expanded_is_refused(xlsx, tmp_path: Path):
    evil = tmp_path / "evil.xlsx"
    with zipfile.ZipFile(xlsx(("platform",))) as good, zipfile.ZipFile(evil, "w") as archive:
        for name in good.namelist():
            content = good.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = b'<!DOCTYPE x [<!ENTITY a "b">]>' + content
            archive.writestr(name, content)

    assert "not a valid XLSX file" in refusal(evil)


def test_rows_of_the_template_in_which_nothing_was_filled_in_are_no_ratings(csv):
    head = "platform,scenario,indicator,rater,level,status,reason"

    table = read_ratings(csv(head, "gz-web,card,A1.1,ann,3,,", "gz-web,move,A1.1,,,,"))

    assert table["scenario"].to_list() == ["card"]
    with pytest.raises(TableError, match="rater"):
        read_ratings(csv(head, "gz-web,card,A1.1,ann,3,,", "gz-web,move,A1.1,,2,,"))
    with pytest.raises(TableError):
        read_ratings(csv(head, "gz-web,card,A1.1,,,,"))


def test_a_template_that_is_filled_in_can_be_read_back(tmp_path: Path):
    plan = pl.DataFrame(
        {
            "platform": ["gz-web", "gz-web"],
            "scenario": ["card", "move"],
            "indicator": ["A1.1", "A1.1"],
            "applicable": [True, False],
        }
    )
    path = tmp_path / "sheet.csv"

    with speaking("zh"):
        write_template(plan, path)
    filled = path.read_text("utf-8-sig").replace("A1.1,,,,", "A1.1,王芳,3,,")
    path.write_text(filled, "utf-8-sig")

    assert filled.startswith("平台,场景,指标,评分员,等级,状态,理由")
    assert read_ratings(path).select("platform", "scenario", "rater", "level").rows() == [
        ("gz-web", "card", "王芳", 3)
    ]
