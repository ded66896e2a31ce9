"""The public entry: from tables to statements, their ledger and advice."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

import polars as pl

from wenheng.analysis.rules import strengths
from wenheng.analysis.rules.advice import advice
from wenheng.analysis.rules.catalogue import RULES
from wenheng.analysis.rules.draft import Draft, Gate, Limits, Said
from wenheng.analysis.rules.material import Chance, Material, material
from wenheng.analysis.rules.phrases import node_name
from wenheng.analysis.rules.strengths import Judged, judged
from wenheng.errors import TableError
from wenheng.language import say
from wenheng.study.model import Study
from wenheng.values import read

TRIALS = 9_999
"""Shuffles of a permutation test: enough for Holm's corrections of some dozens of tests."""


@dataclass(frozen=True)
class Meaning:
    """What tables mean: `findings` FINDINGS, `ledger` LEDGER, `advice` ADVICE."""

    findings: pl.DataFrame
    ledger: pl.DataFrame
    advice: pl.DataFrame

    def as_dict(self) -> dict[str, pl.DataFrame]:
        """The tables by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def findings(  # noqa: PLR0913 - a study, its tables, what else is known, and how chance is tried
    study: Study,
    tables: Mapping[str, pl.DataFrame],
    before: Mapping[str, pl.DataFrame] | None = None,
    conditions: pl.DataFrame | None = None,
    limits: Limits | None = None,
    draws: int = 1_000,
    seed: int = 0,
) -> Meaning:
    """All that the 26 rules say of scored tables, what they do not say, and why not.

    Rules are applied in a fixed order to whatever tables there are; one that lacks its tables
    says so in the ledger. Nothing is left out for being dull: a statement that is not true
    enough stands with its counter-text. Tests of all rules are one family (Holm). Scores are
    resampled by scenarios, the same for everybody, and every headline is tried under 200 other
    sets of weights (each × 0.75–1.25) and without each scenario. Causes and intentions are never
    stated.

    Args:
        study: the declared whole, with its names and rubrics.
        tables: by name, as `score` and `presence` give them: any of `presence`, `coverage`,
            `cells`, `indicators`, `dimensions`, `totals`, `ranks`, `grades`, `labels`. Others
            are not looked at. Without `cells`, or where the study has gates or means that are not
            arithmetic, nothing is resampled and no score makes a headline.
        before: the same of the wave before, for rules about change.
        conditions: `unit` and columns of numbers from elsewhere, for rule R20.
        limits: sizes and probabilities that statements must reach; by the specification if None.
        draws: resamples of scenarios.
        seed: of resamples and shuffles.

    Returns:
        FINDINGS, LEDGER and ADVICE. Of most statements on scores a headline (`S`) wants cells
        rated by two or more; of machines alone there is no more than body text (`M`).

    Raises:
        TableError: a table of either wave breaks its contract; `conditions` have no `unit`, one
            twice, or a column that is no numbers.
    """
    m = material(study, tables, limits or Limits(), Chance(draws, TRIALS, seed), before)
    m = replace(m, conditions=None if conditions is None else _numbers(conditions))
    found = judged(m, [draft for rule in RULES for draft in rule.drafts(m)])
    found += judged(m, [*_each_its_own(m, found), _robust(found)])
    return Meaning(*strengths.tables(found), advice(m))


def _numbers(conditions: pl.DataFrame) -> pl.DataFrame:
    if "unit" not in conditions.columns:
        raise TableError(say("tables.no-column", columns="unit"), where="conditions")
    table = read(conditions.select("unit", pl.exclude("unit")))
    return table.frame(table.x)


def _each_its_own(m: Material, found: list[Judged]) -> list[Draft]:
    sure = [one.draft for one in found if one.draft.rule == "R12" and one.strength == "S"]
    ahead = [draft.about for draft in sure if (draft.value or 0) > 0]
    behind = [draft.about for draft in sure if (draft.value or 0) < 0]
    if len(m.study.levels) != 2:
        return []
    first, second = (level.name for level in m.study.levels)
    said = {
        "first": first,
        "second": second,
        "ahead": [node_name(m, id_) for id_ in ahead],
        "behind": [node_name(m, id_) for id_ in behind],
    }
    gates = (
        Gate("ahead-somewhere", "fact", len(ahead), "≥", 1),
        Gate("behind-somewhere", "fact", len(behind), "≥", 1),
    )
    return [
        Draft(
            "R12",
            Said("R12-each", said),
            Said("R12-each-counter", said),
            measure="all-nodes",
            statistic="count",
            value=float(len(sure)),
            n=len(sure),
            gates=gates,
            resampled=False,
        )
    ]


def _robust(found: list[Judged]) -> Draft:
    tried = [one for one in found if one.robustness is not None]
    kept = sum(one.strength == "S" for one in tried)
    said = {"k": kept, "n": len(tried)}
    gates = (
        Gate("tried", "enough", len(tried), "≥", 1),
        Gate("all-robust", "fact", kept / len(tried) if tried else 0.0, "≥", 1),
    )
    return Draft(
        "R22",
        Said("R22", said),
        Said("R22-counter", said),
        Said("R22-unknown"),
        measure="robustness",
        statistic="share",
        value=kept / len(tried) if tried else None,
        n=len(tried),
        gates=gates,
        resampled=False,
    )
