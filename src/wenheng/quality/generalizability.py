"""Generalizability theory: whence ratings vary, and how many of each are needed."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, product
from math import prod

import numpy as np
import polars as pl

from wenheng.arrays import Floats
from wenheng.errors import NotScorable, TableError
from wenheng.language import say

RESIDUAL = "residual"
EMPTY = 1e-9
"""A sum of squares within this share of the total is rounding."""

Effect = tuple[str, ...]
Parents = Mapping[str, Sequence[str]]


def g_study(
    frame: pl.DataFrame,
    value: str = "score",
    facets: Sequence[str] = (),
    nested: Mapping[str, str | Sequence[str]] | None = None,
) -> pl.DataFrame:
    """Variance components of a design in which any number of facets are crossed or nested.

    Complete designs get the classical analysis of variance; with gaps, or unequal numbers, the
    same equations are Henderson's Method I. Several rows of one combination are replicates and
    show up as the effect `residual`; without them the highest interaction holds the residual.

    Args:
        frame: one row per observation: `value`, a number, and a column per facet, the object of
            measurement among them. A null or NaN value is a gap and leaves.
        value: the column of numbers.
        facets: columns whose levels are random.
        nested: child → parent, or parents: what the levels of the child are specific to.

    Returns:
        A row per effect: effect (`a:b` joins names in the order of `facets`, a nested facet
        before its parents), df, ms (SS/df), variance (at least 0), truncated (it was negative
        and was set to 0; the others are not touched by that).

    Raises:
        TableError: columns that are not there, values that are no numbers, facets that are no
            columns of `frame` or nest in a circle.
        NotScorable: too few levels to tell the effects apart.

    Source:
        Brennan (2001), Generalizability theory, chapters 3 and 7; Henderson (1953), Estimation of
        variance and covariance components, Method 1.
    """
    parents = _parents(facets, nested or {})
    y, codes = _read(frame, value, facets)
    effects = _effects(facets, parents)
    groups = [_cells(effect, codes) for effect in effects]
    if int(groups[-1].max()) + 1 < len(y):
        effects.append((RESIDUAL,))
        groups.append(np.arange(len(y)))
    y = y - y.mean()
    sums, degrees = _sums_of_squares(y, groups, effects)
    if min(degrees) < 1:
        poor = next(":".join(e) for e, df in zip(effects, degrees, strict=True) if df < 1)
        raise NotScorable(say("quality.no-degrees", effect=poor))
    raw = _components(y, groups)
    return pl.DataFrame(
        {
            "effect": [":".join(effect) for effect in effects],
            "df": degrees,
            "ms": [ss / df for ss, df in zip(sums, degrees, strict=True)],
            "variance": np.maximum(raw, 0.0),
            "truncated": raw < 0,
        }
    )


def _parents(facets: Sequence[str], nested: Mapping[str, str | Sequence[str]]) -> Parents:
    """Each facet with all it is nested in, grandparents too."""
    direct = {child: [p] if isinstance(p, str) else list(p) for child, p in nested.items()}
    named = [*direct, *(parent for parents in direct.values() for parent in parents)]
    strange = [name for name in named if name not in facets]
    if strange:
        raise TableError(say("quality.no-facet", names=", ".join(strange)), where="nested")

    def above(facet: str, seen: tuple[str, ...]) -> list[str]:
        if facet in seen:
            raise TableError(say("quality.nested-in-itself", name=facet), where="nested")
        found = direct.get(facet, [])
        return [*found, *(up for parent in found for up in above(parent, (*seen, facet)))]

    return {facet: above(facet, ()) for facet in facets}


def _read(
    frame: pl.DataFrame, value: str, facets: Sequence[str]
) -> tuple[Floats, dict[str, np.ndarray]]:
    missing = [name for name in (value, *facets) if name not in frame.columns]
    if missing or not facets or len(set(facets)) < len(facets):
        said = say("quality.no-column", names=", ".join(missing or facets), there=frame.columns)
        raise TableError(said, where="frame")
    if not frame[value].dtype.is_numeric():
        raise TableError(say("quality.no-number", name=value), where="frame")
    known = frame.filter(pl.col(value).cast(pl.Float64).fill_nan(None).is_not_null())
    unnamed = [name for name in facets if known[name].null_count()]
    y = known[value].cast(pl.Float64).to_numpy()
    if unnamed or not np.isfinite(y).all():
        raise TableError(say("quality.unnamed", names=", ".join(unnamed or [value])), where="frame")
    if len(y) < 2:
        raise NotScorable(say("quality.nothing-varies"))
    dense = {name: known[name].rank("dense").to_numpy().astype(np.int64) - 1 for name in facets}
    return y, dense


def _effects(facets: Sequence[str], parents: Parents) -> list[Effect]:
    """Every set of facets that comes with the parents of its members, smaller ones first."""
    found: list[Effect] = []
    for size in range(1, len(facets) + 1):
        for subset in combinations(facets, size):
            if all(set(parents[facet]) <= set(subset) for facet in subset):
                found.append(_ordered(subset, parents))
    return found


def _ordered(subset: Sequence[str], parents: Parents) -> Effect:
    """In the order given, but a facet stands before what it is nested in."""
    left, done = list(subset), []
    while left:
        free = next(f for f in left if not any(f in parents[other] for other in left))
        done.append(free)
        left.remove(free)
    return tuple(done)


def _cells(effect: Effect, codes: Mapping[str, np.ndarray]) -> np.ndarray:
    rows = np.stack([codes[facet] for facet in effect], axis=1)
    return np.unique(rows, axis=0, return_inverse=True)[1].reshape(-1)


def _uncorrected(y: Floats, cells: np.ndarray) -> float:
    """Σ over cells of (sum of the cell)²/its size."""
    return float((np.bincount(cells, y) ** 2 / np.bincount(cells)).sum())


def _sums_of_squares(
    y: Floats, groups: Sequence[np.ndarray], effects: Sequence[Effect]
) -> tuple[list[float], list[int]]:
    """SS and df of each effect: its own less those of all effects within it, and of the mean."""
    sums: list[float] = []
    degrees: list[int] = []
    total = float(y @ y)
    for effect, cells in zip(effects, groups, strict=True):
        last = effect == (RESIDUAL,)
        below = [i for i, other in enumerate(effects[: len(sums)]) if last or {*other} < {*effect}]
        ss = _uncorrected(y, cells) - sum(sums[i] for i in below)
        sums.append(0.0 if abs(ss) < EMPTY * total else ss)
        degrees.append(int(cells.max()) - sum(degrees[i] for i in below))
    return sums, degrees


def _components(y: Floats, groups: Sequence[np.ndarray]) -> Floats:
    """Henderson's equations: E(T) = N μ² + Σ k σ² for the mean and each effect."""
    everything = np.zeros(len(y), dtype=np.int64)
    rows = [everything, *groups]
    observed = np.array([_uncorrected(y, cells) for cells in rows])
    expected = np.array([[len(y), *(_share(cells, other) for other in groups)] for cells in rows])
    try:
        solved = np.linalg.solve(expected, observed)[1:]
    except np.linalg.LinAlgError as error:
        raise NotScorable(say("quality.nothing-varies")) from error
    noise = EMPTY * float(y @ y) / len(y)
    components: Floats = np.where(np.abs(solved) < noise, 0.0, solved)
    return components


def _share(cells: np.ndarray, other: np.ndarray) -> float:
    """Σ over `cells` of Σ n²/n, n² over the cells of `other` within."""
    width = int(other.max()) + 1
    crossed, times = np.unique(cells * width + other, return_counts=True)
    return float((times**2 / np.bincount(cells)[crossed // width]).sum())


def d_study(
    components: pl.DataFrame,
    object: str = "p",
    sizes: Mapping[str, int | Iterable[int]] | None = None,
) -> pl.DataFrame:
    """How dependable means over so many levels of each facet would be.

    Args:
        components: as `g_study` gives it: effect, variance.
        object: the facet that is measured.
        sizes: for every other facet how many levels a mean is over; of a nested facet within each
            level of its parent. Several numbers each give every combination. How many objects there
            are does not matter.

    Returns:
        A row per combination: a column per facet of `sizes`; `universe`, the variance of the
        object's own score; `relative` and `absolute`, the error variances of comparisons and of
        the score itself; `g` = universe/(universe + relative); `phi` likewise with absolute. Both
        are 0–1.

    Raises:
        TableError: `object` is no effect of its own, a facet has no size, or a size below 1.
        NotScorable: no variance at all, so that there is no share of it.

    Source:
        Brennan (2001), Generalizability theory, equations 2.32–2.41 and chapter 4.
    """
    variances = _variances(components)
    if object not in variances or ":" in object:
        known = say("quality.unknown-option", name=object, known=", ".join(variances))
        raise TableError(known, where="object")
    facets = {f for effect in variances for f in effect.split(":")} - {object, RESIDUAL}
    wanted = {f: _several(n) for f, n in (sizes or {}).items() if f != object}
    if facets != set(wanted) or any(n < 1 for ns in wanted.values() for n in ns):
        said = say("quality.sizes", names=", ".join(sorted(facets)))
        raise TableError(said, where="sizes")
    rows = [dict(zip(wanted, ns, strict=True)) for ns in product(*wanted.values())]
    return pl.DataFrame([row | _dependable(variances, object, row) for row in rows])


def _several(sizes: int | Iterable[int]) -> list[int]:
    return [int(n) for n in sizes] if isinstance(sizes, Iterable) else [int(sizes)]


def _variances(components: pl.DataFrame) -> dict[str, float]:
    missing = [name for name in ("effect", "variance") if name not in components.columns]
    if missing:
        names = ", ".join(missing)
        said = say("quality.no-column", names=names, there=components.columns)
        raise TableError(said, where="components")
    return dict(zip(components["effect"], components["variance"], strict=True))


def _dependable(
    variances: Mapping[str, float], measured: str, sizes: Mapping[str, int]
) -> dict[str, float]:
    relative = absolute = 0.0
    for effect, variance in variances.items():
        members = {*sizes, measured} if effect == RESIDUAL else set(effect.split(":"))
        error = variance / prod(sizes[f] for f in members - {measured})
        if effect != measured:
            absolute += error
            relative += error if measured in members else 0.0
    universe = variances[measured]
    if universe + absolute <= 0 or universe + relative <= 0:
        raise NotScorable(say("quality.no-variance"), hint=say("quality.say-so"))
    return {
        "universe": universe,
        "relative": relative,
        "absolute": absolute,
        "g": universe / (universe + relative),
        "phi": universe / (universe + absolute),
    }
