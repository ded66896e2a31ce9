"""R01, R02, R04, R23: who has an assistant."""

import polars as pl
import pytest
from tests.analysis.rules.made_up import OF, UNITS, WEB, presence_of, say

from wenheng.contracts import checked
from wenheng.tables import Coverage


def by_cell(**counts):
    """A COVERAGE table from level_channel=(n, k, unknown)."""
    rows = []
    for name, (n, k, unknown) in counts.items():
        level, channel = name.split("_")
        rows.append((level, channel, "all", n, k, k, unknown, k / n, (k + unknown) / n))
    return checked(Coverage, pl.DataFrame(rows, schema=Coverage.column_names(), orient="row"))


@pytest.mark.parametrize(
    ("n", "k", "unknown", "strength", "words"),
    [
        (128, 75, 0, "S", "刚过半"),
        (128, 60, 0, "N", "尚未过半"),
        (128, 50, 10, "N", "覆盖率 39.06%—46.88%，尚未过半"),
        (128, 60, 20, "X", "46.88%—62.50% 之间，不作判断"),
        (10, 10, 0, "S", "全覆盖"),
        (100, 70, 20, "S", "覆盖率 70.00%—90.00%（至少过半）"),
    ],
)
def test_more_than_half_is_said_only_where_the_unknown_cannot_change_it(
    n, k, unknown, strength, words
):
    (finding,) = say("R01", {"coverage": by_cell(all_all=(n, k, unknown))})

    assert finding["strength"] == strength
    assert words in finding["sentence_zh"]


def test_of_a_sample_the_lower_limit_must_exceed_half():
    given = {"coverage": by_cell(all_all=(128, 75, 0))}

    assert say("R01", given, census=False)[0]["strength"] == "N"


def cells(*counts):
    names = ("province_web", "province_mobile", "city_web", "city_mobile")
    return {"coverage": by_cell(**dict(zip(names, counts, strict=True)))}


def test_cells_are_put_in_order_where_they_differ_enough():
    (finding,) = say("R02", cells((32, 26, 0), (32, 19, 0), (32, 18, 0), (32, 12, 0)))

    assert finding["strength"] == "S"
    assert "省级网页端最高，重点城市移动端最低" in finding["sentence_zh"]


def test_two_cells_in_front_are_body_text():
    (finding,) = say("R02", cells((32, 26, 0), (32, 25, 0), (32, 18, 0), (32, 12, 0)))

    assert finding["strength"] == "M"
    assert "首尾不止一组" in finding["sentence_zh"]


def test_near_cells_are_in_no_order():
    assert (
        say("R02", cells((32, 20, 0), (32, 19, 0), (32, 18, 0), (32, 17, 0)))[0]["strength"] == "N"
    )


def test_one_unit_puts_small_groups_in_no_order():
    assert say("R02", cells((10, 8, 0), (10, 7, 0), (10, 6, 0), (10, 5, 0)))[0]["strength"] == "N"


def test_unknown_platforms_keep_cells_from_an_order():
    assert (
        say("R02", cells((32, 26, 0), (32, 19, 9), (32, 18, 0), (32, 12, 0)))[0]["strength"] == "X"
    )


def test_unknown_platforms_that_cannot_change_the_order_still_leave_shares_open():
    (finding,) = say("R02", cells((32, 26, 2), (32, 19, 0), (32, 18, 0), (32, 12, 0)))

    assert finding["strength"] == "S"
    assert "省级网页端 81.25%—87.50%、" in finding["sentence_zh"]
    assert "81.25–87.50 %" in finding["sentence_en"]


def test_web_first_counts_units_with_one_channel_only():
    some = set(list(UNITS)[::3])

    given = {
        "presence": presence_of(lambda p: "present" if p in WEB or OF[p].id in some else "absent")
    }
    (finding,) = say("R04", given)

    assert finding["strength"] == "S"
    assert "只有网页端的 42 个，只有移动端的 0 个" in finding["sentence_zh"]


def test_channels_that_are_alike_go_neither_first():
    half = set(list(UNITS)[::2])

    given = {
        "presence": presence_of(
            lambda p: "present" if (p in WEB) == (OF[p].id in half) else "absent"
        )
    }

    assert say("R04", given)[0]["strength"] == "N"


def test_unknown_platforms_keep_channels_from_going_first():
    mobile_unknown = {"presence": presence_of(lambda p: "present" if p in WEB else "unknown")}

    assert say("R04", mobile_unknown)[0]["strength"] == "X"


def test_unknown_platforms_of_both_channels_are_taken_at_their_worst():
    """All unknown as absent, or all as present, gives web a lead; each at its worst does not."""
    ids, status = list(UNITS), {}
    for i, unit in enumerate(ids):
        web, mobile = ("present", "absent") if i < 12 else ("absent", "absent")
        if 12 <= i < 24:
            web, mobile = "present", "unknown"
        if 24 <= i < 36:
            web, mobile = "unknown", "present"
        status |= {f"{unit}-web": web, f"{unit}-mobile": mobile}

    (finding,) = say("R04", {"presence": presence_of(status.__getitem__)})

    assert (finding["strength"], finding["value"]) == ("X", 12 / 64)


def test_a_unit_counts_for_a_channel_only_where_the_other_is_known_to_have_none():
    ids = list(UNITS)
    gap = {f"{ids[0]}-mobile"}

    given = {
        "presence": presence_of(
            lambda p: "unknown" if p in gap else "present" if p in WEB else "absent"
        )
    }
    (finding,) = say("R04", given)

    assert finding["strength"] == "S"
    assert "只有网页端的 63 个，只有移动端的 0 个" in finding["sentence_zh"]


def test_many_unreached_give_bounds():
    findings = say("R23", cells((32, 26, 4), (32, 19, 0), (32, 18, 0), (32, 12, 0)))

    assert [f["strength"] for f in findings] == ["S", "N", "N", "N"]
    assert "81.25%—93.75%" in findings[0]["sentence_zh"]
