"""What the cells of an indicator come to: the one pass over all cells."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wenheng.arrays import Floats
from wenheng.scoring.combine import Counts, Policy, Values, status_of
from wenheng.scoring.consensus import ABSENT, GAP, SCORED, WITHHELD, Codes, Patterns, Verdicts
from wenheng.scoring.layout import Layout

BLOCK = 1 << 15
"""Cells looked up at a time: their scores stay in the processor's cache."""
BITS = 16
"""Of each of the four counts that are summed as one number; a study has fewer scenarios."""


@dataclass(frozen=True)
class Sums:
    """Over the cells of each indicator and platform, leaves × platforms.

    `score` is the sum of the scores; the others count cells: scored, without an assistant, gaps,
    and those of the gaps that wait for a ruling.
    """

    score: Floats
    rated: Counts
    absent: Counts
    gaps: Counts
    waiting: Counts


def sums_of(layout: Layout, patterns: Patterns, verdicts: Verdicts) -> Sums:
    """The cells of `layout` summed by indicator, from their `patterns` and what these come to."""
    scores = np.where(verdicts.status == SCORED, verdicts.score, 0.0)
    tallies = _tallies(verdicts.status)
    starts = layout.starts
    score = np.zeros((len(layout.leaves), len(layout.platforms)))
    tally = np.zeros(score.shape, np.int64)
    used, first = list(starts), list(starts.values())
    step = max(1, BLOCK // max(1, len(layout.columns)))
    for begin in range(0, len(layout.platforms) if used else 0, step):
        block = patterns[begin : begin + step]
        score[used, begin : begin + step] = _summed(scores, block, first)
        tally[used, begin : begin + step] = _summed(tallies, block, first)
    mask = (1 << BITS) - 1
    return Sums(score, *(tally >> BITS * i & mask for i in range(4)))


def indicator_values(sums: Sums, top: int, policy: Policy) -> Values:
    """The indicators: means over their applicable cells, leaves × platforms.

    An indicator is the mean of the consensus of its cells, in which each scenario counts the same
    however many raters it had. Nothing is withheld for want of cells at this step: `completeness`
    says how many the score rests on. An indicator of which no cell is planned does not apply.

    Args:
        sums: of the cells.
        top: of the scale.
        policy: how a cell without an assistant is read where others of its platform are scored:
            under `zero` it counts 0, under `exclude` it leaves score and bounds. It is known
            either way, not a gap.
    """
    known = sums.rated + (sums.absent if policy == "zero" else 0)
    assessed = sums.rated + sums.absent
    applicable = assessed + sums.gaps
    with np.errstate(divide="ignore", invalid="ignore"):
        value, low = sums.score / known, sums.score / (known + sums.gaps)
        high = (sums.score + sums.gaps * top) / (known + sums.gaps)
        completeness = assessed / applicable
    counts = (sums.rated, assessed, applicable)
    status = status_of(counts, sums.waiting > 0, np.zeros(value.shape, np.bool_))
    return Values(value, completeness, low, high, *counts, status)


def _tallies(status: Codes) -> Counts:
    """What a cell of each status adds to the counts, all four in one number."""
    each = [
        status == SCORED,
        status == ABSENT,
        np.isin(status, (GAP, WITHHELD)),
        status == WITHHELD,
    ]
    tallies = np.zeros(status.shape, np.int64)
    for i, counted in enumerate(each):
        tallies += counted.astype(np.int64) << BITS * i
    return tallies


def _summed(
    numbers: NDArray[np.float64] | Counts, patterns: Patterns, first: list[int]
) -> NDArray[np.float64] | Counts:
    found = np.take(numbers, patterns, mode="clip")  # every pattern is within: no check of bounds
    return np.add.reduceat(found, first, axis=1).T
