"""What a person accepted becomes part of a reference: the newest value, earlier ones kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from wenheng.guides.review import Decision
from wenheng.language import say
from wenheng.study.model import Study
from wenheng.study.truths import Truth, Version


@dataclass(frozen=True)
class Merged:
    """The changed facts of each unit, and how many decisions changed nothing."""

    changed: Mapping[str, Mapping[str, Truth]]
    already: int


def merged(study: Study, decisions: Iterable[Decision], who: str, now: datetime) -> Merged:
    """The facts of `study` with what was accepted, by decisions that have no `fault`.

    A value that was accepted before ends on the day before the new one begins; a new one for
    which no day is given begins today, or holds always where there was none before.

    Args:
        study: as it stands.
        decisions: what a person accepted.
        who: that person.
        now: when.
    """
    changed: dict[str, dict[str, Truth]] = {}
    already = 0
    for one in decisions:
        after = _after(one, _before(study, one), who, now)
        if after is None:
            already += 1
        else:
            changed.setdefault(one.unit, {})[one.fact] = after
    return Merged(changed, already)


def fault(study: Study, one: Decision, now: datetime) -> str:
    """What keeps a decision from being taken in; empty where nothing does."""
    reference, before = study.reference(one.unit), _before(study, one)
    if reference and one.fact in reference.unknown:
        return say("facts.is-unknown", unit=one.unit, fact=one.fact)
    if one.ends:
        return _ending_fault(one.ends, before)
    if before is None or _is_same(one, before, now.date()):
        return ""
    since, until = one.given.get("valid_from") or now.date(), one.given.get("valid_to")
    if before.valid_from is not None and before.valid_from >= since:
        return say("facts.begins-early", since=since, before=before.valid_from)
    return say("facts.backwards", since=since, until=until) if until and until < since else ""


def _ending_fault(ends: date, before: Truth | None) -> str:
    if before is None:
        return say("facts.nothing-to-end")
    early = before.valid_from is not None and ends < before.valid_from
    return say("facts.ends-early", since=before.valid_from, until=ends) if early else ""


def _before(study: Study, one: Decision) -> Truth | None:
    reference = study.reference(one.unit)
    return reference.facts.get(one.fact) if reference else None


def _after(one: Decision, before: Truth | None, who: str, now: datetime) -> Truth | None:
    """The fact with the new value, or None where it says what is accepted already."""
    if before is not None and one.ends:
        return before.model_copy(update={"valid_to": one.ends, **one.given})
    if before is not None and _is_same(one, before, now.date()):
        return None
    record = {
        "text": one.text,
        "kind": one.kind,
        "value": one.value,
        **one.given,
        "accepted_by": who,
        "accepted_at": now.replace(microsecond=0),
    }
    if before is None:
        return Truth.model_validate(record)
    since = record.setdefault("valid_from", now.date())
    return Truth.model_validate({**record, "earlier": _ended(before, since - timedelta(days=1))})


def _ended(before: Truth, last: date) -> tuple[Version, ...]:
    """What was accepted before, its newest value ending on the day `last` at the latest."""
    fields = before.model_dump(exclude={"earlier"}, exclude_defaults=True)
    fields["valid_to"] = min(filter(None, (before.valid_to, last)))
    return (Version.model_validate(fields), *before.earlier)


def _is_same(one: Decision, before: Truth, today: date) -> bool:
    """Whether it is what is accepted; a value that has ended, accepted anew, holds again."""
    if before.has_ended(today) and before.valid_to != one.given.get("valid_to"):
        return False
    given = {name: one.given.get(name, "") for name in ("item_code", "item_version")}
    said = (one.kind, one.value, given["item_code"], given["item_version"])
    return said == (before.kind, before.value, before.item_code, before.item_version)
