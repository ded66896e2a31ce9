"""The commands of those who design a study."""

import json
import resource
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from wenheng.faces.cli.commands import app

ENGLISH = {"WENHENG_LANG": "en"}


def wenheng(*arguments):
    return CliRunner().invoke(app, [str(one) for one in arguments], env=ENGLISH)


def in_a_process(*arguments):
    command = [sys.executable, "-c", "from wenheng.faces.cli import main; main()", *arguments]
    return subprocess.run(
        [str(one) for one in command], capture_output=True, text=True, env=ENGLISH, check=False
    )


@pytest.fixture
def study(tmp_path):
    wenheng("new", tmp_path / "mine")
    return tmp_path / "mine"


def break_it(study):
    file = study / "study.yaml"
    file.write_text(file.read_text("utf-8").replace("slot: fee", "slot: fees", 1), "utf-8")


def test_new_says_what_to_do_next(tmp_path):
    result = wenheng("new", tmp_path / "mine", "--template", "minimal")

    assert result.exit_code == 0
    assert "next: change id, title and contact" in result.output
    assert (tmp_path / "mine" / "roster.csv").is_file()


def test_check_of_a_good_study_exits_0(study):
    result = wenheng("check", study)

    assert result.exit_code == 0
    assert result.output == "study 'minimal' has no errors\n"


def test_check_of_a_faulty_study_exits_1_and_shows_file_line_and_hint(study):
    break_it(study)

    result = wenheng("check", study)

    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "error study.yaml:46 scenarios[temporary-id-card].facts[tid-fee].slot: "
        "there is no slot 'fees'",
        "  → did you mean 'fee'?",
        "study 'minimal' has 1 error(s)",
    ]


def test_warnings_are_shown_and_do_not_fail():
    result = wenheng("check", "default-2021r")

    assert result.exit_code == 0
    assert "warning roster.csv:2" in result.output
    assert "64 platform(s) have no entry address" in result.output
    assert "has no errors, 2 warning(s)" in result.output


def test_check_speaks_json(study):
    break_it(study)

    result = wenheng("check", study, "--json")

    said = json.loads(result.output)
    assert (result.exit_code, said["ok"], said["errors"], said["warnings"]) == (1, False, 1, 0)
    assert said["problems"] == [
        {
            "file": "study.yaml",
            "line": 46,
            "where": "scenarios[temporary-id-card].facts[tid-fee].slot",
            "message": "there is no slot 'fees'",
            "hint": "did you mean 'fee'?",
            "severity": "error",
            "code": "unknown-slot",
        }
    ]


def test_what_is_piped_is_plain_text(study):
    break_it(study)

    result = in_a_process("check", study)

    assert result.returncode == 1
    assert "\x1b" not in result.stdout
    assert result.stdout.splitlines()[0].endswith("there is no slot 'fees'")


def test_a_study_that_is_not_there_is_wrong_use():
    result = in_a_process("check", "minimul")

    assert result.returncode == 2
    assert result.stderr == ("no path and no packaged study 'minimul'\n→ did you mean 'minimal'?\n")


def test_a_directory_that_holds_something_is_wrong_use(study):
    result = in_a_process("new", study)

    assert result.returncode == 2
    assert "nothing is ever overwritten" in result.stderr


def test_plan_prints_sessions_and_cells(study):
    result = wenheng("plan", study)

    assert result.exit_code == 0
    rows = [line.split() for line in result.output.splitlines()]
    assert ["paraphrase-1", "2", "2", "4"] in rows
    assert ["total", "8"] in rows
    assert ["total", "14"] in rows


def test_plan_speaks_json(study):
    said = json.loads(wenheng("plan", study, "--json").output)

    assert (said["study"], said["session_total"], said["cell_total"]) == ("minimal", 8, 14)


def test_plan_of_a_faulty_study_is_wrong_use_and_lists_what_is_wrong(study):
    break_it(study)

    result = in_a_process("plan", study)

    assert result.returncode == 2
    assert "there is no slot 'fees'" in result.stderr


def test_schema_says_how_an_editor_finds_it(tmp_path):
    result = wenheng("schema", tmp_path / "schemas")

    assert result.exit_code == 0
    assert "# yaml-language-server: $schema=" in result.output
    assert (tmp_path / "schemas" / "study.schema.json").is_file()


def test_help_does_not_load_what_it_does_not_need():
    code = "import sys, wenheng.faces.cli; print({'polars', 'pydantic'} & sys.modules.keys())"

    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert result.stdout == "set()\n"


def test_the_default_study_is_loaded_within_half_a_second_in_a_fresh_interpreter():
    code = "from wenheng.study.load import load_study; load_study('default-2021r')"

    def cpu_s():
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", code], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    assert min(cpu_s() for _ in range(3)) < 0.5
