"""Real screenshots, read by the real reader, as far as the import."""

import json
import shutil
from pathlib import Path

import pytest
from PIL import Image
from tests.collection.chats.pages import SAID, Camera, chat

from wenheng.actions.importing import import_files
from wenheng.actions.opened import opened_with_sessions
from wenheng.actions.screenshots import read_pictures
from wenheng.collection.given.turns import Defaults
from wenheng.collection.screenshots.lines import Line, pixels_of
from wenheng.collection.screenshots.proposal import proposed
from wenheng.errors import StudyError, TableError
from wenheng.forms import plain
from wenheng.language import speaking
from wenheng.store.evidence import place_of
from wenheng.store.sessions import sessions
from wenheng.study.packaged import packaged_studies

pytest.importorskip("rapidocr", reason="needs the extra ocr")


@pytest.fixture(scope="module")
def shots(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two windows of one talk: the questions of the minimal study, and more."""
    from playwright.sync_api import sync_playwright

    folder = tmp_path_factory.mktemp("shots")
    talk = [SAID[0], SAID[1], SAID[4], SAID[6], SAID[8]]
    with sync_playwright() as driver:
        path = shutil.which("chromium")
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        pictures = Camera(browser).scrolled(chat("wechat", talk), step=500)
        browser.close()
    files = [folder / f"{number}.png" for number in range(len(pictures))]
    for file, content in zip(files, pictures, strict=True):
        file.write_bytes(content)
    return files


@pytest.mark.browser
def test_screenshots_become_a_transcript_that_can_be_imported_with_them(shots, tmp_path):
    study = tmp_path / "study"
    shutil.copytree(packaged_studies()["minimal"], study)
    file = shots[0].parent / "talk.jsonl"

    found = read_pictures(shots, file, study, "qingshi-web")
    lines = file.read_text("utf-8").splitlines()
    planned = [line for line in lines if json.loads(line)["question"] in (SAID[0][0], SAID[1][0])]
    file.write_text("\n".join(planned), "utf-8")
    taken = import_files(study, [file], Defaults(tester="王芳"))

    assert [plain(one.text) for one in found] == [plain(SAID[n][1]) for n in (0, 1, 4, 6, 8)]
    assert found[0].question == SAID[0][0]
    assert [bool(one.doubts) for one in found[2:]] == [True, True, True]  # not in the plan
    assert len(shots) == 2
    assert taken.sessions == 1
    with opened_with_sessions(study) as opened:
        (session,) = sessions(opened.run).to_dicts()
        kept = [one for one in session["evidence"] if one["kind"] == "screenshot"]
        bytes_ = place_of(opened.workspace.evidence, kept[0]["sha256"]).read_bytes()
    assert session["transport"] == "capture"
    assert [turn["kind"] for turn in session["turns"]] == ["main", "followup"]
    assert bytes_ == shots[0].read_bytes()


def line(text: str, left: float, top: float, confidence: float = 0.99) -> Line:
    return Line(text, left, top, left + 20 * len(text), top + 24, confidence)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "shot.png"
    Image.new("RGB", (500, 1000), "white").save(path)
    return path


def test_what_a_person_should_look_at_is_said(picture):
    rows = [line("临时身份正怎么办理", 290, 200, 0.7), line("到派出所", 20, 300)]

    with speaking("en"):
        (found,) = proposed([picture], lambda _: rows, ["临时身份证怎么办理?", "要多少钱?"])
        (lone,) = proposed([picture], lambda _: [line("今天天气怎么样啊", 320, 200)], ["要多少钱?"])

    assert found.question == "临时身份证怎么办理?"
    assert found.doubts == (
        "the question is written as planned; what was read is '临时身份正怎么办理'",
        "some characters are not sure (70%)",
    )
    assert lone.doubts[0] == "the plan has no such question"
    assert lone.doubts[1].startswith("no reply to this question")


def test_files_that_are_no_pictures_are_refused_in_words(tmp_path):
    page, bomb = tmp_path / "a.png", tmp_path / "b.png"
    page.write_text("<html>")
    Image.new("1", (9000, 9000)).save(bomb)

    for path in (page, bomb):
        with pytest.raises(TableError, match="不是 PNG、JPEG 或 WebP 图片"):
            pixels_of(path)
    with pytest.raises(TableError, match="没有这个文件"):
        pixels_of(tmp_path / "c.png")


def test_a_transcript_is_written_beside_its_pictures_or_not_at_all(picture, tmp_path, monkeypatch):
    rows = [line("社会保障卡怎么办理?", 280, 200), line("到网点", 20, 300)]
    monkeypatch.setattr("wenheng.actions.screenshots.reader", lambda: lambda _: rows)

    read_pictures([picture], tmp_path / "talk.xlsx", platform="hewan-web")
    with pytest.raises(TableError, match=r"shot\.png"):
        read_pictures([picture], tmp_path / "deeper" / "talk.jsonl")
    with pytest.raises(StudyError):
        read_pictures([picture], picture / "talk.jsonl")

    study = tmp_path / "study"
    shutil.copytree(packaged_studies()["minimal"], study)
    assert import_files(study, [tmp_path / "talk.xlsx"], check=True).sessions == 1
