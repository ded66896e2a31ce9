"""The data package of a workspace: one file, refused where personal data would go out with it."""

import io
import zipfile

import polars as pl
import pytest
from typer.testing import CliRunner

from wenheng.actions.collect import collect
from wenheng.actions.evaluate import rate_collected
from wenheng.actions.packaging import SALT, refuse_personal_data, zipped
from wenheng.errors import CollectError
from wenheng.faces.cli.commands import app


@pytest.fixture(scope="module")
def collected(whole_study):
    collect(whole_study)
    rate_collected(whole_study)
    return whole_study


def report(*options):
    ended = CliRunner().invoke(app, ["report", *map(str, options)])
    return ended.exit_code, ended.output


def units_in(file):
    with zipfile.ZipFile(file) as archive:
        return pl.read_parquet(io.BytesIO(archive.read("data/study_units.parquet")))


def test_the_package_lies_beside_the_reports(collected):
    code, output = report(collected, "--format", "data")

    file = collected / "reports" / "small.data.zip"
    assert (code, output.strip()) == (0, str(file))
    assert units_in(file)["name_zh"].to_list() == ["north", "south"]


def test_the_anonymous_one_has_a_key_of_its_own_that_is_made_once(collected):
    file = collected / "reports" / "small.anonymous.zip"

    first = [
        report(collected, "--format", "data", "--anonymous")[0],
        units_in(file)["unit"].to_list(),
    ]
    second = [
        report(collected, "--format", "data", "--anonymous")[0],
        units_in(file)["unit"].to_list(),
    ]

    assert first == second
    assert all(unit.startswith("u-") for unit in first[1])
    assert "name_zh" not in units_in(file).columns
    assert (collected / SALT).stat().st_mode & 0o077 == 0


def test_anonymous_is_said_of_the_data_package_alone(collected):
    code, output = report(collected, "--format", "html", "--anonymous")

    assert code == 2
    assert "--format data" in " ".join(output.split())


def test_personal_data_stop_the_package_and_are_named_by_place_only():
    said = ["请拨 12345", "王先生的手机是 13912345678", None]
    frames = {"turns": pl.DataFrame({"session": ["a/1", "b/1", "c/1"], "text": said})}

    with pytest.raises(CollectError) as told:
        refuse_personal_data(frames)

    message = str(told.value)
    assert "turns b/1" in message
    assert "text" in message and "mobile" in message
    assert "139" not in message
    refuse_personal_data({"turns": frames["turns"].head(1)})


def test_the_same_files_make_the_same_zip():
    files = {"data/a.csv": b"a\n1\n", "README.md": b"#"}

    assert zipped(files) == zipped(dict(files))
    with zipfile.ZipFile(io.BytesIO(zipped(files))) as archive:
        assert archive.namelist() == list(files)
        assert archive.getinfo("README.md").date_time[0] == 1980
