"""How sure positions and grades are: what resampled scenarios leave of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

import numpy as np
import polars as pl

from wenheng.analysis.ranking import rank_sets, tie_bands
from wenheng.analysis.replicates import grade_probabilities, intervals, rank_replicates
from wenheng.analysis.rules.draft import Limits
from wenheng.analysis.rules.material import Chance, Material, material
from wenheng.analysis.rules.reading import Reading
from wenheng.arrays import Floats
from wenheng.contracts import checked
from wenheng.study.model import Study
from wenheng.study.tree import total_scale
from wenheng.tables import Chances, Standings

MOST = 400
"""Members of a group up to which rank sets are made: their cost grows with the square."""


@dataclass(frozen=True)
class Certainty:
    """`standings` STANDINGS, `chances` CHANCES."""

    standings: pl.DataFrame
    chances: pl.DataFrame

    def as_dict(self) -> dict[str, pl.DataFrame]:
        """The tables by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def certainty(
    study: Study,
    tables: Mapping[str, pl.DataFrame],
    level: float = 0.95,
    draws: int = 1_000,
    seed: int = 0,
) -> Certainty:
    """How sure the ranks of RANKS and the grades of GRADES are, for the first policy in each.

    Scenarios are resampled, the same ones for everybody. An interval tells how far a score
    depends on which scenarios were asked, not on who rated them. Rank sets are marginal (each
    covers its own rank), bands come from simultaneous ones. Members whose score does not exist
    in some resample could stand anywhere: nobody's set excludes a rank they might take.

    Args:
        study: names, weights, cut-offs.
        tables: `totals`, `dimensions`, `ranks`, `grades`, `cells`, `presence`.
        level: of intervals and rank sets.
        draws: resamples of scenarios, at least two.
        seed: of the draws.

    Returns:
        A row of STANDINGS for each row of RANKS of that policy; rows of CHANCES for each unit
        that has a grade and a score in every resample.

    Raises:
        TableError: a table breaks its contract.
    """
    m = material(study, tables, Limits(), Chance(draws, 0, seed))
    rows = [row for group in _groups(m) for row in _standings(m, *group, level=level)]
    standings = pl.DataFrame(rows, schema=Standings.create_empty().schema, orient="row")
    chances = pl.DataFrame(list(_chances(m)), schema=Chances.create_empty().schema, orient="row")
    return Certainty(checked(Standings, standings), checked(Chances, chances))


def _groups(m: Material) -> Iterator[tuple[str, str, list[str]]]:
    """Kind, group and its members, best first, for the policy that is printed first."""
    ranks = m.tables.get("ranks")
    if ranks is None or ranks.is_empty():
        return
    main = ranks.filter(pl.col("policy") == ranks["policy"][0]).sort("rank", maintain_order=True)
    for (kind, group), part in main.partition_by(
        "kind", "group", as_dict=True, maintain_order=True
    ).items():
        yield str(kind), str(group), part["id"].to_list()


def _standings(
    m: Material, kind: str, group: str, ids: list[str], level: float
) -> list[dict[str, object]]:
    ranks = m.tables["ranks"].filter(kind=kind, group=group, policy=m.tables["ranks"]["policy"][0])
    place = dict(zip(ranks["id"], ranks["rank"], strict=True))
    observed, drawn = _scores(m, kind, ids)
    known = np.isfinite(drawn).all(axis=0) & np.isfinite(observed)
    rows: list[dict[str, object]] = [
        {"kind": kind, "id": id_, "group": group, "rank": place[id_], "of": len(ids)}
        | dict.fromkeys(("low", "high", "rank_low", "rank_high", "band", "p_first", "p_leaders"))
        | {"status": "gaps" if drawn.size else "not-resampled"}
        for id_ in ids
    ]
    if known.any():
        _add_draws(m, rows, observed[known], drawn[:, known], np.flatnonzero(known), level)
    return rows


def _add_draws(  # noqa: PLR0913 - rows to complete, what completes them, and at which level
    m: Material,
    rows: list[dict[str, object]],
    observed: Floats,
    drawn: Floats,
    places: np.ndarray,
    level: float,
) -> None:
    scale = total_scale(m.study) * m.study.scale.top / 100
    found = intervals(drawn, level) * scale
    for place, row in zip(places, found.iter_rows(named=True), strict=True):
        rows[place] |= {"low": row["low"], "high": row["high"], "status": "resampled"}
    unknown = len(rows) - len(places)
    if not 2 <= len(places) <= MOST:
        return
    lower, upper = rank_sets(observed, drawn, level)
    for place, low, high in zip(places, lower, upper, strict=True):
        rows[place] |= {"rank_low": int(low), "rank_high": int(high) + unknown}
    if unknown:
        return
    bands = tie_bands(observed, *rank_sets(observed, drawn, level, "simultaneous"))
    by_draw = rank_replicates(drawn)
    first, front = (by_draw == 1).mean(axis=0), (by_draw <= m.limits.leaders).mean(axis=0)
    for place, band, one, ten in zip(places, bands, first, front, strict=True):
        rows[place] |= {"band": int(band), "p_first": float(one), "p_leaders": float(ten)}


def _scores(m: Material, kind: str, ids: list[str]) -> tuple[Floats, Floats]:
    """Percentages of `ids` as observed, and draws × `ids`; no draws where nothing is resampled."""
    names = m.who.platforms if kind == "platform" else m.who.units
    at = [names.index(id_) for id_ in ids]
    if m.observed is None or m.resampled is None:
        return np.full(len(at), np.nan), np.empty((0, len(at)))
    return _of(m, m.observed, kind)[0, at], _of(m, m.resampled, kind)[:, at]


def _of(m: Material, reading: Reading, kind: str) -> Floats:
    if kind == "platform":
        return reading.total
    return reading.units if m.tables["totals"]["policy"][0] == "zero" else reading.covered


def _chances(m: Material) -> Iterator[dict[str, object]]:
    if m.resampled is None:
        return
    drawn = _of(m, m.resampled, "unit")
    graded = np.array([grade is not None for grade in m.grades])
    here = np.flatnonzero(np.isfinite(drawn).all(axis=0) & graded)
    if not here.size:
        return
    cuts = {grade.id: grade.from_percent for grade in m.study.grading.grades}
    found = grade_probabilities(drawn[:, here], cuts)
    for place, row in zip(here, found.iter_rows(named=True), strict=True):
        for grade, chance in row.items():
            yield {"unit": m.who.units[place], "grade": grade, "probability": chance}
