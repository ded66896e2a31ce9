"""From the files of a study to one nested table of plain values.

| file | holds | part of the study |
|---|---|---|
| `study.yaml` | id, version, title, and any other part not split off | all |
| `indicators.yaml` | `indicators:` | the indicator tree |
| `probes.yaml` | `probes:` | what is tried once per platform |
| `roster.yaml` | `units:` `platforms:` (and `levels:` `channels:` `regions:` …) | who is measured |
| `roster.csv` | one row per platform, see `wenheng.study.roster_csv` | units and platforms |
| `tiles.yaml` | `tiles:` | how the report lays units out |
| `scenarios/*.yaml` | one scenario each | `scenarios` |
| `facts/*.yaml` | what is true at the place of one unit | `references` |
| `packs/*.yaml` | one extension pack each | `packs` |
| `<name>/pack.yaml` of Wenheng's own, where `include:` names it | a pack | `packs` |
| `judge.yaml` | `judge:` `calibration:` | the model judge, and what a rater must reach |
| `simulated.yaml` | `simulated:` | people played by a model, beside the scripted sessions |
| `calibration.yaml` | `calibrated:` | where each rater may stand, by `wenheng calibrate` |
| `reference/published-<name>.yaml` | results of others, read-only | `published.<name>` |

A part stands in `study.yaml` or in its own file, never in both. Files of a folder are read in the
order of their names. Nothing else outside the study's directory is read.
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path as FilePath
from typing import Any

from wenheng.study import roster_csv, yaml_files
from wenheng.study.model import Study
from wenheng.study.packaged import PACK, packaged_packs
from wenheng.study.places import MAIN, Gathered
from wenheng.study.problems import Finding, nearest

ROSTER = ("levels", "channels", "regions", "region_schemes", "region_note", "units", "platforms")
CALIBRATED = "calibration.yaml"
SPLIT = {
    "indicators.yaml": ("indicators",),
    "probes.yaml": ("probes",),
    "roster.yaml": ROSTER,
    "tiles.yaml": ("tiles",),
    "judge.yaml": ("judge", "calibration"),
    "simulated.yaml": ("simulated",),
    CALIBRATED: ("calibrated",),
}
FOLDERS = {"scenarios": "scenarios", "facts": "references", "packs": "packs"}
SHEET = "roster.csv"
DECISIONS = ("redactions.yaml", "cases.yaml")
"""What people decide for publication: beside the study, not of it."""

REFERENCE, PUBLISHED = "reference", "published-"
MAX_FILES = 5000

WIDE_COLON = re.compile(r"^\s*(?:- )?[A-Za-z_]+\uff1a", re.MULTILINE)
"""A key with the colon of Chinese input methods: plain text to YAML, the commonest slip of all."""


def gather(root: FilePath) -> Gathered:
    """Read every file of the study in directory `root`; problems are noted, none is raised."""
    gathered = Gathered(root)
    main = _mapping(gathered, root / MAIN, ())
    for key, value in (main or {}).items():
        gathered.put((key,), value, MAIN, (key,))
    for name, parts in SPLIT.items():
        _take_parts(gathered, root / name, parts)
    _take_sheet(gathered, root / SHEET)
    for folder, part in FOLDERS.items():
        _take_folder(gathered, root / folder, part)
    _take_included(gathered)
    _take_published(gathered, root / REFERENCE)
    if main is None:
        gathered.unread.update(Study.model_fields.keys() - gathered.raw.keys())
    _note_strangers(gathered)
    return gathered


def gather_file(file: FilePath) -> Gathered:
    """Read a study that stands whole in the one file `file`."""
    gathered = Gathered(file.parent, main=file.name)
    data = _mapping(gathered, file, tuple(Study.model_fields))
    for key, value in (data or {}).items():
        gathered.put((key,), value, file.name, (key,))
    _take_included(gathered)
    return gathered


def _take_parts(gathered: Gathered, file: FilePath, parts: tuple[str, ...]) -> None:
    table = _mapping(gathered, file, parts) if file.exists() else None
    for key, value in (table or {}).items():
        if key not in parts:
            near = nearest(str(key), parts)
            found = Finding("unknown-key", (key,), {"key": key, "near": near})
            gathered.report_file(found, file.name, gathered.lines(file.name).of((key,)))
            gathered.unread.update(parts)
        elif _is_free(gathered, key, file.name):
            gathered.put((key,), value, file.name, (key,))


def _take_sheet(gathered: Gathered, file: FilePath) -> None:
    if not file.exists():
        return
    raw = _bytes(gathered, file, roster_csv.MAX_BYTES)
    free = [_is_free(gathered, part, SHEET) for part in ("units", "platforms")]
    if raw is None or not all(free):
        gathered.unread.update(("units", "platforms") if raw is None else ())
        return
    roster = roster_csv.read_roster(raw)
    for part, items in (("units", roster.units), ("platforms", roster.platforms)):
        for i, item in enumerate(items):
            gathered.put((part, i), item, SHEET, row=roster.lines[(part, i)])
        if not roster.complete:
            gathered.unread.add(part)
    for line, finding in roster.findings:
        gathered.report_file(finding, SHEET, line)


def _take_folder(gathered: Gathered, folder: FilePath, part: str) -> None:
    files = list(_files(gathered, folder, ""))
    if not files or not _is_free(gathered, part, f"{folder.name}/"):
        return
    for file in files:
        data = _mapping(gathered, file, (part,))
        if data is not None:
            at = len(gathered.raw.get(part, ()))
            gathered.put((part, at), data, f"{folder.name}/{file.name}")


def _take_included(gathered: Gathered) -> None:
    """Add the packs of Wenheng's own that `include` names, on or off as it says.

    A copy beside the study, as a release has it, goes before the one that is installed.
    """
    included, known = gathered.raw.get("include"), packaged_packs()
    if not isinstance(included, dict) or not isinstance(gathered.raw.get("packs", []), list):
        return  # the schema speaks of it
    for name, is_on in included.items():
        own = gathered.root / str(name) / PACK
        if own.is_file() and own.resolve().is_relative_to(gathered.root.resolve()):
            known[name] = own
        if name not in known:
            near = nearest(str(name), known)
            gathered.report(
                Finding("unknown-include", ("include", name), {"name": name, "near": near})
            )
            continue
        file, raw = f"{name}/{PACK}", known[name].read_bytes()
        gathered.read[file] = raw
        data = yaml_files.read_yaml(raw).data
        gathered.put(("packs", len(gathered.raw.get("packs", ()))), {**data, "on": is_on}, file)


def _take_published(gathered: Gathered, folder: FilePath) -> None:
    for file in _files(gathered, folder, PUBLISHED):
        data = _mapping(gathered, file, ())
        if data is not None:
            key = file.stem.removeprefix(PUBLISHED)
            gathered.put(("published", key), data, f"{folder.name}/{file.name}")


def _is_free(gathered: Gathered, part: str, file: str) -> bool:
    other = gathered.givers.get(part, file)
    if other != file:
        gathered.report_file(Finding("part-twice", (), {"part": part, "other": other}), file)
        gathered.unread.add(part)
    return other == file


def _files(gathered: Gathered, folder: FilePath, prefix: str) -> Iterator[FilePath]:
    if not folder.is_dir():
        return
    found = sorted(p for p in folder.iterdir() if not p.name.startswith((".", "~")))
    for file in found[:MAX_FILES]:
        if file.suffix == ".yaml" and file.name.startswith(prefix):
            yield file
        elif file.suffix in (".yml", ".yaml", ".json", ".csv", ".xlsx"):
            wanted = f"{folder.name}/{prefix}{file.stem}.yaml"
            name = f"{folder.name}/{file.name}"
            gathered.report_file(Finding("file-not-read", (), {"near": wanted}), name)
    if len(found) > MAX_FILES:
        gathered.report_file(Finding("too-many-files", (), {"limit": MAX_FILES}), f"{folder.name}/")


def _mapping(gathered: Gathered, file: FilePath, parts: tuple[str, ...]) -> dict[Any, Any] | None:
    """The table in a YAML file; None, with `parts` marked unread, where there is none."""
    name = file.relative_to(gathered.root).as_posix()
    raw = _bytes(gathered, file, yaml_files.MAX_BYTES)
    if raw is not None:
        try:
            read = yaml_files.read_yaml(raw)
        except yaml_files.NotReadable as error:
            code = _colon_or(error.code, raw)
            gathered.report_file(Finding(code, (), error.values), name, error.line)
        else:
            gathered.read[name] = raw
            if read.repeated:
                _note_repeated(gathered, name)
            if isinstance(read.data, dict):
                return read.data
            code = "empty-file" if read.data is None else _colon_or("not-a-table", raw)
            gathered.report_file(Finding(code, ()), name, 1)
    gathered.unread.update(parts)
    return None


def _bytes(gathered: Gathered, file: FilePath, limit: int) -> bytes | None:
    name = file.relative_to(gathered.root).as_posix()
    if not file.exists():
        gathered.report_file(Finding("no-file", ()), name)
    elif not file.resolve().is_relative_to(gathered.root.resolve()):
        gathered.report_file(Finding("outside", ()), name)
    elif not file.is_file():
        gathered.report_file(Finding("not-a-file", ()), name)
    elif file.stat().st_size > limit:
        gathered.report_file(Finding("too-large", (), {"limit": f"{limit // 2**20} MB"}), name)
    else:
        return file.read_bytes()
    return None


def _colon_or(code: str, raw: bytes) -> str:
    return "wide-colon" if WIDE_COLON.search(raw.decode("utf-8", "replace")) else code


def _note_repeated(gathered: Gathered, name: str) -> None:
    for path, key, first, line in gathered.lines(name).repeated():
        found = Finding("repeated-key", (*path, key), {"key": key, "first": first})
        gathered.report_file(found, name, line)


def _note_strangers(gathered: Gathered) -> None:
    known = {MAIN, SHEET, *SPLIT, *DECISIONS}
    folders = {*FOLDERS, REFERENCE}
    for entry in sorted(gathered.root.iterdir()):
        if entry.name in known | folders or entry.name.startswith((".", "~")):
            continue
        pool = folders if entry.is_dir() else known
        if entry.is_dir() or entry.suffix in (".yaml", ".yml", ".csv", ".xlsx"):
            near = get_close_matches(entry.name, sorted(pool), n=1, cutoff=0.75)
            if near or not entry.is_dir():
                wanted = near[0] if near else ", ".join(sorted(known))
                gathered.report_file(Finding("file-not-read", (), {"near": wanted}), entry.name)
