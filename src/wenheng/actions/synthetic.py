"""A whole invented wave as a workspace: its study, its sessions, two raters' ratings, scored."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from wenheng.actions.evaluate import score_collected
from wenheng.actions.importing import Imported, import_files
from wenheng.actions.writing import writable
from wenheng.errors import StudyError
from wenheng.language import say
from wenheng.sandbox.synthetic import Wave, read_wave, synthetic_ratings
from wenheng.sandbox.synthetic_talk import means, synthetic_sessions
from wenheng.study.load import load_study
from wenheng.study.packaged import packaged_studies, packaged_waves

NAME = "synthetic-2021"
GIVEN = "given"


@dataclass(frozen=True)
class Synthetic:
    """What was built."""

    directory: Path
    imported: Imported
    tables: dict[str, pl.DataFrame]


def synthetic(directory: Path, name: str = NAME) -> Synthetic:
    """Build the synthetic study `name` in `directory`, new or empty, and score it.

    The files that its sessions and ratings are made of stay below `given/`; they are taken in by
    the same importers, into the same ledger, as those of people.

    Raises:
        StudyError: `directory` holds something, or cannot be written.
    """
    if directory.exists() and not (directory.is_dir() and not any(directory.iterdir())):
        message = say("design.not-empty", directory=directory)
        raise StudyError(message, hint=say("design.not-empty-next"))
    wave = read_wave(packaged_waves()[name])
    with writable(directory):
        write_study(directory, wave)
        files = _write_given(directory, wave)
    imported = import_files(directory, files)
    return Synthetic(directory, imported, score_collected(directory))


def write_study(directory: Path, wave: Wave) -> None:
    """Write the wave's base study into `directory`, renamed, with the cut-offs of the wave."""
    shutil.copytree(packaged_studies()[wave.base], directory, dirs_exist_ok=True)
    (directory / "README.md").unlink(missing_ok=True)
    file = directory / "study.yaml"
    raw: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    raw |= wave.study.model_dump(mode="json")
    for grade in raw["grading"]["grades"]:
        grade["from_percent"] = wave.cuts[grade["id"]]
    raw["grading"]["note"] = say("sandbox.synthetic-cuts")
    file.write_text(yaml.safe_dump(raw, allow_unicode=True, sort_keys=False), "utf-8")


def _write_given(directory: Path, wave: Wave) -> list[Path]:
    study = load_study(directory)
    folder = directory / GIVEN
    folder.mkdir()
    ratings = synthetic_ratings(study, wave)
    levels = means(ratings.select("platform", "scenario", "indicator", "level").iter_rows())
    files = []
    for platform, sessions in synthetic_sessions(study, wave, levels).items():
        file = folder / f"{platform}.jsonl"
        lines = (json.dumps(one, ensure_ascii=False) for one in sessions)
        file.write_text("".join(f"{line}\n" for line in lines), "utf-8")
        files.append(file)
    ratings.write_csv(folder / "ratings.csv", include_bom=True)
    return [*files, folder / "ratings.csv"]
