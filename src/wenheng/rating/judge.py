"""`judge_reply`: the judge for notebooks and other tools, one reply at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from wenheng.rating.judgement import Judgement, Locality, judge
from wenheng.rating.sessions import session_levels
from wenheng.study.model import Study
from wenheng.study.roster import Entry


def judge_reply(  # noqa: PLR0913 (public names are fixed)
    study: Study,
    *,
    scenario: str,
    question: str,
    reply: Mapping[str, Any],
    reference: Mapping[str, Any] | None = None,
    turns: Sequence[Mapping[str, Any]] | None = None,
) -> Judgement:
    """The judgement of one reply by rules.

    Args:
        study: the study whose scenario and facts are asked for.
        scenario: id of the scenario.
        question: what was asked; kept for raters that need it, rules judge by the scenario.
        reply: `text`, `links` (each `text` and `url`), `options` (texts, or dicts with `text`);
            `looks` where addresses were looked at: address → `outcome`, `final_url`, `official`.
        reference: what is true at the place: `place`, `province`, `entry` (`platform`, `apply`,
            `guide`, `portal`, `also`), `facts` (local value by fact id) and `unknown` (facts of
            which it is not known what is true there: no reply is wrong about them); without it
            each fact stands as its own text says.
        turns: all turns of the session in order, main turn first; adds the indicators that need
            them (B2.2, B2.6).

    Returns:
        Verdict for every fact, reply type, and the level of every indicator that a single session
        can show; a level is None where this reply cannot show it.

    Raises:
        StudyError: the study has no such scenario.
    """
    its = study.scenario(scenario)
    local = _place(reference)
    judged = judge(its, local, reply)
    if turns:
        return replace(judged, levels={**judged.levels, **session_levels(its, local, turns)})
    return judged


def _place(reference: Mapping[str, Any] | None) -> Locality:
    if not reference:
        return Locality()
    entry = dict(reference.get("entry") or {})
    facts = sorted((str(k), str(v)) for k, v in (reference.get("facts") or {}).items())
    return Locality(
        str(reference.get("place") or ""),
        str(reference.get("province") or ""),
        _entry(entry),
        tuple(facts),
        unknown=frozenset(map(str, reference.get("unknown") or ())),
    )


def _entry(given: Mapping[str, Any]) -> Entry:
    named = {name: str(given.get(name) or "") for name in ("platform", "apply", "guide", "portal")}
    return Entry(**named, also=tuple(map(str, given.get("also") or ())))
