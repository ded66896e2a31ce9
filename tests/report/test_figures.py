"""What figures say is what the tables say."""

from dataclasses import replace

import polars as pl
import pytest

from wenheng.language import speaking
from wenheng.report.compose.transcripts import transcripts
from wenheng.report.figures.coverage import coverage_by_group
from wenheng.report.figures.levels import core_indicators, dimension_scores
from wenheng.report.figures.outcomes import assessed_cells, outcome_counts
from wenheng.report.figures.ranking import Standing, _unsure, platform_rankings, unit_rankings
from wenheng.report.figures.regions import coverage_by_region
from wenheng.report.figures.types import grade_members, type_shares
from wenheng.report.material import Material, material
from wenheng.report.numbers import number, share


@pytest.fixture(scope="module")
def data(country) -> Material:
    return material(country.study, country.tables, country.facts)


@pytest.fixture(autouse=True)
def chinese():
    with speaking("zh"):
        yield


def row_of(figure, label):
    return next(row for row in figure.rows if label in row["label"])


def test_coverage_counts_the_unknown_apart_from_present_and_absent(data):
    figure = coverage_by_group(data)

    row = row_of(figure, "重点城市·移动端")
    counts = {key: round(3 * part["value"]) for key, part in row["parts"].items()}

    assert figure.title == "12 个平台中 9 个有智能问答（75.00%），1 个未能判定"
    assert counts == {"usable": 2, "barely": 0, "unknown": 1, "absent": 0}
    assert figure.shown[3][-1] == "66.67%–100.00%"


def test_an_assistant_behind_a_login_is_there_but_gave_no_reply(data):
    row = row_of(coverage_by_group(data), "省级·移动端")

    assert row["parts"]["barely"]["text"] == "1"


def test_coverage_by_region_sums_to_the_whole(data, country):
    figure = coverage_by_region(data)

    n, k = (sum(int(row[column]) for row in figure.shown) for column in (1, 2))

    assert (n, k) == (12, country.tables["coverage"].row(-1, named=True)["k"])


def test_every_platform_stands_in_one_ranking_with_its_score_or_its_reason(data):
    rows = [row for figure in platform_rankings(data) for row in figure.rows]

    assert sorted(row["link"] for row in rows) == sorted(f"p-{id_}" for id_ in data.platforms)
    assert all((row["value"] is not None) or row["remark"] or row["note"] for row in rows)


def test_printed_scores_are_those_of_the_totals(data):
    for figure in (*platform_rankings(data), *unit_rankings(data)):
        for row, shown in zip(figure.rows, figure.shown, strict=True):
            kind = "unit" if row["link"].startswith("u-") else "platform"
            total = data.totals[kind, row["link"][2:], "zero"]
            assert shown[2] == number(total["score"], 2)
            assert row["value"] in (total["score"], None)


def test_a_withheld_score_has_a_range_and_no_point(data):
    figure = next(f for f in platform_rankings(data) if f.id == "F08-province-web")

    row = row_of(figure, "丙自治区")

    assert row["value"] is None
    assert row["low"] < row["high"]
    assert row["note"] == "完整度不足\uff0c不公布"


def test_what_is_absent_or_not_known_has_neither_point_nor_range(data):
    figures = {figure.id: figure for figure in platform_rankings(data)}

    gone = [
        row_of(figures["F08-province-mobile"], "乙省"),
        row_of(figures["F08-city-mobile"], "丁市"),
    ]

    assert [(row["value"], row["low"], row["high"]) for row in gone] == [(None, None, None)] * 2
    assert [row["remark"] for row in gone] == [
        "未上线\uff08没有智能问答\uff09",
        "未能判定是否上线（被拦截）",
    ]


def test_a_unit_that_is_absent_here_and_not_known_there_is_said_to_be_both(data):
    figure = next(f for f in unit_rankings(data) if f.id == "F12-city")

    row = row_of(figure, "丁市")

    assert row["remark"] == "部分渠道未上线，其余未能判定"


def test_what_is_there_but_was_not_assessed_has_the_whole_range_and_no_point(data):
    figure = next(f for f in platform_rankings(data) if f.id == "F08-province-mobile")

    row = row_of(figure, "丙自治区")

    assert (row["value"], row["low"], row["high"]) == (None, 0, 18)


def test_equal_scores_share_a_rank_and_that_is_said(data):
    figure = next(f for f in unit_rankings(data) if f.id == "F12-city")

    tied = [row[1] for row in figure.shown if "并列" in row[1]]

    assert tied == ["1/2\uff08并列\uff09"] * 2
    assert figure.title == "重点城市\uff1a3 个中 2 个给出得分\uff0c均为 2.90"


def test_means_count_only_platforms_with_a_score_and_say_how_many(data, country):
    figure = core_indicators(data)
    scored = country.tables["dimensions"].filter(
        pl.col("node") == "A", pl.col("status") == "scored"
    )

    whole = figure.rows[-1]

    assert whole["values"]["A"] == pytest.approx(scored["score"].mean())
    assert figure.shown[-1][1] == f"{number(scored['score'].mean(), 2)}\uff08n={len(scored)}\uff09"


def test_a_dimension_nobody_has_a_score_in_stays_empty(data):
    figure = dimension_scores(data)[0]

    row = row_of(figure, "省级·移动端")

    assert row["values"]["A3"] is None
    assert row["texts"]["A3"] == "—"


def test_no_figure_is_drawn_where_no_mean_may_be_stated(country):
    withheld = country.tables["dimensions"].with_columns(
        score=pl.lit(None, pl.Float64), status=pl.lit("withheld")
    )
    data = material(country.study, {**country.tables, "dimensions": withheld}, country.facts)

    assert core_indicators(data) is None
    assert dimension_scores(data) == []


def test_shares_of_types_add_up_and_units_without_a_grade_are_among_them(data):
    figure = type_shares(data)

    for row in figure.rows:
        assert sum(part["value"] for part in row["parts"].values()) == pytest.approx(1)
    assert "未定级 2 个" in figure.title


def test_every_unit_stands_in_the_table_of_grades_once(data):
    units = [
        unit for _, _, levels in grade_members(data) for ids in levels.values() for unit in ids
    ]

    assert sorted(units) == sorted(data.units)


def test_outcomes_are_counted_from_the_sessions_and_the_plan_is_the_whole(data, country):
    figure = outcome_counts(data)
    held, planned = len(country.tables["sessions"]), country.facts.planned_sessions

    counts = {row["label"]: row["value"] for row in figure.rows}
    assert sum(counts.values()) == planned
    assert counts["未进行"] == planned - held
    assert figure.rows[0]["label"] == "得到答复"
    assert figure.shown[0][2] == share(figure.rows[0]["value"], planned)


def test_cells_that_were_not_assessed_are_shown_apart_from_absent_ones(data, country):
    whole = row_of(assessed_cells(data), "全部平台")
    cells = country.tables["cells"]

    for key in ("scored", "not_assessed", "no_assistant"):
        found = len(cells.filter(pl.col("status") == key)) / len(cells)
        assert whole["parts"][key]["value"] == pytest.approx(found)


def test_every_figure_has_alternative_text_with_its_title(data):
    figures = [
        coverage_by_group(data),
        *platform_rankings(data),
        core_indicators(data),
        *dimension_scores(data),
        type_shares(data),
        outcome_counts(data),
    ]

    assert all(len(figure.alt) > len(figure.title) for figure in figures)


def test_turns_and_pictures_are_counted_from_one_for_readers(data):
    platform = next(p for p in data.study.platforms if p.id == "alpha-web")

    shown = transcripts(data, platform)[0]

    assert shown.turns[0].label.startswith("第 1 轮")
    assert "第 1 轮" in shown.evidence[0].label


def test_a_score_stands_with_its_interval_and_the_ranks_it_may_truly_have(data):
    figure = next(f for f in platform_rankings(data) if f.id == "F08-province-web")
    sure = data.standings["platform", "alpha-web", "province/web"]
    at = next(i for i, row in enumerate(figure.rows) if "甲省" in row["label"])

    assert figure.rows[at]["sure"] == [sure["low"], sure["high"]]
    shown = dict(zip(figure.columns, figure.shown[at], strict=True))
    assert shown["95% 区间"] == f"{sure['low']:.2f}–{sure['high']:.2f}"
    assert shown["名次区间"] == f"{sure['rank_low']}–{sure['rank_high']}"
    assert "whisker" in {part.shape for part in figure.legend}


def test_without_standings_no_interval_is_claimed(country):
    tables = {name: table for name, table in country.tables.items() if name != "standings"}
    bare = material(country.study, tables, country.facts)
    for figure in platform_rankings(bare):
        assert all(row["sure"] is None for row in figure.rows)
        assert {row[3:5] for row in figure.shown} == {("—", "—")}


def test_a_place_among_the_first_ten_that_is_not_firm_is_marked(data):
    place = {"rank": 3, "of": 12, "tied": False}
    standing = Standing("x", "甲", "", {}, place, {"p_leaders": 0.79})
    assert _unsure(standing)
    assert not _unsure(replace(standing, sure={"p_leaders": 0.80}))
    assert not _unsure(replace(standing, rank=place | {"rank": 11}))
    assert not _unsure(replace(standing, rank=place | {"of": 10}))
