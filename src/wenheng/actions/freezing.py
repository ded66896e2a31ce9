"""Freeze a wave: all that its numbers rest on and all that they came to, in a folder for good."""

import hashlib
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import wenheng
from wenheng.actions.opened import Opened, opened_with_sessions
from wenheng.actions.packaging import add_package
from wenheng.actions.publish import OnFile, Sources, Wanted, sources, write_documents
from wenheng.actions.tabling import write_tables
from wenheng.actions.writing import writable
from wenheng.errors import StudyError
from wenheng.language import Language, say
from wenheng.store.release import enter_release, entered_releases, new_release, seal_folder
from wenheng.store.verify import Verdict, seal
from wenheng.store.verify import verify as verify_run
from wenheng.study.load import study_files

DATA = "data"
STUDY, TABLES, DOCUMENTS = "study", "tables", "documents"
LIBRARIES = ("polars", "numpy", "scipy")
PACKAGE = Path(wenheng.__file__).parent


@dataclass(frozen=True)
class Frozen:
    """A new release: its folder, the hash of its manifest, and how many files it names."""

    folder: Path
    digest: str
    files: int


def freeze(
    directory: Path,
    wave: str = "",
    languages: Sequence[Language] = ("zh",),
    formats: Sequence[str] = ("html",),
    on_file: OnFile | None = None,
) -> Frozen:
    """Write `releases/<wave>`: the study's files, all tables, documents, and their hashes.

    The ledger is verified first and its chain sealed; the manifest holds the heads of its chains,
    and the ledger the hash of the manifest. Gaps do not hinder it: they are frozen as gaps.

    Args:
        directory: of the study.
        wave: name of the release; the key of the run where it is empty.
        languages: of the documents.
        formats: of the documents, of `WRITERS`; `data` adds the data package.
        on_file: is told before each document how many are done, and of how many.

    Raises:
        StudyError: nothing was collected, the study was changed since, the name was used before,
            or the ledger does not verify.
        CollectError: pictures, or texts of the data package, would show personal data.
    """
    with opened_with_sessions(directory) as opened:
        name = wave or opened.run.key
        if name in entered_releases(opened.workspace):
            raise StudyError(say("release.known", wave=name), hint=say("release.other-name"))
        with writable(directory), new_release(directory, name) as folder:
            given = sources(opened, name)
            _copy_study(directory, folder / STUDY)
            write_tables(folder / TABLES, given.tables)
            (folder / DOCUMENTS).mkdir()
            written = [name for name in formats if name != DATA]
            write_documents(folder / DOCUMENTS, given, Wanted(languages, written), on_file)
            if DATA in formats:
                add_package(folder / DOCUMENTS, given)
            files = sum(path.is_file() for path in folder.rglob("*"))
            digest = seal_folder(folder, _facts(opened, given, _sealed(opened, directory)))
            enter_release(opened.workspace, opened.run.key, name, digest)
    return Frozen(directory / "releases" / name, digest, files)


def software() -> dict[str, str]:
    """By name the version of all that numbers depend on, and the hash of our own source code."""
    found = {"wenheng": wenheng.__version__, "source_sha256": _source_hash()}
    return {
        **found,
        "python": platform.python_version(),
        **{name: version(name) for name in LIBRARIES},
    }


def _sealed(opened: Opened, directory: Path) -> Verdict:
    seal(opened.run, "freeze")
    verdict = verify_run(opened.run)
    if not verdict.holds:
        told = say("release.not-intact", count=len(verdict.problems))
        raise StudyError(told, hint=say("release.verify-first", directory=directory))
    return verdict


def _facts(opened: Opened, given: Sources, verdict: Verdict) -> Mapping[str, Any]:
    run = opened.run
    return {
        "wave": given.facts.wave,
        "frozen_at": datetime.now(UTC).isoformat(),
        "study": {
            "id": run.instrument.study,
            "version": run.instrument.study_version,
            "fingerprint": run.instrument.study_hash,
        },
        "run": {"key": run.key, "protocol": run.instrument.protocol},
        "software": software(),
        "ledger": {
            "sessions": verdict.sessions,
            "head": verdict.head,
            "events": verdict.events,
            "events_head": verdict.events_head,
            "evidence_files": verdict.files,
        },
        "inputs_sha256": given.facts.inputs_sha256,
    }


def _copy_study(directory: Path, to: Path) -> None:
    for name, content in study_files(directory).items():
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        (to / name).write_bytes(content)


def _source_hash() -> str:
    """SHA-256 over our package: name and content of every file, in the order of their names."""
    digest = hashlib.sha256()
    for file in sorted(PACKAGE.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts and "studies" not in file.parts:
            content = hashlib.sha256(file.read_bytes()).hexdigest()
            digest.update(f"{content}  {file.relative_to(PACKAGE).as_posix()}\n".encode())
    return digest.hexdigest()
