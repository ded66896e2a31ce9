import json
import signal
import subprocess
import sys
import urllib.request

import pytest

from wenheng.study.load import load_study

SANDBOX = (sys.executable, "-W", "error", "-c", "from wenheng.faces.cli import main; main()")


def wenheng(*arguments):
    return subprocess.Popen(
        [*SANDBOX, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.fixture
def printed(tmp_path):
    with wenheng("sandbox", "--json", "--size", "2", "--study", str(tmp_path / "study")) as process:
        yield json.loads(process.stdout.readline())
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
        assert process.stderr.read() == ""


def test_the_command_serves_prints_what_is_planted_writes_a_study_and_stops(printed, tmp_path):
    entries = {name: platform["entry"] for name, platform in printed["platforms"].items()}

    with urllib.request.urlopen(printed["index"]) as page:
        assert "云沧国" in page.read().decode()

    written = load_study(tmp_path / "study")
    assert {platform.id: platform.entry for platform in written.platforms} == entries
    assert set(printed["units"]) == {"canglan", "luting"}


def test_the_table_names_every_unit_with_its_address_uncut():
    with wenheng("--lang", "en", "sandbox", "--size", "1") as process:
        lines = [process.stdout.readline() for _ in range(4)]
        process.send_signal(signal.SIGINT)

    table = "".join(lines)
    assert "沧澜省" in table
    assert "planted quality" in table
    assert "…" not in table


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--guides", "/nowhere.jsonl"), "/nowhere.jsonl"),
        (("--facts", "no-such-study"), "no-such-study"),
        (("--port", "99999"), "--port"),
    ],
)
def test_wrong_use_is_said_in_a_sentence_and_ends_with_2(arguments, words):
    with wenheng("--lang", "en", "sandbox", *arguments) as process:
        _, said = process.communicate(timeout=20)

    assert process.returncode == 2
    assert words in said
    assert "Traceback" not in said
