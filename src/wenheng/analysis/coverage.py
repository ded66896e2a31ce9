"""Coverage: how many planned platforms offer an assistant, by level, channel and region."""

import polars as pl

from wenheng.contracts import checked, unknown_names
from wenheng.errors import TableError
from wenheng.language import say
from wenheng.study.model import Study
from wenheng.tables import Coverage, Presence

GROUPS = ("level", "channel", "region")
ALL = "all"


def coverage(study: Study, presence: pl.DataFrame) -> pl.DataFrame:
    """How many of the planned platforms have an assistant: a COVERAGE table.

    Every platform that the study lists counts in n. One of which `presence` says nothing, or
    `unknown`, is neither covered nor uncovered: it stands in `unknown`, and `low` … `high` is the
    share with none, and with all, of the unknown ones covered.

    Args:
        study: the roster: levels and regions of units, channels of platforms.
        presence: PRESENCE, at most one row per platform.

    Returns:
        COVERAGE: a row for every level × channel × region that has a platform, and for every
        margin of these, in which `all` stands for the columns summed over; the last row, all ×
        all × all, is the whole study.

    Raises:
        TableError: a platform that the study does not list, or a broken PRESENCE table.
    """
    seen = checked(Presence, presence)
    strays = unknown_names(seen, "platform", (platform.id for platform in study.platforms))
    if strays:
        raise TableError("\n  ".join(strays), where="presence", hint=say("scoring.mend-presence"))
    rows = _roster(study).join(seen, on="platform", how="left", maintain_order="left")
    for group in GROUPS:
        margin = rows.with_columns(pl.lit(ALL).alias(group))
        rows = pl.concat([rows, margin])
    return checked(Coverage, rows.group_by(GROUPS, maintain_order=True).agg(**_counts()))


def _roster(study: Study) -> pl.DataFrame:
    units = {unit.id: unit for unit in study.units}
    rows = [
        (platform.id, units[platform.unit].level, platform.channel, units[platform.unit].region)
        for platform in study.platforms
    ]
    return pl.DataFrame(rows, schema=["platform", *GROUPS], orient="row")


def _counts() -> dict[str, pl.Expr]:
    present = (pl.col("status") == "present").fill_null(False).sum()
    unknown = (pl.col("status") == "unknown").fill_null(True).sum()
    return {
        "n": pl.len(),
        "k": present,
        "usable": pl.col("usable").fill_null(False).sum(),
        "unknown": unknown,
        "low": present / pl.len(),
        "high": (present + unknown) / pl.len(),
    }
