"""A study that was collected, and a model behind an endpoint of our own to judge it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.actions.judged import collect
from tests.actions.models import Model, model

from wenheng.actions import line


@pytest.fixture
def endpoint() -> Iterator[Model]:
    with model() as its:
        yield its


@pytest.fixture(autouse=True)
def no_back_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "BACK_OFF_S", 0.01)


@pytest.fixture(scope="package")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return collect(tmp_path_factory.mktemp("collected"))


@pytest.fixture
def study(collected: Path, tmp_path: Path) -> Path:
    return shutil.copytree(collected, tmp_path / "study")
