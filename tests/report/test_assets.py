"""What is committed is what the sources build, with licences and without addresses."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from wenheng.report.writers.svg import ASSETS

FRONTEND = Path(__file__).parents[2] / "frontend"


def test_the_charts_name_what_they_are_made_of_and_keep_the_licences():
    head = (ASSETS / "charts.js").read_text("utf-8")[:300]

    assert "Apache ECharts 6.1.0 (Apache-2.0)" in head
    assert {path.name for path in (ASSETS / "licenses").iterdir()} == {
        "echarts-LICENSE.txt",
        "echarts-NOTICE.txt",
        "zrender-LICENSE.txt",
        "tslib-LICENSE.txt",
    }


def test_the_lock_file_holds_hashes_and_no_address_of_a_registry():
    lock = json.loads((FRONTEND / "package-lock.json").read_text("utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}

    assert all("integrity" in entry for entry in packages.values())
    assert not any("resolved" in entry for entry in packages.values())


def test_the_sources_build_the_committed_files_byte_for_byte():
    node = shutil.which("node")
    if node is None or not (FRONTEND / "node_modules").is_dir():
        pytest.skip("needs node and `npm --prefix frontend ci`")

    checked = subprocess.run(
        [node, "build.mjs", "--check"], cwd=FRONTEND, capture_output=True, text=True, check=False
    )

    assert checked.returncode == 0, checked.stderr
