"""Write the report of two waves, in every form that documents have."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from wenheng import __version__
from wenheng.actions.comparing import CELL, DRAWS, SIGNIFICANT, Compared, Wave
from wenheng.actions.imprint import house
from wenheng.actions.writing import writable
from wenheng.analysis.rules.findings import findings
from wenheng.language import Language
from wenheng.report import WRITERS, TwoWaves, WaveOf, comparison_document

RULES = ("R19", "R07")
"""Rules that speak of change between waves."""


def write_comparison(
    found: Compared, folder: Path, languages: Sequence[Language], formats: Sequence[str]
) -> list[Path]:
    """Write `comparison.<language>.<format>` into `folder`; returns the files.

    Args:
        found: by `compare`.
        folder: made where it is not there.
        languages: one document for each.
        formats: of `WRITERS`.

    Raises:
        StudyError: the folder cannot be written, or `report.yaml` of the later wave is faulty.
    """
    waves = two_waves(found)
    later = Path(found.after.rpartition("@")[0])
    files = []
    with writable(folder):
        for language in languages:
            document = comparison_document(waves, language, house(later, language))
            for format_ in formats:
                file = folder / f"comparison.{language}.{format_}"
                file.write_bytes(WRITERS[format_](document, {}))
                files.append(file)
    return files


def two_waves(found: Compared) -> TwoWaves:
    """What the report of `found` is made from.

    The rules on change are given of the earlier wave only cells that mean the same in both.
    """
    before, after = found.waves
    alike = before.tables["cells"].join(found.basket, on=CELL, how="semi")
    meaning = findings(after.study, after.tables, {**before.tables, "cells": alike})
    return TwoWaves(
        before=_of(before),
        after=_of(after),
        changes=found.changes,
        left_out=found.left_out,
        findings=_on_change(meaning.findings),
        ledger=_on_change(meaning.ledger),
        significant=SIGNIFICANT,
        draws=DRAWS,
        software=f"Wenheng {__version__}",
        made_at=max((w.as_of for w in found.waves if w.as_of), default=None),
    )


def _of(wave: Wave) -> WaveOf:
    run = wave.name.rpartition("@")[2]  # the directory is of no concern to readers
    return WaveOf(f"{wave.study.id}@{run}", wave.study, wave.tables)


def _on_change(table: pl.DataFrame) -> pl.DataFrame:
    between = pl.col("measure").is_in(["coverage", "rise"])
    return table.filter(pl.col("rule").is_in(RULES) & between)
