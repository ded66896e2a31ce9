"""Holding a frame to its contract, and saying in words all that is wrong with it."""

import difflib
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import dataframely as dy
import polars as pl

from wenheng.errors import TableError
from wenheng.language import catalogue, say


def checked(contract: type[dy.Schema], frame: pl.DataFrame, where: str = "") -> pl.DataFrame:
    """`frame` with the columns and types of `contract`, in its order; others are left out.

    Args:
        contract: one of the tables above.
        frame: any frame that has at least its columns, of types that can be cast.
        where: what to call the frame in an error; the name of the contract if empty.

    Raises:
        TableError: names every missing column, or every broken rule with the number of rows that
            break it, the first three of them by key, and their value.
    """
    where = where or contract.__name__
    missing = [name for name in contract.column_names() if name not in frame.columns]
    if missing:
        raise TableError(
            say("tables.no-column", columns=", ".join(missing)),
            where=where,
            hint=say("tables.columns-present", columns=", ".join(frame.columns)),
        )
    try:
        good, failures = contract.filter(frame.select(contract.column_names()), cast=True)
    except pl.exceptions.InvalidOperationError as error:
        raise TableError(
            say("tables.no-cast", why=str(error).splitlines()[0]), where=where
        ) from error
    broken = failures.counts()
    if broken:
        raise TableError(_broken(contract, failures.details(), broken), where=where)
    return pl.DataFrame(good)


def _broken(contract: type[dy.Schema], rows: pl.DataFrame, counts: dict[str, int]) -> str:
    keys = contract.primary_key()
    lines = []
    for rule, count in counts.items():
        column = rule.partition("|")[0] if "|" in rule else keys[0]
        first = rows.filter(pl.col(rule) == "invalid").head(3).iter_rows(named=True)
        named = "; ".join(_name(row, keys, column) for row in first)
        lines.append(say("tables.broken", rule=_rule(rule), count=count, rows=named))
    return "\n  ".join(lines)


def _rule(rule: str) -> str:
    """What `rule` demands, in words: a rule of ours, or `column|kind` of dataframely's."""
    column, _, kind = rule.partition("|")
    key = f"rule-{kind or rule}".replace("_", "-")
    return say(f"tables.{key}", column=column) if key in catalogue("tables") else rule


def _name(row: dict[str, Any], keys: list[str], column: str) -> str:
    key = "/".join(str(row[name]) for name in keys)
    return f"{key} ({row[column]})" if column not in keys else key


def unknown_names(frame: pl.DataFrame, column: str, known: Iterable[str]) -> list[str]:
    """A sentence for each name in `column` that is not among `known`: rows, nearest known name.

    Rows are counted from 1.
    """
    names = sorted(set(known))
    rows = frame.select(column).with_row_index("row", offset=1)
    strays = rows.filter(~pl.col(column).is_in(names)).group_by(column).agg("row").sort(column)
    return [_unknown(column, name, names, numbers) for name, numbers in strays.iter_rows()]


def _unknown(column: str, name: str, names: list[str], rows: list[int]) -> str:
    near = difflib.get_close_matches(name, names, n=1)
    hint = say("tables.nearest", name=near[0]) if near else ""
    return say("tables.unknown", column=column, name=name, hint=hint, rows=places(rows))


def places(rows: Iterable[int]) -> str:
    """Row numbers in words, runs drawn together: rows 3–5, 9."""
    numbers = sorted(rows)
    breaks = [i for i, (n, after) in enumerate(pairwise(numbers), 1) if after != n + 1]
    runs = [numbers[a:b] for a, b in pairwise([0, *breaks, len(numbers)])]
    told = [str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs if run]
    key = "tables.row" if len(numbers) == 1 else "tables.rows"
    return say(key, rows=say("tables.comma").join(told))
