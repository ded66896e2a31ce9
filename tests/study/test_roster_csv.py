"""The roster as a spreadsheet saves it."""

import pytest

from wenheng.study.load import load_study
from wenheng.study.roster_csv import read_roster

TABLE = """\
unit,unit_zh,unit_en,level,region,region_belts,parent,platform,channel,entry,transport
east,东城,East,city,north,belt-1,,east-web,web,https://east.example/,browser
east,,,,,,,,mobile,,capture
west,西城,West,city,south,belt-2,east,,,,
"""


def test_units_are_derived_from_the_rows_of_their_platforms():
    roster = read_roster(TABLE.encode())

    assert [unit["id"] for unit in roster.units] == ["east", "west"]
    assert roster.units[0] == {
        "id": "east",
        "name": {"zh": "东城", "en": "East"},
        "level": "city",
        "region": "north",
        "other_regions": {"belts": "belt-1"},
    }
    assert roster.units[1]["parent"] == "east"


def test_a_platform_without_id_is_named_after_unit_and_channel():
    roster = read_roster(TABLE.encode())

    assert [platform["id"] for platform in roster.platforms] == ["east-web", "east-mobile"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_every_encoding_that_excel_writes_is_read(encoding):
    roster = read_roster(TABLE.encode(encoding))

    assert roster.findings == []
    assert roster.units[0]["name"]["zh"] == "东城"


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_separators_are_recognised(delimiter):
    roster = read_roster(TABLE.replace(",", delimiter).encode())

    assert [unit["id"] for unit in roster.units] == ["east", "west"]


@pytest.mark.parametrize("text", ["NA", "N/A", "null", "None", "TRUE", "010", "1e5"])
def test_text_that_looks_like_a_gap_or_a_number_stays_text(text):
    roster = read_roster(TABLE.replace("东城", text).encode())

    assert roster.units[0]["name"]["zh"] == text


def test_lines_are_those_of_the_file_even_with_line_breaks_in_cells():
    table = TABLE.replace("东城", '"东\n城"').replace("west,西城", "\nwest,西城")

    roster = read_roster(table.encode())

    assert roster.lines == {
        ("units", 0): 2,
        ("platforms", 0): 2,
        ("platforms", 1): 4,
        ("units", 1): 6,
    }


def test_a_later_row_may_not_contradict_the_first():
    roster = read_roster(TABLE.replace("east,,,,,,,,mobile", "east,,,county,,,,,mobile").encode())

    (line, finding), *more = roster.findings
    assert (line, finding.code, finding.values["that"]) == (3, "csv-unit-differs", "city")
    assert more == []


def test_a_torn_table_is_a_problem_and_not_a_traceback():
    roster = read_roster(TABLE.replace("西城", '"西城').encode())

    assert [(line, finding.code) for line, finding in roster.findings] == [(4, "csv-broken")]
    assert not roster.complete


def test_a_row_with_more_cells_than_columns_is_a_problem():
    roster = read_roster(TABLE.replace("browser\n", "browser,,x\n").encode())

    assert [(line, finding.code) for line, finding in roster.findings] == [(2, "csv-too-many")]


def test_bytes_in_no_known_encoding_are_a_problem():
    roster = read_roster(b"unit\n\xff\xff\xff")

    assert [finding.code for _, finding in roster.findings] == ["csv-encoding"]


def test_a_roster_in_gbk_makes_the_same_study(small):
    before = load_study(small)
    file = small / "roster.csv"
    file.write_bytes(file.read_text("utf-8").encode("gbk"))

    assert load_study(small) == before
