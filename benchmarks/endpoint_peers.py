"""The tools that `benchmarks.endpoints` measures beside ours: how each is set up and started.

    python -m venv DIR/deepeval && DIR/deepeval/bin/pip install deepeval aiohttp
    python -m venv DIR/inspect && DIR/inspect/bin/pip install inspect_ai openai
    mkdir DIR/promptfoo && npm --prefix DIR/promptfoo install promptfoo

Each asks the same questions, 100 at a time, compares the answer with a reference of its own, and
writes what it writes by default, without cache, bars and telemetry.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Peer:
    """A tool: the file below DIR that is there when it is installed, and what is run."""

    file: str
    command_of: Callable[[Path, Path, str, int], list[str]]

    def is_there(self, peers: Path) -> bool:
        """Whether it was installed in `peers`."""
        return (peers / self.file).exists()

    def command(self, peers: Path, folder: Path, entry: str, number: int) -> list[str]:
        """What asks `entry` so many questions, with its files in `folder`."""
        return self.command_of((peers / self.file).absolute(), folder, entry, number)


def _deepeval(program: Path, folder: Path, entry: str, number: int) -> list[str]:
    script = folder / "peer_deepeval.py"
    script.write_text(DEEPEVAL, "utf-8")
    settings = ["env", "-C", str(folder), "DEEPEVAL_TELEMETRY_OPT_OUT=YES", "ERROR_REPORTING=NO"]
    return [*settings, str(program), str(script), entry, str(number)]


def _inspect(program: Path, folder: Path, entry: str, number: int) -> list[str]:
    task = folder / f"peer_inspect_{number}.py"
    task.write_text(INSPECT.replace("NUMBER", str(number)), "utf-8")
    settings = [
        "env",
        "-C",
        str(folder),
        f"LOCAL_BASE_URL={entry}",
        "LOCAL_API_KEY=none",
        "INSPECT_EVAL_SCORE_DISPLAY=0",
    ]
    options = [
        "--model",
        "openai-api/local/m",
        "--max-connections",
        "100",
        "--max-samples",
        "100",
        "--display",
        "none",
    ]
    logs = ["--log-dir", str(folder / "inspect-logs"), "--no-log-realtime"]
    return [*settings, str(program), "eval", task.name, *options, *logs]


def _promptfoo(program: Path, folder: Path, entry: str, number: int) -> list[str]:
    place = folder / f"peer_promptfoo_{number}"
    place.mkdir(exist_ok=True)
    tests = [
        {"vars": {"q": f"问题 {n}"}, "assert": [{"type": "contains", "value": "回答"}]}
        for n in range(number)
    ]
    provider = {"id": "openai:chat:m", "config": {"apiBaseUrl": entry, "apiKey": "none"}}
    document = {"prompts": ["{{q}}"], "providers": [provider], "tests": tests}
    (place / "promptfooconfig.json").write_text(json.dumps(document), "utf-8")
    settings = [
        "env",
        "PROMPTFOO_DISABLE_TELEMETRY=1",
        "PROMPTFOO_DISABLE_UPDATE=1",
        f"PROMPTFOO_CONFIG_DIR={place}",
    ]
    options = ["--no-cache", "--no-table", "--no-progress-bar", "-j", "100"]
    config = ["-c", str(place / "promptfooconfig.json"), "-o", str(place / "out.jsonl")]
    return [*settings, str(program), "eval", *config, *options]


PEERS = {
    "DeepEval": Peer("deepeval/bin/python", _deepeval),
    "Inspect AI": Peer("inspect/bin/inspect", _inspect),
    "promptfoo": Peer("promptfoo/node_modules/.bin/promptfoo", _promptfoo),
}

DEEPEVAL = """
import asyncio, sys
import aiohttp
from deepeval import evaluate
from deepeval.evaluate import AsyncConfig, CacheConfig, DisplayConfig
from deepeval.metrics import BaseMetric
from deepeval.test_case import LLMTestCase

entry, number = sys.argv[1], int(sys.argv[2])
client = None


class Asked(BaseMetric):
    threshold = 0.5
    async_mode = True

    def measure(self, case, *args, **kwargs):
        raise NotImplementedError

    async def a_measure(self, case, *args, **kwargs):
        global client
        client = client or aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        body = {"model": "m", "messages": [{"role": "user", "content": case.input}]}
        async with client.post(entry + "/chat/completions", json=body) as answer:
            said = (await answer.json())["choices"][0]["message"]["content"]
        self.score = float(said == case.expected_output)
        self.success = self.score == 1
        self.reason = said
        return self.score

    def is_successful(self):
        return self.success

    @property
    def __name__(self):
        return "Asked"


cases = [LLMTestCase(input=f"问题 {n}", actual_output="-", expected_output=f"回答：问题 {n}")
         for n in range(number)]
result = evaluate(
    cases, [Asked()],
    async_config=AsyncConfig(max_concurrent=100, throttle_value=0),
    display_config=DisplayConfig(show_indicator=False, print_results=False),
    cache_config=CacheConfig(write_cache=False, use_cache=False),
)
assert sum(one.success for one in result.test_results) == number
"""

INSPECT = """
from inspect_ai import Task, task
from inspect_ai.dataset import Sample
from inspect_ai.scorer import includes
from inspect_ai.solver import generate


@task
def asked():
    cases = [Sample(input=f"问题 {n}", target="回答") for n in range(NUMBER)]
    return Task(dataset=cases, solver=generate(), scorer=includes())
"""
