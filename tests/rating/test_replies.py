import json
from pathlib import Path

import pytest

CASES = [
    ("S02", "answer", "临时身份证到户籍地派出所办理,工本费10元。"),
    ("S02", "answer", "临时身份证到派出所办。如需帮助可转人工客服。"),
    ("S03", "menu", "请选择要咨询的业务:\n1. 公积金贷款申请\n2. 公积金提取\n3. 贷款进度查询"),
    ("S04", "search_results", "为您找到相关事项:\n① 公司变更登记\n② 公司注销登记"),
    ("S07", "clarification", "您要办理的社保卡是给谁用?\n1. 本人\n2. 未成年子女\n请选择"),
    ("S01", "clarification", "为了更好地答复您,请告诉我您现在在哪个城市参保?"),
    ("S02", "not_understood", "抱歉,没听懂您的意思,换个说法试试?"),
    ("S11", "handoff", "已转至市场监管专席,请稍候。"),
    ("S06", "error", "系统繁忙,请稍后再试。"),
    ("S06", "error", ""),
    ("S08", "off_topic", "户口迁移由迁入地派出所受理,20个工作日办结,不收费。"),
    ("S07", "off_topic", "电子社保卡签发:打开手机银行,搜索电子社保卡,完成人脸识别即可领取。"),
    ("S10", "off_topic", "个体工商户设立登记:申请书、身份证、场所证明;当场登记;不收费。"),
    ("S05", "off_topic", "食品小作坊登记:提交申请表、身份证,10个工作日内发证,不收费。"),
    ("S08", "clarification", "想请问:证明的用途是什么?是否为本人办理?"),
    ("S06", "clarification", "请问您需要哪项?增加副本 / 减少副本 / 遗失补领 / 损坏换发。"),
    ("S10", "menu", "请选择企业开办环节:①名称申报 ②设立登记 ③公章刻制 ④银行开户"),
    ("S04", "not_understood", "没明白您的意思,您可以点击“转人工”或换个方式再问。"),
    ("S12", "not_understood", "我是一个AI语言模型,无法提供具体的办理建议。"),
    ("S05", "handoff", "您的问题已记录,工作人员会在2个工作日内电话回复您。"),
    ("S08", "answer", "【办理地点】户籍地派出所\n【办理时限】当场\n【费用】免费"),
    ("S03", "off_topic", "购买住房可以提取住房公积金,凭购房合同提取本人账户余额。"),
]


@pytest.mark.parametrize(("scenario", "kind", "text"), CASES)
def test_the_type_of_a_reply_is_seen_from_what_it_does(judge, scenario, kind, text):
    assert judge(scenario, text).reply_type == kind


def test_options_without_a_word_of_text_are_a_menu(judge):
    found = judge("S03", "", options=["公积金贷款申请", "公积金提取", "贷款进度查询"])

    assert found.reply_type == "menu"
    assert found.levels["A1.1"].level == 2


def test_a_matter_after_the_fifth_choice_is_worth_one(judge):
    others = ["公积金提取", "公积金转移", "公积金封存", "公积金开户", "余额查询"]

    found = judge("S03", "请选择您要咨询的业务", options=[*others, "公积金贷款申请"])

    assert found.levels["A1.1"].level == 1


def test_a_menu_states_no_fact(judge):
    found = judge("S06", "请选择业务:\n1. 执照补领\n2. 执照换发\n3. 增加副本")

    assert {f.verdict for f in found.facts} == {"absent"}


def test_what_a_search_found_may_stand_in_its_links_alone(judge):
    others = ["股权出质登记", "印章刻制备案", "企业年报", "入学报名", "残疾人证申领"]
    links = [{"text": text, "url": "https://x.example/"} for text in [*others, "临时身份证申领"]]

    found = judge("S02", "站内相关内容共6条:", links=links)

    assert found.reply_type == "search_results"
    assert found.levels["A1.1"].level == 1


def test_other_matters_offers_and_fallbacks_are_told_apart(judge):
    path = Path(__file__).parents[1] / "data" / "replies-kinds.jsonl"
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]

    missed = [r for r in rows if judge(r["scenario"], r["reply"]).reply_type != r["reply_type"]]

    assert len(rows) == 62
    assert len(missed) <= 1, missed


def test_empty_talk_is_no_answer_in_form_and_earns_nothing(judge):
    talk = "感谢您对社会保险转移接续工作的关心,我局高度重视,不断优化流程,提升服务效能。" * 4

    found = judge("S01", talk)

    assert found.reply_type == "answer"
    assert [found.levels[i].level for i in ("B1.1", "B1.3", "B1.4")] == [0, None, 0]


def test_a_title_in_brackets_says_what_the_choices_below_are_choices_of(judge):
    found = judge("S07", "【社会保障卡】请选择服务:\n1→首次申领\n2→补卡换卡\n3→挂失解挂")

    assert (found.reply_type, found.levels["A1.1"].level) == ("menu", 2)


def test_facts_all_right_outweigh_a_matter_they_touch_upon(judge):
    text = (
        "身份证正在补办又急用的可以申请临时的,带户口本,现场拍照,费用应该是10块钱,好像能用三个月。"
    )

    assert judge("S02", text).reply_type == "answer"
