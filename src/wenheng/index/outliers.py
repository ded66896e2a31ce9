"""Indicators with outliers, treated by a declared rule and with a record of what was done."""

from typing import Literal

import numpy as np
import polars as pl

from wenheng.errors import NotScorable, TableError
from wenheng.language import say
from wenheng.values import Numbers, Values, flat, listed, read

Otherwise = Literal["log", "boxcox", "none"]
TOO_FEW = 4
"""Kurtosis of type 2 is undefined for fewer."""


def treat(
    values: Values,
    max_winsorised: int = 5,
    skew: float = 2.0,
    kurtosis: float = 3.5,
    otherwise: Otherwise = "log",
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`values` without outliers, and what was done to each indicator.

    An indicator passes where |skewness| < `skew` or kurtosis < `kurtosis`. One that fails is
    winsorised: its highest values (lowest, where skewness is negative) take the next value, until
    it passes or `max_winsorised` values are changed; equals move together, so that the last step
    may change more. If it still fails, its original values are transformed instead:

    - `log`: ln(x − min + (max − min) / 100); where skewness is negative the mirror image of
      this, −ln(max − x + (max − min) / 100);
    - `boxcox`: (yᵡ − 1) / λ of y = x − min + (max − min) / 100, λ by maximum likelihood;
    - `none`: the winsorised values stay.

    The order of units is kept by all of them, but for equals that winsorising makes.

    Args:
        values: units × indicators; missing stays missing and plays no part.
        max_winsorised: most values changed in an indicator.
        skew: bound of |skewness|, type 2.
        kurtosis: bound of excess kurtosis, type 2.
        otherwise: what is done where winsorising does not help.

    Returns:
        The treated frame; and a row per indicator: `indicator`, `treatment` (`none`,
        `winsorised`, `log`, `boxcox`), `winsorised` (number of values changed), `skew_before`,
        `kurtosis_before`, `skew_after`, `kurtosis_after`, `passes`, `units` (those winsorised).

    Raises:
        TableError: an option that is none, or anything `read` refuses.
        NotScorable: an indicator with fewer than four known values, or without spread.

    Source:
        JRC practice, as in Becker et al. (2022), COINr, JOSS 7(78), 4567, function Treat; skewness
        and kurtosis after Joanes & Gill (1998), The Statistician 47, 183–189, G₁ and G₂.
    """
    if otherwise not in ("log", "boxcox", "none"):
        known = listed(("log", "boxcox", "none"))
        raise TableError(say("index.unknown-method", method=otherwise, known=known))
    table = read(values)
    columns = dict(zip(table.names, table.x.T, strict=True))
    few = [n for n, x in columns.items() if np.count_nonzero(~np.isnan(x)) < TOO_FEW or flat(x)]
    if few:
        raise NotScorable(say("index.no-moments", columns=listed(few)))
    treated, records = np.empty_like(table.x), []
    for j, (name, x) in enumerate(columns.items()):
        known = ~np.isnan(x)
        y, how, rows = _treated(x[known], max_winsorised, (skew, kurtosis), otherwise)
        treated[:, j] = np.nan
        treated[known, j] = y
        changed = table.unit.filter(pl.Series(known)).gather(rows).cast(pl.String).to_list()
        after = _moments(y)
        before = _moments(x[known])
        records.append(
            (name, how, len(rows), *before, *after, _pass(after, (skew, kurtosis)), changed)
        )
    return table.frame(treated), pl.DataFrame(records, RECORD, orient="row")


RECORD = pl.Schema(
    {
        "indicator": pl.String(),
        "treatment": pl.String(),
        "winsorised": pl.Int64(),
        "skew_before": pl.Float64(),
        "kurtosis_before": pl.Float64(),
        "skew_after": pl.Float64(),
        "kurtosis_after": pl.Float64(),
        "passes": pl.Boolean(),
        "units": pl.List(pl.String()),
    }
)


def skewness(x: Numbers) -> float:
    """Skewness G₁ (type 2) of three or more numbers that differ, none missing.

    Source:
        Joanes & Gill (1998): g₁ √(n(n − 1)) / (n − 2).
    """
    n, d = len(x), x - x.mean()
    square = d * d
    g1 = np.sqrt(n) * (square @ d) / square.sum() ** 1.5
    return float(g1 * np.sqrt(n * (n - 1)) / (n - 2))


def excess_kurtosis(x: Numbers) -> float:
    """Excess kurtosis G₂ (type 2) of four or more numbers that differ, none missing.

    Source:
        Joanes & Gill (1998): (n − 1) / ((n − 2)(n − 3)) · ((n + 1) g₂ + 6).
    """
    n, d = len(x), x - x.mean()
    square = d * d
    g2 = n * (square @ square) / square.sum() ** 2 - 3
    return float((n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * g2 + 6))


def _moments(x: Numbers) -> tuple[float | None, float | None]:
    """Skewness and kurtosis; of values that winsorising made all equal there are none."""
    return (None, None) if flat(x) else (skewness(x), excess_kurtosis(x))


def _pass(moments: tuple[float | None, float | None], bounds: tuple[float, float]) -> bool:
    g1, g2 = moments
    return g1 is not None and g2 is not None and (abs(g1) < bounds[0] or g2 < bounds[1])


def _treated(
    x: Numbers, most: int, bounds: tuple[float, float], otherwise: str
) -> tuple[Numbers, str, list[int]]:
    """The new values, what was done, and the positions winsorised."""
    y, changed = _winsorised(x, most, bounds)
    if _pass(_moments(y), bounds) or otherwise == "none":
        return y, "winsorised" if changed else "none", changed
    return (_logged(x) if otherwise == "log" else _boxcox(x)), otherwise, []


def _winsorised(x: Numbers, most: int, bounds: tuple[float, float]) -> tuple[Numbers, list[int]]:
    x = x.copy()
    changed: set[int] = set()
    while not flat(x) and not _pass(_moments(x), bounds) and len(changed) < most:
        high = skewness(x) >= 0
        extreme = x == (x.max() if high else x.min())
        x[extreme] = x[~extreme].max() if high else x[~extreme].min()
        changed |= set(np.flatnonzero(extreme).tolist())
    return x, sorted(changed)


def _logged(x: Numbers) -> Numbers:
    little = np.ptp(x) / 100
    if skewness(x) >= 0:
        return np.asarray(np.log(x - x.min() + little))
    return np.asarray(-np.log(x.max() - x + little))


def _boxcox(x: Numbers) -> Numbers:
    from scipy.stats import boxcox  # slow to import, seldom wanted

    return np.asarray(boxcox(x - x.min() + np.ptp(x) / 100)[0])
