"""What is true of a fact at a place: its value by kind, who says so, and since when."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, BeforeValidator, Field, StringConstraints, model_validator

from wenheng.study.base import Declared, wrong

ValueKind = Literal[
    "text",
    "number",
    "duration",
    "money",
    "date",
    "age",
    "phone",
    "address",
    "documents",
    "channel",
    "link",
    "yes-no",
]
Authority = Literal["law", "national", "provincial", "municipal", "guide", ""]
Sha256 = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")]

MOST_DOCUMENTS, LONGEST = 100, 4000
_NUM = r"(?:\d[\d,]*(?:\.\d+)?|[零〇一二三四五六七八九十百千万两半]+)"
_FORMS = {
    "number": re.compile(rf"{_NUM}\s*[^\s\d]{{0,12}}"),
    "duration": re.compile(
        rf"当场|即时|即办|立等可取|{_NUM}\s*个?\s*"
        r"(?:工作日|自然日|日历日|日|天|周|星期|月|年|小时|分钟)(?:以?内)?"
    ),
    "money": re.compile(rf"免费|不收费|[¥￥]?\s*{_NUM}\s*万?元?(?:/[^\s\d]{{1,8}})?"),
    "age": re.compile(r"\d{1,3}(?:\s*[-–—~至]\s*\d{1,3})?\s*(?:周岁|岁)?\s*(?:以上|以下)?"),
    "link": re.compile(r"https?://[^\s/?#<>\"]+\.[^\s<>\"]+"),
    "yes-no": re.compile(r"是|否|yes|no", re.IGNORECASE),
}
_PHONE = re.compile(r"\+?[\d()\- ]{3,24}(?:(?:转|#|ext\.?)\s*\d{1,6})?")


class Version(Declared):
    """What is or was true of one fact at one place, and who says so.

    `text` is what replies are compared with; where it is empty, `value` is.
    """

    text: str = Field("", max_length=LONGEST)
    kind: ValueKind = Field("text", description="what `value` is; it must read as such")
    value: str = Field("", max_length=LONGEST)
    source: str = Field("", description="title of the document that says so")
    url: str = Field("", description="where that document stands")
    quote: str = Field("", description="its words")
    authority: Authority = ""
    snapshot: Sha256 = Field("", description="SHA-256 of the file that was read")
    valid_from: date | None = Field(None, description="first day on which it holds")
    valid_to: date | None = Field(None, description="last day on which it holds")
    item_code: str = ""
    item_version: str = ""
    accepted_by: str = Field("", description="who took it for true")
    accepted_at: AwareDatetime | None = None
    comment: str = ""

    @property
    def words(self) -> str:
        """What replies are compared with."""
        return self.text or self.value

    def holds_on(self, day: date) -> bool:
        """Whether it is true on `day`."""
        since, until = self.valid_from or date.min, self.valid_to or date.max
        return since <= day <= until

    def has_ended(self, day: date) -> bool:
        """Whether it no longer holds on `day`."""
        return self.valid_to is not None and self.valid_to < day

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        if not self.words:
            raise wrong("truth-empty")
        if self.kind != "text" and not readable(self.kind, self.value):
            raise wrong("value-not-of-kind", value=self.value, kind=self.kind)
        if (self.valid_from or date.min) > (self.valid_to or date.max):
            raise wrong("truth-backwards", since=self.valid_from, until=self.valid_to)
        return self


class Truth(Version):
    """What is true of one fact at one place, with what was true before."""

    earlier: tuple[Version, ...] = Field((), description="what was true before, newest first")

    @property
    def versions(self) -> tuple[Version, ...]:
        """All of them, newest first."""
        return (self, *self.earlier)

    @model_validator(mode="after")
    def _never_overlaps(self) -> Self:
        later = self.valid_from or date.min
        for one in self.earlier:
            if (one.valid_to or date.max) >= later:
                raise wrong("truth-overlaps", until=one.valid_to, since=later)
            later = one.valid_from or date.min
        return self


def readable(kind: str, value: str) -> bool:
    """Whether `value` reads as a value of `kind`; an empty one never does."""
    plain = unicodedata.normalize("NFKC", value).strip()
    if kind in _FORMS:
        return bool(_FORMS[kind].fullmatch(plain))
    return bool(plain) and _CHECKS.get(kind, bool)(plain)


def listed(value: str) -> tuple[str, ...]:
    """The documents that a value of the kind `documents` lists."""
    parts = (part.strip() for part in re.split(r"[、;；\n]", value))
    return tuple(dict.fromkeys(part for part in parts if part))


def _is_date(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _are_phones(value: str) -> bool:
    parts = [part.strip() for part in re.split(r"[、,;/]", value)]
    return all(_PHONE.fullmatch(one) and re.search(r"\d{3}", one) for one in parts)


def _is_address(value: str) -> bool:
    return len(re.findall(r"[一-鿿]", value)) >= 3 and "://" not in value


_CHECKS: dict[str, Callable[[str], bool]] = {
    "date": _is_date,
    "phone": _are_phones,
    "address": _is_address,
    "documents": lambda value: 0 < len(listed(value)) <= MOST_DOCUMENTS,
}


def _by_text(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


TruthOrText = Annotated[Truth, BeforeValidator(_by_text, json_schema_input_type=str | Truth)]
