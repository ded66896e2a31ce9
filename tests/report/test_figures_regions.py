"""Regions and spread: points for who has a score, names for who has none."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import polars as pl
import pytest

from wenheng.language import speaking
from wenheng.report.compose import report_document
from wenheng.report.document import Figure
from wenheng.report.figures.bright import bright_spots
from wenheng.report.figures.coverage import unreached
from wenheng.report.figures.regions import coverage_by_region, region_scores
from wenheng.report.figures.splits import region_splits
from wenheng.report.figures.spread import unit_spread
from wenheng.report.material import Material, material
from wenheng.report.writers.svg import NARROW, WIDE, drawn


@pytest.fixture(scope="module")
def data(country) -> Material:
    return material(country.study, country.tables, country.facts)


@pytest.fixture(autouse=True)
def chinese():
    with speaking("zh"):
        yield


def with_rows(country, name, **columns):
    given = country.tables[name].with_columns(**columns)
    return material(country.study, {**country.tables, name: given}, country.facts)


def test_what_is_not_known_is_an_open_end_of_coverage_and_not_a_lower_value(data):
    rows = {(row["label"], row["part"]): row for row in coverage_by_region(data).rows}

    known, open_ = rows["西部", "web"], rows["东部", "mobile"]

    assert known["low"] == known["value"] == known["high"]
    assert (open_["value"], open_["high"]) == (0.5, 1.0)


def test_platforms_that_could_not_be_reached_are_counted_with_their_bounds(data, country):
    figure = unreached(data)

    assert figure.title == "有 1 个平台未能判定是否有智能问答"
    assert figure.rows[3]["note"] == "66.67%–100.00%"
    nobody = with_rows(country, "coverage", unknown=pl.lit(0, pl.UInt32))
    assert unreached(nobody) is None


def test_every_unit_has_a_point_or_a_reason(data):
    figure = unit_spread(data)

    drawn_ = {row["label"] for row in figure.rows}
    assert len(drawn_) == 4
    assert "省级未画 1 个\uff1a丙自治区\uff08完整度不足\uff0c不公布\uff09" in figure.note
    assert "丁市\uff08部分渠道未上线\uff0c其余未能判定\uff09" in figure.note


def test_a_unit_without_any_assistant_has_no_point_at_zero(country):
    gone = pl.col("platform").str.starts_with("epsilon")
    data = with_rows(
        country,
        "presence",
        status=pl.when(gone)
        .then(pl.lit("absent"))
        .otherwise("status")
        .cast(country.tables["presence"].schema["status"]),
        usable=pl.col("usable") & ~gone,
    )

    figure = unit_spread(data)

    assert "戊市" not in {row["label"] for row in figure.rows}
    assert "戊市" in figure.note


def test_types_begin_where_the_study_cuts_them(data):
    cuts = unit_spread(data).options["cuts"]

    assert [cut["value"] for cut in cuts] == pytest.approx([0, 3.6, 8.1, 12.6])
    assert cuts[0]["label"] == "有待建设类"


def test_only_the_highest_and_the_lowest_are_named(data):
    named = [row["label"] for row in unit_spread(data).rows if row["named"]]

    assert set(named) >= {"甲省", "乙省"}


def test_points_of_a_region_are_the_table_of_scores_and_its_mean_is_that_of_the_table(data):
    figure = region_scores(data)
    means = {row["region"]: row for row in data.optional("regions") if row["level"] == "all"}

    assert {row["value"] for row in figure.rows} == set(data.covered.values())
    assert [mean["value"] for mean in figure.options["means"]] == [
        means[region]["mean"] for region in ("east", "central", "west")
    ]
    assert all(mean["low"] is None for mean in figure.options["means"])


def test_a_mean_of_few_has_no_interval_in_the_drawing(data):
    figure = region_scores(data)
    sure = [{**mean, "low": 10.0, "high": 60.0} for mean in figure.options["means"]]
    wide = replace(figure, options={**figure.options, "means": sure})

    lines = [drawn([one])[one.id].count("<path") for one in (figure, wide)]

    assert lines[1] - lines[0] == 9


def with_splits(country, strength):
    given, findings = country.tables["splits"], country.tables["findings"]
    rows = [("all", "variance", 5, 1 / 3), ("province", "theil", 3, 0.25)]
    tables = {
        "splits": pl.DataFrame(rows, schema=given.schema, orient="row"),
        "findings": findings.with_columns(strength=pl.lit(strength, findings.schema["strength"])),
    }
    return material(country.study, {**country.tables, **tables}, country.facts)


def test_shares_between_and_within_regions_add_up(country):
    figure = region_splits(with_splits(country, "N"))

    assert [row["parts"]["between"]["value"] for row in figure.rows] == [1 / 3, 0.25]
    for row in figure.rows:
        assert sum(part["value"] for part in row["parts"].values()) == pytest.approx(1)
    assert figure.title == "单位得分差异的 33% 在区域之间\uff0c其余在区域之内"


def test_too_few_units_to_judge_are_not_split_into_regions(country):
    assert region_splits(with_splits(country, "X")) is None


def bright(country, *strengths):
    """The country with findings that its first units are bright spots, as strongly as said."""
    given = country.tables["findings"]
    like = given.head(len(strengths)).with_columns(
        rule=pl.lit("R07"),
        measure=pl.lit("bright"),
        about=pl.Series(["alpha", "beta"][: len(strengths)]),
        strength=pl.Series(strengths).cast(given.schema["strength"]),
        sentence_zh=pl.lit("某地居前。"),
    )
    tables = {
        **country.tables,
        "findings": pl.concat([given.filter(pl.col("rule") != "R07"), like]),
    }
    return material(country.study, tables, country.facts)


def test_a_bright_spot_is_named_only_where_the_finding_is_strong_enough(country):
    unsure = bright_spots(bright(country, "N", "N"))
    one = bright_spots(bright(country, "S", "N"))

    assert unsure.title.endswith("其中 0 个列为亮点")
    assert [row["quiet"] for row in unsure.rows] == [True, True]
    assert one.title == "某地居前"
    assert [row["quiet"] for row in one.rows] == [False, True]


def test_nobody_above_the_region_ahead_makes_no_figure(data):
    assert bright_spots(data) is None


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_names_of_points_stay_within_the_figure(country, width, language):
    document = report_document(country.study, country.tables, country.facts, language)
    found = [b.spec for c in document.chapters for b in c.blocks if isinstance(b, Figure)]
    strips = [spec for spec in found if spec.kind in ("strip", "intervals", "matrix")]

    for svg in drawn(strips, width).values():
        ends = placed(svg)
        assert min(left for left, _ in ends) >= -4
        assert max(right for _, right in ends) <= width + 4


def placed(svg):
    """Where each drawn text begins and ends, by widths that letters hardly exceed."""
    found = []
    for node in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"):
        words, style = node.text or "", node.get("style")
        size = float(re.search(r"(\d+)px", style)[1])
        x = float((node.get("transform") or f"({node.get('x') or 0} ").split("(")[1].split()[0])
        width = size * sum(1.0 if ord(letter) > 0x2E7F else 0.5 for letter in words)
        left = x - {"start": 0, "middle": 0.5, "end": 1}[node.get("text-anchor")] * width
        found.append((left, left + width))
    return found


def test_three_thousand_points_stay_a_drawing_that_a_page_can_hold(data):
    figure = region_scores(data)
    rows = tuple(
        {**figure.rows[place % 2], "value": (place * 37 % 1009) / 10.09, "named": False}
        for place in range(3_000)
    )

    many = drawn([replace(figure, rows=rows)])[figure.id]

    assert len(many) < 300_000


def test_equal_scores_stand_beside_one_another_and_none_is_moved_along_the_scale(data):
    figure = region_scores(data)
    rows = tuple({**figure.rows[0], "group": 0, "value": 50.0, "named": False} for _ in range(4))

    svg = drawn([replace(figure, rows=rows)])[figure.id]
    places = re.findall(
        r'<path d="M1 0A[^"]*" transform="matrix\(5,0,0,5,([\d.]+),([\d.]+)\)"', svg
    )

    assert len({x for x, _ in places}) == 1
    assert len({y for _, y in places}) == 4
