"""Prove that nothing that was collected has changed since, nor anything that was frozen."""

from dataclasses import replace
from pathlib import Path

from wenheng.actions.opened import opened_with_sessions
from wenheng.actions.recomputing import Recomputed, verify_release
from wenheng.errors import StudyError
from wenheng.store.release import entered_releases, ledger_problems, releases_of
from wenheng.store.verify import Problem, Verdict
from wenheng.store.verify import verify as verify_run


def verify_collected(directory: Path) -> Verdict:
    """Compute every hash of the latest run in `directory` anew; releases by their manifests.

    Raises:
        StudyError: nothing was collected, or the study was changed since.
    """
    with opened_with_sessions(directory) as opened:
        verdict = verify_run(opened.run)
        lost = tuple(ledger_problems(directory, entered_releases(opened.workspace)))
    return replace(verdict, problems=(*verdict.problems, *lost))


def verify_releases(directory: Path) -> list[Recomputed]:
    """`verify_release` of every release below `directory`."""
    return [_verified(folder) for folder in releases_of(directory)]


def _verified(folder: Path) -> Recomputed:
    try:
        return verify_release(folder)
    except StudyError as error:
        return Recomputed(folder.name, "", 0, 0, (Problem("release-unreadable", str(error)),))
