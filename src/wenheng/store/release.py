"""A release on disk: a folder that is written once, with a manifest of all it holds.

`manifest.json` says what was frozen and names every other file with its SHA-256;
`manifest.sha256` holds the hash of the manifest, so that `sha256sum -c` checks it as well. The
ledger keeps this hash with an event, so that a release cannot be replaced unseen.
"""

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import file_digest, sha256
from pathlib import Path, PurePosixPath
from typing import Any

import wenheng.store.booted  # noqa: F401 - the models need Django set up
from wenheng.errors import StudyError
from wenheng.language import say
from wenheng.store.connection import on_database, writing
from wenheng.store.events import Event, append
from wenheng.store.models import EventRecord
from wenheng.store.verify import Problem
from wenheng.store.workspace import Workspace

RELEASES = "releases"
MANIFEST, SEAL = "manifest.json", "manifest.sha256"
FORMAT = "wenheng-release/1"
FROZEN = "release-frozen"

_NAME = re.compile(r"[^\W_][\w.+-]{0,79}")


@contextmanager
def new_release(directory: Path, wave: str) -> Iterator[Path]:
    """A folder to be filled, which becomes `releases/<wave>` below `directory` when all is done.

    Raises:
        StudyError: `wave` is no name of a folder, or there is such a release.
    """
    if not _NAME.fullmatch(wave) or wave.endswith("."):
        raise StudyError(say("release.bad-name", wave=wave), hint=say("release.name-form"))
    home = directory / RELEASES
    if (home / wave).exists():
        raise StudyError(say("release.there", wave=wave), hint=say("release.other-name"))
    home.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=home))
    try:
        yield folder
        folder.chmod(0o755)
        folder.rename(home / wave)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def seal_folder(folder: Path, facts: Mapping[str, Any]) -> str:
    """Write the manifest of all that `folder` holds, with `facts`; returns the manifest's hash.

    From here on its files are read-only.
    """
    manifest = {"format": FORMAT, **facts, "files": dict(_hashed(folder))}
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    digest = sha256(text.encode()).hexdigest()
    (folder / MANIFEST).write_text(text, "utf-8", newline="\n")
    (folder / SEAL).write_text(_seal(digest), "utf-8", newline="\n")
    for file in _files(folder):
        file.chmod(0o444)
    return digest


def is_release(folder: Path) -> bool:
    """Whether `folder` looks like a release, whole or not."""
    return (folder / MANIFEST).is_file() or (folder / SEAL).is_file()


def manifest_digest(folder: Path) -> str:
    """SHA-256 of the manifest of the release in `folder`; empty where there is none."""
    try:
        return sha256((folder / MANIFEST).read_bytes()).hexdigest()
    except OSError:
        return ""


def read_manifest(folder: Path) -> dict[str, Any]:
    """What of the manifest of the release in `folder` is needed to prove it.

    Returns:
        `wave`, `inputs_sha256`, the `fingerprint` of the study, `software` by name, and `files`:
        path → SHA-256.

    Raises:
        StudyError: there is none, or it is none of ours.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        if manifest["format"] != FORMAT:
            told = say("release.other-format", format=manifest["format"], known=FORMAT)
            raise StudyError(told, where=str(folder), hint=say("release.upgrade"))
        hashes = {name: str(its["sha256"]) for name, its in manifest["files"].items()}
        named = {key: str(manifest[key]) for key in ("wave", "inputs_sha256")}
        return {
            **named,
            "fingerprint": str(manifest["study"]["fingerprint"]),
            "software": {str(k): str(v) for k, v in dict(manifest["software"]).items()},
            "files": hashes,
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise StudyError(say("release.no-manifest"), where=str(folder / MANIFEST)) from error


def file_problems(folder: Path, manifest: Mapping[str, Any]) -> Iterator[Problem]:
    """Every file of the release that is not as it was frozen, is missing, or was added."""
    if _text(folder / SEAL) != _seal(manifest_digest(folder)):
        yield Problem("release-seal", f"{MANIFEST} / {SEAL}")
    there = {_inside(folder, file): file for file in _files(folder)}
    kept = {MANIFEST, SEAL}
    for name, digest in manifest["files"].items():
        if name not in there:
            yield Problem("release-missing", name)
        elif _digest(there[name]) != digest:
            yield Problem("release-changed", name)
    for name in sorted(there.keys() - manifest["files"].keys() - kept):
        yield Problem("release-added", name)


@on_database
def enter_release(workspace: Workspace, run: str, wave: str, manifest: str) -> None:
    """Note in the ledger that `wave` was frozen from `run`, with the hash of its manifest."""
    with writing(workspace.alias):
        detail = {"wave": wave, "manifest": manifest}
        append(workspace.alias, Event(FROZEN, "freeze", "", run, detail))


@on_database
def entered_releases(workspace: Workspace) -> dict[str, str]:
    """Wave → hash of the manifest, of every release that the ledger knows."""
    events = EventRecord.objects.using(workspace.alias).filter(what=FROZEN).order_by("position")
    details = events.values_list("detail", flat=True)
    return {str(detail.get("wave")): str(detail.get("manifest")) for detail in details}


def ledger_problems(directory: Path, entered: Mapping[str, str]) -> Iterator[Problem]:
    """Releases below `directory` that are not those the ledger knows, or are gone."""
    home = directory / RELEASES
    for wave, digest in entered.items():
        if not (home / wave).is_dir():
            yield Problem("release-gone", wave)
        elif manifest_digest(home / wave) != digest:
            yield Problem("release-replaced", f"{wave}/{MANIFEST}")
    for folder in releases_of(directory):
        if folder.name not in entered:
            yield Problem("release-unknown", folder.name)


def releases_of(directory: Path) -> list[Path]:
    """The folders of releases below `directory`, by name."""
    home = directory / RELEASES
    found = home.iterdir() if home.is_dir() else ()
    return sorted(path for path in found if path.is_dir() and not path.name.startswith("."))


def _hashed(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for file in _files(folder):
        its = {"sha256": _digest(file), "bytes": file.stat().st_size}
        yield _inside(folder, file), its


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())


def _inside(folder: Path, file: Path) -> str:
    return str(PurePosixPath(file.relative_to(folder)))


def _digest(file: Path) -> str:
    """The hash of a plain file; of anything else, such as a link to elsewhere, none."""
    if file.is_symlink() or not file.is_file():
        return ""
    with file.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()


def _seal(digest: str) -> str:
    return f"{digest}  {MANIFEST}\n"


def _text(file: Path) -> str:
    try:
        return os.fsdecode(file.read_bytes())
    except OSError:
        return ""
