"""Indicators of different units brought to one scale."""

from collections.abc import Callable, Mapping
from typing import Any, Literal, get_args

import numpy as np
import polars as pl

from wenheng.errors import NotScorable, TableError
from wenheng.language import say
from wenheng.values import Numbers, Values, directions, flat, listed, read, refuse

Method = Literal[
    "minmax", "goalposts", "zscore", "rank", "borda", "prank", "fracmax", "dist2max", "dist2ref",
    "scaled",
]  # fmt: skip
OPTIONS: dict[str, frozenset[str]] = {
    "minmax": frozenset({"low", "high"}),
    "goalposts": frozenset({"posts"}),
    "zscore": frozenset({"mean", "sd"}),
    "scaled": frozenset({"low", "high"}),
    "dist2ref": frozenset({"reference"}),
}


def normalise(
    values: Values, method: Method, direction: dict[str, int] | None = None, **options: Any
) -> pl.DataFrame:
    """Every indicator of `values` on a common scale; missing stays missing.

    With x an indicator times its direction, over the units where it is known:

    - `minmax` (low=0, high=100): low + (x − min) / (max − min) · (high − low);
    - `goalposts` (posts={column: (lo, hi)}): (x − lo) / (hi − lo), cut to 0–1. Posts are in the
      indicator's own unit, lo < hi; where its direction is −1 the result is 1 at lo, 0 at hi;
    - `zscore` (mean=0, sd=1): mean + sd · (x − mean(x)) / s, s with n − 1;
    - `rank`: 1 for the lowest, equals share the smallest; `borda`: rank − 1; `prank`: borda /
      (number known − 1), 0–1;
    - `fracmax`: x / max, for indicators above 0 only;
    - `dist2max`: 1 − (max − x) / (max − min), 0–1;
    - `dist2ref` (reference=a unit): 1 − (x_ref − x) / (x_ref − min); above 1 beyond it;
    - `scaled` (low=0, high=100): 100 · (x − low) / (high − low), uncut, by bounds of yours.

    All but `goalposts` and `scaled` depend on who else is in the table: one unit that enters
    may move everybody.

    Args:
        values: units × indicators.
        method: one of the above.
        direction: column → −1 where less is better, +1 where more is; +1 if not named.
        **options: those in parentheses above.

    Returns:
        The same units and columns, floats.

    Raises:
        TableError: an unknown method, option, column or unit, no posts for a column, lo ≥ hi,
            or anything `read` refuses.
        NotScorable: a scale that needs a spread (a maximum above 0) where there is none.

    Source:
        OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 5; names and
        conventions as in Becker et al. (2022), COINr, JOSS 7(78), 4567.
    """
    table = read(values)
    signs = directions(table, direction)
    _check_options(method, options)
    if method == "goalposts":
        return table.frame(_goalposts(table.x, table.names, signs, options.get("posts", {})))
    x = table.x * np.array(signs)
    _check_spread(method, table.names, x)
    if method == "dist2ref":
        return table.frame(_dist2ref(x, table.names, _row(table.unit, options.get("reference"))))
    columns = [FORMULAS[method](x[:, j], **options) for j in range(x.shape[1])]
    return table.frame(np.column_stack(columns))


def _check_options(method: str, options: Mapping[str, Any]) -> None:
    if method not in get_args(Method):
        known = listed(get_args(Method))
        raise TableError(say("index.unknown-method", method=method, known=known))
    strange = sorted(set(options) - OPTIONS.get(method, frozenset()))
    if strange:
        raise TableError(say("index.unknown-option", method=method, options=listed(strange)))
    numbers = {k: v for k, v in options.items() if k not in ("posts", "reference")}
    if "low" in numbers or "high" in numbers:
        low, high = numbers.get("low", 0), numbers.get("high", 100)
        refuse([say("index.low-high", low=low, high=high)] * (not low < high))
    if "sd" in numbers and not numbers["sd"] > 0:
        raise TableError(say("index.sd", sd=numbers["sd"]))


NEED_SPREAD = {"minmax", "zscore", "dist2max"}


def _check_spread(method: str, names: tuple[str, ...], x: Numbers) -> None:
    """Refuse indicators on which the method says nothing."""
    columns = dict(zip(names, x.T, strict=True))
    known = {name: column[~np.isnan(column)] for name, column in columns.items()}
    wrong: list[str] = []
    if method in NEED_SPREAD:
        wrong = [name for name, column in columns.items() if flat(column)]
    elif method == "prank":
        wrong = [name for name, column in known.items() if column.size < 2]
    elif method == "fracmax":
        below = [name for name, column in known.items() if column.size == 0 or column.min() < 0]
        wrong = [name for name, column in known.items() if name in below or column.max() <= 0]
        if wrong:
            raise NotScorable(say("index.no-fraction", columns=listed(wrong)))
    if wrong:
        raise NotScorable(say("index.no-spread", columns=listed(wrong)))


def _minmax(x: Numbers, low: float = 0, high: float = 100) -> Numbers:
    least, most = np.nanmin(x), np.nanmax(x)
    return low + (x - least) / (most - least) * (high - low)


def _zscore(x: Numbers, mean: float = 0, sd: float = 1) -> Numbers:
    return mean + sd * (x - np.nanmean(x)) / np.nanstd(x, ddof=1)


def _scaled(x: Numbers, low: float = 0, high: float = 100) -> Numbers:
    return (x - low) / (high - low) * 100


def _rank(x: Numbers) -> Numbers:
    known = np.sort(x[~np.isnan(x)])
    return np.where(np.isnan(x), np.nan, np.searchsorted(known, x, side="left") + 1)


def _borda(x: Numbers) -> Numbers:
    return _rank(x) - 1


def _prank(x: Numbers) -> Numbers:
    return _borda(x) / (np.count_nonzero(~np.isnan(x)) - 1)


def _fracmax(x: Numbers) -> Numbers:
    return np.asarray(x / np.nanmax(x))


def _dist2max(x: Numbers) -> Numbers:
    return 1 - (np.nanmax(x) - x) / (np.nanmax(x) - np.nanmin(x))


FORMULAS: dict[str, Callable[..., Numbers]] = {
    "minmax": _minmax,
    "zscore": _zscore,
    "rank": _rank,
    "borda": _borda,
    "prank": _prank,
    "fracmax": _fracmax,
    "dist2max": _dist2max,
    "scaled": _scaled,
}


def _dist2ref(x: Numbers, names: tuple[str, ...], row: int) -> Numbers:
    least = np.fmin.reduce(x, axis=0)
    reach = x[row] - least
    wrong = [name for name, width in zip(names, reach, strict=True) if not width > 0]
    if wrong:
        raise NotScorable(say("index.no-reference", columns=listed(wrong)))
    return np.asarray(1 - (x[row] - x) / reach)


def _row(unit: pl.Series, reference: object) -> int:
    rows = [i for i, name in enumerate(unit) if name == reference]
    if not rows:
        raise TableError(say("index.unknown-unit", unit=reference))
    return rows[0]


def _goalposts(
    x: Numbers, names: tuple[str, ...], signs: Any, posts: dict[str, tuple[float, float]]
) -> Numbers:
    lacking = [name for name in names if name not in posts]
    strange = [name for name in posts if name not in names]
    wrong = [name for name in names if name in posts and not posts[name][0] < posts[name][1]]
    refuse(
        [say("index.no-posts", columns=listed(lacking))] * bool(lacking)
        + [say("index.unknown-columns", columns=listed(strange))] * bool(strange)
        + [say("index.posts", columns=listed(wrong))] * bool(wrong)
    )
    low, high = np.array([posts[name] for name in names], float).T
    share = np.clip((x - low) / (high - low), 0, 1)
    return np.asarray(np.where(np.array(signs) > 0, share, 1 - share))
