"""The roster as a table that people keep in a spreadsheet: one row per platform.

Columns, in any order (`unit`, `level`, `region`, `channel` and one of the names are needed):

| column | |
|---|---|
| `unit` `unit_zh` `unit_en` | id and names of the public body |
| `level` `region` `region_<scheme>` | its tier; its region, also by other schemes |
| `parent` | id of the unit it belongs to |
| `platform` `channel` | id (`<unit>-<channel>` where empty) and channel of the platform |
| `platform_zh` `platform_en` | names of the platform |
| `entry` `transport` `recipe` | address, how it is spoken to, file that says how it is reached |
| `model` `key_env` | for the transport `openai` |

What describes the unit may be left empty in its later rows. A row without `platform` and `channel`
declares a unit alone. Text is text: `NA` is a value like any other. UTF-8 and GBK are read.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from wenheng.study.problems import Finding, Path, nearest

MAX_BYTES = 16 * 2**20

UNIT_COLUMNS = {
    "unit_zh": ("name", "zh"),
    "unit_en": ("name", "en"),
    "level": ("level",),
    "region": ("region",),
    "parent": ("parent",),
}
PLATFORM_COLUMNS = {
    "platform_zh": ("name", "zh"),
    "platform_en": ("name", "en"),
    "channel": ("channel",),
    "entry": ("entry",),
    "transport": ("transport",),
    "recipe": ("recipe",),
    "model": ("model",),
    "key_env": ("key_env",),
}
SCHEME = "region_"
NEEDED = ("unit", "level", "region", "channel")
Seen = tuple[int, dict[str, Any]]
"""The line of a unit's first row, and what that row says of it."""

COLUMNS = ("unit", *UNIT_COLUMNS, "platform", *PLATFORM_COLUMNS)


@dataclass
class Roster:
    """Units and platforms of a table, as a YAML roster would say them, and their lines."""

    units: list[dict[str, Any]] = field(default_factory=list)
    platforms: list[dict[str, Any]] = field(default_factory=list)
    lines: dict[Path, int] = field(default_factory=dict)
    findings: list[tuple[int, Finding]] = field(default_factory=list)
    complete: bool = True


def read_roster(raw: bytes) -> Roster:
    """The roster that the bytes of a CSV file hold, with everything that is wrong in it."""
    roster = Roster()
    text = _decoded(raw)
    if text is None:
        return _given_up(roster, "csv-encoding")
    header_line = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=header_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows = _numbered(reader, roster)
    _, header = next(rows, (1, []))
    columns = [name.strip().lower() for name in header]
    if not _header_is_good(columns, roster):
        return roster
    seen: dict[str, Seen] = {}
    for line, cells in rows:
        if len(cells) > len(columns):
            roster.findings.append((line, Finding("csv-too-many", ("row",), {"n": len(cells)})))
        row = dict(zip(columns, (cell.strip() for cell in cells), strict=False))
        _take(row, line, seen, roster)
    return roster


def _decoded(raw: bytes) -> str | None:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _given_up(roster: Roster, code: str, line: int = 1, **values: object) -> Roster:
    roster.findings.append((line, Finding(code, (), values)))
    roster.complete = False
    return roster


def _numbered(reader: Any, roster: Roster) -> Iterator[tuple[int, list[str]]]:
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        _given_up(roster, "csv-broken", line, why=error)


def _header_is_good(columns: list[str], roster: Roster) -> bool:
    for name in columns:
        if name and name not in COLUMNS and not name.startswith(SCHEME):
            values = {"name": name, "near": nearest(name, COLUMNS)}
            roster.findings.append((1, Finding("csv-column", (name,), values)))
    for name in sorted({name for name in columns if name and columns.count(name) > 1}):
        roster.findings.append((1, Finding("csv-column-twice", (name,), {"name": name})))
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        near = ", ".join(name for name in columns if name)
        _given_up(roster, "csv-no-column", names=", ".join(missing), near=near)
    return not missing


def _take(row: dict[str, str], line: int, seen: dict[str, Seen], roster: Roster) -> None:
    id_ = row.get("unit", "")
    if not id_:
        roster.findings.append((line, Finding("csv-no-unit", ("unit",))))
        return
    unit = _unit(row)
    if id_ in seen:
        roster.findings.extend((line, finding) for finding in _differences(seen[id_], unit))
    else:
        seen[id_] = (line, unit)
        roster.lines[("units", len(roster.units))] = line
        roster.units.append(unit)
    if row.get("channel") or row.get("platform"):
        roster.lines[("platforms", len(roster.platforms))] = line
        roster.platforms.append(_platform(row))


def _unit(row: dict[str, str]) -> dict[str, Any]:
    unit: dict[str, Any] = {"id": row["unit"], **_nested(row, UNIT_COLUMNS)}
    others = {
        name.removeprefix(SCHEME): value
        for name, value in row.items()
        if name.startswith(SCHEME) and value
    }
    return {**unit, "other_regions": others} if others else unit


def _platform(row: dict[str, str]) -> dict[str, Any]:
    default = f"{row['unit']}-{row.get('channel', '')}"
    given = {"id": row.get("platform") or default, "unit": row["unit"]}
    return {**given, **_nested(row, PLATFORM_COLUMNS)}


def _nested(row: dict[str, str], columns: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for column, way in columns.items():
        if not row.get(column):
            continue
        if len(way) == 1:
            made[way[0]] = row[column]
        else:
            made.setdefault(way[0], {})[way[1]] = row[column]
    return made


def _differences(seen: Seen, now: dict[str, Any]) -> Iterator[Finding]:
    line, first = seen
    before = _flat(first)
    for way, value in _flat(now).items():
        if value != before.get(way, value):
            values = {"unit": first["id"], "this": value, "that": before[way], "line": line}
            yield Finding("csv-unit-differs", way, values)


def _flat(unit: dict[str, Any]) -> dict[tuple[str, ...], str]:
    flat: dict[tuple[str, ...], str] = {}
    for key, value in unit.items():
        if isinstance(value, dict):
            flat.update({(key, inner): text for inner, text in value.items()})
        else:
            flat[(key,)] = value
    return flat
