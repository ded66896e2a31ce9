"""A small study that was collected, with replies brought in by people, for a model to judge."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
import pytest
import yaml

from wenheng.actions.importing import import_files
from wenheng.actions.opened import opened_with_sessions
from wenheng.store.answers import answers
from wenheng.store.ratings import ratings

PICTURE = "［图片］"
REPLY = "带身份证到派出所办理。\n工本费 10 元。"
UNITS, SCENARIOS = ("north", "south"), ("s0", "s1", "s2")


def collect(folder: Path) -> Path:
    """Two platforms and three scenarios: each platform replied to each main question."""
    document = {
        "id": "small",
        "version": 1,
        "title": "小研究",
        "contact": "tester@example.org",
        "levels": [{"id": "city", "name": "市"}],
        "channels": [{"id": "web", "name": "网页端"}],
        "regions": [{"id": "here", "name": "本地"}],
        "units": [{"id": u, "name": u, "level": "city", "region": "here"} for u in UNITS],
        "platforms": [{"id": f"{u}-web", "unit": u, "channel": "web", "transport": "capture"} for u in UNITS],
        "indicators": [{"id": "A", "name": "体验", "children": [
            {"id": "Q", "name": "合用", "turns": ["main"], "anchors": {0: "无", 1: "差", 2: "中", 3: "好"}}]}],
        "scenarios": [{"id": s, "name": s, "utterances": {"main": f"{s} 怎么办？"}} for s in SCENARIOS],
        "scoring": {"min_completeness": 0},
    }  # fmt: skip
    (folder / "study.yaml").write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")
    words = {s: "请带原件。" * n for n, s in enumerate(SCENARIOS)}  # replies of several lengths
    bring(
        folder, {f"{u}-web": {s: f"{REPLY}（{u}{s}）{words[s]}" for s in SCENARIOS} for u in UNITS}
    )
    return folder


def bring(study: Path, replies: dict[str, dict[str, str]]) -> None:
    rows = [f'{p},{s} 怎么办？,"{text}"' for p, its in replies.items() for s, text in its.items()]
    file = study / "talk.csv"
    file.write_text("platform,question,reply\n" + "\n".join(rows) + "\n", "utf-8")
    import_files(study, [file])


def declare(study: Path, entry: str, **more) -> None:
    judge = {"entry": entry, "model": "m", "at_once": 1, "limit_s": 2, **more}
    (study / "judge.yaml").write_text(yaml.safe_dump({"judge": judge}), "utf-8")


def rows(study: Path) -> list[dict]:
    """What models rated."""
    with opened_with_sessions(study) as opened:
        return ratings(opened.run).filter(pl.col("rater_kind").cast(str) == "model").to_dicts()


def kept(study: Path) -> list[dict]:
    """What models answered."""
    with opened_with_sessions(study) as opened:
        return answers(opened.workspace)


@contextmanager
def no_network() -> Iterator[None]:
    """Nothing can be connected to within."""

    def refuse(*_: object) -> None:
        raise AssertionError("something was asked of a network")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", refuse)
        patch.setattr(socket, "getaddrinfo", refuse)
        yield
