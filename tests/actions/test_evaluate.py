"""From what was collected to ratings, scores and grades."""

import subprocess
import sys

import openpyxl
import polars as pl
import pytest
import yaml
from tests.actions.conftest import cli

from wenheng.actions.collect import collect, remaining
from wenheng.actions.evaluate import (
    rate_collected,
    score_collected,
)
from wenheng.actions.importing import import_files
from wenheng.actions.tabling import WORKBOOK, write_tables
from wenheng.analysis.rules.catalogue import RULES
from wenheng.errors import StudyError, TableError


def test_a_study_goes_from_questions_to_grades(study):
    collected = collect(study)
    rated = rate_collected(study)
    tables = score_collected(study)

    assert (collected.planned, collected.recorded, collected.failures) == (20, 20, {})
    assert rated.by_status == {"rated": 20}
    assert tables["grades"]["grade"].to_list() == ["A", "A"]
    assert (study / "results" / "totals.csv").read_text("utf-8-sig").startswith("kind,id,policy")


def test_scores_come_with_what_they_mean_and_with_what_was_not_said(study):
    collect(study)
    rate_collected(study)

    tables = score_collected(study, workbook=True)

    results = study / "results"
    assert {rule.id for rule in RULES} <= set(tables["findings"]["rule"])
    told = pl.read_parquet(results / "findings.parquet")
    assert told.equals(tables["findings"])
    assert (results / "ledger.csv").is_file()
    sheets = openpyxl.load_workbook(results / "tables.xlsx").sheetnames
    assert {"findings", "ledger", "advice", "types", "labels"} <= set(sheets)
    unsaid = told.filter(pl.col("strength") == "X")
    assert unsaid.filter(pl.col("sentence_zh") == "").is_empty()


def test_ratings_of_people_stand_beside_those_of_rules_and_count_before_them(study, tmp_path):
    collect(study)
    rate_collected(study)
    file = tmp_path / "people.csv"
    file.write_text(
        "platform,scenario,indicator,rater,rater_kind,level\nnorth-web,s0,B2.2,ann,person,0\n",
        "utf-8",
    )

    taken = import_files(study, [file])
    cells = score_collected(study)["cells"]

    cell = cells.filter(platform="north-web", scenario="s0").to_dicts()[0]
    assert taken.new_ratings == 1
    assert (cell["score"], cell["machine_score"], cell["judged_by"]) == (0, 3, "person")


@pytest.mark.parametrize(("command", "folder"), [("report", "reports"), ("score", "results")])
def test_a_file_where_a_folder_should_be_is_told_in_words(study, command, folder):
    collect(study)
    (study / folder).write_text("mine")

    ended = cli(command, study)

    assert ended.returncode == 2
    assert ended.stderr.startswith("cannot write")


def test_a_file_with_mistakes_is_refused_whole(study, tmp_path):
    collect(study)
    file = tmp_path / "people.csv"
    file.write_text("platform,scenario,indicator,rater,level\nnorth-wep,s0,B2.2,ann,0\n", "utf-8")

    with pytest.raises(TableError, match="north-web"):
        import_files(study, [file])


def test_of_several_files_none_is_taken_in_where_one_has_mistakes(study, tmp_path):
    collect(study)
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    head = "platform,scenario,indicator,rater,level\n"
    good.write_text(f"{head}north-web,s0,B2.2,ann,0\n", "utf-8")
    bad.write_text(f"{head}north-web,s0,B2.9,ann,0\n", "utf-8")

    with pytest.raises(TableError):
        import_files(study, [good, bad])

    assert import_files(study, [good]).new_ratings == 1


def test_asking_what_remains_begins_no_run(study):
    collect(study)
    rate_collected(study)
    file = study / "study.yaml"
    original = file.read_text("utf-8")

    file.write_text(original.replace("事项0怎么办", "事项0如何办理"), "utf-8")
    assert remaining(study) == 20
    file.write_text(original, "utf-8")

    assert score_collected(study)["grades"]["grade"].to_list() == ["A", "A"]


def test_a_host_that_nobody_resolves_is_not_known_rather_than_absent(study, endpoint):
    file = study / "study.yaml"
    document = yaml.safe_load(file.read_text("utf-8").replace(endpoint, "http://no.invalid/ask"))
    document["pace"]["unreachable_limit"] = 20
    file.write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")

    collected = collect(study)
    rate_collected(study)
    tables = score_collected(study)

    assert collected.outcomes == {"unreachable": 20}
    assert set(tables["sessions"]["fault"]) == {"nobody"}
    assert set(tables["presence"]["status"]) == {"unknown"}
    assert tables["totals"]["score"].null_count() == tables["totals"].height


def test_before_anything_was_collected_one_is_told_what_to_do(study):
    with pytest.raises(StudyError, match="wenheng collect"):
        rate_collected(study)


def test_tables_are_written_as_one_workbook_in_which_text_stays_text(tmp_path):
    table = pl.DataFrame({"span": ["=1+1", "a\x0bb"], "level": [1.5, None], "turns": [[1], []]})

    write_tables(tmp_path, {"ratings": table}, workbook=True)

    book = openpyxl.load_workbook(tmp_path / WORKBOOK)
    sheet = book["ratings"]
    assert [[cell.value for cell in row] for row in sheet.rows] == [
        ["span", "level"],
        ["=1+1", 1.5],
        ["a\ufffdb", None],
    ]
    assert sheet["A2"].data_type == "s"


def test_a_table_that_is_longer_than_a_sheet_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("wenheng.workbooks.ROWS_OF_A_SHEET", 2)

    with pytest.raises(TableError):
        write_tables(tmp_path, {"cells": pl.DataFrame({"x": [1, 2, 3]})}, workbook=True)


def test_score_writes_a_workbook_where_it_is_asked_to(study):
    collect(study)

    ended = subprocess.run(
        [sys.executable, "-m", "wenheng", "score", str(study), "--xlsx"], timeout=90
    )

    assert ended.returncode == 0
    book = openpyxl.load_workbook(study / "results" / WORKBOOK, read_only=True)
    assert {"cells", "totals", "ranks", "grades"} <= set(book.sheetnames)
    book.close()
