"""The page of a calibration: where each rater may stand alone, and what that rests on."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

import polars as pl

from wenheng.language import Language, say, speaking
from wenheng.report.compose.parts import FEW, columns
from wenheng.report.document import (
    Block,
    Cell,
    Chapter,
    Column,
    Cover,
    Fold,
    KeyNumber,
    KeyNumbers,
    Note,
    Paragraph,
    Points,
    ReportDoc,
    Table,
)
from wenheng.report.material import beijing
from wenheng.report.numbers import NOTHING, number, percent
from wenheng.report.plain import typeset
from wenheng.study.model import Study

Row = Mapping[str, Any]
Tables = Mapping[str, pl.DataFrame]
ROLES = ("alone", "pre-score", "no")
MARKS = {
    **dict.fromkeys(("least_n", "alpha", "alpha_low", "kappa"), "≥"),
    **dict.fromkeys(("bias", "length", "flips"), "≤"),
}


def calibration_document(
    study: Study, tables: Tables, language: Language, made_at: datetime
) -> ReportDoc:
    """The page on `tables` (`raters`, `confusion`, `by_unit`, `by_length` of a calibration)."""
    with speaking(language):
        chapters = tuple(
            Chapter(name, say(f"calibration.{name}"), tuple(compose(study, tables)))
            for name, compose in CHAPTERS.items()
        )
        facts = (
            (say("report.cover-study"), f"{study.id} {study.version}"),
            (say("report.cover-made"), beijing(made_at)),
        )
        notes = (say("calibration.reading"),)
        cover = Cover(typeset(str(study.title)), say("calibration.title"), "", facts, notes)
        colophon = say("report.colophon", software="wenheng")
        return ReportDoc(language, cover, chapters, colophon, made_at)


def _roles(study: Study, tables: Tables) -> Iterator[Block]:
    raters = tables["raters"]
    machines = raters.filter(pl.col("rater_kind") != "person")
    counts = dict(machines.group_by("role").len().iter_rows())
    yield KeyNumbers(
        tuple(
            KeyNumber(str(counts.get(role, 0)), say(f"calibration.role-{role}"), "", "roles")
            for role in ROLES
        )
    )
    yield Paragraph(say("calibration.roles-text"))
    rows = tuple(_role_row(study, row) for row in raters.iter_rows(named=True))
    yield _table("roles-table", rows, 3)
    yield Note(say("calibration.people-note"))


def _role_row(study: Study, row: Row) -> tuple[Cell, ...]:
    fails = [say(f"calibration.mark-{name}") for name in row["fails"]]
    who = "person-" if row["rater_kind"] == "person" and row["role"] != "alone" else ""
    return (
        *_names(study, row),
        Cell(say(f"calibration.role-{who}{row['role']}"), sort=float(ROLES.index(row["role"]))),
        Cell(str(row["n"]), sort=row["n"]),
        Cell(say("calibration.and").join(fails) or NOTHING, quiet=not fails),
    )


def _agreement(study: Study, tables: Tables) -> Iterator[Block]:
    yield Paragraph(say("calibration.agreement-text"))
    rows = tuple(
        (
            *_names(study, row),
            Cell(str(row["n"]), sort=row["n"]),
            Cell(str(row["units"]), sort=row["units"]),
            *(_estimate(row, name) for name in ("alpha", "kappa")),
            Cell(percent(row["exact"]), sort=row["exact"]),
        )
        for row in tables["raters"].iter_rows(named=True)
    )
    yield _table("agreement-table", rows, 2, 3, 4, 5, 6)


def _leaning(study: Study, tables: Tables) -> Iterator[Block]:
    yield Paragraph(say("calibration.leaning-text"))
    rows = tuple(
        (
            *_names(study, row),
            _estimate(row, "bias"),
            Cell(number(row["length"]), sort=row["length"]),
        )
        for row in tables["raters"].iter_rows(named=True)
    )
    yield _table("leaning-table", rows, 2, 3)
    names = {unit.id: str(unit.name) for unit in study.units}
    words: dict[str, Callable[[str], str]] = {
        "unit": lambda name: names.get(name, name),
        "third": lambda name: say(f"calibration.{name}"),
    }
    for column, frame in (("unit", tables["by_unit"]), ("third", tables["by_length"])):
        parts = tuple(
            (
                *_names(study, row),
                Cell(words[column](row[column])),
                Cell(str(row["cells"]), sort=row["cells"]),
                _interval(row["bias"], row["low"], row["high"]),
            )
            for row in frame.iter_rows(named=True)
        )
        title = say(f"calibration.by-{column}")
        yield Fold(title, "", f"by-{column}", (_table(f"{column}-table", parts, 3, 4),))


def _steadiness(study: Study, tables: Tables) -> Iterator[Block]:
    models = tables["raters"].filter(rater_kind="model")
    if models.is_empty():
        yield Paragraph(say("calibration.no-model"))
        return
    yield Paragraph(say("calibration.steadiness-text"))
    rows = tuple(
        (
            *_names(study, row),
            Cell(str(row["flips_n"]), sort=row["flips_n"]),
            Cell(percent(row["reworded"], 1), sort=row["reworded"]),
            Cell(percent(row["swapped"], 1), sort=row["swapped"]),
            Cell(_between(row, "flips", percent)),
        )
        for row in models.iter_rows(named=True)
    )
    yield _table("steadiness-table", rows, 2, 3, 4, 5)


def _confusions(study: Study, tables: Tables) -> Iterator[Block]:
    yield Paragraph(say("calibration.confusion-text"))
    frame = tables["confusion"]
    parts = frame.group_by("rater", "indicator", maintain_order=True)
    for place, ((rater, indicator), part) in enumerate(parts):
        anchors = study.indicator(str(indicator)).anchors
        counts = {(row["reference"], row["level"]): row["cells"] for row in part.to_dicts()}
        rows = tuple(
            (
                Cell(str(reference)),
                *(Cell(str(counts.get((reference, level), 0))) for level in sorted(anchors)),
            )
            for reference in sorted(anchors)
        )
        heads = (say("calibration.people-say"), *map(str, sorted(anchors)))
        table = _plain_table(say("calibration.confusion-caption"), heads, rows)
        yield Fold(str(rater), _indicator(study, str(indicator)), f"confusion-{place}", (table,))


def _marks(study: Study, tables: Tables) -> Iterator[Block]:
    yield Paragraph(say("calibration.marks-text"))
    bars = (study.calibration.alone, study.calibration.pre_score)
    rows = tuple(
        (
            Cell(say(f"calibration.mark-{name}")),
            *(Cell(f"{sign} {getattr(bar, name):g}") for bar in bars),
        )
        for name, sign in MARKS.items()
    )
    yield _table("marks-table", rows, 1, 2)


def _limits(study: Study, tables: Tables) -> Iterator[Block]:
    yield Points(tuple(say("calibration.limits-points").split("|")))


CHAPTERS: dict[str, Callable[[Study, Tables], Iterator[Block]]] = {
    "roles": _roles,
    "agreement": _agreement,
    "leaning": _leaning,
    "steadiness": _steadiness,
    "confusion": _confusions,
    "marks": _marks,
    "limits": _limits,
}


def _names(study: Study, row: Row) -> tuple[Cell, Cell]:
    return Cell(row["rater"]), Cell(_indicator(study, row["indicator"]))


def _indicator(study: Study, id_: str) -> str:
    return f"{id_} {typeset(str(study.indicator(id_).name))}"


def _estimate(row: Row, name: str) -> Cell:
    return _interval(row[name], row[f"{name}_low"], row[f"{name}_high"])


def _interval(value: float | None, low: float | None, high: float | None) -> Cell:
    row = {"x": value, "x_low": low, "x_high": high}
    return Cell(_between(row, "x", number), sort=value)


def _between(row: Row, name: str, spoken: Callable[[float | None, int], str]) -> str:
    value, low, high = (row[f"{name}{end}"] for end in ("", "_low", "_high"))
    if low is None or high is None:
        return spoken(value, 2)
    return f"{spoken(value, 2)} [{spoken(low, 2)}, {spoken(high, 2)}]"


def _table(name: str, rows: tuple[tuple[Cell, ...], ...], *numeric: int) -> Table:
    return Table(
        caption=say(f"calibration.{name}"),
        columns=columns(f"calibration.{name}-columns", *numeric),
        rows=rows,
        anchor=name,
        numbered=False,
        searchable=len(rows) > FEW,
    )


def _plain_table(caption: str, heads: tuple[str, ...], rows: tuple[tuple[Cell, ...], ...]) -> Table:
    labels = tuple(Column(head, numeric=index > 0) for index, head in enumerate(heads))
    return Table(caption, labels, rows, numbered=False)
