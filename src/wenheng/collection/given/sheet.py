"""Transcripts in a CSV or XLSX file: one row per question."""

import math
import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from wenheng.collection.given.turns import Defaults, Given, Source, source_of
from wenheng.collection.transcript import Link
from wenheng.errors import TableError
from wenheng.forms import Form, Reader, UnreadableError, one_of, read_form
from wenheng.language import say
from wenheng.tables import OUTCOMES

MEDIA = {
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
INFORMING = ("unit", "channel", "entry", "matter", "stop")
"""Columns of a packet that tell the tester something and are not read back."""

ENTERED = (
    *("text", "links", "options", "outcome", "asked_at", "first_s", "last_s", "clicks", "steps"),
    *("looked", "looked_min", "second", "pictures", "note"),
)
"""What a packet leaves empty for the tester: a row in which all of it is empty was not asked."""

LONGEST = 200_000
"""Characters of one field; a cell of a workbook holds 32,767."""

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://\S+|(?:tel|mailto):\S+|www\.\S+", re.I)
_TIME = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[T\s]+(\d{1,2})[::](\d{2})"
    r"(?:[::](\d{2})(?:\.(\d{1,6}))?)?\s*(Z|[+-]\d{1,2}(?::?\d{2})?|北京时间)?",
    re.I,
)
_BEIJING = timezone(timedelta(hours=8))


def read_sheet(path: Path, defaults: Defaults) -> Source:
    """The rows of a CSV or XLSX file that a tester filled in.

    Raises:
        TableError: the file cannot be read, or its headings are not those of a transcript.
    """
    filled = read_form(transcript_form(defaults.zone), path)
    turns = (given(row, record) for row, record in filled.records)
    return source_of(path, MEDIA[path.suffix.lower()], turns, filled)


def given(row: int, record: dict[str, object], group: int = 0) -> Given:
    """A record of the form as a row; fields that could not be read are left as not known."""
    known = {name: value for name, value in record.items() if name not in INFORMING}
    return Given(row, group=group, **known)  # type: ignore[arg-type]  # as READERS give them


def transcript_form(zone: tzinfo | None) -> Form:
    """The form of transcripts, whose times are in `zone` where they do not say one."""
    readers: dict[str, Reader] = {
        **{name: _text for name in ("session", "platform", "scenario", "variant")},
        **dict.fromkeys(INFORMING, _text),
        "repeat": _count,
        "question": _text,
        "text": _text,
        "links": _links,
        "options": _lines,
        "outcome": one_of("capture", OUTCOMES, None),
        "asked_at": lambda text: _time(text, zone),
        "first_s": _seconds,
        "last_s": _seconds,
        "clicks": _count,
        "steps": _text,
        "looked": _places,
        "looked_min": _minutes,
        "second": _text,
        "tester": _text,
        "pictures": _places,
        "note": _text,
    }
    return Form("capture", readers, ("question", "text"), ENTERED)


def zone_of(text: str) -> tzinfo:
    """A time zone by offset (`+08:00`) or name (`Asia/Shanghai`).

    Raises:
        TableError: there is no such zone.
    """
    try:
        return _offset(text) if text[:1] in "+-Zz" else ZoneInfo(text)
    except (ValueError, ZoneInfoNotFoundError, OSError) as error:
        raise TableError(say("capture.bad-zone", zone=text)) from error


def _text(text: str) -> str:
    if len(text) > LONGEST:
        raise UnreadableError(say("capture.too-long", count=len(text), limit=LONGEST))
    return text


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in _text(text).splitlines() if line.strip())


def _places(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(r"[;；\n]", _text(text)) if part.strip())


def _links(text: str) -> tuple[Link, ...]:
    return tuple(_link(line) for line in _lines(text))


def _link(line: str) -> Link:
    found = _ADDRESS.search(line)
    if not found:
        raise UnreadableError(say("capture.no-address", text=line[:80]))
    url = found.group().rstrip(")]）】")
    name = (line[: found.start()] + line[found.end() :]).strip(" []()（）【】:：-")
    return Link(name or url, url)


def _seconds(text: str) -> float | None:
    return _number(text, "no-seconds", 0)


def _minutes(text: str) -> float | None:
    return _number(text, "no-minutes", 1e-9)


def _number(text: str, fault: str, least: float) -> float | None:
    if not text:
        return None
    try:
        number = float(text)
    except ValueError as error:
        raise UnreadableError(say(f"capture.{fault}", text=text[:80])) from error
    if not (math.isfinite(number) and number >= least):
        raise UnreadableError(say(f"capture.{fault}", text=text[:80]))
    return number


def _count(text: str) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"\d{1,4}(\.0+)?", text):
        raise UnreadableError(say("capture.no-count", text=text[:80]))
    return int(text.partition(".")[0])


def _time(text: str, zone: tzinfo | None) -> datetime | None:
    if not text:
        return None
    found = _TIME.fullmatch(text)
    if not found:
        raise UnreadableError(say("capture.no-time", text=text[:80]))
    *parts, fraction, said = found.groups(default="")
    its = _offset(said) if said else zone
    if its is None:
        raise UnreadableError(say("capture.no-zone", text=text))
    year, month, day, hour, minute, second = (int(part or 0) for part in parts)
    try:
        return datetime(
            year, month, day, hour, minute, second, int(fraction.ljust(6, "0")), its
        ).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise UnreadableError(say("capture.no-time", text=text)) from error


def _offset(said: str) -> tzinfo:
    if said in ("Z", "z"):
        return UTC
    if said == "北京时间":
        return _BEIJING
    found = re.fullmatch(r"([+-])(\d{1,2})(?::?(\d{2}))?", said)
    if not found:
        raise ValueError(said)
    sign, hours, minutes = found.groups(default="0")
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-offset if sign == "-" else offset)
