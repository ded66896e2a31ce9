"""Texts of official catalogues made readable: tags, entities, unseen characters, empty words."""

import html
import re
import unicodedata
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

MAX_PARTS = 100
EMPTY = {"", "无", "暂无", "/", "-", "null", "none", "nan", "不支持", "详见办事指南", "详见附件"}
TAG = re.compile(r"<[^<>]{1,200}>")
UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
    r"|[\ud800-\udfff]"
)
LIMIT = re.compile(
    r"\s*(\d{1,4})\s*个?\s*\(?\s*个?(工作日|自然日|日历日|日|天|月|年|小时)?\s*\)?\s*(?:以?内)?\s*"
)
AT_ONCE = re.compile(r"(?:当场|即时|即办)(?:办结|办理)?")
PHONE = re.compile(
    r"(?<![\d.-])(?:\(?0\d{2,3}\)?[-— ]{0,3})?\d{7,8}(?!\d)"
    r"|(?<!\d)(?:0\d{2,3}-)?(?<!\d)12\d{3}(?!\d)|(?<!\d)400-?\d{3}-?\d{4}(?!\d)"
)
HOTLINE = re.compile(r"^0\d{2,3}-(?=12\d{3}$)")


def clean(value: object, most: int) -> str:
    """One clean line, cut after `most` characters at the end of a sentence where it can be.

    What was not read, or not taken, is always told by `……` at the end.
    """
    if isinstance(value, list):
        parts = list(dict.fromkeys(clean(part, most) for part in value[:MAX_PARTS]))
        text = clipped("、".join(part for part in parts if part), most)
        return _open(text) if len(value) > MAX_PARTS else text
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    raw = str(value)
    text = UNSEEN.sub("", TAG.sub(" ", html.unescape(raw[: 4 * most])))
    text = clipped(re.sub(r"\s+", " ", text).strip(" 　;；,，"), most)
    if len(raw) > 4 * most:
        return _open(text)
    return "" if text.lower() in EMPTY else text


def clipped(text: str, most: int) -> str:
    """`text`, cut after a mark where it is longer than `most`."""
    if len(text) <= most:
        return text
    head = text[:most]
    end = max(head.rfind(mark) for mark in "。；;、，")
    return _open(head[: end + 1] if end > most // 2 else head)


def _open(text: str) -> str:
    """`text` with a sign that it goes on."""
    return text.removesuffix("……").rstrip("。；;、，") + "……"


def limit(text: str) -> str:
    """A time limit as one says it, `15个工作日`, from `15(工作日)` and the like; else empty.

    A number without a unit says nothing: whether it means working days nobody can tell.
    """
    plain = unicodedata.normalize("NFKC", text)
    if AT_ONCE.fullmatch(plain.strip()):
        return "当场"
    match = LIMIT.fullmatch(plain)
    if not match or not match[2] or not int(match[1]):
        return ""
    unit = {"月": "个月"}.get(match[2], match[2])
    return f"{match[1]}个{unit}" if unit in ("工作日", "自然日") else f"{match[1]}{unit}"


def phones(text: str) -> str:
    """The telephone numbers in a text, `020-12345678、12333`; hotlines without an area code."""
    plain = unicodedata.normalize("NFKC", text)
    found = (re.sub(r"[()— -]+", "-", m.group()).strip("-") for m in PHONE.finditer(plain))
    return "、".join(list(dict.fromkeys(HOTLINE.sub("", one) for one in found))[:5])


def money(text: str) -> str:
    """A fee where a text says nothing but it, or that there is none; else empty."""
    plain = unicodedata.normalize("NFKC", text).strip(" 。")
    if re.fullmatch(r"否|不收费|免费|0元?|无收费|不收取(?:任何)?费用", plain):
        return "不收费"
    match = re.fullmatch(r"(?:收费标准:|工本费:?)?\s*(\d+(?:\.\d+)?)元(/\S{1,4})?", plain)
    return f"{match[1]}元{match[2] or ''}" if match else ""


def day(text: str) -> date | None:
    """The date that a text is, `2026-05-01` or `2026年5月1日`; None where it is none."""
    match = re.match(
        r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})", unicodedata.normalize("NFKC", text)
    )
    if not match:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


@cache
def data(name: str) -> dict[str, Any]:
    """The data file `<name>.yaml` of this package."""
    text = (Path(__file__).parent / f"{name}.yaml").read_text("utf-8")
    loaded: dict[str, Any] = yaml.load(text, yaml.CSafeLoader)
    return loaded
