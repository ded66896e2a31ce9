"""An endpoint asked thousands of times: `python -m benchmarks.endpoints [NUMBER …] [--peers DIR]`.

One local server answers every chat completion after 50 ms, 100 questions at a time. Ours is the
whole of `collect` in a process of its own: study read, sessions scheduled, a row for each session
and turn in the ledger, every exchange kept under its hash. The floor is a bare aiohttp client that
keeps nothing. Peers are measured where DIR holds them (see `PEERS`); what is absent is told so.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import yaml
from benchmarks.endpoint_peers import PEERS
from rich.console import Console
from rich.table import Table

LATENCY_S, AT_ONCE = 0.05, 100
ASKED_S = 600
LOOK_S = 0.05

SERVER = f"""
import asyncio, json, sys
from aiohttp import web
asked_so_far = 0
async def count(_request):
    return web.Response(text=str(asked_so_far))
async def answer(request):
    global asked_so_far
    asked_so_far += 1
    asked = await request.json()
    await asyncio.sleep({LATENCY_S})
    said = "回答：" + str(asked["messages"][-1]["content"])[:80]
    if not asked.get("stream"):
        message = {{"role": "assistant", "content": said}}
        choice = {{"index": 0, "message": message, "finish_reason": "stop"}}
        usage = {{"prompt_tokens": 9, "completion_tokens": 9, "total_tokens": 18}}
        whole = {{"id": "1", "object": "chat.completion", "created": 0, "model": "m"}}
        return web.json_response(whole | {{"choices": [choice], "usage": usage}})
    pieces = [{{"choices": [{{"delta": {{"content": said}}}}]}}]
    text = "".join(f"data: {{json.dumps(p, ensure_ascii=False)}}\\n\\n" for p in pieces)
    text += "data: [DONE]\\n\\n"
    return web.Response(text=text, content_type="text/event-stream")
async def main():
    app = web.Application()
    app.router.add_post("/v1/chat/completions", answer)
    app.router.add_get("/v1/asked", count)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()
asyncio.run(main())
"""

FLOOR = """
import asyncio, json, sys
import aiohttp
async def main(entry, number):
    gate = asyncio.Semaphore(100)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as client:
        async def ask(n):
            body = {"model": "m", "messages": [{"role": "user", "content": f"问题 {n}"}]}
            async with gate, client.post(entry + "/chat/completions", json=body) as answer:
                return (await answer.json())["choices"][0]["message"]["content"]
        assert len(await asyncio.gather(*map(ask, range(number)))) == number
asyncio.run(main(sys.argv[1], int(sys.argv[2])))
"""

OURS = """
import sys
from pathlib import Path
from wenheng.actions.collect import collect
collected = collect(Path(sys.argv[1]))
assert collected.outcomes == {"replied": int(sys.argv[2])}, collected
"""


@dataclass(frozen=True)
class Cost:
    """What one process and all its children took."""

    wall_s: float
    cpu_s: float
    rss_mb: float


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser()
    options.add_argument("numbers", nargs="*", type=int, default=[1_000, 5_000])
    options.add_argument("--peers", type=Path, help="folder with the peers, each in its own")
    asked = options.parse_args()
    with (
        subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE) as server,
        tempfile.TemporaryDirectory() as folder,
    ):
        assert server.stdout is not None
        entry = f"http://127.0.0.1:{int(server.stdout.readline())}/v1"
        try:
            costs: dict[str, list[Cost | None]] = {
                "floor: bare aiohttp": [floor(entry, n) for n in asked.numbers],
                "wenheng collect": [ours(entry, n, Path(folder)) for n in asked.numbers],
            }
            for name, peer in PEERS.items():
                if asked.peers and peer.is_there(asked.peers):
                    commands = [
                        peer.command(asked.peers, Path(folder), entry, n) for n in asked.numbers
                    ]
                    costs[name] = [
                        tried(entry, n, command)
                        for n, command in zip(asked.numbers, commands, strict=True)
                    ]
                else:
                    costs[name] = []
        finally:
            server.terminate()
    Console(width=140).print(printed(costs, asked.numbers))


def floor(entry: str, number: int) -> Cost:
    """What the asking alone costs."""
    return seen(entry, number, [sys.executable, "-c", FLOOR, entry, str(number)])


def ours(entry: str, number: int, folder: Path) -> Cost:
    """A study of `number` sessions, collected."""
    place = folder / f"study-{number}"
    place.mkdir()
    (place / "study.yaml").write_text(study_of(entry, number), "utf-8")
    return seen(entry, number, [sys.executable, "-c", OURS, str(place), str(number)])


def study_of(entry: str, number: int) -> str:
    """One platform, asked `number` questions in sessions of their own."""
    repeats = 20
    assert number % repeats == 0, f"sessions come in {repeats} repeats"
    anchors = {0: "慢", 1: "较慢", 2: "较快", 3: "快"}
    leaf = {"id": "B2.2", "name": "速度", "turns": ["main"], "anchors": anchors}
    platform = {"id": "p", "unit": "u", "channel": "web", "transport": "openai", "model": "m"}
    document = {
        "id": "endpoints",
        "version": 1,
        "title": "接口",
        "contact": "benchmark@example.org",
        "levels": [{"id": "city", "name": "市"}],
        "channels": [{"id": "web", "name": "网页端"}],
        "regions": [{"id": "here", "name": "本地"}],
        "units": [{"id": "u", "name": "某市", "level": "city", "region": "here"}],
        "platforms": [platform | {"entry": entry}],
        "indicators": [{"id": "A", "name": "体验", "children": [leaf]}],
        "scenarios": [
            {"id": f"s{n}", "name": f"事项{n}", "utterances": {"main": f"事项{n}怎么办？"}}
            for n in range(number // repeats)
        ],
        "sessions": {"repeats": repeats},
        "pace": {"concurrency": AT_ONCE, "gap_s": 0, "reply_limit_s": 30},
        "grading": {
            "types": [{"id": "all", "name": "全部"}],
            "grades": [{"id": "A", "type": "all", "from_percent": 0}],
        },
    }
    return yaml.safe_dump(document, allow_unicode=True)


def seen(entry: str, number: int, command: list[str]) -> Cost:
    """What `command` took, of which the server saw every question.

    Raises:
        RuntimeError: it did not ask them all, whatever it says itself.
    """
    before = _asked(entry)
    cost = measured(command)
    if (asked := _asked(entry) - before) < number:
        raise RuntimeError(f"{command} asked {asked} of {number} questions")
    return cost


def tried(entry: str, number: int, command: list[str]) -> Cost | None:
    """As `seen`; None where another's tool fails, which ends no benchmark of ours."""
    try:
        return seen(entry, number, command)
    except (RuntimeError, subprocess.SubprocessError) as error:
        print(error, file=sys.stderr)
        return None


def _asked(entry: str) -> int:
    with urlopen(f"{entry}/asked") as answer:
        return int(answer.read())


def measured(command: list[str]) -> Cost:
    """Run `command`; its process tree's CPU, and the most memory that it held at a time.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)
        peak = Peak(process.pid)
        code = process.wait(timeout=ASKED_S)
        wall_s = time.perf_counter() - begun
        rss_mb = peak.end()
        if code:
            said.seek(0)
            sys.stderr.buffer.write(said.read()[-4000:])
            raise subprocess.CalledProcessError(code, command)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall_s, cpu_s, rss_mb)


class Peak:
    """Looks at a process and its descendants until it is told to end."""

    def __init__(self, pid: int) -> None:
        self._pid, self._most, self._over = pid, 0, threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def end(self) -> float:
        """The most that they held at a time, in MB (sum of resident sets)."""
        self._over.set()
        self._thread.join()
        return self._most / 2**20

    def _look(self) -> None:
        while not self._over.wait(LOOK_S):
            self._most = max(self._most, sum(map(_resident, _tree(self._pid))))


def _tree(pid: int) -> list[int]:
    children: list[str] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):  # a thread has those it started
        with suppress(OSError):
            children += task.read_text().split()
    return [pid, *(deep for child in children for deep in _tree(int(child)))]


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def printed(costs: dict[str, list[Cost | None]], numbers: list[int]) -> Table:
    """A row for each, and in the last column CPU beside ours at the largest number."""
    title = f"{AT_ONCE} at a time, {LATENCY_S * 1000:.0f} ms each"
    columns = [f"{n:,}: wall s / CPU s / MB" for n in numbers]
    table = Table("", *columns, "CPU ms per further", "CPU ÷ ours", title=title)
    us = costs["wenheng collect"][-1]
    for name, known in costs.items():
        if not known:
            table.add_row(name, *(["not installed"] * len(numbers)), "", "")
            continue
        cells = [
            f"{one.wall_s:.1f} / {one.cpu_s:.1f} / {one.rss_mb:.0f}" if one else "failed"
            for one in known
        ]
        first, last = known[0], known[-1]
        further = ratio = ""
        if first and last and us:
            span = max(1, numbers[-1] - numbers[0])
            further = f"{(last.cpu_s - first.cpu_s) / span * 1000:.2f}"
            ratio = f"{last.cpu_s / us.cpu_s:.2f}"
        table.add_row(name, *cells, further, ratio)
    return table


if __name__ == "__main__":
    main()
