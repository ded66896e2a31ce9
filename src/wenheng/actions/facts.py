"""Reference facts from official service items: proposed to a person, accepted by that person."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from wenheng.actions.writing import writable
from wenheng.errors import StudyError, TableError
from wenheng.guides.accepting import Merged, fault, merged
from wenheng.guides.proposing import propose
from wenheng.guides.reading import read_items
from wenheng.guides.review import is_refused, read_review, refused_in, write_review
from wenheng.guides.writing import with_facts
from wenheng.language import say
from wenheng.study.check import check_study
from wenheng.study.load import load_study
from wenheng.study.model import Study
from wenheng.study.problems import FaultyStudy, nearest
from wenheng.study.roster import NATION
from wenheng.study.yaml_files import decoded

FOLDER, REVIEW, FACTS = "forms", "facts.xlsx", "facts"


@dataclass(frozen=True)
class FactsProposed:
    """What was read, what of it is proposed and where it waits for a person."""

    file: Path
    items: int
    """Items that were read."""
    matched: int
    """Items that are about a scenario of the study."""
    placeless: int
    """Of these, items whose place is no unit's."""
    proposals: int
    facts: int
    """Facts at places for which there is a proposal."""
    states: dict[str, int] = field(default_factory=dict)
    """How the proposals stand to what is accepted."""
    units: dict[str, int] = field(default_factory=dict)
    """Facts proposed, by unit."""
    left_out: dict[str, int] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    """SHA-256 of each file read."""


@dataclass(frozen=True)
class FactsAccepted:
    """What was taken into the study's reference files, or would be."""

    accepted: int
    already: int
    units: dict[str, int] = field(default_factory=dict)
    files: tuple[Path, ...] = ()


def import_facts(  # noqa: PLR0913 (as many as the command has)
    directory: Path,
    place: Path,
    to: Path | None = None,
    unit: str = "",
    reviewed: Sequence[Path] = (),
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> FactsProposed:
    """Read service items and write what they propose for the study into a review file.

    Nothing of the study is changed: a person accepts, then `accept_facts` takes it in.

    Args:
        directory: the study.
        place: a file of service items (JSON, JSON lines, CSV, XLSX), or a folder of such files.
        to: the review file; `forms/facts.xlsx` below the study where it is not given.
        unit: the unit of items that do not say of which place they are.
        reviewed: earlier review files; what a person refused there is not proposed again, unless
            the item has a new version.
        on_progress: told how many items of how many have been gone through.

    Raises:
        StudyError: the study or the items cannot be read; no such unit; a review file that a
            person may have worked in stands there already.
        TableError: XLSX needs an extra that is missing.
    """
    study = load_study(directory)
    known = {NATION, *(one.id for one in study.units)}
    if unit and unit not in known:
        raise StudyError(say("facts.no-unit", name=unit, near=""), hint=nearest(unit, known))
    file = to or directory / FOLDER / REVIEW
    if file.suffix.lower() != ".xlsx":
        raise TableError(say("facts.not-xlsx", file=file.name), where=str(file))
    if file.exists():
        raise StudyError(say("facts.there", file=file), hint=say("facts.there-next"))
    items = read_items(place)
    total = len(items.items)
    today = datetime.now(UTC).date()
    refused = frozenset[tuple[str, ...]]().union(*map(refused_in, reviewed))
    found = propose(study, items, today, unit, lambda done: on_progress(done, total))
    proposals = [one for one in found.proposals if not is_refused(one, refused)]
    with writable(file.parent):
        write_review(study, proposals, file)
    facts = {(one.unit, one.fact) for one in proposals}
    return FactsProposed(
        file=file,
        items=found.read,
        matched=found.matched,
        placeless=found.placeless,
        proposals=len(proposals),
        facts=len(facts),
        states=dict(Counter(one.state for one in proposals)),
        units=dict(Counter(unit for unit, _ in sorted(facts))),
        left_out=items.left_out,
        files=items.files,
    )


def accept_facts(directory: Path, review: Path, who: str, *, check: bool = False) -> FactsAccepted:
    """Take what a person accepted in a review file into `facts/*.yaml` of the study.

    Args:
        directory: the study.
        review: the review file, as XLSX or CSV.
        who: the person, kept with every value.
        check: only say what would be taken in.

    Raises:
        TableError: lists all that is wrong in the file; nothing is taken in then.
        StudyError: the study is faulty, now or with the new facts; nothing is changed then.
    """
    if not who.strip():
        raise StudyError(say("facts.no-who"))
    study = load_study(directory)
    now = datetime.now(UTC)
    decisions = read_review(study, review, lambda one: fault(study, one, now))
    result = merged(study, decisions, who.strip(), now)
    texts = _texts(directory, study, result)
    if not check:
        _replace(directory, texts)
    counts = {unit: len(facts) for unit, facts in result.changed.items()}
    return FactsAccepted(sum(counts.values()), result.already, counts, tuple(texts))


def _texts(directory: Path, study: Study, result: Merged) -> dict[Path, str]:
    """The files to be written, and what is to stand in them."""
    if not directory.is_dir():
        raise StudyError(say("facts.one-file", file=directory), hint=say("facts.one-file-next"))
    homes = {_unit_of(file): file for file in sorted((directory / FACTS).glob("*.yaml"))}
    texts = {}
    for unit, facts in result.changed.items():
        file = homes.get(unit, directory / FACTS / f"{unit}.yaml")
        text = decoded(file.read_bytes()) if file.exists() else ""
        texts[file] = with_facts(text, {"unit": unit, "place": _place(study, unit)}, facts)
    if texts and study.references and not homes:
        raise StudyError(say("facts.one-file", file="study.yaml"), hint=say("facts.one-file-next"))
    return texts


def _unit_of(file: Path) -> str:
    import yaml

    found = yaml.safe_load(decoded(file.read_bytes()))
    return str(found.get("unit", "")).strip() if isinstance(found, dict) else ""


def _place(study: Study, unit: str) -> str:
    return say("facts.nation") if unit == NATION else study.unit(unit).name.zh


def _replace(directory: Path, texts: dict[Path, str]) -> None:
    """Write the files; where the study is faulty with them, put back what was there."""
    before = {file: file.read_bytes() if file.exists() else None for file in texts}
    with writable(directory / FACTS):
        for file, text in texts.items():
            _write(file, text.encode())
        checked = check_study(directory, warnings=False)
        if checked.study is None:
            for file, content in before.items():
                if content is None:
                    file.unlink()
                else:
                    _write(file, content)
            raise FaultyStudy(str(directory), checked.problems)


def _write(file: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    part = file.with_name(f".{file.name}.part")
    part.write_bytes(content)
    part.replace(file)
