"""How often rank sets of 95 % cover the true ranks, beside percentile intervals of ranks.

    python benchmarks/rank_sets.py [ROUNDS]

Units lie `gap` standard errors apart; each round draws their estimates anew. A tie may truly have
any of its ranks: it is covered where all of them are. `one unit` is the mean coverage of a unit,
`worst unit` that of the one covered least, `all at once` that of all together.
"""

import sys
import time

import numpy as np
from numpy.typing import NDArray

from wenheng.analysis.ranking import rank_sets
from wenheng.analysis.replicates import rank_replicates

LEVEL, DRAWS, SEED = 0.95, 1_000, 2023
WAYS = {
    "rank sets, marginal": ("marginal", False),
    "rank sets, marginal, stepdown": ("marginal", True),
    "rank sets, simultaneous": ("simultaneous", False),
    "rank sets, simultaneous, stepdown": ("simultaneous", True),
    "percentiles of resampled ranks": None,
}
Range = tuple[NDArray[np.integer], NDArray[np.integer]]


def sets(way: tuple[str, bool] | None, x: NDArray[np.float64], seed: int) -> Range:
    if way is None:
        errors = np.random.default_rng(seed).standard_normal((DRAWS, x.size))
        ends = np.quantile(rank_replicates(x + errors), [0.025, 0.975], axis=0)
        return np.floor(ends[0]).astype(int), np.ceil(ends[1]).astype(int)
    return rank_sets(x, np.ones(x.size), LEVEL, way[0], way[1], DRAWS, seed)


def coverage(
    way: tuple[str, bool] | None, units: int, gap: float, rounds: int
) -> NDArray[np.bool_]:
    """Whether each unit was covered, rounds × units."""
    truth = gap * np.arange(units)[::-1]
    least, most = (truth[:, None] < truth).sum(1) + 1, (truth[:, None] <= truth).sum(1)
    dice, covered = np.random.default_rng(SEED), []
    for seed in range(rounds):
        lower, upper = sets(way, truth + dice.standard_normal(units), seed)
        covered.append((lower <= least) & (most <= upper))
    return np.array(covered)


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    print(f"{rounds} rounds, level {LEVEL:.0%}\n")
    print("| way | units | gap | one unit | worst unit | all at once |")
    print("|---|--:|--:|--:|--:|--:|")
    for units, gap in ((10, 0.0), (10, 1.0), (32, 0.3)):
        for name, way in WAYS.items():
            hits = coverage(way, units, gap, rounds)
            worst, together = hits.mean(axis=0).min(), hits.all(axis=1).mean()
            row = f"{hits.mean():.1%} | {worst:.1%} | {together:.1%}"
            print(f"| {name} | {units} | {gap} | {row} |")
    print()
    for units in (64, 128):
        x = np.linspace(0, 12, units)
        for kind, stepdown in filter(None, WAYS.values()):
            start = time.perf_counter()
            rank_sets(x, np.ones(units), LEVEL, kind, stepdown)
            seconds = time.perf_counter() - start
            print(f"{units} units, 10,000 draws, {kind}, stepdown {stepdown}: {seconds:.2f} s")


if __name__ == "__main__":
    main()
