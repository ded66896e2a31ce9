"""Reference facts as an author writes them: values by kind, versions, what is not known."""

import pytest

from wenheng.study.check import check_study
from wenheng.study.load import load_study
from wenheng.study.truths import readable


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("duration", "15 个工作日", "尽快"),
        ("duration", "当场", "15"),
        ("duration", "三个月", "15元"),
        ("money", "10元/证", "十个"),
        ("money", "免费", "若干"),
        ("money", "￥１０", "10 天"),
        ("number", "2 张", "若干张"),
        ("date", "2026-11-24", "2026-02-30"),
        ("age", "16–60周岁", "成年"),
        ("phone", "020-12345678、12333", "020-1234、见官网"),
        ("address", "广州市越秀区东风中路305号", "https://gd.example/"),
        ("documents", "身份证、户口簿", "、"),
        ("link", "https://gd.example/apply#/1", "gd.example"),
        ("link", "http://10.0.0.1:80/a", "javascript:alert(1)"),
        ("yes-no", "是", "也许"),
        ("channel", "政务大厅窗口", ""),
    ],
)
def test_a_value_must_read_as_its_kind(kind, good, bad):
    assert readable(kind, good)
    assert not readable(kind, bad)


WRONG = [
    ("id-fee: {kind: money, value: 便宜}", "value-not-of-kind"),
    ("id-fee: {source: 办事指南}", "truth-empty"),
    ("id-fee: {text: 10 元, valid_from: 2026-05-01, valid_to: 2026-04-01}", "truth-backwards"),
    ("id-fee: {text: 10 元, earlier: [{text: 20 元}]}", "truth-overlaps"),
    (
        "id-fee:\n    text: 10 元\n    valid_from: 2026-05-01\n"
        "    earlier: [{text: 20 元, valid_to: 2026-05-01}]",
        "truth-overlaps",
    ),
    (
        "id-fee:\n    text: 10 元\n    valid_from: 2026-05-01\n    earlier:\n"
        "      - {text: 20 元, valid_from: 2024-05-01, valid_to: 2026-04-30}\n"
        "      - {text: 30 元, valid_to: 2025-04-30}",
        "truth-overlaps",
    ),
    ("id-fee: {text: 10 元, snapshot: abc}", "bad-id"),
    ("id-fee: {text: 10 元, authority: hearsay}", "not-a-choice"),
    ("id-fee: 10 元\nunknown: [id-fee]", "unknown-but-given"),
    ("id-fee: 10 元\nunknown: [id-cost]", "unknown-place-thing"),
]


@pytest.mark.parametrize(("facts", "code"), WRONG)
def test_a_reference_that_cannot_be_meant_is_told_with_its_place(small, change, facts, code):
    change("facts/qingshi.yaml", "id-fee: 10 元/证", facts)

    errors = check_study(small).errors

    assert [(e.file, e.code) for e in errors] == [("facts/qingshi.yaml", code)]
    assert errors[0].message
    assert errors[0].line >= 4


def test_all_faults_of_all_references_are_told_at_once(small, change):
    change("facts/qingshi.yaml", "10 元/证", "{kind: money, value: 便宜}")
    (small / "facts/national.yaml").write_text(
        "unit: national\nplace: 全国\nfacts:\n  id-days: {kind: duration, value: 尽快}\n"
        "unknown: [id-dys]\n"
    )

    told = {(e.file, e.line, e.code) for e in check_study(small).errors}

    assert told == {
        ("facts/qingshi.yaml", 4, "value-not-of-kind"),
        ("facts/national.yaml", 4, "value-not-of-kind"),
        ("facts/national.yaml", 5, "unknown-place-thing"),
    }


def test_no_unit_may_be_called_the_nation(small, change):
    change("roster.csv", "hewan,河湾县", "national,河湾县")

    assert [e.code for e in check_study(small).errors] == ["unit-is-nation"]


def test_a_value_with_its_source_is_read_whole(small, change):
    full = (
        "id-fee:\n    kind: money\n    value: 10 元/证\n    text: 工本费10元/证\n"
        "    source: 临时身份证办事指南\n    url: https://qingshi.example/guide/1\n"
        "    quote: 收费标准：10元/证\n    authority: guide\n    snapshot: " + "a" * 64 + "\n"
        "    valid_from: 2026-05-01\n    item_code: 1144-1\n    item_version: '3'\n"
        "    accepted_by: 张三\n    accepted_at: 2026-11-24T08:00:00Z\n"
        "    earlier:\n      - {text: 20 元, valid_to: 2026-04-30}"
    )
    change("facts/qingshi.yaml", "id-fee: 10 元/证", full)

    truth = load_study(small).reference("qingshi").facts["id-fee"]

    assert (truth.words, truth.value, truth.item_version) == ("工本费10元/证", "10 元/证", "3")
    assert [one.words for one in truth.versions] == ["工本费10元/证", "20 元"]
