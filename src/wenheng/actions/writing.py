"""Folders that are written to."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wenheng.errors import StudyError
from wenheng.language import say


@contextmanager
def writable(folder: Path) -> Iterator[Path]:
    """`folder`, made if it is not there.

    Raises:
        StudyError: it, or something in it, cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
    except OSError as error:
        raise StudyError(say("design.not-writable", directory=folder, why=error)) from error
