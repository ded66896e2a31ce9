"""Figures of what scores look like say what their tables say, and nothing where they are silent."""

import re
from types import SimpleNamespace

import polars as pl
import pytest

from wenheng.actions.describing import drawn_from
from wenheng.language import speaking
from wenheng.quality import agreement as agreed
from wenheng.report import report_document
from wenheng.report.document import Figure
from wenheng.report.figures import firmness
from wenheng.report.figures.agreement import agreement
from wenheng.report.figures.contrasts import channel_contrasts, level_contrasts
from wenheng.report.figures.firmness import grade_chances, weight_ranges
from wenheng.report.figures.indicators import levels_reached, priorities, weights
from wenheng.report.figures.kinds_of_units import unit_profiles
from wenheng.report.figures.levels import core_indicators, dimension_scores
from wenheng.report.figures.outcomes import reply_failures
from wenheng.report.figures.scales import interval_text, signed, span
from wenheng.report.figures.scenes import scene_scores
from wenheng.report.material import OPTIONAL, Material, material
from wenheng.report.numbers import number


@pytest.fixture(scope="module")
def data(country) -> Material:
    return material(country.study, country.tables, country.facts)


@pytest.fixture(scope="module")
def large(large_country) -> Material:
    return material(large_country.study, large_country.tables, large_country.facts)


@pytest.fixture(autouse=True)
def chinese():
    with speaking("zh"):
        yield


def with_table(country, name, frame) -> Material:
    return material(country.study, {**country.tables, name: frame}, country.facts)


def rows_of(country, name, **wanted):
    return country.tables[name].filter(**wanted).to_dicts()


def test_weights_of_indicators_add_up_to_those_above_them(data):
    figure = weights(data)

    by_depth = [sum(r["value"] for r in figure.rows if r["depth"] == depth) for depth in (0, 1, 2)]
    assert by_depth == pytest.approx([1, 1, 1])
    assert figure.title == "占总分的比重：需求满足 50.00%、过程体验 50.00%"
    assert figure.shown[0] == ("A 需求满足", "1.00", "50.00%")


def test_where_rules_alone_rated_nothing_is_said_of_agreement(data):
    assert agreement(data) is None


def test_agreement_is_drawn_as_it_was_measured_and_is_no_zero_where_it_is_undefined(country):
    ratings = country.tables["ratings"].filter(pl.col("status") == "rated")
    ann = ratings.with_columns(rater=pl.lit("ann"), rater_kind=pl.lit("person"))
    bob = ann.with_columns(
        rater=pl.lit("bob"), level=(pl.col("level") + (pl.col("scenario") == "matter-1")).clip(0, 3)
    )
    same = ann.with_columns(level=pl.when(pl.col("indicator") == "A3.1").then(1).otherwise("level"))
    alike = bob.with_columns(
        level=pl.when(pl.col("indicator") == "A3.1").then(1).otherwise("level")
    )
    table = agreed(pl.concat([same, alike]))

    figure = agreement(with_table(country, "agreement", table))

    alpha = dict(table.filter(coefficient="alpha").select("indicator", "value").iter_rows())
    for row in figure.rows:
        assert row["marks"]["alpha"]["value"] == alpha[row["label"].split()[0]]
    undefined = [row for row in figure.rows if row["marks"]["alpha"]["value"] is None]
    assert [(row["label"].split()[0], bool(row["remark"])) for row in undefined] == [("A3.1", True)]
    assert "—" in figure.shown[figure.rows.index(undefined[0])]


def test_means_get_the_intervals_of_their_table_and_the_subtitle_says_which(large, large_country):
    figure = core_indicators(large)

    whole = rows_of(large_country, "group_means", node="A", group="all")[0]
    assert figure.rows[-1]["ends"]["A"] == [whole["low"], whole["high"]]
    assert "按单位重抽样" in figure.subtitle
    assert f"[{number(whole['low'])}, {number(whole['high'])}]" in figure.shown[-1][1]


def test_of_few_units_no_interval_is_drawn_and_none_is_announced(data):
    figure = core_indicators(data)

    assert all("ends" not in row for row in figure.rows[:-1])
    assert "误差线" not in channel_contrasts(data)[0].subtitle


def test_each_core_indicator_has_a_figure_of_its_dimensions(data):
    figures = dimension_scores(data)

    across = [[each["key"] for each in f.options["across"]] for f in figures]
    assert [f.id for f in figures] == ["F21", "F22"]
    assert across == [["A1", "A2", "A3"], ["B1", "B2", "B3"]]


def test_units_above_the_diagonal_are_counted(data, country):
    figure = unit_profiles(data)

    means = {(r["unit"], r["node"]): r["score"] for r in rows_of(country, "unit_means")}
    units = {unit for unit, node in means if node == "A" and (unit, "B") in means}
    above = sum(means[unit, "B"] > means[unit, "A"] for unit in units)
    assert figure.title == f"{len(units)} 个单位中 {above} 个的过程体验高于需求满足"
    assert {row["link"][2:]: (row["x"], row["y"]) for row in figure.rows} == {
        unit: (means[unit, "A"], means[unit, "B"]) for unit in units
    }


def test_a_unit_without_a_score_in_both_is_no_point(data):
    units = {row["link"] for row in unit_profiles(data).rows}

    assert "u-gamma" not in units


def test_units_that_stand_out_are_named_first(country):
    means = country.tables["unit_means"]
    moved = means.with_columns(
        score=pl.when((pl.col("unit") == "zeta") & (pl.col("node") == "A"))
        .then(3.0)
        .otherwise(pl.when(pl.col("node") == "A").then(pl.lit(0.5)).otherwise(pl.lit(1.0)))
    )

    figure = unit_profiles(with_table(country, "unit_means", moved))

    assert min(figure.rows, key=lambda row: row["tag"])["link"] == "u-zeta"


def test_differences_are_printed_with_their_sign_and_their_n(data, country):
    [figure] = channel_contrasts(data)

    row = rows_of(country, "contrasts", node="A", side="channel")[0]
    assert figure.shown[0] == ("需求满足", signed(row["difference"]), "—", str(row["n_first"]))
    assert figure.rows[0]["marks"]["difference"]["value"] == row["difference"]
    assert figure.options["min"] <= 0 <= figure.options["max"]


def test_intervals_above_below_and_around_zero_are_counted_in_the_title(country):
    table = country.tables["contrasts"].filter(side="level").head(4)
    ends = {"low": [0.1, -0.4, -0.1, -0.2], "high": [0.3, -0.2, 0.2, 0.1]}

    [figure] = level_contrasts(
        with_table(
            country, "contrasts", table.with_columns(**{k: pl.Series(v) for k, v in ends.items()})
        )
    )

    assert figure.title == (
        "省级减重点城市：4 项中 1 项区间在 0 以上、1 项区间在 0 以下、2 项区间包含 0"
    )


def test_levels_of_cells_are_parts_of_those_of_platforms_that_have_an_assistant(data, country):
    figure = levels_reached(data)

    for row, shown in zip(figure.rows, figure.shown, strict=True):
        counts = {
            r["outcome"]: r["n"]
            for r in rows_of(country, "level_counts", indicator=row["label"].split()[0])
        }
        whole = sum(counts.values()) - counts["no_assistant"]
        assert sum(part["value"] for part in row["parts"].values()) == pytest.approx(1)
        assert row["parts"]["not_assessed"]["value"] == counts["not_assessed"] / whole
        assert shown[1] == str(whole)
    zeros = [row["parts"]["0"]["value"] for row in figure.rows]
    assert zeros == sorted(zeros, reverse=True)
    assert next(part for part in figure.legend if part.key == "not_assessed").hatch


def test_a_scene_that_nobody_scored_in_is_empty_not_zero(country):
    table = country.tables["scene_means"]
    first = table.row(0, named=True)
    one = table.filter(~((pl.col("scene") == first["scene"]) & (pl.col("channel") == "mobile")))

    figure = scene_scores(with_table(country, "scene_means", one))

    row = next(row for row in figure.rows if row["label"].startswith(first["scene"]))
    assert (row["values"]["mobile"], row["texts"]["mobile"]) == (None, "—")
    assert row["values"]["web"] == first["mean"]


def test_chances_of_grades_are_parts_of_one_and_firm_ones_are_counted(data, country):
    figures = grade_chances(data)

    firm = 0
    for figure in figures:
        for row in figure.rows:
            assert sum(part["value"] for part in row["parts"].values()) == pytest.approx(1)
            grade = data.grades[row["link"][2:]]["grade"]
            firm += row["parts"].get(grade, {"value": 0})["value"] >= 0.8
    assert sum(int(f.title.split("中 ")[1].split(" 个")[0]) for f in figures) == firm
    assert sum(len(f.rows) for f in figures) == country.tables["chances"]["unit"].n_unique()


def test_ranks_under_other_weights_are_drawn_from_their_least_to_their_most(large, large_country):
    [figure, _] = weight_ranges(large)

    table = {r["unit"]: r for r in rows_of(large_country, "weight_ranks")}
    for row, shown in zip(figure.rows, figure.shown, strict=True):
        held = table[row["link"][2:]]
        mark = row["marks"]["rank"]
        assert (mark["least"], mark["value"], mark["most"]) == (
            held["best"], held["rank"], held["worst"],
        )  # fmt: skip
        assert shown[3] == f"{held['best']}–{held['worst']}"


def test_of_very_many_units_those_that_move_most_are_drawn_and_that_is_said(large, monkeypatch):
    monkeypatch.setattr(firmness, "MOST", 3)

    [figure, _] = weight_ranges(large)
    [chances, _] = grade_chances(large)

    everyone = large.optional("weight_ranks", level="province")
    moves = sorted((row["worst"] - row["best"] for row in everyone), reverse=True)
    marks = [row["marks"]["rank"] for row in figure.rows]
    assert sorted((m["most"] - m["least"] for m in marks), reverse=True) == moves[:3]
    assert f"共 {len(everyone)} 个" in figure.note
    assert f"n = {len(everyone)}" in figure.subtitle
    assert len(chances.rows) == 3


def test_a_finding_that_is_strong_enough_heads_a_figure_and_any_other_stands_below(country):
    found = country.tables["findings"]
    rule = (pl.col("rule") == "R08") & (pl.col("measure") == "node")
    strong, weak = (
        core_indicators(
            with_table(
                country,
                "findings",
                found.with_columns(
                    strength=pl.when(rule)
                    .then(pl.lit(strength))
                    .otherwise(pl.col("strength").cast(pl.String)),
                    sentence_zh=pl.when(rule).then(pl.lit("甲高于乙。")).otherwise("sentence_zh"),
                ),
            )
        )
        for strength in ("S", "N")
    )

    assert strong.title == "甲高于乙"
    assert weak.title.startswith("核心指标均值")
    assert weak.note.startswith("甲高于乙。")


def test_replies_that_failed_are_of_all_replies(data, country):
    figure = reply_failures(data)

    rows = rows_of(country, "failures", end="reply")
    assert [row["value"] for row in figure.rows] == [row["k"] for row in rows]
    assert {shown[1].split("/")[1] for shown in figure.shown} == {str(rows[0]["n"])}
    assert figure.options["top"] == rows[0]["n"]


@pytest.mark.parametrize(
    ("gap", "zeros", "said"),
    [(2.0, 3, "1 项差距大"), (2.0, 2, "没有"), (1.4, 3, "没有")],
)
def test_first_to_mend_is_what_is_far_from_the_top_with_half_at_zero(country, gap, zeros, said):
    table = country.tables["priorities"].head(1)
    held = {"gap": pl.lit(gap), "zeros": pl.lit(zeros), "scored": pl.lit(4), "present": pl.lit(6)}

    figure = priorities(with_table(country, "priorities", table.with_columns(**held)))

    assert said in figure.title
    assert figure.rows[0]["x"] == zeros / 6
    assert figure.shown[0][2].startswith(f"{zeros}/6")


def test_what_rests_on_a_table_that_is_not_there_is_left_out(country):
    needed = {name: t for name, t in country.tables.items() if name not in OPTIONAL}

    document = report_document(country.study, needed, country.facts, "en")

    ids = {b.spec.id for c in document.chapters for b in c.blocks if isinstance(b, Figure)}
    assert {"F01", "F19", "F21", "F27", "F31", "F33"} <= ids
    assert not ids & {"F03", "F20", "F23", "F24", "F25", "F26", "F31-replies", "F32"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_figure_says_in_words_and_prints_what_it_draws(large_country, language):
    document = report_document(
        large_country.study, large_country.tables, large_country.facts, language
    )

    figures = [b.spec for c in document.chapters for b in c.blocks if isinstance(b, Figure)]
    assert len(figures) == len({figure.id for figure in figures})
    for figure in figures:
        assert figure.alt.startswith(figure.title)
        assert re.search(r"\d", figure.alt[len(figure.title) :]), figure.id
        assert len(figure.rows) == len(figure.shown)
        assert all(len(shown) == len(figure.columns) for shown in figure.shown), figure.id
        assert figure.source


def test_the_same_tables_give_the_same_numbers(country):
    again = drawn_from(country.study, country.tables)

    assert all(again[name].equals(country.tables[name]) for name in again)


@pytest.mark.parametrize(
    ("value", "text"), [(0.614, "+0.61"), (-0.066, "−0.07"), (-0.004, "0.00"), (None, "—")]
)
def test_a_difference_has_its_sign(value, text):
    assert signed(value) == text


def test_an_interval_is_printed_by_its_ends():
    assert interval_text({"low": -0.2, "high": 0.1}, 1, sign=True) == "[−0.2, +0.1]"
    assert interval_text({"low": None, "high": None}) == "—"


@pytest.mark.parametrize(
    ("values", "ends"),
    [([0.3, 0.9], (0, 1, 0.2)), ([-0.4, 0.2], (-0.4, 0.2, 0.2)), ([0], (0, 0.05, 0.05))],
)
def test_an_axis_ends_on_whole_steps(values, ends):
    found = SimpleNamespace(**span(values))

    assert (found.min, found.max, found.step) == ends
