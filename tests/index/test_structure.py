"""How indicators hang together."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import wenheng as wh
from wenheng.errors import NotScorable, TableError

X = np.random.default_rng(1).normal(size=(12, 4)) @ np.triu(np.ones((4, 4)))
GAPPY = np.where(np.random.default_rng(2).random(X.shape) < 0.15, np.nan, X)


@pytest.mark.parametrize("x", [X, GAPPY])
def test_alpha_is_the_share_of_covariance(x):
    covariance = pd.DataFrame(x).cov().to_numpy()

    expected = 4 / 3 * (1 - np.trace(covariance) / covariance.sum())

    assert wh.index.cronbach_alpha(x) == pytest.approx(expected, abs=1e-12)


@given(scale=st.floats(0.1, 10), shift=st.floats(-10, 10))
def test_alpha_does_not_hang_on_a_common_unit_of_measurement(scale, shift):
    assert wh.index.cronbach_alpha(scale * X + shift) == pytest.approx(wh.index.cronbach_alpha(X))


def test_alpha_of_copies_is_one():
    assert wh.index.cronbach_alpha(np.column_stack([X[:, 0]] * 3)) == pytest.approx(1)


@pytest.mark.parametrize(
    "x", [X[:, :1], np.column_stack([X[:, 0], -X[:, 0]]), np.ones((5, 3)), X[:1]]
)
def test_alpha_is_undefined_where_there_is_nothing_to_share(x):
    with pytest.raises(NotScorable):
        wh.index.cronbach_alpha(x)


@pytest.mark.parametrize("kind", ["pearson", "spearman", "kendall"])
@pytest.mark.parametrize("x", [X, GAPPY, np.round(X)])
def test_correlations_agree_with_pandas_pair_by_pair(kind, x):
    found = wh.index.correlations(x, kind)

    expected = pd.DataFrame(x).corr(kind).to_numpy()
    assert found["indicator"].to_list() == ["x1", "x2", "x3", "x4"]
    assert found.drop("indicator").to_numpy() == pytest.approx(expected, abs=1e-12)


def test_a_correlation_that_is_undefined_names_its_pairs():
    x = np.column_stack([X[:, :2], np.ones(12)])

    with pytest.raises(NotScorable, match=r"x1/x3.*x2/x3"):
        wh.index.correlations(x)


def test_an_unknown_kind_is_refused():
    with pytest.raises(TableError):
        wh.index.correlations(X, "distance")


TREE = pl.DataFrame(
    {"child": ["x1", "x2", "x3", "x4", "a", "b"], "parent": ["a", "a", "b", "b", "top", "top"], "weight": [1, 3, 1, 1, 2, 1]}
)  # fmt: skip


def test_the_effective_weight_is_the_product_of_shares_up_to_the_root():
    found = wh.index.effective_weights(TREE)

    assert found["weight"].to_list() == pytest.approx([0.25, 0.75, 0.5, 0.5, 2 / 3, 1 / 3])
    assert found["effective"].to_list() == pytest.approx([1 / 6, 1 / 2, 1 / 6, 1 / 6, 2 / 3, 1 / 3])
    assert found["root"].unique().to_list() == ["top"]


def test_the_weights_of_indicators_rebuild_an_arithmetic_index():
    effective = wh.index.effective_weights(TREE)["effective"].to_numpy()[:4]

    assert wh.index.aggregate(X, TREE)["top"].to_numpy() == pytest.approx(X @ effective)


def test_importance_is_the_squared_correlation_with_the_index():
    found = wh.index.effective_weights(TREE, X)
    index = wh.index.aggregate(X, TREE)["top"].to_numpy()

    assert found["importance"][0] == pytest.approx(stats.pearsonr(X[:, 0], index).statistic ** 2)


def test_components_are_eigenvectors_of_the_correlation_matrix():
    found = wh.index.pca(X)
    singular = np.linalg.svd((X - X.mean(0)) / X.std(0, ddof=1), compute_uv=False) ** 2 / 11

    assert found["eigenvalue"].to_list() == pytest.approx(singular.tolist())
    assert found["cumulative"][-1] == pytest.approx(1)
    vectors = found.select("x1", "x2", "x3", "x4").to_numpy()
    assert vectors @ vectors.T == pytest.approx(np.eye(4), abs=1e-12)
    correlation = np.corrcoef(X, rowvar=False)
    assert correlation @ vectors[0] == pytest.approx(singular[0] * vectors[0])


@pytest.mark.parametrize("x", [X[:, :1], X[:2], np.column_stack([X, np.ones(12)])])
def test_there_are_no_components_of_too_little(x):
    with pytest.raises(NotScorable):
        wh.index.pca(x)


def test_components_of_gaps_are_refused():
    with pytest.raises(TableError):
        wh.index.pca(GAPPY)
