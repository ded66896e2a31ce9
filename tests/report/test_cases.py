"""Exemplary cases: proposed by rule, printed only when a person approved them."""

import polars as pl
import pytest
import yaml

from wenheng import tables as contracts
from wenheng.actions.cases import FILE, approved_cases, propose_cases
from wenheng.analysis.exemplars import exemplars, tops
from wenheng.errors import StudyError
from wenheng.language import speaking
from wenheng.report import html_page, report_document
from wenheng.report.document import Cards, shots_of


@pytest.fixture(scope="module")
def seen(country):
    """The tables of the country as if people had judged it: rules alone make no case."""
    person = pl.lit("person", country.tables["cells"].schema["judged_by"])
    cells = country.tables["cells"].with_columns(
        judged_by=pl.when(pl.col("status") == "scored").then(person),
        score=pl.when(pl.col("platform") == "alpha-web", pl.col("status") == "scored")
        .then(3.0)
        .otherwise("score"),
    )
    key = ["platform", "scenario", "indicator"]
    sessions = country.tables["sessions"].select("platform", "scenario", "session")
    told = (
        country.tables["ratings"]
        .drop("session")
        .join(
            sessions.unique(["platform", "scenario"], keep="first"),
            ["platform", "scenario"],
            "left",
        )
    )
    ratings = told.select(country.tables["ratings"].columns).unique([*key, "rater"])
    grades = country.tables["grades"].with_columns(
        type=pl.when(pl.col("unit") == "alpha").then(pl.lit("lead")).otherwise("type"),
    )
    return {**country.tables, "cells": cells, "ratings": ratings, "grades": grades}


@pytest.fixture
def proposed(country, seen, tmp_path):
    """The lines of the proposal, and a way to write them as a person would change them."""
    assert propose_cases(tmp_path, country.study, seen) == tmp_path / FILE
    lines = yaml.safe_load((tmp_path / FILE).read_text("utf-8"))

    def approved(*changed):
        (tmp_path / FILE).write_text(yaml.safe_dump(list(changed), allow_unicode=True), "utf-8")
        return approved_cases(tmp_path, country.study, seen)

    return lines, approved


def blocks(country, seen, cases, language="zh"):
    document = report_document(country.study, {**seen, "cases": cases}, country.facts, language)
    chapters = {chapter.anchor: chapter for chapter in document.chapters}
    return document, chapters.get("cases")


def test_a_case_is_of_a_leading_unit_at_the_top_in_two_thirds_of_cells(country, seen):
    table = exemplars(country.study, seen)

    assert table["platform"].to_list()[0] == "alpha-web"
    leading = seen["grades"].filter(pl.col("type") == "lead")["unit"].to_list()
    assert {country.study.platform(p).unit for p in table["platform"]} <= set(leading)
    assert (table["top"] * 3 >= table["n"] * 2).all()
    shots = seen["sessions"].select(pl.col("evidence").explode().struct.unnest())
    assert set(table["picture"].drop_nulls()) <= set(shots["sha256"])
    assert table["picture"].drop_nulls().len() > 0


def test_what_rules_alone_judged_is_no_case(country):
    assert tops(country.study, country.tables["cells"]) == {}


def test_nothing_is_approved_by_being_proposed(country, seen, proposed, tmp_path):
    lines, _ = proposed

    assert lines
    assert not any(line["approve"] for line in lines)
    assert approved_cases(tmp_path, country.study, seen).is_empty()
    assert blocks(country, seen, approved_cases(tmp_path, country.study, seen))[1] is None


def test_a_file_that_is_there_is_left_as_it_is(country, seen, tmp_path):
    (tmp_path / FILE).write_text("[]", "utf-8")

    assert propose_cases(tmp_path, country.study, seen) is None
    assert (tmp_path / FILE).read_text("utf-8") == "[]"


def test_approved_cases_are_printed_in_the_order_of_the_file_with_caption_and_picture(
    country, seen, proposed
):
    (line, *_), approved = proposed
    found = tops(country.study, seen["cells"])["alpha-web"]
    other = {**line, "indicator": found[-1][0], "approve": True}
    first = {**line, "approve": True, "caption": {"zh": "一问即答", "en": "answers at once"}}

    table = approved(other, first)
    document, chapter = blocks(country, seen, table)

    assert table["indicator"].to_list() == [other["indicator"], line["indicator"]]
    (cards,) = [block for block in chapter.blocks if isinstance(block, Cards)]
    assert "说明" not in dict(cards.items[0].facts)
    assert dict(cards.items[1].facts)["说明"].text == "一问即答"
    assert dict(cards.items[1].facts)["出处"].link.startswith("s-alpha-web")
    page = html_page(document, country.pictures)
    assert page.count('class="seen"') == len(list(shots_of(chapter.blocks))) == 2
    assert "被问“" in page


def test_an_approved_case_must_hold_and_be_in_the_ledger(proposed):
    (line, *_), approved = proposed
    good = {**line, "approve": True}

    with speaking("en"), pytest.raises(StudyError) as error:
        approved(
            {**good, "platform": "beta-web"},
            {**good, "session": "alpha-web/S99/main/1"},
            {**good, "picture": "0" * 64},
            {**line, "platform": "nowhere"},
        )

    said = str(error.value)
    assert "beta-web is not at the top" in said
    assert "no session alpha-web/S99/main/1" in said
    assert f"has no picture {'0' * 64}" in said
    assert "nowhere" not in said


def test_a_file_that_is_no_list_of_cases_is_refused(proposed):
    _, approved = proposed

    with pytest.raises(StudyError, match=r"cases\.yaml"):
        approved({"approved": True})


def test_a_case_without_a_contract_is_not_drawn(country, seen):
    broken = pl.DataFrame({"platform": ["alpha-web"]})

    with pytest.raises(Exception, match="cases"):
        blocks(country, seen, broken)
    assert contracts.Cases.column_names()[0] == "platform"


def test_where_nothing_is_graded_nobody_leads_and_no_case_is_proposed(country, seen):
    assert exemplars(country.study, seen).height
    assert exemplars(country.study, {**seen, "grades": seen["grades"].clear()}).is_empty()


def test_an_indicator_is_at_the_top_from_two_thirds_of_its_cells_on(country, seen):
    """Of three scored cells one at the top is too few, two are enough."""

    def features(at_top: int) -> set[str]:
        mine = seen["cells"].filter(platform="alpha-web", indicator="A1.1").head(3)
        score = pl.Series("score", [3.0] * at_top + [0.0] * (3 - at_top))
        cells = mine.with_columns(
            score, status=pl.lit("scored", mine.schema["status"]),
            judged_by=pl.lit("person", mine.schema["judged_by"]),
        )  # fmt: skip
        return {leaf for leaf, *_ in tops(country.study, cells).get("alpha-web", [])}

    assert seen["cells"].filter(platform="alpha-web", indicator="A1.1").height >= 3
    assert (features(1), features(2)) == (set(), {"A1.1"})
