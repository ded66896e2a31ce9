from collections.abc import Iterator
from pathlib import Path

import pytest

from wenheng.runs.durable import DurableEngine
from wenheng.runs.inline import InlineEngine
from wenheng.runs.port import Engine


@pytest.fixture(params=["inline", "durable"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    made = InlineEngine() if request.param == "inline" else DurableEngine(tmp_path / "e.db", "1")
    yield made
    made.close()
