"""Prove a release by itself: every hash, and every number from the frozen study and ratings."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dataframely as dy
import polars as pl

from wenheng import tables as contracts
from wenheng.actions.describing import with_meaning
from wenheng.actions.evaluate import DIALOGUES, OBSERVED, followed
from wenheng.actions.freezing import STUDY, TABLES, software
from wenheng.actions.publish import hash_of_inputs
from wenheng.actions.tabling import as_csv
from wenheng.contracts import checked
from wenheng.errors import WenhengError
from wenheng.language import say
from wenheng.store.release import file_problems, manifest_digest, read_manifest
from wenheng.store.verify import Problem
from wenheng.study.fingerprint import fingerprint
from wenheng.study.load import load_study
from wenheng.study.model import Study

SAME = 1e-9
"""Relative difference up to which two numbers are one: sums in another order differ by less."""

UNREADABLE = (
    OSError,
    KeyError,
    WenhengError,
    pl.exceptions.PolarsError,
    pl.exceptions.PanicException,  # of Parquet files that are damaged inside
)
"""What a damaged or hostile release makes of being read."""

CONTRACTS: Mapping[str, type[dy.Schema]] = {
    "sessions": contracts.Sessions,
    "links": contracts.Links,
    "checks": contracts.Checks,
    "ratings": contracts.Ratings,
    DIALOGUES: contracts.Sessions,
}

Tables = Mapping[str, pl.DataFrame]


@dataclass(frozen=True)
class Recomputed:
    """How much of a release was looked at, and every place that does not match.

    `remark` says where the code is not the one that froze it.
    """

    wave: str
    digest: str
    files: int
    tables: int
    problems: tuple[Problem, ...]
    remark: str = ""

    @property
    def holds(self) -> bool:
        """Whether all is as it was frozen, and every number follows."""
        return not self.problems


def verify_release(folder: Path) -> Recomputed:
    """Compute every hash of the release in `folder` anew, and every table from its inputs.

    Neither ledger nor workspace is needed. What follows from observations (presence, coverage,
    scores, ranks, grades, findings …) is computed from the frozen study and the frozen tables of
    sessions, links, checks, ratings and dialogues alone, and compared field by field.

    Raises:
        StudyError: `folder` holds no manifest of a release that this version can read.
    """
    manifest = read_manifest(folder)
    problems = list(file_problems(folder, manifest))
    remark = _remark(manifest["software"])
    wanted: Tables = {}
    try:
        study, frozen = load_study(folder / STUDY), _frozen(folder)
        problems += _inputs(study, frozen, manifest)
        fresh = _recomputed(study, frozen)
        # another version may make further tables, which a release then never had
        wanted = fresh if not remark else {n: t for n, t in fresh.items() if n in frozen}
        problems += _numbers(folder, frozen, wanted)
    except UNREADABLE as error:
        problems.append(Problem("release-unreadable", str(error)))
    return Recomputed(
        wave=manifest["wave"],
        digest=manifest_digest(folder),
        files=len(manifest["files"]),
        tables=len(wanted.keys() - OBSERVED - {DIALOGUES}),
        problems=tuple(problems),
        remark=remark,
    )


def _frozen(folder: Path) -> dict[str, pl.DataFrame]:
    files = sorted((folder / TABLES).glob("*.parquet"))
    return {file.stem: pl.read_parquet(file) for file in files}


def _inputs(study: Study, frozen: Tables, manifest: Mapping[str, Any]) -> Iterator[Problem]:
    declared = manifest["fingerprint"]
    if fingerprint(study) != declared:
        yield Problem("release-study", declared)
    if hash_of_inputs(study, declared, frozen["ratings"]) != manifest["inputs_sha256"]:
        yield Problem("release-inputs", manifest["inputs_sha256"])


def _numbers(folder: Path, frozen: Tables, fresh: Tables) -> Iterator[Problem]:
    for name, table in fresh.items():
        if name not in frozen:
            yield Problem("release-missing", f"{TABLES}/{name}.parquet")
        elif told := difference(f"{TABLES}/{name}.parquet", frozen[name], table):
            yield Problem("release-number", told)
    for name, table in frozen.items():
        if as_csv(table) != (folder / TABLES / f"{name}.csv").read_bytes():
            yield Problem("release-csv", f"{TABLES}/{name}.csv")


def _recomputed(study: Study, frozen: Tables) -> Tables:
    given = sorted(OBSERVED | ({DIALOGUES} & frozen.keys()))
    observed = {name: checked(CONTRACTS[name], frozen[name], name) for name in given}
    return with_meaning(study, followed(study, observed))


def difference(name: str, frozen: pl.DataFrame, fresh: pl.DataFrame) -> str:
    """The first field in which two tables differ, in words; empty where they are the same."""
    if frozen.columns != fresh.columns:
        odd = sorted(set(frozen.columns) ^ set(fresh.columns)) or fresh.columns
        return say("release.columns", table=name, columns=", ".join(odd))
    if frozen.height != fresh.height:
        return say("release.rows", table=name, frozen=frozen.height, fresh=fresh.height)
    for column in frozen.columns:
        odd_rows = (~_same(frozen[column], fresh[column])).arg_true()
        if odd_rows.len():
            return _told(name, column, odd_rows[0], (frozen, fresh))
    return ""


def _same(frozen: pl.Series, fresh: pl.Series) -> pl.Series:
    if not (frozen.dtype.is_numeric() and fresh.dtype.is_numeric()):
        pairs = zip(frozen.to_list(), fresh.to_list(), strict=True)
        return pl.Series([a == b for a, b in pairs], dtype=pl.Boolean)
    a, b = frozen.cast(pl.Float64), fresh.cast(pl.Float64)
    near = (a - b).abs() <= SAME * (1 + b.abs())
    return (near | (a == b)).fill_null(value=False) | (a.is_null() & b.is_null())


def _told(name: str, column: str, row: int, tables: tuple[pl.DataFrame, ...]) -> str:
    values = [table[column][row] for table in tables]
    said = [say("release.nothing") if value is None else str(value) for value in values]
    fields = tables[1].row(row, named=True).values()
    key = " · ".join(field for field in fields if isinstance(field, str))[:80]
    where = say("release.row", number=row + 1, key=key)
    return say(
        "release.number", table=name, row=where, column=column, frozen=said[0], fresh=said[1]
    )


def _remark(frozen: Mapping[str, str]) -> str:
    ours = software()
    names = [name for name in ours if name != "source_sha256"]
    if any(frozen.get(name) != ours[name] for name in names):
        said = [" ".join(f"{n} {of.get(n, '?')}" for n in names) for of in (frozen, ours)]
        return say("release.other-code", frozen=said[0], now=said[1])
    same = frozen.get("source_sha256") == ours["source_sha256"]
    return "" if same else say("release.different-code")
