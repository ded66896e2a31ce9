"""All tables that figures of a report are drawn from, beside the scores themselves."""

from collections.abc import Mapping

import polars as pl

from wenheng.analysis.averages import Chance, contrasts, group_means, unit_means
from wenheng.analysis.reweighted import weight_ranks
from wenheng.analysis.scenes import scene_means
from wenheng.analysis.tallies import level_counts, priorities
from wenheng.study.model import Study


def described(
    study: Study, tables: Mapping[str, pl.DataFrame], seed: int = 0
) -> dict[str, pl.DataFrame]:
    """What scores look like, by name: means, contrasts, counts, priorities, ranks reweighted.

    Args:
        study: the declared whole.
        tables: `presence`, `cells`, `indicators`, `dimensions`, `ranks`, as scoring gives them.
        seed: of all resamples.

    Raises:
        TableError: a table breaks its contract.
    """
    cells, dimensions, chance = tables["cells"], tables["dimensions"], Chance(seed=seed)
    return {
        "unit_means": unit_means(study, dimensions),
        "group_means": group_means(study, dimensions, chance),
        "contrasts": contrasts(study, dimensions, chance),
        "level_counts": level_counts(study, cells),
        "scene_means": scene_means(study, cells, chance),
        "priorities": priorities(study, tables["indicators"], tables["presence"]),
        "weight_ranks": weight_ranks(study, cells, tables["ranks"], seed=seed),
    }
