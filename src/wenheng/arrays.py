"""Arrays as callers give them, held to be numbers; what is none is refused at once, in words."""

from collections.abc import Iterable
from decimal import Decimal
from numbers import Real
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wenheng.errors import TableError
from wenheng.language import say

Floats = NDArray[np.float64]
SHOWN = 5
"""Places named before the rest is only counted."""


def floats(values: ArrayLike | Iterable[object], where: str = "") -> Floats:
    """`values` as floats, of whatever shape; None and null become NaN.

    Text is no number, not even "3": whoever wrote it may as well write "N/A" next.

    Args:
        values: an array, a series, or sequences of sequences.
        where: what the caller calls them.

    Raises:
        TableError: rows of different lengths, or things that are no real numbers, with places.
    """
    try:
        array = np.asarray(values)
    except ValueError as error:
        raise TableError(say("tables.ragged"), where=where) from error
    if array.dtype.kind not in "biuf":
        array = _without_text(array, where)
    return cast(Floats, array.astype(np.float64))


def places_in(indices: NDArray[np.intp]) -> str:
    """The first places of an array, as its indices write them."""
    return first_of("[" + ", ".join(map(str, place)) + "]" for place in indices.tolist())


def first_of(items: Iterable[object]) -> str:
    """The first few items in a row, and how many there are if these are not all."""
    everything = [f"{item:g}" if isinstance(item, float) else str(item) for item in items]
    rest = f" … ({len(everything)})" if len(everything) > SHOWN else ""
    return ", ".join(everything[:SHOWN]) + rest


def _without_text(array: NDArray[Any], where: str) -> NDArray[Any]:
    things = array.astype(object)
    is_text = np.array([not _is_number(value) for value in things.flat], dtype=bool)
    strange = np.argwhere(is_text.reshape(things.shape))
    if len(strange):
        sample = ", ".join(repr(things[tuple(place)]) for place in strange[:SHOWN])
        said = say("tables.no-numbers", values=sample, places=places_in(strange))
        raise TableError(said, where=where, hint=say("tables.nan-for-none"))
    return np.where(things == None, np.nan, things)  # noqa: E711  elementwise


def _is_number(value: object) -> bool:
    return value is None or isinstance(value, (Real, Decimal, np.bool))
