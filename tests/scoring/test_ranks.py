"""Positions in the league table."""

from collections.abc import Callable
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenheng.contracts import checked
from wenheng.scoring.ranks import ranks
from wenheng.tables import Totals


def totals_of(**scores: float | None) -> pl.DataFrame:
    rows = [
        {
            "kind": "platform" if "_" in id_ else "unit",
            "id": id_.replace("_", "-"),
            "policy": "zero",
            "score": score,
            "percent": None if score is None else score * 100 / 9,
            "completeness": 1.0,
            "assessed": 7,
            "applicable": 7,
            "low": score or 0,
            "high": score or 0,
            "status": "withheld" if score is None else "scored",
        }
        for id_, score in scores.items()
    ]
    return checked(Totals, pl.DataFrame(rows, infer_schema_length=None))


@pytest.fixture(scope="module")
def place(make_study) -> Callable[..., tuple[int, int, bool] | None]:
    def found(
        id_: str, group: str, totals: pl.DataFrame, **scoring: object
    ) -> tuple[int, int, bool] | None:
        table = ranks(make_study(scoring=scoring), totals)
        rows = table.filter((pl.col("id") == id_) & (pl.col("group") == group))
        return rows.select("rank", "of", "tied").row(0) if rows.height else None

    return found


def test_units_are_ranked_among_all_and_within_their_level(place):
    totals = totals_of(gz=6.0, sz=7.0, gd=8.0)

    assert place("gz", "all", totals) == (3, 3, False)
    assert place("gz", "city", totals) == (2, 2, False)
    assert place("gd", "province", totals) == (1, 1, False)


def test_platforms_are_also_ranked_within_level_and_channel(place):
    totals = totals_of(gz_web=6.0, sz_web=7.0, sz_mobile=8.0, gd_web=9.0)

    assert place("gz-web", "all", totals) == (4, 4, False)
    assert place("gz-web", "city", totals) == (3, 3, False)
    assert place("gz-web", "city/web", totals) == (2, 2, False)


def test_ties_share_the_smallest_rank_and_are_marked(place):
    totals = totals_of(gz=6.0, sz=6.0, gd=5.0)

    assert place("gz", "all", totals) == (1, 3, True)
    assert place("gd", "all", totals) == (3, 3, False)


def test_the_noise_of_summing_in_another_order_does_not_break_a_tie(place):
    a, b = (0.1 + 0.2) + 0.3, 0.1 + (0.2 + 0.3)
    assert a != b

    assert place("gz", "all", totals_of(gz=a, sz=b, gd=0.0)) == (1, 3, True)
    assert place("sz", "all", totals_of(gz=a, sz=b, gd=0.0)) == (1, 3, True)


def test_published_numbers_are_ranked_where_that_is_declared(place):
    totals = totals_of(gz=6.004, sz=6.0, gd=5.0)

    assert place("sz", "all", totals) == (2, 3, False)
    assert place("sz", "all", totals, rank_digits=2) == (1, 3, True)


def test_who_has_no_score_is_not_ranked_and_not_counted(place):
    totals = totals_of(gz=6.0, sz=None, gd=5.0)

    assert place("sz", "all", totals) is None
    assert place("gd", "all", totals) == (2, 2, False)


@given(st.lists(st.integers(0, 5), min_size=3, max_size=3))
def test_a_better_score_never_has_a_worse_rank(make_study, levels: list[int]):
    totals = totals_of(**dict(zip(("gz", "sz", "gd"), map(float, levels), strict=True)))

    table = ranks(make_study(), totals).filter(pl.col("group") == "all")

    by_score = table.join(totals, on="id").sort("score", descending=True)["rank"].to_list()
    assert all(better <= worse for better, worse in pairwise(by_score))
