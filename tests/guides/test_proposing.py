"""What items propose, and how it stands to what a person accepted before."""

from datetime import date

import pytest

from wenheng.guides.proposing import propose
from wenheng.guides.reading import read_items
from wenheng.study.model import Study

TODAY = date(2026, 11, 24)


@pytest.fixture
def proposed(study, written):
    """`proposed(item, …, accepted={fact: truth})`: the proposals by fact."""

    def proposed(*items, accepted=None, unit="", place="guangzhou"):
        own = study
        if accepted:
            reference = {"unit": place, "place": "广州市", "facts": accepted}
            raw = study.model_dump(exclude_defaults=True)
            own = Study.model_validate({**raw, "references": [reference]})
        found = propose(own, read_items(written(*items)), TODAY, unit)
        return {(one.unit, one.fact): one for one in found.proposals}

    return proposed


def test_fields_become_values_by_kind_with_the_words_they_stand_in(proposed, item):
    found = proposed(item())

    said = {fact: (one.kind, one.value, one.text) for (_, fact), one in found.items()}
    assert said == {
        "S01.3": ("documents", "身份证、转移申请表", "身份证、转移申请表"),
        "S01.4": (
            "channel",
            *["广州市社会保险基金管理中心（天河区林和中路168号 1楼大厅）；可在穗好办办理"] * 2,
        ),
        "S01.5": ("link", "https://gz.example/apply/7", "穗好办"),
        "S01.7": ("duration", "2个工作日", "承诺办结时限2个工作日，法定办结时限15个工作日"),
        "S01.10": ("phone", "12333、020-38880000", "咨询电话12333、020-38880000"),
    }
    assert found["guangzhou", "S01.7"].quote == "2(工作日)；15（工作日）"
    assert all(one.state == "new" and one.unit == "guangzhou" for one in found.values())


def test_only_what_an_item_says_is_proposed(proposed, item):
    empty = dict.fromkeys(("handle_location", "consult_phone", "material_intro", "URL"), "无")

    found = proposed(item(**empty, handle_time_limit="15", handle_time=""))

    assert found == {}


def test_a_link_that_is_no_web_address_is_not_proposed(proposed, item):
    assert ("guangzhou", "S01.5") not in proposed(item(URL="javascript:alert(1)"))
    assert ("guangzhou", "S01.5") not in proposed(item(URL="/local/page"))


def test_an_item_without_a_place_is_of_the_unit_that_is_named(proposed, item):
    assert proposed(item(AREA_CODE_TEXT="")) == {}
    assert {unit for unit, _ in proposed(item(AREA_CODE_TEXT=""), unit="shenzhen")} == {"shenzhen"}
    assert {unit for unit, _ in proposed(item(), unit="shenzhen")} == {"guangzhou"}


ACCEPTED = {"kind": "duration", "value": "2个工作日", "item_code": "1144-7", "item_version": "1"}


@pytest.mark.parametrize(
    ("item_now", "accepted", "state"),
    [
        ({"VERSION": "1"}, {}, None),
        ({"VERSION": "1"}, {"value": "9个工作日"}, None),  # a person changed it
        ({"VERSION": "2"}, {}, "renewed"),
        ({"VERSION": "2", "handle_time_limit": "1(工作日)"}, {}, "changed"),
        ({"TASK_CODE": "1144-8"}, {}, "renewed"),
        ({"TASK_CODE": "1144-8", "handle_time_limit": "1(工作日)"}, {}, "other"),
        ({"VERSION": "1"}, {"valid_to": "2026-11-23"}, "expired"),
        ({"VERSION": "1"}, {"valid_to": "2026-11-24"}, None),
        ({"TASK_NAME": "护士执业注册", "TASK_CODE": "9"}, {}, "gone"),
        ({"TASK_NAME": "护士执业注册"}, {"valid_to": "2026-11-23"}, "expired"),
    ],
)
def test_a_second_import_finds_what_changed(proposed, item, item_now, accepted, state):
    found = proposed(item(**item_now), accepted={"S01.7": {**ACCEPTED, **accepted}})

    one = found.get(("guangzhou", "S01.7"))

    assert (one.state if one else None) == state
    if one:
        assert one.accepted == (accepted.get("value") or "2个工作日")


def test_another_item_is_not_proposed_while_the_chosen_one_is_there(proposed, item):
    other = item(TASK_CODE="1144-8", handle_time_limit="1(工作日)")

    found = proposed(item(VERSION="1"), other, accepted={"S01.7": ACCEPTED})

    assert ("guangzhou", "S01.7") not in found


def test_items_without_a_code_hide_no_difference_from_what_somebody_wrote(proposed, item):
    found = proposed(item(TASK_CODE=""), accepted={"S01.7": "9个工作日"})

    assert found["guangzhou", "S01.7"].state == "other"


def test_of_an_item_without_a_code_nothing_is_proposed_again_until_it_says_otherwise(
    proposed, item, written
):
    (own,) = read_items(written(item(TASK_CODE=""))).items
    chosen = {**ACCEPTED, "item_code": "", "item_version": own.version, "value": "9个工作日"}

    assert ("guangzhou", "S01.7") not in proposed(item(TASK_CODE=""), accepted={"S01.7": chosen})
    newer = proposed(item(TASK_CODE="", consult_phone="12333"), accepted={"S01.7": chosen})
    assert newer["guangzhou", "S01.7"].state == "other"


def test_items_of_another_place_do_not_make_an_accepted_one_gone(proposed, item):
    elsewhere = item(AREA_CODE_TEXT="广东省深圳市", TASK_CODE="1")

    found = proposed(elsewhere, accepted={"S01.7": ACCEPTED})

    assert {unit for unit, _ in found} == {"shenzhen"}


def test_a_value_that_two_facts_could_mean_is_less_sure(proposed, item):
    opened = item(TASK_NAME="内资有限责任公司设立登记", handle_flow="申请、审核、领照")

    found = proposed(opened)

    steps = [one for (_, fact), one in found.items() if fact.startswith("S10.")]
    by = {one.fact: one.confidence for one in steps if one.quote == "申请、审核、领照"}
    assert len(by) == 2 and set(by.values()) == {0.3}


def test_candidates_stand_with_the_surest_first_and_national_facts_are_less_sure(
    study, written, item
):
    sure = item(TASK_CODE="2", TASK_NAME="城镇职工基本养老保险关系转移接续")

    found = propose(study, read_items(written(item(), sure)), TODAY).proposals

    limits = [one for one in found if one.fact == "S01.7"]
    assert [one.item.code for one in limits] == ["2", "1144-7"]
    assert limits[0].confidence == 1.0 > limits[1].confidence
    phone = next(one for one in found if one.fact == "S01.10" and one.item.code == "2")
    assert phone.confidence == 0.6
