"""Scores by scene and business of the matters asked, channel by channel."""

from itertools import product

import numpy as np
import polars as pl

from wenheng.analysis.averages import Chance, mean_interval
from wenheng.analysis.clusters import CellSums, cell_sums
from wenheng.arrays import Floats
from wenheng.contracts import checked
from wenheng.study.model import Study
from wenheng.tables import Cells, SceneMeans


def scene_means(study: Study, cells: pl.DataFrame, chance: Chance | None = None) -> pl.DataFrame:
    """Means of what is rated by scenario, for each scene × business × channel: SCENE MEANS.

    A platform's score in a scenario is the weighted mean over the indicators assessed there, with
    their weights within the dimension; its score in a scene the plain mean over scenarios.

    Args:
        study: scene and business of its scenarios; those without both stand nowhere.
        cells: CELLS; an absent assistant has no score here.
        chance: of the resamples of units.

    Returns:
        A row for each combination in which some platform has a score, in the order of the study.

    Raises:
        TableError: a broken CELLS table.
    """
    asked = set(checked(Cells, cells)["scenario"])
    matters = {s.id: (s.scene, s.business) for s in study.scenarios if s.id in asked}
    kinds = [kind for kind in dict.fromkeys(matters.values()) if all(kind)]
    if not kinds:
        return SceneMeans.create_empty()
    sums = cell_sums(study, cells, "exclude")
    scores, rows = _by_scenario(study, sums), []
    for (scene, business), channel in product(kinds, study.channels):
        held = [s in matters and matters[s] == (scene, business) for s in sums.scenarios]
        here = [study.platform(id_).channel == channel.id for id_ in sums.platforms]
        found = _mean(study, sums, scores[:, held] * np.where(here, 1, np.nan)[:, None], chance)
        if found:
            key = {"scene": scene, "business": business, "channel": channel.id}
            rows.append({**key, **found, "scenarios": sum(held)})
    return checked(SceneMeans, pl.DataFrame(rows, SceneMeans.create_empty().schema))


def _by_scenario(study: Study, sums: CellSums) -> Floats:
    """Platforms × scenarios: the weighted mean of what is rated by scenario; NaN where nothing."""
    each = np.array([study.indicator(id_).per == "scenario" for id_ in sums.indicators])
    weights = np.array(sums.weights) * each
    above, below = (
        np.einsum("k,kps->ps", weights, x) for x in (sums.numerators, sums.denominators)
    )
    empty = np.full(above.shape, np.nan)
    return np.asarray(np.divide(above, below, out=empty, where=below > 0))


def _mean(
    study: Study, sums: CellSums, scores: Floats, chance: Chance | None
) -> dict[str, object] | None:
    """Mean over platforms of their means over scenarios, with an interval over units."""
    known = np.isfinite(scores)
    held = np.flatnonzero(known.any(axis=1))
    if not held.size:
        return None
    means = np.nansum(scores[held], axis=1) / known[held].sum(axis=1)
    units = [study.platform(sums.platforms[i]).unit for i in held]
    places = np.unique(units, return_inverse=True)[1]
    totals, counts = (np.bincount(places, x) for x in (means, np.ones(held.size)))
    low, high = mean_interval(totals.astype(np.float64), counts.astype(np.float64), chance)
    return {"mean": float(means.mean()), "low": low, "high": high, "n": held.size}
