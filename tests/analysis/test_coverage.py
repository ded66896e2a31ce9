"""Coverage of planned platforms, with what is not known kept apart."""

import polars as pl
import pytest

from wenheng.analysis.coverage import coverage
from wenheng.errors import TableError
from wenheng.language import speaking
from wenheng.study.model import Study


def study_of(*units: tuple[str, str, str], channels: tuple[str, ...] = ("web", "mobile")) -> Study:
    levels, regions = sorted({unit[1] for unit in units}), sorted({unit[2] for unit in units})
    return Study.model_validate(
        {
            "id": "small",
            "version": 1,
            "title": "small",
            "levels": [{"id": level, "name": level} for level in levels],
            "channels": [{"id": channel, "name": channel} for channel in channels],
            "regions": [{"id": region, "name": region} for region in regions],
            "indicators": [{"id": "A", "name": "A", "anchors": {0: "no", 1: "yes"}}],
            "scenarios": [{"id": "card", "name": "card", "utterances": {"main": "?"}}],
            "units": [{"id": i, "name": i, "level": lv, "region": r} for i, lv, r in units],
            "platforms": [
                {"id": f"{unit[0]}-{channel}", "unit": unit[0], "channel": channel}
                for unit in units
                for channel in channels
            ],
        }
    )


def presence_of(**platforms: str) -> pl.DataFrame:
    rows = [(id_.replace("_", "-"), said) for id_, said in platforms.items()]
    return pl.DataFrame(
        {
            "platform": [id_ for id_, _ in rows],
            "status": ["present" if said == "usable" else said for _, said in rows],
            "usable": [said == "usable" for _, said in rows],
            "outcome": pl.Series([None] * len(rows), dtype=pl.String),
            "session": pl.Series([None] * len(rows), dtype=pl.String),
        }
    )


def row(table: pl.DataFrame, level: str, channel: str, region: str) -> dict[str, object]:
    (found,) = table.filter(
        (pl.col("level") == level) & (pl.col("channel") == channel) & (pl.col("region") == region)
    ).to_dicts()
    return {key: found[key] for key in ("n", "k", "usable", "unknown", "low", "high")}


TWO = study_of(("gz", "city", "south"), ("gd", "province", "south"))


def test_every_planned_platform_counts_whether_it_was_visited_or_not():
    table = coverage(TWO, presence_of(gz_web="usable", gz_mobile="absent"))

    assert row(table, "all", "all", "all") == {
        "n": 4,
        "k": 1,
        "usable": 1,
        "unknown": 2,
        "low": 0.25,
        "high": 0.75,
    }


def test_unknown_is_neither_covered_nor_uncovered():
    table = coverage(TWO, presence_of(gz_web="unknown", gz_mobile="present", gd_web="absent"))

    assert row(table, "city", "web", "south") | {"n": 1} == {
        "n": 1,
        "k": 0,
        "usable": 0,
        "unknown": 1,
        "low": 0.0,
        "high": 1.0,
    }
    assert row(table, "city", "mobile", "south")["usable"] == 0


def test_each_margin_is_the_sum_of_its_groups():
    study = study_of(("gz", "city", "south"), ("hrb", "city", "north"), ("gd", "province", "south"))
    table = coverage(study, presence_of(gz_web="usable", hrb_web="present", gd_mobile="unknown"))

    inner = table.filter(pl.all_horizontal(pl.col("level", "channel", "region") != "all"))
    whole = row(table, "all", "all", "all")
    assert inner.select("n", "k", "usable", "unknown").sum().row(0) == tuple(
        whole[key] for key in ("n", "k", "usable", "unknown")
    )
    assert row(table, "city", "all", "all")["n"] == 4
    assert row(table, "all", "web", "south")["k"] == 1
    assert table.row(-1)[:3] == ("all", "all", "all")


def test_seventy_five_of_128_platforms_are_58_59_percent_as_published_in_2021():
    study = study_of(*((f"u{i}", "city", "south") for i in range(64)))
    found = {p.id.replace("-", "_"): "present" for p in study.platforms[:75]}
    lost = {p.id.replace("-", "_"): "absent" for p in study.platforms[75:]}

    whole = row(coverage(study, presence_of(**found, **lost)), "all", "all", "all")

    assert (whole["k"], whole["n"]) == (75, 128)
    assert f"{whole['low']:.2%}" == "58.59%"


def test_a_platform_that_the_study_does_not_list_is_refused_with_the_nearest_name():
    with speaking("en"), pytest.raises(TableError, match="nearest is 'gz-web'"):
        coverage(TWO, presence_of(gz_webb="usable"))
