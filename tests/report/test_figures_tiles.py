"""Tiles say who has an assistant and who lies where; they never say that they are a map."""

from collections import Counter
from dataclasses import replace

import polars as pl
import pytest

from wenheng.language import speaking
from wenheng.report.figures.tiles import tile_grid
from wenheng.report.material import Material, material
from wenheng.study.load import load_study
from wenheng.study.roster import Tile

LAYOUT = (
    {"id": "alpha", "row": 0, "column": 0},
    {"id": "gamma", "row": 0, "column": 1, "outlined": True, "short": "丙区"},
    {"id": "west", "row": 1, "column": 0},
    {"id": "far", "row": 1, "column": 1, "name": {"zh": "远方", "en": "Far"}},
)


def laid_out(country, tiles=LAYOUT) -> Material:
    """The country with a layout, in which delta belongs to alpha."""
    units = tuple(
        unit.model_copy(update={"parent": "alpha"}) if unit.id == "delta" else unit
        for unit in country.study.units
    )
    update = {"units": units, "tiles": tuple(map(Tile.model_validate, tiles))}
    return material(country.study.model_copy(update=update), country.tables, country.facts)


@pytest.fixture(scope="module")
def data(country) -> Material:
    return laid_out(country)


@pytest.fixture(autouse=True)
def chinese():
    with speaking("zh"):
        yield


def row_of(figure, label):
    return next(row for row in figure.rows if row["label"] == label)


def parts(halves):
    return [half["part"] for half in halves]


def test_each_half_of_a_tile_says_what_a_channel_has(data):
    figure = tile_grid(data)

    assert parts(row_of(figure, "甲省")["halves"]) == ["usable", "usable"]
    assert parts(row_of(figure, "丙区")["halves"]) == ["usable", "barely"]


def test_units_that_belong_to_a_tile_are_dots_in_it(data):
    row = row_of(tile_grid(data), "甲省")

    assert [parts(dot) for dot in row["dots"]] == [["absent", "unknown"]]
    assert row["below"] == "0/2"


def test_a_region_says_how_many_of_its_platforms_are_covered(data):
    row = row_of(tile_grid(data), "西部")

    assert [half["text"] for half in row["halves"]] == ["2/2", "2/2"]


def test_a_place_outside_the_roster_is_not_assessed_rather_than_absent(data):
    figure = tile_grid(data)
    row = row_of(figure, "远方")

    assert row["halves"] == []
    assert figure.shown[3][1:3] == ("未评", "未评")
    assert figure.legend[-1].label == "未评"


def test_under_the_tiles_stands_that_they_are_no_map(data):
    with speaking("en"):
        english = tile_grid(data).note

    assert tile_grid(data).note.startswith(
        "方格只表示省级单位的相对位置\uff0c不表示边界和面积\uff0c不是地图。"
    )
    assert "no map" in english


def test_what_is_told_by_colour_stands_as_a_word_too(data):
    words = {half["part"]: half["text"] for row in tile_grid(data).rows for half in row["halves"]}

    assert words["barely"] != ""
    assert all(words.values())


def test_without_a_tile_of_the_roster_there_is_no_figure(country):
    assert tile_grid(material(country.study, country.tables, country.facts)) is None
    assert tile_grid(laid_out(country, LAYOUT[3:])) is None


def test_the_title_counts_units_by_level_and_names_the_unknown(country):
    provinces = [
        {"id": id_, "row": 0, "column": place} for place, id_ in enumerate(("alpha", "beta"))
    ]
    pairs = country.tables["pairs"].with_columns(
        both=pl.lit(1, pl.UInt32), unknown=pl.lit(1, pl.UInt32), n=pl.lit(3, pl.UInt32),
        first_only=pl.lit(1, pl.UInt32), second_only=pl.lit(0, pl.UInt32),
        neither=pl.lit(0, pl.UInt32),
    )  # fmt: skip
    data = laid_out(replace(country, tables={**country.tables, "pairs": pairs}), provinces)

    assert tile_grid(data).title.endswith("都没有的 0 个\uff0c1 个未能判定")


def test_the_default_study_shows_all_provincial_units_and_keeps_them_apart():
    tiles = load_study("default-2021r").tiles

    assert len(tiles) == 35
    assert max(Counter((tile.row, tile.column) for tile in tiles).values()) == 1
    assert {"taiwan", "hong-kong", "macao", "xpcc"} <= {tile.id for tile in tiles}
    assert [tile.id for tile in tiles if tile.outlined] == ["xpcc"]
