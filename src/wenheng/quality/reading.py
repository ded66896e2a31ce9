"""What may stand in an array of ratings; all that may not is refused at once, in words."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike

from wenheng.arrays import Floats, first_of, floats, places_in
from wenheng.errors import NotScorable, TableError
from wenheng.language import say

Option = TypeVar("Option")


def read_ratings(ratings: ArrayLike) -> Floats:
    """`ratings` as floats, raters × subjects, NaN or None where not rated.

    Subjects that nobody rated and raters who rated nothing say nothing and are left out.

    Raises:
        TableError: not two-dimensional, or it holds text or an infinity.
        NotScorable: nothing is rated, or by one rater only.
    """
    array = _numbers(ratings)
    if array.ndim != 2:
        raise TableError(say("quality.not-two-dimensional", n=array.ndim), where="ratings")
    rated = ~np.isnan(array)
    array = array[rated.any(axis=1)][:, rated.any(axis=0)]
    if len(array) < 2:
        raise NotScorable(say("quality.one-rater"), hint=say("quality.rate-twice"))
    return array


def read_complete(ratings: ArrayLike, subjects: int = 2) -> Floats:
    """As `read_ratings`, but only the subjects that every rater rated, at least so many.

    Raises:
        TableError, NotScorable: as `read_ratings`, or fewer than `subjects` are complete.
    """
    array = read_ratings(ratings)
    complete = array[:, ~np.isnan(array).any(axis=0)]
    if complete.shape[1] < subjects:
        said = say("quality.few-complete", found=complete.shape[1], needed=subjects)
        raise NotScorable(said, hint=say("quality.rate-twice"))
    return complete


def read_pair(a: ArrayLike, b: ArrayLike) -> tuple[Floats, Floats]:
    """Two raters' ratings of the same subjects, those that both rated.

    Raises:
        TableError: they differ in length, or hold what `read_ratings` refuses.
        NotScorable: no subject was rated by both.
    """
    first, second = _numbers(a), _numbers(b)
    if first.ndim != 1 or first.shape != second.shape:
        raise TableError(say("quality.no-pair", a=first.shape, b=second.shape), where="a, b")
    both = ~np.isnan(first) & ~np.isnan(second)
    if not both.any():
        raise NotScorable(say("quality.nothing-twice"), hint=say("quality.rate-twice"))
    return first[both], second[both]


def levels_of(values: Floats, categories: Iterable[float] | None = None) -> Floats:
    """The levels in ascending order: those given, else those that occur.

    Raises:
        TableError: a rating is none of the `categories`.
    """
    found = np.unique(values[~np.isnan(values)])
    if categories is None:
        return found
    given = np.unique(_numbers(list(categories)))
    strange = np.setdiff1d(found, given)
    if len(strange):
        raise TableError(
            say("quality.strange-level", levels=first_of(strange.tolist())), where="ratings"
        )
    return given


def chosen(options: Mapping[str, Option], name: object, argument: str) -> Option:
    """The option called `name`.

    Raises:
        TableError: there is none of that name; those that exist are listed.
    """
    if not isinstance(name, str) or name not in options:
        known = say("quality.unknown-option", name=name, known=", ".join(options))
        raise TableError(known, where=argument)
    return options[name]


def _numbers(values: ArrayLike) -> Floats:
    array = floats(values, "ratings")
    endless = np.argwhere(np.isinf(array))
    if len(endless):
        raise TableError(say("quality.endless", places=places_in(endless)), where="ratings")
    return array
