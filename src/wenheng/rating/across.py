"""X11 of the LLM-era pack: whether the entries of one government say the same."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from wenheng.rating.findings import Level, is_unread, level
from wenheng.rating.judgement import locality
from wenheng.rating.lexicon import read
from wenheng.rating.repeats import Compared, Held, compared
from wenheng.rating.rows import Session, day_of
from wenheng.rating.sessions import outcome_of, sureness
from wenheng.study.model import Study


def across(study: Study, held: Mapping[str, Sequence[Session]]) -> dict[str, Level]:
    """X11 of every platform, which is that of its unit: platform → level.

    Compared are the replies to the main question of a scenario, each by what was true on its day.
    Opposite critical facts are 0; other opposite ones, or many facts that only some entries tell,
    1. There is no level where no two entries answered the same scenario.

    Args:
        study: what was asked.
        held: sessions by platform.
    """
    entries: defaultdict[str, list[str]] = defaultdict(list)
    for platform in study.platforms:
        entries[platform.unit].append(platform.id)
    of_unit = {unit: _of_unit(study, unit, held, its) for unit, its in entries.items()}
    return {platform.id: of_unit[platform.unit] for platform in study.platforms}


def _of_unit(
    study: Study, unit: str, held: Mapping[str, Sequence[Session]], entries: Iterable[str]
) -> Level:
    answers: defaultdict[str, list[Session]] = defaultdict(list)
    for platform in entries:
        for scenario, session in _answers(held.get(platform, ())).items():
            answers[scenario].append(session)
    both = {scenario: its for scenario, its in answers.items() if len(its) > 1}
    found = [compared(study.scenario(s), _heard(study, unit, s, its)) for s, its in both.items()]
    sums = Compared(*map(sum, zip(*found, strict=True))) if found else Compared()
    if not sums.told:
        return level(None, "across-few", 0.0)
    share = sums.partly / sums.told
    many, some = read("thresholds")["X11"]["partly"]
    value = 0 if sums.grave else 1 if sums.opposed or share > many else 2 if share > some else 3
    told = {"entries": max(map(len, both.values())), "n": len(found), "opposed": sums.opposed}
    return level(value, "across", sureness(len(found)), **told, share=f"{share:.0%}")


def _answers(sessions: Iterable[Session]) -> dict[str, Session]:
    """Scenario → the first of its main sessions whose first turn is an answer that can be read."""
    found: dict[str, Session] = {}
    for session in sessions:
        if session["variant"] == "main" and session["fault"] != "ours" and session["turns"]:
            first = session["turns"][0]
            if outcome_of(first) == "replied" and not is_unread(first):
                found.setdefault(session["scenario"], session)
    return found


def _heard(study: Study, unit: str, scenario: str, sessions: Iterable[Session]) -> Held:
    return [(s["turns"][0], locality(study, unit, scenario, day_of(s))) for s in sessions]
