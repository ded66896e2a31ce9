import numpy as np
import pytest

from wenheng.analysis.typology import quadrants
from wenheng.errors import NotScorable, TableError


def test_a_unit_at_the_cut_is_high():
    table = quadrants([0.5, 0.4, 0.5, 0.1], [2, 2, 1, 0], cuts=(0.5, 1.5))

    assert table["quadrant"].to_list() == ["high-high", "low-high", "high-low", "low-low"]
    assert table["probability"].to_list() == [None] * 4


def test_cuts_are_fixed_so_all_may_be_high():
    assert set(quadrants([1, 2, 3], [1, 2, 3], cuts=(0, 0))["quadrant"]) == {"high-high"}


def test_the_probability_is_the_share_of_draws_in_the_same_quadrant():
    first = [[1, 0], [1, 1], [0, 1], [1, 1]]
    second = [[1, 1], [1, 1], [1, 1], [0, 1]]

    table = quadrants([1, 1], [1, 1], cuts=(1, 1), draws=(first, second))

    assert table["probability"].to_list() == [0.5, 0.75]


def test_what_does_not_fit_together_is_refused():
    with pytest.raises(TableError):
        quadrants([1, 2], [1], cuts=(0, 0))
    with pytest.raises(TableError):
        quadrants([1, 2], [1, 2], cuts=(0, 0), draws=([[1]], [[1]]))
    with pytest.raises(NotScorable):
        quadrants([1, np.nan], [1, 2], cuts=(0, 0))
    with pytest.raises(NotScorable):
        quadrants([1, 2], [1, 2], cuts=(0, np.nan))
