"""Two waves side by side, each a directory that was collected and rated."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
import yaml

import wenheng.actions.opened as opened
from wenheng.actions.collect import collect
from wenheng.actions.comparing import compare
from wenheng.actions.importing import import_files
from wenheng.actions.tabling import WORKBOOK
from wenheng.errors import NotScorable, StudyError
from wenheng.language import speaking
from wenheng.study.load import load_study
from wenheng.study.plan import planned_cells


def rated(directory: Path, level: dict[str, int]) -> Path:
    """A wave in which each unit has this level in every cell, save scenario s4 of the north."""
    collect(directory)
    cells = planned_cells(load_study(directory)).drop("applicable")
    unit = pl.col("platform").str.head(5)
    rows = cells.with_columns(
        rater=pl.lit("ann"), level=unit.replace_strict(level, return_dtype=pl.Int64)
    )
    file = directory / "people.csv"
    rows.filter((unit != "north") | (pl.col("scenario") != "s4")).write_csv(file)
    import_files(directory, [file])
    return directory


def changed(directory: Path, to: Path, **parts: object) -> Path:
    """A copy of the study files of `directory` with other `parts`."""
    to.mkdir()
    document = yaml.safe_load((directory / "study.yaml").read_text("utf-8")) | parts
    (to / "study.yaml").write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")
    return to


def up_to_four(indicator: dict) -> dict:
    """`indicator` with words for one more level, wherever it has any."""
    if "children" in indicator:
        return indicator | {"children": [up_to_four(each) for each in indicator["children"]]}
    return indicator | {"anchors": indicator["anchors"] | {4: "more than that"}}


@pytest.fixture
def waves(study, tmp_path_factory) -> tuple[Path, Path]:
    later = changed(study, tmp_path_factory.mktemp("later") / "wave")
    return rated(study, {"north": 1, "south": 2}), rated(later, {"north": 3, "south": 2})


def row(found, unit: str) -> dict[str, object]:
    return found.changes.filter(unit=unit).row(0, named=True)


def test_a_change_is_told_like_for_like_beside_what_was_published(waves):
    found = compare(*map(str, waves))

    north, south = row(found, "north"), row(found, "south")
    assert (north["cells"], north["before"], north["after"], north["change"]) == (8, 1, 3, 2)
    assert (north["status"], south["change"], south["low"], south["high"]) == ("compared", 0, 0, 0)
    assert north["low"] == north["high"] == 2
    assert north["q"] < 0.05 < south["q"]
    assert (north["rank_before"], north["rank_after"]) == (2, 1)
    assert north["percent_after"] == pytest.approx(100)
    assert found.left_out.is_empty()


def test_what_means_something_else_is_left_out_and_said(waves, tmp_path_factory):
    document = yaml.safe_load((waves[0] / "study.yaml").read_text("utf-8"))
    scenarios = document["scenarios"]
    scenarios[0]["utterances"]["main"] = "改问别的？"
    scenarios[4]["id"] = "s9"
    other = changed(waves[0], tmp_path_factory.mktemp("other") / "wave", scenarios=scenarios)
    rated(other, {"north": 1, "south": 3})

    found = compare(str(waves[0]), str(other))

    told = {(line["what"], line["id"], line["reason"]) for line in found.left_out.to_dicts()}
    assert ("scenario", "s0", "changed") in told
    assert ("scenario", "s4", "only-before") in told
    assert ("scenario", "s9", "only-after") in told
    assert (row(found, "south")["cells"], row(found, "south")["change"]) == (6, 1)
    assert row(found, "south")["own_after"] == 3


def test_a_cell_that_one_wave_does_not_know_is_counted_with_the_reason(waves):
    file = waves[1] / "more.csv"
    file.write_text("platform,scenario,indicator,rater,level\nnorth-web,s4,B2.2,ann,0\n", "utf-8")
    import_files(waves[1], [file])

    found = compare(*map(str, waves))

    assert found.left_out.to_dicts() == [
        {"what": "cells", "id": "north-web", "reason": "before-not_assessed", "cells": 1}
    ]
    assert row(found, "north")["change"] == 2


def test_waves_of_different_protocols_are_not_compared(study, tmp_path_factory, monkeypatch):
    monkeypatch.setattr(opened, "PROTOCOL", "1")
    rated(study, {"north": 1, "south": 2})
    monkeypatch.undo()
    later = rated(
        changed(study, tmp_path_factory.mktemp("later") / "wave"), {"north": 3, "south": 2}
    )

    with speaking("en"), pytest.raises(StudyError, match="different protocols") as raised:
        compare(str(study), str(later))

    assert "collect one of them again" in str(raised.value)


def test_waves_on_different_scales_are_not_compared(study, tmp_path_factory):
    document = yaml.safe_load((study / "study.yaml").read_text("utf-8"))
    finer = changed(
        study,
        tmp_path_factory.mktemp("finer") / "wave",
        scale=document.get("scale", {}) | {"top": 4},
        indicators=[up_to_four(each) for each in document["indicators"]],
    )
    level = {"north": 1, "south": 2}

    with speaking("en"), pytest.raises(StudyError, match="up to 3 and 4"):
        compare(str(rated(study, level)), str(rated(finer, level)))


def test_waves_without_a_common_cell_are_not_compared(waves, tmp_path_factory):
    document = yaml.safe_load((waves[0] / "study.yaml").read_text("utf-8"))
    for platform in document["platforms"]:
        platform["id"] += "-new"
    away = changed(
        waves[0], tmp_path_factory.mktemp("away") / "wave", platforms=document["platforms"]
    )
    rated(away, {"north": 1, "south": 2})

    with pytest.raises(NotScorable):
        compare(str(waves[0]), str(away))


def test_a_run_that_is_not_there_is_told_with_those_that_are(waves):
    with speaking("en"), pytest.raises(StudyError, match="no run 1999") as raised:
        compare(f"{waves[0]}@1999", str(waves[1]))

    assert "there are: 20" in str(raised.value)


def test_the_command_prints_a_table_and_writes_three_kinds_of_file(waves, tmp_path):
    run = [sys.executable, "-m", "wenheng", "--lang", "en", "compare", *map(str, waves)]
    to = tmp_path / "out"

    told = subprocess.run([*run, "--to", str(to)], capture_output=True, text=True, timeout=90)
    document = json.loads(
        subprocess.run([*run, "--json"], capture_output=True, text=True, timeout=90).stdout
    )

    assert told.returncode == 0, told.stderr
    assert "2 units compared, 1 of them with a change beyond chance" in told.stdout
    assert {file.name for file in to.iterdir()} == {
        *(f"{name}.{kind}" for name in ("changes", "left-out") for kind in ("csv", "parquet")),
        WORKBOOK,
    }
    assert pl.read_parquet(to / "changes.parquet").height == len(document["changes"]) == 2
    shutil.rmtree(to)
