"""Service items of any form, within bounds: nothing is lost without being counted."""

import hashlib
import json
import tempfile
import unicodedata
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenheng.errors import StudyError
from wenheng.guides import reading
from wenheng.guides.reading import read_items


def test_items_keep_their_code_and_the_hash_of_their_file(written, item):
    file = written(item())

    found = read_items(file)

    (one,) = found.items
    assert (one.code, one.title) == ("1144-7", "城镇职工基本养老保险关系转移接续申请")
    assert one.sha256 == hashlib.sha256(file.read_bytes()).hexdigest() == found.files[file.name]
    assert one.get("materials") == "身份证、转移申请表"
    assert "eligibility" not in one.fields


def test_dirt_is_left_out_and_counted(written, item):
    nameless = item(TASK_NAME=" ", matter_name=None)
    deep = '{"TASK_NAME": ' + "[" * 90_000
    long = item(TASK_NAME="长" * 300_000)

    found = read_items(written(item(), "{broken", "[1]", "", nameless, item(), long, deep))

    assert len(found.items) == 1
    assert found.left_out == {"no-item": 3, "nameless": 1, "repeated": 1, "too-long": 1}


@pytest.mark.parametrize(
    ("versions", "kept"), [(("2", "10"), "5"), (("10", "2"), "4"), (("", ""), "5")]
)
def test_of_several_versions_the_newest_is_kept_or_the_later_one(written, item, versions, kept):
    one, other = (
        item(VERSION=version, handle_time_limit=f"{days}(工作日)")
        for version, days in zip(versions, (4, 5), strict=True)
    )

    found = read_items(written(one, other))

    assert found.left_out == {"superseded": 1}
    assert [one.get("promised") for one in found.items] == [f"{kept}(工作日)"]


def test_an_item_without_a_version_has_one_that_changes_with_what_it_says(written, item):
    def version(**its):
        return read_items(written(item(**its))).items[0].version

    assert version() == version(theme_category="其他") != version(handle_time="9(工作日)")


def test_a_folder_is_read_whole_and_other_files_are_passed_over(tmp_path, written, item):
    written(item(), name="a.jsonl")
    written("# notes", name="README.md")
    (tmp_path / "b.json").write_text(json.dumps([item(TASK_CODE="2"), 7]), "utf-8")
    (tmp_path / "c.csv").write_bytes(
        "事项名称,实施编码,承诺办结时限\n甲事项,3,5个工作日\n".encode("gbk")
    )
    book = openpyxl.Workbook()
    book.active.append(["事项名称", "实施编码", "咨询电话"])
    book.active.append(["乙事项", "4", 12345])
    book.save(tmp_path / "d.xlsx")

    found = read_items(tmp_path)

    assert [one.code for one in found.items] == ["1144-7", "2", "3", "4"]
    assert (found.items[2].get("promised"), found.items[3].get("phone")) == ("5个工作日", "12345")
    assert found.left_out == {"no-item": 1}


PAPERS = ["身份证", "户口簿"]


@pytest.mark.parametrize(
    "papers",
    [
        PAPERS,
        "1.身份证\n2、户口簿\n",
        "身份证；（2）户口簿",
        "身份证<br/>户口簿",
        [{"MATERIAL_NAME": "身份证", "copies": 1}, {"材料名称": "户口簿"}, {"copies": 2}],
    ],
)
def test_a_list_of_papers_is_read_however_it_is_written(written, item, papers):
    found = read_items(written(item(material_intro=papers)))

    assert found.items[0].get("materials") == "身份证、户口簿"


def test_a_json_document_may_hold_its_items_in_a_field_or_be_one(tmp_path, item):
    file = tmp_path / "items.json"
    papers = item(material_intro=[{"name": "身份证"}])
    for document in ({"code": 0, "rows": [papers]}, papers):
        file.write_text(json.dumps(document, indent=1), "utf-8")

        assert [one.get("materials") for one in read_items(file).items] == ["身份证"]


def test_json_may_be_gbk_or_utf16_and_never_becomes_nonsense(tmp_path, item):
    for encoding in ("gbk", "utf-16", "utf-8-sig"):
        file = tmp_path / "items.jsonl"
        file.write_bytes(json.dumps(item(), ensure_ascii=False).encode(encoding))

        assert read_items(file).items[0].get("platform") == "穗好办"


def test_all_files_that_cannot_be_read_are_named_and_nothing_is_taken(tmp_path, written, item):
    written(item(), name="good.jsonl")
    (tmp_path / "a.jsonl").write_bytes(b"\x81\xff\xfe")
    (tmp_path / "b.xlsx").write_bytes(b"PK no workbook")

    with pytest.raises(StudyError) as raised:
        read_items(tmp_path)

    assert "a.jsonl" in str(raised.value) and "b.xlsx" in str(raised.value)


def test_a_zip_bomb_is_refused_before_it_unfolds(tmp_path):
    zeros, name = b"0" * 1_000_000, "xl/worksheets/sheet1.xml"
    with (
        zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as bomb,
        bomb.open(name, "w", force_zip64=True) as part,
    ):
        for _ in range(600):
            part.write(zeros)

    with pytest.raises(StudyError, match="600 MB"):
        read_items(tmp_path)


def test_files_too_large_or_too_many_are_refused(monkeypatch, written, item):
    file = written(item())
    monkeypatch.setattr(reading, "MAX_BYTES", 10)

    with pytest.raises(StudyError, match=r"items\.jsonl"):
        read_items(file)

    monkeypatch.setattr(reading, "MAX_FILES", 0)
    with pytest.raises(StudyError, match="0"):
        read_items(file.parent)


def test_what_goes_beyond_the_limit_is_counted(monkeypatch, written, item):
    monkeypatch.setattr(reading, "MAX_ITEMS", 1)

    found = read_items(written(item(), item(TASK_CODE="2"), item(TASK_CODE="3")))

    assert (len(found.items), found.left_out) == (1, {"beyond": 2})


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b"{}"])
def test_a_file_without_an_item_is_an_error_of_its_author(tmp_path, content):
    (tmp_path / "items.json").write_bytes(content)

    with pytest.raises(StudyError):
        read_items(tmp_path)


def test_a_place_that_is_not_there_is_an_error_too(tmp_path):
    with pytest.raises(StudyError, match="nowhere"):
        read_items(tmp_path / "nowhere")


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.sampled_from(["TASK_NAME", "material_intro", "name", "rows"]), inner)
    ),
    max_leaves=20,
)


def read_as(name, content):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / name
        file.write_bytes(content)
        try:
            return read_items(file).items
        except StudyError:
            return ()


@given(st.binary(max_size=400), st.sampled_from(["a.json", "a.jsonl", "a.csv", "a.xlsx"]))
def test_whatever_stands_in_a_file_it_is_read_or_refused_in_words(content, name):
    assert all(one.title for one in read_as(name, content))


@given(JUNK)
def test_whatever_an_item_holds_its_fields_are_clean_lines(document):
    for one in read_as("a.json", json.dumps(document).encode()):
        for value in (one.title, *one.fields.values()):
            unseen = {unicodedata.category(sign) for sign in value} & {"Cc", "Cs", "Zl", "Zp"}
            assert value == value.strip() and not unseen
