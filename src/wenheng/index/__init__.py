"""A composite index of anybody's units and indicators, step by step; pure: tables in and out.

Values are frames whose first column is the unit, one column per indicator, null = missing; or
2-D arrays, units × indicators, NaN = missing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wenheng.index import weights as weights
    from wenheng.index.aggregating import aggregate as aggregate
    from wenheng.index.components import pca as pca
    from wenheng.index.gaps import availability as availability
    from wenheng.index.gaps import impute as impute
    from wenheng.index.normalising import normalise as normalise
    from wenheng.index.outliers import treat as treat
    from wenheng.index.structure import correlations as correlations
    from wenheng.index.structure import cronbach_alpha as cronbach_alpha
    from wenheng.index.structure import effective_weights as effective_weights
    from wenheng.ranking import rank as rank
    from wenheng.rounding import largest_remainder as largest_remainder
    from wenheng.rounding import round_half_up as round_half_up

_HOMES = {
    "aggregate": "wenheng.index.aggregating",
    "availability": "wenheng.index.gaps",
    "correlations": "wenheng.index.structure",
    "cronbach_alpha": "wenheng.index.structure",
    "effective_weights": "wenheng.index.structure",
    "impute": "wenheng.index.gaps",
    "largest_remainder": "wenheng.rounding",
    "normalise": "wenheng.index.normalising",
    "pca": "wenheng.index.components",
    "rank": "wenheng.ranking",
    "round_half_up": "wenheng.rounding",
    "treat": "wenheng.index.outliers",
}
__all__ = sorted([*_HOMES, "weights"])


def __getattr__(name: str) -> Any:
    """Import a public name at its first use."""
    if name == "weights":
        return import_module("wenheng.index.weights")
    if name not in _HOMES:
        raise AttributeError(f"module 'wenheng.index' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
