"""Chapters that people wrote, and reports of some chapters only."""

from dataclasses import fields, is_dataclass

import pytest

from wenheng.errors import StudyError
from wenheng.language import speaking
from wenheng.report import House, OwnChapter, report_document
from wenheng.report.compose.own import own_blocks
from wenheng.report.document import Heading, Note, Paragraph, Points, Table

TEXT = """# 前言

本次评估由**某中心**组织，
历时两月。详见[方案](https://example.org/plan)。

- 第一点
- 第二点

1. 先
2. 后

> 请勿转引。

| 阶段 | 时间 |
|---|---|
| 采集 | 三月 |

<script>alert(1)</script>
"""


def chapter(text: str, **parts: str) -> OwnChapter:
    return OwnChapter(**({"anchor": "own-1", "title": "前言", "text": text, "after": ""} | parts))


@pytest.fixture(autouse=True)
def chinese():
    with speaking("zh"):
        yield


def test_markdown_becomes_the_blocks_of_a_report():
    heading, said, points, steps, note, table, script = own_blocks(chapter(TEXT))

    assert isinstance(heading, Heading) and (heading.level, heading.text) == (3, "前言")
    assert said == Paragraph(
        "本次评估由某中心组织，历时两月。详见方案（https://example.org/plan）。"
    )
    assert points == Points(("第一点", "第二点"))
    assert steps == Points(("1. 先", "2. 后"))
    assert note == Note("请勿转引。")
    assert isinstance(table, Table) and [c.text for c in table.rows[0]] == ["采集", "三月"]
    assert script == Paragraph("<script>alert(1)</script>")  # words, and nothing else


def test_lines_of_english_are_joined_by_a_gap():
    assert own_blocks(chapter("two\nlines")) == (Paragraph("two lines"),)


@pytest.mark.parametrize(
    ("text", "line"), [("甲\n\n![标志](logo.png)", 3), ("甲\n\n- 乙\n  - 丙", 4)]
)
def test_what_has_no_form_in_a_report_is_refused_with_its_line(text, line):
    with pytest.raises(StudyError, match=f"第 {line} 行"):
        own_blocks(chapter(text))


def titles(document) -> list[str]:
    return [one.title.partition("、")[2] for one in document.chapters]


def made(country, house=None, only=()):
    return report_document(country.study, country.tables, country.facts, "zh", house, only)


def test_an_own_chapter_stands_where_it_wants_to(country):
    house = House(
        "某中心",
        chapters=(chapter("甲"), chapter("乙", anchor="own-2", title="结语", after="limits")),
    )
    document = made(country, house)
    assert titles(document)[:2] == ["前言", "概要"]
    assert titles(document)[titles(document).index("使用限制") + 1] == "结语"
    assert document.cover.organisation == "某中心"


def test_chapters_of_the_same_place_keep_their_order(country):
    house = House(chapters=(chapter("甲"), chapter("乙", anchor="own-2", title="致谢")))
    assert titles(made(country, house))[:2] == ["前言", "致谢"]


def test_a_chapter_that_wants_to_follow_none_there_is_is_refused(country):
    with pytest.raises(StudyError, match="summary"):
        made(country, House(chapters=(chapter("甲", after="summary"),)))


def links(part) -> set[str]:
    if isinstance(part, tuple):
        return {link for inner in part for link in links(inner)}
    if not is_dataclass(part):
        return set()
    own = {part.link} if getattr(part, "link", "") else set()
    return own | {link for f in fields(part) for link in links(getattr(part, f.name))}


def test_of_some_chapters_only_no_link_leads_nowhere(country):
    whole, some = made(country), made(country, only=["overview", "ranking"])
    assert [one.anchor for one in some.chapters] == ["overview", "ranking"]
    assert "coverage" in links(whole.chapters)
    assert links(some.chapters) and "coverage" not in links(some.chapters)
    assert some.chapters[1].blocks[1].number == "表 1"


def test_a_chapter_that_there_is_not_is_named(country):
    with pytest.raises(StudyError, match="rankings"):
        made(country, only=["rankings"])
