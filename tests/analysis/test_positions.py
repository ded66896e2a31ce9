"""How sure positions are: the same draws for all, and gaps that widen instead of hiding."""

import numpy as np
import polars as pl
import pytest
from tests.analysis.rules.made_up import PLATFORMS, STUDY, alike, scored

from wenheng.analysis import certainty, tie_bands

DRAWS = 300
GROUP = "province/web"


@pytest.fixture(scope="module")
def given() -> dict[str, pl.DataFrame]:
    hard = {s.id: -0.4 + 0.1 * i for i, s in enumerate(STUDY.scenarios)}
    gone = PLATFORMS[2:4]
    return scored(alike(), cell=lambda row: hard.get(row[1], 0.0), absent=gone)


@pytest.fixture(scope="module")
def found(given):
    return certainty(STUDY, given, draws=DRAWS, seed=4)


def by_hand(given, seed=4) -> tuple[list[str], np.ndarray]:
    """Totals of the platforms of a group in resamples, by loops over tables alone."""
    ids = given["ranks"].filter(group=GROUP, kind="platform", policy="zero")["id"].to_list()
    cells = given["cells"].filter(pl.col("platform").is_in(ids) & pl.col("score").is_not_null())
    scenarios = [s.id for s in STUDY.scenarios if s.id in set(cells["scenario"])]
    held = {(p, i, s): x for p, i, s, x in cells.select(
        "platform", "indicator", "scenario", "score").iter_rows()}  # fmt: skip
    dice = np.random.default_rng(seed)
    totals = np.zeros((40, len(ids)))
    for draw in range(40):
        asked = dice.choice(scenarios, len(scenarios))
        for at, platform in enumerate(ids):
            parts = []
            for core in STUDY.indicators:
                for dimension in core.children:
                    above = below = 0.0
                    for leaf in dimension.children:
                        keys = ["*"] if (platform, leaf.id, "*") in held else asked
                        scores = [held[platform, leaf.id, s] for s in keys
                                  if (platform, leaf.id, s) in held]  # fmt: skip
                        if scores:
                            above += leaf.weight * np.mean(scores)
                            below += leaf.weight
                    if below:
                        parts.append(above / below)
            totals[draw, at] = np.mean(parts) * len(parts)
    return ids, totals


def test_every_ranked_member_has_a_standing_and_an_interval_around_its_score(given, found):
    main = given["ranks"].filter(policy="zero")
    assert found.standings.height == main.height
    scores = given["totals"].filter(policy="zero").select("kind", "id", "score")
    joined = found.standings.join(scores, on=["kind", "id"])
    inside = joined.select((pl.col("low") <= pl.col("score")) & (pl.col("score") <= pl.col("high")))
    assert inside.to_series().mean() > 0.97
    assert (joined["high"] <= 18).all() and (joined["status"] == "resampled").all()


def test_an_interval_has_the_width_that_resampling_by_hand_gives(given, found):
    ids, totals = by_hand(given)
    ours = found.standings.filter(group=GROUP, kind="platform")
    width = dict(zip(ours["id"], ours["high"] - ours["low"], strict=True))
    spread = totals.std(axis=0, ddof=1)
    ratios = [width[id_] / (2 * 1.96 * sd) for id_, sd in zip(ids, spread, strict=True)]
    assert np.median(ratios) == pytest.approx(1, abs=0.12)  # forty draws know a spread to 11 %


def test_rank_sets_hold_the_rank_and_bands_go_down_the_list(found):
    inside = found.standings.filter(group=GROUP, kind="platform").sort("rank")
    assert (inside["rank_low"] <= inside["rank"]).all()
    assert (inside["rank"] <= inside["rank_high"]).all()
    assert inside["band"].is_sorted() and inside["band"][0] == 1
    assert inside["p_first"].sum() == pytest.approx(1, abs=0.05)  # ties share a first place
    assert inside["p_leaders"][0] > inside["p_leaders"][-1]


def test_bands_come_from_sets_that_hold_for_all_at_once_and_are_fewer_for_it(found):
    inside = found.standings.filter(group=GROUP, kind="platform").sort("rank")
    each_alone = tie_bands(-inside["rank"].cast(float), inside["rank_low"], inside["rank_high"])
    assert inside["band"].max() < each_alone.max()


def test_chances_of_the_grades_of_a_unit_add_up_to_one(given, found):
    sums = found.chances.group_by("unit").agg(pl.col("probability").sum())
    assert sums.height == given["grades"].filter(policy="zero")["grade"].drop_nulls().len()
    assert sums["probability"].to_list() == pytest.approx([1.0] * sums.height)


def test_a_member_with_gaps_has_no_interval_and_widens_the_rank_sets_of_all(given, found):
    """All but one of its scenarios are missing: in some resamples it has no score at all."""
    ids = given["ranks"].filter(group=GROUP, kind="platform", policy="zero")["id"].to_list()
    only = STUDY.scenarios[0].id
    lost = (pl.col("platform") == ids[-1]) & (pl.col("scenario") != only)
    cells = given["cells"].with_columns(
        score=pl.when(~lost).then("score"),
        status=pl.when(lost).then(pl.lit("not_assessed")).otherwise(pl.col("status")),
    )
    gappy = certainty(STUDY, {**given, "cells": cells}, draws=DRAWS, seed=4).standings

    row = gappy.filter(id=ids[-1], group=GROUP).row(0, named=True)
    assert (row["status"], row["low"], row["rank_high"]) == ("gaps", None, None)
    after = gappy.filter(id=ids[0], group=GROUP).row(0, named=True)
    assert (after["band"], after["p_first"]) == (None, None)
    alone = found.standings.filter(group=GROUP, kind="platform").sort("rank")
    others = gappy.filter(group=GROUP, kind="platform").filter(pl.col("id") != ids[-1]).sort("rank")
    assert (others["rank_high"] >= alone["rank_high"].head(others.height)).all()


def test_without_cells_nothing_is_resampled_and_says_so(given):
    tables = {name: table for name, table in given.items() if name != "cells"}
    found = certainty(STUDY, tables, draws=DRAWS)
    assert set(found.standings["status"]) == {"not-resampled"}
    assert found.chances.is_empty()
