"""From cells to indicators, dimensions and core indicators."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from wenheng.scoring.scores import score_study

CARD, MOVE = ("gz-web", "card", "A1.1"), ("gz-web", "move", "A1.1")
COMPLETE = ("gz-web", "card", "A1.2"), ("gz-web", "move", "A1.2")
ANCHORS = {0: "none", 1: "little", 2: "most", 3: "all"}


@pytest.fixture(scope="module")
def node(make_study, make_plan, make_ratings) -> Callable[..., dict[str, Any]]:
    """The node of platform gz-web that comes out of the ratings given."""

    def scored(
        name: str,
        *rows: tuple[Any, ...],
        policy: str = "zero",
        inapplicable: tuple[tuple[str, str, str], ...] = (),
        **study: Any,
    ) -> dict[str, Any]:
        declared = make_study(**study)
        plan = make_plan(declared, *inapplicable)
        declared = declared.model_copy(
            update={"scoring": declared.scoring.model_copy(update={"absent_policy": policy})}
        )
        scores = score_study(declared, plan, make_ratings(*rows))
        every = pl.concat([scores.indicators, scores.dimensions])
        (found,) = every.filter(
            (pl.col("platform") == "gz-web") & (pl.col("node") == name)
        ).to_dicts()
        return found

    return scored


def two_children(*weights: float) -> list[dict[str, Any]]:
    """A dimension D of two platform-wide indicators with these weights."""
    children = [
        {"id": f"D{i}", "name": "d", "anchors": ANCHORS, "per": "platform", "weight": weight}
        for i, weight in enumerate(weights, 1)
    ]
    return [{"id": "D", "name": "dimension", "children": children}]


def rated(*levels: int | str) -> list[tuple[Any, ...]]:
    return [("gz-web", "*", f"D{i}", "ann", level) for i, level in enumerate(levels, 1)]


def test_an_indicator_is_the_mean_of_its_cells_means_not_of_all_ratings(node):
    found = node("A1.1", (*CARD, "ann", 3), (*CARD, "bob", 3), (*CARD, "cid", 3), (*MOVE, "ann", 0))

    assert found["score"] == 1.5


def test_a_gap_is_not_a_zero(node):
    found = node("A1.1", (*CARD, "ann", 3))

    assert (found["score"], found["completeness"]) == (3, 0.5)
    assert (found["assessed"], found["applicable"]) == (1, 2)
    assert (found["low"], found["high"]) == (1.5, 3)


def test_what_does_not_apply_leaves_every_denominator(node):
    found = node("A1.1", (*CARD, "ann", 2), inapplicable=(MOVE,))

    assert (found["score"], found["completeness"], found["applicable"]) == (2, 1, 1)
    assert (found["low"], found["high"]) == (2, 2)


def test_a_rater_may_find_that_a_cell_does_not_apply(node):
    found = node("A1.1", (*CARD, "ann", 2), (*MOVE, "ann", "not_applicable"))

    assert (found["score"], found["completeness"], found["applicable"]) == (2, 1, 1)


def test_an_indicator_that_is_not_planned_does_not_apply(make_study, make_plan, make_ratings):
    study = make_study()
    plan = make_plan(study).filter(pl.col("indicator") != "A2.1")

    scores = score_study(study, plan, make_ratings((*CARD, "ann", 2)))

    unplanned = scores.indicators.filter(pl.col("node") == "A2.1")
    assert unplanned["status"].unique().to_list() == ["not_applicable"]
    assert scores.dimensions.filter(pl.col("node") == "A")["applicable"].unique().to_list() == [4]


def test_a_dimension_is_the_weighted_mean_of_its_indicators(node):
    found = node("D", *rated(3, 1), indicators=two_children(3, 1))

    assert (found["score"], found["completeness"], found["status"]) == (2.5, 1, "scored")


def test_an_indicator_without_a_declared_weight_weighs_one(node):
    tree = two_children(1, 3)
    del tree[0]["children"][0]["weight"]

    assert node("D", *rated(1, 3), indicators=tree)["score"] == 2.5


def test_weights_are_relative_to_the_children_that_are_scored(node):
    tree = two_children(3, 1)

    found = node("D", *rated(2), indicators=tree)

    assert (found["score"], found["completeness"]) == (2, 0.75)
    assert (found["low"], found["high"]) == (1.5, 2.25)


def test_completeness_is_weighted_as_the_score_is(node):
    assert (
        node("D", *rated("not_assessed", 2), indicators=two_children(3, 1))["completeness"] == 0.25
    )


def test_below_the_floor_the_score_is_withheld_and_the_bounds_are_shown(node):
    found = node("D", *rated("not_assessed", 2), indicators=two_children(1, 1))

    assert (found["score"], found["status"], found["completeness"]) == (None, "withheld", 0.5)
    assert (found["low"], found["high"]) == (1, 2.5)


def test_two_thirds_reach_a_floor_of_two_thirds(node):
    tree = two_children(1, 1, 1)

    assert node("D", *rated(2, 2), indicators=tree)["status"] == "scored"


def test_the_floor_is_declared(node):
    found = node("D", *rated(2), indicators=two_children(1, 1), scoring={"min_completeness": 0.5})

    assert (found["score"], found["status"]) == (2, "scored")


def test_nothing_assessed_is_not_assessed_with_the_widest_bounds(node):
    found = node("D", indicators=two_children(1, 1))

    assert (found["score"], found["status"], found["completeness"]) == (None, "not_assessed", 0)
    assert (found["low"], found["high"]) == (0, 3)


def test_what_a_withheld_child_is_known_to_be_still_enters_its_parent(node):
    rows = [("gz-web", s, "A2.1", "ann", 3) for s in ("card", "move")] + [(*CARD, "ann", 0)]

    child, parent = (node(name, *rows, scoring={"min_completeness": 0.6}) for name in ("A1", "A"))

    assert (child["score"], child["status"]) == (None, "withheld")
    assert (parent["score"], parent["completeness"]) == (1.5, 0.625)
    assert (parent["low"], parent["high"]) == (1.5, 2.625)


def test_where_there_was_nothing_to_rate_that_is_carried_up(node):
    rows = rated("no_assistant", "no_assistant")

    found = node("D", *rows, indicators=two_children(1, 1))

    assert (found["score"], found["status"], found["completeness"]) == (None, "no_assistant", 1)


@pytest.mark.parametrize(("policy", "score"), [("zero", 1), ("exclude", 2)])
def test_among_scored_children_an_absent_one_is_read_by_the_policy(node, policy: str, score: float):
    found = node("D", *rated(2, "no_assistant"), indicators=two_children(1, 1), policy=policy)

    assert (found["score"], found["low"], found["high"]) == (score, score, score)
    assert found["completeness"] == 1


def test_absence_seen_in_too_few_cells_is_withheld(node):
    found = node("D", *rated("no_assistant"), indicators=two_children(1, 1))

    assert found["status"] == "withheld"


@pytest.mark.parametrize(
    ("aggregation", "score"),
    [("arithmetic", 1.5), ("geometric", 1.0), ("harmonic", 0.0), ("minimum", 0.0)],
)
def test_the_mean_is_declared_for_each_node(node, aggregation: str, score: float):
    found = node(
        "D",
        *rated(0, 3),
        indicators=two_children(1, 1),
        scoring={"aggregation": {"D": aggregation}},
    )

    assert found["score"] == pytest.approx(score)


def gate(indicator: str, at_most: int, caps: str, ceiling: float) -> dict[str, Any]:
    return {
        "min_completeness": 0,
        "gates": [{"indicator": indicator, "at_most": at_most, "caps": caps, "ceiling": ceiling}],
    }


def test_a_gate_caps_a_node_where_its_indicator_is_low(node):
    tree, capped = two_children(1, 1), gate("D1", 1, "D", 1)

    assert node("D", *rated(1, 3), indicators=tree, scoring=capped)["score"] == 1
    assert node("D", *rated(2, 3), indicators=tree, scoring=capped)["score"] == 2.5
    assert node("D", *rated(0, 1), indicators=tree, scoring=capped)["score"] == 0.5


def test_a_gate_lowers_only_the_bounds_it_could_close(node):
    tree, capped = two_children(1, 1), gate("D1", 1, "D", 1)

    found = node("D", *rated("not_assessed", 3), indicators=tree, scoring=capped)

    assert (found["score"], found["low"], found["high"]) == (3, 1, 3)


def test_the_parents_of_a_capped_node_see_the_lowered_score(node):
    rows = [(*cell, "ann", 3) for cell in COMPLETE] + [(*CARD, "ann", 0), (*MOVE, "ann", 0)]
    rows += [("gz-web", s, "A2.1", "ann", 3) for s in ("card", "move")]

    assert node("A", *rows, scoring=gate("A1.1", 0, "A1", 1))["score"] == 2


def test_every_platform_has_every_node_in_the_order_of_the_tree(
    make_study, make_plan, make_ratings
):
    study = make_study()
    plan = make_plan(study)

    nodes = score_study(study, plan, make_ratings((*CARD, "ann", 2))).dimensions

    assert nodes["node"].unique(maintain_order=True).to_list() == ["A", "A1", "A2", "B", "B1"]
    assert nodes.group_by("node").len()["len"].unique().to_list() == [6]
