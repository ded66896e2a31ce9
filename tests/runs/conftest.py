from collections.abc import Iterator
from pathlib import Path

import pytest

from wenheng.runs.durable import DurableEngine
from wenheng.runs.inline import InlineEngine
from wenheng.runs.port import Engine


@pytest.fixture(params=["inline", "file", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    made = _made(request, tmp_path)
    yield made
    made.close()


def _made(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    if request.param == "inline":
        return InlineEngine()
    if request.param == "file":
        return DurableEngine(tmp_path / "e.db", "1")
    return DurableEngine(request.getfixturevalue("postgresql"), "1")
