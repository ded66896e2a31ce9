"""Cases that a person approved: `cases.yaml`, proposed once, then theirs."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import yaml
from pydantic import TypeAdapter, ValidationError

from wenheng.actions.writing import writable
from wenheng.analysis.exemplars import exemplars, tops
from wenheng.contracts import checked
from wenheng.errors import StudyError
from wenheng.language import say
from wenheng.study.base import Declared, Text, Words
from wenheng.study.model import Study
from wenheng.tables import Cases

FILE = "cases.yaml"


class Case(Declared):
    """A line of `cases.yaml`: only with `approve` is it printed, in the order of the file."""

    approve: bool = False
    platform: str
    indicator: str
    session: str
    picture: str = ""
    caption: Words = Text(zh="")


def approved_cases(
    directory: Path, study: Study, tables: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """The approved cases of `directory`: a CASES table, empty where there is no file.

    Raises:
        StudyError: the file is faulty, or a case is approved that the rule does not hold for, or
            whose session or picture is not in the ledger; lists all.
    """
    found = tops(study, tables["cells"])
    numbers = {(p, id_): (top, n) for p, its in found.items() for id_, top, n in its}
    shots = {
        session: {one["sha256"] for one in evidence if one["kind"] == "screenshot"}
        for session, evidence in tables["sessions"].select("session", "evidence").iter_rows()
    }
    rows, wrong = [], []
    for case in _read(directory / FILE):
        if not case.approve:
            continue
        fault = _fault(case, numbers, shots)
        if fault:
            wrong.append(say(f"cases.{fault}", **case.model_dump(exclude={"caption", "approve"})))
        else:
            rows.append(_row(case, *numbers[case.platform, case.indicator]))
    if wrong:
        raise StudyError(say("cases.wrong") + "".join(f"\n  {one}" for one in wrong), where=FILE)
    return checked(Cases, pl.DataFrame(rows, Cases.create_empty().schema, orient="row"))


def propose_cases(directory: Path, study: Study, tables: Mapping[str, pl.DataFrame]) -> Path | None:
    """Write `cases.yaml` with what the rule proposes, none approved; None where nothing is written.

    A file that is there is a person's and stays as it is.
    """
    file = directory / FILE
    if file.exists():
        return None
    proposed = exemplars(study, tables)
    if proposed.is_empty():
        return None
    lines = [f"# {line}\n" for line in say("cases.head").split("|")]
    cases = [_line(row) for row in proposed.iter_rows(named=True)]
    body = yaml.safe_dump(cases, allow_unicode=True, sort_keys=False)
    with writable(directory):
        file.write_text("".join(lines) + body, "utf-8")
    return file


def _line(row: Mapping[str, Any]) -> dict[str, Any]:
    names = ("platform", "indicator", "session")
    shown = {name: row[name] for name in names}
    return {"approve": False, **shown, "picture": row["picture"] or "", "caption": ""}


def _read(file: Path) -> list[Case]:
    if not file.is_file():
        return []
    try:
        raw = yaml.safe_load(file.read_text("utf-8")) or []
        return TypeAdapter(list[Case]).validate_python(raw)
    except (yaml.YAMLError, UnicodeDecodeError, ValidationError) as error:
        raise StudyError(say("cases.unreadable", why=str(error)[:300]), where=str(file)) from error


def _fault(
    case: Case, numbers: Mapping[tuple[str, str], Any], shots: Mapping[str, set[str]]
) -> str:
    if (case.platform, case.indicator) not in numbers:
        return "not-top"
    if case.session not in shots or not case.session.startswith(f"{case.platform}/"):
        return "no-session"
    return "no-picture" if case.picture and case.picture not in shots[case.session] else ""


def _row(case: Case, top: int, n: int) -> dict[str, Any]:
    return {
        "platform": case.platform,
        "indicator": case.indicator,
        "top": top,
        "n": n,
        "session": case.session,
        "picture": case.picture or None,
        "caption_zh": case.caption.zh,
        "caption_en": case.caption.en,
    }
