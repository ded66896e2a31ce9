"""Composite scores of platforms and units."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from wenheng.scoring.scores import score_study
from wenheng.study.model import Study

GAP = "not_assessed"
GONE = "no_assistant"


@pytest.fixture(scope="module")
def total(make_study, make_plan, rate_all) -> Callable[..., dict[str, Any]]:
    """The total of `id_` when each platform is rated the same throughout."""

    def scored(
        id_: str, policy: str = "zero", study: Study | None = None, **levels: int | str
    ) -> dict[str, Any]:
        declared = study or make_study(scoring={"absent_policy": "both"})
        frames = [
            rate_all(declared, level, [name.replace("_", "-")]) for name, level in levels.items()
        ]
        totals = score_study(declared, make_plan(declared), pl.concat(frames)).totals
        (found,) = totals.filter((pl.col("id") == id_) & (pl.col("policy") == policy)).to_dicts()
        return found

    return scored


def test_a_platforms_total_is_the_sum_of_its_dimensions(total):
    found = total("gz-web", gz_web=2)

    assert (found["score"], found["low"], found["high"]) == (6, 6, 6)
    assert found["percent"] == pytest.approx(100 * 2 / 3)


@pytest.mark.parametrize(
    ("scale", "score", "top"), [("sum", 6, 9), ("mean", 2, 3), ("percent", 200 / 3, 100)]
)
def test_the_scale_of_the_total_is_declared_and_the_percentage_stands_beside(
    total, make_study, scale: str, score: float, top: float
):
    study = make_study(scoring={"total": scale})

    found = total("gz-web", study=study, gz_web=2, sz_web=GAP)

    assert found["score"] == pytest.approx(score)
    assert found["percent"] == pytest.approx(200 / 3)
    assert total("sz-web", study=study, sz_web=GAP)["high"] == top


def test_every_rated_indicator_is_part_of_the_total_wherever_it_stands(
    make_study, make_plan, rate_all
):
    anchors = {0: "none", 1: "little", 2: "most", 3: "all"}
    leaf = {"id": "X", "name": "x", "anchors": anchors}
    dimension = {"id": "Y", "name": "y", "children": [leaf | {"id": "Y1"}, leaf | {"id": "Y2"}]}
    study = make_study(indicators=[leaf, dimension])

    totals = score_study(study, make_plan(study), rate_all(study, 3)).totals

    assert totals.filter(pl.col("id") == "gz-web")["score"].item() == 6


def test_a_unit_is_the_mean_of_its_platforms(total):
    assert total("gz", gz_web=3, gz_mobile=1)["score"] == 6


def test_channels_may_weigh_differently_or_count_for_nothing(total, make_study):
    heavy = make_study(scoring={"channel_weights": {"web": 3}})
    alone = make_study(scoring={"channel_weights": {"mobile": 0}})

    assert total("gz", study=heavy, gz_web=3, gz_mobile=1)["score"] == 7.5
    only_web = total("gz", study=alone, gz_web=3, gz_mobile=1)
    assert (only_web["score"], only_web["applicable"]) == (9, 7)


@pytest.mark.parametrize(("policy", "score"), [("zero", 4.5), ("exclude", 9)])
def test_an_absent_platform_counts_zero_or_leaves_as_declared(total, policy: str, score: float):
    unit = total("gz", policy, gz_web=3, gz_mobile=GONE)
    platform = total("gz-mobile", policy, gz_web=3, gz_mobile=GONE)

    assert (unit["score"], unit["low"], unit["high"]) == (score, score, score)
    assert (platform["score"], platform["status"]) == (None, "no_assistant")


def test_a_unit_without_any_assistant_has_zero_or_no_score(total):
    zero = total("gz", "zero", gz_web=GONE, gz_mobile=GONE)
    exclude = total("gz", "exclude", gz_web=GONE, gz_mobile=GONE)

    assert (zero["score"], zero["percent"], zero["status"]) == (0, 0, "scored")
    assert (exclude["score"], exclude["status"]) == (None, "no_assistant")


@pytest.mark.parametrize("policy", ["zero", "exclude"])
def test_a_platform_that_was_not_assessed_is_a_gap_and_never_zero(total, policy: str):
    found = total("gz", policy, gz_web=3, gz_mobile=GAP)

    assert (found["score"], found["status"], found["completeness"]) == (None, "withheld", 0.5)
    assert (found["low"], found["high"]) == (4.5, 9)


def test_one_gap_among_three_channels_still_leaves_a_score(total, make_study):
    study = make_study(channels=("web", "mobile", "phone"))

    found = total("gz", study=study, gz_web=3, gz_mobile=3, gz_phone=GAP)

    assert (found["score"], found["low"], found["high"]) == (9, 6, 9)


def test_a_unit_without_a_planned_platform_does_not_apply(make_study, make_plan, rate_all):
    study = make_study()
    plan = make_plan(study).filter(~pl.col("platform").str.starts_with("gd"))

    totals = score_study(study, plan, rate_all(study, 2, ["gz-web"])).totals

    assert totals.filter(pl.col("id") == "gd").select("status", "applicable").row(0) == (
        "not_applicable",
        0,
    )


def test_a_pack_that_is_switched_on_is_scored_apart_and_moves_no_total(
    make_study, make_plan, rate_all
):
    anchors = {0: "none", 1: "little", 2: "most", 3: "all"}
    pack = {
        "id": "p",
        "name": "p",
        "on": True,
        "indicators": [{"id": "X", "name": "x", "anchors": anchors}],
    }
    study = make_study(packs=[pack])
    ratings = rate_all(study, 3).with_columns(
        level=pl.when(pl.col("indicator") == "X").then(0).otherwise("level")
    )

    scores = score_study(study, make_plan(study), ratings)

    assert scores.indicators.filter(pl.col("node") == "X")["score"].unique().to_list() == [0]
    assert scores.totals["percent"].unique().to_list() == [100]


def test_a_pack_that_is_switched_off_is_not_scored(make_study, make_plan, rate_all):
    anchors = {0: "none", 1: "little", 2: "most", 3: "all"}
    pack = {"id": "p", "name": "p", "indicators": [{"id": "X", "name": "x", "anchors": anchors}]}
    study = make_study(packs=[pack])

    assert "X" not in score_study(study, make_plan(study), rate_all(study, 3)).indicators["node"]


def test_which_readings_are_reported_is_declared(make_study, make_plan, rate_all):
    for declared, readings in {
        "zero": ["zero"],
        "exclude": ["exclude"],
        "both": ["zero", "exclude"],
    }.items():
        study = make_study(scoring={"absent_policy": declared})

        totals = score_study(study, make_plan(study), rate_all(study, 2)).totals

        assert totals["policy"].unique(maintain_order=True).to_list() == readings
