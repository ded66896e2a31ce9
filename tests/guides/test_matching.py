"""Which scenario an item is about, and where it is about none."""

import pytest

from wenheng.guides.matching import Matcher
from wenheng.guides.places import Places
from wenheng.guides.reading import Item

TITLES = {
    "城镇职工基本养老保险关系转移接续申请": "S01",
    "机关事业单位养老保险关系转移接续申请": "",
    "退役军人养老保险关系转移接续申请": "",
    "临时居民身份证申领": "S02",
    "居民身份证申领": "",
    "居民身份证办理进度查询": "",
    "个人住房公积金贷款申请": "S03",
    "内资有限责任公司变更登记": "S04",
    "对股权出质变更登记": "",
    "外商投资有限责任公司变更登记": "",
    "个体工商户注册登记": "S05",
    "个体工商户注销登记": "",
    "营业执照遗失补领换发": "S06",
    "证书(执照)公证指引": "",
    "社会保障卡申领": "S07",
    "社会保障卡申领进度查询": "",
    "开具户籍证明": "S08",
    "因死亡户籍注销公证指引": "",
    "个人住房公积金账户启封": "S09",
    "内资有限责任公司设立登记": "S10",
    "外商投资合伙企业设立登记": "",
    "融资担保公司设立审批": "",
    "基金会设立登记": "",
    "公司注销登记": "S11",
    "社会团体注销登记": "",
    "企业职工参保登记": "S12",
    "个人参保查询": "",
    "护士执业注册": "",
}


def titled(title):
    return Item("", "", title, {}, "")


@pytest.mark.parametrize(("title", "scenario"), TITLES.items())
def test_an_item_is_of_the_scenario_that_is_called_like_it_or_of_none(study, title, scenario):
    matcher = Matcher(study.scenarios, [titled(one) for one in TITLES])

    match = matcher.match(titled(title))

    assert (match.scenario if match else "") == scenario


def test_an_item_with_an_excluded_word_is_never_proposed(study):
    scenario = study.scenario("S02").model_copy(update={"items": ("!临时",)})

    assert Matcher([scenario], []).match(titled("临时居民身份证申领")) is None


def test_an_item_without_a_word_that_must_be_there_is_another_matter(study):
    scenario = study.scenario("S02").model_copy(update={"items": ("+临时|暂时",)})
    matcher = Matcher([scenario], [])

    assert matcher.match(titled("临时居民身份证申领"))
    assert matcher.match(titled("居民身份证申领")) is None


def test_a_study_without_names_for_items_is_matched_by_its_own(study):
    scenario = study.scenario("S02").model_copy(update={"items": ()})

    assert Matcher([scenario], []).match(titled("临时居民身份证申领")).likeness == 1


def test_a_title_of_one_sign_is_like_nothing(study):
    assert Matcher(study.scenarios, []).match(titled("证")) is None


@pytest.mark.parametrize(
    ("place", "unit"),
    [
        ("广东省", "guangdong"),
        ("广东省广州市", "guangzhou"),
        ("广州市", "guangzhou"),
        ("广州", "guangzhou"),
        ("湖南省广州市", ""),
        ("广东省广州市天河区", ""),
        ("吉林省", "jilin"),
        ("广西壮族自治区", "guangxi"),
        ("内蒙古自治区", "inner-mongolia"),
        ("北京市", "beijing"),
        ("全国", "national"),
        ("", ""),
    ],
)
def test_a_place_is_that_of_one_unit_or_of_none(study, place, unit):
    assert Places(study).unit_of(place) == unit


def test_of_a_province_and_a_city_of_one_name_the_place_says_which(study):
    city = study.unit("jilin").model_copy(update={"id": "jilin-city", "parent": "jilin"})
    places = Places(study.model_copy(update={"units": (*study.units, city)}))

    assert places.unit_of("吉林省") == "jilin"
    assert places.unit_of("吉林省吉林市") == places.unit_of("吉林市") == "jilin-city"
