"""Variance components and what follows from them."""

from itertools import product

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import wenheng as wh
from wenheng.errors import NotScorable, TableError
from wenheng.language import speaking


def long(scores: np.ndarray, *names: str) -> pl.DataFrame:
    rows = [(*place, scores[place]) for place in product(*map(range, scores.shape))]
    return pl.DataFrame(rows, schema=[*names, "score"], orient="row")


def variances(components: pl.DataFrame) -> dict[str, float]:
    return dict(zip(components["effect"], components["variance"], strict=True))


def textbook(scores: np.ndarray) -> dict[str, float]:
    """The textbook's equations for the complete p × i × o design, Brennan (2001), table 3.3."""
    n = dict(zip("pio", scores.shape, strict=True))
    axes = {"p": 0, "i": 1, "o": 2}

    def mean(effect: str) -> np.ndarray:
        return scores.mean(axis=tuple(a for f, a in axes.items() if f not in effect), keepdims=True)

    def ms(effect: str, deviation: np.ndarray) -> float:
        times = np.prod([n[f] for f in "pio" if f not in effect])
        df = np.prod([n[f] - 1 for f in effect])
        return float(times * (deviation**2).sum() / df)

    m = {e: mean(e) for e in ("", "p", "i", "o", "pi", "po", "io")}
    dev = {f: m[f] - m[""] for f in "pio"}
    dev |= {a + b: m[a + b] - m[a] - m[b] + m[""] for a, b in ("pi", "po", "io")}
    dev["pio"] = scores - m[""] - sum(dev.values())
    square = {e: ms(e, d) for e, d in dev.items()}
    found = {"p:i:o": square["pio"]}
    for a, b, c in (("p", "i", "o"), ("p", "o", "i"), ("i", "o", "p")):
        found[f"{a}:{b}"] = (square[a + b] - square["pio"]) / n[c]
    for a, b, c in (("p", "pi", "po"), ("i", "pi", "io"), ("o", "po", "io")):
        others = n[b.replace(a, "")] * n[c.replace(a, "")]
        found[a] = (square[a] - square[b] - square[c] + square["pio"]) / others
    return found


@given(arrays(np.float64, (4, 3, 3), elements=st.integers(0, 9).map(float), fill=st.nothing()))
def test_a_complete_crossed_design_gives_the_textbooks_equations(scores):
    scores = scores + np.arange(36).reshape(4, 3, 3) ** 2 % 7  # never constant
    reference = textbook(scores)

    components = wh.quality.g_study(long(scores, "p", "i", "o"), facets=["p", "i", "o"])

    for effect, variance, truncated in components.select("effect", "variance", "truncated").rows():
        assert variance == pytest.approx(max(reference[effect], 0), abs=1e-8)
        if abs(reference[effect]) > 1e-6:
            assert truncated == (reference[effect] < 0)


def published(*columns: list[float]) -> np.ndarray:
    """Columns of a printed table, each over persons."""
    return np.array(columns, dtype=float).T


def test_brennans_persons_by_items_by_occasions_come_out_as_printed():
    """Brennan (2001), synthetic data set 3: 10 persons, 4 items on each of 2 occasions."""
    scores = published(
        [2, 4, 5, 5, 4, 4, 2, 3, 0, 6],
        [6, 5, 5, 9, 3, 4, 6, 4, 5, 8],
        [7, 6, 4, 8, 5, 4, 6, 4, 4, 7],
        [5, 7, 6, 6, 6, 7, 5, 5, 5, 6],
        [2, 6, 5, 5, 4, 6, 2, 6, 5, 6],
        [5, 7, 4, 7, 5, 4, 7, 6, 5, 8],
        [5, 5, 5, 7, 6, 7, 7, 6, 5, 8],
        [5, 7, 5, 6, 4, 8, 5, 4, 3, 6],
    ).reshape(10, 2, 4)

    components = wh.quality.g_study(long(scores, "p", "o", "i"), facets=["p", "i", "o"])
    study = wh.quality.d_study(components, object="p", sizes={"i": 4, "o": 2})

    assert {e: round(v, 4) for e, v in variances(components).items()} == {
        "p": 0.5528,
        "i": 0.4417,
        "o": 0.0074,
        "p:i": 0.5750,
        "p:o": 0.1009,
        "i:o": 0.1565,
        "p:i:o": 0.9352,
    }
    assert (round(study["g"][0], 2), round(study["phi"][0], 2)) == (0.64, 0.55)


def test_brennans_raters_within_tasks_come_out_as_printed():
    """Brennan (2001), synthetic data set 4: 10 persons, 3 tasks, 4 raters of their own each."""
    scores = published(
        [5, 9, 3, 7, 9, 3, 7, 5, 9, 4],
        [6, 3, 4, 5, 2, 4, 3, 8, 9, 4],
        [5, 7, 3, 5, 9, 3, 7, 5, 8, 4],
        [5, 7, 3, 3, 7, 5, 7, 7, 8, 3],
        [5, 7, 5, 3, 7, 3, 7, 7, 6, 3],
        [3, 5, 3, 1, 7, 3, 5, 5, 6, 5],
        [4, 5, 3, 4, 3, 6, 5, 5, 6, 6],
        [5, 5, 5, 3, 7, 3, 7, 4, 5, 5],
        [6, 7, 6, 5, 2, 4, 5, 3, 5, 5],
        [7, 7, 5, 3, 7, 5, 5, 2, 8, 7],
        [3, 5, 1, 3, 5, 1, 5, 1, 1, 1],
        [3, 2, 6, 5, 3, 2, 4, 1, 1, 1],
    ).reshape(10, 3, 4)

    components = wh.quality.g_study(
        long(scores, "p", "t", "r"), facets=["p", "t", "r"], nested={"r": "t"}
    )
    study = wh.quality.d_study(components, object="p", sizes={"t": 3, "r": 4})

    assert {e: round(v, 4) for e, v in variances(components).items()} == {
        "p": 0.4731,
        "t": 0.3252,
        "p:t": 0.5596,
        "r:t": 0.6475,
        "p:r:t": 2.3802,
    }
    assert (round(study["g"][0], 2), round(study["phi"][0], 2)) == (0.55, 0.46)


def test_brennans_unequal_numbers_of_items_come_out_as_printed():
    """Brennan (2001), section 7.2: persons by items within categories of 2, 4 and 2 items."""
    scores = published(
        [4, 2, 2, 1, 3, 1, 3, 0],
        [5, 1, 4, 3, 3, 2, 5, 1],
        [3, 2, 4, 5, 6, 5, 6, 1],
        [3, 3, 7, 4, 7, 6, 8, 2],
        [5, 1, 6, 5, 5, 4, 6, 0],
        [4, 4, 5, 5, 7, 4, 7, 4],
        [5, 4, 8, 4, 8, 5, 7, 7],
        [7, 6, 7, 5, 9, 6, 8, 8],
    )
    frame = long(scores, "p", "i").with_columns(
        h=pl.col("i").replace_strict(dict(enumerate([1, 1, 2, 2, 2, 2, 3, 3])))
    )

    components = wh.quality.g_study(frame, facets=["p", "i", "h"], nested={"i": "h"})

    printed = {"p": 1.2014, "h": 2.9161, "p:h": 0.9913, "i:h": 0.2946, "p:i:h": 0.8429}
    assert variances(components) == pytest.approx(
        printed, abs=1.5e-4
    )  # 0.99143 is printed as 0.9913


def test_two_facets_are_the_intraclass_correlations(six_targets):
    components = wh.quality.g_study(long(six_targets.T, "p", "r"), facets=["p", "r"])

    table = wh.quality.d_study(components, object="p", sizes={"r": [1, 4]})

    assert components["df"].to_list() == [5, 3, 15]
    assert components["ms"].to_list() == pytest.approx([11.2417, 32.4861, 1.0194], abs=5e-5)
    for row, (absolute, relative) in enumerate([("A,1", "C,1"), ("A,k", "C,k")]):
        assert table["phi"][row] == pytest.approx(wh.quality.icc(six_targets, absolute).value)
        assert table["g"][row] == pytest.approx(wh.quality.icc(six_targets, relative).value)


def test_raters_nested_in_targets_are_the_one_way_correlation(six_targets):
    frame = long(six_targets.T, "p", "r")

    components = wh.quality.g_study(frame, facets=["p", "r"], nested={"r": "p"})
    table = wh.quality.d_study(components, sizes={"r": 4})

    assert components["effect"].to_list() == ["p", "r:p"]
    assert table["g"][0] == table["phi"][0]
    assert table["phi"][0] == pytest.approx(wh.quality.icc(six_targets, "1,k").value)


def test_items_nested_in_forms_have_the_effects_of_brennans_p_by_i_in_h():
    random = np.random.default_rng(2)
    scores = random.normal(size=(8, 1, 1)) + random.normal(size=(8, 3, 4))
    p, h, i = scores.shape

    components = wh.quality.g_study(
        long(scores, "p", "h", "i"), facets=["p", "i", "h"], nested={"i": "h"}
    )

    by_name = dict(zip(components["effect"], components["df"], strict=True))
    assert by_name == {
        "p": p - 1,
        "h": h - 1,
        "p:h": (p - 1) * (h - 1),
        "i:h": h * (i - 1),
        "p:i:h": (p - 1) * h * (i - 1),
    }
    found = wh.quality.d_study(components, sizes={"h": 3, "i": 4})
    parts = variances(components)
    absolute = parts["h"] / 3 + parts["p:h"] / 3 + parts["i:h"] / 12 + parts["p:i:h"] / 12
    assert found["absolute"][0] == pytest.approx(absolute)


def test_unequal_groups_give_the_one_way_estimates_of_the_textbook():
    groups = {"a": [3.0, 5, 4], "b": [8.0, 9], "c": [1.0, 2, 2, 3]}
    rows = [(name, y) for name, ys in groups.items() for y in ys]
    frame = pl.DataFrame(rows, schema=["batch", "score"], orient="row")

    components = wh.quality.g_study(frame, facets=["batch"])

    sizes, total = np.array([3, 2, 4]), 9
    within = sum(((np.array(ys) - np.mean(ys)) ** 2).sum() for ys in groups.values()) / (total - 3)
    means, grand = [np.mean(ys) for ys in groups.values()], np.mean([y for _, y in rows])
    between = float((sizes * (np.array(means) - grand) ** 2).sum()) / 2
    n0 = (total - (sizes**2).sum() / total) / 2
    assert components["effect"].to_list() == ["batch", "residual"]
    assert components["ms"].to_list() == pytest.approx([between, within])
    assert components["variance"].to_list() == pytest.approx([(between - within) / n0, within])


def test_with_gaps_the_components_stay_near_the_truth():
    random = np.random.default_rng(8)
    p, s, r = 60, 20, 4
    scores = (
        random.normal(0, 2, (p, 1, 1))
        + random.normal(0, 1, (1, s, 1))
        + random.normal(0, 1.5, (p, s, 1))
        + random.normal(0, 1, (p, s, r))
    )
    frame = long(scores, "p", "s", "r").sample(fraction=0.7, seed=1)

    found = variances(wh.quality.g_study(frame, facets=["p", "s", "r"]))

    assert found["p"] == pytest.approx(4, rel=0.35)
    assert found["p:s"] == pytest.approx(2.25, rel=0.1)
    assert found["p:s:r"] == pytest.approx(1, rel=0.1)
    assert found["r"] < 0.05


def test_a_negative_component_is_0_and_says_so():
    scores = np.array([[1.0, 2], [2, 1], [1.5, 1.5]])

    components = wh.quality.g_study(long(scores, "p", "r"), facets=["p", "r"])

    assert components.row(0, named=True) | {"df": 0} == {
        "effect": "p", "df": 0, "ms": 0.0, "variance": 0.0, "truncated": True,
    }  # fmt: skip


def test_a_gap_leaves_and_the_order_of_rows_does_not_matter(six_targets):
    frame = long(six_targets.T, "p", "r")
    gap = pl.DataFrame({"p": [99], "r": [0], "score": [None]}, schema=frame.schema)

    before = wh.quality.g_study(frame, facets=["p", "r"])
    after = wh.quality.g_study(pl.concat([gap, frame[::-1]]), facets=["p", "r"])

    assert after["variance"].to_list() == pytest.approx(before["variance"].to_list())


def test_every_combination_of_sizes_is_a_row_and_more_raters_never_hurt(six_targets):
    frame = long(np.stack([six_targets.T, six_targets.T[::-1]]), "s", "p", "r")
    components = wh.quality.g_study(frame, facets=["p", "s", "r"])

    table = wh.quality.d_study(components, sizes={"s": [1, 2], "r": range(1, 6)})

    assert table.height == 10
    for part in table.partition_by("s"):
        assert part["phi"].to_list() == sorted(part["phi"].to_list())
        assert (part["phi"] <= part["g"]).all()


def test_the_number_of_objects_does_not_matter_and_an_interaction_is_no_object(six_targets):
    components = wh.quality.g_study(long(six_targets.T, "p", "r"), facets=["p", "r"])

    ours = wh.quality.d_study(components, sizes={"p": 6, "r": 4})

    assert ours.equals(wh.quality.d_study(components, sizes={"r": 4}))
    with pytest.raises(TableError):
        wh.quality.d_study(components, object="p:r", sizes={"r": 4})


def test_designs_that_cannot_be_told_apart_are_refused_in_words(six_targets):
    frame = long(six_targets.T, "p", "r")

    with speaking("en"), pytest.raises(NotScorable, match="effect r has too few levels"):
        wh.quality.g_study(frame.filter(pl.col("r") == 0), facets=["p", "r"])
    with speaking("en"), pytest.raises(TableError, match="no usable column rater"):
        wh.quality.g_study(frame, facets=["p", "rater"])
    with speaking("en"), pytest.raises(TableError, match="no numbers"):
        wh.quality.g_study(frame.cast({"score": pl.String}), facets=["p", "r"])
    with speaking("en"), pytest.raises(TableError, match="nested in itself"):
        wh.quality.g_study(frame, facets=["p", "r"], nested={"p": "r", "r": "p"})
    with speaking("en"), pytest.raises(TableError, match="item is not among the facets"):
        wh.quality.g_study(frame, facets=["p", "r"], nested={"item": "r"})
    with speaking("en"), pytest.raises(TableError, match="p has gaps"):
        wh.quality.g_study(frame.with_columns(p=None), facets=["p", "r"])


def test_a_d_study_wants_a_size_of_every_facet(six_targets):
    components = wh.quality.g_study(long(six_targets.T, "p", "r"), facets=["p", "r"])

    for sizes in (None, {"r": 0}, {"r": 2, "s": 2}):
        with speaking("en"), pytest.raises(TableError, match="each of the facets"):
            wh.quality.d_study(components, sizes=sizes)
    with speaking("en"), pytest.raises(TableError, match="there are p, r, p:r"):
        wh.quality.d_study(components, object="unit", sizes={"r": 2})
    with speaking("en"), pytest.raises(NotScorable, match="nothing varies"):
        wh.quality.d_study(components.with_columns(variance=0.0), sizes={"r": 2})
