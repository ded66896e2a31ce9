"""Scores by scene, business and channel."""

import polars as pl
import pytest
from tests.analysis.rules.made_up import PLATFORMS, STUDY, WEB, alike, scored

from wenheng.analysis.scenes import scene_means
from wenheng.study.model import Study

SCENE = {s.id: (s.scene, s.business) for s in STUDY.scenarios}
EASY = ("信息公开", "个人业务")


def easier(row):
    return 0.8 if SCENE.get(row[1]) == EASY else 0.0


@pytest.fixture(scope="module")
def tables():
    return scored(alike(), easier, absent=PLATFORMS[:6])


def test_a_scene_is_the_mean_over_platforms_of_their_cells(tables):
    written = STUDY.model_dump_json(exclude_defaults=True)
    study = Study.model_validate_json(written.replace('"id":"A1.2",', '"id":"A1.2","weight":5,'))

    row = scene_means(study, tables["cells"]).row(0, named=True)

    leaves = {leaf.id: leaf for leaf in study.leaves if leaf.per == "scenario"}
    assert leaves["A1.2"].weight == 5
    by_platform = []
    for platform in sorted(WEB):
        cells = tables["cells"].filter(
            pl.col("platform") == platform,
            pl.col("scenario").is_in([s for s, kind in SCENE.items() if kind == EASY]),
            pl.col("indicator").is_in(list(leaves)),
            pl.col("status") == "scored",
        )
        if cells.height:
            means = [
                sum(x["score"] * leaves[x["indicator"]].weight for x in one.iter_rows(named=True))
                / sum(leaves[i].weight for i in one["indicator"])
                for _, one in cells.group_by("scenario")
            ]
            by_platform.append(sum(means) / len(means))
    assert (row["scene"], row["business"], row["channel"]) == (*EASY, "web")
    assert row["mean"] == pytest.approx(sum(by_platform) / len(by_platform))
    assert (row["n"], row["scenarios"]) == (len(by_platform), 3)


def test_an_easier_scene_scores_higher_on_every_channel(tables):
    found = scene_means(STUDY, tables["cells"])

    for channel in ("web", "mobile"):
        of = found.filter(channel=channel)
        assert of.sort("mean")["scene", "business"].row(-1) == EASY
        assert (of["low"] < of["mean"]).all()
        assert (of["mean"] < of["high"]).all()


def test_an_absent_assistant_is_no_zero_in_a_scene(tables):
    found = scene_means(STUDY, tables["cells"])

    gone = sum(p in WEB for p in PLATFORMS[:6])
    assert found.filter(channel="web")["n"].unique().to_list() == [64 - gone]


def test_without_scenes_there_is_nothing_to_say(tables):
    whole = tables["cells"].filter(scenario="*")

    assert scene_means(STUDY, whole).is_empty()
