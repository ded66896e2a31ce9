import polars as pl
import pytest

from wenheng.rating.rate import rate
from wenheng.study.plan import planned_cells
from wenheng.tables import Ratings

MAIN = {"kind": "main", "question": "临时身份证怎么办理?", "outcome": "replied"}
GOOD = "临时身份证到户籍派出所办理,工本费10元,3日内发证。"


@pytest.fixture
def platform(minimal):
    return minimal.platforms[0].id


@pytest.fixture
def cell(minimal, platform, table):
    """The rating of one cell of the first platform, from rows of sessions."""

    def cell(rows, indicator="A1.1", scenario="temporary-id-card"):
        found = rate(minimal, table(rows))
        its = found.filter(
            (pl.col("platform") == platform)
            & (pl.col("scenario") == scenario)
            & (pl.col("indicator") == indicator)
        )
        return its.row(0, named=True)

    return cell


def test_every_planned_cell_gets_exactly_one_row(minimal, platform, session, table):
    rows = [session(platform, "temporary-id-card", turns=[{**MAIN, "text": GOOD}])]

    found = rate(minimal, table(rows))

    key = ["platform", "scenario", "indicator"]
    assert found.select(key).sort(key).equals(planned_cells(minimal).select(key).sort(key))
    assert found.columns == Ratings.column_names()


def test_a_reply_is_rated_with_its_reason_and_session(cell, session, platform):
    found = cell([session(platform, "temporary-id-card", turns=[{**MAIN, "text": GOOD}])])

    assert (found["status"], found["level"]) == ("rated", 3)
    assert found["reason"] and found["reason_en"]
    assert found["session"] == f"{platform}/temporary-id-card/main/1"
    assert found["rater_kind"] == "rule"


def test_without_a_session_nothing_is_assessed_and_nothing_is_zero(minimal, table):
    found = rate(minimal, table([]))

    assert set(found["status"]) == {"not_assessed"}
    assert found["level"].null_count() == found.height


def test_a_platform_without_an_assistant_is_a_fact_not_a_zero(minimal, platform, session, table):
    rows = [session(platform, "temporary-id-card", outcome="no_assistant")]

    found = rate(minimal, table(rows)).filter(pl.col("platform") == platform)

    assert set(found["status"]) == {"no_assistant"}
    assert found["level"].null_count() == found.height


def test_a_reply_that_never_came_is_no_hit(cell, session, platform):
    silent = {**MAIN, "outcome": "no_reply", "text": ""}
    other = session(platform, "social-security-card", turns=[{**MAIN, "text": "好的"}])

    found = cell(
        [session(platform, "temporary-id-card", outcome="no_reply", turns=[silent]), other]
    )

    assert (found["status"], found["level"]) == ("rated", 0)


MENU = {
    **MAIN,
    "text": "请选择您要咨询的事项：",
    "options": ["临时居民身份证申领", "社保卡挂失", "公积金提取"],
}
PRESSED = {"kind": "option", "question": "临时居民身份证申领", "outcome": "replied"}


@pytest.mark.parametrize(
    ("pressed", "level", "said"),
    [
        ([], 2, "选项"),
        ([{**PRESSED, "text": GOOD}], 2, "后到达"),
        ([{**PRESSED, "text": "系统繁忙，请稍后再试。"}], 1, "未到达"),
        ([{**PRESSED, "outcome": "no_reply", "text": ""}], 2, "选项"),
        ([{**PRESSED, "text": "［办理流程］"}], 2, "选项"),
    ],
)
def test_a_choice_counts_by_where_pressing_it_led(cell, session, platform, pressed, level, said):
    found = cell([session(platform, "temporary-id-card", turns=[MENU, *pressed])])

    assert found["level"] == level
    assert said in found["reason"]


@pytest.mark.parametrize("text", ["［办理流程］", "［img］\n［video］"])
def test_pictures_alone_leave_a_gap_for_a_person_not_a_zero(cell, session, platform, text):
    found = cell([session(platform, "temporary-id-card", turns=[{**MAIN, "text": text}])])

    assert (found["status"], found["level"]) == ("not_assessed", None)
    assert "图片" in found["reason"] and "pictures" in found["reason_en"]
    assert found["session"]


def test_a_menu_below_a_picture_is_judged_as_the_menu_it_is(cell, session, platform):
    menu = {**MENU, "text": "［服务导航］"}

    found = cell([session(platform, "temporary-id-card", turns=[menu])])

    assert found["level"] == 2


def test_pictures_among_rewordings_and_follow_ups_count_neither_way(study, session, table):
    platform = study.platforms[0].id
    card = "临时身份证到户籍地派出所办理，工本费10元，三个月内有效，3日内发证。"
    asked = study.scenario("S02").utterances.followups
    shown = [{**MAIN, "kind": "followup", "question": f.say, "text": "［图］"} for f in asked]
    again = {**MAIN, "kind": "paraphrase"}
    rows = [
        session(platform, "S02", turns=[{**MAIN, "text": card}, *shown]),
        session(platform, "S02", "paraphrase-1", turns=[{**again, "text": card}]),
        session(platform, "S02", "paraphrase-2", turns=[{**again, "text": "［图］"}]),
        session(platform, "S02", "vague", turns=[{**MAIN, "kind": "vague", "text": "［图］"}]),
    ]

    found = rate(study, table(rows)).filter(platform=platform, scenario="S02")
    by = {row["indicator"]: row for row in found.iter_rows(named=True)}

    assert by["B2.5"]["level"] == 3 and "1/1" in by["B2.5"]["reason"]
    assert by["B2.6"]["status"] == by["B3.1"]["status"] == "not_assessed"
    assert "图片" in by["B3.1"]["reason"]


def test_our_own_fault_leaves_a_gap_with_its_reason(cell, session, platform):
    ours = session(platform, "temporary-id-card", outcome="ambiguous", fault="ours")
    other = session(platform, "social-security-card", turns=[{**MAIN, "text": "好的"}])

    found = cell([ours, other])

    assert (found["status"], found["level"]) == ("not_assessed", None)
    assert "我方" in found["reason"]


def test_of_repeated_sessions_the_first_without_a_fault_of_ours_is_judged(cell, session, platform):
    ours = session(platform, "temporary-id-card", outcome="ambiguous", fault="ours")
    again = session(platform, "temporary-id-card", repeat=2, turns=[{**MAIN, "text": GOOD}])

    assert cell([ours, again])["session"].endswith("/2")


def test_the_order_of_sessions_never_matters(minimal, platform, session, table):
    rows = [
        session(platform, "temporary-id-card", turns=[{**MAIN, "text": GOOD}]),
        session(platform, "temporary-id-card", "paraphrase-1", turns=[{**MAIN, "text": GOOD}]),
        session(platform, "social-security-card", outcome="no_reply"),
    ]
    key = ["platform", "scenario", "indicator"]

    one, other = rate(minimal, table(rows)), rate(minimal, table(rows[::-1]))

    assert one.sort(key).equals(other.sort(key))


def test_what_the_study_leaves_to_people_is_prepared_for_them_and_never_rated(
    study, session, table, references
):
    platform = study.platforms[0].id
    main = {**MAIN, "text": "临时身份证到户籍地派出所办理,工本费10元,三个月内有效。"}
    follow = [
        {"kind": "followup", "question": f.say, "outcome": "replied", "text": "3个月有效,3日内。"}
        for f in study.scenario("S02").utterances.followups
    ]
    again = {**main, "kind": "paraphrase"}
    rows = [
        session(platform, "S02", turns=[main, *follow], entry_clicks=1),
        session(platform, "S02", "paraphrase-1", turns=[again]),
    ]

    found = rate(study, table(rows)).filter(
        (pl.col("platform") == platform) & (pl.col("scenario").is_in(["S02", "*"]))
    )
    rated = set(found.filter(pl.col("status") == "rated")["indicator"])
    waiting = found.filter(pl.col("indicator") == "A2.3").row(0, named=True)
    steps = found.filter(pl.col("indicator") == "B2.1").row(0, named=True)

    assert {"A1.1", "A1.2", "A1.3", "B1.5", "B2.2", "B2.3", "B2.5", "B2.6", "B3.2"} <= rated
    assert not rated & study.for_people
    assert waiting["status"] == "not_assessed" and "人工" in waiting["reason"]
    assert (steps["status"], steps["level"], steps["confidence"]) == ("not_assessed", None, None)
    assert steps["reason"].startswith("须人工评定；规则所见：") and "1" in steps["reason"]
    entry = found.filter(pl.col("indicator") == "A2.1").row(0, named=True)
    assert entry["status"] == "not_assessed" and "基准" in entry["reason"]
