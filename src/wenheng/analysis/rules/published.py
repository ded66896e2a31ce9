"""The results that others published of a study, as tables that rules can read."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from wenheng.analysis.coverage import ALL
from wenheng.analysis.rules.leaders import DUAL, RISING
from wenheng.contracts import checked
from wenheng.errors import StudyError
from wenheng.language import say
from wenheng.rounding import round_half_up
from wenheng.study.model import Study
from wenheng.tables import Coverage, Grades, Labels


def published_tables(study: Study, name: str = "2021") -> dict[str, pl.DataFrame]:
    """`study.published[name]` as `grades`, `coverage` and `labels`, as far as it holds them.

    Whoever published grades but no scores is taken at their grades. Of coverage the share is
    held against its denominator: the count is the only one that rounds to what was printed.

    Args:
        study: with `reference/published-<name>.yaml`.
        name: which of its published results.

    Returns:
        GRADES (policy `zero`), COVERAGE (one row, over all) and LABELS.

    Raises:
        StudyError: there is no such publication, it grades a unit that the study does not list,
            or no count, or more than one, rounds to the printed coverage.
    """
    if name not in study.published:
        known = ", ".join(study.published) or "–"
        raise StudyError(say("check.not-declared", name=name, known=known))
    results: Mapping[str, Any] = study.published[name]
    found = {}
    if "grades" in results:
        found["grades"] = _grades(study, results["grades"])
    if "coverage" in results:
        found["coverage"] = _coverage(results["coverage"])
    if "dual_strong" in results or "rising_star" in results:
        found["labels"] = _labels(study, results)
    return found


def only_count(percent: float, of: int) -> int:
    """The one count of `of` whose percentage, to two decimals, is `percent`.

    Raises:
        StudyError: none is, or several are.
    """
    counts = [k for k in range(of + 1) if round_half_up(100 * k / of, 2) == percent]
    if len(counts) != 1:
        fitting = ", ".join(map(str, counts)) or "–"
        raise StudyError(say("findings.no-only-count", percent=percent, of=of, counts=fitting))
    return counts[0]


def _grades(study: Study, by_level: Mapping[str, Mapping[str, list[str]]]) -> pl.DataFrame:
    types = {grade.id: grade.type for grade in study.grading.grades}
    rows = [
        (study.unit(unit).id, "zero", grade, types[grade], "scored")
        for grades in by_level.values()
        for grade, units in grades.items()
        for unit in units
    ]
    return checked(Grades, pl.DataFrame(rows, schema=Grades.column_names(), orient="row"))


def _coverage(printed: Mapping[str, Any]) -> pl.DataFrame:
    n = printed["of"]
    k = only_count(printed["overall_pct"], n)
    row = {
        "level": ALL,
        "channel": ALL,
        "region": ALL,
        "n": n,
        "k": k,
        "usable": None,
        "unknown": 0,
        "low": k / n,
        "high": k / n,
    }
    return checked(Coverage, pl.DataFrame([row]))


def _labels(study: Study, results: Mapping[str, Any]) -> pl.DataFrame:
    dual = [unit for units in results.get("dual_strong", {}).values() for unit in units]
    named = [(DUAL, unit) for unit in dual]
    named += [(RISING, unit) for unit in results.get("rising_star", [])]
    rows = [(label, study.unit(unit).id) for label, unit in named]
    schema = dict.fromkeys(Labels.column_names(), pl.String)
    return checked(Labels, pl.DataFrame(rows, schema=schema, orient="row"))
