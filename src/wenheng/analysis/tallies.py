"""Counts and distances by indicator, and how sessions and replies failed."""

from collections import Counter

import polars as pl

from wenheng.contracts import checked
from wenheng.study.model import Study
from wenheng.study.plan import planned_sessions
from wenheng.study.tree import shares_of_total
from wenheng.tables import (
    Cells,
    Failures,
    LevelCounts,
    Nodes,
    Presence,
    Priorities,
    Replies,
    Sessions,
)

ANSWERED = ("answer", "unread")
"""Types of a reply that are no failure: what no rule can read is not known to be one."""


def level_counts(study: Study, cells: pl.DataFrame) -> pl.DataFrame:
    """How many cells of each indicator came to each level, or to none: LEVEL COUNTS.

    Args:
        study: its indicators and scale.
        cells: CELLS. What does not apply is in no count; what is withheld is not assessed.

    Returns:
        A row for every indicator of the tree and outcome, also where n is 0.

    Raises:
        TableError: a broken CELLS table.
    """
    level = (pl.col("score") + 0.5).floor().cast(pl.UInt8).cast(pl.String)
    gone = pl.col("status") == "no_assistant"
    outcome = (
        pl.when(pl.col("score").is_not_null())
        .then(level)
        .otherwise(pl.when(gone).then(pl.lit("no_assistant")).otherwise(pl.lit("not_assessed")))
    )
    applicable = checked(Cells, cells).filter(pl.col("status") != "not_applicable")
    met = Counter(applicable.select("indicator", outcome.alias("outcome")).iter_rows())
    outcomes = [*map(str, range(study.scale.top + 1)), "not_assessed", "no_assistant"]
    rows = [(leaf.id, name, met[leaf.id, name]) for leaf in study.leaves for name in outcomes]
    return checked(LevelCounts, pl.DataFrame(rows, LevelCounts.column_names(), orient="row"))


def priorities(study: Study, indicators: pl.DataFrame, presence: pl.DataFrame) -> pl.DataFrame:
    """What each indicator has to gain: PRIORITIES, of platforms that have an assistant.

    Args:
        study: its tree gives the weights.
        indicators: NODES of rated indicators.
        presence: PRESENCE; platforms of which it is not known whether they have an assistant are
            left out, as absent ones are.

    Returns:
        A row for each indicator that some platform has a score in, in the order of the tree.

    Raises:
        TableError: a table breaks its contract.
    """
    there = checked(Presence, presence).filter(pl.col("status") == "present")["platform"]
    held = checked(Nodes, indicators).filter(pl.col("platform").is_in(there.to_list()))
    weights = shares_of_total(study)
    rows = []
    for leaf in study.leaves:
        scores = held.filter(pl.col("node") == leaf.id)["score"].drop_nulls()
        if scores.len():
            gap = study.scale.top - float(scores.mean())  # type: ignore[arg-type]
            zeros = int((scores == 0).sum())
            rows.append((leaf.id, max(0.0, gap), zeros, scores.len(), len(there), weights[leaf.id]))
    return checked(Priorities, pl.DataFrame(rows, Priorities.create_empty().schema, orient="row"))


def failures(study: Study, sessions: pl.DataFrame, replies: pl.DataFrame) -> pl.DataFrame:
    """How sessions and replies end in something other than an answer: FAILURES, k of n.

    Args:
        study: its plan is the denominator of sessions, or what was held if that is more.
        sessions: SESSIONS.
        replies: REPLIES to main questions.

    Returns:
        Of sessions first, then of replies, the most frequent kind first.

    Raises:
        TableError: a table breaks its contract.
    """
    outcomes = checked(Sessions, sessions)["outcome"].cast(pl.String).to_list()
    planned = max(planned_sessions(study).height, len(outcomes))
    ended = Counter(name for name in outcomes if name != "replied")
    ended["not_held"] = planned - len(outcomes)
    heard = checked(Replies, replies)
    kinds = heard["type"].cast(pl.String)
    said = Counter(kind for kind in kinds if kind not in ANSWERED)
    said["no_link"] = heard.filter((pl.col("type") == "answer") & ~pl.col("linked")).height
    rows = [("session", kind, k, planned) for kind, k in _frequent(ended)]
    rows += [("reply", kind, k, heard.height) for kind, k in _frequent(said)]
    return checked(Failures, pl.DataFrame(rows, Failures.create_empty().schema, orient="row"))


def _frequent(counts: Counter[str]) -> list[tuple[str, int]]:
    return [(kind, k) for kind, k in sorted(counts.items(), key=lambda x: (-x[1], x[0])) if k]
