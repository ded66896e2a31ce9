"""Each indicator of a single reply, by its anchors."""


def level(found, indicator):
    return found.levels[indicator].level


def test_coverage_counts_critical_facts_twice_and_contradictions_not_at_all(judge):
    found = judge("S02", "临时身份证工本费10元,有效期6个月。")

    assert found.coverage == 2 / 17
    assert level(found, "A1.2") == 0


def test_full_coverage_needs_every_critical_fact(judge, replies):
    full = next(r for r in replies if r["id"] == "S12-01")

    found = judge("S12", full["reply"], links=full["links"])
    cut = judge("S12", full["reply"].replace("何时:自用工之日起30日内\n", ""), links=full["links"])

    assert level(found, "A1.2") == 3
    assert level(cut, "A1.2") == 2


def test_an_entry_is_worth_what_its_best_link_leads_to(judge):
    guide = [{"text": "指南", "url": "https://zwfw.jiangnan.gov.cn/linjiang/guide/3302002"}]
    apply = [{"text": "预约", "url": "https://ga.jiangnan.gov.cn/yuyue/lssfz"}]
    text = "临时身份证到派出所办理。"

    assert level(judge("S02", text), "A2.1") == 0
    assert level(judge("S02", text, links=guide), "A2.1") == 2
    assert level(judge("S02", text, links=guide + apply), "A2.1") == 3


def test_related_information_counts_kinds_not_pieces(judge):
    two_numbers = judge("S02", "临时身份证到派出所办。电话0990-5550110、110。")
    two_kinds = judge("S02", "临时身份证到派出所办。电话110。依据《临时居民身份证管理办法》。")

    assert level(two_numbers, "A1.3") == 1
    assert level(two_kinds, "A1.3") == 2


def test_a_source_needs_link_name_and_number_for_the_top(judge):
    link = [{"text": "指南", "url": "https://zwfw.jiangnan.gov.cn/linjiang/guide/3303003"}]
    named = "公积金贷款依据《住房公积金管理条例》办理。"
    numbered = "公积金贷款依据《住房公积金管理条例》(国务院令第350号)办理。"

    assert level(judge("S03", "公积金贷款到中心申请。"), "B1.5") == 0
    assert level(judge("S03", "公积金贷款到中心申请。", links=link), "B1.5") == 1
    assert level(judge("S03", named), "B1.5") == 2
    assert level(judge("S03", numbered, links=link), "B1.5") == 3


def test_accuracy_falls_to_zero_for_a_critical_error_and_one_for_another(judge):
    assert level(judge("S02", "临时身份证工本费30元,去派出所办。"), "B1.1") == 0
    assert level(judge("S04", "变更登记收费50元,去登记机关办。"), "B1.1") == 1
    assert level(judge("S04", "变更登记不收费,去登记机关办。"), "B1.1") == 3
    assert level(judge("S04", "没听懂,换个说法试试?"), "B1.1") == 0


def test_currency_tells_repealed_from_renamed_from_dated(judge):
    assert level(judge("S04", "公司变更登记按《公司登记管理条例》办理。"), "B1.2") == 0
    assert level(judge("S04", "公司变更登记去工商局窗口办理。"), "B1.2") == 1
    assert level(judge("S04", "公司变更登记去登记机关办理。"), "B1.2") == 2
    assert level(judge("S04", "公司变更登记去登记机关办理。2025年3月更新。"), "B1.2") == 3
    assert level(judge("S04", "公司变更登记不再要求验资报告,去登记机关办理。"), "B1.2") == 2
    assert level(judge("S12", "职工参保登记依据《劳动合同法》办理,去社保局。"), "B1.2") == 2


def test_what_is_no_answer_has_no_currency(judge):
    assert level(judge("S04", "系统繁忙,请稍后再试。"), "B1.2") is None


def test_rules_of_another_city_are_the_right_matter_in_the_wrong_place(judge):
    found = judge("S09", "青屿市住房公积金中心提示:封存账户恢复缴存应办启封,由单位办理。")

    assert level(found, "A1.1") == 1
    assert level(found, "B3.2") == 0
    assert [flag.code for flag in found.flags] == ["other-place"]


def test_a_string_of_keywords_is_useless_and_flagged(judge):
    found = judge("S04", "关键词:变更登记|申请书|章程|30日|当场|不收费|登记机关|税务|条例")

    assert {f.verdict for f in found.facts} == {"absent"}
    assert level(found, "A1.2") == 0 and level(found, "B1.4") == 0
    assert [flag.code for flag in found.flags] == ["keywords"]


def test_every_level_says_why_in_both_languages(judge, replies):
    for row in replies:
        for its in judge(row["scenario"], row["reply"], links=row["links"]).levels.values():
            assert its.reason and its.reason_en
            assert "{" not in its.reason + its.reason_en


def test_depth_of_guidance_is_prepared_for_people_and_has_no_level(judge):
    shown = judge("S02", "到派出所办理,可在线预约取号,在“我的办件”查看进度。").levels["A2.3"]
    bare = judge("S02", "工本费10元。").levels["A2.3"]

    assert shown.level is None
    assert "预约" in shown.reason and "进度" in shown.reason_en + shown.reason
    assert shown.span in "可在线预约取号"
    assert bare.level is None and bare.span == ""
