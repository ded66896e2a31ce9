"""The whole main job on an invented country: serve it, probe it, judge, score, report."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import polars as pl
import yaml

from wenheng.actions.collect import OnProgress, Way, collect_in_loop, remaining
from wenheng.actions.collected import Collected
from wenheng.actions.evaluate import rate_collected, score_collected
from wenheng.actions.links import check_links_in_loop
from wenheng.actions.publish import Wanted, publish
from wenheng.concordance import kendall_tau
from wenheng.errors import CollectError, NotScorable
from wenheng.language import Language, say
from wenheng.sandbox.written import PLANTED, refuse_other
from wenheng.study.load import load_study

AT_ONCE = 10
"""The sandbox answers from this machine, so more sessions at a time hurt no one."""

READY_S = 60.0


@dataclass(frozen=True)
class Place:
    """One unit of the demo: what was planted and what was found, both 0–100."""

    name: str
    planted: float
    found: float | None
    rank: int | None
    grade: str | None


@dataclass(frozen=True)
class Demo:
    """What a demo came to."""

    report: Path
    places: tuple[Place, ...]
    tau: float | None
    """Kendall's τ of the two, of units that have a score; None where these make no order."""
    collected: Collected


def demo(directory: Path, language: Language, on_progress: OnProgress | None = None) -> Demo:
    """Run the demo in `directory`; what is there from an earlier run is used again.

    Raises:
        CollectError: the sandbox cannot be served, or there is no browser.
        StudyError: `directory` holds something else.
    """
    refuse_other(directory)
    collected = asyncio.run(_collect(directory, on_progress))
    rate_collected(directory)
    tables = score_collected(directory)
    report = publish(directory, Wanted([language]))[0]
    places = _places(directory, tables)
    return Demo(report, places, _tau(places), collected)


async def _collect(directory: Path, on_progress: OnProgress | None) -> Collected:
    if (directory / "study.yaml").is_file() and remaining(directory) == 0:
        return await collect_in_loop(directory, Way(AT_ONCE, on_progress))
    async with _served(directory):
        collected = await collect_in_loop(directory, Way(AT_ONCE, on_progress))
        await check_links_in_loop(directory)
        return collected


@asynccontextmanager
async def _served(directory: Path) -> AsyncIterator[None]:
    """The sandbox, in a process of its own, with its study written to `directory`."""
    command = [sys.executable, "-m", "wenheng", "sandbox", "--json", "--study", str(directory)]
    command += ["--until-eof", "--port", str(_port_of_before(directory))]
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *command, stdin=pipe, stdout=pipe, stderr=pipe, limit=1 << 24
    )
    try:
        assert process.stdout and process.stderr
        ready = await _first_line(process.stdout)
        if not ready:
            process.kill()
            said = (await process.stderr.read()).decode(errors="replace").strip()
            raise CollectError(say("demo.no-sandbox", reason=said[-500:]))
        yield
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _first_line(stream: asyncio.StreamReader) -> bytes:
    try:
        return await asyncio.wait_for(stream.readline(), READY_S)
    except TimeoutError:
        return b""


def _port_of_before(directory: Path) -> int:
    """The port of the index page at an earlier run, 0 if there was none."""
    file = directory / PLANTED
    if not file.is_file():
        return 0
    return urlsplit(_planted(directory)["index"]).port or 0


def _planted(directory: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load((directory / PLANTED).read_text("utf-8"), yaml.CSafeLoader)
    return loaded


def _places(directory: Path, tables: dict[str, pl.DataFrame]) -> tuple[Place, ...]:
    """Every unit, best found first."""
    study = load_study(directory)
    planted = _planted(directory)["units"]
    totals = {r["id"]: r["percent"] for r in _of_units(tables["totals"])}
    ranks = {r["id"]: r["rank"] for r in _of_units(tables["ranks"]) if r["group"] == "all"}
    grades = {r["unit"]: r["grade"] for r in tables["grades"].iter_rows(named=True)}
    places = [
        Place(str(u.name), planted[u.id] * 100, totals[u.id], ranks.get(u.id), grades[u.id])
        for u in study.units
    ]
    return tuple(sorted(places, key=lambda place: place.rank or len(places) + 1))


def _tau(places: tuple[Place, ...]) -> float | None:
    scored = [(place.planted, place.found) for place in places if place.found is not None]
    try:
        return kendall_tau([planted for planted, _ in scored], [found for _, found in scored])
    except NotScorable:
        return None


def _of_units(table: pl.DataFrame) -> list[dict[str, Any]]:
    return table.filter(pl.col("kind") == "unit").to_dicts()
