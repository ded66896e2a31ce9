"""The synthetic wave comes to every aggregate that the 2021 report published, and says what it is."""

import polars as pl
import pytest
from typer.testing import CliRunner

from wenheng.actions.synthetic import NAME, synthetic, write_study
from wenheng.analysis.coverage import ALL, coverage
from wenheng.analysis.rules.leaders import labels
from wenheng.analysis.rules.types import type_shares
from wenheng.errors import StudyError
from wenheng.faces.cli.commands import app
from wenheng.language import speaking
from wenheng.quality.kappas import cohen_kappa
from wenheng.rating.presence import presence
from wenheng.rounding import round_half_up
from wenheng.sandbox.synthetic import RATERS, read_wave, synthetic_ratings
from wenheng.sandbox.synthetic_talk import means, synthetic_sessions
from wenheng.scoring.scores import score
from wenheng.study.load import load_study
from wenheng.study.packaged import packaged_waves

WAVE = read_wave(packaged_waves()[NAME])
PUBLISHED = load_study("default-2021r").published["2021"]
CELLS = [(level, channel) for level in ("province", "city") for channel in ("web", "mobile")]


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("synthetic")
    with speaking("zh"):
        write_study(folder, WAVE)
    return load_study(folder)


@pytest.fixture(scope="module")
def rated(study):
    return synthetic_ratings(study, WAVE).with_columns(rater_kind=pl.lit("person"))


@pytest.fixture(scope="module")
def scores(study, rated):
    return score(study, rated)


@pytest.fixture(scope="module")
def talks(study, rated):
    """What was said, in Chinese."""
    levels = means(rated.select("platform", "scenario", "indicator", "level").iter_rows())
    with speaking("zh"):
        return synthetic_sessions(study, WAVE, levels)


@pytest.fixture(scope="module")
def covered(study, talks):
    """COVERAGE by what was heard, as level, channel and region → (k, n)."""
    rows = [
        (one["session"], platform, one["turns"][0]["outcome"], None)
        for platform, sessions in talks.items()
        for one in sessions
    ]
    heard = pl.DataFrame(
        rows,
        schema={"session": str, "platform": str, "outcome": str, "has_assistant": bool},
        orient="row",
    )
    table = coverage(study, presence(study, heard))
    return {row[:3]: row[3:] for row in table.select("level", "channel", "region", "k", "n").rows()}


@pytest.fixture(scope="module")
def dimensions(study, scores):
    """Mean of each node over the platforms that have an assistant, by level and channel."""
    platforms = {p.id: (study.unit(p.unit).level, p.channel) for p in study.platforms}
    there = scores.totals.filter(pl.col("kind") == "platform", pl.col("percent") > 0)["id"]
    table = scores.dimensions.filter(pl.col("platform").is_in(there.implode())).with_columns(
        cell=pl.col("platform").map_elements(
            lambda id_: "/".join(platforms[id_]), return_dtype=pl.String
        )
    )
    means_ = table.group_by("node", "cell").agg(pl.col("score").mean())
    return {(node, cell): mean for node, cell, mean in means_.iter_rows()}


def test_75_of_128_platforms_have_an_assistant(covered):
    k, n = covered[ALL, ALL, ALL]

    assert (k, n, round_half_up(100 * k / n, 2)) == (75, 128, PUBLISHED["coverage"]["overall_pct"])


def test_coverage_is_highest_on_provinces_web_then_two_alike_and_lowest_on_cities_mobile(covered):
    k = {cell: covered[(*cell, ALL)][0] for cell in CELLS}

    assert k["province", "web"] > max(k["province", "mobile"], k["city", "web"])
    assert min(k["province", "mobile"], k["city", "web"]) > k["city", "mobile"]
    assert abs(k["province", "mobile"] - k["city", "web"]) < 2


def test_east_and_centre_are_covered_better_than_the_west_at_each_level(covered):
    for level in ("province", "city"):
        share = {
            region: k / n
            for region in ("east", "central", "west")
            for k, n in [covered[level, ALL, region]]
        }
        assert min(share["east"], share["central"]) > share["west"]


@pytest.mark.parametrize("level", ["province", "city"])
def test_types_have_the_published_counts_and_shares(study, scores, level):
    rows = type_shares(study, scores.grades).filter(pl.col("level") == level)

    assert {
        name: {"n": n, "share": f"{percent:g}%"}
        for name, n, percent in rows.select("type", "n", "percent").iter_rows()
    } == PUBLISHED["type_distribution"][level]


def test_every_unit_has_its_published_grade(scores):
    published = {
        unit: grade
        for grades in PUBLISHED["grades"].values()
        for grade, units in grades.items()
        for unit in units
    }

    assert dict(scores.grades.select("unit", "grade").iter_rows()) == published


def test_leaders_on_both_and_bright_spots_are_those_that_were_named(study, scores):
    table = labels(study, scores.ranks)
    named = {label: set(table.filter(label=label)["unit"]) for label in table["label"].unique()}

    strong = {unit for units in PUBLISHED["dual_strong"].values() for unit in units}
    assert named["dual-strong"] == strong
    assert named["rising-star"] - strong == set(PUBLISHED["rising_star"])


def test_the_one_published_score_is_met_and_stands_above_guangzhou_and_shenzhen(scores):
    (printed,) = PUBLISHED["scores"]
    totals = dict(scores.totals.filter(pl.col("kind") == "platform")["id", "score"].iter_rows())

    mine = totals[f"{printed['unit']}-{printed['channel']}"]
    assert round_half_up(mine, 2) == printed["score"]
    assert mine > max(totals["guangzhou-mobile"], totals["shenzhen-mobile"])


def test_platforms_of_the_published_cases_belong_to_leading_units(study, scores):
    types = dict(scores.grades.select("unit", "type").iter_rows())

    assert {types[study.platform(c["platform"]).unit] for c in PUBLISHED["cases"]} == {"leading"}


def test_process_stands_above_demand_everywhere_and_complaints_are_lowest(dimensions):
    for cell in ("/".join(cell) for cell in CELLS):
        assert dimensions["B", cell] > dimensions["A", cell]
        assert dimensions["A1", cell] > dimensions["A2", cell] > dimensions["A3", cell]


def test_the_web_is_ahead_in_four_dimensions_and_systems_are_alike(dimensions):
    for level in ("province", "city"):
        ahead = {
            node: dimensions[node, f"{level}/web"] - dimensions[node, f"{level}/mobile"]
            for node in ("A1", "A2", "B1", "B2", "B3")
        }
        system = abs(ahead.pop("B2"))
        assert min(ahead.values()) > 0.15 > system


def test_provinces_are_ahead_in_three_dimensions_and_cities_in_complaints(dimensions):
    for channel in ("web", "mobile"):
        ahead = {
            node: dimensions[node, f"province/{channel}"] - dimensions[node, f"city/{channel}"]
            for node in ("A1", "A2", "A3", "B1")
        }
        assert ahead.pop("A3") < 0 < min(ahead.values())


def test_systems_differ_least_between_the_groups(dimensions):
    def spread(node):
        found = [dimensions[node, "/".join(cell)] for cell in CELLS]
        return max(found) - min(found)

    assert min(spread("B1"), spread("B3")) > 1.5 * spread("B2")


def test_the_east_scores_above_the_west_at_each_level(study, scores):
    percent = dict(scores.totals.filter(pl.col("kind") == "unit")["id", "percent"].iter_rows())
    for level in ("province", "city"):
        mean = {
            region: sum(its) / len(its)
            for region in ("east", "west")
            for its in [
                [percent[u.id] for u in study.units if (u.level, u.region) == (level, region)]
            ]
        }
        assert mean["east"] > mean["west"]


def test_two_raters_agree_well_but_not_always(scores, rated):
    first, second = (
        rated.filter(pl.col("level").is_not_null(), pl.col("rater") == rater)["level"].to_numpy()
        for rater in RATERS
    )

    assert 0.8 < cohen_kappa(first, second, "quadratic").value < 0.95
    spreads = scores.cells["spread"].drop_nulls()
    assert 0.15 < (spreads > 0).mean() < 0.3


def test_whoever_reads_it_reads_that_it_is_synthetic(study, rated, talks):
    for text in (study.title.zh, study.status.zh, study.grading.note):
        assert "合成" in text
    assert "SYNTHETIC" in study.title.en
    assert "synthesised" in study.status.en
    assert "CC0" in study.status.zh
    assert rated["reason"].str.contains("合成").all()
    assert all(
        turn.get("text", "【合成数据】").startswith("【合成数据】")
        for sessions in talks.values()
        for one in sessions
        for turn in one["turns"]
    )


def test_a_directory_that_holds_something_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")

    with pytest.raises(StudyError):
        synthetic(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.slow
def test_the_command_builds_a_workspace_that_scores_reports_and_verifies(tmp_path, scores):
    folder = tmp_path / "wave"

    built = CliRunner().invoke(app, ["demo", str(folder), "--synthetic"])
    verified = CliRunner().invoke(app, ["verify", str(folder)])
    scored = CliRunner().invoke(app, ["score", str(folder)])

    assert (built.exit_code, verified.exit_code, scored.exit_code) == (0, 0, 0), built.output
    written = pl.read_parquet(folder / "results" / "totals.parquet")
    key = ["kind", "id"]
    assert (
        written.select(*key, "score")
        .sort(key)
        .equals(scores.totals.select(*key, "score").sort(key))
    )
    assert "合成数据" in (folder / "reports" / f"{NAME}.zh.html").read_text("utf-8")
