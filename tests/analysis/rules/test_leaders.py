"""R06, R07 on one wave, R14, R15: who stands in front, and labels."""

import polars as pl
from tests.analysis.rules.made_up import OF, PLATFORMS, STUDY, UNITS, WEB, alike, even, say, scored

from wenheng.analysis.rules.leaders import labels


def test_a_clear_first_and_one_that_cannot_be_told_from_others():
    clear = scored(alike(lambda name: 9.0 if OF[name].id == "gansu" else 0.0))
    close = scored(dict.fromkeys(PLATFORMS, 1.5))

    first = next(f for f in say("R14", clear) if f["about"] == "province")
    tied = next(f for f in say("R14", close) if f["about"] == "province")

    assert (first["strength"], first["sentence_zh"]) == ("S", "省级：甘肃居首（百分制 100.00）。")
    assert tied["strength"] == "N"
    assert "同属第一梯队" in tied["sentence_zh"]


def test_leaders_on_both_are_held_against_chance_among_those_with_both():
    strong = {
        u.id for level in ("province", "city") for u in list(UNITS.values()) if u.level == level
    }
    strong = {u for u in strong if list(UNITS).index(u) % 32 < 9}

    together = say("R06", scored(alike(lambda name: 0.9 * (OF[name].id in strong), spread=0.3)))
    few = say(
        "R06",
        scored(alike(), absent=[p for p in PLATFORMS if p not in WEB and OF[p].id not in strong]),
    )

    assert {f["strength"] for f in together} == {"S"}
    assert {f["strength"] for f in few} == {"X"}


def test_labels_come_from_ranks():
    named = labels(STUDY, even()["ranks"])

    ranks = even()["ranks"].filter(pl.col("group").str.contains("/"), pl.col("rank") <= 10)
    front = set(ranks["id"])
    both = {u for u in UNITS if f"{u}-web" in front and f"{u}-mobile" in front}
    assert set(named.filter(label="dual-strong")["unit"]) == both
    rising = named.filter(label="rising-star")["unit"].to_list()
    assert rising
    assert all(UNITS[u].region != "east" and f"{u}-mobile" in front for u in rising)


def test_a_bright_spot_of_the_west_must_surely_be_in_front():
    bright = scored(
        alike(lambda name: (9.0 if OF[name].id == "gansu" else -0.4) * (OF[name].region == "west"))
    )

    found = {f["about"]: f for f in say("R07", bright) if f["measure"] == "bright"}

    assert found["gansu"]["strength"] == "S"
    assert "西部的甘肃" in found["gansu"]["sentence_zh"]


def test_a_case_needs_the_top_level_seen_by_people():
    best = scored(dict.fromkeys(PLATFORMS, 3.6), absent=PLATFORMS[4:])

    assert [f["about"] for f in say("R15", best)] == PLATFORMS[:4]
    given = best | {"cells": best["cells"].with_columns(judged_by=pl.lit("machine"))}
    assert [f["strength"] for f in say("R15", given)] == ["X"]
