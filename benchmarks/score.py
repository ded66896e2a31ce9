"""Ratings → totals of the default study, beside what a user would write.

    python benchmarks/score.py [RATINGS …]

All ways start from the same ratings, four raters and some of it missing, and must agree on every
platform's total. The tensor and the group-bys on codes start from small whole numbers; `wh.totals`,
`wh.score` and the group-bys on names from the table of names that people have. Only ours check
what they are given, and know status, completeness and bounds. Seconds are the best of rounds in
which the ways take turns, in one process; ways that take long have fewer. Beside wall seconds stand
those of the processor, of which others at work on the machine take nothing away. Memory is what a
way's peak adds to its ratings, in a process of its own.
"""

import multiprocessing
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
from numpy.typing import NDArray

import wenheng as wh
from wenheng.scoring.consensus import consensus
from wenheng.scoring.layout import whole_layout
from wenheng.scoring.nodes import node_values
from wenheng.scoring.plain import plain_tensor
from wenheng.scoring.scores import total_scores
from wenheng.scoring.sums import indicator_values, sums_of
from wenheng.scoring.tensor import Tensor
from wenheng.scoring.totals import platform_means
from wenheng.study.load import load_study
from wenheng.study.model import Study
from wenheng.study.plan import planned_cells

RATERS, SIZES = 4, {92_000: 128, 4_100_000: 6_000}
"""Ratings → platforms that they are of."""
ROUNDS, PATIENCE_S = 7, 3.0
KEYS = ["platform", "scenario", "indicator"]
Totals = NDArray[np.float64]


@dataclass(frozen=True)
class Given:
    """The same ratings in every form that a way starts from; codes are places in `names`."""

    study: Study
    ratings: pl.DataFrame
    codes: pl.DataFrame
    dimension: NDArray[np.int64]
    tensor: Tensor


def enlarged(study: Study, platforms: int) -> Study:
    """`study` with its roster repeated to have `platforms`; cells are plain means."""
    times = -(-platforms // len(study.platforms))
    units = [u.model_copy(update={"id": f"{u.id}.{i}"}) for i in range(times) for u in study.units]
    copies = [
        p.model_copy(update={"id": f"{p.id}.{i}", "unit": f"{p.unit}.{i}"})
        for i in range(times)
        for p in study.platforms
    ]
    plain = study.quality.model_copy(update={"adjudicate_from_difference": 99})
    scoring = study.scoring.model_copy(update={"min_completeness": 0.0})
    roster = {"units": tuple(units), "platforms": tuple(copies[:platforms])}
    return study.model_copy(update={**roster, "quality": plain, "scoring": scoring})


def given(count: int, platforms: int) -> Given:
    """About `count` ratings of `platforms`, in random order."""
    study = enlarged(load_study("default-2021r"), platforms)
    dice = np.random.default_rng(7)
    cells = planned_cells(study).filter("applicable").drop("applicable")
    raters = pl.DataFrame({"rater": [f"rater-{i}" for i in range(RATERS)]})
    ratings = cells.join(raters, how="cross")
    levels = pl.Series(dice.integers(0, 4, ratings.height), dtype=pl.Int8)
    ratings = ratings.with_columns(level=levels).sample(count, shuffle=True, seed=7)
    layout = whole_layout(study)
    order = {"platform": layout.platforms, "scenario": layout.scenarios, "indicator": layout.leaves}
    codes = ratings.select(
        *(pl.col(name).cast(pl.Enum(known)).to_physical() for name, known in order.items()),
        "level",
    )
    place = {node.id: i for i, node in enumerate(study.dimensions)}
    of = {leaf.id: place[node.id] for node in study.dimensions for leaf in node.children}
    dimension = np.array([of[leaf] for leaf in layout.leaves])
    tensor = plain_tensor(study, layout, ratings)
    if tensor is None:
        sys.exit("made-up ratings are not plain")
    return Given(study, ratings, codes, dimension, tensor)


def of_platforms(given: Given, totals: pl.DataFrame) -> Totals:
    table = totals.filter(pl.col("kind") == "platform", pl.col("policy") == "zero")
    return table["score"].to_numpy()


def arrays(given: Given) -> Callable[[], Totals]:
    study, held = given.study, given.tensor

    def run() -> Totals:
        patterns, verdicts = consensus(held, study.scoring, study.quality)
        sums = sums_of(held.layout, patterns, verdicts)
        indicators = indicator_values(sums, study.scale.top, "zero")
        means = platform_means(study, node_values(study, indicators))
        return means.value * len(study.dimensions)

    return run


def tensor(given: Given) -> Callable[[], Totals]:
    return lambda: of_platforms(given, total_scores(given.study, given.tensor))


def totals(given: Given) -> Callable[[], Totals]:
    return lambda: of_platforms(given, wh.totals(given.study, given.ratings))


def score(given: Given) -> Callable[[], Totals]:
    return lambda: of_platforms(given, wh.score(given.study, given.ratings).totals)


def numpy_loop(given: Given) -> Callable[[], Totals]:
    """A platform at a time, means by bincount."""
    platform, scenario, indicator, level = (given.codes[n].to_numpy() for n in given.codes.columns)
    order = np.argsort(platform, kind="stable")
    ends = np.bincount(platform).cumsum()
    width = int(indicator.max()) + 1
    cell = scenario[order].astype(np.int64) * width + indicator[order]
    levels = level[order].astype(np.float64)

    def run() -> Totals:
        found = []
        for begin, end in zip([0, *ends[:-1]], ends, strict=True):
            cells, scores = _means(cell[begin:end], levels[begin:end])
            leaves, means = _means(cells % width, scores)
            found.append(_means(given.dimension[leaves], means)[1].sum())
        return np.array(found)

    return run


def _means(
    keys: NDArray[np.int64], values: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    counts = np.bincount(keys)
    there = np.flatnonzero(counts)
    return there, np.bincount(keys, values)[there] / counts[there]


def _polars(given: Given, ratings: pl.DataFrame, dimension: pl.DataFrame) -> Callable[[], Totals]:
    first = ratings["platform"].unique().sort() if ratings is given.codes else None
    names = given.tensor.layout.platforms if first is None else first

    def run() -> Totals:
        level = pl.col("level").mean()
        found = (
            ratings.lazy()
            .group_by(KEYS)
            .agg(level)
            .group_by("platform", "indicator")
            .agg(level)
            .join(dimension.lazy(), on="indicator")
            .group_by("platform", "dimension")
            .agg(level)
            .group_by("platform")
            .agg(pl.col("level").sum())
            .collect()
        )
        by = dict(found.iter_rows())
        return np.array([by[name] for name in names])

    return run


def polars_names(given: Given) -> Callable[[], Totals]:
    known = {"indicator": given.tensor.layout.leaves, "dimension": given.dimension}
    return _polars(given, given.ratings, pl.DataFrame(known))


def polars_codes(given: Given) -> Callable[[], Totals]:
    known = pl.DataFrame({"indicator": range(given.dimension.size), "dimension": given.dimension})
    kind = given.codes["indicator"].dtype
    return _polars(given, given.codes, known.with_columns(pl.col("indicator").cast(kind)))


def pandas_group_by(given: Given) -> Callable[[], Totals]:
    frame = pd.DataFrame({name: given.codes[name].to_numpy() for name in given.codes.columns})

    def run() -> Totals:
        cells = frame.groupby(KEYS, as_index=False)["level"].mean()
        leaves = cells.groupby(["platform", "indicator"], as_index=False)["level"].mean()
        leaves["dimension"] = given.dimension[leaves["indicator"]]
        dimensions = leaves.groupby(["platform", "dimension"], as_index=False)["level"].mean()
        return np.asarray(dimensions.groupby("platform")["level"].sum())

    return run


def pandas_apply(given: Given) -> Callable[[], Totals]:
    frame = pd.DataFrame({name: given.codes[name].to_numpy() for name in given.codes.columns})

    def total(rows: pd.DataFrame) -> float:
        leaves = rows.groupby(["scenario", "indicator"])["level"].mean().groupby("indicator").mean()
        return float(leaves.groupby(given.dimension[leaves.index]).mean().sum())

    def run() -> Totals:
        return np.asarray(frame.groupby("platform")[[*KEYS[1:], "level"]].apply(total))

    return run


WAYS = {
    "tensor → totals": arrays,
    "tensor → TOTALS, units and all": tensor,
    "wh.totals, from names": totals,
    "wh.score, all tables, from names": score,
    "numpy loop, codes": numpy_loop,
    "polars group-by, codes": polars_codes,
    "polars group-by, names": polars_names,
    "pandas group-by, codes": pandas_group_by,
    "pandas apply, codes": pandas_apply,
}


def raced(count: int, platforms: int) -> dict[str, tuple[float, float]]:
    """Best seconds of every way, wall and processor, in turns; all must find the same totals."""
    told = given(count, platforms)
    runs = {name: way(told) for name, way in WAYS.items()}
    best = dict.fromkeys(WAYS, (np.inf, np.inf))
    reference = runs["tensor → totals"]()
    for turn in range(ROUNDS):
        for name, run in runs.items():
            if turn and best[name][0] * (turn + 1) > PATIENCE_S and best[name][0] > 1:
                continue
            start, begun = time.perf_counter(), time.process_time()
            found = run()
            took = (time.perf_counter() - start, time.process_time() - begun)
            best[name] = (min(best[name][0], took[0]), min(best[name][1], took[1]))
            if not np.allclose(found, reference, rtol=0, atol=1e-9):
                sys.exit(f"{name}: other totals")
    return best


def weighed(name: str, count: int, platforms: int) -> float:
    """Megabytes that the peak of a way adds to what it was given."""
    run = WAYS[name](given(count, platforms))
    Path("/proc/self/clear_refs").write_text("5")
    before = megabytes("VmRSS")
    run()
    return megabytes("VmHWM") - before


def megabytes(field: str) -> float:
    """Of this process: `VmRSS` now, `VmHWM` at its peak."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith(field))


def main() -> None:
    sizes = [int(word) for word in sys.argv[1:]] or list(SIZES)
    print("| ratings | way | ms | ÷ tensor | processor ms | ÷ tensor | MB |")
    print("|--:|---|--:|--:|--:|--:|--:|")
    for count in sizes:
        platforms = SIZES.get(count, max(2, count * 6_000 // 4_100_000))
        with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
            best = pool.apply(raced, (count, platforms))
            for name, took in best.items():
                mb = pool.apply(weighed, (name, count, platforms))
                pairs = zip(took, best["tensor → totals"], strict=True)
                times = " | ".join(f"{x * 1000:9.1f} | {x / base:7.1f}" for x, base in pairs)
                row = f"{times} | {mb:5.0f}"
                print(f"| {count:>9,} | {name:<32} | {row} |", flush=True)


if __name__ == "__main__":
    main()
