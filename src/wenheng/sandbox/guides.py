"""Knowledge from real service items: one JSON object a line, read within bounds, dirt and all."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wenheng.errors import StudyError
from wenheng.guides.cleaning import clean
from wenheng.language import say
from wenheng.sandbox.matters import Matter, Statement

MAX_BYTES, MAX_ITEMS, MAX_LINE = 64 << 20, 50_000, 100_000
MAX_TEXT = 260

LIMIT = re.compile(r"^\s*(\d{1,4})\s*[(（]?\s*(工作日|自然日|日|天|个月)?\s*[)）]?\s*$")
PHONE = re.compile(r"\d[\d\-—]{5,}\d|\d{5,8}")


@dataclass(frozen=True)
class Guides:
    """The matters read from a file, and how many lines were left out, by reason."""

    matters: tuple[Matter, ...]
    left_out: dict[str, int]


def read_guides(file: Path) -> Guides:
    """The matters in a file of service items.

    Fields read, all but the name optional: TASK_CODE, TASK_NAME or matter_name, DEPT_NAME,
    handle_location, handle_time (legal limit), handle_time_limit (promised limit),
    accept_standard, material_intro, consult_phone, complain_phone, bear_paltform,
    service_object_name, matter_level, URL.
    Lines that are no JSON object, too long, without a name, or a repetition are left out.

    Raises:
        StudyError: there is no such file, it is larger than 64 MiB, or holds no item at all.
    """
    if not file.is_file():
        raise StudyError(say("sandbox.no-guides", file=file))
    if file.stat().st_size > MAX_BYTES:
        raise StudyError(say("sandbox.guides-too-large", file=file, limit=MAX_BYTES >> 20))
    left_out: Counter[str] = Counter()
    found: dict[tuple[str, str], Matter] = {}
    for item in _items(file, left_out):
        matter = _matter(item, f"g{len(found) + 1}")
        if matter is None:
            left_out["nameless"] += 1
        elif (matter.title, matter.office) in found:
            left_out["repeated"] += 1
        else:
            found[matter.title, matter.office] = matter
    if not found:
        raise StudyError(say("sandbox.no-items", file=file))
    return Guides(tuple(found.values()), dict(left_out))


def _items(file: Path, left_out: Counter[str]) -> Iterator[dict[str, Any]]:
    with file.open("rb") as lines:
        for number, line in enumerate(lines):
            if number >= MAX_ITEMS:
                left_out["beyond the limit"] += 1
            elif len(line) > MAX_LINE:
                left_out["too long"] += 1
            elif line.strip():
                item = _parsed(line)
                if item is None:
                    left_out["not an item"] += 1
                else:
                    yield item


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        item = json.loads(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
    return item if isinstance(item, dict) else None


def _matter(item: dict[str, Any], id_: str) -> Matter | None:
    title = _name(item)
    if not title:
        return None
    office = _text(item.get("DEPT_NAME"))
    return Matter(
        id=id_,
        title=title,
        statements=tuple(_statements(item)),
        asked=(office, _text(item.get("CATANAME"))),
        office=office,
        address=_text(item.get("handle_location")).removeprefix("办理地点："),
        hours="以窗口公告为准",
        platform=_text(item.get("bear_paltform")),
        tags=(_text(item.get("TASK_CODE")), _text(item.get("URL"))),
    )


def _name(item: dict[str, Any]) -> str:
    name = _text(item.get("TASK_NAME")) or _text(item.get("matter_name"))
    return re.sub(r"[(（]{2,}(.*?)[)）]{2,}", r"（\1）", name)


def _statements(item: dict[str, Any]) -> Iterator[Statement]:
    for slot, critical, field, wording in FIELDS:
        value = wording(_text(item.get(field)))
        if value:
            yield Statement(slot, slot, critical, value, (value,), tuple(_wrong(value)))


def _wrong(value: str) -> Iterator[str]:
    if re.search(r"\d", value):
        yield re.sub(r"\d+", lambda match: str(int(match[0][:9]) * 2 + 3), value, count=1)


def _text(value: object) -> str:
    """One clean line of at most 260 characters, cut at the end of a sentence where it can be."""
    return clean(value, MAX_TEXT) if isinstance(value, str | list) else ""


def _limit(text: str) -> str:
    match = LIMIT.match(text)
    if not match:
        return text if re.search(r"[一-鿿]", text) else ""
    unit = match[2] or "工作日"
    return f"{match[1]}个{unit}" if unit in ("工作日", "自然日") else f"{match[1]}{unit}"


def _after(words: str, clean: Callable[[str], str] = str) -> Callable[[str], str]:
    def written(text: str) -> str:
        text = clean(text)
        return words.format(text) if text else ""

    return written


def _phones(text: str) -> str:
    return "、".join(PHONE.findall(text)[:3])


FIELDS: tuple[tuple[str, bool, str, Callable[[str], str]], ...] = (
    ("applicant", False, "service_object_name", _after("面向{}")),
    ("eligibility", True, "accept_standard", _after("{}")),
    ("materials", True, "material_intro", _after("{}")),
    ("channel", True, "handle_location", lambda text: text.removeprefix("办理地点：")),
    ("time-limit", True, "handle_time_limit", _after("承诺办结时限{}", _limit)),
    ("legal-limit", False, "handle_time", _after("法定办结时限{}", _limit)),
    ("entry-link", False, "bear_paltform", _after("可通过{}在线申请")),
    ("contact", False, "consult_phone", _after("咨询电话{}", _phones)),
    ("complaint", False, "complain_phone", _after("投诉电话{}", _phones)),
)
"""Slot, whether it is critical, field, and how the field's text becomes a statement."""
