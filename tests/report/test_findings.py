"""What the report says of the results: as far as the strength allows, everything in the ledger."""

from dataclasses import replace

import polars as pl
import pytest

from wenheng.language import speaking
from wenheng.report import report_document
from wenheng.report.compose.findings import findings, ledger
from wenheng.report.document import Finding, ReportDoc, Table
from wenheng.report.material import Material, material


@pytest.fixture(scope="module")
def data(country) -> Material:
    return material(country.study, country.tables, country.facts)


def printed(data: Material) -> list[Finding]:
    with speaking("zh"):
        return [block for block in findings(data) if isinstance(block, Finding)]


def with_strength(data: Material, rule: str, strength: str) -> Material:
    table = data.tables["findings"]
    other = pl.when(pl.col("rule") == rule).then(pl.lit(strength)).otherwise("strength")
    changed = table.with_columns(other.cast(table["strength"].dtype).alias("strength"))
    return replace(data, tables={**data.tables, "findings": changed})


def test_nothing_that_could_not_be_judged_is_printed(data):
    assert {one.strength for one in printed(data)} <= set("SMN")
    unknown = with_strength(data, "R21", "X")
    assert "R21" in {one.note[:3] for one in printed(data)}
    assert "R21" not in {one.note[:3] for one in printed(unknown)}


def test_of_rules_that_speak_of_each_indicator_only_what_passes_is_printed(data):
    def spoken_of(strength: str) -> bool:
        return any(
            one.note.startswith("R17") for one in printed(with_strength(data, "R17", strength))
        )

    assert data.tables["findings"].filter(rule="R17").height
    assert spoken_of("S") and not spoken_of("N")


def test_within_a_topic_what_is_surest_comes_first(data):
    with speaking("zh"):
        blocks = findings(with_strength(data, "R21", "S"))
    at = [i for i, block in enumerate(blocks) if getattr(block, "strength", "") == "S"]
    assert at and all(
        getattr(blocks[i - 1], "strength", "S") == "S" for i in at
    )  # after a heading or another headline


def test_the_ledger_holds_every_statement_once_and_each_finding_leads_to_its_line(data):
    with speaking("zh"):
        (table,) = [block for block in ledger(data) if isinstance(block, Table)]
    anchors = [row[0].anchor for row in table.rows]
    assert len(set(anchors)) == len(anchors) == data.tables["findings"].height
    assert {one.link for one in printed(data)} <= set(anchors)


def test_where_only_the_counter_text_is_true_the_ledger_holds_the_statement_beside_it(data):
    row = data.tables["findings"].filter(strength="N").row(0, named=True)
    with speaking("zh"):
        (table,) = [block for block in ledger(data) if isinstance(block, Table)]
    (line,) = [
        cells
        for cells in table.rows
        if cells[0].text == f"{row['rule']}·{row['about']}·{row['measure']}"
    ]
    assert line[2].text == row["sentence_zh"] and line[5].text == row["text_zh"]


def test_without_findings_the_report_has_no_such_chapters(country):
    bare = {k: v for k, v in country.tables.items() if k not in ("findings", "ledger", "advice")}
    documents: list[ReportDoc] = [
        report_document(country.study, tables, country.facts, "zh")
        for tables in (bare, country.tables)
    ]
    without, whole = ({chapter.anchor for chapter in one.chapters} for one in documents)
    assert whole - without == {"findings", "ledger", "advice"}
