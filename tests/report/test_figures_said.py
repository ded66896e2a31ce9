"""A finding stands above a figure where it is strong enough to be printed, and only there."""

import polars as pl
import pytest

from wenheng.analysis.rules.findings import findings
from wenheng.language import speaking
from wenheng.report.figures.said import finding, said
from wenheng.report.material import material


@pytest.fixture(scope="module")
def meaning(country):
    return findings(country.study, country.tables, draws=50).as_dict()


def of_strength(country, meaning, strength):
    forced = meaning["findings"].with_columns(
        strength=pl.lit(strength, meaning["findings"].schema["strength"])
    )
    return material(country.study, {**country.tables, "findings": forced}, country.facts)


@pytest.mark.parametrize(("strength", "printed"), [("S", 1), ("M", 1), ("N", 0), ("X", 0)])
def test_a_title_is_a_finding_only_where_it_is_strong_enough(country, meaning, strength, printed):
    data = of_strength(country, meaning, strength)

    with speaking("zh"):
        title = said(data, "R01", "coverage")

    assert ("平台" in title) == bool(printed)
    assert not title.endswith("。")


def test_a_report_without_findings_says_nothing_of_them(country):
    data = material(country.study, country.tables, country.facts)

    assert finding(data, "R01", "coverage") is None
    assert said(data, "R01", "coverage") == ""
