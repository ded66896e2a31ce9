"""What states a fact, what contradicts it, and what says nothing."""

import re

import pytest

from wenheng.rating.judge import judge_reply

STATED = [
    ("S01.8", "(六)费用:无。"),
    ("S01.8", "| 收费 | 0元 |"),
    ("S01.7", "转移大约三个星期办完。"),
    ("S02.7", "工本费不是20元,是10元。"),
    ("S02.7", "证件工本费壹拾元。"),
    ("S02.6", "去办证大厅立等可取。"),
    ("S02.8", "有效期为三個月。"),
    ("S02.5", "领到正式身份证后,临时证要还给派出所。"),
    ("S03.1", "要连续缴存半年以上公积金。"),
    ("S03.8", "请用“临江公积金”小程序申请。"),
    ("S06.3", "执照丢了不用再登报。"),
    ("S06.9", "电子执照和纸质的一样管用。"),
    ("S09.9", "账户启封:单位应当自录用职工之日起三十日内办理缴存登记。"),
    ("S10.2", "名称预先核准已经取消,名称自主申报。"),
    ("S11.3", "简易注销公示期不再是45天,现在是20天。"),
    ("S11.5", "不是先注销登记再清税。"),
    ("S11.5", "办理注销登记前须先清税。"),
    ("S12.8", "当月20日截止。"),
    ("S01.10", "有问题请拨打12333。"),
    ("S04.10", "依据《市场主体登记管理条例》。"),
    ("S11.2", "要没有债全债务。"),
    ("S02.6", "制证时间此前是7日,现已压缩到3日以内。"),
    ("S02.7", "网上有帖子写20元,那是正式身份证的收费,临时身份证收10元。"),
    ("S02.3", "户口簿不能不带,照片现场拍,登记表不能不填。"),
    ("S02.7", "临时身份证收费:<strong>10元</strong>/证<br/>"),
    ("S03.1", "“公积金要交满两年才能贷”,这个说法不对,连续足额交够6个月就行。"),
    ("S03.9", "云泽市单人可贷80万,咱们临江单人60万、双人100万。"),
    ("S10.7", "以前开公司要先核名,再刻章,前后二十多天,现在当场发照。"),
    ("S02.6", "通常两三天就能拿到临时身份证。"),
    ("S02.7", "临时身份证工本费10元,一分也不多收。"),
    ("S02.7", "临时身份证不是不要钱,要交10元工本费。"),
    ("S03.9", "邻省首付是15%,而本市首套20%、二套30%。"),
    ("S06.4", "把原来的正副本交回登记机关,换发新执照。"),
    ("S09.8", "要是以前的公积金在外地,先办异地转移接续。"),
    ("S07.8", "不用跑网点:打开江南人社App就能申领。"),
    ("S08.3", "No need to fly back. Bring: 身份证 and 户口簿."),
    ("S04.4", "只能到窗口领照,申请可以在网上办理。"),
    ("S02.4", "云泽市公安局提供了本文,临时身份证请咨询户籍地派出所。"),
]
CONTRADICTED = [
    ("S01.7", "社保转移60个工作日内办结。"),
    ("S01.4", "必须先回临江办理转出。"),
    ("S01.10", "查询进度请拨打12329。"),
    ("S02.7", "工本费20元。"),
    ("S02.5", "领到新身份证,临时证不用上交。"),
    ("S04.4", "目前不支持网上办理,只能到窗口。"),
    ("S04.10", "依据《公司登记管理条例》办理。"),
    ("S05.1", "只能以个人名义,家庭经营不允许。"),
    ("S05.4", "请到税务局申请营业执照登记。"),
    ("S06.3", "必须先登报声明。"),
    ("S07.7", "首次免费,补卡80元。"),
    ("S08.3", "不需要户口簿,只要身份证复印件。"),
    ("S08.7", "开具户籍证明每份收5元。"),
    ("S10.2", "设立登记须先办名称预先核准。"),
    ("S11.5", "先办公司注销登记,再去税务办清税。"),
    ("S12.8", "每月25日前申报。"),
    ("S07.7", "首次办理不免费,每张20元。"),
    ("S10.8", "登记费按注册资本的0.8‰收取。"),
    ("S12.2", "新增职工参保,无需在30日内办理。"),
    ("S12.9", "缴费不必向税务部门申报。"),
    ("S07.3", "社保卡必须由单位统一申领。"),
    ("S10.9", "注册资本须一次性缴清。"),
    ("S01.5", "请登录“云泽人社通”提出申请,云泽市45个工作日办结。"),
    ("S11.7", "公司注销须先到云泽市市场监管局窗口预约。"),
    ("S02.3", "办临时身份证要带户口簿、照片和街道证明。"),
    ("S10.7", "常见问题:\nQ:多久?\nA:从提交之日起20个工作日内领取执照。"),
]
ABSENT = [
    ("S01.7", "办理时限请以当地社保机构规定为准。"),
    ("S02.7", "照片要10张。"),
    ("S02.6", "正式身份证15个工作日内发证?"),
    ("S03.9", "购买住房有什么限制?"),
    ("S04.4", "变更登记的其余要求请以窗口答复为准。"),
    ("S05.8", "个体户登记网上平台也可以。"),
    ("S10.8", "开公司刻公章300元。"),
    ("S01.10", "【异地就医备案】即时生效,详询医保热线12393。"),
    ("S10.7", "以前开公司要先核名,再刻章,前后二十多天。"),
    ("S10.9", "分公司不适用5年缴足的规定。"),
    ("S04.4", "网上有人说变更登记要交100元,别信。"),
    ("S05.8", "个体户登记请到青屿市政务大厅办理。"),
    ("S05.6", "拿到执照后,记得30日内到税务局做信息确认。"),
    ("S11.3", "普通注销公告45日,公示信息如实填写。"),
    ("S12.7", "社保增员入口:www.shebao-daijiao.example。"),
    ("S04.2", "关键词:变更登记|申请书|30日|不收费|登记机关。"),
]


@pytest.mark.parametrize(("fact", "text"), STATED)
def test_a_fact_is_stated_in_whatever_words_numbers_and_polarity(verdict, fact, text):
    assert verdict(fact, text) == "stated"


@pytest.mark.parametrize(("fact", "text"), CONTRADICTED)
def test_a_wrong_value_denial_order_or_office_contradicts(verdict, fact, text):
    assert verdict(fact, text) == "contradicted"


@pytest.mark.parametrize(("fact", "text"), ABSENT)
def test_what_asserts_nothing_of_the_fact_leaves_it_absent(verdict, fact, text):
    assert verdict(fact, text) == "absent"


def test_the_local_value_wins_over_the_facts_own_text(study):
    def fee(reference):
        reply = {"text": "临时身份证工本费15元。"}
        found = judge_reply(study, scenario="S02", question="", reply=reply, reference=reference)
        return next(f.verdict for f in found.facts if f.fact == "S02.7")

    assert fee({"facts": {"S02.7": "15元"}}) == "stated"
    assert fee(None) == "contradicted"


def test_a_right_number_of_the_other_kind_of_day_is_stated_with_a_flaw(judge):
    found = judge("S11", "公司简易注销公示20个工作日。")
    fact = next(f for f in found.facts if f.fact == "S11.3")

    assert fact.verdict == "stated" and fact.flaw
    assert found.levels["B1.1"].level == 2


def test_an_absence_is_less_sure_the_more_of_its_words_are_there(judge):
    far = judge("S06", "执照补换在窗口办理。")
    near = judge("S06", "执照补换在窗口办理,公示系统打不开。")

    def sure(found):
        return next(f.confidence for f in found.facts if f.fact == "S06.3")

    assert sure(near) < sure(far)


SLOTS_WITH_VALUES = ("time-limit", "fee", "result", "contact")
SILENT = {"S01.7", "S11.8"}
"""Facts whose own text names no value: only the place can say it."""


def whole(study, scenario, texts):
    """A reply that gives each fact as `label: text`, as an assistant over the facts would."""
    names = {slot.id: slot.name.zh for slot in study.slots}
    lines = (f"{names[f.slot]}:{texts.get(f.id, f.text)}" for f in scenario.facts)
    return f"{scenario.name.zh}\n" + "\n".join(lines)


def test_a_facts_own_text_states_it(study):
    for scenario in study.scenarios:
        reply = {"text": whole(study, scenario, {})}
        found = judge_reply(study, scenario=scenario.id, question="", reply=reply)
        for fact, its in zip(scenario.facts, found.facts, strict=True):
            if fact.slot != "entry-link" and fact.id not in SILENT:
                assert its.verdict == "stated", fact.id


def test_another_number_in_its_place_contradicts_it(study, references):
    for scenario in study.scenarios:
        local = references[scenario.id]["facts"]
        for fact in scenario.facts:
            text = fact.text if re.search(r"\d", fact.text) else local.get(fact.id, fact.text)
            wrong = re.sub(r"\d+", lambda m: str(int(m.group()) + 37), text)
            if fact.slot not in SLOTS_WITH_VALUES or wrong == text or "当场" in text:
                continue
            reply = {"text": whole(study, scenario, {**local, fact.id: wrong})}
            found = judge_reply(
                study,
                scenario=scenario.id,
                question="",
                reply=reply,
                reference=references[scenario.id],
            )
            its = next(f for f in found.facts if f.fact == fact.id)
            assert its.verdict == "contradicted", (fact.id, wrong)


@pytest.mark.parametrize(
    ("fact", "text", "said"),
    [
        ("S06.6", "补换执照半天到一个工作日办好。", "stated"),
        ("S03.9", "单人额度由50万提高到60万。", "stated"),
        ("S12.8", "每月20日前申报算当月,基数最低4,100元、最高22,300元。", "stated"),
        ("S10.9", "认缴出资5年内缴足(2024 年 7 月 1 日起)。", "stated"),
        ("S10.8", "登记费按注册资本万分之八收取。", "contradicted"),
        ("S05.7", "原先要收20元工本费,2015年起全部取消。", "stated"),
        ("S02.7", "先申请,再缴纳工本费,然后领证。", "absent"),
        ("S03.2", "首付款首套不低于两成、二套不低于三成,征信良好。", "stated"),
    ],
)
def test_values_are_read_with_their_range_their_past_and_their_case(verdict, fact, text, said):
    assert verdict(fact, text) == said


@pytest.mark.parametrize(
    ("fact", "text", "said"),
    [
        ("S08.4", "户籍证明只能由社区居委会开具,派出所不受理。", "contradicted"),
        ("S08.3", "光带身份证不行,户口簿也要带。", "stated"),
        ("S04.8", "没有在线申请入口,窗口办理。", "contradicted"),
        ("S04.4", "登记窗口办理,没有在线申请入口。", "stated"),
        ("S11.7", "办理注销要先清税。以上内容由临江市市场监督管理局提供。", "absent"),
    ],
)
def test_who_receives_is_told_from_who_does_not_and_from_who_speaks(verdict, fact, text, said):
    assert verdict(fact, text) == said


def test_an_address_with_a_question_mark_ends_no_sentence(verdict):
    text = "连续交满六个月即可,网上办:https://gjj.linjiang.gov.cn/loan/apply?from=bot 。"

    assert verdict("S03.1", text) == "stated"
