from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from wenheng.contracts import checked
from wenheng.store.run import Instrument, Run, begin_run
from wenheng.store.workspace import Workspace
from wenheng.tables import Ratings

Row = Callable[..., dict[str, Any]]
INSTRUMENT = Instrument("tax-help", 1, "5" * 64, "1", "0.1.0")


@pytest.fixture(params=["sqlite", "postgresql"])
def workspace(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workspace]:
    url = request.getfixturevalue("postgresql") if request.param == "postgresql" else ""
    with Workspace.open(tmp_path, url) as workspace:
        yield workspace


@pytest.fixture
def run(workspace: Workspace) -> Run:
    return begin_run(workspace, INSTRUMENT)


@pytest.fixture
def instrument() -> Instrument:
    return INSTRUMENT


@pytest.fixture
def row() -> Row:
    return session_row


def session_row(platform: str = "alpha", **changed: Any) -> dict[str, Any]:
    turns = [
        {
            "turn": number,
            "kind": "main" if number == 0 else "followup",
            "question": f"第{number}问:临时身份证怎么办?",
            "outcome": "replied",
            "text": "请带户口簿到派出所办理。",
            "links": [{"text": "办事指南", "url": "https://gov.example/guide"}],
            "options": ["材料", "时限"],
            "first_s": 0.25,
            "last_s": 1.5,
        }
        for number in range(4)
    ]
    return {
        "session": f"{platform}/id-card/main/1",
        "platform": platform,
        "scenario": "id-card",
        "variant": "main",
        "repeat": 1,
        "attempt": 1,
        "transport": "browser",
        "outcome": "replied",
        "fault": "nobody",
        "has_assistant": True,
        "entry_clicks": 1,
        "features": {"attachments": False, "handoff": True},
        "started_at": datetime(2026, 3, 2, 9, 30, 15, 250_000, UTC),
        "duration_s": 7.5,
        "note": "",
        "turns": turns,
        **changed,
    }


@pytest.fixture
def ratings_row() -> Callable[..., pl.DataFrame]:
    return rating


def rating(platform: str = "alpha", **changed: Any) -> pl.DataFrame:
    row = {
        "platform": platform,
        "scenario": "id-card",
        "indicator": "A1.1",
        "rater": "rule:A1.1",
        "rater_kind": "rule",
        "status": "rated",
        "level": 2,
        "reason": "三项材料答出两项",
        "reason_en": "two of three materials",
        "span": "请带户口簿",
        "confidence": 0.9,
        "session": f"{platform}/id-card/main/1",
    }
    return checked(Ratings, pl.DataFrame([row | changed], schema=Ratings.create_empty().schema))


PAGE = b"<title>guide</title>"


def link_row(url: str = "https://a.gov.cn/1", **changed):
    return {
        "url": url,
        "outcome": "opens",
        "reason": "",
        "status": 200,
        "redirects": [{"url": "http://a.gov.cn/1", "status": 301}],
        "final_url": url,
        "host": "a.gov.cn",
        "official": True,
        "title": "办事指南",
        "media": "text/html",
        "content": PAGE,
        "checked_at": datetime(2026, 3, 2, 9, 30, 15, 250_999, UTC),
        "took_s": 0.25,
        **changed,
    }
