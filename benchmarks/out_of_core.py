"""A table of ratings larger than memory should hold: streamed from Parquet into totals.

    python -m benchmarks.out_of_core [RATINGS …]

Files of names and levels, in random order within each, are written to a temporary folder and read
by `wh.totals` in a process of its own. Memory is the peak of that whole process.
"""

import multiprocessing
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl
from benchmarks.score import enlarged, megabytes

import wenheng as wh
from wenheng.study.load import load_study
from wenheng.study.model import Study
from wenheng.study.plan import planned_columns

RATERS, SIZES, PER_FILE = ("ann", "bob", "cid"), (10_000_000, 30_000_000, 100_000_000), 4_000
"""Platforms in a file."""
LIMIT_MB = 4 * 1024**3 / 1e6


def planned(count: int) -> Study:
    """A study of so many platforms that about `count` ratings of it can be made."""
    study = load_study("default-2021r")
    per_platform = planned_columns(study).height * len(RATERS)
    return enlarged(study, -(-count // per_platform))


def write(folder: Path, count: int) -> int:
    """Files of `count` ratings, every planned cell by every rater; returns how many bytes."""
    study, dice = planned(count), np.random.default_rng(11)
    cells = planned_columns(study).join(pl.DataFrame({"rater": RATERS}), how="cross")
    platforms = [platform.id for platform in study.platforms]
    for begin in range(0, len(platforms), PER_FILE):
        some = pl.DataFrame({"platform": platforms[begin : begin + PER_FILE]})
        rows = some.join(cells, how="cross")
        levels = pl.Series("level", dice.integers(0, 4, rows.height), dtype=pl.Int8)
        rows = rows.with_columns(levels).sample(fraction=1, shuffle=True, seed=begin)
        rows.head(max(0, count)).write_parquet(folder / f"{begin:09}.parquet")
        count -= rows.height
    return sum(file.stat().st_size for file in folder.iterdir())


def scored(folder: Path, count: int) -> tuple[float, float, int]:
    """Seconds and peak megabytes of scoring the files, and how many totals came out."""
    study = planned(count)
    begin = time.perf_counter()
    totals = wh.totals(study, pl.scan_parquet(folder / "*.parquet"))
    seconds = time.perf_counter() - begin
    return seconds, megabytes("VmHWM"), totals["score"].count()


def main() -> None:
    sizes = [int(word) for word in sys.argv[1:]] or list(SIZES)
    print("| ratings | on disk, MB | seconds | µs a rating | peak, MB | totals |")
    print("|--:|--:|--:|--:|--:|--:|")
    for count in sizes:
        own = multiprocessing.get_context("spawn")
        with tempfile.TemporaryDirectory() as name, own.Pool(1, maxtasksperchild=1) as pool:
            size = pool.apply(write, (Path(name), count))
            seconds, peak, totals = pool.apply(scored, (Path(name), count))
        each = f"{seconds:7.1f} | {seconds / count * 1e6:5.2f}"
        print(
            f"| {count:>11,} | {size / 1e6:5.0f} | {each} | {peak:5.0f} | {totals:,} |", flush=True
        )
        if peak > LIMIT_MB:
            sys.exit("more than 4 GiB")


if __name__ == "__main__":
    main()
