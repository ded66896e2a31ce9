"""Write the data package of a workspace: one file that holds all tables, for others to work on."""

import io
import secrets
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import polars as pl

from wenheng.actions.describing import with_meaning
from wenheng.actions.evaluate import evaluated
from wenheng.actions.opened import opened_with_sessions
from wenheng.actions.publish import REPORTS, Sources, run_facts
from wenheng.actions.writing import writable
from wenheng.collection.personal import personal_data
from wenheng.errors import CollectError
from wenheng.language import say
from wenheng.report.package import data_package

SALT = Path("data/anonymity.key")
"""What the codes of the anonymised variant are made with: it stays with the owner."""

NAMED = 10
"""How many places with personal data are named."""


class Place(NamedTuple):
    """Where personal data stand: table, key of the row, column, and what they are."""

    table: str
    key: str
    column: str
    kind: str


def write_package(directory: Path, anonymous: bool = False) -> Path:
    """Write `reports/<study>.data.zip` below `directory`; returns the file.

    Args:
        directory: of the study.
        anonymous: write `<study>.anonymous.zip` instead, in which units and platforms are codes.

    Raises:
        StudyError: nothing was collected, or the study was changed since.
        CollectError: there seem to be personal data in the texts; says where.
        TableError: a name stands in what was to be anonymous.
    """
    with opened_with_sessions(directory) as opened:
        study = opened.study
        tables = with_meaning(study, evaluated(opened))
        facts = run_facts(opened, tables)
    salt = _salt(directory) if anonymous else None
    files = data_package(study, tables, facts, salt, refuse_personal_data)
    with writable(directory / REPORTS) as folder:
        return _write(folder / f"{study.id}.{'anonymous' if anonymous else 'data'}.zip", files)


def add_package(folder: Path, given: Sources) -> Path:
    """Write the data package of `given` into `folder`; see `write_package`."""
    files = data_package(given.study, given.tables, given.facts, look=refuse_personal_data)
    return _write(folder / f"{given.study.id}.data.zip", files)


def refuse_personal_data(frames: Mapping[str, pl.DataFrame]) -> None:
    """Let pass what holds no personal data.

    Raises:
        CollectError: some text does; names the places, never what stands there.
    """
    found = list(_places(frames))
    if found:
        told = [say("package.place", **place._asdict()) for place in found[:NAMED]]
        more = [say("package.more", count=len(found) - NAMED)] if len(found) > NAMED else []
        message = say("package.personal", count=len(found), places="\n  ".join(["", *told, *more]))
        raise CollectError(message, hint=say("package.personal-next"))


def zipped(files: Mapping[str, bytes]) -> bytes:
    """`files` by path as one ZIP; the same files make the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, data in files.items():
            member = zipfile.ZipInfo(path)  # its date is the first of 1980
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, data)
    return packed.getvalue()


def _write(file: Path, files: Mapping[str, bytes]) -> Path:
    file.write_bytes(zipped(files))
    return file


def _places(frames: Mapping[str, pl.DataFrame]) -> Iterator[Place]:
    for table, frame in frames.items():
        for column, kind in frame.schema.items():
            if kind != pl.String:
                continue
            for number, text in enumerate(frame[column]):
                for span in personal_data(text or ""):
                    yield Place(table, str(frame.row(number)[0]), column, span.kind)


def _salt(directory: Path) -> bytes:
    """The key of the workspace, made at its first use."""
    file = directory / SALT
    with writable(file.parent):
        if not file.exists():
            file.touch(mode=0o600)
            file.write_text(secrets.token_hex(32) + "\n", "ascii")
        return file.read_bytes()
