"""Conversations that people or other tools held, for the plan of the minimal study."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from wenheng.actions.importing import import_files
from wenheng.actions.opened import opened_with_sessions
from wenheng.collection.given.turns import Defaults
from wenheng.errors import TableError
from wenheng.language import speaking
from wenheng.store.sessions import sessions
from wenheng.study.packaged import packaged_studies

MAIN, FEE, AGAIN = "临时身份证怎么办理?", "要多少钱?", "身份证丢了急着坐火车,能先办个临时的不?"
CARD, HERE = "社会保障卡怎么办理?", "我想在青石县办社保卡,去哪儿办?"
HEAD = "platform,question,reply,outcome"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(8)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    folder = tmp_path / "study"
    shutil.copytree(packaged_studies()["minimal"], folder)
    return folder


@pytest.fixture
def file(tmp_path: Path):
    """A file of these lines."""

    def written(*lines: str, name: str = "talks.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join(lines), "utf-8")
        return path

    return written


def jsonl(*objects: dict[str, Any]) -> list[str]:
    return [json.dumps(one, ensure_ascii=False) for one in objects]


def held(study: Path) -> list[dict[str, Any]]:
    with opened_with_sessions(study) as opened:
        return sessions(opened.run).to_dicts()


def refusal(study: Path, path: Path, **defaults: Any) -> str:
    with speaking("en"), pytest.raises(TableError) as error:
        import_files(study, [path], Defaults(**defaults))
    return str(error.value)
