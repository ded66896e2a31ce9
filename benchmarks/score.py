"""Ratings → ranks of the default study, beside the pandas group-by a user would write first.

    python benchmarks/score.py [PLATFORMS]

Both start from the same frame of ratings, two raters for every planned cell with 5 % missing, and
must agree on every unit's total. The group-by checks nothing, knows no status, no completeness
and no bounds. Each way runs in a process of its own: seconds are the best of five, memory is what
its peak adds to the ratings.
"""

import multiprocessing
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl

from wenheng.scoring.ratings import accepted_ratings
from wenheng.scoring.scores import score_study
from wenheng.study.load import load_study
from wenheng.study.model import Study
from wenheng.study.plan import planned_cells

RATERS, MISSING, ROUNDS = ("ann", "bob"), 0.05, 5
PLATFORMS = 128
Totals = dict[str, float]


def enlarged(study: Study, platforms: int) -> Study:
    """`study` with its roster repeated until it has at least `platforms`."""
    times = -(-platforms // len(study.platforms))
    units = [u.model_copy(update={"id": f"{u.id}.{i}"}) for i in range(times) for u in study.units]
    copies = [
        p.model_copy(update={"id": f"{p.id}.{i}", "unit": f"{p.unit}.{i}"})
        for i in range(times)
        for p in study.platforms
    ]
    return study.model_copy(update={"units": tuple(units), "platforms": tuple(copies)})


def made_up(plan: pl.DataFrame) -> pl.DataFrame:
    """A rating of every planned cell by every rater; some are missing."""
    dice = np.random.default_rng(7)
    cells = plan.filter("applicable").drop("applicable")
    ratings = cells.join(pl.DataFrame({"rater": RATERS}), how="cross")
    ratings = ratings.with_columns(level=pl.Series(dice.integers(0, 4, ratings.height)))
    return ratings.filter(pl.Series(dice.random(ratings.height) >= MISSING))


def checked_frame(study: Study, plan: pl.DataFrame, ratings: pl.DataFrame) -> Callable[[], Totals]:
    return lambda: {"rows": accepted_ratings(study, plan, ratings).height}


def scored(study: Study, plan: pl.DataFrame, ratings: pl.DataFrame) -> Callable[[], Totals]:
    def run() -> Totals:
        totals = score_study(study, plan, ratings).totals
        units = totals.filter(pl.col("kind") == "unit")
        return dict(zip(units["id"], units["score"], strict=True))

    return run


def grouped(study: Study, plan: pl.DataFrame, ratings: pl.DataFrame) -> Callable[[], Totals]:
    frame = pd.DataFrame({name: ratings[name].to_list() for name in ratings.columns})
    dimension = {leaf.id: node.id for node in study.dimensions for leaf in node.children}
    unit = {platform.id: platform.unit for platform in study.platforms}

    def run() -> Totals:
        keys = ["platform", "scenario", "indicator"]
        cells = frame.groupby(keys, as_index=False)["level"].mean()
        indicators = cells.groupby(["platform", "indicator"], as_index=False)["level"].mean()
        indicators["dimension"] = indicators["indicator"].map(dimension)
        dimensions = indicators.groupby(["platform", "dimension"], as_index=False)["level"].mean()
        platforms = dimensions.groupby("platform", as_index=False)["level"].sum()
        platforms["unit"] = platforms["platform"].map(unit)
        units = platforms.groupby("unit")["level"].mean()
        units.rank(ascending=False, method="min")
        return dict(units)

    return run


WAYS = {
    "checking the ratings": checked_frame,
    "ratings → ranks (score_study)": scored,
    "pandas group-by": grouped,
}


def measured(way: str, platforms: int) -> tuple[float, float, Totals]:
    """Best seconds, megabytes above the ratings, and the totals of `way`."""
    study = enlarged(load_study("default-2021r"), platforms)
    plan = planned_cells(study)
    run = WAYS[way](study, plan, made_up(plan))
    result = run()
    Path("/proc/self/clear_refs").write_text("5")
    before = _megabytes("VmRSS")
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return min(seconds), _megabytes("VmHWM") - before, result


def _megabytes(field: str) -> float:
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith(field))


def main() -> None:
    platforms = int(sys.argv[1]) if len(sys.argv) > 1 else PLATFORMS
    study = enlarged(load_study("default-2021r"), platforms)
    rows = made_up(planned_cells(study)).height
    print(f"{len(study.platforms):,} platforms, {rows:,} ratings, best of {ROUNDS}\n")
    print(f"| {'what':<30} | seconds | ÷ pandas |   MB | ÷ pandas |")
    print(f"|{'-' * 32}|--------:|---------:|-----:|---------:|")
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        found = {way: pool.apply(measured, (way, platforms)) for way in WAYS}
    base_s, base_mb, base = found["pandas group-by"]
    for way, (seconds, mb, _) in found.items():
        ratios = f"{seconds / base_s:8.2f} | {mb:4.0f} | {mb / base_mb:8.2f}"
        print(f"| {way:<30} | {seconds:7.3f} | {ratios} |")
    ours = found["ratings → ranks (score_study)"][2]
    worst = max(abs(ours[unit] - base[unit]) for unit in base)
    print(f"\nlargest difference of a unit's total: {worst:.1e}")
    if set(ours) != set(base) or worst > 1e-9:
        sys.exit("the two ways do not agree")


if __name__ == "__main__":
    main()
