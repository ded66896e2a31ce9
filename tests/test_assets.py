"""What the front end builds is committed as it was built."""

import hashlib
import json
from importlib import resources
from pathlib import Path

import pytest


@pytest.mark.parametrize("package", ["wenheng.collection", "wenheng.report"])
def test_every_built_file_is_the_one_in_the_manifest(package):
    assets = Path(str(resources.files(package))) / "assets"
    manifest = json.loads((assets / "manifest.json").read_text("utf-8"))

    held = {
        path.relative_to(assets).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in assets.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }

    assert held == manifest["sha256"]
