"""Two channels are compared where both are there; who lacks one is named, never drawn at zero."""

from xml.etree import ElementTree

import polars as pl
import pytest

from wenheng.language import speaking
from wenheng.report.figures.channels import channel_matrix, channel_scores
from wenheng.report.figures.leaders import channel_ranks
from wenheng.report.material import Material, material
from wenheng.report.writers.svg import NARROW, WIDE, drawn


@pytest.fixture(scope="module")
def data(country) -> Material:
    return material(country.study, country.tables, country.facts)


@pytest.fixture(autouse=True)
def chinese():
    with speaking("zh"):
        yield


def test_four_cells_and_the_unknown_add_up_to_the_units(data):
    for row, shown in zip(channel_matrix(data).rows, channel_matrix(data).shown, strict=True):
        n, *counts = map(int, shown[1:])
        assert n == sum(counts)
        assert [cell["text"] for cell in row["cells"]] == list(shown[2:6])


def test_units_with_a_channel_not_known_are_said_beside_the_cells(data):
    figure = channel_matrix(data)

    assert figure.rows[1]["note"] == "另有 1 个单位有渠道未能判定"
    assert (
        figure.title
        == "6 个单位中\uff0c只有网页端的 1 个\uff0c只有移动端的 0 个\uff0c两端都有的 4 个"
    )


def test_only_units_with_two_scores_are_drawn_and_the_others_are_named(data):
    figure = next(f for f in channel_scores(data) if f.id == "F13-city")

    assert figure.rows[0]["label"] == "戊市"
    assert len(figure.rows) == 2
    assert "两端均无得分的 1 个\uff0c未画\uff1a丁市" in figure.note
    assert all(None not in row["values"].values() for row in figure.rows)


def test_a_single_unit_makes_no_comparison(data):
    assert [figure.id for figure in channel_scores(data)] == ["F13-city"]


def test_counts_of_who_is_higher_are_those_of_the_table(data):
    figure = channel_scores(data)[0]
    pair = data.pairs["city"]

    assert f"网页端更高的 {pair['first_higher']} 个" in figure.title
    leads = [float(row[3]) for row in figure.shown]
    assert sum(lead > 0 for lead in leads) == pair["first_higher"]


def test_ranks_are_drawn_where_there_are_more_platforms_than_leaders(data, ranked):
    assert channel_ranks(data) == []

    figure = channel_ranks(ranked)[0]

    assert [row["named"] for row in figure.rows] == [True] * 5 + [False]
    assert "6 个单位中\uff0c5 个在两端均居前 10" in figure.title


@pytest.fixture(scope="module")
def ranked(country) -> Material:
    """All six units at one level, among the first twelve of each channel."""
    study = country.study
    units = tuple(unit.model_copy(update={"level": "province"}) for unit in study.units)
    rows = [
        ("platform", f"{unit.id}-{channel}", "zero", f"province/{channel}", rank, 12, False)
        for place, unit in enumerate(units)
        for channel, rank in (("web", 2 * place + 1), ("mobile", 2 * place + 1))
    ]
    ranks = pl.DataFrame(rows, schema=country.tables["ranks"].schema, orient="row")
    tables = {**country.tables, "ranks": ranks}
    return material(study.model_copy(update={"units": units}), tables, country.facts)


def test_the_best_of_both_stands_in_the_upper_right_corner(ranked):
    figure = channel_ranks(ranked)[0]

    for width in (WIDE, NARROW):
        svg = ElementTree.fromstring(drawn([figure], width)[figure.id])
        places = {
            node.text: tuple(map(float, node.get("transform")[10:-1].split()))
            for node in svg.iter("{http://www.w3.org/2000/svg}text")
            if node.text in ("甲省", "戊市")
        }
        assert places["甲省"][0] > places["戊市"][0]
        assert places["甲省"][1] < places["戊市"][1]


def test_without_two_channels_there_is_nothing_to_compare(country):
    one = country.study.model_copy(update={"channels": country.study.channels[:1]})
    tables = {**country.tables, "pairs": country.tables["pairs"].clear()}
    data = material(one, tables, country.facts)

    assert channel_matrix(data) is None
    assert channel_scores(data) == channel_ranks(data) == []


def test_of_very_many_units_those_that_differ_most_are_drawn_and_that_is_said(data, monkeypatch):
    monkeypatch.setattr("wenheng.report.figures.channels.MOST", 1)

    figure = channel_scores(data)[0]

    assert len(figure.rows) == 1
    assert "单位较多\uff0c只画相差最大的 1 个\uff0c共 2 个。" in figure.note
