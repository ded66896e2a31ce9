"""Units by their two channels: which has an assistant, which scores higher."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from wenheng.contracts import checked
from wenheng.study.model import Study
from wenheng.tables import NOISE, Pairs, Presence, Totals

ALL = "all"


def channel_pairs(study: Study, presence: pl.DataFrame, totals: pl.DataFrame) -> pl.DataFrame:
    """Units of each level by which of two channels has an assistant: a PAIRS table.

    Args:
        study: of two channels; of any other number of channels the table is empty.
        presence: PRESENCE; a platform of which it says nothing is unknown.
        totals: TOTALS of platforms, by the first policy in it.

    Returns:
        A row for each level that has a unit with a platform on both channels, then one for all.
    """
    if len(study.channels) != 2:
        return Pairs.create_empty()
    found = _units(study, checked(Presence, presence), checked(Totals, totals))
    order = [*(level.id for level in study.levels), ALL]
    rows = [_row(study, level, _of(found, level)) for level in order]
    table = pl.DataFrame([row for row in rows if row["n"]], Pairs.create_empty().schema)
    return checked(Pairs, table)


def _units(study: Study, presence: pl.DataFrame, totals: pl.DataFrame) -> list[dict[str, Any]]:
    """Units with a platform on each channel: level, two statuses, two scores."""
    status = dict(zip(presence["platform"], presence["status"].cast(pl.String), strict=True))
    main = totals.filter(pl.col("kind") == "platform")
    main = main.filter(pl.col("policy") == main["policy"][0]) if main.height else main
    score = dict(zip(main["id"], main["score"], strict=True))
    homes = {(platform.unit, platform.channel): platform.id for platform in study.platforms}
    found = []
    for unit in study.units:
        ids = [homes.get((unit.id, channel.id)) for channel in study.channels]
        if None not in ids:
            statuses = [status.get(str(id_), "unknown") for id_ in ids]
            scores = [score.get(str(id_)) for id_ in ids]
            found.append({"level": unit.level, "status": statuses, "score": scores})
    return found


def _of(units: list[dict[str, Any]], level: str) -> list[dict[str, Any]]:
    return units if level == ALL else [unit for unit in units if unit["level"] == level]


def _row(study: Study, level: str, units: list[dict[str, Any]]) -> Mapping[str, Any]:
    met = [tuple(unit["status"]) for unit in units]
    leads = pl.Series(
        [unit["score"][0] - unit["score"][1] for unit in units if None not in unit["score"]],
        dtype=pl.Float64,
    )
    counts = {
        "both": met.count(("present", "present")),
        "first_only": met.count(("present", "absent")),
        "second_only": met.count(("absent", "present")),
        "neither": met.count(("absent", "absent")),
    }
    return {
        "level": level,
        "first": study.channels[0].id,
        "second": study.channels[1].id,
        "n": len(units),
        **counts,
        "unknown": len(units) - sum(counts.values()),
        "scored": len(leads),
        "first_higher": int((leads > NOISE).sum()),
        "second_higher": int((leads < -NOISE).sum()),
        "median": leads.median(),
    }
