"""Tables in words and in schemas: what each column is, what it may hold, what it refers to."""

from collections.abc import Mapping
from typing import Any

import dataframely as dy
import polars as pl

from wenheng.language import Language, catalogue
from wenheng.report.package.contracts import CONTRACTS, KEYS

Frames = Mapping[str, pl.DataFrame]


def words_of(name: str, language: Language) -> str:
    """What the table `name` is."""
    return catalogue("columns")[f"table-{name}"][language]


def words_of_column(name: str, column: str, language: Language) -> str:
    """What `column` of the table `name` is."""
    known = catalogue("columns")
    return known.get(f"{name}-{column}", known.get(column, {}))[language]


def schema(name: str, frames: Frames) -> dict[str, Any]:
    """The Table Schema (Frictionless v2) of the table `name`, from its contract.

    What refers to another table says so only where every value is there.
    """
    contract, frame = CONTRACTS[name], frames[name]
    rules = contract.columns()
    fields = [_field(name, column, rules[column]) for column in frame.columns]
    found: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    found["primaryKey"] = contract.primary_key()
    foreign = [
        {"fields": [column], "reference": {"resource": resource, "fields": [field]}}
        for column, (resource, field) in KEYS.items()
        if column in frame.columns and resource != name and _refers(frame[column], frames, column)
    ]
    return {**found, **({"foreignKeys": foreign} if foreign else {})}


def codebook(frames: Frames) -> pl.DataFrame:
    """A row for every column of every table of a package, that of the codebook among them."""
    rows = [
        _line(name, column, frames)
        for name, frame in [*frames.items(), ("codebook", CONTRACTS["codebook"].create_empty())]
        for column in frame.columns
    ]
    return pl.DataFrame(rows, schema=CONTRACTS["codebook"].create_empty().schema, orient="row")


def _line(name: str, column: str, frames: Frames) -> dict[str, Any]:
    rule = CONTRACTS[name].columns()[column]
    limits = [f"{key}: {value}" for key, value in _limits(rule).items() if key != "enum"]
    limits += [" ".join(rule.dtype.categories)] if isinstance(rule.dtype, pl.Enum) else []
    target, field = KEYS.get(column, ("", ""))
    refers = target in frames and target != name and _refers(frames[name][column], frames, column)
    return {
        "table": name,
        "column": column,
        "type": _type(rule),
        "key": rule.primary_key,
        "nullable": rule.nullable,
        "limits": "; ".join(limits),
        "refers_to": f"{target}.{field}" if refers else "",
        "zh": words_of_column(name, column, "zh"),
        "en": words_of_column(name, column, "en"),
    }


def _refers(values: pl.Series, frames: Frames, column: str) -> bool:
    target, field = KEYS[column]
    return values.drop_nulls().is_in(frames[target][field].implode()).all()


def _field(name: str, column: str, rule: dy.Column) -> dict[str, Any]:
    limits = _limits(rule)
    if (not rule.nullable and _type(rule) != "string") or rule.primary_key:
        limits["required"] = True
    return {
        "name": column,
        "type": _type(rule),
        "description": words_of_column(name, column, "zh"),
        "description_en": words_of_column(name, column, "en"),
        **({"constraints": limits} if limits else {}),
    }


def _limits(rule: dy.Column) -> dict[str, Any]:
    if isinstance(rule.dtype, pl.Enum):
        return {"enum": rule.dtype.categories.to_list()}
    found = {"minimum": getattr(rule, "min", None), "maximum": getattr(rule, "max", None)}
    if rule.dtype.is_unsigned_integer() and found["minimum"] is None:
        found["minimum"] = 0
    return {key: value for key, value in found.items() if value is not None}


def _type(rule: dy.Column) -> str:
    kind = rule.dtype
    if kind == pl.Boolean:
        return "boolean"
    if kind.is_integer():
        return "integer"
    if kind.is_float():
        return "number"
    return "datetime" if kind == pl.Datetime else "string"
