"""Ahead and behind: a score beside those of the same level and channel."""

import polars as pl
import pytest
from tests.analysis.rules.made_up import STUDY, alike, scored

from wenheng.analysis.peers import peers


def table(values, node="A1.1"):
    """NODES of one indicator for the first provincial web platforms."""
    webs = [p.id for p in STUDY.platforms if p.channel == "web"][: len(values)]
    rows = [
        {"platform": id_, "node": node, "score": value, "completeness": 1.0, "assessed": 1,
         "applicable": 1, "low": value, "high": value,
         "status": "not_assessed" if value is None else "scored"}
        for id_, value in zip(webs, values, strict=True)
    ]  # fmt: skip
    return pl.DataFrame(rows)


@pytest.fixture
def nothing(even_tables):
    return even_tables["dimensions"].clear()


@pytest.fixture(scope="module")
def even_tables():
    return scored(alike())


def shaped(table, like):
    return table.cast(dict(like.schema)).select(like.columns)


def test_quartiles_and_places_are_those_of_the_stated_scores(even_tables, nothing):
    given = shaped(table([0.0, 1.0, 2.0, 2.0, 3.0, None]), even_tables["indicators"])

    found = peers(STUDY, given, nothing)

    assert found["peers"].to_list() == [5] * 5
    assert found["lower"].unique().item() == 1.0
    assert found["median"].unique().item() == 2.0
    assert found["upper"].unique().item() == 2.0
    assert found["place"].to_list() == [5, 4, 2, 2, 1]
    assert found["standing"].to_list() == ["weak", "weak", "level", "level", "strong"]


def test_of_four_peers_nothing_is_said(even_tables, nothing):
    given = shaped(table([0.0, 1.0, 2.0, 3.0]), even_tables["indicators"])

    assert set(peers(STUDY, given, nothing)["standing"]) == {"few"}


def test_a_difference_below_five_per_cent_of_the_scale_is_none(even_tables, nothing):
    given = shaped(table([2.0, 2.0, 2.0, 2.0, 2.1]), even_tables["indicators"])

    assert set(peers(STUDY, given, nothing)["standing"]) == {"level"}


def test_above_the_median_is_not_ahead_before_the_upper_quartile(even_tables, nothing):
    given = shaped(table([1.0] * 5 + [1.3, 2.0, 2.0, 2.0]), even_tables["indicators"])

    assert peers(STUDY, given, nothing)["standing"].to_list()[5:] == ["level", *["strong"] * 3]


def test_peers_are_of_the_same_level_and_channel(even_tables):
    found = peers(STUDY, even_tables["indicators"], even_tables["dimensions"])
    sizes = found.filter(node="A1").group_by("group").len().sort("group")

    assert sizes.rows() == [
        ("city/mobile", 32), ("city/web", 32), ("province/mobile", 32), ("province/web", 32),
    ]  # fmt: skip
