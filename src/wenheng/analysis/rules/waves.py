"""Rules about change between two waves: R07, R19."""

import numpy as np
import polars as pl

from wenheng.analysis.rules.bright import bright_spots
from wenheng.analysis.rules.draft import Draft, Gate, Said, silent
from wenheng.analysis.rules.inference import mcnemar_p
from wenheng.analysis.rules.material import Material
from wenheng.analysis.rules.phrases import number, percent
from wenheng.analysis.waves import compare_waves
from wenheng.tables import WHOLE_PLATFORM

TOP_SHARE = 0.1
FINE = 10_000
"""Resamples at least: fewer could not show one riser among dozens of units."""


def risers(m: Material) -> list[Draft]:
    """R07: units that rose more than their first score lets expect; with one wave, bright spots."""
    if m.before is None:
        return [silent("R07", Said("one-wave"), measure="rise"), *bright_spots(m)]
    if "cells" not in m.tables or "cells" not in m.before:
        return [silent("R07", Said("no-cells-of-both"), measure="rise"), *bright_spots(m)]
    found = compare_waves(
        _of_units(m, m.before["cells"]),
        _of_units(m, m.tables["cells"]),
        draws=max(m.chance.draws, FINE),
        seed=m.chance.seed,
    )
    both = found.filter(pl.col("status") == "compared")
    if both.height < m.limits.least:
        return [silent("R07", Said("too-few-units"), measure="rise"), *bright_spots(m)]
    return [*_risers(m, both), *bright_spots(m)]


def covered_more(m: Material) -> list[Draft]:
    """R19: whether more of the same platforms have an assistant than in the wave before."""
    if m.before is None or "presence" not in m.before:
        return [silent("R19", Said("one-wave"), measure="coverage")]
    table = m.before["presence"]
    then = dict(zip(table["platform"], table["status"].cast(pl.String), strict=True))
    old = np.array([then.get(id_, "unknown") for id_ in m.who.platforms])
    known = (old != "unknown") & (m.presence != "unknown")
    n = int(known.sum())
    if n < m.limits.least:
        return [silent("R19", Said("too-few-units"), measure="coverage")]
    was, is_ = old[known] == "present", m.presence[known] == "present"
    gained, lost = int((is_ & ~was).sum()), int((was & ~is_).sum())
    p, rise = mcnemar_p(gained, lost), (gained - lost) / n
    gates = (
        Gate("least", "enough", n, "≥", m.limits.least),
        Gate("same-units", "enough", n / len(old), "≥", 0.9),
        Gate("lead-points", "fact", 100 * abs(rise), "≥", m.limits.points),
    )
    said = {
        "n": n,
        "a": percent(float(was.mean())),
        "b": percent(float(is_.mean())),
        "way": Said("rose" if rise >= 0 else "fell"),
    }
    return [
        Draft(
            "R19",
            Said("R19", said),
            Said("R19-counter", said),
            Said("R19-unknown", said),
            measure="coverage",
            statistic="difference",
            value=rise,
            n=n,
            gates=gates,
            p=p,
            resampled=False,
        )
    ]


def _of_units(m: Material, cells: pl.DataFrame) -> pl.DataFrame:
    """Cells by unit; the same matter on two channels are two cells."""
    homes = {p.id: p.unit for p in m.study.platforms}
    ways = {p.id: p.channel for p in m.study.platforms}
    known = cells.filter(
        pl.col("platform").is_in(list(homes)), pl.col("scenario") != WHOLE_PLATFORM
    )
    channel = pl.col("platform").replace_strict(ways, return_dtype=pl.String)
    return known.select(
        "scenario",
        score=pl.col("score") * 3 / m.study.scale.top,
        unit=pl.col("platform").replace_strict(homes, return_dtype=pl.String),
        indicator=channel + "/" + pl.col("indicator"),
    )


def _risers(m: Material, both: pl.DataFrame) -> list[Draft]:
    before, change = both["before"].to_numpy(), both["change"].to_numpy()
    slope = np.polyfit(before, change, 1) if np.ptp(before) > 0 else np.array([0.0, change.mean()])
    beyond = change - np.polyval(slope, before)
    error = (both["high"] - both["low"]).to_numpy() / (2 * 1.959963984540054)
    high = float(np.quantile(change, 1 - TOP_SHARE))
    drafts = []
    for i, row in enumerate(both.iter_rows(named=True)):
        if change[i] < high or change[i] <= 0:
            continue
        gates = (
            Gate("rise", "fact", float(change[i]), "≥", m.limits.gap),
            Gate("beyond-mean", "fact", float(beyond[i] - 1.959963984540054 * error[i]), ">", 0),
            Gate("q", "test", row["q"], "<", m.limits.alpha),
        )
        said = {
            "unit": m.study.unit(row["unit"]).name,
            "gap": number(float(change[i])),
            "a": number(row["before"]),
            "b": number(row["after"]),
        }
        drafts.append(
            Draft(
                "R07",
                Said("R07", said),
                Said("R07-counter", said),
                about=row["unit"],
                measure="rise",
                statistic="change",
                value=float(change[i]),
                low=row["low"],
                high=row["high"],
                n=both.height,
                gates=gates,
                resampled=False,
            )
        )
    return drafts or [silent("R07", Said("R07-no-riser"), measure="rise")]
