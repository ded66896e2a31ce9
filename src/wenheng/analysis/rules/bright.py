"""R07 on one wave: bright spots of the regions behind."""

import numpy as np

from wenheng.analysis.rules.draft import Draft, Gate, Said, silent
from wenheng.analysis.rules.inference import Bools, Ints
from wenheng.analysis.rules.leaders import RISING, SURE, named, ranks_within
from wenheng.analysis.rules.material import Material
from wenheng.analysis.rules.phrases import level_name, number, region_name, unit_names
from wenheng.analysis.rules.reading import Reading


def bright_spots(m: Material) -> list[Draft]:
    """R07 on one wave: units of regions behind that are surely among the first."""
    if m.observed is None or m.resampled is None:
        rising = named(m, RISING)
        if not rising:
            return [silent("R07", Said("no-ranks"), measure="bright")]
        said = Said(
            "R07-labelled", {"units": unit_names(m, rising), "channel": m.study.channels[-1].name}
        )
        return [
            Draft(
                "R07",
                said,
                said,
                measure="bright",
                statistic="count",
                value=len(rising),
                n=len(rising),
            )
        ]
    return [draft for level in m.study.levels for draft in _bright(m, level.id)]


def _bright(m: Material, level: str) -> list[Draft]:
    assert m.observed is not None and m.resampled is not None
    here = np.flatnonzero((m.who.levels == level) & np.isfinite(m.observed.units[0]))
    ahead, scores = m.limits.contrast[0], m.observed.units[0]
    in_front = here[m.who.regions[here] == ahead]
    if here.size < 2 * m.limits.leaders or in_front.size < m.limits.least:
        return [silent("R07", Said("too-few-units"), about=level, measure="bright")]
    median, drafts = float(np.median(scores[in_front])), []
    ranks = ranks_within(m.resampled.units[:, here])
    for region in sorted({str(r) for r in m.who.regions[here]} - {ahead}):
        own = here[m.who.regions[here] == region]
        behind = float(scores[own].mean()) < float(scores[here].mean())
        for unit in own[(scores[own] > median)] if behind else []:
            sure = float((ranks[:, here.tolist().index(int(unit))] <= m.limits.leaders).mean())
            drafts.append(_spot(m, int(unit), in_front, median, sure))
    return drafts or [
        silent("R07", Said("R07-nobody", {"group": level_name(m, level)}), level, "bright")
    ]


def _spot(m: Material, unit: int, in_front: Ints, median: float, sure: float) -> Draft:
    assert m.observed is not None
    score = m.observed.units[0]
    below = in_front[score[in_front] < score[unit]]
    ordered = below[np.argsort(-score[below], kind="stable")][:3]
    name, region = m.study.units[unit].name, str(m.who.regions[unit])
    gates = (
        Gate("above-median", "fact", float(score[unit] - median), ">", 0),
        Gate("among-first", "fact", sure, "≥", SURE),
    )
    said = {
        "unit": name,
        "region": region_name(m, region),
        "score": number(float(score[unit])),
        "others": [m.study.units[i].name for i in ordered],
        "top": m.limits.leaders,
    }

    def holds(reading: Reading) -> Bools:
        rows = reading.units
        here = np.flatnonzero(m.who.levels == m.who.levels[unit])
        place = here.tolist().index(unit)
        front = ranks_within(rows[:, here])[:, place] <= m.limits.leaders
        return np.asarray(front & (rows[:, unit] > np.nanmedian(rows[:, in_front], axis=1)))

    return Draft(
        "R07",
        Said("R07-bright", said),
        Said("R07-not-bright", said),
        about=m.who.units[unit],
        measure="bright",
        statistic="score",
        value=float(score[unit]),
        n=in_front.size + 1,
        gates=gates,
        holds=holds,
        stable=(SURE, SURE),
    )
