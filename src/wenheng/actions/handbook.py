"""Write the handbook of a study, from its files alone: nothing needs to be collected yet."""

from collections.abc import Sequence
from pathlib import Path

from wenheng import __version__
from wenheng.actions.imprint import house
from wenheng.actions.publish import REPORTS
from wenheng.actions.writing import writable
from wenheng.errors import NotScorable
from wenheng.language import Language
from wenheng.quality import sampling_plan
from wenheng.report import WRITERS, SpotCheck, handbook_document
from wenheng.study.load import load_study
from wenheng.study.model import Study
from wenheng.study.plan import planned_cells

REJECTABLE = 0.05
ACCEPTABLE = (0.005, 0.01, 0.02)
RISK = 0.05


def write_handbook(
    directory: Path, languages: Sequence[Language], formats: Sequence[str] = ("html",)
) -> list[Path]:
    """Write `reports/<study>.handbook.<language>.<format>`; returns the files.

    Args:
        directory: of the study.
        languages: one document for each.
        formats: of `WRITERS`; one file of each document for each.

    Raises:
        FaultyStudy: the study has errors.
        StudyError: the folder cannot be written, or `report.yaml` is faulty.
    """
    study = load_study(directory)
    spots = spot_checks(study)
    files = []
    with writable(directory / REPORTS) as folder:
        for language in languages:
            owner = house(directory, language)
            document = handbook_document(study, spots, language, f"Wenheng {__version__}", owner)
            for format_ in formats:
                file = folder / f"{study.id}.handbook.{language}.{format_}"
                file.write_bytes(WRITERS[format_](document, {}))
                files.append(file)
    return files


def spot_checks(study: Study) -> tuple[SpotCheck, ...]:
    """Sampling plans for all cells of `study` as one lot; none that so few cells do not allow."""
    lot = int(planned_cells(study)["applicable"].sum())
    return tuple(spot for share in ACCEPTABLE if (spot := _spot_check(lot, share)))


def _spot_check(lot: int, acceptable: float) -> SpotCheck | None:
    try:
        n, faults = sampling_plan(lot, acceptable, REJECTABLE, RISK, RISK)
    except NotScorable:
        return None
    if n == lot:
        return None
    return SpotCheck(lot, acceptable, REJECTABLE, RISK, n, faults)
