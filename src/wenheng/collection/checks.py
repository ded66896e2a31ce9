"""The evidence `checks`: what the session of a probe showed beside its replies, and in words."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from wenheng.collection.stops import is_person, is_queue, stop_of
from wenheng.collection.transcript import Evidence, Turn
from wenheng.study.scenarios import Probe


@dataclass(frozen=True)
class Item:
    """One thing that was looked at: whether it holds (None: not known), a figure, in few words."""

    holds: bool | None
    value: float | None = None
    detail: str = ""


def checks_evidence(
    probe: Probe, items: Mapping[str, Item], turns: Sequence[Mapping[str, Any]] = ()
) -> Evidence:
    """`items`, and what each turn brought, as a document."""
    found = {name: asdict(item) for name, item in items.items()}
    document = {"probe": probe.id, "items": found, "turns": list(turns)}
    content = json.dumps(document, ensure_ascii=False, indent=1).encode()
    return Evidence("checks", "application/json", content)


def said_items(probe: Probe, turns: Sequence[Turn]) -> dict[str, Item]:
    """What the words of replies show: the stop point, and of a handoff what the visitor met.

    Where nothing was said it is not known what a visitor meets.
    """
    found: dict[str, Item] = {}
    stop = next(filter(None, (stop_of(turn.reply, True) for turn in turns)), "")
    if stop:
        found["stop"] = Item(True, None, stop)
    if probe.farewell:  # it asks for a person
        heard = (turn.reply.heard for turn in turns if turn.question != probe.farewell)
        text = "\n".join(filter(None, heard))
        found |= {
            "handoff_queue": Item(is_queue(text) if text else None),
            "handoff_person": Item(is_person(text) if text else None),
            **{name: _item(sign, text) for name, sign in _HANDOFF.items()},
        }
    return found


def _item(sign: re.Pattern[str], text: str) -> Item:
    words = sign.search(text)
    return Item(bool(words) if text else None, None, words.group() if words else "")


_HANDOFF = {
    "handoff_hours": re.compile(
        r"(服务|工作|人工|上班|在线|坐席)时间|\d{1,2}[:：]\d{2}\s*[-—–~至到]\s*\d{1,2}[:：]\d{2}"
        r"|(周一|星期一|工作日)[^。]{0,8}\d{1,2}([:：]|点|时)"
    ),
    "handoff_message": re.compile(r"留言|提交工单|leave a message", re.IGNORECASE),
    "handoff_refused": re.compile(
        r"(暂不|不|暂未|尚未|没有|无法|未)(能)?(支持|提供|开通|设置|转接?|接入)?.{0,4}(人工|真人|坐席)"
        r"|(人工|真人|坐席).{0,6}(暂未|尚未|未|不)(开通|提供|支持|在线)"
    ),
}
