"""One rule for every step upward: children → parent, with completeness, bounds and status."""

from dataclasses import dataclass, fields
from typing import Any, Literal, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from wenheng.arrays import Floats
from wenheng.scoring.consensus import ABSENT, GAP, IDLE, SCORED, WITHHELD, Codes, named
from wenheng.scoring.means import Mean, mean_of
from wenheng.tables import NOISE, SCORE_STATUSES

Policy = Literal["zero", "exclude"]
Counts = NDArray[np.int64]
SHARE = mean_of("arithmetic")


@dataclass(frozen=True)
class Values:
    """What is known of nodes or places, in arrays of one shape, nodes × platforms or shorter.

    `value`, from which parents are computed also where the score is withheld, `low`, `high` and
    `completeness` are NaN where there is none; `rated`, `assessed` and `applicable` count cells;
    `status` is a place in SCORE_STATUSES.
    """

    value: Floats
    completeness: Floats
    low: Floats
    high: Floats
    rated: Counts
    assessed: Counts
    applicable: Counts
    status: Codes

    def __getitem__(self, places: Any) -> Self:
        """What stands at `places` of every array."""
        return type(self)(*(array[places] for array in self.arrays()))

    def arrays(self) -> list[NDArray[Any]]:
        """All arrays, in the order of the fields."""
        return [getattr(self, field.name) for field in fields(self)]

    @classmethod
    def stacked(cls, rows: "list[Values]") -> "Values":
        """The rows below each other."""
        return cls(*(np.stack(row) for row in zip(*(x.arrays() for x in rows), strict=True)))

    def table(self) -> pl.DataFrame:
        """A row per entry, in order; `score` is the value where it may be stated."""
        flat = {field.name: pl.Series(getattr(self, field.name).ravel()) for field in fields(self)}
        flat["status"] = named(self.status, SCORE_STATUSES)
        frame = pl.DataFrame(flat).with_columns(pl.selectors.float().fill_nan(None))
        return frame.with_columns(score=pl.when(pl.col("status") == "scored").then("value"))


def combined(children: Values, weights: Floats, mean: Mean, floor: float) -> Values:
    """The parents of `children`: indicators → dimension, platforms → unit.

    value: `mean` over the children that have one, weights relative to these.
    completeness: weighted arithmetic mean of the children's over those that apply, down to the
        cell, which has 1 or 0: the share of the weight that rests on assessed cells.
    low, high: `mean` over the children that have bounds; those of a gap are 0 and the top.
    status: `not_applicable` where no cell applies; `not_assessed` where none is assessed;
        `withheld` where completeness is below `floor`; `scored` where any cell was rated; else
        all that is known is that there was `no_assistant`.

    What is withheld is not stated, but still enters its parent by its value: it is part of what
    is known. Were it left out, a parent could score outside its own bounds.

    Args:
        children: K × P.
        weights: of the children, K × 1 or K × P, above 0.
        mean: see `mean_of`.
        floor: least completeness, 0–1, of a score that is stated; 0 withholds nothing.

    Returns:
        P parents.
    """
    rated, assessed, applicable = (
        counts.sum(axis=0) for counts in (children.rated, children.assessed, children.applicable)
    )
    completeness = SHARE(children.completeness, weights)
    waiting = (children.status == WITHHELD).any(axis=0)
    return Values(
        mean(children.value, weights),
        completeness,
        mean(children.low, weights),
        mean(children.high, weights),
        rated,
        assessed,
        applicable,
        status_of((rated, assessed, applicable), waiting, completeness < floor - NOISE),
    )


def status_of(
    counts: tuple[Counts, Counts, Counts], waiting: NDArray[np.bool_], short: NDArray[np.bool_]
) -> Codes:
    """The status of what rests on so many cells rated, assessed, applicable.

    Where none is assessed it is withheld if a ruling is waited for, else not assessed; where some
    are it is withheld if they are too few.
    """
    rated, assessed, applicable = counts
    status = np.full(rated.shape, ABSENT, np.int8)
    for reason, word in (  # from the weakest to the one that goes before all others
        (rated > 0, SCORED),
        (short, WITHHELD),
        (assessed == 0, GAP),
        ((assessed == 0) & waiting, WITHHELD),
        (applicable == 0, IDLE),
    ):
        np.copyto(status, np.int8(word), where=reason)
    return status
