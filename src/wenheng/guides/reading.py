"""Service items from files of any of their forms, within bounds; what was left out is counted."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from wenheng.errors import StudyError, TableError
from wenheng.forms import plain
from wenheng.guides.cleaning import clean, data
from wenheng.language import say
from wenheng.sheets import bounded_text, text_rows

MAX_BYTES, MAX_FILES, MAX_ITEMS, MAX_LINE = 64 << 20, 200, 200_000, 200_000
MAX_TEXT = 2000
SHEETS = (".csv", ".tsv", ".xlsx")
LINES = (".jsonl", ".ndjson", ".json")


@dataclass(frozen=True)
class Item:
    """A service item as a catalogue has it; `fields` by our names, clean and none of them empty.

    `version` is the catalogue's own, or where it has none a hash of what the item says.
    """

    code: str
    version: str
    title: str
    fields: Mapping[str, str]
    sha256: str
    """Of the file it stands in."""

    def get(self, name: str) -> str:
        return self.fields.get(name, "")


@dataclass(frozen=True)
class Items:
    """The items of some files, the hash of each file, and how many were left out, by reason."""

    items: tuple[Item, ...]
    files: dict[str, str]
    left_out: dict[str, int]


def read_items(place: Path) -> Items:
    """The items in a file, or in all files of a folder: JSON, JSON lines, CSV, XLSX.

    Items that say the same as another are left out; of several with one code the newest version
    is kept, the later where versions cannot be compared.

    Raises:
        StudyError: there is nothing of the kind, or a file is too large, damaged or of no known
            encoding: all such files at once.
    """
    left_out: Counter[str] = Counter()
    files: dict[str, str] = {}
    kept: dict[tuple[str, ...], Item] = {}
    faults = []
    for file in _files(place):
        try:
            files[file.name] = sha256 = _sha256(file)
            for record in _records(file, left_out):
                _keep(_item(record, sha256), kept, left_out)
        except TableError as error:
            faults.append(f"{file.name}: {error}")
    if faults:
        raise StudyError("\n  ".join([say("facts.unreadable", place=place), *faults]))
    if not kept:
        raise StudyError(say("facts.no-items", place=place), hint=say("facts.no-items-next"))
    return Items(tuple(kept.values()), files, dict(left_out))


def _files(place: Path) -> list[Path]:
    if not place.exists():
        raise StudyError(say("facts.no-place", place=place))
    found = sorted(place.iterdir()) if place.is_dir() else [place]
    fit = [f for f in found if f.is_file() and f.suffix.lower() in (*SHEETS, *LINES)]
    if len(fit) > MAX_FILES:
        raise StudyError(say("facts.too-many-files", place=place, limit=MAX_FILES))
    return fit


def _sha256(file: Path) -> str:
    if (size := file.stat().st_size) > MAX_BYTES:
        said = say("sheets.too-big", size=size >> 20, limit=MAX_BYTES >> 20)
        raise TableError(said)
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _records(file: Path, left_out: Counter[str]) -> Iterator[Mapping[str, Any]]:
    read = _rows if file.suffix.lower() in SHEETS else _objects
    for number, record in enumerate(read(file)):
        if number >= MAX_ITEMS:
            left_out["beyond"] += 1
        elif isinstance(record, Mapping):
            yield record
        else:
            left_out[record] += 1


def _rows(file: Path) -> Iterator[Mapping[str, Any] | str]:
    rows = text_rows(file)
    if rows:
        headings = rows[0][1]
        yield from (dict(zip(headings, fields, strict=False)) for _, fields in rows[1:])


def _objects(file: Path) -> Iterator[Mapping[str, Any] | str]:
    """The objects of a JSON document, or of lines of JSON; in place of what is none, why."""
    text = bounded_text(file).lstrip("\ufeff")
    whole = _parsed(text)
    if isinstance(whole, dict):
        lists = (part for part in whole.values() if _holds_objects(part))
        whole = next(lists, [whole])
    if isinstance(whole, list):
        yield from (one if isinstance(one, dict) else "no-item" for one in whole)
        return
    for line in text.split("\n"):
        if len(line) > MAX_LINE:
            yield "too-long"
        elif line.strip():
            record = _parsed(line)
            yield record if isinstance(record, dict) else "no-item"


def _holds_objects(part: Any) -> bool:
    """Whether `part` is a list of items, and not of the papers that one item asks for."""
    names = {name for known in ("title", "code") for name in _names()[known]}
    return isinstance(part, list) and any(
        isinstance(one, dict) and names & {plain(str(key)) for key in one} for one in part
    )


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


@cache
def _names() -> dict[str, tuple[str, ...]]:
    spelt = data("fields")
    return {name: tuple(map(plain, spelt[name])) for name in spelt if name != "paper"}


def _item(record: Mapping[str, Any], sha256: str) -> Item | None:
    given = {plain(str(key)): value for key, value in record.items()}
    fields = {}
    for name, spellings in _names().items():
        values = (clean(_parted(name, given.get(one)), MAX_TEXT) for one in spellings)
        if value := next(filter(None, values), ""):
            fields[name] = value
    title = re.sub(r"[(（]{2,}(.*?)[)）]{2,}", r"（\1）", fields.pop("title", ""))
    if not title:
        return None
    said = json.dumps([title, fields], ensure_ascii=False, sort_keys=True)
    own = hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:12]
    code, version = fields.get("code", ""), fields.get("version") or f"sha256-{own}"
    return Item(code, version, title, fields, sha256)


def _parted(name: str, value: Any) -> Any:
    """A list of papers however it is written: lines of a cell, objects with a name, numbered."""
    if name != "materials":
        return value
    parts = re.split(r"\n|<br */?>|[;；]", value) if isinstance(value, str) else value
    if not isinstance(parts, list):
        return value
    named = (_name_of(part) if isinstance(part, dict) else part for part in parts)
    return [_NUMBERED.sub("", one) if isinstance(one, str) else one for one in named]


def _name_of(part: dict[str, Any]) -> Any:
    given = {plain(str(key)): value for key, value in part.items()}
    return next((given[name] for name in map(plain, data("fields")["paper"]) if name in given), "")


_NUMBERED = re.compile(r"^\s*[(（]?\d{1,2}\s*[)）.．、]\s*(?=\D)")


def _keep(item: Item | None, kept: dict[tuple[str, ...], Item], left_out: Counter[str]) -> None:
    if item is None:
        left_out["nameless"] += 1
        return
    named = (item.title, item.get("office"), item.get("place"))
    key = (item.code,) if item.code else named
    before = kept.get(key)
    if before is not None:
        left_out["repeated" if before.fields == item.fields else "superseded"] += 1
    if before is None or _age(item.version) >= _age(before.version):
        kept[key] = item


def _age(version: str) -> tuple[int, ...]:
    """The numbers of a version; a hash has none, so that the later of two counts."""
    return (
        () if version.startswith("sha256-") else tuple(map(int, re.findall(r"\d{1,18}", version)))
    )
