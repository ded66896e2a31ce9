"""What a rule hands to judging: a statement, what it rests on, and the gates it must pass."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from operator import ge, gt, le, lt
from typing import Literal

from wenheng.analysis.rules.inference import Bools
from wenheng.analysis.rules.reading import Reading

Kind = Literal["enough", "fact", "headline", "test", "info"]
"""What a gate that fails does: `enough` no judgement (X); `fact` and `test` the counter-text (N);
`headline` at most the body text (M); `info` nothing, it stands for the record."""

SENSES: dict[str, Callable[[float, float], bool]] = {">": gt, "≥": ge, "<": lt, "≤": le}


@dataclass(frozen=True)
class Limits:
    """How large, how stable and how improbable by chance a statement must be.

    Defaults are those of the specification; whoever changes them finds them in the ledger.
    """

    points: float = 5.0
    """Percentage points, and points of a 0–100 score, below which a difference is not named."""
    gap: float = 0.15
    """The same on the three-point scale."""
    cliff: float = 0.33
    alpha: float = 0.05
    stable: tuple[float, float] = (0.90, 0.75)
    """Share of resamples for a headline, and for the body text."""
    robust: float = 0.9
    least: int = 5
    """Units that a group must have to be named."""
    leaders: int = 10
    census: bool = True
    """Whether all units there are were measured, not a sample of them."""
    contrast: tuple[str, str, str] = ("east", "west", "central")
    """Regions that R03 compares: the one said to be ahead, the one behind, the one between."""


@dataclass(frozen=True)
class Said:
    """A sentence of `words/findings.yaml` and the values it takes."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Gate:
    """One condition: `value` `sense` `bound`; a value of None never holds."""

    name: str
    kind: Kind
    value: float | None
    sense: str
    bound: float

    @property
    def holds(self) -> bool:
        return self.value is not None and SENSES[self.sense](self.value, self.bound)


@dataclass(frozen=True)
class Draft:
    """A statement of `rule` about `about`, not yet judged.

    `p` is for the family of tests; `holds` says in which versions of the scores the statement is
    true, None where it does not rest on scores. `counter` is what is printed where it is not true
    enough, `unknown` where nothing can be said.
    """

    rule: str
    text: Said
    counter: Said
    unknown: Said = Said("not-known")
    about: str = "all"
    measure: str = "score"
    statistic: str = "share"
    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int = 0
    gates: tuple[Gate, ...] = ()
    p: float | None = None
    holds: Callable[[Reading], Bools] | None = None
    stable: tuple[float, float] | None = None
    """Other shares of resamples than those of the limits."""
    resampled: bool = True
    """Whether it rests on scores, so that it must hold in resamples to be a headline."""


def silent(rule: str, why: Said, about: str = "all", measure: str = "score") -> Draft:
    """A statement that was considered but cannot be judged, and why."""
    nothing = Gate("data", "enough", 0.0, "≥", 1.0)
    return Draft(rule, why, why, why, about, measure, "none", gates=(nothing,), resampled=False)
