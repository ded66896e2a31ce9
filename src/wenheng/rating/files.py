"""Ratings that people kept in a file: CSV or XLSX → a RATINGS table, and a sheet to fill in."""

import re
import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import Any

import polars as pl

from wenheng.contracts import checked
from wenheng.forms import Filled, Form, Reader, UnreadableError, needed, one_of, read_form
from wenheng.language import say
from wenheng.tables import RATER_KINDS, RATING_STATUSES, WHOLE_PLATFORM, Ratings

REQUIRED = ("platform", "indicator", "rater", "level")
ENTERED = ("rater", "level", "status", "reason")
"""What `write_template` leaves empty."""

KEY = ("platform", "scenario", "indicator", "rater")


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
    filled = read_form(FORM, Path(path))
    records = [_settled(record, number, filled) for number, record in filled.records]
    _find_repeated(records, filled)
    filled.refuse_if_faulty()
    table = pl.DataFrame(records, schema=Ratings.create_empty().schema, orient="row")
    return checked(Ratings, table, str(path))


def write_template(plan: pl.DataFrame, path: str | Path) -> None:
    """Write the applicable cells of PLANNED_CELLS `plan` as a CSV file to be filled in.

    Headings are in the language being spoken; rater, level, status and reason are left empty.
    Spreadsheet programs open it as it is (UTF-8 with a byte order mark).
    """
    cells = plan.filter("applicable").select("platform", "scenario", "indicator")
    empty = [pl.lit(None, pl.String).alias(c) for c in ENTERED]
    cells.with_columns(empty).rename(FORM.heading).write_csv(path, include_bom=True)


def _settled(record: dict[str, Any], number: int, filled: Filled) -> dict[str, Any]:
    """`record` with defaults for what is absent, once level and status do not contradict."""
    given = {name: READERS[name]("") for name in OPTIONAL} | record
    level, status = given.get("level"), given["status"]
    if status is None:
        given["status"] = "not_assessed" if level is None else "rated"
    elif "level" in given and (level is None) == (status == "rated"):
        fault = "rated-without-level" if level is None else "level-with-status"
        said = say(f"ratings.{fault}", text=say(f"ratings.word-{status}"))
        filled.blame("level", said, number)
    return given


def _find_repeated(records: list[dict[str, Any]], filled: Filled) -> None:
    seen: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for record, (number, _) in zip(records, filled.records, strict=True):
        if all(name in record for name in KEY):
            seen[tuple(record[name] for name in KEY)].append(number)
    for key, rows in seen.items():
        if len(rows) > 1:
            filled.blame("", say("ratings.repeated", key="/".join(key)), *rows)


def _level(text: str) -> int | None:
    plain = unicodedata.normalize("NFKC", text)
    if not plain:
        return None
    if not re.fullmatch(r"[0-9](\.0+)?", plain):
        raise UnreadableError(say("ratings.no-level", text=text))
    return int(plain[0])


def _share(text: str) -> float | None:
    if not text:
        return None
    if not re.fullmatch(r"0?\.[0-9]+|[01](\.0*)?", text):
        raise UnreadableError(say("ratings.no-share", text=text))
    return float(text)


OPTIONAL = tuple(name for name in Ratings.column_names() if name not in REQUIRED)
READERS: dict[str, Reader] = {
    "platform": needed,
    "scenario": lambda text: text or WHOLE_PLATFORM,
    "indicator": needed,
    "rater": needed,
    "rater_kind": one_of("ratings", RATER_KINDS, "person"),
    "status": one_of("ratings", RATING_STATUSES, None),
    "level": _level,
    "reason": str,
    "reason_en": str,
    "span": str,
    "confidence": _share,
    "session": lambda text: text or None,
}
"""Column of RATINGS → how its text is read; of an empty text comes its default."""

FORM = Form("ratings", READERS, REQUIRED, ENTERED)
