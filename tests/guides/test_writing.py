"""A reference file changed in place: what a person wrote around the facts stays to the letter."""

import yaml

from wenheng.guides.writing import with_facts
from wenheng.study.truths import Truth

HEAD = {"unit": "guangzhou", "place": "广州"}
NEW = Truth(kind="money", value="10元", source="指南")

FILE = """\
# 张三 2026 年整理
unit: guangzhou
place: 广州市      # 市本级
facts:
    S01.7:
        kind: duration
        value: 15个工作日   # 电话核实

    # 费用
    S01.8: 不收费
    # 结尾的话

unknown: [S01.3]   # 待查
"""


def test_a_new_file_has_its_unit_and_its_facts():
    read = yaml.safe_load(with_facts("", HEAD, {"S02.7": NEW}))

    assert read == {
        **HEAD,
        "facts": {"S02.7": {"kind": "money", "value": "10元", "source": "指南"}},
    }


def test_what_is_not_changed_stays_with_its_comments():
    text = with_facts(FILE, HEAD, {"S02.7": NEW, "S01.8": NEW})

    read = yaml.safe_load(text)
    assert read["facts"]["S01.7"] == {"kind": "duration", "value": "15个工作日"}
    assert (
        read["facts"]["S01.8"]
        == read["facts"]["S02.7"]
        == yaml.safe_load("{kind: money, value: 10元, source: 指南}")
    )
    assert read["unknown"] == ["S01.3"]
    kept = [line for line in FILE.splitlines() if line != "    S01.8: 不收费"]
    assert [line for line in text.splitlines() if line in kept] == kept


def test_the_last_fact_can_be_replaced_without_what_follows_it():
    text = with_facts(FILE.replace("    S01.8: 不收费\n", ""), HEAD, {"S01.7": NEW})

    assert yaml.safe_load(text)["facts"] == {
        "S01.7": yaml.safe_load("{kind: money, value: 10元, source: 指南}")
    }
    assert "# 费用" in text and "# 结尾的话" in text and "# 待查" in text


def test_facts_in_one_line_are_written_out():
    text = with_facts(
        "unit: a\nplace: b\nfacts: {S01.8: 不收费}  # 简\nunknown: []\n", HEAD, {"S02.7": NEW}
    )

    read = yaml.safe_load(text)
    assert list(read) == ["unit", "place", "facts", "unknown"]
    assert read["facts"] == {
        "S01.8": "不收费",
        "S02.7": {"kind": "money", "value": "10元", "source": "指南"},
    }


def test_a_file_without_facts_gets_them_at_its_end():
    for before in (
        "unit: a\nplace: b",
        "unit: a\nplace: b\nfacts:\n",
        "unit: a\nplace: b\nfacts: {}\n",
    ):
        read = yaml.safe_load(with_facts(before, HEAD, {"S02.7": NEW}))

        assert (read["unit"], list(read["facts"])) == ("a", ["S02.7"])
