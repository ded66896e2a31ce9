"""The first page: what this is, of when, from what, and what must be known before quoting it."""

from wenheng.language import say
from wenheng.report.document import Cover
from wenheng.report.material import UNCOUNTED, Material, beijing
from wenheng.report.names import when
from wenheng.report.plain import typeset


def cover(data: Material) -> Cover:
    study, facts = data.study, data.facts
    return Cover(
        title=typeset(str(study.title)),
        subtitle=say("report.report"),
        status=typeset(str(study.status)),
        facts=tuple((say(f"report.{key}"), value) for key, value in _facts(data) if value),
        notes=(*(typeset(remark) for remark in facts.remarks), *_who_judged(data)),
    )


def colophon(data: Material) -> str:
    return say("report.colophon", software=data.facts.software or "wenheng")


def _facts(data: Material) -> list[tuple[str, str]]:
    study, facts = data.study, data.facts
    return [
        ("cover-wave", facts.wave or when(data)),
        ("cover-objects", _objects(data)),
        ("cover-dates", _dates(data)),
        ("cover-sessions", _sessions(data)),
        ("cover-study", say("report.cover-study-value", id=study.id, version=study.version)),
        ("cover-made", beijing(facts.made_at)),
        ("cover-hash", facts.inputs_sha256),
        ("cover-software", facts.software),
        ("contact", study.contact),
    ]


def _objects(data: Material) -> str:
    study = data.study
    counts = {"units": len(study.units), "platforms": len(study.platforms)}
    return say("report.cover-objects-value", **counts, scenarios=len(study.scenarios))


def _dates(data: Material) -> str:
    if data.span is None:
        return ""
    first, last = (beijing(moment) for moment in data.span)
    return say("report.cover-dates-value", first=first, last=last)


def _sessions(data: Material) -> str:
    held, planned = len(data.tables["sessions"]), data.facts.planned_sessions
    if planned is None:
        return say("report.cover-sessions-value", held=held)
    return say("report.cover-sessions-planned", held=held, planned=planned)


def _who_judged(data: Material) -> tuple[str, ...]:
    if data.rules_alone:
        return (say("report.rules-alone"),)
    if not data.rated.keys() - {UNCOUNTED}:
        return (say("report.no-rating"),)
    return ()
