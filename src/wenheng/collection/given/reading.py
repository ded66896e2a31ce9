"""Which reader a file wants, and all sessions that it holds."""

from collections.abc import Callable
from pathlib import Path

from wenheng.collection.given.botium import read_convo
from wenheng.collection.given.logs import read_lines, read_log
from wenheng.collection.given.matching import Conversation, Plan, conversations
from wenheng.collection.given.sessions import transcript
from wenheng.collection.given.sheet import read_sheet, transcript_form
from wenheng.collection.given.turns import Defaults, Source
from wenheng.collection.transcript import Transcript
from wenheng.errors import TableError
from wenheng.forms import plain
from wenheng.language import say
from wenheng.sheets import text_rows

READERS: dict[str, Callable[[Path, Defaults], Source]] = {
    ".csv": read_sheet,
    ".tsv": read_sheet,
    ".xlsx": read_sheet,
    ".jsonl": read_lines,
    ".json": read_log,
    ".txt": read_convo,
}

Read = list[tuple[Conversation, Transcript]]


def read_conversations(plan: Plan, path: Path, defaults: Defaults) -> Read:
    """Every session that the file at `path` holds, matched with `plan`.

    Raises:
        TableError: lists all that is wrong in the file; then nothing of it is returned.
    """
    source = READERS[path.suffix.lower()](path, defaults)
    found = conversations(plan, source, defaults)
    read = [(one, transcript(source, one, defaults)) for one in found]
    source.filled.refuse_if_faulty()
    if not read:
        raise TableError(say("capture.no-conversation"), where=str(path))
    return read


def holds_conversations(path: Path) -> bool:
    """Whether the file at `path` holds conversations, not ratings.

    Raises:
        TableError: it is a table that cannot be read.
    """
    suffix = path.suffix.lower()
    if READERS.get(suffix) is not read_sheet:
        return suffix in READERS
    rows = text_rows(path)
    known = transcript_form(None).known()
    return bool(rows) and "question" in {known.get(plain(heading)) for heading in rows[0][1]}
