"""Rank replicates of a bootstrap by scenarios, beside what a user would write.

    python benchmarks/replicates.py [PLATFORMS DRAWS]

Every way starts from the same complete cells, 12 scenarios × 25 indicators in 6 dimensions, draws
the same scenarios, and must give the same ranks in the draws it does. Slow ways do as few draws as
fit into a few seconds; their seconds for all draws, marked ~, are that time multiplied. Each way
runs in a process of its own, several times if that is quick: the best counts. Beside wall seconds
stand those of the processor, of which others at work on the machine take nothing away: the ratio is
of these. Memory is what its peak adds to the cells it was given.
"""

import multiprocessing
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
from numpy.typing import NDArray
from scipy.stats import rankdata

from wenheng.analysis.replicates import rank_replicates, total_replicates

SCENARIOS, SEED, PATIENCE_S, ROUNDS = 12, 3, 1.0, 5
DIMENSIONS = np.repeat(np.arange(6), (5, 4, 4, 4, 4, 4))
"""The dimension of each of 25 indicators."""

SIZES = ((128, 1_000), (128, 10_000), (6_000, 1_000), (6_000, 10_000))
Ranks = NDArray[np.integer]
Way = Callable[[NDArray[np.int8], NDArray[np.int64]], Callable[[int], Ranks]]


def made_up(platforms: int) -> NDArray[np.int8]:
    """Levels 0–3, platforms × scenarios × indicators; platforms differ in how good they are."""
    dice = np.random.default_rng(SEED)
    quality = dice.normal(1.5, 0.5, (platforms, 1, 1))
    shape = (platforms, SCENARIOS, DIMENSIONS.size)
    return np.clip(np.rint(quality + dice.normal(0, 0.8, shape)), 0, 3).astype(np.int8)


def drawn(draws: int) -> NDArray[np.int64]:
    """How often each scenario is drawn, the same as in `total_replicates`."""
    dice = np.random.default_rng(SEED)
    return dice.multinomial(SCENARIOS, np.full(SCENARIOS, 1 / SCENARIOS), draws)


def ours(cells: NDArray[np.int8], counts: NDArray[np.int64]) -> Callable[[int], Ranks]:
    def run(draws: int) -> Ranks:
        nodes = [cells[:, :, d == DIMENSIONS] for d in range(6)]
        above = np.array([node.sum(axis=2, dtype=np.float64) for node in nodes])
        below = np.array([np.full(cells.shape[:2], node.shape[2], np.float64) for node in nodes])
        return rank_replicates(total_replicates(above, below, draws=draws, seed=SEED))

    return run


def numpy_loop(cells: NDArray[np.int8], counts: NDArray[np.int64]) -> Callable[[int], Ranks]:
    def run(draws: int) -> Ranks:
        ranks = []
        for count in counts[:draws]:
            indicators = cells[:, np.repeat(np.arange(SCENARIOS), count)].mean(axis=1)
            dimensions = [indicators[:, d == DIMENSIONS].mean(axis=1) for d in range(6)]
            ranks.append(_ranked(np.sum(dimensions, axis=0)))
        return np.array(ranks)

    return run


def pandas_group_by(cells: NDArray[np.int8], counts: NDArray[np.int64]) -> Callable[[int], Ranks]:
    frame = pd.DataFrame(_long(cells))

    def run(draws: int) -> Ranks:
        ranks = []
        for count in counts[:draws]:
            picked = pd.DataFrame({"scenario": np.repeat(np.arange(SCENARIOS), count)})
            sample = frame.merge(picked, on="scenario")
            dimensions = sample.groupby(["platform", "dimension"])["level"].mean()
            ranks.append(_ranked(dimensions.groupby("platform").sum().to_numpy()))
        return np.array(ranks)

    return run


def polars_group_by(cells: NDArray[np.int8], counts: NDArray[np.int64]) -> Callable[[int], Ranks]:
    frame = pl.DataFrame(_long(cells))

    def run(draws: int) -> Ranks:
        ranks = []
        for count in counts[:draws]:
            picked = pl.DataFrame({"scenario": np.repeat(np.arange(SCENARIOS), count)})
            sample = frame.join(picked, on="scenario")
            dimensions = sample.group_by("platform", "dimension").agg(pl.col("level").mean())
            totals = dimensions.group_by("platform").agg(pl.col("level").sum()).sort("platform")
            ranks.append(_ranked(totals["level"].to_numpy()))
        return np.array(ranks)

    return run


def _long(cells: NDArray[np.int8]) -> dict[str, NDArray[np.integer]]:
    places = np.indices(cells.shape).reshape(3, -1)
    dimension = DIMENSIONS[places[2]]
    return {
        "platform": places[0],
        "scenario": places[1],
        "dimension": dimension,
        "level": cells.ravel(),
    }


def _ranked(totals: NDArray[np.float64]) -> Ranks:
    return np.asarray(rankdata(-np.round(totals, 9), method="min").astype(np.int64))


WAYS: dict[str, Way] = {
    "wenheng": ours,
    "numpy loop": numpy_loop,
    "polars group-by": polars_group_by,
    "pandas group-by": pandas_group_by,
}


def measured(way: str, platforms: int, draws: int) -> tuple[float, float, int, float, Ranks]:
    """Seconds, processor seconds, how many draws were done, megabytes, ranks of the first draws."""
    run = WAYS[way](made_up(platforms), drawn(draws))
    start = time.perf_counter()
    first = run(2)
    each = (time.perf_counter() - start) / 2
    done = draws if way == "wenheng" else min(draws, max(2, int(PATIENCE_S / each)))
    Path("/proc/self/clear_refs").write_text("5")
    before, walls, cpus = _megabytes("VmRSS"), [], []
    while len(walls) < ROUNDS and sum(walls) < ROUNDS * PATIENCE_S:
        start, begun = time.perf_counter(), time.process_time()
        ranks = run(done)
        walls.append(time.perf_counter() - start)
        cpus.append(time.process_time() - begun)
    del first
    wall, cpu = (min(found) * draws / done for found in (walls, cpus))
    return wall, cpu, done, _megabytes("VmHWM") - before, ranks[:50]


def _megabytes(field: str) -> float:
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith(field))


def compared(platforms: int, draws: int) -> None:
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        found = {way: pool.apply(measured, (way, platforms, draws)) for way in WAYS}
    base = found["wenheng"][1]
    for way, (seconds, cpu, done, mb, _) in found.items():
        told = f"{seconds:9.3f} " if done == draws else f"~{seconds:8.0f} "
        row = f"{told}| {cpu:9.3f} | {done:11,} | {cpu / base:7.0f} | {mb:5.0f}"
        print(f"| {platforms:>5,} × {draws:>6,} | {way:<15} | {row} |")
    ours_first = found["wenheng"][4]
    for way, (*_, ranks) in found.items():
        same = min(len(ranks), len(ours_first))
        if not (ranks[:same] == ours_first[:same]).all():
            sys.exit(f"{way}: other ranks")


def main() -> None:
    sizes = [(int(sys.argv[1]), int(sys.argv[2]))] if len(sys.argv) > 2 else SIZES
    print("| platforms × draws | way | seconds | processor s | draws done | ÷ ours | MB |")
    print("|--:|---|--:|--:|--:|--:|--:|")
    for platforms, draws in sizes:
        compared(platforms, draws)


if __name__ == "__main__":
    main()
