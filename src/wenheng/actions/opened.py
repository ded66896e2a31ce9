"""A workspace with its study and the run that is under way."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from wenheng import __version__
from wenheng.collection.transport import PROTOCOL
from wenheng.errors import StudyError
from wenheng.language import say
from wenheng.store.run import Instrument, Run, begin_run, latest_run, run_by, run_of, runs
from wenheng.store.workspace import Workspace
from wenheng.study.fingerprint import fingerprint
from wenheng.study.load import load_study
from wenheng.study.model import Study


@dataclass(frozen=True)
class Opened:
    """An open workspace, its study as it stands, and a run of it."""

    workspace: Workspace
    study: Study
    run: Run


@contextmanager
def opened_for_collecting(directory: Path) -> Iterator[Opened]:
    """The workspace in `directory` with its open run, begun if there is none for this study."""
    study = _study_of(directory)
    with Workspace.open(directory) as workspace:
        yield Opened(workspace, study, begin_run(workspace, _instrument(study)))


@contextmanager
def opened_with_sessions(directory: Path) -> Iterator[Opened]:
    """The workspace in `directory` with the run of its study as it stands.

    Raises:
        StudyError: nothing was collected here yet, or the study was changed since.
    """
    study = _study_of(directory)
    with Workspace.open(directory) as workspace:
        run = run_of(workspace, _instrument(study))
        if run is None:
            begun = latest_run(workspace, study.id)
            message = say("work.changed-study" if begun else "work.no-run")
            key = "work.changed-study-hint" if begun else "work.collect-first"
            raise StudyError(message, where=str(directory), hint=say(key, directory=directory))
        yield Opened(workspace, study, run)


@contextmanager
def opened_run(directory: Path, key: str = "") -> Iterator[Opened]:
    """The workspace in `directory` with the run `key` of its study, or the last, to be read.

    The run may be of an earlier protocol than ours: who compares runs must look.

    Raises:
        StudyError: there is no such run of the study as it stands.
    """
    study = _study_of(directory)
    with Workspace.open(directory) as workspace:
        run = run_by(workspace, fingerprint(study), key)
        if run is None:
            known = ", ".join(runs(workspace)["key"]) or say("work.no-run")
            told = say("compare.no-run", key=key or study.id)
            raise StudyError(told, where=str(directory), hint=say("compare.runs", runs=known))
        yield Opened(workspace, study, run)


def _instrument(study: Study) -> Instrument:
    return Instrument(study.id, study.version, fingerprint(study), PROTOCOL, __version__)


def _study_of(directory: Path) -> Study:
    if not directory.is_dir():
        hint = say("work.new-first")
        raise StudyError(say("work.no-directory"), where=str(directory), hint=hint)
    return load_study(directory)
