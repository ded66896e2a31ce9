"""A publisher's name, logo, colour and chapters, taken from files beside the study."""

from pathlib import Path

import pytest
from PIL import Image

from wenheng.actions.imprint import MOST_BYTES, house
from wenheng.errors import StudyError
from wenheng.language import speaking

IMPRINT = """
organisation: {zh: 某评估中心, en: A Centre}
logo: logo.png
colour: "#7a1f2b"
chapters:
  - {title: {zh: 前言, en: Preface}, file: "preface.{lang}.md", after: ""}
"""


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / "report.yaml").write_text(IMPRINT, "utf-8")
    Image.new("RGB", (40, 20), "red").save(tmp_path / "logo.png")
    (tmp_path / "preface.zh.md").write_text("我们为何评估。", "utf-8")
    (tmp_path / "preface.en.md").write_text("Why we assess.", "utf-8")
    return tmp_path


def test_each_language_has_its_name_and_its_chapter(directory):
    chinese, english = house(directory, "zh"), house(directory, "en")

    assert (chinese.organisation, english.organisation) == ("某评估中心", "A Centre")
    assert chinese.chapters[0].text == "我们为何评估。"
    assert (english.chapters[0].title, english.chapters[0].text) == ("Preface", "Why we assess.")


def test_without_the_file_the_report_is_nobody_s(tmp_path):
    found = house(tmp_path, "zh")
    assert (found.organisation, found.logo, found.colour, found.chapters) == ("", None, "", ())


def test_every_file_that_is_missing_too_large_or_no_picture_is_told_at_once(directory):
    (directory / "logo.png").write_bytes(b"<svg onload=alert(1)>")
    (directory / "preface.zh.md").write_bytes(b"x" * (MOST_BYTES + 1))
    with speaking("en"), pytest.raises(StudyError) as raised:
        house(directory, "zh")

    assert "logo.png" in str(raised.value) and "preface.zh.md" in str(raised.value)

    (directory / "preface.zh.md").unlink()
    with speaking("en"), pytest.raises(StudyError, match=r"no file preface\.zh\.md"):
        house(directory, "zh")
