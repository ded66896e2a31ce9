"""What if the index were built otherwise? How ranks and grades would move; nothing is changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from wenheng.actions.opened import opened_with_sessions
from wenheng.actions.tabling import write_tables
from wenheng.concordance import kendall_tau
from wenheng.errors import NotScorable, StudyError
from wenheng.language import say
from wenheng.scoring.combine import Policy
from wenheng.scoring.ranks import EVERYBODY
from wenheng.scoring.scores import Scores, policies, score, score_study
from wenheng.scoring.totals import Missing, Normalise, Parts
from wenheng.store.ratings import ratings
from wenheng.study.model import Study
from wenheng.study.options import Aggregation
from wenheng.study.plan import planned_cells
from wenheng.study.problems import nearest
from wenheng.study.tree import parts


@dataclass(frozen=True)
class Otherwise:
    """What is to be different; what is not named stays as the study declares it.

    Attributes:
        weights: node → weight among its siblings, above 0; of a dimension in the total; of a core
            indicator that of all its dimensions.
        drop: rated indicators, or nodes with all below them, to be left out.
        aggregation: node → mean.
        channels: channel → weight in its unit.
        absent: how a missing assistant counts.
        missing: a gap leaves the mean, counts 0, or the top of the scale.
        normalise: dimensions before they are summed, gaps filled as `missing` says, see
            `wenheng.scoring.totals.Parts`.
    """

    weights: Mapping[str, float] = field(default_factory=dict)
    drop: tuple[str, ...] = ()
    aggregation: Mapping[str, Aggregation] = field(default_factory=dict)
    channels: Mapping[str, float] = field(default_factory=dict)
    absent: Policy | None = None
    missing: Missing = "exclude"
    normalise: Normalise = "none"


@dataclass(frozen=True)
class WhatIf:
    """How units move: a row each, and the sum of it.

    `regraded` of the `graded` units that have a grade both times have another one; `tau` is
    Kendall's τ-b of the ranks of those that have one both times, None where it is undefined.
    """

    moves: pl.DataFrame
    graded: int
    regraded: int
    furthest: int
    tau: float | None

    @property
    def share_regraded(self) -> float | None:
        """The share of units whose grade changes, 0–1; None where none is graded both times."""
        return self.regraded / self.graded if self.graded else None


def whatif(directory: Path, otherwise: Otherwise, to: Path | None = None) -> WhatIf:
    """Score the run of `directory` as declared and `otherwise`, from what is kept, and compare.

    Args:
        directory: the study. Neither its files nor its ledger are changed.
        otherwise: what is to be different.
        to: a folder for the table of moves; none is written where it is None.

    Raises:
        StudyError: nothing was collected; a node or channel that is not there; nothing is left.
        NotScorable: a dimension is to be normalised in which all platforms are the same.
    """
    with opened_with_sessions(directory) as opened:
        study, judged = opened.study, ratings(opened.run)
    found = moved(study, judged, otherwise)
    if to is not None:
        write_tables(to, {"moves": found.moves}, workbook=True)
    return found


def moved(study: Study, judged: pl.DataFrame, otherwise: Otherwise) -> WhatIf:
    """How units of `study` move if it is scored `otherwise` from the ratings `judged`."""
    _refuse_unknown(study, otherwise)
    before = score(study, judged)
    changed = _changed(study, otherwise)
    kept = judged.filter(pl.col("indicator").is_in([leaf.id for leaf in changed.rated]))
    weights = _of_parts(study, otherwise.weights)
    how = Parts(weights, otherwise.missing, otherwise.normalise)
    after = score_study(changed, planned_cells(changed), kept, how)
    return _summed(_moves(study, before, changed, after))


def _refuse_unknown(study: Study, otherwise: Otherwise) -> None:
    nodes = [node.id for node in study.nodes()]
    channels = [channel.id for channel in study.channels]
    for name in (*otherwise.weights, *otherwise.drop, *otherwise.aggregation):
        if name not in nodes:
            raise StudyError(say("whatif.no-node", name=name), hint=nearest(name, nodes))
    for name in otherwise.channels:
        if name not in channels:
            raise StudyError(say("whatif.no-channel", name=name), hint=nearest(name, channels))
    if any(not weight > 0 for weight in otherwise.weights.values()):
        raise StudyError(say("whatif.weight"))
    if any(not weight >= 0 for weight in otherwise.channels.values()):
        raise StudyError(say("whatif.channel-weight"))


def _changed(study: Study, otherwise: Otherwise) -> Study:
    """`study` with other options and another tree; a gate on what is dropped closes nothing."""
    document = study.model_dump(exclude_unset=True)
    document["indicators"] = _pruned(document["indicators"], otherwise)
    if not document["indicators"]:
        raise StudyError(say("whatif.nothing-left"))
    scoring = document.setdefault("scoring", {})
    scoring["aggregation"] = {**scoring.get("aggregation", {}), **otherwise.aggregation}
    scoring["channel_weights"] = {**scoring.get("channel_weights", {}), **otherwise.channels}
    if otherwise.absent is not None:
        scoring["absent_policy"] = otherwise.absent
    return Study.model_validate(document)


def _pruned(nodes: Any, otherwise: Otherwise) -> list[dict[str, Any]]:
    kept = []
    for node in nodes:
        children = _pruned(node.get("children", ()), otherwise)
        bare = bool(node.get("children")) and not children
        if node["id"] not in otherwise.drop and not bare:
            weight = otherwise.weights.get(node["id"], node.get("weight", 1.0))
            kept.append({**node, "weight": weight} | ({"children": children} if children else {}))
    return kept


def _of_parts(study: Study, weights: Mapping[str, float]) -> dict[str, float]:
    """What the parts of the total weigh: the product of what they and those above them do."""
    known = set(parts(study))
    found = dict.fromkeys(known, 1.0)
    for root in study.indicators:
        for node in root.walk():
            for below in node.walk():
                if below.id in known and node.id in weights:
                    found[below.id] *= weights[node.id]
    return found


def _moves(study: Study, before: Scores, changed: Study, after: Scores) -> pl.DataFrame:
    was, now = _placed(study, before, "before"), _placed(changed, after, "after")
    names = pl.DataFrame({"unit": [unit.id for unit in study.units]})
    both = names.join(was, on="unit", how="left", maintain_order="left").join(
        now, on="unit", how="left", maintain_order="left"
    )
    rise = pl.col("rank_before").cast(pl.Int64) - pl.col("rank_after").cast(pl.Int64)
    regraded = pl.col("grade_before") != pl.col("grade_after")
    return both.with_columns(rise=rise, regraded=regraded).sort(
        "rank_before", "unit", nulls_last=True
    )


def _placed(study: Study, scores: Scores, when: str) -> pl.DataFrame:
    policy = pl.col("policy") == policies(study)[0]
    units = policy & (pl.col("kind") == "unit")
    table = scores.totals.filter(units).select(unit="id", percent="percent", status="status")
    ranked = scores.ranks.filter(units & (pl.col("group") == EVERYBODY))
    graded = scores.grades.filter(policy).select("unit", "grade")
    table = table.join(ranked.select(unit="id", rank="rank"), on="unit", how="left").join(
        graded, on="unit", how="left"
    )
    return table.select("unit", pl.exclude("unit").name.suffix(f"_{when}"))


def _summed(moves: pl.DataFrame) -> WhatIf:
    both = moves.drop_nulls(["rank_before", "rank_after"])
    graded = moves["regraded"].drop_nulls()
    try:
        tau = kendall_tau(both["rank_before"], both["rank_after"])
    except NotScorable:
        tau = None
    furthest = int(np.abs(both["rise"].to_numpy()).max(initial=0))
    return WhatIf(moves, len(graded), int(graded.sum()), furthest, tau)
