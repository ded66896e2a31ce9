"""The frames of a data package: what was declared, observed and made, without nested columns."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import polars as pl

from wenheng.contracts import checked
from wenheng.report.package.contracts import CONTRACTS, DECLARED, MADE, OBSERVED
from wenheng.study.indicators import Indicator
from wenheng.study.model import Study
from wenheng.tables import WHOLE_PLATFORM
from wenheng.workbooks import flat

PEOPLE = ("person", "adjudicator")

Frames = dict[str, pl.DataFrame]


def package_frames(study: Study, tables: Mapping[str, pl.DataFrame]) -> Frames:
    """All tables of a package by name, rows in the order of their keys; people have numbers.

    Args:
        study: the declared whole.
        tables: by name; of those that a package has, those that are there are taken.

    Raises:
        TableError: a table breaks its contract.
    """
    found: Frames = {name: _declared(name, rows(study)) for name, rows in ROWS.items()}
    found |= _observed(tables["sessions"])
    found |= {name: flat(tables[name]) for name in MADE if name in tables}
    found["ratings"] = _people_by_number(found["ratings"])
    return {name: _ordered(name, frame) for name, frame in found.items()}


def _declared(name: str, rows: Iterator[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=DECLARED[name].create_empty().schema, orient="row")


def _ordered(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    contract = CONTRACTS[name]
    nested = [key for key in contract.column_names() if key not in frame.columns]
    if nested:  # nested columns of a contract of other stages are left out
        return frame.sort(contract.primary_key())
    return checked(contract, frame, name).sort(contract.primary_key())


def _units(study: Study) -> Iterator[dict[str, Any]]:
    for unit in study.units:
        names = {"name_zh": unit.name.zh, "name_en": unit.name.en}
        yield {"unit": unit.id, **names, "level": unit.level, "region": unit.region}


def _platforms(study: Study) -> Iterator[dict[str, Any]]:
    for one in study.platforms:
        yield {
            "platform": one.id,
            **{name: getattr(one, name) for name in ("unit", "channel", "transport", "entry")},
        }


def _scenarios(study: Study) -> Iterator[dict[str, Any]]:
    for one in study.scenarios:
        yield {
            "scenario": one.id,
            "kind": "scenario",
            **_names(one),
            "scene": one.scene,
            "business": one.business,
            "question": one.utterances.main,
        }
    blank = {"scene": "", "business": ""}
    for probe in (*study.probes, *study.pack_probes):
        said = "\n".join(probe.say)
        yield {"scenario": probe.id, "kind": "probe", **_names(probe), **blank, "question": said}
    whole = {"scenario": WHOLE_PLATFORM, "kind": "platform", "name_zh": "", "name_en": ""}
    yield {**whole, **blank, "question": ""}


def _nodes(study: Study) -> Iterator[dict[str, Any]]:
    roots = [
        *study.indicators,
        *(root for pack in study.packs if pack.on for root in pack.indicators),
    ]
    for root in roots:
        yield from _below(root, None)


def _below(node: Indicator, parent: str | None) -> Iterator[dict[str, Any]]:
    levels = sorted(node.anchors.items())
    yield {
        "node": node.id,
        "parent": parent,
        **_names(node),
        "definition": node.definition,
        "anchors": "\n".join(f"{level}: {text}" for level, text in levels),
        "weight": node.weight,
        "per": node.per if node.is_leaf else None,
        "automation": node.automation.level if node.automation else None,
        "origin": node.origin.kind,
    }
    for child in node.children:
        yield from _below(child, node.id)


def _groups(study: Study) -> Iterator[dict[str, Any]]:
    declared = {"level": study.levels, "channel": study.channels, "region": study.regions}
    for kind, named in declared.items():
        for one in named:
            yield {"kind": kind, "id": one.id, **_names(one)}


def _names(one: Any) -> dict[str, str]:
    return {"name_zh": one.name.zh, "name_en": one.name.en}


def _observed(sessions: pl.DataFrame) -> Frames:
    turns = _unfolded(sessions, "turns")
    frames = {
        "sessions": sessions.unnest("features"),
        "turns": turns,
        "reply_links": _numbered(turns.select("session", "turn", "links"), "links", True),
        "reply_options": _numbered(turns.select("session", "turn", "options"), "options", False),
        "evidence": _numbered(sessions.select("session", "evidence"), "evidence", True),
    }
    return {name: frame.select(OBSERVED[name].column_names()) for name, frame in frames.items()}


def _unfolded(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """A row for each member of the lists of structs in `column`."""
    return frame.select("session", column).explode(column).drop_nulls(column).unnest(column)


def _numbered(frame: pl.DataFrame, column: str, structs: bool) -> pl.DataFrame:
    """The same, numbered from 1 within a list."""
    places = pl.int_ranges(1, pl.col(column).list.len() + 1, dtype=pl.UInt32).alias("place")
    rows = frame.with_columns(places).explode(column, "place").drop_nulls(column)
    return rows.unnest(column) if structs else rows.rename({column: "text"})


def _people_by_number(ratings: pl.DataFrame) -> pl.DataFrame:
    """Raters who are people are called person-1 …, in the order of their names."""
    are_people = pl.col("rater_kind").is_in(PEOPLE)
    names = sorted(ratings.filter(are_people)["rater"].unique().to_list())
    called = {name: f"person-{number}" for number, name in enumerate(names, 1)}
    renamed = pl.col("rater").replace(called)
    return ratings.with_columns(pl.when(are_people).then(renamed).otherwise("rater").alias("rater"))


ROWS: dict[str, Callable[[Study], Iterator[dict[str, Any]]]] = {
    "study_units": _units,
    "study_platforms": _platforms,
    "study_scenarios": _scenarios,
    "study_indicators": _nodes,
    "study_groups": _groups,
}
"""The rows of what a study declares."""
