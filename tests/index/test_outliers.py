"""Treating outliers, with a record."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import wenheng as wh
from wenheng.errors import NotScorable, TableError
from wenheng.index.outliers import excess_kurtosis, skewness


@given(st.lists(st.integers(-1000, 1000), min_size=4, max_size=30, unique=True))
def test_skewness_and_kurtosis_are_those_of_type_2(values):
    x = np.array(values, float)

    assert skewness(x) == pytest.approx(stats.skew(x, bias=False), abs=1e-9)
    assert excess_kurtosis(x) == pytest.approx(stats.kurtosis(x, bias=False), abs=1e-9)


def test_the_highest_value_takes_the_next_until_the_indicator_passes():
    """The data of the example of `winsorise` in COINr: once 100 is 30, kurtosis is below 3.5."""
    x = np.array([*range(1, 11), 30, 100], float)[:, None]

    treated, record = wh.index.treat(x)

    assert treated["x1"].to_list() == [*range(1, 11), 30, 30]
    assert record.row(0, named=True) | {"units": None} == {
        "indicator": "x1",
        "treatment": "winsorised",
        "winsorised": 1,
        "skew_before": pytest.approx(stats.skew(x[:, 0], bias=False)),
        "kurtosis_before": pytest.approx(stats.kurtosis(x[:, 0], bias=False)),
        "skew_after": pytest.approx(stats.skew(treated["x1"].to_numpy(), bias=False)),
        "kurtosis_after": pytest.approx(stats.kurtosis(treated["x1"].to_numpy(), bias=False)),
        "passes": True,
        "units": None,
    }
    assert record["units"][0].to_list() == ["12"]


def test_the_next_value_counts_as_changed_too_once_it_falls():
    x = np.array([*range(1, 31), 500, 500, 900], float)[:, None]

    treated, record = wh.index.treat(x)

    assert treated["x1"].to_list() == [*range(1, 31), 30, 30, 30]
    assert record["winsorised"].to_list() == [3]


@pytest.mark.parametrize("most", [0, 1, 2, 3])
def test_no_more_values_are_changed_than_declared(most):
    x = np.array([*range(1, 31), 600, 700, 1000, 5000], float)[:, None]

    treated, record = wh.index.treat(x, most, otherwise="none")

    assert record.select("winsorised", "passes").row(0) == (most, False)
    assert (treated["x1"].to_numpy() != x[:, 0]).sum() == most


def test_low_outliers_are_the_mirror_image():
    x = np.array([*range(1, 11), 30, 100], float)[:, None]

    assert wh.index.treat(-x)[0]["x1"].to_list() == (-wh.index.treat(x)[0]["x1"]).to_list()


def heavy(sign: int = 1) -> np.ndarray:
    return sign * np.exp(np.linspace(0, 12, 40) ** 1.1)[:, None]


@pytest.mark.parametrize("sign", [1, -1])
def test_what_winsorising_does_not_mend_is_transformed_from_the_original(sign):
    treated, record = wh.index.treat(heavy(sign), max_winsorised=1)

    y, x = treated["x1"].to_numpy(), heavy(sign)[:, 0]
    little = np.ptp(x) / 100
    expected = np.log(x - x.min() + little) if sign > 0 else -np.log(x.max() - x + little)
    assert y == pytest.approx(expected)
    assert record.select("treatment", "winsorised", "passes").row(0) == ("log", 0, True)
    assert np.array_equal(np.argsort(y), np.argsort(x))


def test_box_and_cox_are_asked_where_that_is_declared():
    treated, record = wh.index.treat(heavy(), 1, otherwise="boxcox")
    x = heavy()[:, 0]

    assert treated["x1"].to_numpy() == pytest.approx(stats.boxcox(x - x.min() + np.ptp(x) / 100)[0])
    assert record["treatment"].to_list() == ["boxcox"]


def test_what_passes_is_left_as_it_is_and_missing_stays_missing():
    values = pl.DataFrame({"u": list("abcde"), "x": [1.0, 2, None, 3, 4]})

    treated, record = wh.index.treat(values)

    assert treated.equals(values)
    assert record.select("treatment", "winsorised", "passes").row(0) == ("none", 0, True)


@pytest.mark.parametrize("column", [[1.0, 2, 3], [1.0] * 9])
def test_there_are_no_moments_of_too_few_or_equal_values(column):
    with pytest.raises(NotScorable):
        wh.index.treat(np.array(column)[:, None])


def test_an_unknown_treatment_is_refused():
    with pytest.raises(TableError):
        wh.index.treat(heavy(), otherwise="sqrt")


@given(st.lists(st.integers(0, 10_000), min_size=6, max_size=25, unique=True))
def test_no_unit_overtakes_another(values):
    x = np.array(values, float)

    y = wh.index.treat(x[:, None])[0]["x1"].to_numpy()[np.argsort(x)]

    assert (np.diff(y) >= -1e-12).all()
