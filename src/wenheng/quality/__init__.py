"""How good ratings are: agreement, reliability, generalizability, spot checks; pure functions."""

from wenheng.quality.acceptance import SequentialPlan, sampling_plan, sprt
from wenheng.quality.alpha import krippendorff_alpha
from wenheng.quality.calibration import Calibrated, calibrate
from wenheng.quality.estimate import Estimate
from wenheng.quality.generalizability import d_study, g_study
from wenheng.quality.kappas import (
    brennan_prediger,
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    gwet_ac,
    percent_agreement,
)
from wenheng.quality.raters import adjudication_queue, agreement, drift, severity
from wenheng.quality.reliability import icc, kendall_w

__all__ = [
    "Calibrated",
    "Estimate",
    "SequentialPlan",
    "adjudication_queue",
    "agreement",
    "brennan_prediger",
    "calibrate",
    "cohen_kappa",
    "conger_kappa",
    "d_study",
    "drift",
    "fleiss_kappa",
    "g_study",
    "gwet_ac",
    "icc",
    "kendall_w",
    "krippendorff_alpha",
    "percent_agreement",
    "sampling_plan",
    "severity",
    "sprt",
]
