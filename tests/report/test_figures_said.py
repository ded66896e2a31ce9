"""A finding stands above a figure where it is strong enough to be printed, and only there."""

import polars as pl
import pytest

from wenheng.language import speaking
from wenheng.report.figures.said import finding, said
from wenheng.report.material import material


def of_strength(country, strength):
    given = country.tables["findings"]
    forced = given.with_columns(strength=pl.lit(strength, given.schema["strength"]))
    return material(country.study, {**country.tables, "findings": forced}, country.facts)


@pytest.mark.parametrize(("strength", "printed"), [("S", 1), ("M", 1), ("N", 0), ("X", 0)])
def test_a_title_is_a_finding_only_where_it_is_strong_enough(country, strength, printed):
    data = of_strength(country, strength)

    with speaking("zh"):
        title = said(data, "R01", "coverage")

    assert ("平台" in title) == bool(printed)
    assert not title.endswith("。")


def test_a_report_without_findings_says_nothing_of_them(country):
    tables = {name: one for name, one in country.tables.items() if name != "findings"}
    data = material(country.study, tables, country.facts)

    assert finding(data, "R01", "coverage") is None
    assert said(data, "R01", "coverage") == ""
