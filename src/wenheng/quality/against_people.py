"""A rater's levels against people's: pairs, agreement, leanings, flips; for `calibration`."""

from collections.abc import Callable, Iterator
from statistics import median_low
from typing import Any

import numpy as np
import polars as pl
from scipy import special, stats

from wenheng.arrays import Floats
from wenheng.contracts import checked
from wenheng.errors import NotScorable
from wenheng.quality.alpha import krippendorff_alpha
from wenheng.quality.estimate import LEVEL, Estimate
from wenheng.quality.kappas import cohen_kappa, percent_agreement
from wenheng.tables import Ratings

CELL = ["platform", "scenario", "indicator"]
THIRDS = ("short", "middle", "long")


def paired(ratings: pl.DataFrame) -> pl.DataFrame:
    """Each level beside what people say of the cell: RATINGS' key, rater_kind, level, reference."""
    table = checked(Ratings, ratings).filter(pl.col("status") == "rated")
    table = table.with_columns(pl.col("rater_kind").cast(pl.String), pl.col("level").cast(pl.Int64))
    people: dict[tuple[str, ...], dict[str, int]] = {}
    ruled: dict[tuple[str, ...], int] = {}
    for *cell, rater, kind, level in table.select(*CELL, "rater", "rater_kind", "level").rows():
        if kind == "person":
            people.setdefault(tuple(cell), {})[rater] = level
        elif kind == "adjudicator":
            ruled[tuple(cell)] = level
    rows = [
        {**row, "reference": reference}
        for row in table.select(*CELL, "rater", "rater_kind", "level").to_dicts()
        if row["rater_kind"] != "adjudicator"
        and (reference := _reference(row, people, ruled)) is not None
    ]
    schema = dict.fromkeys((*CELL, "rater", "rater_kind"), pl.String)
    return pl.DataFrame(rows, schema={**schema, "level": pl.Int64, "reference": pl.Int64})


def flips(worded: pl.DataFrame) -> dict[tuple[str, str], dict[str, Any]]:
    """By rater and indicator the share of levels that change in other words or order.

    `flips` is the larger of `reworded` and `swapped`, with Wilson's interval; both must be known.
    """
    plain = worded.filter(pl.col("wording") == "plain").drop("wording")
    others = worded.filter(pl.col("wording") != "plain").join(
        plain.rename({"level": "plain"}), on=[*CELL, "rater"]
    )
    found = {}
    for (rater, indicator), part in by(others, ["rater", "indicator"]):
        changed = {
            name: (its["level"] != its["plain"]).to_numpy()
            for (name,), its in by(part, ["wording"])
        }
        shares = {name: float(its.mean()) for name, its in changed.items()}
        worst = max(shares, key=lambda name: shares[name])
        n = min(len(its) for its in changed.values())
        low, high = _wilson(shares[worst], len(changed[worst]))
        both = len(changed) == 2
        found[rater, indicator] = {
            "flips": shares[worst] if both else None,
            "flips_low": low if both else None,
            "flips_high": high if both else None,
            "reworded": shares.get("reworded"),
            "swapped": shares.get("swapped"),
            "flips_n": n,
        }
    return found


NO_FLIPS: dict[str, Any] = {
    **dict.fromkeys(("flips", "flips_low", "flips_high", "reworded", "swapped")),
    "flips_n": 0,
}


def measured(part: pl.DataFrame, seed: int) -> dict[str, Any]:
    level, reference = (part[name].to_numpy().astype(np.float64) for name in ("level", "reference"))
    both = np.stack([level, reference])
    coefficients: dict[str, Callable[[], Estimate]] = {
        "alpha": lambda: krippendorff_alpha(both, "ordinal", interval="bootstrap", seed=seed),
        "kappa": lambda: cohen_kappa(level, reference, "quadratic"),
        "exact": lambda: percent_agreement(both),
        "bias": lambda: _mean(level - reference),
    }
    row: dict[str, Any] = {"n": part.height, "units": part["unit"].n_unique()}
    for name, coefficient in coefficients.items():
        row |= _stated(name, coefficient)
    return row | {"length": _with_length(part, level - reference)}


def in_thirds(pairs: pl.DataFrame) -> pl.DataFrame:
    known = pairs.filter(pl.col("length").is_not_null())
    place = (pl.col("length").rank("ordinal") - 1) * 3 // pl.len()
    third = place.over("rater", "indicator").cast(pl.Int64)
    return known.with_columns(third=third.replace_strict(dict(enumerate(THIRDS))))


def bias_by(pairs: pl.DataFrame, column: str) -> pl.DataFrame:
    rows = []
    for (rater, indicator, name), part in by(pairs, ["rater", "indicator", column]):
        its = _mean((part["level"] - part["reference"]).to_numpy().astype(np.float64))
        rows.append((rater, indicator, name, part.height, its.value, its.low, its.high))
    text = dict.fromkeys(("rater", "indicator", column), pl.String)
    numbers = {"cells": pl.Int64, **dict.fromkeys(("bias", "low", "high"), pl.Float64)}
    return pl.DataFrame(rows, schema={**text, **numbers}, orient="row")


def by(frame: pl.DataFrame, keys: list[str]) -> Iterator[tuple[tuple[Any, ...], pl.DataFrame]]:
    """The parts of `frame` with the same `keys`, in the order of these."""
    yield from frame.sort(keys, maintain_order=True).group_by(keys, maintain_order=True)


def _reference(
    row: dict[str, Any],
    people: dict[tuple[str, ...], dict[str, int]],
    ruled: dict[tuple[str, ...], int],
) -> int | None:
    cell = tuple(row[name] for name in CELL)
    if cell in ruled:
        return ruled[cell]
    others = [its for rater, its in people.get(cell, {}).items() if rater != row["rater"]]
    return median_low(others) if others else None


def _stated(name: str, coefficient: Callable[[], Estimate]) -> dict[str, float | None]:
    try:
        its = coefficient()
    except NotScorable:
        return {name: None, f"{name}_low": None, f"{name}_high": None}
    return {name: its.value, f"{name}_low": its.low, f"{name}_high": its.high}


def _mean(values: Floats) -> Estimate:
    n, mean = len(values), float(values.mean())
    if n < 2:
        return Estimate(mean)
    se = float(values.std(ddof=1)) / n**0.5
    reach = float(special.stdtrit(n - 1, (1 + LEVEL) / 2)) * se
    return Estimate(mean, se, mean - reach, mean + reach)


def _wilson(share: float, n: int) -> tuple[float, float]:
    z = float(special.ndtri((1 + LEVEL) / 2))
    middle, reach = share + z**2 / (2 * n), z * (share * (1 - share) / n + z**2 / (4 * n**2)) ** 0.5
    return (middle - reach) / (1 + z**2 / n), (middle + reach) / (1 + z**2 / n)


def _with_length(part: pl.DataFrame, apart: Floats) -> float | None:
    """Spearman's correlation of the difference with the length of replies.

    0 where the difference is always the same; None where all replies are of one length.
    """
    known = part["length"].is_not_null().to_numpy()
    apart, length = apart[known], part["length"].drop_nulls().to_numpy()
    if len(length) < 3 or np.ptp(length) == 0:
        return None
    if np.ptp(apart) == 0:
        return 0.0
    return float(stats.spearmanr(apart, length).statistic)
