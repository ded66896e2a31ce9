"""Prove that nothing that was collected has changed since."""

from pathlib import Path

from wenheng.actions.opened import opened_with_sessions
from wenheng.store.verify import Verdict
from wenheng.store.verify import verify as verify_run


def verify_collected(directory: Path) -> Verdict:
    """Compute every hash of the latest run in `directory` anew.

    Raises:
        StudyError: nothing was collected, or the study was changed since.
    """
    with opened_with_sessions(directory) as opened:
        return verify_run(opened.run)
