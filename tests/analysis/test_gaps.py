from itertools import product

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenheng.analysis.gaps import missing_bounds
from wenheng.errors import TableError

ROWS = st.lists(st.tuples(*[st.sampled_from([0, 1, 3, None])] * 2), min_size=2, max_size=3)


@given(ROWS)
def test_bounds_are_reached_by_filling_every_gap_with_every_level(rows):
    table = pl.DataFrame(rows, schema={"x": pl.Float64, "y": pl.Float64}, orient="row")
    named = table.select(pl.Series("unit", [f"u{i}" for i in range(len(rows))]), pl.all())

    bounds = missing_bounds(named)

    gaps = [(i, j) for i, row in enumerate(rows) for j, value in enumerate(row) if value is None]
    scores, ranks = [], []
    for fill in product([0, 3], repeat=len(gaps)):
        full = np.array([[np.nan if v is None else v for v in row] for row in rows], float)
        for place, value in zip(gaps, fill, strict=True):
            full[place] = value
        scores.append(full.mean(axis=1))
        ranks.append([1 + (scores[-1] > score).sum() for score in scores[-1]])
    assert bounds["low"].to_numpy() == pytest.approx(np.min(scores, axis=0))
    assert bounds["high"].to_numpy() == pytest.approx(np.max(scores, axis=0))
    assert bounds["rank_low"].to_list() == np.min(ranks, axis=0).tolist()
    assert bounds["rank_high"].to_list() == np.max(ranks, axis=0).tolist()


def test_weights_count_in_the_bounds():
    table = pl.DataFrame({"unit": ["a", "b"], "x": [3.0, 1.0], "y": [None, 1.0]})

    assert missing_bounds(table, {"x": 3, "y": 1}).rows() == [
        ("a", 2.25, 3.0, 1, 1),
        ("b", 1.0, 1.0, 2, 2),
    ]


def test_a_value_off_the_scale_is_refused():
    with pytest.raises(TableError, match="0–3"):
        missing_bounds(pl.DataFrame({"unit": ["a"], "x": [4]}))
    with pytest.raises(TableError):
        missing_bounds(pl.DataFrame({"unit": ["a"], "x": [float("inf")]}), highest=float("inf"))
    with pytest.raises(TableError):
        missing_bounds(pl.DataFrame({"unit": ["a"], "x": [None]}), lowest=3, highest=0)
