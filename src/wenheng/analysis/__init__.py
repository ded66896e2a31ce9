"""What scores mean and how sure they are; pure: arrays and tables in, numbers and tables out."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wenheng.analysis.breaks import jenks as jenks
    from wenheng.analysis.clusters import cell_sums as cell_sums
    from wenheng.analysis.disparity import atkinson as atkinson
    from wenheng.analysis.disparity import cv as cv
    from wenheng.analysis.disparity import decompose as decompose
    from wenheng.analysis.disparity import gini as gini
    from wenheng.analysis.disparity import theil_l as theil_l
    from wenheng.analysis.disparity import theil_t as theil_t
    from wenheng.analysis.gaps import missing_bounds as missing_bounds
    from wenheng.analysis.poles import polarisation as polarisation
    from wenheng.analysis.positions import certainty as certainty
    from wenheng.analysis.ranking import rank_sets as rank_sets
    from wenheng.analysis.ranking import tie_bands as tie_bands
    from wenheng.analysis.replicates import grade_probabilities as grade_probabilities
    from wenheng.analysis.replicates import intervals as intervals
    from wenheng.analysis.replicates import rank_replicates as rank_replicates
    from wenheng.analysis.replicates import total_replicates as total_replicates
    from wenheng.analysis.rules.draft import Limits as Limits
    from wenheng.analysis.rules.findings import findings as findings
    from wenheng.analysis.rules.leaders import labels as labels
    from wenheng.analysis.rules.published import published_tables as published_tables
    from wenheng.analysis.rules.types import type_shares as type_shares
    from wenheng.analysis.sensitivity import leave_one_out as leave_one_out
    from wenheng.analysis.sensitivity import sobol as sobol
    from wenheng.analysis.sensitivity import weight_replicates as weight_replicates
    from wenheng.analysis.typology import quadrants as quadrants
    from wenheng.analysis.waves import compare_waves as compare_waves
    from wenheng.concordance import kendall_tau as kendall_tau

_HOMES = {
    "Limits": "wenheng.analysis.rules.draft",
    "atkinson": "wenheng.analysis.disparity",
    "certainty": "wenheng.analysis.positions",
    "cell_sums": "wenheng.analysis.clusters",
    "compare_waves": "wenheng.analysis.waves",
    "cv": "wenheng.analysis.disparity",
    "decompose": "wenheng.analysis.disparity",
    "findings": "wenheng.analysis.rules.findings",
    "gini": "wenheng.analysis.disparity",
    "grade_probabilities": "wenheng.analysis.replicates",
    "intervals": "wenheng.analysis.replicates",
    "jenks": "wenheng.analysis.breaks",
    "kendall_tau": "wenheng.concordance",
    "labels": "wenheng.analysis.rules.leaders",
    "leave_one_out": "wenheng.analysis.sensitivity",
    "missing_bounds": "wenheng.analysis.gaps",
    "polarisation": "wenheng.analysis.poles",
    "published_tables": "wenheng.analysis.rules.published",
    "quadrants": "wenheng.analysis.typology",
    "rank_replicates": "wenheng.analysis.replicates",
    "rank_sets": "wenheng.analysis.ranking",
    "sobol": "wenheng.analysis.sensitivity",
    "theil_l": "wenheng.analysis.disparity",
    "theil_t": "wenheng.analysis.disparity",
    "tie_bands": "wenheng.analysis.ranking",
    "total_replicates": "wenheng.analysis.replicates",
    "type_shares": "wenheng.analysis.rules.types",
    "weight_replicates": "wenheng.analysis.sensitivity",
}
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    """Import a public name at its first use."""
    if name not in _HOMES:
        raise AttributeError(f"module 'wenheng.analysis' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
