"""Evidence on disk: every file under the SHA-256 of its bytes, written once."""

import ctypes
import os
import re
import tempfile
import time
from collections.abc import Callable, Sequence
from hashlib import file_digest, sha256
from pathlib import Path

_UNFINISHED = ".unfinished-"
_ABANDONED_S = 24 * 3600
_MANY = 4
"""From so many files on it is cheaper to write out the file system than each of them."""


def keep(heap: Path, content: bytes) -> str:
    """As `keep_all`, for one file."""
    return keep_all(heap, [content])[0]


def keep_all(heap: Path, contents: Sequence[bytes]) -> list[str]:
    """Write `contents` below `heap` and return their SHA-256; what is there already stays.

    When this returns the bytes and their names are on the disk: a power cut does not lose them.
    Many small files are written out together, which costs little more than one.
    """
    digests = [sha256(content).hexdigest() for content in contents]
    new = {
        digest: content
        for digest, content in zip(digests, contents, strict=True)
        if not place_of(heap, digest).exists()
    }
    if new:
        _write_all(heap, new)
    return digests


def place_of(heap: Path, digest: str) -> Path:
    """Where the file of that hash lies: `aa/bb/<sha256>`.

    Raises:
        ValueError: it is no SHA-256; a ledger of strangers may name any path.
    """
    if not re.fullmatch("[0-9a-f]{64}", digest):
        raise ValueError(f"no SHA-256: {digest[:80]!r}")
    return heap / digest[:2] / digest[2:4] / digest


def intact(heap: Path, digest: str) -> bool | None:
    """Whether the file still has its hash; None where there is no such file."""
    try:
        with place_of(heap, digest).open("rb") as file:
            return file_digest(file, "sha256").hexdigest() == digest
    except (FileNotFoundError, ValueError):
        return None


def sweep(heap: Path) -> None:
    """Remove half-written files that a killed process left behind more than a day ago."""
    for left in heap.glob(f"{_UNFINISHED}*"):
        if left.stat().st_mtime < time.time() - _ABANDONED_S:
            left.unlink(missing_ok=True)


def _write_all(heap: Path, new: dict[str, bytes]) -> None:
    """Write each under a passing name first: under its hash no file is ever half there."""
    write_out = _write_out if len(new) >= _MANY else None
    unfinished = {digest: _write(heap, content, not write_out) for digest, content in new.items()}
    if write_out:
        _sync(heap, write_out)
    for digest, passing in unfinished.items():
        folder = place_of(heap, digest).parent
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103 - half the time of pathlib's, every time
        os.replace(passing, folder / digest)  # noqa: PTH105
        if not write_out:
            _sync(folder, os.fsync)  # a journal that holds the new name holds new parents, too
    if write_out:
        _sync(heap, write_out)


def _write(heap: Path, content: bytes, synced: bool) -> str:
    handle, passing = tempfile.mkstemp(prefix=_UNFINISHED, dir=heap)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        if synced:
            file.flush()
            os.fsync(file.fileno())
    return passing


def _sync(folder: Path, write_out: Callable[[int], None]) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        write_out(handle)
    finally:
        os.close(handle)


def _syncfs() -> Callable[[int], None] | None:
    """Linux's call that writes out a whole file system; None elsewhere."""
    call = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    if call is None:
        return None

    def write_out(handle: int) -> None:
        if call(handle) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))

    return write_out


_write_out = _syncfs()
