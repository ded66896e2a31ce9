"""The handbook as files, from the study alone."""

import pytest

from wenheng.actions.design import new_study
from wenheng.actions.handbook import spot_checks, write_handbook
from wenheng.study.load import load_study


@pytest.fixture
def directory(tmp_path):
    new_study(tmp_path / "mine", "minimal")
    return tmp_path / "mine"


def test_a_handbook_is_written_before_anything_is_collected(directory):
    files = write_handbook(directory, ["zh", "en"])

    assert [file.name for file in files] == ["minimal.handbook.zh.html", "minimal.handbook.en.html"]
    assert "执行手册" in files[0].read_text("utf-8")
    assert not (directory / "data").exists()


def test_the_same_study_gives_the_same_bytes(directory):
    first = write_handbook(directory, ["zh"])[0].read_bytes()

    assert write_handbook(directory, ["zh"])[0].read_bytes() == first


def test_sampling_plans_are_those_of_the_quality_stage_and_none_where_there_are_too_few():
    plans = [
        (one.acceptable, one.n, one.faults) for one in spot_checks(load_study("default-2021r"))
    ]

    assert plans == [(0.005, 124, 2), (0.01, 181, 4), (0.02, 384, 12)]
    assert spot_checks(load_study("minimal")) == ()
