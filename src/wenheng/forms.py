"""Tables that people fill in: headings told in any of their spellings, all faults at once."""

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from wenheng.contracts import places
from wenheng.errors import TableError
from wenheng.language import catalogue, say, spoken
from wenheng.sheets import Formula, Row, text_rows

Faults = dict[tuple[str, str], list[int]]
"""(heading, what is wrong) → the rows where it is."""

Reader = Callable[[str], Any]
"""How the text of a field is read; of an empty text comes its default."""


class UnreadableError(ValueError):
    """A field that cannot be read; its message is for the reader of the file."""


@dataclass(frozen=True)
class Form:
    """A table that people fill in.

    Its words stand in `words/<area>.yaml`: `heading-<column>` holds the headings a column may
    have, divided by `|`, first the one we write. `required` columns must be there; `entered` are
    those that a person fills in: a row in which all of them are empty says nothing.
    """

    area: str
    readers: Mapping[str, Reader]
    required: tuple[str, ...]
    entered: tuple[str, ...]

    def heading(self, column: str) -> str:
        """How we write the heading of `column` in the language being spoken."""
        return catalogue(self.area)[f"heading-{column}"][spoken()].split("|")[0]

    def known(self) -> dict[str, str]:
        """Every spelling of a heading, made plain → its column."""
        words = catalogue(self.area)
        names = {plain(name): name for name in self.readers}
        for name in self.readers:
            for said in words[f"heading-{name}"].values():
                names |= {plain(heading): name for heading in said.split("|")}
        return names


@dataclass(frozen=True)
class Filled:
    """What stands in a file: a record per row, without the fields that could not be read.

    `headings` says under which heading a column stands there; `faults` is what is wrong so far,
    for its reader to go on with.
    """

    path: Path
    records: tuple[tuple[int, dict[str, Any]], ...]
    headings: Mapping[str, str]
    faults: Faults

    def blame(self, column: str, fault: str, *rows: int) -> None:
        """Note that `fault` stands in `column` (empty for the whole row) of `rows`."""
        self.faults[self.headings.get(column, column), fault] += rows

    def refuse_if_faulty(self) -> None:
        """Raise what is wrong, every bad place with its row and column.

        Raises:
            TableError: something is.
        """
        if self.faults:
            raise _refusal(self.path, self.faults)


def read_form(form: Form, path: Path) -> Filled:
    """The rows of a CSV or XLSX file that were filled in, each column read as `form` says.

    Raises:
        TableError: the file cannot be read, is empty, or its headings are not those of the form.
    """
    rows = text_rows(path)
    if not rows:
        raise TableError(say("sheets.no-rows"), where=str(path))
    faults: Faults = defaultdict(list)
    columns = _columns(form, path, rows[0][1])
    filled = [row for row in rows[1:] if _is_filled(form, row, columns)]
    if not filled:
        raise TableError(say("sheets.no-rows"), where=str(path))
    records = tuple((row[0], _record(form, row, columns, faults)) for row in filled)
    return Filled(path, records, dict(columns), faults)


def needed(text: str) -> str:
    """A reader: `text`, which must not be empty."""
    if not text:
        raise UnreadableError(say("sheets.empty"))
    return text


def one_of(area: str, words: tuple[str, ...], default: str | None) -> Reader:
    """A reader of a closed list, said as `word-<word>` in `words/<area>.yaml` or as it is."""

    def read(text: str) -> str | None:
        word = _spellings(area, words).get(plain(text)) if text else default
        if text and word is None:
            named = [say(f"{area}.word-{one}").split("|")[0] for one in words]
            known = say("tables.comma").join(named)
            raise UnreadableError(say("sheets.no-word", text=text, known=known))
        return word

    return read


def plain(text: str) -> str:
    """`text` without spaces, hyphens, case and width: what people write differently."""
    return re.sub(r"[\s_-]", "", unicodedata.normalize("NFKC", text)).casefold()


@cache
def _spellings(area: str, words: tuple[str, ...]) -> dict[str, str]:
    said = catalogue(area)
    return {
        plain(spelling): word
        for word in words
        for spelt in (word, *said[f"word-{word}"].values())
        for spelling in spelt.split("|")
    }


def _columns(form: Form, path: Path, headings: list[str]) -> list[tuple[str, str]]:
    """For each column of the file the column of the form that it is, or "", and its heading."""
    known = form.known()
    names = [known.get(plain(heading), "") for heading in headings]
    present = [heading for heading in headings if heading]
    faults = [
        say("sheets.no-heading", column=form.heading(name), present=", ".join(present))
        for name in form.required
        if name not in names
    ]
    for name, heading in zip(names, headings, strict=True):
        near = difflib.get_close_matches(plain(heading), known, n=1, cutoff=0.8)
        if not name and near:
            meant = form.heading(known[near[0]])
            faults.append(say("sheets.near-heading", column=heading, near=meant))
        elif name and names.count(name) > 1:
            faults.append(say("sheets.twice-heading", column=heading))
    if faults:
        raise TableError("\n  ".join(faults), where=str(path), hint=say("sheets.mend"))
    return list(zip(names, headings, strict=True))


def _is_filled(form: Form, row: Row, columns: list[tuple[str, str]]) -> bool:
    said = [text for (name, _), text in zip(columns, row[1], strict=False) if name in form.entered]
    return any(text.strip() for text in (*said, *row[1][len(columns) :]))


def _record(form: Form, row: Row, columns: list[tuple[str, str]], faults: Faults) -> dict[str, Any]:
    """The fields of one row; what is wrong with it is added to `faults`."""
    number, fields = row
    surplus = [text for text in fields[len(columns) :] if text]
    if surplus:
        faults["", say("sheets.too-long", count=len(surplus))].append(number)
    record: dict[str, Any] = {}
    padded: Iterable[str] = [*fields, *[""] * len(columns)]
    for (name, heading), text in zip(columns, padded, strict=False):
        if name:
            try:
                record[name] = _field(form.readers[name], text)
            except UnreadableError as error:
                faults[heading, str(error)].append(number)
    return record


def _field(read: Reader, text: str) -> Any:
    if isinstance(text, Formula):
        raise UnreadableError(say("sheets.formula", text=text[:80]))
    return read(text.strip())


def _refusal(path: Path, faults: Faults) -> TableError:
    told = [say("sheets.bad", count=len(faults))]
    for (column, fault), rows in sorted(faults.items(), key=lambda item: item[1]):
        key = "sheets.place" if column else "sheets.line"
        told.append(say(key, rows=places(rows), column=column, fault=fault))
    return TableError("\n  ".join(told), where=str(path), hint=say("sheets.mend"))
