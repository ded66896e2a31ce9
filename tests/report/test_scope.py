"""The plan at a glance: every unit and every scenario stands in it once."""

import pytest

from wenheng.language import speaking
from wenheng.report.compose.scope import scope
from wenheng.report.document import Table
from wenheng.report.material import material


@pytest.fixture(scope="module")
def tables(country) -> list[Table]:
    with speaking("zh"):
        data = material(country.study, country.tables, country.facts)
        return [block for block in scope(data) if isinstance(block, Table)]


def test_units_are_listed_once_by_level_and_region(tables, country):
    participants = tables[0]

    assert sum(int(row[2].text) for row in participants.rows) == len(country.study.units)
    assert sum(int(row[3].text) for row in participants.rows) == len(country.study.platforms)
    assert [cell.text for cell in participants.rows[0]] == ["省级", "东部", "1", "2", "甲省"]


def test_scenarios_are_listed_once_by_scene_and_business(tables):
    matters = tables[1]

    assert [column.label for column in matters.columns] == ["场景类型", "个人业务"]
    assert matters.rows[0][1].text.startswith("2 个\uff1a事项0\uff1a临时居民身份证申领、事项2")
    assert matters.rows[1][1].text.startswith("1 个\uff1a事项1")


def test_scenarios_without_a_scene_or_business_make_no_table(country):
    bare = tuple(
        scenario.model_copy(update={"scene": "", "business": ""})
        for scenario in country.study.scenarios
    )
    study = country.study.model_copy(update={"scenarios": bare})

    found = list(scope(material(study, country.tables, country.facts)))

    assert [block.anchor for block in found] == ["scope", "participants"]
