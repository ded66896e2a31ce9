"""Transcripts in a JSONL file: an object per question, or per session with its `turns`."""

import difflib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from wenheng.collection.given.sheet import given, transcript_form
from wenheng.collection.given.turns import Defaults, Given, Source, nothing_wrong, source_of
from wenheng.forms import Filled, Form, UnreadableError
from wenheng.language import say
from wenheng.sheets import bounded_text

MEDIA = "application/jsonl"
LISTS = ("links", "options", "looked", "pictures")
"""Keys whose value may be a list; as text they are written as in a sheet."""


def read_jsonl(path: Path, defaults: Defaults) -> Source:
    """The objects of a JSONL file; keys are the columns of the form of transcripts.

    An object with `turns` is a session: what stands beside them holds for each. Keys that are not
    known are left alone, unless they are nearly known.

    Raises:
        TableError: the file is absent, too large or no text.
    """
    form, filled = transcript_form(defaults.zone), nothing_wrong(path)
    turns: list[Given] = []
    for row, line in enumerate(bounded_text(path).split("\n"), 1):
        if line.strip():
            records = _objects(line, row, filled)
            turns += [_given(one, row, filled, form) for one in records]
    return source_of(path, MEDIA, turns, filled)


def _objects(line: str, row: int, filled: Filled) -> Iterator[Mapping[str, Any]]:
    try:
        whole = json.loads(line)
    except (ValueError, RecursionError) as error:
        filled.blame("", say("capture.no-json", why=str(error)[:120]), row)
        return
    if not isinstance(whole, dict):
        filled.blame("", say("capture.no-object"), row)
        return
    turns = whole.pop("turns", [{}])
    if not isinstance(turns, list):
        filled.blame("turns", say("capture.no-list", text=str(turns)[:80]), row)
        return
    for turn in turns:
        if isinstance(turn, dict):
            yield {**whole, **turn}
        else:
            filled.blame("turns", say("capture.no-object"), row)


def _given(record: Mapping[str, Any], row: int, filled: Filled, form: Form) -> Given:
    read: dict[str, Any] = {}
    for key, value in record.items():
        if key not in form.readers:
            near = difflib.get_close_matches(key, form.readers, n=1, cutoff=0.8)
            if near:
                filled.blame(key, say("capture.near-key", key=key, near=near[0]), row)
            continue
        try:
            read[key] = form.readers[key](_as_text(key, value))
        except UnreadableError as error:
            filled.blame(key, str(error), row)
    return given(row, read)


def _as_text(key: str, value: Any) -> str:
    """`value` as a sheet would have it, so that all files are read by the same rules."""
    if value is None:
        return ""
    if key in LISTS and isinstance(value, list):
        return "\n".join(_item(one) for one in value)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise UnreadableError(say("capture.no-text", text=str(value)[:80]))
    return str(value).strip()


def _item(value: Any) -> str:
    if isinstance(value, dict):  # a link, or an option of `wenheng probe`
        value = " ".join(str(value.get(part) or "") for part in ("text", "url"))
    if not isinstance(value, str):
        raise UnreadableError(say("capture.no-text", text=str(value)[:80]))
    return " ".join(value.split())
