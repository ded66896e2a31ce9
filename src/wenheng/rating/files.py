"""Ratings that people kept in a file: CSV or XLSX → a RATINGS table, and a sheet to fill in."""

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from wenheng.contracts import checked, places
from wenheng.errors import TableError
from wenheng.language import catalogue, say, spoken
from wenheng.rating.sheets import Row, text_rows
from wenheng.tables import RATER_KINDS, RATING_STATUSES, WHOLE_PLATFORM, Ratings

REQUIRED = ("platform", "indicator", "rater", "level")
ENTERED = ("rater", "level", "status", "reason")
"""What `write_template` leaves empty."""

KEY = ("platform", "scenario", "indicator", "rater")
Faults = dict[tuple[str, str], list[int]]
"""(heading, what is wrong) → the rows where it is."""


def read_ratings(path: str | Path) -> pl.DataFrame:
    """The ratings in a CSV or XLSX file, as a RATINGS table.

    Headings may be Chinese or English, or the names of the columns of RATINGS; other columns
    are left alone. Needed are platform, indicator, rater and level. An empty scenario stands for
    once per platform (`*`), an empty kind of rater for a person, an empty status for rated
    where there is a level and not assessed where there is none. Statuses and kinds of rater may
    be said in Chinese, English or as in RATINGS. All is read as text: a level is `2` or `2.0`,
    and "NA" or "N/A" in its place is a fault, never a gap. A row of the template in which nothing
    was filled in, not even the rater, is no rating.

    Whether the names are those of a study is asked later, by `wenheng.scoring`.

    Args:
        path: .csv or .tsv (UTF-8, UTF-16 with a mark, or GBK) or .xlsx (first sheet; formulas
            are not evaluated).

    Raises:
        TableError: the file cannot be read, or lists every bad place with file, row (as a
            spreadsheet numbers them) and column; then nothing of the file is returned.
    """
    path = Path(path)
    rows = text_rows(path)
    if not rows:
        raise TableError(say("ratings.no-rows"), where=str(path))
    faults: Faults = defaultdict(list)
    columns = _columns(path, rows[0][1])
    filled = [row for row in rows[1:] if _is_filled(row, columns)]
    if not filled:
        raise TableError(say("ratings.no-rows"), where=str(path))
    records = [_record(row, columns, faults) for row in filled]
    _find_repeated(records, [number for number, _ in filled], faults)
    if faults:
        raise _refusal(path, faults)
    table = pl.DataFrame(records, schema=Ratings.create_empty().schema, orient="row")
    return checked(Ratings, table, str(path))


def write_template(plan: pl.DataFrame, path: str | Path) -> None:
    """Write the applicable cells of PLANNED_CELLS `plan` as a CSV file to be filled in.

    Headings are in the language being spoken; rater, level, status and reason are left empty.
    Spreadsheet programs open it as it is (UTF-8 with a byte order mark).
    """
    cells = plan.filter("applicable").select("platform", "scenario", "indicator")
    empty = [pl.lit(None, pl.String).alias(c) for c in ENTERED]
    cells.with_columns(empty).rename(_heading).write_csv(path, include_bom=True)


def _columns(path: Path, headings: list[str]) -> list[tuple[str, str]]:
    """For each column of the file the column of RATINGS that it is, or "", and its heading."""
    known = _known_headings()
    names = [known.get(_plain(heading), "") for heading in headings]
    present = [heading for heading in headings if heading]
    faults = [
        say("ratings.no-heading", column=_heading(name), present=", ".join(present))
        for name in REQUIRED
        if name not in names
    ]
    for name, heading in zip(names, headings, strict=True):
        near = difflib.get_close_matches(_plain(heading), known, n=1, cutoff=0.8)
        if not name and near:
            meant = _heading(known[near[0]])
            faults.append(say("ratings.near-heading", column=heading, near=meant))
        elif name and names.count(name) > 1:
            faults.append(say("ratings.twice-heading", column=heading))
    if faults:
        raise TableError("\n  ".join(faults), where=str(path), hint=say("ratings.mend"))
    return list(zip(names, headings, strict=True))


def _known_headings() -> dict[str, str]:
    words = catalogue("ratings")
    names = {_plain(name): name for name in Ratings.column_names()}
    for name in Ratings.column_names():
        for said in words[f"heading-{name}"].values():
            names |= {_plain(heading): name for heading in said.split("|")}
    return names


def _heading(name: str) -> str:
    return catalogue("ratings")[f"heading-{name}"][spoken()].split("|")[0]


def _plain(heading: str) -> str:
    return re.sub(r"[\s_-]", "", unicodedata.normalize("NFKC", heading)).casefold()


def _is_filled(row: Row, columns: list[tuple[str, str]]) -> bool:
    said = [text for (name, _), text in zip(columns, row[1], strict=False) if name in ENTERED]
    return any(text.strip() for text in (*said, *row[1][len(columns) :]))


def _record(row: Row, columns: list[tuple[str, str]], faults: Faults) -> dict[str, Any]:
    """One rating; what is wrong with it is added to `faults`."""
    number, fields = row
    surplus = [text for text in fields[len(columns) :] if text]
    if surplus:
        faults["", say("ratings.too-long", count=len(surplus))].append(number)
    record: dict[str, Any] = {}
    padded = [*fields, *[""] * len(columns)]
    for (name, heading), text in zip(columns, padded, strict=False):
        if name:
            try:
                record[name] = READERS[name](text.strip())
            except _UnreadableError as error:
                faults[heading, str(error)].append(number)
    return _settled(record, dict(columns), number, faults)


def _settled(
    record: dict[str, Any], headings: dict[str, str], number: int, faults: Faults
) -> dict[str, Any]:
    """`record` with defaults for what is absent, once level and status do not contradict."""
    given = {name: READERS[name]("") for name in OPTIONAL} | record
    level, status = given.get("level"), given["status"]
    if status is None:
        given["status"] = "not_assessed" if level is None else "rated"
    elif "level" in given and (level is None) == (status == "rated"):
        fault = "rated-without-level" if level is None else "level-with-status"
        said = say(f"ratings.{fault}", text=_word(status))
        faults[headings.get("level", ""), said].append(number)
    return given


def _find_repeated(records: list[dict[str, Any]], numbers: list[int], faults: Faults) -> None:
    seen: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for record, number in zip(records, numbers, strict=True):
        if all(name in record for name in KEY):
            seen[tuple(record[name] for name in KEY)].append(number)
    for key, rows in seen.items():
        if len(rows) > 1:
            faults["", say("ratings.repeated", key="/".join(key))] += rows


def _refusal(path: Path, faults: Faults) -> TableError:
    told = [say("ratings.bad", count=len(faults))]
    for (column, fault), rows in sorted(faults.items(), key=lambda item: item[1]):
        key = "ratings.place" if column else "ratings.line"
        told.append(say(key, rows=places(rows), column=column, fault=fault))
    return TableError("\n  ".join(told), where=str(path), hint=say("ratings.mend"))


class _UnreadableError(ValueError):
    """A field that cannot be read; its message is for the reader of the file."""


def _needed(text: str) -> str:
    if not text:
        raise _UnreadableError(say("ratings.empty"))
    return text


def _level(text: str) -> int | None:
    plain = unicodedata.normalize("NFKC", text)
    if not plain:
        return None
    if plain.startswith("="):
        raise _UnreadableError(say("ratings.formula", text=text))
    if not re.fullmatch(r"[0-9](\.0+)?", plain):
        raise _UnreadableError(say("ratings.no-level", text=text))
    return int(plain[0])


def _share(text: str) -> float | None:
    if not text:
        return None
    if not re.fullmatch(r"0?\.[0-9]+|[01](\.0*)?", text):
        raise _UnreadableError(say("ratings.no-share", text=text))
    return float(text)


def _one_of(words: tuple[str, ...], default: str | None) -> Callable[[str], str | None]:
    def read(text: str) -> str | None:
        word = _spellings(words).get(_plain(text)) if text else default
        if text and word is None:
            known = say("tables.comma").join(map(_word, words))
            raise _UnreadableError(say("ratings.no-word", text=text, known=known))
        return word

    return read


@cache
def _spellings(words: tuple[str, ...]) -> dict[str, str]:
    said = catalogue("ratings")
    return {
        _plain(spelling): word
        for word in words
        for spelling in (word, *said[f"word-{word}"].values())
    }


def _word(word: str) -> str:
    return say(f"ratings.word-{word}")


OPTIONAL = tuple(name for name in Ratings.column_names() if name not in REQUIRED)
READERS: dict[str, Callable[[str], Any]] = {
    "platform": _needed,
    "scenario": lambda text: text or WHOLE_PLATFORM,
    "indicator": _needed,
    "rater": _needed,
    "rater_kind": _one_of(RATER_KINDS, "person"),
    "status": _one_of(RATING_STATUSES, None),
    "level": _level,
    "reason": str,
    "reason_en": str,
    "span": str,
    "confidence": _share,
    "session": lambda text: text or None,
}
"""Column of RATINGS → how its text is read; of an empty text comes its default."""
