"""From official items to reference facts by way of a person: import, review, accept, import again."""

import json
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
import yaml
from typer.testing import CliRunner

from wenheng.actions.design import new_study
from wenheng.actions.facts import accept_facts, import_facts
from wenheng.errors import StudyError, TableError
from wenheng.faces.cli.commands import app
from wenheng.language import speaking
from wenheng.rating.judgement import locality
from wenheng.study.fingerprint import fingerprint
from wenheng.study.load import load_study

REAL = Path(__file__).parents[3] / "shared/data/guides-guangdong"
needs_real = pytest.mark.skipif(not REAL.exists(), reason="needs ../shared/data/guides-guangdong")

ITEM = {
    "TASK_CODE": "1144-7",
    "VERSION": "1",
    "TASK_NAME": "城镇职工基本养老保险关系转移接续申请",
    "DEPT_NAME": '=HYPERLINK("http://evil.example")',
    "AREA_CODE_TEXT": "广东省广州市",
    "handle_time_limit": "2(工作日)",
    "consult_phone": "12333",
    "material_intro": ["=cmd|'/c calc'!A1", "身份证"],
}


@pytest.fixture(autouse=True)
def chinese():
    with speaking("zh"):
        yield


@pytest.fixture
def study(tmp_path):
    new_study(tmp_path / "study", "default-2021r")
    return tmp_path / "study"


@pytest.fixture
def items(tmp_path):
    """`items(handle_time_limit="…")`: a file with the item as it is now."""

    def items(**its):
        file = tmp_path / "items.jsonl"
        file.write_text(json.dumps({**ITEM, **its}, ensure_ascii=False), "utf-8")
        return file

    return items


@pytest.fixture
def reviewed(study, items):
    """`reviewed({"S01.7": {"采用": "是"}}, **its)`: the review file as a person left it."""

    def reviewed(entered, **its):
        file = study / "forms/facts.xlsx"
        file.unlink(missing_ok=True)
        import_facts(study, items(**its))
        book = openpyxl.load_workbook(file)
        sheet = book.worksheets[0]
        column = {cell.value: cell.column for cell in sheet[1]}
        for row in range(2, sheet.max_row + 1):
            for heading, value in entered.get(
                sheet.cell(row, column["要点编号"]).value, {}
            ).items():
                sheet.cell(row, column[heading]).value = value
        book.save(file)
        return file

    return reviewed


def facts_of(study, unit="guangzhou"):
    return yaml.safe_load((study / f"facts/{unit}.yaml").read_text("utf-8"))["facts"]


def test_an_import_changes_nothing_of_the_study(study, items):
    before = fingerprint(load_study(study))

    found = import_facts(study, items())

    assert (found.items, found.matched, found.facts, found.units) == (1, 1, 3, {"guangzhou": 3})
    assert found.file == study / "forms/facts.xlsx"
    assert fingerprint(load_study(study)) == before
    assert not (study / "facts/guangzhou.yaml").exists()


def test_only_what_a_person_accepted_becomes_a_fact_with_who_when_and_whence(
    study, reviewed, items
):
    entered = {"S01.7": {"采用": "是", "备注": "已电话核实"}, "S01.3": {"采用": "否"}}

    taken = accept_facts(study, reviewed(entered), "张三")

    facts = facts_of(study)
    one = facts["S01.7"]
    assert (taken.accepted, list(facts)) == (1, ["S01.7"])
    assert (one["kind"], one["value"], one["text"]) == (
        "duration",
        "2个工作日",
        "承诺办结时限2个工作日",
    )
    assert (one["quote"], one["accepted_by"], one["comment"]) == ("2(工作日)", "张三", "已电话核实")
    assert (one["item_code"], one["item_version"], one["authority"]) == ("1144-7", "1", "guide")
    assert one["snapshot"] == import_facts(study, items(), study / "b.xlsx").files["items.jsonl"]
    accepted_at = load_study(study).reference("guangzhou").facts["S01.7"].accepted_at
    assert abs((datetime.now(UTC) - accepted_at).total_seconds()) < 60


def test_what_is_accepted_is_what_replies_are_compared_with(study, reviewed):
    accept_facts(study, reviewed({"S01.7": {"采用": "是"}}), "张三")

    local = locality(load_study(study), "guangzhou", "S01")

    assert dict(local.facts)["S01.7"] == "承诺办结时限2个工作日"
    assert "S01.7" not in local.unknown


def test_a_person_can_write_another_value_than_was_proposed(study, reviewed):
    entered = {"S01.7": {"采用": "是", "改为": "3个工作日", "生效日": "2026-01-01"}}

    accept_facts(study, reviewed(entered), "张三")

    one = facts_of(study)["S01.7"]
    assert (one["value"], one.get("text"), one["valid_from"]) == ("3个工作日", None, "2026-01-01")


def test_a_new_version_is_found_and_the_old_value_kept_with_its_days(study, reviewed):
    accept_facts(study, reviewed({"S01.7": {"采用": "是"}}), "张三")
    now = {"VERSION": "2", "handle_time_limit": "1(工作日)"}

    review = reviewed({"S01.7": {"采用": "是", "生效日": "2026-05-01"}}, **now)
    rows = list(openpyxl.load_workbook(review).worksheets[0].iter_rows(values_only=True))
    accept_facts(study, review, "李四")

    states = {row[2]: (row[4], row[5]) for row in rows[1:]}
    assert states["S01.7"] == ("有变化", "承诺办结时限2个工作日")
    one = facts_of(study)["S01.7"]
    assert (one["value"], one["valid_from"], one["accepted_by"]) == (
        "1个工作日",
        "2026-05-01",
        "李四",
    )
    (old,) = one["earlier"]
    assert (old["value"], old["valid_to"], old["accepted_by"]) == (
        "2个工作日",
        "2026-04-30",
        "张三",
    )


def test_values_that_ended_before_keep_their_days_however_many_follow(study, reviewed):
    (study / "facts/guangzhou.yaml").write_text(
        "unit: guangzhou\nplace: 广州市\nfacts:\n  S01.7:\n    text: 9个工作日\n"
        "    valid_to: 2026-01-31\n    earlier: [{text: 30日, valid_to: 2020-12-31}]\n"
        "    valid_from: 2021-01-01\n",
        "utf-8",
    )

    accept_facts(study, reviewed({"S01.7": {"采用": "是", "生效日": "2026-05-01"}}), "张三")

    days = [(one.get("text"), one["valid_to"]) for one in facts_of(study)["S01.7"]["earlier"]]
    assert days == [("9个工作日", "2026-01-31"), ("30日", "2020-12-31")]


def test_a_value_that_ended_and_is_accepted_anew_holds_again(study, reviewed):
    accept_facts(study, reviewed({"S01.7": {"采用": "是", "失效日": "2026-01-31"}}), "张三")
    review = reviewed({"S01.7": {"采用": "是", "生效日": "2026-05-01"}})

    taken, again = (accept_facts(study, review, "李四") for _ in range(2))

    one = facts_of(study)["S01.7"]
    assert (one["value"], one["valid_from"], one.get("valid_to")) == (
        "2个工作日",
        "2026-05-01",
        None,
    )
    assert [old["valid_to"] for old in one["earlier"]] == ["2026-01-31"]
    assert (taken.accepted, again.already) == (1, 1)


def test_an_item_that_is_gone_can_end_the_accepted_value(study, reviewed):
    accept_facts(study, reviewed({"S01.7": {"采用": "是"}}), "张三")
    other = {"TASK_CODE": "9", "TASK_NAME": "护士执业注册"}

    review = reviewed({"S01.7": {"采用": "是", "失效日": "2026-10-31"}}, **other)
    accept_facts(study, review, "李四")

    one = facts_of(study)["S01.7"]
    assert (one["value"], one["valid_to"]) == ("2个工作日", "2026-10-31")


def test_accepting_the_same_file_again_changes_nothing(study, reviewed):
    review = reviewed({"S01.7": {"采用": "是"}})
    accept_facts(study, review, "张三")
    before = (study / "facts/guangzhou.yaml").read_bytes()

    again = accept_facts(study, review, "李四")

    assert (again.accepted, again.already) == (0, 1)
    assert (study / "facts/guangzhou.yaml").read_bytes() == before


def test_what_was_refused_is_proposed_again_only_in_a_new_version(study, reviewed, items, tmp_path):
    review = reviewed({"S01.7": {"采用": "否"}})

    again = import_facts(study, items(), tmp_path / "a.xlsx", reviewed=[review])
    newer = import_facts(study, items(VERSION="2"), tmp_path / "b.xlsx", reviewed=[review])

    assert (again.facts, newer.facts) == (2, 3)


def test_a_check_writes_nothing(study, reviewed):
    taken = accept_facts(study, reviewed({"S01.7": {"采用": "是"}}), "张三", check=True)

    assert taken.accepted == 1
    assert not (study / "facts/guangzhou.yaml").exists()


def test_texts_of_items_never_act_as_formulas(reviewed):
    file = reviewed({})

    cells = [cell for row in openpyxl.load_workbook(file).worksheets[0].iter_rows() for cell in row]

    told = [str(cell.value) for cell in cells if str(cell.value).startswith("=")]
    assert told == ["=cmd|'/c calc'!A1、身份证"] * 3
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_all_that_is_wrong_in_a_review_is_told_at_once_and_nothing_is_taken(study, reviewed):
    review = reviewed(
        {
            "S01.3": {"采用": "是", "改为": "=1+1", "生效日": "2026-06-01", "失效日": "2026-05-01"},
            "S01.7": {"采用": "是", "改为": "尽快", "生效日": "明天", "文件哈希": "abc"},
            "S01.10": {"采用": "好", "单位": "guangzou"},
        }
    )

    with pytest.raises(TableError) as raised:
        accept_facts(study, review, "张三")

    told = str(raised.value)
    for part in (
        "=1+1",
        "公式",
        "“尽快”读不成“期限”",
        "“明天”不是日期",
        "不是 SHA-256",
        "生效日 2026-06-01 晚于失效日 2026-05-01",
        "没有“好”",
        "guangzhou",
    ):
        assert part in told
    assert "有 7 处" in told
    assert not (study / "facts/guangzhou.yaml").exists()


def test_two_values_for_one_fact_are_refused_with_their_rows(study, items, tmp_path):
    file = study / "forms/facts.xlsx"
    other = {**ITEM, "TASK_CODE": "1144-8", "handle_time_limit": "1(工作日)"}
    items().write_text("\n".join(json.dumps(one) for one in (ITEM, other)), "utf-8")
    import_facts(study, tmp_path / "items.jsonl")
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    accept = next(cell.column for cell in sheet[1] if cell.value == "采用")
    rows = [row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 3).value == "S01.7"]
    for row in rows:
        sheet.cell(row, accept).value = "是"
    book.save(file)

    with pytest.raises(TableError, match=f"第 {rows[0]}–{rows[1]} 行.*采用了不止一条"):
        accept_facts(study, file, "张三")


def test_a_value_without_accept_and_an_unknown_fact_are_refused(study, reviewed):
    (study / "facts/guangzhou.yaml").write_text(
        "unit: guangzhou\nplace: 广州市\nunknown: [S01.7]\n", "utf-8"
    )

    with pytest.raises(TableError) as raised:
        accept_facts(
            study, reviewed({"S01.7": {"采用": "是"}, "S01.3": {"改为": "户口簿"}}), "张三"
        )

    assert "列为 unknown" in str(raised.value)
    assert "没有填“采用”" in str(raised.value)


def test_a_new_value_cannot_begin_before_the_one_it_follows(study, reviewed):
    accept_facts(study, reviewed({"S01.7": {"采用": "是", "生效日": "2026-06-01"}}), "张三")
    review = reviewed(
        {"S01.7": {"采用": "是", "生效日": "2026-05-01"}},
        VERSION="2",
        handle_time_limit="1(工作日)",
    )

    with pytest.raises(TableError, match="2026-06-01"):
        accept_facts(study, review, "李四")


@pytest.mark.parametrize(
    ("accepted", "days", "told"),
    [
        (
            "{text: 9个工作日, valid_from: 2021-01-01}",
            {"失效日": "2026-01-31"},
            "晚于失效日 2026-01-31",
        ),
        (
            "{text: 9个工作日, item_code: '8', valid_from: 2021-01-01}",
            {"失效日": "2020-12-31"},
            "2021-01-01",
        ),
    ],
    ids=["begins-today", "ends-before-it-began"],
)
def test_days_in_a_wrong_order_are_refused(study, reviewed, accepted, days, told):
    file = study / "facts/guangzhou.yaml"
    file.write_text(f"unit: guangzhou\nplace: 广州市\nfacts:\n  S01.7: {accepted}\n", "utf-8")
    its = {"TASK_NAME": "护士执业注册"} if "item_code" in accepted else {}
    review = reviewed({"S01.7": {"采用": "是", **days}}, **its)

    with pytest.raises(TableError, match=told):
        accept_facts(study, review, "李四")


def test_what_is_not_there_any_more_cannot_be_ended(study, reviewed):
    accept_facts(study, reviewed({"S01.7": {"采用": "是"}}), "张三")
    gone = {"TASK_CODE": "9", "TASK_NAME": "护士执业注册"}
    review = reviewed({"S01.7": {"采用": "是", "失效日": "2099-10-31"}}, **gone)
    (study / "facts/guangzhou.yaml").unlink()

    with pytest.raises(TableError, match="没有可结束的现值"):
        accept_facts(study, review, "李四")


def test_a_study_that_would_be_faulty_is_left_as_it_was(study, reviewed, monkeypatch):
    review = reviewed({"S01.7": {"采用": "是"}})
    file = study / "facts/guangzhou.yaml"
    file.write_text("unit: guangzhou\nplace: 广州市\nfacts:\n  S01.8: 不收费\n", "utf-8")
    before = file.read_bytes()
    monkeypatch.setattr("wenheng.actions.facts.with_facts", lambda *_: "unit: nowhere\nplace: x\n")

    with pytest.raises(StudyError, match="nowhere"):
        accept_facts(study, review, "张三")

    assert file.read_bytes() == before

    file.unlink()
    with pytest.raises(StudyError, match="nowhere"):
        accept_facts(study, review, "张三")

    assert not file.exists()
    assert [f.name for f in (study / "facts").iterdir() if "part" in f.name] == []


def test_a_review_in_which_somebody_may_be_working_is_not_replaced(study, items):
    import_facts(study, items())

    with pytest.raises(StudyError, match=r"facts\.xlsx"):
        import_facts(study, items())


def test_a_unit_that_is_not_there_and_nobody_as_reviewer_are_refused(study, items, reviewed):
    with pytest.raises(StudyError, match="guangzou"):
        import_facts(study, items(), unit="guangzou")
    with pytest.raises(StudyError, match="由谁确认"):
        accept_facts(study, reviewed({}), " ")


def test_references_in_one_file_are_not_taken_apart(study, reviewed):
    review = reviewed({"S01.7": {"采用": "是"}})
    (study / "facts/national.yaml").unlink()
    with (study / "study.yaml").open("a", encoding="utf-8") as main:
        main.write("\nreferences:\n  - {unit: beijing, place: 北京市}\n")

    with pytest.raises(StudyError, match=r"study\.yaml"):
        accept_facts(study, review, "张三")


def test_the_commands_say_what_they_did_and_what_is_next(study, items, reviewed):
    run = CliRunner()

    said = run.invoke(app, ["facts", "import", str(study), str(items())])
    review = reviewed({"S01.7": {"采用": "是"}})
    taken = run.invoke(app, ["facts", "accept", str(study), str(review), "--who", "张三", "--json"])

    assert said.exit_code == taken.exit_code == 0
    assert "提出 3 个要点的值" in said.stdout and "facts accept" in said.stdout
    assert json.loads(taken.stdout)["units"] == {"guangzhou": 1}


@pytest.mark.shared
@needs_real
def test_the_real_items_of_guangdong_propose_what_they_really_say(study, tmp_path):
    found = import_facts(study, REAL, tmp_path / "review.xlsx")

    rows = list(openpyxl.load_workbook(found.file).worksheets[0].iter_rows(values_only=True))
    said = {(row[2], row[10]) for row in rows[1:]}
    titles = {row[6] for row in rows[1:]}
    assert (found.items, found.matched, found.units) == (2262, 3, {"guangdong": 8})
    assert titles == {
        "城镇职工基本养老保险关系转移接续申请",
        "内资有限责任公司设立登记",
        "内资股份有限公司设立登记",
    }
    assert {("S01.7", "2个工作日"), ("S01.10", "12333"), ("S10.7", "1个工作日")} <= said
