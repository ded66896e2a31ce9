"""What scores mean and how sure they are; pure: arrays and tables in, numbers and tables out."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wenheng.analysis.breaks import jenks as jenks
    from wenheng.analysis.concordance import kendall_tau as kendall_tau
    from wenheng.analysis.disparity import atkinson as atkinson
    from wenheng.analysis.disparity import cv as cv
    from wenheng.analysis.disparity import decompose as decompose
    from wenheng.analysis.disparity import gini as gini
    from wenheng.analysis.disparity import theil_l as theil_l
    from wenheng.analysis.disparity import theil_t as theil_t
    from wenheng.analysis.poles import polarisation as polarisation
    from wenheng.analysis.ranking import rank_sets as rank_sets
    from wenheng.analysis.ranking import tie_bands as tie_bands
    from wenheng.analysis.typology import quadrants as quadrants

_HOMES = {
    "atkinson": "disparity",
    "cv": "disparity",
    "decompose": "disparity",
    "gini": "disparity",
    "jenks": "breaks",
    "kendall_tau": "concordance",
    "polarisation": "poles",
    "quadrants": "typology",
    "rank_sets": "ranking",
    "theil_l": "disparity",
    "theil_t": "disparity",
    "tie_bands": "ranking",
}
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    """Import a public name at its first use."""
    if name not in _HOMES:
        raise AttributeError(f"module 'wenheng.analysis' has no attribute {name!r}")
    return getattr(import_module(f"wenheng.analysis.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
