"""Every rater beside people: what is measured, and what may follow from it."""

from random import Random

import polars as pl
import pytest

import wenheng as wh
from wenheng.errors import NotScorable
from wenheng.quality.calibration import calibrate
from wenheng.study.judging import Bar, Calibration
from wenheng.study.load import load_study
from wenheng.tables import Ratings

STUDY = load_study("default-2021r")
WORDED = ["platform", "scenario", "indicator", "rater", "wording", "level"]


def table(*rows: tuple) -> pl.DataFrame:
    """RATINGS from (cell number, rater, kind, level[, indicator])."""
    given = [
        {
            "platform": f"p{cell % 10}",
            "scenario": f"s{cell // 10}",
            "indicator": rest[0] if rest else "B1.1",
            "rater": rater,
            "rater_kind": kind,
            "status": "rated",
            "level": level,
        }
        for cell, rater, kind, level, *rest in rows
    ]
    blank = {"reason": "", "reason_en": "", "span": "", "confidence": None, "session": None}
    frame = pl.DataFrame([{**row, **blank} for row in given], schema=Ratings.create_empty().schema)
    return frame


def about(lengths=lambda cell: cell) -> pl.DataFrame:
    rows = [(f"p{c % 10}", f"s{c // 10}", f"u{c % 10 // 2}", lengths(c)) for c in range(300)]
    return pl.DataFrame(rows, schema=["platform", "scenario", "unit", "length"], orient="row")


def worded(n: int, flipped: int = 0, rater: str = "model:m@1") -> pl.DataFrame:
    rows = []
    for cell in range(n):
        key = (f"p{cell % 10}", f"s{cell // 10}", "B1.1", rater)
        for wording in ("plain", "reworded", "swapped"):
            level = 1 if wording == "swapped" and cell < flipped else 2
            rows.append((*key, wording, level))
    return pl.DataFrame(rows, schema=WORDED, orient="row")


NOTHING = pl.DataFrame(schema={**dict.fromkeys(WORDED, pl.String), "level": pl.Int64})


def people(n: int, seed: int = 0) -> dict[int, int]:
    dice = Random(seed)
    return {cell: dice.randint(0, 3) for cell in range(n)}


def found(ratings: pl.DataFrame, worded: pl.DataFrame = NOTHING, study=STUDY, **more):
    its = calibrate(study, ratings, more.get("about", about()), worded)
    return {row["rater"]: row for row in its.raters.to_dicts()}, its


def beside(n: int, rater: str, kind: str, change=lambda cell, level: level) -> pl.DataFrame:
    truth = people(n)
    rows = [(c, "ann", "person", level) for c, level in truth.items()]
    return table(*rows, *((c, rater, kind, change(c, level)) for c, level in truth.items()))


def test_a_rule_that_says_what_people_say_often_enough_may_stand_alone():
    rows, _ = found(beside(120, "rule:r", "rule"))

    assert rows["rule:r"]["role"] == "alone" and rows["rule:r"]["fails"] == []
    assert (rows["rule:r"]["n"], rows["rule:r"]["units"], rows["rule:r"]["alpha"]) == (120, 5, 1)


@pytest.mark.parametrize(
    ("n", "role"), [(5, "no"), (29, "no"), (30, "pre-score"), (99, "pre-score")]
)
def test_a_few_cells_never_admit_anyone_however_well_they_agree(n: int, role: str):
    rows, _ = found(beside(n, "rule:r", "rule"))

    assert rows["rule:r"]["role"] == role
    assert rows["rule:r"]["fails"] == ["least_n"]


def test_agreement_on_a_single_level_shows_nothing_and_admits_nobody():
    rows = [
        (c, who, kind, 3)
        for c in range(150)
        for who, kind in (("ann", "person"), ("rule:r", "rule"))
    ]

    its, _ = found(table(*rows))

    assert its["rule:r"]["alpha"] is None and its["rule:r"]["exact"] == 1
    assert its["rule:r"]["role"] == "no"


def test_a_rater_that_is_always_one_level_generous_is_found_by_its_bias():
    rows, its = found(beside(150, "rule:r", "rule", lambda _cell, level: min(3, level + 1)))

    row = rows["rule:r"]
    assert row["bias_low"] < row["bias"] < row["bias_high"] and row["bias"] > 0.5
    assert "bias" in row["fails"] and row["role"] == "no"
    by_unit = its.by_unit.filter(rater="rule:r")
    assert set(by_unit["unit"]) == {f"u{n}" for n in range(5)} and by_unit["cells"].sum() == 150


def test_a_rater_that_likes_long_replies_is_found_even_where_its_mean_is_right():
    def by_length(cell: int, level: int) -> int:
        return min(3, level + 1) if cell > 110 else max(0, level - 1) if cell < 40 else level

    rows, its = found(beside(150, "rule:r", "rule", by_length))

    assert abs(rows["rule:r"]["bias"]) < 0.2 and rows["rule:r"]["length"] > 0.5
    assert "length" in rows["rule:r"]["fails"]
    thirds = dict(its.by_length.filter(rater="rule:r").select("third", "bias").rows())
    assert thirds["short"] < thirds["middle"] < thirds["long"]


def test_a_model_must_also_have_been_steady_under_other_words_and_order():
    ratings = beside(120, "model:m@1", "model")

    never_asked, _ = found(ratings)
    asked_a_few, _ = found(ratings, worded(20))
    steady, _ = found(ratings, worded(120, 2))
    unsteady, _ = found(ratings, worded(120, 30))

    assert never_asked["model:m@1"]["role"] == "no"
    assert asked_a_few["model:m@1"]["fails"] == ["flips"]
    assert steady["model:m@1"]["role"] == "alone"
    row = unsteady["model:m@1"]
    assert (row["flips"], row["swapped"], row["reworded"], row["role"]) == (0.25, 0.25, 0, "no")
    assert row["flips_low"] < 0.25 < row["flips_high"]


def test_steadiness_in_one_of_the_two_ways_is_not_enough():
    ratings = beside(120, "model:m@1", "model")

    rows, _ = found(ratings, worded(120).filter(pl.col("wording") != "swapped"))

    assert rows["model:m@1"]["flips"] is None and rows["model:m@1"]["role"] == "no"


def test_on_what_a_study_leaves_to_people_a_model_may_at_most_propose():
    truth = people(120)
    rows = [(c, "ann", "person", level, "A2.3") for c, level in truth.items()]
    rows += [(c, "model:m@1", "model", level, "A2.3") for c, level in truth.items()]
    same = worded(120).with_columns(indicator=pl.lit("A2.3"))

    its, _ = found(table(*rows), same)

    assert its["model:m@1"]["role"] == "pre-score"
    assert its["model:m@1"]["fails"] == ["automation"]


def test_people_are_compared_with_other_people_and_never_with_themselves():
    rows = [(c, "ann", "person", level) for c, level in people(40).items()]
    rows += [(c, "bob", "person", level) for c, level in people(20).items()]

    its, _ = found(table(*rows))

    assert {name: row["n"] for name, row in its.items()} == {"ann": 20, "bob": 20}


def test_the_reference_is_a_ruling_else_the_lower_median_of_people():
    rows = [(0, "ann", "person", 1), (0, "bob", "person", 2), (0, "rule:r", "rule", 3)]
    rows += [(1, "ann", "person", 0), (1, "eve", "adjudicator", 3), (1, "rule:r", "rule", 3)]

    _, its = found(table(*rows))

    confusion = its.confusion.filter(rater="rule:r").select("reference", "level", "cells").rows()
    assert confusion == [(1, 3, 1), (3, 3, 1)]


def test_the_marks_are_those_of_the_study():
    bar = Bar(least_n=5, alpha=0.5, alpha_low=-1, kappa=0, bias=1, length=1, flips=1)
    study = STUDY.model_copy(update={"calibration": Calibration(alone=bar)})

    rows, _ = found(beside(8, "rule:r", "rule"), study=study)

    assert rows["rule:r"]["role"] == "alone"


def test_where_people_rated_nothing_there_is_nothing_to_compare():
    with pytest.raises(NotScorable):
        found(table((0, "rule:r", "rule", 1)))


def test_the_coefficients_are_those_of_the_library():
    dice = Random(7)
    ratings = beside(
        80,
        "rule:r",
        "rule",
        lambda _c, level: max(0, min(3, level + dice.choice([0, 0, 0, -1, 1, 2]))),
    )

    rows, _ = found(ratings)

    wide = ratings.pivot("rater", index=["platform", "scenario"], values="level")
    ann, rule = wide["ann"].to_list(), wide["rule:r"].to_list()
    assert rows["rule:r"]["alpha"] == pytest.approx(
        wh.quality.krippendorff_alpha([ann, rule], "ordinal").value
    )
    assert rows["rule:r"]["kappa"] == pytest.approx(
        wh.quality.cohen_kappa(ann, rule, "quadratic").value
    )


def test_where_all_replies_are_of_one_length_it_is_not_known_whether_length_sways_a_rater():
    rows, _ = found(beside(120, "rule:r", "rule"), about=about(lambda _cell: 50))

    assert rows["rule:r"]["length"] is None
    assert rows["rule:r"]["fails"] == ["length"] and rows["rule:r"]["role"] == "no"
