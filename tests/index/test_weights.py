"""Weights, by judgement and from data."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import wenheng as wh
from wenheng.errors import NotScorable, TableError
from wenheng.index.weights.tuning import importances
from wenheng.language import speaking

weights = wh.index.weights


def reciprocal(*upper: list[float]) -> np.ndarray:
    """The matrix whose rows above the diagonal are `upper`."""
    k = len(upper) + 1
    matrix = np.eye(k)
    for i, row in enumerate(upper):
        matrix[i, i + 1 :] = row
        matrix[i + 1 :, i] = 1 / np.array(row)
    return matrix


HOUSE = reciprocal(
    [5, 3, 7, 6, 6, 1 / 3, 1 / 4],
    [1 / 3, 5, 3, 3, 1 / 5, 1 / 7],
    [6, 3, 4, 6, 1 / 5],
    [1 / 3, 1 / 4, 1 / 7, 1 / 8],
    [1 / 2, 1 / 5, 1 / 6],
    [1 / 5, 1 / 6],
    [1 / 2],
)
DRINKS = reciprocal(
    [9, 5, 2, 1, 1, 1 / 2],
    [1 / 3, 1 / 9, 1 / 9, 1 / 9, 1 / 9],
    [1 / 3, 1 / 4, 1 / 3, 1 / 9],
    [1 / 2, 1, 1 / 3],
    [2, 1 / 2],
    [1 / 3],
)


def test_the_house_of_saaty_1990_comes_out_as_printed():
    """Saaty (1990), How to make a decision: the AHP, EJOR 48, 9–26, table 2."""
    found, ratio, largest = weights.ahp(HOUSE)

    assert np.round(found, 3).tolist() == [0.173, 0.054, 0.188, 0.018, 0.031, 0.036, 0.167, 0.333]
    assert round(largest, 3) == 9.669
    assert round(ratio, 3) == 0.169


def test_the_drinks_of_saaty_2008_come_out_as_printed():
    """Saaty (2008), Decision making with the AHP, Int. J. Services Sciences 1, 83–98, table 2."""
    found, ratio, _ = weights.ahp(DRINKS)

    assert np.round(found, 3).tolist() == pytest.approx(
        [0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327], abs=1e-9
    )
    assert round(ratio, 3) == 0.022


@given(st.lists(st.floats(0.1, 9), min_size=2, max_size=9))
def test_consistent_judgements_give_back_the_weights_behind_them(behind):
    w = np.array(behind)

    found, ratio, largest = weights.ahp(w[:, None] / w)

    assert found == pytest.approx(w / w.sum())
    assert largest == pytest.approx(len(w))
    assert ratio == pytest.approx(0, abs=1e-9)


def test_judgements_written_with_two_decimals_are_taken():
    assert weights.ahp([[1, 3], [0.33, 1]])[0].sum() == pytest.approx(1)


@pytest.mark.parametrize(
    ("matrix", "says"),
    [
        ([[1, 2]], "square"),
        ([[1, 0], [0, 1]], r"\(1, 2\), \(2, 1\)"),
        ([[1, 2, 3], [0.5, 1, 4], [1, 0.25, 2]], r"\(1, 3\), \(3, 3\)"),
    ],
)
def test_what_is_no_matrix_of_judgements_is_refused_with_its_places(matrix, says):
    with speaking("en"), pytest.raises(TableError, match=says):
        weights.ahp(matrix)


def test_there_is_no_consistency_ratio_beyond_fifteen():
    with pytest.raises(NotScorable):
        weights.ahp(np.ones((16, 16)))


def test_the_car_of_rezaei_2015_is_consistent():
    """Rezaei (2015), Best-worst multi-criteria decision-making method, Omega 53, 49–57: price is
    best, style worst, and every comparison agrees with the others: the weights are exact."""
    found, ksi = weights.bwm([2, 1, 4, 2, 8], [4, 8, 2, 4, 1])

    assert np.round(found, 4).tolist() == [0.2105, 0.4211, 0.1053, 0.2105, 0.0526]
    assert ksi == pytest.approx(0, abs=1e-12)


def test_three_criteria_of_the_linear_model_can_be_solved_by_hand():
    """Transport of Rezaei (2016), comparisons (8, 2, 1) and (1, 5, 8). Where all three bounds bind:
    w₃ − 2w₂ = −ξ, w₃ − 8w₁ = ξ, w₂ − 5w₁ = −ξ, Σw = 1, hence w = (2, 9, 17) / 28 and ξ = 1 / 28."""
    found, ksi = weights.bwm([8, 2, 1], [1, 5, 8])

    assert found == pytest.approx(np.array([2, 9, 17]) / 28)
    assert ksi == pytest.approx(1 / 28)


@settings(max_examples=30, deadline=None)
@given(st.data(), st.integers(3, 6))
def test_no_other_weights_have_a_smaller_ksi(data, k):
    scale = st.integers(1, 9)
    to_others = [1, *data.draw(st.lists(scale, min_size=k - 1, max_size=k - 1))]
    to_worst = [*data.draw(st.lists(scale, min_size=k - 1, max_size=k - 1)), 1]
    found, ksi = weights.bwm(to_others, to_worst)
    best = max((j for j in range(k) if to_others[j] == 1), key=lambda j: (to_worst[j], -j))
    worst = max((j for j in range(k) if to_worst[j] == 1), key=lambda j: (to_others[j], -j))

    def misfit(w: np.ndarray) -> float:
        return max(
            np.abs(w[best] - np.array(to_others) * w).max(),
            np.abs(w - np.array(to_worst) * w[worst]).max(),
        )

    assert misfit(found) == pytest.approx(ksi, abs=1e-9)
    others = np.random.default_rng(0).dirichlet(np.ones(k), 200)
    assert min(misfit(w) for w in others) >= ksi - 1e-9


@pytest.mark.parametrize(
    ("to_others", "to_worst"), [([1, 2], [2]), ([1, 0.5], [2, 1]), ([2, 2], [2, 1]), ([], [])]
)
def test_comparisons_that_cannot_be_meant_are_refused(to_others, to_worst):
    with pytest.raises(TableError):
        weights.bwm(to_others, to_worst)


def test_merec_comes_out_as_printed():
    """Keshavarz-Ghorabaee et al. (2021), Symmetry 13(4), 525, section 3 (illustrative example)."""
    x = [[450, 8000, 54, 145], [10, 9100, 2, 160], [100, 8200, 31, 153], [220, 9300, 1, 162], [5, 8400, 23, 158]]  # fmt: skip

    found = weights.merec(np.array(x), [True, True, False, False])

    assert np.round(found, 4).tolist() == [0.5752, 0.0141, 0.4016, 0.0091]


def test_critic_comes_out_as_printed():
    """Tuş & Aytaç Adalı (2019), Opsearch 56, 528–538: software for time and attendance."""
    x = [[5000, 3, 3, 4, 3, 2], [680, 5, 3, 2, 2, 1], [2000, 3, 2, 3, 4, 3], [600, 4, 3, 1, 2, 2], [800, 2, 4, 3, 3, 4]]  # fmt: skip

    found = weights.critic(np.array(x))

    assert np.round(found, 3).tolist() == [0.157, 0.249, 0.168, 0.121, 0.154, 0.151]


def test_critic_gives_the_firms_of_diakoulaki_1995_the_weights_that_scikit_criteria_gives_them():
    x = [[61, 1.08, 4.33], [20.7, 0.26, 4.34], [16.3, 1.98, 2.53], [9, 3.29, 1.65], [5.4, 2.77, 2.33], [4, 4.12, 1.21], [-6.1, 3.52, 2.10], [-34.6, 3.31, 0.98]]  # fmt: skip
    scaled = wh.index.normalise(np.array(x), "minmax", low=0, high=1).drop("unit").to_numpy()

    assert weights.critic(np.array(x)) == pytest.approx([0.20222554, 0.48090173, 0.31687273])
    assert weights.stdev(scaled) == pytest.approx([0.27908306, 0.34092628, 0.37999065])


@pytest.mark.parametrize(
    ("x", "printed"),
    [
        ([[30, 30, 38, 29], [19, 54, 86, 29], [19, 15, 85, 28.9], [68, 70, 60, 29]], [0.4630, 0.3992, 0.1378, 0.0000]),
        ([[3.0, 100, 10, 7], [2.5, 80, 8, 5], [1.8, 50, 20, 11], [2.2, 70, 12, 9]], [0.1146, 0.1981, 0.4185, 0.2689]),
    ],
)  # fmt: skip
def test_entropy_comes_out_as_printed(x, printed):
    """Xu (2004), EJOR 156, 530–532; Zavadskas & Podvezko (2016), IJITDM 15, 267–283."""
    assert np.round(weights.entropy(np.array(x)), 4).tolist() == printed


def test_entropy_takes_zero_for_its_limit():
    p = np.array([[0.0, 0.2], [0.5, 0.3], [0.5, 0.5]])
    logs = [-2 * 0.5 * np.log(0.5), -(0.2 * np.log(0.2) + 0.3 * np.log(0.3) + 0.5 * np.log(0.5))]
    divergence = 1 - np.array(logs) / np.log(3)

    assert weights.entropy(p) == pytest.approx(divergence / divergence.sum())


def bod_by_vertices(x: np.ndarray) -> list[float]:
    """The best Σwx over all corners of {w ≥ 0, Σwx ≤ 1}, two indicators."""
    rows = [*x, [-1, 0], [0, -1]]
    limits = [*np.ones(len(x)), 0, 0]
    corners = []
    for i, j in combinations(range(len(rows)), 2):
        a = np.array([rows[i], rows[j]], float)
        if abs(np.linalg.det(a)) > 1e-12:
            w = np.linalg.solve(a, [limits[i], limits[j]])
            if (w >= -1e-9).all() and (x @ w <= 1 + 1e-9).all():
                corners.append(w)
    return [max(float(row @ w) for w in corners) for row in x]


@settings(max_examples=40, deadline=None)
@given(arrays(float, st.tuples(st.integers(1, 6), st.just(2)), elements=st.integers(1, 20)))
def test_benefit_of_the_doubt_is_the_best_corner(x):
    assert weights.bod(x) == pytest.approx(bod_by_vertices(x), abs=1e-9)


def test_benefit_of_the_doubt_of_three_units_can_be_read_off():
    """(4, 1) and (1, 4) are best at something; (2, 2) reaches 4/5 of the line between them."""
    assert weights.bod(np.array([[4, 1], [1, 4], [2, 2]])) == pytest.approx([1, 1, 0.8])


POSITIVE = arrays(
    float, st.tuples(st.integers(3, 8), st.integers(2, 4)), elements=st.integers(1, 50)
)
FROM_DATA = {
    "entropy": weights.entropy,
    "critic": weights.critic,
    "merec": lambda x: weights.merec(x, [True] * x.shape[1]),
    "stdev": weights.stdev,
    "pca": weights.pca,
}


def varies(x: np.ndarray) -> bool:
    r = np.corrcoef(x, rowvar=False) if (np.ptp(x, axis=0) > 0).all() else np.ones((2, 2))
    return bool(r.min() < 0.999)


def lone_component(x: np.ndarray) -> bool:
    eigenvalues = np.linalg.eigvalsh(np.corrcoef(x, rowvar=False))
    return bool(eigenvalues[-1] - eigenvalues[-2] > 1e-3)


@pytest.mark.parametrize("name", FROM_DATA)
@settings(deadline=None)
@given(x=POSITIVE, data=st.data())
def test_weights_are_not_negative_sum_to_one_and_follow_the_order_of_the_table(name, x, data):
    assume(varies(x) and (name != "pca" or lone_component(x)))
    rows = data.draw(st.permutations(range(x.shape[0])))
    columns = data.draw(st.permutations(range(x.shape[1])))

    found = FROM_DATA[name](x)

    assert (found >= 0).all()
    assert found.sum() == pytest.approx(1)
    assert FROM_DATA[name](x[rows][:, columns]) == pytest.approx(found[columns], abs=1e-9)


@pytest.mark.parametrize("name", ["entropy", "critic", "merec", "pca"])
@settings(deadline=None)
@given(x=POSITIVE, scale=st.floats(0.1, 100))
def test_weights_do_not_hang_on_a_unit_of_measurement(name, x, scale):
    assume(varies(x) and (name != "pca" or lone_component(x)))
    other = x * np.array([scale, *[1.0] * (x.shape[1] - 1)])

    assert FROM_DATA[name](other) == pytest.approx(FROM_DATA[name](x), abs=1e-8)


def test_pca_weights_are_the_squared_first_eigenvector():
    x = np.random.default_rng(3).normal(size=(30, 3)) @ np.array(
        [[1, 1, 0], [0, 1, 0], [0, 0, 1.0]]
    )
    first = np.linalg.svd((x - x.mean(0)) / x.std(0))[2][0]

    assert weights.pca(x) == pytest.approx(first**2)


@pytest.mark.parametrize("targets", [None, [1, 2, 3, 4], [1, 1, 0.5, 1]])
def test_optimised_weights_reach_targets_that_can_be_reached(targets):
    x = np.random.default_rng(0).normal(size=(60, 4))
    wanted = np.ones(4) if targets is None else np.array(targets)

    found = weights.optimise(x, targets)

    index = x @ found
    squares = np.array([np.corrcoef(column, index)[0, 1] ** 2 for column in x.T])
    assert (found >= 0).all()
    assert found.sum() == pytest.approx(1)
    assert squares / squares.sum() == pytest.approx(wanted / wanted.sum(), abs=1e-4)


def test_optimised_weights_are_never_negative_where_a_target_is_out_of_reach():
    a = np.random.default_rng(0).normal(size=40)
    x = np.column_stack([a, a + 0.1 * np.random.default_rng(1).normal(size=40), -a])

    found = weights.optimise(x, [1, 1, 1])

    assert (found >= 0).all()
    assert found.sum() == pytest.approx(1)
    best = np.sum((importances(found, np.cov(x.T)) - 1 / 3) ** 2)
    tried = np.random.default_rng(2).dirichlet(np.ones(3), 2000)
    assert min(np.sum((importances(w, np.cov(x.T)) - 1 / 3) ** 2) for w in tried) >= best - 1e-3


def test_equal_weights_are_equal():
    assert weights.equal(4).tolist() == [0.25] * 4
    assert weights.equal(np.ones((3, 2))).tolist() == [0.5, 0.5]
    with pytest.raises(TableError):
        weights.equal(0)


FLAT = np.ones((4, 3))


@pytest.mark.parametrize(
    "call",
    [
        lambda: weights.entropy(FLAT),
        lambda: weights.entropy(np.zeros((3, 2))),
        lambda: weights.entropy(np.ones((1, 2))),
        lambda: weights.critic(FLAT),
        lambda: weights.critic(np.array([[1.0], [2], [3]])),
        lambda: weights.critic(np.array([[1.0, 2], [2, 4], [3, 6]])),
        lambda: weights.merec(FLAT, [True] * 3),
        lambda: weights.stdev(FLAT * 0.1),
        lambda: weights.pca(FLAT),
        lambda: weights.bod(np.array([[1.0, 0], [2, 0]])),
        lambda: weights.optimise(FLAT),
    ],
)
def test_weights_of_what_does_not_differ_are_undefined(call):
    with pytest.raises(NotScorable):
        call()


@pytest.mark.parametrize(
    "call",
    [
        lambda: weights.entropy(np.array([[1.0, -1], [2, 3]])),
        lambda: weights.entropy(np.array([[1.0, np.nan], [2, 3]])),
        lambda: weights.merec(np.array([[1.0, 0], [2, 3]]), [True, True]),
        lambda: weights.merec(np.array([[1.0, 1], [2, 3]]), [True]),
        lambda: weights.bod(np.array([[1.0, -1], [2, 3]])),
        lambda: weights.optimise(np.array([[1.0, 5], [2, 3], [0, 1]]), [1]),
        lambda: weights.optimise(np.array([[1.0, 5], [2, 3], [0, 1]]), [1, -1]),
    ],
)
def test_values_that_a_method_has_no_use_for_are_refused(call):
    with pytest.raises(TableError):
        call()
