"""The tensor beside scoring by tables: the same numbers, whatever the study and its gaps."""

from random import Random
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from tests.scoring.by_tables import by_tables

from wenheng.scoring.consensus import consensus
from wenheng.scoring.layout import layout_of
from wenheng.scoring.ratings import accepted_ratings
from wenheng.scoring.scores import policies, score_study
from wenheng.scoring.tensor import NO_ASSISTANT, NOT_ASSESSED, UNPLANNED, UNSAID, tensor_of

KINDS = ("rule", "model", "person", "person", "person")
FACTS = ("not_assessed", "no_assistant", "not_applicable")
MEANS = ("arithmetic", "geometric", "harmonic", "minimum")


def admitted(raters: list[str], indicators: tuple[str, ...]) -> list[dict[str, Any]]:
    """A calibration that lets models stand alone."""
    each = [(rater, indicator) for rater in raters for indicator in indicators]
    return [
        {"rater": rater, "kind": "model", "indicator": indicator, "role": "alone", "n": 100}
        for rater, indicator in each
    ]


def options(dice: Random) -> dict[str, Any]:
    gates = [
        {"indicator": "A1.1", "at_most": 1, "caps": caps, "ceiling": dice.choice([0, 1, 1.5])}
        for caps in dice.sample(["A1.2", "A1", "A", "B"], dice.randint(0, 2))
    ]
    return {
        "consensus": dice.choice(["mean", "median", "adjudicated"]),
        "aggregation": {node: dice.choice(MEANS) for node in ("A1", "A", "B1")},
        "geometric_offset": dice.choice([0.1, 1.0]),
        "absent_policy": dice.choice(["zero", "exclude", "both"]),
        "channel_weights": {"web": dice.choice([0, 0.5, 1, 3])},
        "min_completeness": dice.choice([0, 0.4, 2 / 3, 1]),
        "total": dice.choice(["sum", "mean", "percent"]),
        "rank_digits": dice.choice([None, 0, 2]),
        "gates": gates,
    }


def said(dice: Random, cells: list[tuple[str, ...]], raters: int) -> list[tuple[Any, ...]]:
    """Ratings of some cells, by up to `raters` each, with rulings here and there."""
    fullness, strange = dice.choice([0.4, 0.8, 1.0]), dice.choice([0.0, 0.1, 0.5])
    rows = []
    for cell in cells:
        for i in range(dice.randint(0, raters) if dice.random() < fullness else 0):
            level = dice.choice(FACTS) if dice.random() < strange else dice.randint(0, 3)
            rows.append((*cell, f"rater-{i}", level, KINDS[i % len(KINDS)]))
        if dice.random() < 0.1:
            ruled = dice.choice([*FACTS, 0, 1, 2, 3])
            rows.append((*cell, "judge", ruled, "adjudicator"))
    return dice.sample(rows, len(rows))


@settings(max_examples=60)
@given(seed=st.integers(0, 2**32))
def test_every_table_is_the_same_as_by_tables(seed: int, make_study, make_plan, make_ratings):
    dice = Random(seed)
    alone = dice.sample(["rater-1", "rater-6"], dice.randint(0, 2))
    study = make_study(scoring=options(dice), calibrated=admitted(alone, ("A1.1", "A1.2", "B1.1")))
    cells = make_plan(study).select("platform", "scenario", "indicator").rows()
    away = dice.sample(cells, dice.randint(0, 8))
    plan = make_plan(study, *away)
    plan = plan.filter(pl.Series([dice.random() < 0.95 for _ in range(plan.height)], dtype=bool))
    kept = [cell for cell in plan.rows() if cell[3]]
    ratings = make_ratings(*said(dice, [cell[:3] for cell in kept], dice.choice([1, 3, 9])))

    scores = score_study(study, plan, ratings)

    accepted = accepted_ratings(study, plan, ratings)
    counts = pl.col("rater").is_in(alone) & pl.col("indicator").is_in(["A1.1", "A1.2", "B1.1"])
    accepted = accepted.filter(counts | (pl.col("rater_kind") != "model"))
    slow = {policy: by_tables(study, plan, accepted, policy) for policy in policies(study)}
    main = slow[policies(study)[0]]
    for name in ("cells", "indicators", "dimensions"):
        assert_frame_equal(getattr(scores, name), main[name], rel_tol=0, abs_tol=1e-12)
    totals = pl.concat([tables["totals"] for tables in slow.values()])
    assert_frame_equal(scores.totals, totals, rel_tol=0, abs_tol=1e-12)


def test_a_tensor_is_laid_out_by_platform_and_says_why_there_is_no_level(
    make_study, make_plan, make_ratings
):
    study = make_study()
    plan = make_plan(study, ("gz-web", "*", "B1.1"))
    cell = ("gz-web", "card", "A1.1")
    rows = [(*cell, "ann", 2), (*cell, "bob", "no_assistant"), ("gz-web", "move", "A1.1", "ann", 3)]
    facts = ("gz-web", "card", "A1.2", "ann", "not_assessed")

    ratings = accepted_ratings(study, plan, make_ratings(*rows, facts))
    tensor = tensor_of(layout_of(study, plan), ratings)

    assert tensor.layout.columns[:3] == (("card", "A1.1"), ("move", "A1.1"), ("card", "A1.2"))
    assert tensor.levels.dtype == np.int8
    assert tensor.levels.shape == (6, 2, 7)
    assert tensor.levels[0, :, 0].tolist() == [2, NO_ASSISTANT]
    assert tensor.levels[0, :, 1].tolist() == [3, UNSAID]
    assert tensor.levels[0, 0, 2] == NOT_ASSESSED
    assert (tensor.levels[0, :, 6] == UNPLANNED).all()
    assert (tensor.levels[1:, :, :] == UNSAID).all()


@pytest.mark.parametrize("raters", [3, 12, 130])
def test_cells_of_the_same_pattern_share_a_verdict(raters: int, make_study, make_plan, rate_all):
    study = make_study()
    plan = make_plan(study)
    ratings = pl.concat([rate_all(study, i % 4, rater=f"rater-{i}") for i in range(raters)])

    tensor = tensor_of(layout_of(study, plan), accepted_ratings(study, plan, ratings))
    patterns, verdicts = consensus(tensor, study.scoring, study.quality)

    assert np.unique(patterns).size == 1
    assert verdicts.raters[patterns[0, 0]] == raters
    assert verdicts.spread[patterns[0, 0]] == min(raters - 1, 3)
