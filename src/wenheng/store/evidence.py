"""Evidence on disk: every file under the SHA-256 of its bytes, written once."""

import os
import re
import tempfile
import time
from hashlib import file_digest, sha256
from pathlib import Path

_UNFINISHED = ".unfinished-"
_ABANDONED_S = 24 * 3600


def keep(heap: Path, content: bytes) -> str:
    """Write `content` below `heap` and return its SHA-256; what is there already stays.

    When this returns the bytes and their name are on the disk: a power cut does not lose them.
    """
    digest = sha256(content).hexdigest()
    place = place_of(heap, digest)
    if not place.exists():
        _write(place, content)
    return digest


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


def _write(place: Path, content: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(prefix=_UNFINISHED, dir=place.parents[2])
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(unfinished).replace(place)
    _sync(place.parent)  # a journal that holds the new name holds new parents, too


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
