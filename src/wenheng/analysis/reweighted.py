"""Where units rank under other weights than those declared."""

import numpy as np
import polars as pl

from wenheng.analysis.clusters import cell_sums
from wenheng.analysis.replicates import rank_replicates
from wenheng.analysis.rules.reading import of_units, readings, roster
from wenheng.arrays import Floats
from wenheng.contracts import checked
from wenheng.study.model import Study
from wenheng.study.tree import parts
from wenheng.tables import Cells, Ranks, WeightRanks

SPREAD = (0.75, 1.25)
"""What each weight is multiplied by."""

BLOCK = 100
"""Sets of weights at a time: the scores of all nodes are held for each of them."""


def weight_ranks(
    study: Study, cells: pl.DataFrame, ranks: pl.DataFrame, draws: int = 1_000, seed: int = 0
) -> pl.DataFrame:
    """The range of ranks of each unit within its level under other weights: WEIGHT RANKS.

    The weight of every node below the total is multiplied by a number of its own, uniform in
    0.75–1.25; means are made anew, gaps left out as scoring does.

    Args:
        study: its tree, weights and reading of absent assistants.
        cells: CELLS.
        ranks: RANKS; only units that have a rank within their level are ranked again.
        draws: how many sets of weights.
        seed: of the draws.

    Returns:
        A row per unit, best first within a level. Empty where there are gates or means that are
        not arithmetic, or nothing rated: such scores cannot be made from weights alone.

    Raises:
        TableError: a table breaks its contract.

    Source:
        OECD & JRC (2008), Handbook on Constructing Composite Indicators, step 7; Saisana, Saltelli
        & Tarantola (2005), JRSS A 168, for weights as a source of uncertainty.
    """
    straight = set(study.scoring.aggregation.values()) <= {"arithmetic"}
    asked = set(checked(Cells, cells)["scenario"]) & {s.id for s in study.scenarios}
    if not straight or study.scoring.gates or not asked:
        return WeightRanks.create_empty()
    scores, rows = _unit_scores(study, cells, (draws, seed)), []
    places = {unit.id: i for i, unit in enumerate(study.units)}
    policy = "exclude" if study.scoring.absent_policy == "exclude" else "zero"
    mine = checked(Ranks, ranks).filter(kind="unit", policy=policy)
    for level in study.levels:
        held = mine.filter(group=level.id).sort("rank", "id")
        if held.height:
            drawn = rank_replicates(scores[:, [places[id_] for id_ in held["id"]]])
            rows += _ranges(level.id, held, drawn)
    return checked(WeightRanks, pl.DataFrame(rows, WeightRanks.create_empty().schema))


def _unit_scores(study: Study, cells: pl.DataFrame, chance: tuple[int, int]) -> Floats:
    """Draws × units on 0–100, by the study's reading of absent assistants."""
    draws, seed = chance
    sums, who = cell_sums(study, cells, "exclude"), roster(study)
    dice = np.random.default_rng([seed, 3])
    nodes = dict.fromkeys([*(node.id for node in study.nodes()), *parts(study)])
    varied = {id_: dice.uniform(*SPREAD, draws) for id_ in nodes}
    once = np.ones((1, len(sums.scenarios)))
    ordered = np.full((draws, len(who.platforms)), np.nan)
    places = {id_: i for i, id_ in enumerate(who.platforms)}
    at = [places[id_] for id_ in sums.platforms]
    for start in range(0, draws, BLOCK):
        some = slice(start, start + BLOCK)
        held = {id_: factors[some] for id_, factors in varied.items()}
        ordered[some, at] = readings(study, sums, once, held)[1]
    every = (
        cells.filter(pl.col("status") != "not_applicable")
        .group_by("platform")
        .agg((pl.col("status") == "no_assistant").all().alias("gone"))
    )
    gone = set(every.filter("gone")["platform"])
    absent = np.array([id_ in gone for id_ in who.platforms])
    zero, exclude = of_units(who, ordered, absent)
    return exclude if study.scoring.absent_policy == "exclude" else zero


def _ranges(level: str, held: pl.DataFrame, drawn: np.ndarray) -> list[dict[str, object]]:
    low, high = np.quantile(drawn, (0.025, 0.975), axis=0, method="inverted_cdf")
    return [
        {
            "unit": row["id"],
            "level": level,
            "rank": row["rank"],
            "of": row["of"],
            "low": int(low[i]),
            "high": int(high[i]),
            "best": int(drawn[:, i].min()),
            "worst": int(drawn[:, i].max()),
        }
        for i, row in enumerate(held.iter_rows(named=True))
    ]
