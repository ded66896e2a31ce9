"""A study of endpoints behind one server of ours, to be collected in seconds."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
import yaml
from tests.collection.conftest import free_port, wait_for

SERVER = """
import asyncio, json, sys
from aiohttp import web
visits = 0
refused = False
async def count(request):
    return web.Response(text=str(visits))
async def ask(request):
    global visits, refused
    visits += 1
    asked = await request.json()
    if request.path == "/busy" and not refused:
        refused = True
        return web.Response(status=429, headers={"Retry-After": "7"})
    await asyncio.sleep(0.4 if request.path == "/slow" else 0.02)
    return web.json_response({"answer": "回答：" + asked["q"]})
app = web.Application()
app.router.add_post("/ask", ask)
app.router.add_post("/slow", ask)
app.router.add_post("/busy", ask)
app.router.add_get("/visits", count)
web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None)
"""


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    port = free_port()
    with subprocess.Popen([sys.executable, "-c", SERVER, str(port)]) as server:
        wait_for(port)
        yield f"http://127.0.0.1:{port}/ask"
        server.terminate()


def visits(endpoint: str) -> int:
    with urlopen(endpoint.replace("/ask", "/visits")) as answer:
        return int(answer.read())


def cli(command: str, study: Path) -> subprocess.CompletedProcess[str]:
    run = [sys.executable, "-m", "wenheng", "--lang", "en", command, str(study)]
    return subprocess.run(run, capture_output=True, text=True, timeout=90)


def take_off_last_session(study: Path) -> None:
    """As somebody would who has the ledger's file in hand."""
    with sqlite3.connect(study / "data" / "wenheng.db") as database:
        for (trigger,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type='trigger'"
        ).fetchall():
            database.execute(f'DROP TRIGGER "{trigger}"')
        (last,) = database.execute("SELECT MAX(id) FROM store_session").fetchone()
        for table, column in (
            ("turn", "session_id"),
            ("evidence", "session_id"),
            ("session", "id"),
        ):
            database.execute(f"DELETE FROM store_{table} WHERE {column} = ?", (last,))


@pytest.fixture
def study(tmp_path: Path, endpoint: str) -> Path:
    """A study of four platforms behind one endpoint, and five scenarios."""
    return small_study(tmp_path, endpoint)


@pytest.fixture(scope="module")
def whole_study(tmp_path_factory: pytest.TempPathFactory, endpoint: str) -> Path:
    """The same for all tests of a file: none of them may change it."""
    return small_study(tmp_path_factory.mktemp("whole"), endpoint)


def small_study(tmp_path: Path, endpoint: str) -> Path:
    http = {"body": {"q": "{question}"}, "reply": "$.answer"}
    units = ["north", "south"]
    document = {
        "id": "small",
        "version": 1,
        "title": "小研究",
        "contact": "tester@example.org",
        "levels": [{"id": "city", "name": "市"}],
        "channels": [{"id": "web", "name": "网页端"}, {"id": "app", "name": "移动端"}],
        "regions": [{"id": "here", "name": "本地"}],
        "units": [{"id": u, "name": u, "level": "city", "region": "here"} for u in units],
        "platforms": [
            {
                "id": f"{u}-{c}",
                "unit": u,
                "channel": c,
                "entry": endpoint,
                "transport": "http",
                "http": http,
            }
            for u in units
            for c in ("web", "app")
        ],
        "indicators": [
            {
                "id": "A",
                "name": "体验",
                "children": [
                    {
                        "id": "B2.2",
                        "name": "响应速度",
                        "turns": ["main"],
                        "anchors": {0: ">15", 1: "8–15", 2: "3–8", 3: "≤3"},
                    }
                ],
            }
        ],
        "scenarios": [
            {"id": f"s{n}", "name": f"事项{n}", "utterances": {"main": f"事项{n}怎么办？"}}
            for n in range(5)
        ],
        "pace": {"concurrency": 2, "gap_s": 0, "reply_limit_s": 5},
        "scoring": {"min_completeness": 0},
        "grading": {
            "types": [{"id": "all", "name": "全部"}],
            "grades": [{"id": "A", "type": "all", "from_percent": 0}],
        },
    }
    (tmp_path / "study.yaml").write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")
    return tmp_path
