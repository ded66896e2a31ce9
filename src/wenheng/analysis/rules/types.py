"""Rules about types of development: R05, R13; and the table of types."""

from collections.abc import Callable

import numpy as np
import polars as pl

from wenheng.analysis.poles import polarisation
from wenheng.analysis.rules.dip import dip_p
from wenheng.analysis.rules.draft import Draft, Gate, Said, silent
from wenheng.analysis.rules.inference import Bools, Ints
from wenheng.analysis.rules.material import Material
from wenheng.analysis.rules.phrases import level_name, number, percent, type_name
from wenheng.analysis.rules.reading import Reading
from wenheng.analysis.series import settled
from wenheng.arrays import Floats
from wenheng.contracts import checked
from wenheng.rounding import largest_remainder, round_half_up
from wenheng.study.model import Study
from wenheng.tables import Types

ENDS = (0.55, 0.60)
"""Share of both ends for the body text, for the headline."""
BIMODAL = 5 / 9
AGREEMENT = (0.05, -0.10)
ONE_HUMP = (0.45, 0.20)
"""Share of both ends at most, agreement at least, to say that most stand in the middle."""
FOR_DIP = 64
DIPS = 499


def type_shares(study: Study, grades: pl.DataFrame) -> pl.DataFrame:
    """How many units of each level are of each type: a TYPES table.

    Percentages of a level sum to exactly 100 by largest remainders, as the study has it in
    `scoring.shares`; a unit without a grade counts in none.

    Args:
        study: its levels, types and grades.
        grades: GRADES; the first policy in it is read.

    Returns:
        Levels in the order of the study that have a graded unit, types best first.
    """
    if grades.is_empty():
        return Types.create_empty()
    levels = {unit.id: unit.level for unit in study.units}
    graded = grades.filter((pl.col("policy") == grades["policy"][0]) & pl.col("type").is_not_null())
    counted = graded.with_columns(level=pl.col("unit").replace_strict(levels))
    kinds, rows = _types(study)[::-1], list[tuple[str, str, int, float]]()
    for level in (one.id for one in study.levels):
        found = counted.filter(pl.col("level") == level)["type"].to_list()
        counts = [found.count(kind) for kind in kinds]
        if sum(counts):
            rows += zip(
                [level] * len(kinds), kinds, counts, _percentages(study, counts), strict=True
            )
    return checked(Types, pl.DataFrame(rows, schema=Types.column_names(), orient="row"))


def poles(m: Material) -> list[Draft]:
    """R05: whether units crowd at both ends, level by level."""
    if len(_types(m.study)) < 4 or not any(m.grades):
        return [silent("R05", Said("no-types"), measure="type")]
    return [_poles(m, level) for level in _levels(m)]


def composition(m: Material) -> list[Draft]:
    """R13: which type is the commonest, level by level."""
    if not _types(m.study) or not any(m.grades):
        return [silent("R13", Said("no-types"), measure="type")]
    return [_composition(m, level) for level in _levels(m)]


def _levels(m: Material) -> list[str]:
    graded = np.array([grade is not None for grade in m.grades])
    return [level.id for level in m.study.levels if graded[m.who.levels == level.id].any()]


def _types(study: Study) -> list[str]:
    """From the worst to the best."""
    return list(dict.fromkeys(grade.type for grade in study.grading.grades))[::-1]


def _percentages(study: Study, counts: list[int]) -> list[float]:
    if study.scoring.shares == "largest-remainder":
        return largest_remainder(counts)
    return [round_half_up(100 * count / sum(counts), 2) for count in counts]


def _poles(m: Material, level: str) -> Draft:
    here = np.flatnonzero(m.who.levels == level)
    grades = _codes(m, here)
    spread = _spread(m, grades)
    covered = _of_covered(m, here, grades)
    scores = m.observed.units[0][here] if m.observed is not None else np.array([])
    scores = scores[np.isfinite(scores)]
    _, strict, humps = wide(m, grades, scores)
    gates = [
        Gate("least", "enough", grades.size, "≥", 2 * m.limits.least),
        Gate("ends", "fact", spread.ends, "≥", ENDS[0]),
        Gate("bimodality", "fact", spread.bimodal, ">", BIMODAL),
        Gate("agreement", "fact", spread.agreement, "≤", AGREEMENT[0]),
        Gate("strictly-polarised", "headline", float(strict), "≥", 1),
        Gate("leik", "info", spread.leik, "≥", 2 / 3),
    ]
    if humps is not None:
        gates.append(Gate("dip-p", "info", humps, "<", 0.05))
    if covered is not None:
        again = float(_polarised(covered, strict))
        gates.append(Gate("covered-too", "headline", again, "≥", 1))
    said = {
        "group": level_name(m, level),
        "n": grades.size,
        "ends": percent(spread.ends),
        "middle": percent(1 - spread.ends),
        "agreement": number(spread.agreement),
        "at_ends": round(spread.ends * grades.size),
    }
    only_absence = covered is not None and not _polarised(covered, strict=False)
    text = "R05" if strict and not only_absence else "R05-absence" if only_absence else "R05-even"
    return Draft(
        "R05",
        Said(text, said),
        Said(f"R05-{_counter(spread, scores)}", said),
        about=level,
        measure="type",
        statistic="agreement",
        value=spread.agreement,
        n=grades.size,
        gates=tuple(gates),
        holds=_holds_poles(m, here, strict),
    )


def wide(m: Material, grades: Ints, scores: Floats) -> tuple[bool, bool, float | None]:
    """Whether units are widely spread, whether polarised, and p of the dip where it was asked.

    Args:
        m: the study, its limits, how chance is tried.
        grades: of units, as places from the worst.
        scores: of the same units, for the dip.
    """
    spread = _spread(m, grades)
    strict, humps = _polarised(spread, strict=True), None
    if strict and grades.size >= FOR_DIP and scores.size and np.ptp(scores) > 0:
        humps = dip_p(scores, min(m.chance.trials, DIPS), m.chance.seed)
        strict = humps < m.limits.alpha
    return _polarised(spread, strict=False), strict, humps


class _Spread:
    """How grades and their types are spread over a level."""

    def __init__(self, types: list[int], grades: list[int]) -> None:
        found = polarisation(types)
        self.types, self.ends, self.agreement = types, found.ends, found.agreement
        self.leik, self.bimodal = found.leik, polarisation(grades).bimodality


def _spread(m: Material, grades: Ints) -> _Spread:
    by_grade = np.bincount(grades, minlength=len(m.study.grading.grades)).tolist()
    return _Spread(_by_type(m, grades), by_grade)


def _by_type(m: Material, grades: Ints) -> list[int]:
    """How many are of each type, the worst first."""
    names, kinds = m.study.grading.grades[::-1], _types(m.study)
    places = np.array([kinds.index(grade.type) for grade in names])
    found: list[int] = np.bincount(places[grades], minlength=len(kinds)).tolist()
    return found


def _polarised(spread: _Spread, strict: bool) -> bool:
    ends, middle = (spread.types[0], spread.types[-1]), spread.types[1:-1]
    wide = (
        spread.ends >= ENDS[strict]
        and (spread.bimodal or 0.0) > BIMODAL
        and spread.agreement <= AGREEMENT[strict]
    )
    return wide and (not strict or min(ends) > max(middle))


def _counter(spread: _Spread, scores: Floats) -> str:
    if spread.ends <= ONE_HUMP[0] and spread.agreement >= ONE_HUMP[1]:
        return "one-hump"
    wide = scores.size > 1 and scores.mean() > 0 and scores.std() / scores.mean() >= 0.5
    return "wide" if wide else "counter"


def _of_covered(m: Material, here: Ints, grades: Ints) -> _Spread | None:
    """The same of units that have an assistant; None where all have, or scores are not at hand."""
    if m.observed is None:
        return None
    scores = m.observed.covered[0][here]
    known = scores[np.isfinite(scores)]
    if known.size < 2 or (known.size == grades.size and not m.absent.any()):
        return None
    return _spread(m, _graded(m.study, known))


def _codes(m: Material, here: Ints) -> Ints:
    """Grades of units as places from the worst; those without one are left out."""
    names = [grade.id for grade in m.study.grading.grades][::-1]
    return np.array(
        [names.index(g) for i in here if (g := m.grades[i]) is not None], dtype=np.int64
    )


def _graded(study: Study, scores: Floats) -> Ints:
    cuts = [grade.from_percent for grade in study.grading.grades][::-1]
    return np.searchsorted(cuts, settled(scores), side="right") - 1


def _holds_poles(m: Material, here: Ints, strict: bool) -> Callable[[Reading], Bools]:
    def holds(reading: Reading) -> Bools:
        rows = reading.units[:, here]
        return np.array(
            [_polarised(_spread(m, _graded(m.study, r[np.isfinite(r)])), strict) for r in rows]
        )

    return holds


def _composition(m: Material, level: str) -> Draft:
    here = np.flatnonzero(m.who.levels == level)
    kinds = _types(m.study)[::-1]
    counts = _by_type(m, _codes(m, here))[::-1]
    shares = _percentages(m.study, counts)
    ranked = sorted(range(len(kinds)), key=lambda i: -counts[i])
    first, second = ranked[0], ranked[1] if len(ranked) > 1 else ranked[0]
    lead = 100 * (counts[first] - counts[second]) / sum(counts)
    gates = (
        Gate("least", "enough", sum(counts), "≥", m.limits.least),
        Gate("lead-points", "fact", lead, "≥", m.limits.points),
    )
    parts = [
        Said(
            "type-share",
            {"type": type_name(m, kinds[i]), "k": counts[i], "share": f"{shares[i]:.2f}"},
        )
        for i in range(len(kinds))
    ]
    said = {
        "group": level_name(m, level),
        "type": type_name(m, kinds[first]),
        "k": counts[first],
        "share": f"{shares[first]:.2f}",
        "second": type_name(m, kinds[second]),
        "k2": counts[second],
        "parts": parts,
    }

    def holds(reading: Reading) -> Bools:
        rows, found = reading.units[:, here], []
        for row in rows:
            again = _by_type(m, _graded(m.study, row[np.isfinite(row)]))[::-1]
            found.append(again[first] == max(again) and again.count(max(again)) == 1)
        return np.array(found)

    return Draft(
        "R13",
        Said("R13", said),
        Said("R13-counter", said),
        about=level,
        measure="type",
        statistic="lead",
        value=lead / 100,
        n=sum(counts),
        gates=gates,
        holds=holds,
    )
