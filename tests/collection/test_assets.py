"""What is committed for checks of accessibility is what the front end's lock file names."""

import json
from importlib import resources
from pathlib import Path

ASSETS = Path(str(resources.files("wenheng.collection"))) / "assets"
LOCK = Path(__file__).parents[2] / "frontend" / "package-lock.json"


def test_axe_core_keeps_its_licence_and_is_the_version_of_the_lock_file():
    head = (ASSETS / "axe.min.js").read_text("utf-8")[:400]
    locked = json.loads(LOCK.read_text("utf-8"))["packages"]["node_modules/axe-core"]["version"]

    assert f"axe v{locked}" in head and "Mozilla Public" in head
    assert "Mozilla Public License" in (ASSETS / "licenses/axe-core-LICENSE.txt").read_text("utf-8")
