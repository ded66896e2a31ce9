"""Indicators to nodes to the index."""

import math
from statistics import fmean, harmonic_mean

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import wenheng as wh
from wenheng.errors import NotScorable, TableError
from wenheng.language import speaking

TREE = pl.DataFrame(
    {
        "child": ["life", "literacy", "enrolment", "income", "education"],
        "parent": ["hdi", "education", "education", "hdi", "hdi"],
        "weight": [1, 2, 1, 1, 1],
    }
)


def flat(*weights: float, **more: object) -> pl.DataFrame:
    k = len(weights)
    return pl.DataFrame({"child": [f"x{j + 1}" for j in range(k)], "parent": "all", "weight": weights, **more})  # fmt: skip


def one(row: list[float], tree: pl.DataFrame, **options: object) -> float | None:
    return wh.index.aggregate(np.array([row], float), tree, **options)["all"].item()


def test_the_human_development_index_of_the_nineties_comes_out_as_printed():
    """UNDP's worked example, Technical Note of the HDR 1999 method, printed with all its steps in
    the Mozambique National Human Development Report 2000 (SARDC, UEM, UNDP)."""
    raw = pl.DataFrame(
        {
            "country": ["Germany", "China", "Mozambique"],
            "life": [77.2, 69.8, 42.3],
            "literacy": [99.0, 82.9, 39.5],
            "enrolment": [88.1, 68.9, 32.0],
            "income": [math.log(21260), math.log(3130), math.log(740)],
        }
    )
    posts = {"life": (25, 85), "literacy": (0, 100), "enrolment": (0, 100)}
    posts["income"] = (math.log(100), math.log(40000))

    normal = wh.index.normalise(raw, "goalposts", posts=posts)
    index = wh.index.aggregate(normal, TREE)

    assert wh.index.round_half_up(normal["life"], 3).to_list() == [0.870, 0.747, 0.288]
    assert wh.index.round_half_up(normal["income"], 3).to_list() == [0.895, 0.575, 0.334]
    assert wh.index.round_half_up(index["education"], 3).to_list() == [0.954, 0.782, 0.370]
    assert wh.index.round_half_up(index["hdi"], 3).to_list() == [0.906, 0.701, 0.331]


HDI_2014 = [
    ("Norway", 81.6, 17.5, 12.6, 64992, 0.944),
    ("Australia", 82.4, 20.2, 13.0, 42261, 0.935),
    ("Switzerland", 83.0, 15.8, 12.8, 56431, 0.930),
    ("Denmark", 80.2, 18.7, 12.7, 44025, 0.923),
    ("Netherlands", 81.6, 17.9, 11.9, 45435, 0.922),
    ("Germany", 80.9, 16.5, 13.1, 43919, 0.916),
    ("Ireland", 80.9, 18.6, 12.2, 39568, 0.916),
    ("United States", 79.1, 16.5, 12.9, 52947, 0.915),
    ("Canada", 82.0, 15.9, 13.0, 42155, 0.913),
    ("New Zealand", 81.8, 19.2, 12.5, 32689, 0.913),
    ("Singapore", 83.0, 15.4, 10.6, 76628, 0.912),
    ("Hong Kong", 84.0, 15.6, 11.2, 53959, 0.910),
    ("Liechtenstein", 80.0, 15.0, 11.8, 79851, 0.908),
    ("Sweden", 82.2, 15.8, 12.1, 45636, 0.907),
    ("United Kingdom", 80.7, 16.2, 13.1, 39267, 0.907),
    ("Iceland", 82.6, 19.0, 10.6, 35182, 0.899),
    ("Korea", 81.9, 16.9, 11.9, 33890, 0.898),
    ("Israel", 82.4, 16.0, 12.5, 30676, 0.894),
    ("Luxembourg", 81.7, 13.9, 11.7, 58711, 0.892),
    ("Japan", 83.5, 15.3, 11.5, 36927, 0.891),
    ("Belgium", 80.8, 16.3, 11.3, 41187, 0.890),
    ("France", 82.2, 16.0, 11.1, 38056, 0.888),
    ("Austria", 81.4, 15.7, 10.8, 43869, 0.885),
]  # fmt: skip


def test_the_human_development_index_for_2014_follows_from_its_published_inputs():
    """UNDP (2015), Human Development Report 2015, table 1. Inputs are printed rounded, so that each
    index must lie between that of the least and that of the greatest inputs so printed."""
    table = pl.DataFrame(HDI_2014, ["country", *INPUTS, "printed"], orient="row")
    tenth = np.array([0.05, 0.05, 0.05, 0.5])
    least, shown, most = (hdi(table, shift) for shift in (-tenth, 0 * tenth, tenth))

    printed = table["printed"]
    assert (wh.index.round_half_up(least, 3) <= printed).all()
    assert (wh.index.round_half_up(most, 3) >= printed).all()
    assert (shown - printed).abs().max() < 0.001
    assert (wh.index.round_half_up(shown, 3) == printed).sum() == 16


INPUTS = ("life", "expected", "mean", "income")
POSTS = {"life": (20, 85), "expected": (0, 18), "mean": (0, 15), "income": (math.log(100), math.log(75000))}  # fmt: skip


def hdi(table: pl.DataFrame, shift: np.ndarray) -> pl.Series:
    moved = [pl.col(name) + by for name, by in zip(INPUTS, shift, strict=True)]
    raw = table.select("country", *moved).with_columns(pl.col("income").log())
    how = ["geometric"] * 3 + ["arithmetic"] * 2
    tree = pl.DataFrame(
        {
            "child": ["life", "education", "income", "expected", "mean"],
            "parent": ["hdi", "hdi", "hdi", "education", "education"],
            "method": how,
        }
    )
    return wh.index.aggregate(wh.index.normalise(raw, "goalposts", posts=POSTS), tree)["hdi"]


SHARE = st.integers(1, 100).map(float)


@given(st.lists(st.tuples(SHARE, SHARE), min_size=1, max_size=6))
def test_means_agree_with_the_standard_library(pairs):
    values, weights = map(list, zip(*pairs, strict=True))
    tree = flat(*weights)

    assert one(values, tree) == pytest.approx(fmean(values, weights))
    assert one(values, tree, method="harmonic") == pytest.approx(harmonic_mean(values, weights))
    logs = fmean([math.log(v) for v in values], weights)
    assert one(values, tree, method="geometric") == pytest.approx(math.exp(logs))
    squares = fmean([v**2 for v in values], weights)
    assert one(values, tree, method="generalised", power=2) == pytest.approx(math.sqrt(squares))
    assert one(values, tree, method="minimum") == min(values)


METHODS = ["arithmetic", "geometric", "harmonic", "minimum"]


@pytest.mark.parametrize("method", METHODS)
@given(values=st.lists(SHARE, min_size=2, max_size=6), rise=SHARE)
def test_no_mean_falls_when_a_value_rises(method, values, rise):
    tree = flat(*range(1, len(values) + 1))

    better = one([values[0] + rise, *values[1:]], tree, method=method)

    assert better >= one(values, tree, method=method) - 1e-9


def test_what_is_missing_leaves_and_the_others_keep_their_proportions():
    assert one([1, math.nan, 3], flat(1, 9, 2)) == pytest.approx(7 / 3)


def test_missing_counts_as_zero_only_where_that_is_declared():
    assert one([1, math.nan, 3], flat(1, 9, 2), missing="zero") == pytest.approx(7 / 12)


def test_a_node_of_which_too_little_is_known_is_missing():
    row, tree = [1, math.nan, 3], flat(1, 9, 2)

    assert one(row, tree, min_availability=2 / 3) is not None
    assert one(row, tree, min_availability=0.67) is None
    assert one(row, tree, min_availability=0.67, missing="zero") is None
    assert one([math.nan] * 3, tree) is None


def test_each_node_is_rounded_before_it_goes_on_only_where_that_is_declared():
    tree = pl.DataFrame({"child": ["x1", "x2", "a"], "parent": ["a", "a", "all"]})

    assert one([0.1249, 0.1250], tree) == pytest.approx(0.12495)
    assert one([0.125, 0.125], tree, rounding=2) == 0.13


def test_a_child_of_weight_zero_takes_no_part():
    assert one([5, 0.5], flat(1, 0), method="minimum") == 5
    assert one([5, 0], flat(1, 0), method="geometric") == pytest.approx(5)


def copeland_by_pairs(x: np.ndarray, w: np.ndarray) -> list[float]:
    scores = []
    for i, a in enumerate(x):
        score = 0
        for j, b in enumerate(x):
            shared = ~np.isnan(a) & ~np.isnan(b)
            up, down = w[shared & (a > b)].sum(), w[shared & (a < b)].sum()
            score += int(i != j) * (int(up > down) - int(up < down))
        scores.append(score)
    return scores


@given(st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=2, max_size=7))
def test_copeland_is_wins_minus_losses_and_sums_to_zero(rows):
    x = np.array(rows, float)

    found = wh.index.aggregate(x, flat(1, 2, 4), "copeland")["all"].to_list()

    assert found == copeland_by_pairs(x, np.array([1, 2, 4]))
    assert sum(found) == 0


def test_copeland_compares_on_what_is_known_of_both():
    x = np.array([[3, np.nan], [2, 9], [np.nan, np.nan]])

    assert wh.index.aggregate(x, flat(1, 1), "copeland")["all"].to_list() == [1, -1, None]


def test_a_parent_may_say_its_own_method():
    assert one([2, 8], flat(1, 1, method=["geometric", "geometric"])) == pytest.approx(4)


@pytest.mark.parametrize("method", ["geometric", "harmonic"])
def test_a_mean_that_is_undefined_at_zero_says_so_and_where(method):
    with speaking("en"), pytest.raises(NotScorable, match=r"all: .*rows 1"):
        one([0, 5], flat(1, 1), method=method)


@pytest.mark.parametrize(
    ("tree", "says"),
    [
        (flat(1, 1, 1), "x3"),
        (flat(1, -1), "negative"),
        (flat(0, 0), "sum to 0"),
        (flat(1, None), "missing"),
        (flat(1, 1).with_columns(child=pl.lit("x1")), "more than once as a child"),
        (flat(1, 1).with_columns(parent=pl.Series(["x2", "all"])), "both an indicator and a parent"),
        (pl.DataFrame({"child": ["b", "a"], "parent": ["a", "b"]}), "circle"),
        (flat(1, 1, method=["geometric", None]), "different methods"),
        (flat(1, 1).drop("parent"), "parent"),
        (flat(1, 1)[:0], "empty"),
    ],
)  # fmt: skip
def test_a_broken_tree_is_refused(tree, says):
    with speaking("en"), pytest.raises(TableError, match=says):
        one([1, 2], tree)


@pytest.mark.parametrize(
    "options",
    [{"method": "mean"}, {"missing": "drop"}, {"min_availability": 2}, {"method": "generalised"}],
)
def test_an_option_that_is_none_is_refused(options):
    with pytest.raises(TableError):
        one([1, 2], flat(1, 1), **options)
