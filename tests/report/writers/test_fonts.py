"""The fonts of the package: what they hold, where they are from, under which licence."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from wenheng.report.writers.glyphs import FONTS, legible

ROOT = Path(__file__).parents[3]
DEBIAN = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")


def test_the_files_are_those_of_the_manifest_and_the_licence_is_with_them():
    manifest = json.loads((FONTS / "manifest.json").read_text("utf-8"))
    found = {
        name: hashlib.sha256((FONTS / name).read_bytes()).hexdigest() for name in manifest["sha256"]
    }

    assert found == manifest["sha256"]
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text("utf-8")


def test_the_fonts_hold_gb_2312_rare_place_names_and_all_that_our_words_use():
    standard = "".join(
        bytes((row, place)).decode("gb2312", errors="ignore")
        for row in range(0xB0, 0xF8)
        for place in range(0xA1, 0xFF)
    )
    words = "".join(path.read_text("utf-8") for path in (ROOT / "src/wenheng/words").glob("*.yaml"))
    rare = "堌夿硚塭漷浉邽蒟瀍𡌶"

    assert len(standard) == 6763
    assert "〈U+" not in legible(standard + rare + words)


@pytest.mark.slow
def test_the_script_builds_the_committed_files_byte_for_byte():
    if not DEBIAN.is_file():
        pytest.skip("needs Debian's package fonts-noto-cjk")

    checked = subprocess.run(
        [sys.executable, ROOT / "scripts/report-fonts", "--check"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert checked.returncode == 0, checked.stderr
