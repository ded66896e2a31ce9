"""Numbers as they come from a caller, held to be numbers."""

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from wenheng.arrays import Floats, floats
from wenheng.errors import NotScorable, TableError
from wenheng.language import say
from wenheng.rounding import EXACT_DIGITS


def numbers(x: ArrayLike | pl.Series) -> Floats:
    """`x` as a row of finite floats.

    Raises:
        NotScorable: there is none, or one is missing (null, NaN) or infinite: a gap is never
            left out in silence.
        TableError: `x` is no single row of numbers: text, even "3", is none.
    """
    values = floats(x)
    if values.ndim != 1:
        raise TableError(say("analysis.one-row", shape=values.shape))
    return complete(values)


def grid(x: ArrayLike) -> Floats:
    """`x` as a table of finite floats, rows × columns, to be read only; raises as `numbers` does.

    A table of floats is not copied: it may be of half a gigabyte.
    """
    values = x if isinstance(x, np.ndarray) and x.dtype == np.float64 else floats(x)
    if values.ndim != 2:
        raise TableError(say("analysis.one-grid", shape=values.shape))
    return complete(values)


def amounts(x: ArrayLike | pl.Series) -> Floats:
    """`x` as finite floats, none negative, at least one above 0.

    Raises:
        NotScorable: a number is missing or negative, or all are 0.
    """
    values = numbers(x)
    if values.min() < 0:
        raise NotScorable(say("analysis.negative", value=f"{values.min():g}"))
    if values.max() == 0:
        raise NotScorable(say("analysis.all-zero"))
    return values


def share(value: float, name: str) -> float:
    """`value`, strictly between 0 and 1.

    Raises:
        TableError: it is not.
    """
    if not 0 < value < 1:
        raise TableError(say("analysis.not-a-share", name=name, value=value))
    return value


def complete(values: Floats) -> Floats:
    if not values.size:
        raise NotScorable(say("analysis.nothing"))
    gaps = int(np.count_nonzero(~np.isfinite(values)))
    if gaps:
        raise NotScorable(say("analysis.gaps", count=gaps, of=values.size))
    return values


def settled(scores: Floats) -> Floats:
    """`scores` as scoring compares them: the noise of summing in another order is no difference."""
    return np.round(scores, EXACT_DIGITS)


def resamples(n: int, draws: int, seed: int | list[int]) -> Floats:
    """How often each of `n` things comes in each of `draws` samples of n with replacement.

    Raises:
        TableError: no draw.
    """
    counts = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), some(draws))
    return counts.astype(np.float64)


def some(draws: int) -> int:
    """`draws`, at least one.

    Raises:
        TableError: it is not.
    """
    if draws < 1:
        raise TableError(say("analysis.too-few", n=draws, least=1), where="draws")
    return draws
