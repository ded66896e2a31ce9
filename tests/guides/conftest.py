"""A small study of two places, and service items as dirty as real ones."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from wenheng.study.load import load_study
from wenheng.study.model import Study

ITEM: dict[str, Any] = {
    "TASK_CODE": "1144-7",
    "TASK_NAME": "城镇职工基本养老保险关系转移接续申请",
    "DEPT_NAME": "广州市社会保险基金管理中心",
    "AREA_CODE_TEXT": "广东省广州市",
    "handle_time_limit": "2(工作日)",
    "handle_time": "15（工作日）",
    "handle_location": "办理地点：天河区林和中路168号<br>1楼大厅。",
    "consult_phone": "020-12333-9 / 020-38880000",
    "material_intro": ["身份证", "身份证", "无", "转移申请表"],
    "URL": "https://gz.example/apply/7",
    "bear_paltform": "穗好办",
    "accept_standard": "无",
}


@pytest.fixture(scope="session")
def study() -> Study:
    return load_study("default-2021r")


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """`written(item, "a broken line", name="a.jsonl")`: a file of such lines."""

    def written(*lines: Any, name: str = "items.jsonl") -> Path:
        text = "\n".join(x if isinstance(x, str) else json.dumps(x) for x in lines)
        (tmp_path / name).write_text(text, "utf-8")
        return tmp_path / name

    return written


@pytest.fixture
def item() -> Callable[..., dict[str, Any]]:
    """`item(TASK_NAME="…")`: the dirty item with other fields."""
    return lambda **its: {**ITEM, **its}
