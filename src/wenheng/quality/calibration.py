"""Every rater beside people: how far it agrees, where it leans, and what it may therefore do."""

from dataclasses import dataclass
from typing import Any

import polars as pl

from wenheng.errors import NotScorable
from wenheng.language import say
from wenheng.quality.against_people import NO_FLIPS, bias_by, by, flips, in_thirds, measured, paired
from wenheng.study.judging import Bar, Calibration
from wenheng.study.model import Study

PAIRS = ["rater", "rater_kind", "indicator"]


@dataclass(frozen=True)
class Calibrated:
    """What a calibration found, as tables; `raters` has a row per rater and indicator.

    `raters`: rater, rater_kind, indicator, n (cells it and a person rated), units; alpha, kappa,
    exact, bias each with _low and _high (95 %); length (Spearman); flips, reworded, swapped with
    flips_n; role, and `fails`, the marks of the bar for standing alone that it misses, by their
    names in the study. What is undefined is null, and its mark missed.

    `confusion`: rater, indicator, reference, level, cells. `by_unit`: rater, indicator, unit,
    cells, bias, low, high. `by_length`: rater, indicator, third (of all its cells by length of
    the reply), cells, bias, low, high.
    """

    raters: pl.DataFrame
    confusion: pl.DataFrame
    by_unit: pl.DataFrame
    by_length: pl.DataFrame


def calibrate(
    study: Study, ratings: pl.DataFrame, about: pl.DataFrame, worded: pl.DataFrame
) -> Calibrated:
    """Compare each rater with people, indicator by indicator.

    A cell's reference is an adjudicator's ruling, else the lower median of the levels that people
    other than the rater gave. Cells that only one side rated say nothing.

    Args:
        study: its `calibration` says what is asked of whom; models on indicators that it leaves
            to people (`automation` human) may at most pre-score.
        ratings: RATINGS.
        about: platform, scenario, unit, length (characters of the replies; null where not known).
        worded: platform, scenario, indicator, rater, wording (`plain`, `reworded`, `swapped`),
            level: what models said to the same in other words.

    Raises:
        TableError: not RATINGS.
        NotScorable: people and another rater have no cell in common.

    Source:
        See `krippendorff_alpha` (ordinal, bootstrap over cells) and `cohen_kappa` (quadratic).
        Bias is a mean difference with Student's t over cells; shares of flips have Wilson's
        interval.
    """
    pairs = paired(ratings).join(about, on=["platform", "scenario"], how="left")
    if pairs.is_empty():
        raise NotScorable(say("calibration.nothing"), hint=say("calibration.let-people-rate"))
    flipped = flips(worded)
    rows = []
    for (rater, kind, indicator), part in by(pairs, PAIRS):
        found = {"rater": rater, "rater_kind": kind, "indicator": indicator}
        found |= measured(part, study.calibration.seed)
        found |= flipped.get((rater, indicator), NO_FLIPS)
        rows.append(
            found
            | _role(found, study.calibration, kind == "model" and indicator in study.for_people)
        )
    names = ["rater", "indicator"]
    return Calibrated(
        raters=pl.DataFrame(rows, infer_schema_length=None),
        confusion=pairs.group_by(*names, "reference", "level")
        .agg(cells=pl.len())
        .sort(*names, "reference", "level"),
        by_unit=bias_by(pairs, "unit"),
        by_length=bias_by(in_thirds(pairs), "third"),
    )


def _role(found: dict[str, Any], rules: Calibration, for_people: bool) -> dict[str, Any]:
    misses, role = missed(found, rules.alone), "no"
    if for_people:
        misses = ["automation", *misses]
    if not misses:
        role = "alone"
    elif not missed(found, rules.pre_score):
        role = "pre-score"
    return {"role": role, "fails": misses}


def missed(found: dict[str, Any], bar: Bar) -> list[str]:
    """The marks of `bar` that a rater misses; what is not known is missed."""
    holds = {
        "least_n": found["n"] >= bar.least_n,
        "alpha": _least(found["alpha"], bar.alpha),
        "alpha_low": _least(found["alpha_low"], bar.alpha_low),
        "kappa": _least(found["kappa"], bar.kappa),
        "bias": _most(found["bias"], bar.bias),
        "length": _most(found["length"], bar.length),
        "flips": found["rater_kind"] != "model"
        or (found["flips_n"] >= bar.least_n and _most(found["flips"], bar.flips)),
    }
    return [name for name, its in holds.items() if not its]


def _least(value: float | None, mark: float) -> bool:
    return value is not None and value >= mark


def _most(value: float | None, mark: float) -> bool:
    return value is not None and abs(value) <= mark
