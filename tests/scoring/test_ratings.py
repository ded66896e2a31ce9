"""What ratings are accepted, and how those that are not are told apart."""

from collections.abc import Callable

import polars as pl
import pytest

from wenheng.errors import TableError
from wenheng.language import speaking
from wenheng.scoring.ratings import accepted_ratings
from wenheng.tables import WHOLE_PLATFORM, Ratings

Make = Callable[..., pl.DataFrame]
CARD = ("gz-web", "card", "A1.1")


@pytest.fixture(scope="module")
def refused(make_study, make_plan):
    """What is said about ratings that a small study refuses."""

    def said(ratings: pl.DataFrame, *inapplicable: tuple[str, str, str], **study: object) -> str:
        declared = make_study(**study)
        with speaking("en"), pytest.raises(TableError) as error:
            accepted_ratings(declared, make_plan(declared, *inapplicable), ratings)
        return str(error.value)

    return said


@pytest.fixture(scope="module")
def accepted(make_study, make_plan):
    study = make_study()
    plan = make_plan(study)
    return lambda ratings: accepted_ratings(study, plan, ratings)


def test_four_columns_are_enough(accepted):
    table = accepted(
        pl.DataFrame(
            {"platform": ["gz-web"], "indicator": ["B1.1"], "rater": ["ann"], "level": [2]}
        )
    )

    assert table.schema == Ratings.create_empty().schema
    row = table.to_dicts()[0]
    assert (row["scenario"], row["rater_kind"], row["status"]) == (
        WHOLE_PLATFORM,
        "person",
        "rated",
    )


def test_what_is_left_empty_has_its_default(accepted, make_ratings: Make):
    frame = make_ratings(("gz-web", " ", "B1.1", "ann", 2, "")).with_columns(
        status=pl.lit(""), reason=pl.lit(None), session=pl.lit(" ")
    )

    (row,) = accepted(frame).to_dicts()

    assert (row["scenario"], row["rater_kind"], row["status"]) == ("*", "person", "rated")
    assert (row["reason"], row["session"]) == ("", None)


def test_an_empty_level_is_not_assessed_unless_a_status_says_otherwise(
    accepted, make_ratings: Make
):
    frame = make_ratings((*CARD, "ann", None), (*CARD, "bob", "no_assistant"))

    assert accepted(frame)["status"].to_list() == ["not_assessed", "no_assistant"]


def test_levels_may_come_as_text_or_as_decimals_of_whole_numbers(accepted, make_ratings: Make):
    frame = make_ratings((*CARD, "ann", 2), (*CARD, "bob", 3)).drop("status")

    for levels in (["2", " 3.0 "], [2.0, 3.0]):
        assert accepted(frame.with_columns(level=pl.Series(levels)))["level"].to_list() == [2, 3]


def test_no_ratings_at_all_are_a_table_of_ratings(accepted, make_ratings: Make):
    assert accepted(make_ratings((*CARD, "ann", 2)).head(0)).height == 0


@pytest.mark.parametrize("text", ["N/A", "NA", "nan", "null", "-", "1.5", "-1", "３", "2级"])
def test_text_in_place_of_a_level_is_shown_and_never_swallowed(
    refused, make_ratings: Make, text: str
):
    frame = make_ratings((*CARD, "ann", 2), (*CARD, "bob", 2))

    said = refused(frame.with_columns(level=pl.Series(["2", text]), status=None))

    assert f"level {text!r} is no whole number" in said
    assert "(row 2)" in said


def test_nan_is_not_a_gap(refused, make_ratings: Make):
    frame = make_ratings((*CARD, "ann", 2)).with_columns(level=float("nan"), status=None)

    assert "level 'NaN' is no whole number" in refused(frame)


def test_every_fault_is_listed_with_all_its_rows(refused, make_ratings: Make):
    said = refused(
        make_ratings(
            ("gz-wbe", "card", "A1.1", "ann", 2),
            ("gz-web", "cart", "A1.1", "ann", 2),
            ("gz-web", "card", "A1.9", "ann", 2),
            (*CARD, "ann", 7),
            (*CARD, "ann", 1),
            (*CARD, "cid", 1, "robot"),
            (*CARD, "dan", "absent"),
            ("gz-web", "card", "B1.1", "ann", 2),
            ("gz-wbe", "card", "A1.1", "bob", 2),
        ),
        CARD,
    )

    assert "9 things are wrong" in said
    for fault in (
        "platform 'gz-wbe' is not in the study; the nearest is 'gz-web' (rows 1, 9)",
        "scenario 'cart' is not in the study; the nearest is 'card' (row 2)",
        "indicator 'A1.9' is not in the study; the nearest is 'A1.2' (row 3)",
        "indicator A1.1 has the levels 0–3, not 7 (row 4)",
        "ann rated gz-web/card/A1.1 more than once (rows 4–5)",
        "no kind of rater 'robot'; there are rule, model, person, adjudicator (row 6)",
        "no status 'absent'",
        "gz-web/card/B1.1 is not planned (row 8)",
        "gz-web/card/A1.1 does not apply by the plan, but has a level (rows 4–6)",
    ):
        assert fault in said


def test_the_faults_are_told_in_chinese_too(make_study, make_plan, make_ratings: Make):
    with speaking("zh"), pytest.raises(TableError, match="相近的是“gz-web”"):
        accepted_ratings(
            make_study(), make_plan(make_study()), make_ratings(("gz-wbe", "card", "A1.1", "a", 2))
        )


def test_an_indicator_has_only_the_levels_it_has_anchors_for(refused, make_ratings: Make):
    tree = [{"id": "A1.1", "name": "yes or no", "anchors": {0: "no", 1: "yes"}}]

    assert "levels 0–1, not 2" in refused(make_ratings((*CARD, "ann", 2)), indicators=tree)


def test_a_status_and_a_level_that_contradict_each_other_are_refused(refused, make_ratings: Make):
    frame = make_ratings((*CARD, "ann", 2), (*CARD, "bob", "rated"))

    said = refused(frame.with_columns(status=pl.Series(["no_assistant", "rated"])))

    assert "the status is no_assistant but there is a level (row 1)" in said
    assert "the status is rated but there is no level (row 2)" in said


def test_not_applicable_is_refused_where_the_study_does_not_allow_it(refused, make_ratings: Make):
    frame = make_ratings((*CARD, "ann", "not_applicable"))

    assert "cannot find that a cell does not apply (row 1)" in refused(
        frame, scale={"allow_na": False}
    )


def test_rulings_that_differ_are_refused_and_rulings_that_agree_are_not(
    refused, accepted, make_ratings: Make
):
    def rule(*levels: int) -> pl.DataFrame:
        return make_ratings(
            *((*CARD, f"judge-{i}", v, "adjudicator") for i, v in enumerate(levels))
        )

    assert "gz-web/card/A1.1 has rulings that differ (rows 1–2)" in refused(rule(1, 2))
    assert accepted(rule(2, 2)).height == 2


def test_a_missing_column_and_an_empty_name_are_told(refused, make_ratings: Make):
    frame = make_ratings((*CARD, "ann", 2))

    assert "no column rater" in refused(frame.drop("rater"))
    assert "rater is empty (row 1)" in refused(frame.with_columns(rater=pl.lit(" ")))


@pytest.mark.parametrize("allow_na", [True, False])
def test_what_the_plan_says_does_not_apply_may_be_said_not_to_apply(
    make_study, make_plan, make_ratings: Make, allow_na: bool
):
    study = make_study(scale={"allow_na": allow_na})

    table = accepted_ratings(
        study, make_plan(study, CARD), make_ratings((*CARD, "ann", "not_applicable"))
    )

    assert table["status"].to_list() == ["not_applicable"]
