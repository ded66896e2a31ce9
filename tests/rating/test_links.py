import pytest

from wenheng.rating.links import addresses, reply_links
from wenheng.study.roster import Entry

ENTRY = Entry(
    apply="https://si.example.gov.cn/transfer/apply",
    guide="https://zwfw.example.gov.cn/guide/1?item=33",
    portal="https://zwfw.example.gov.cn/city",
    also=("https://www.gsxt.gov.cn",),
)
ROOT = "https://ga.jiangnan.gov.cn/"


def worth(url, entry=ENTRY):
    return reply_links("", [{"text": "x", "url": url}], addresses(entry))[0].worth


@pytest.mark.parametrize(
    ("url", "level"),
    [
        ("http://SI.example.gov.cn/transfer/apply/", 3),
        ("https://si.example.gov.cn/transfer/apply?from=bot", 3),
        ("https://si.example.gov.cn/transfer/apply/step1", 3),
        ("https://si.example.gov.cn/transfer/applyother", 1),
        ("https://zwfw.example.gov.cn/guide/1?item=33", 2),
        ("https://zwfw.example.gov.cn/guide/1?item=34", 1),
        ("https://gsxt.gov.cn/index.html", 1),
        ("https://other.gov.cn/apply", 0),
        ("https://daijiao.example", 0),
        ("https://[broken", 0),
    ],
)
def test_a_link_is_worth_what_it_leads_to(url, level):
    assert worth(url) == level


def test_without_a_reference_no_link_is_worth_anything():
    assert worth("https://si.example.gov.cn/transfer/apply", Entry()) == 0


def test_an_address_in_the_text_counts_and_its_full_stop_does_not():
    text = "入口:https://si.example.gov.cn/transfer/apply."
    (found,) = reply_links(text, [], addresses(ENTRY))

    assert found.worth == 3 and found.official


@pytest.mark.parametrize(
    ("looks", "level", "said"),
    [
        (None, None, "未检查"),
        ({}, None, "未查明"),
        ({"apply": ("opens", "")}, 3, "申请页能打开"),
        ({"apply": ("opens", ROOT)}, 1, "转到首页"),
        ({"apply": ("unreachable", ""), "guide": ("opens", "")}, None, "未查明"),
        ({"apply": ("opens", ""), "guide": ("unreachable", "")}, 3, "申请页能打开"),
        ({"apply": ("dead", ""), "guide": ("opens", "")}, 2, "指南能打开"),
        ({"apply": ("dead", ""), "guide": ("dead", "")}, 0, "打不开"),
    ],
)
def test_an_entry_opens_moved_is_dead_or_is_not_known(judge, references, looks, level, said):
    entry = references["S02"]["entry"]
    seen = looks and {
        entry[name]: {"outcome": outcome, "final_url": final or entry[name], "official": True}
        for name, (outcome, final) in looks.items()
    }
    links = [{"text": "入口", "url": entry[name]} for name in looks or ("apply",)]

    found = judge("S02", "到户籍地派出所办理。", links=links, looks=seen).levels["A2.2"]

    assert found.level == level and said in found.reason


def test_a_broken_address_is_none():
    assert reply_links("若打不开试 https//si。", [], addresses(ENTRY)) == []
