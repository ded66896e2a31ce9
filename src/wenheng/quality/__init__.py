"""How good ratings are: agreement, reliability, generalizability, spot checks; pure functions."""

from wenheng.quality.alpha import krippendorff_alpha
from wenheng.quality.estimate import Estimate
from wenheng.quality.kappas import (
    brennan_prediger,
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    gwet_ac,
    percent_agreement,
)

__all__ = [
    "Estimate",
    "brennan_prediger",
    "cohen_kappa",
    "conger_kappa",
    "fleiss_kappa",
    "gwet_ac",
    "krippendorff_alpha",
    "percent_agreement",
]
