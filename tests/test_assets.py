"""What the front end builds is committed as it was built."""

import hashlib
import json
from importlib import resources
from pathlib import Path

import pytest


@pytest.mark.parametrize("place", ["collection/assets", "report/assets"])
def test_every_built_file_is_the_one_in_the_manifest(place):
    assets = Path(str(resources.files("wenheng"))) / place
    manifest = json.loads((assets / "manifest.json").read_text("utf-8"))

    held = {
        path.relative_to(assets).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in assets.rglob("*")
        if path.is_file() and path.name != "manifest.json" and _nearest_manifest(path) == assets
    }

    assert held == manifest["sha256"]


def _nearest_manifest(file: Path) -> Path:
    """The folder whose manifest a file belongs to."""
    return next(folder for folder in file.parents if (folder / "manifest.json").is_file())
