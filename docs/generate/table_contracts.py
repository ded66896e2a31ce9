"""The page of the tables that stages hand to one another, made from `wenheng.tables`."""

import re
from typing import Any

import dataframely as dy
import polars as pl
from written import code, page, paragraphs, pick, table

from wenheng import tables
from wenheng.language import catalogue

CONTRACTS: dict[type[dy.Schema], str] = {
    tables.PlannedSessions: "",
    tables.PlannedCells: "",
    tables.Sessions: "sessions",
    tables.Links: "links",
    tables.Checks: "checks",
    tables.Presence: "presence",
    tables.Ratings: "ratings",
    tables.Coverage: "coverage",
    tables.Cells: "cells",
    tables.Nodes: "indicators, dimensions",
    tables.Totals: "totals",
    tables.Ranks: "ranks",
    tables.Grades: "grades",
    tables.Standings: "standings",
    tables.Chances: "chances",
    tables.Types: "types",
    tables.Pairs: "pairs",
    tables.Covered: "covered",
    tables.Regions: "regions",
    tables.Splits: "splits",
    tables.Labels: "labels",
    tables.Findings: "findings",
    tables.Ledger: "ledger",
    tables.Advice: "advice",
    tables.Cases: "",
    tables.Peers: "peers",
    tables.Paths: "paths",
    tables.Steps: "steps",
    tables.UnitMeans: "unit_means",
    tables.GroupMeans: "group_means",
    tables.Contrasts: "contrasts",
    tables.LevelCounts: "level_counts",
    tables.SceneMeans: "scene_means",
    tables.Priorities: "priorities",
    tables.WeightRanks: "weight_ranks",
    tables.Replies: "replies",
    tables.Failures: "failures",
    tables.Agreement: "agreement",
}
"""Contract → the files of `results/` that meet it."""


def table_contracts(language: str) -> str:
    """Every contract: what a row is, its columns, its rules, where it lies."""
    intro = pick(
        language,
        "各阶段之间只传递这些表。`wenheng score` 把它们写到研究目录的 `results/`：Parquet 为全表，"
        "CSV 不含嵌套的列。可能缺失的数旁边必有 `status` 说明原因；缺失为空，不用 NaN。"
        "说明取自程序，为英文。",
        "Stages hand one another these tables and nothing else. `wenheng score` writes them to "
        "`results/` in the directory of the study: whole as Parquet, without nested columns as "
        "CSV. Beside a number that may be absent stands a `status` that says why; a gap is null, "
        "never NaN.",
    )
    described = [_contract(language, one, files) for one, files in CONTRACTS.items()]
    return page(language, ("数据表", "Tables"), "tables", [intro, *described])


def _contract(language: str, contract: type[dy.Schema], files: str) -> str:
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", contract.__name__).upper()
    headings = [
        pick(language, *pair) for pair in (("列", "Column"), ("类型", "Type"), ("约束", "Limits"))
    ]
    rows = [_column(language, key, one) for key, one in contract.columns().items()]
    parts = [f"## {name}", paragraphs(contract.__doc__), table(headings, rows)]
    if rules := _rules(language, contract):
        parts.append("\n".join(f"- {rule}" for rule in rules))
    if files:
        lies = pick(language, "文件：", "Files: ")
        parts.append(lies + ", ".join(code(f"results/{f}.parquet") for f in files.split(", ")))
    return "\n\n".join(parts)


def _column(language: str, name: str, column: Any) -> tuple[str, str, str]:
    limits = [
        pick(language, "主键", "key") if column.primary_key else "",
        pick(language, "可为空", "may be null") if column.nullable else "",
        f"≥ {column.min:g}" if getattr(column, "min", None) is not None else "",
        f"≤ {column.max:g}" if getattr(column, "max", None) is not None else "",
    ]
    return code(name), _type(column.dtype), pick(language, "，", ", ").join(filter(None, limits))


def _type(kind: Any) -> str:
    if isinstance(kind, pl.Enum):
        return " ".join(map(code, kind.categories))
    if isinstance(kind, pl.List):
        return f"list of {_type(kind.inner)}"
    if isinstance(kind, pl.Struct):
        return "{" + ", ".join(field.name for field in kind.fields) + "}"
    return type(kind).__name__ if not isinstance(kind, type) else kind.__name__


def _rules(language: str, contract: type[dy.Schema]) -> list[str]:
    said = catalogue("tables")
    own = [name for name in vars(contract) if f"rule-{name}".replace("_", "-") in said]
    return [said[f"rule-{name}".replace("_", "-")][_tongue(language)] for name in own]


def _tongue(language: str) -> Any:
    return language
