"""An invented country for the report: a few units, two channels, every special case there is."""

import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from PIL import Image, ImageDraw

from wenheng import tables as contracts
from wenheng.actions.describing import with_meaning
from wenheng.analysis.coverage import coverage
from wenheng.contracts import checked
from wenheng.rating.presence import presence
from wenheng.report import Picture, RunFacts
from wenheng.scoring.scores import score
from wenheng.study.model import Study

SCRIPT = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
HOSTILE = {
    "script": SCRIPT,
    "formula": '=HYPERLINK("http://evil.example/","点我")',
    "right-to-left": "\u202egnp.exe\u202c 普通文字 \u0007\u0000",
    "megabyte": "长" * 1_000_000,
    "emoji": "您好 👩‍💼🏛️ 𠮷田 㐂",
    "template": "{{ 7 * 7 }} {% raw %} </script></details><!-- ]]>",
}
OUTCOMES = {"absent": "no_assistant", "login": "needs_login", "blocked": "blocked"}
TREE = {"A": {"A1": 2, "A2": 1, "A3": 1}, "B": {"B1": 2, "B2": 2, "B3": 1}}
FULL_TREE = {"A": {"A1": 3, "A2": 3, "A3": 3}, "B": {"B1": 5, "B2": 6, "B3": 5}}
NAMES = {
    "A": ("需求满足", "Demand satisfaction"),
    "A1": ("信息提供", "Information provision"),
    "A2": ("服务办理", "Service handling"),
    "A3": ("投诉参与", "Complaint and participation"),
    "B": ("过程体验", "Process experience"),
    "B1": ("信息质量", "Information quality"),
    "B2": ("系统质量", "System quality"),
    "B3": ("服务质量", "Service quality"),
}
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@dataclass
class Country:
    """A study, its tables, and the pictures its sessions left."""

    study: Study
    tables: dict[str, pl.DataFrame]
    pictures: dict[str, Picture] = field(default_factory=dict)
    facts: RunFacts = field(default_factory=RunFacts)


@pytest.fixture(scope="session")
def country() -> Country:
    """Six units × two channels: scored, tied, withheld, absent, behind a login, hostile."""
    fates = {
        "alpha-web": "good", "alpha-mobile": "fair", "beta-web": "hostile",
        "beta-mobile": "absent", "gamma-web": "thin", "gamma-mobile": "login",
        "delta-web": "absent", "delta-mobile": "blocked", "epsilon-web": "fair",
        "epsilon-mobile": "poor", "zeta-web": "fair", "zeta-mobile": "poor",
    }  # fmt: skip
    names = ["甲省", "乙省", "丙自治区", "丁市", "戊市", '=HYPERLINK("http://evil.example/")']
    units = dict.fromkeys(platform.split("-")[0] for platform in fates)
    return founded(fates, dict(zip(units, names, strict=True)), TREE, 3)


@pytest.fixture(scope="session")
def large_country() -> Country:
    """Twelve units × two channels, 25 indicators, six scenarios: 144 sessions, 450 pictures."""
    cycle = ["good", "fair", "poor", "fair", "good", "thin"]
    fates = {
        f"unit{i:02d}-{channel}": cycle[(i + j) % 6]
        for i in range(12)
        for j, channel in enumerate(("web", "mobile"))
    }
    names = {
        f"unit{i:02d}": f"{'甲乙丙丁戊己庚辛壬癸子丑'[i]}{'省' if i < 6 else '市'}"
        for i in range(12)
    }
    return founded(fates, names, FULL_TREE, 6, shots=3)


def founded(
    fates: Mapping[str, str], names: Mapping[str, str], tree: Any, scenarios: int, shots: int = 1
) -> Country:
    study = declared(fates, names, tree, scenarios)
    pictures: dict[str, Picture] = {}
    sessions = framed(contracts.Sessions, list(held(study, fates, shots, pictures)))
    ratings = framed(contracts.Ratings, list(judged(study, fates)))
    shown = presence(study, sessions)
    tables = {
        "sessions": sessions,
        "ratings": ratings,
        "presence": shown,
        "coverage": coverage(study, shown),
        **score(study, ratings).as_dict(),
    }
    facts = RunFacts(
        wave="2026 年第 1 轮",
        inputs_sha256=hashlib.sha256(b"inputs").hexdigest(),
        software="wenheng 0.1.0",
        made_at=START + timedelta(days=3),
        planned_sessions=len(sessions) + 2,
        remarks=("虚构国家,仅用于测试。",),
    )
    return Country(study, with_meaning(study, tables), pictures, facts)


def framed(contract: Any, rows: list[dict[str, Any]]) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema=contract.create_empty().schema, orient="row")
    return checked(contract, frame)


def declared(
    fates: Mapping[str, str], names: Mapping[str, str], tree: Any, scenarios: int
) -> Study:
    regions = ("east", "central", "west")
    units = [
        {
            "id": unit,
            "name": {"zh": name, "en": f"{unit.title()} {name if '=' in name else ''}".strip()},
            "level": "province" if index < len(names) // 2 else "city",
            "region": regions[index % 3],
        }
        for index, (unit, name) in enumerate(names.items())
    ]
    return Study.model_validate(
        {
            "id": "invented", "version": 2,
            "title": {"zh": "政务服务智能问答评估", "en": "Government assistants assessed"},
            "status": {"zh": "测试用研究,不得引用。", "en": "A study for tests, not to be quoted."},
            "provenance": {"report": "公开报告的文字", "proposal": "本研究的建议"},
            "levels": [
                {"id": "province", "name": {"zh": "省级", "en": "Provincial"}},
                {"id": "city", "name": {"zh": "重点城市", "en": "Key city"}},
            ],
            "channels": [
                {"id": "web", "name": {"zh": "网页端", "en": "web"}},
                {"id": "mobile", "name": {"zh": "移动端", "en": "mobile"}, "emulate": "mobile"},
            ],
            "regions": [
                {"id": "east", "name": {"zh": "东部", "en": "East"}},
                {"id": "central", "name": {"zh": "中部", "en": "Central"}},
                {"id": "west", "name": {"zh": "西部", "en": "West"}},
            ],
            "indicators": [core(id_, below) for id_, below in tree.items()],
            "scenarios": [scenario(index) for index in range(scenarios)],
            "units": units,
            "platforms": [
                {"id": id_, "unit": id_.split("-")[0], "channel": id_.split("-")[1],
                 "entry": f"https://{id_}.example/"}
                for id_ in fates
            ],
            "grading": {
                "grades": [
                    {"id": "A", "type": "lead", "from_percent": 70},
                    {"id": "B", "type": "chase", "from_percent": 45},
                    {"id": "C", "type": "start", "from_percent": 20},
                    {"id": "D", "type": "await", "from_percent": 0},
                ],
                "types": [
                    {"id": "lead", "name": {"zh": "创新引领类", "en": "Leading"}},
                    {"id": "chase", "name": {"zh": "探索追赶类", "en": "Catching up"}},
                    {"id": "start", "name": {"zh": "起步发展类", "en": "Starting"}},
                    {"id": "await", "name": {"zh": "有待建设类", "en": "To be built"}},
                ],
            },
        }
    )  # fmt: skip


def core(id_: str, below: Mapping[str, int]) -> dict[str, Any]:
    zh, en = NAMES[id_]
    children = [
        {"id": dim, "name": dict(zip(("zh", "en"), NAMES[dim], strict=True)), "origin": "report",
         "children": [leaf(f"{dim}.{i}") for i in range(1, count + 1)]}
        for dim, count in below.items()
    ]  # fmt: skip
    return {"id": id_, "name": {"zh": zh, "en": en}, "origin": "report", "children": children}


def leaf(id_: str) -> dict[str, Any]:
    return {
        "id": id_,
        "name": {"zh": f"指标{id_}", "en": f"Indicator {id_}"},
        "definition": "回答是否给出所问事项的要点。",
        "anchors": {0: "没有", 1: "部分", 2: "多数", 3: "全部"},
        "per": "platform" if id_.startswith(("A3", "B3")) else "scenario",
        "automation": {"level": "auto", "how": "要点匹配"},
        "origin": "proposal",
    }


def scenario(index: int) -> dict[str, Any]:
    return {
        "id": f"matter-{index}",
        "name": {"zh": f"事项{index}:临时居民身份证申领", "en": f"Matter {index}"},
        "scene": "信息公开" if index % 2 else "在线办事",
        "business": "个人业务",
        "utterances": {"main": f"怎么办理事项{index}?", "followups": [{"say": "要多少钱?"}]},
    }


def held(
    study: Study, fates: Mapping[str, str], shots: int, pictures: dict[str, Picture]
) -> Iterator[dict[str, Any]]:
    number = 0
    for platform in study.platforms:
        fate = fates[platform.id]
        for index, matter in enumerate(study.scenarios):
            if fate in OUTCOMES and index:
                continue
            number += 1
            yield session(platform.id, matter, fate, number, evidence(number, shots, pictures))


def session(
    platform: str, matter: Any, fate: str, number: int, kept: list[dict[str, Any]]
) -> dict[str, Any]:
    outcome = OUTCOMES.get(fate, "error_reply" if fate == "poor" and number % 2 else "replied")
    return {
        "session": f"{platform}/{matter.id}/main/1",
        "platform": platform, "scenario": matter.id, "variant": "main", "repeat": 1, "attempt": 1,
        "transport": "browser", "outcome": outcome,
        "fault": "theirs" if outcome in ("unreachable", "error_reply") else "nobody",
        "has_assistant": {"absent": False}.get(fate, None if fate in OUTCOMES else True),
        "entry_clicks": None if fate in OUTCOMES else 1,
        "features": dict.fromkeys(contracts.FEATURES) | {"voice_input": True, "handoff": False},
        "started_at": START + timedelta(minutes=3 * number),
        "duration_s": 12.25, "note": SCRIPT if fate == "hostile" else "",
        "turns": [] if fate in OUTCOMES else turns(matter, fate, number, outcome),
        "evidence": kept,
    }  # fmt: skip


def turns(matter: Any, fate: str, number: int, outcome: str) -> list[dict[str, Any]]:
    replies = list(HOSTILE.values()) if fate == "hostile" else []
    text = f"第 {number} 次:请携带户口簿到派出所办理,工本费 10 元。\n办理时限:7 个工作日。"
    links = [
        {"text": "办事指南", "url": "https://example.gov.cn/guide?id=1"},
        {"text": SCRIPT, "url": "javascript:alert(1)"},
    ]
    first = {
        "turn": 0, "kind": "main", "question": matter.utterances.main, "outcome": outcome,
        "text": text, "links": links if fate == "hostile" else links[:1],
        "options": ["补领", "换领"], "first_s": 0.825, "last_s": 2.4,
    }  # fmt: skip
    more = [
        {**first, "turn": 1 + i, "kind": "followup", "question": "要多少钱?", "text": reply,
         "options": [], "first_s": None, "last_s": None}
        for i, reply in enumerate(replies or [f"工本费 10 元({number})。"])
    ]  # fmt: skip
    return [first, *more]


def evidence(number: int, shots: int, pictures: dict[str, Picture]) -> list[dict[str, Any]]:
    kept = []
    for turn in range(shots):
        data = broken(number) if number == 4 else screenshot(f"{number}-{turn}")
        sha256 = hashlib.sha256(data).hexdigest()
        if number != 5:
            pictures[sha256] = Picture(data, "image/png")
        kept.append({"kind": "screenshot", "turn": turn, "sha256": sha256, "media": "image/png"})
    panel = hashlib.sha256(f"panel {number}".encode()).hexdigest()
    return [*kept, {"kind": "panel", "turn": None, "sha256": panel, "media": "text/html"}]


def screenshot(words: str, size: tuple[int, int] = (640, 480)) -> bytes:
    picture = Image.new("RGB", size, "#eef3f9")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, size[0], 56), fill="#1f5fa8")
    for line in range(14):
        draw.text((40, 80 + 26 * line), f"{words} line {line} " * 5, fill="#333333")
    kept = io.BytesIO()
    picture.save(kept, "PNG")
    return kept.getvalue()


def broken(number: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + bytes([number]) * 200


def judged(study: Study, fates: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for platform in study.platforms:
        fate = fates[platform.id]
        for node in study.leaves:
            for place, matter in enumerate(asked(study, node)):
                level = None if fate in OUTCOMES else level_of(fate, node.id, place)
                row = rating(platform.id, node, matter, level)
                if fate == "absent":
                    row["status"] = "no_assistant"
                yield row | {"span": SCRIPT, "reason": SCRIPT} if fate == "hostile" else row


def asked(study: Study, node: Any) -> list[str]:
    if node.per == "platform":
        return [contracts.WHOLE_PLATFORM]
    return [matter.id for matter in study.scenarios]


def level_of(fate: str, node: str, place: int) -> int | None:
    if fate == "thin" and not node.startswith("B1"):
        return None
    if node == "A3.1" and fate != "good":
        return None
    base = {"good": 3, "hostile": 2, "fair": 2, "poor": 0, "thin": 1}[fate]
    return max(0, min(3, base - (place + int(node[-1])) % 2 + (1 if node[0] == "B" else 0) - 1))


def rating(platform: str, node: Any, matter: str, level: int | None) -> dict[str, Any]:
    first = f"{platform}/{'matter-0' if matter == '*' else matter}/main/1"
    return {
        "platform": platform, "scenario": matter, "indicator": node.id,
        "rater": f"rule:{node.id.lower()}", "rater_kind": "rule",
        "status": "not_assessed" if level is None else "rated", "level": level,
        "reason": "没有可用的规则" if level is None else f"命中 {level} 个要点",
        "reason_en": "no rule for it" if level is None else f"{level} facts found",
        "span": "" if level is None else "工本费 10 元",
        "confidence": None if level is None else 0.9, "session": first,
    }  # fmt: skip
