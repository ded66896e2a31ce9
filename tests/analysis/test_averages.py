"""Means of groups and differences between them, beside independent implementations."""

import numpy as np
import polars as pl
import pytest
from scipy import stats
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW
from tests.analysis.rules.made_up import OF, PLATFORMS, STUDY, WEB, alike, scored

from wenheng.analysis import averages
from wenheng.analysis.averages import (
    Chance,
    contrasts,
    group_means,
    mean_interval,
    unit_means,
)
from wenheng.study.model import Study

MICE = (
    np.array([94, 197, 16, 38, 99, 141, 23.0]),
    np.array([52, 104, 146, 10, 51, 30, 40, 27, 46.0]),
)
"""Days that mice survived with and without a treatment: Efron & Tibshirani (1993), table 2.1."""


def nodes(scores):
    """NODES of one node `A`: a score for each platform, null where it has none."""
    rows = [
        (platform, "A", score, 1.0, 1, 1, 0.0, 200.0, "not_assessed" if score is None else "scored")
        for platform, score in scores.items()
    ]
    columns = [
        "platform",
        "node",
        "score",
        "completeness",
        "assessed",
        "applicable",
        "low",
        "high",
        "status",
    ]
    return pl.DataFrame(rows, columns, orient="row")


def study_of(groups):
    """A study with a unit for each number: level → numbers of its only channel."""
    units = [
        {"id": f"{level}-{i}", "name": "甲", "level": level, "region": "east"}
        for level, values in groups.items()
        for i in range(len(values))
    ]
    platforms = [
        {
            "id": f"{unit['id']}-web",
            "unit": unit["id"],
            "channel": "web",
            "entry": "https://a.example/",
        }
        for unit in units
    ]
    base = STUDY.model_dump(mode="json")
    levels = [{"id": level, "name": level} for level in groups]
    return Study.model_validate(
        {
            **{name: base[name] for name in ("indicators", "scenarios", "regions")},
            "id": "mice", "version": 1, "title": "鼠", "levels": levels,
            "channels": [{"id": "web", "name": "网页端"}], "units": units, "platforms": platforms,
        }
    )  # fmt: skip


def test_the_difference_of_two_groups_is_that_of_the_published_example():
    groups = dict(zip(("treated", "control"), MICE, strict=True))
    scores = {f"{g}-{i}-web": float(x) for g, xs in groups.items() for i, x in enumerate(xs)}

    row = contrasts(study_of(groups), nodes(scores)).row(0, named=True)

    assert round(row["difference"], 2) == 30.63
    assert (row["side"], row["n_first"], row["n_second"]) == ("level", 7, 9)
    oracle = stats.bootstrap(
        MICE, lambda x, y, axis: x.mean(axis) - y.mean(axis), method="percentile",
        n_resamples=20_000, rng=np.random.default_rng(1),
    ).confidence_interval  # fmt: skip
    assert (row["low"], row["high"]) == pytest.approx((oracle.low, oracle.high), abs=4)


def test_an_interval_of_a_mean_is_that_of_scipy():
    values = np.random.default_rng(5).normal(1.5, 0.5, 40)

    low, high = mean_interval(values, np.ones(40), Chance(20_000, 2))

    oracle = stats.bootstrap(
        (values,), np.mean, method="percentile", n_resamples=20_000, rng=np.random.default_rng(3)
    ).confidence_interval
    assert (low, high) == pytest.approx((oracle.low, oracle.high), abs=0.01)


def test_an_interval_of_levels_is_near_that_of_welch():
    tables = scored(alike())
    found = (
        contrasts(STUDY, tables["dimensions"]).filter(node="A1", side="level").row(0, named=True)
    )
    means = unit_means(STUDY, tables["dimensions"]).filter(node="A1")
    level = {unit.id: unit.level for unit in STUDY.units}
    groups = [
        np.array([s for u, s in means.select("unit", "score").iter_rows() if level[u] == name])
        for name in ("province", "city")
    ]

    low, high = CompareMeans(*map(DescrStatsW, groups)).tconfint_diff(usevar="unequal")

    assert found["difference"] == pytest.approx(groups[0].mean() - groups[1].mean())
    assert (found["low"], found["high"]) == pytest.approx((low, high), abs=0.04)


def test_channels_are_compared_within_units_that_have_both():
    scores = {p: 2.0 if p in WEB else 1.5 for p in PLATFORMS}
    mobile = [p for p in PLATFORMS if p not in WEB]
    alone = {p: None if p in mobile[:10] else s for p, s in scores.items()}
    high_without_pair = {
        p: 200.0 if OF[p].id in {OF[m].id for m in mobile[:10]} else s for p, s in alone.items()
    }
    high_without_pair |= {p: None for p in mobile[:10]}

    row = contrasts(STUDY, nodes(high_without_pair)).filter(side="channel").row(0, named=True)

    assert (row["difference"], row["low"], row["high"]) == (0.5, 0.5, 0.5)
    assert (row["n_first"], row["n_second"]) == (54, 54)


def test_what_is_added_to_both_channels_of_a_unit_is_no_difference():
    noise = dict(zip(PLATFORMS, np.random.default_rng(1).uniform(0, 1, 128), strict=True))
    of_unit = {unit.id: float(i % 7) for i, unit in enumerate(STUDY.units)}

    plain, moved = (
        contrasts(STUDY, nodes({p: x + by * of_unit[OF[p].id] for p, x in noise.items()}))
        .filter(side="channel")
        .row(0, named=True)
        for by in (0, 1)
    )

    assert moved["difference"] == pytest.approx(plain["difference"])
    assert moved["low"] == pytest.approx(plain["low"])


def test_resamples_that_are_kept_change_no_number():
    table = scored(alike(), absent=PLATFORMS[::9])["dimensions"]
    shared = Chance(200, 3)

    kept = [means(STUDY, table, shared) for means in (contrasts, group_means, contrasts)]
    fresh = [means(STUDY, table, Chance(200, 3)) for means in (contrasts, group_means, contrasts)]

    assert all(one.equals(other) for one, other in zip(kept, fresh, strict=True))
    assert len(shared.kept) <= averages.KEPT


def test_the_order_of_rows_never_matters():
    table = nodes({p: float(i % 4) for i, p in enumerate(PLATFORMS)})
    shuffled = table.sample(fraction=1, shuffle=True, seed=4)

    key = ["node", "group"]
    assert group_means(STUDY, table).sort(key).equals(group_means(STUDY, shuffled).sort(key))
    assert contrasts(STUDY, table).equals(contrasts(STUDY, shuffled))


def test_platforms_of_a_unit_are_drawn_together():
    both = {p: float(STUDY.units.index(OF[p]) % 4) for p in PLATFORMS}
    one = {p: s if p in WEB else None for p, s in both.items()}

    wide, same = (
        group_means(STUDY, nodes(scores)).filter(group="all").row(0, named=True)
        for scores in (both, one)
    )

    assert (wide["n"], same["n"]) == (128, 64)
    assert wide["high"] - wide["low"] == pytest.approx(same["high"] - same["low"])


def test_a_unit_counts_with_as_many_platforms_as_have_a_score():
    half = {unit.id for unit in STUDY.units[::2]}
    scores = {p: (1.0 if OF[p].id in half else 0.0) for p in PLATFORMS}
    scores |= {p: None for p in PLATFORMS if p not in WEB and OF[p].id not in half}

    row = group_means(STUDY, nodes(scores)).filter(group="all").row(0, named=True)

    assert row["mean"] == pytest.approx(2 / 3)
    assert (row["low"] + row["high"]) / 2 == pytest.approx(2 / 3, abs=0.03)


def test_of_fewer_than_five_units_no_interval_is_given():
    scores = dict.fromkeys(PLATFORMS) | {p: 1.0 for p in sorted(WEB)[:4]}

    means = group_means(STUDY, nodes(scores))

    assert means["low"].null_count() == means.height
    assert means.filter(group="all")["mean"].to_list() == [1.0]


def test_a_gap_is_in_no_mean():
    scores = dict.fromkeys(PLATFORMS) | {PLATFORMS[0]: 3.0}

    assert unit_means(STUDY, nodes(scores)).to_dicts() == [
        {"unit": OF[PLATFORMS[0]].id, "node": "A", "score": 3.0, "platforms": 1}
    ]
