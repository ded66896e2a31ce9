"""The handbook: the study said in full, and what it does not say said to be missing."""

import re
from collections import Counter
from functools import cache

import pytest

from wenheng.rating.presence import SHOWS_ABSENT, SHOWS_PRESENT
from wenheng.report import SpotCheck, handbook_document, html_page
from wenheng.report.compose.handbook.conduct import OUTCOMES, _shows
from wenheng.report.document import Heading, Paragraph, Table
from wenheng.study.load import load_study
from wenheng.study.model import Study
from wenheng.tables import OUTCOMES as KNOWN

SPOT = SpotCheck(25_728, 0.01, 0.05, 0.05, 181, 4)


@cache
def book(language="zh", study="default-2021r"):
    return handbook_document(load_study(study), (SPOT,), language, "Wenheng 0")


def changed(**parts):
    document = load_study("minimal").model_dump(exclude_unset=True)
    return handbook_document(Study.model_validate({**document, **parts}), (), "zh", "Wenheng 0")


def blocks(document, kind):
    return [
        block for chapter in document.chapters for block in chapter.blocks if type(block) is kind
    ]


def words(document):
    cells = [cell.text for table in blocks(document, Table) for row in table.rows for cell in row]
    return "\n".join([*cells, *(paragraph.text for paragraph in blocks(document, Paragraph))])


def test_every_question_anchor_and_stop_of_the_study_is_in_the_handbook():
    study = load_study("default-2021r")

    said = words(book()).replace(" ", "")

    for scenario in study.scenarios:
        asked = scenario.utterances
        for one in (asked.main, *asked.paraphrases, asked.vague, *(f.say for f in asked.followups)):
            assert one.replace(" ", "") in said
    assert said.count("首次回答即针对正确事项") == 1
    assert "到填写/确认页即止，不提交" in said
    assert {leaf.id for leaf in study.leaves} <= {
        h.text.split()[0] for h in blocks(book(), Heading)
    }


def test_a_wording_that_the_study_does_not_plan_is_marked():
    table = next(t for t in blocks(book(), Table) if t.rows[0][1].text.startswith("我要到外地工作"))

    notes = {row[0].text: row[2].text for row in table.rows}

    assert notes["干扰（typo）"] == "未列入计划"
    assert notes["含糊问法"] == "单独一次会话"
    assert "S01.9" in notes["追问 1"]


def test_a_fact_says_who_decides_and_the_national_value():
    table = next(t for t in blocks(book(), Table) if t.rows[0][0].text == "S01.1")

    rows = {row[0].text: [cell.text for cell in row] for row in table.rows}

    assert rows["S01.8"][3:] == ["一般", "全国统一；免费", "0"]
    assert rows["S01.5"][4] == "市级规定；研究未规定"


def test_what_the_study_lacks_is_said_to_be_lacking():
    said = words(changed(quality={}, grading={}, probes=[], contact=""))

    for lacking in (
        "研究未规定阶段",
        "研究未规定分工",
        "研究未规定等级",
        "研究未规定探针",
        "研究未填写联系方式",
    ):
        assert lacking in said


def test_examples_stand_beside_the_anchors_they_are_of():
    document = load_study("minimal").model_dump(exclude_unset=True)
    leaf = next(n for n in load_study("minimal").leaves)
    walk = [*document["indicators"]]
    while walk:
        node = walk.pop()
        walk += node.get("children", ())
        if node["id"] == leaf.id:
            node["examples"] = {1: ("只答出一半",)}

    tables = blocks(changed(indicators=document["indicators"]), Table)

    shown = next(t for t in tables if t.columns[-1].label == "示例")
    assert [row[-1].text for row in shown.rows][:2] == ["研究未给出", "只答出一半"]


def test_differences_are_settled_by_the_numbers_of_the_study():
    settled = {}
    for discuss, third in ((1, 2), (1, 3), (2, 2)):
        document = changed(
            quality={"discuss_from_difference": discuss, "adjudicate_from_difference": third}
        )
        table = next(t for t in blocks(document, Table) if t.caption == "评分不一致时的处置")
        settled[discuss, third] = [row[0].text for row in table.rows[:-1]]

    assert settled == {
        (1, 2): ["等级相同", "相差 1 级", "相差 2 至 3 级"],
        (1, 3): ["等级相同", "相差 1 至 2 级", "相差 3 级"],
        (2, 2): ["相差不到 2 级", "相差 2 至 3 级"],
    }


def test_the_spot_check_is_that_of_the_study_and_the_plans_are_offered():
    said = words(book())

    assert "应抽查 2573 格" in said
    table = next(t for t in blocks(book(), Table) if t.caption.startswith("抽样方案"))
    assert [cell.text for cell in table.rows[0]] == ["1%", "5%", "181", "4", "5"]


def test_what_an_outcome_shows_is_what_presence_reads_in_it():
    shown = {name: _shows(name) for name in OUTCOMES}

    assert set(OUTCOMES) == set(KNOWN)
    assert {n for n, shows in shown.items() if shows == "present"} == set(SHOWS_PRESENT)
    assert {n for n, shows in shown.items() if shows == "absent"} == set(SHOWS_ABSENT)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_names_every_place_once_and_ends_without_loose_placeholders(language):
    page = re.sub(r"<script.*?</script>", "", html_page(book(language), {}), flags=re.DOTALL)

    ids = Counter(re.findall(r'\sid="([^"]+)"', page))
    targets = set(re.findall(r'href="#([^"]+)"', page))
    assert [name for name, count in ids.items() if count > 1] == []
    assert targets <= ids.keys()
    assert set(re.findall(r"\{\w+\}", words(book(language)))) == {"{place}"}
    assert 'class="print-note"' not in page


def test_english_tables_hold_chinese_only_where_the_study_does():
    heads = {column.label for table in blocks(book("en"), Table) for column in table.columns}

    assert not [head for head in heads if re.search("[一-鿿]", head)]
