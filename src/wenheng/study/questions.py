"""Who is asked what: the variants of a scenario, and the questions of one session."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from wenheng.errors import StudyError
from wenheng.language import say
from wenheng.study.indicators import PROBE_TURN, Indicator
from wenheng.study.model import Study
from wenheng.study.options import Variant
from wenheng.study.scenarios import PLACE, Probe, Scenario
from wenheng.study.simulating import is_simulated
from wenheng.study.windows import ZONE, Window, window

QuestionKind = Literal["main", "followup", "paraphrase", "vague", "noise", "probe", "simulated"]

MAIN, VAGUE, PROBE = "main", "vague", "probe"
PARAPHRASE, NOISE = "paraphrase-", "noise-"
"""Names of variants: `main`, `paraphrase-1` …, `vague`, `noise-<kind>`; `probe` for a probe,
`probe-1` … for one that is tried at several times of day."""

WHOLE_PLATFORM = "*"


@dataclass(frozen=True)
class Question:
    """One message of the tester: its kind, its words, the facts that its answer must hold."""

    kind: QuestionKind
    say: str
    expect: tuple[str, ...] = ()


def questions(study: Study, platform: str, scenario: str, variant: str) -> tuple[Question, ...]:
    """What is said to `platform` in one session, in order.

    Args:
        study: the declared study.
        platform: id of a platform; `{place}` becomes the place of its unit.
        scenario: id of a scenario, or of a probe where `variant` is `probe`.
        variant: as in the PLAN table, see `variants`.

    Raises:
        StudyError: the study declares no such platform, scenario or variant.
    """
    unit = study.unit(study.platform(platform).unit)
    reference = study.reference(unit.id)
    place = reference.place if reference else unit.name.zh
    left_out = reference.not_applicable if reference else ()
    ask = _probe if is_probe(variant) else _asked
    asked = ask(study, scenario, variant)
    return tuple(
        Question(
            one.kind,
            one.say.replace(PLACE, place),
            tuple(fact for fact in one.expect if fact not in left_out),
        )
        for one in asked
    )


def variants(study: Study, scenario: Scenario) -> tuple[str, ...]:
    """The variants in which `scenario` is planned to be asked, one session each."""
    said = scenario.utterances
    every = {
        "main": (MAIN,),
        "paraphrases": tuple(f"{PARAPHRASE}{n}" for n in range(1, len(said.paraphrases) + 1)),
        "vague": (VAGUE,) if said.vague else (),
        "noise": tuple(f"{NOISE}{kind}" for kind in said.noise),
    }
    kinds: tuple[Variant, ...] = ("main", "paraphrases", "vague", "noise")
    return tuple(v for kind in kinds if is_chosen(study, kind, scenario.id) for v in every[kind])


def is_probe(variant: str) -> bool:
    """Whether a variant is that of a probe."""
    return variant.startswith(PROBE)


def probe_variants(probe: Probe) -> tuple[str, ...]:
    """The variants of `probe`: one, or one for each of the windows it is tried in."""
    if len(probe.when) <= 1:
        return (PROBE,)
    return tuple(f"{PROBE}-{number}" for number in range(1, len(probe.when) + 1))


def session_window(study: Study, scenario: str, variant: str) -> Window | None:
    """The window in which a session is to be held; None where any time will do."""
    if not is_probe(variant):
        return None
    probe = study.probe(scenario)
    when = dict(zip(probe_variants(probe), probe.when, strict=False))
    return window(when.get(variant, ""))


def is_allowed(study: Study, planned: Mapping[str, Any], now: datetime) -> bool:
    """Whether a row of the PLAN may be held now: a probe that needs a consent has one today."""
    if not is_probe(planned["variant"]):
        return True
    day = now.astimezone(ZONE).date()
    return study.allows(planned["platform"], study.probe(planned["scenario"]), day)


def is_chosen(study: Study, kind: Variant, id_: str) -> bool:
    """Whether the study plans sessions of `kind` for scenario (or probe) `id_`."""
    chosen = study.sessions.variants.get(kind, ())
    return chosen == "all" or id_ in chosen


def planned_scenarios(study: Study, indicator: Indicator) -> tuple[str, ...]:
    """The scenarios in which a leaf is planned to be rated; `*` where it is once per platform."""
    if indicator.per == "platform":
        return (WHOLE_PLATFORM,)
    return tuple(
        scenario.id
        for scenario in study.scenarios
        if (indicator.applies_to == "all" or scenario.id in indicator.applies_to)
        and _is_seen(indicator, _turn_kinds(study, scenario))
    )


def _is_seen(indicator: Indicator, planned: set[str]) -> bool:
    """Whether any turn that the indicator rests on is planned; probes and `all` always are."""
    return not indicator.turns or any(
        turn in planned or turn == "all" or turn.startswith(PROBE_TURN) for turn in indicator.turns
    )


def _turn_kinds(study: Study, scenario: Scenario) -> set[str]:
    kinds = {_turn_kind(variant) for variant in variants(study, scenario)}
    if MAIN in kinds and scenario.utterances.followups:
        kinds.add("followups")
    return kinds


def _turn_kind(variant: str) -> str:
    if variant.startswith(PARAPHRASE):
        return "paraphrases"
    return "noise" if variant.startswith(NOISE) else variant


def _probe(study: Study, id_: str, variant: str) -> tuple[Question, ...]:
    probe = study.probe(id_)
    if variant not in probe_variants(probe):
        raise StudyError(say("check.no-variant", scenario=id_, variant=variant))
    return tuple(Question("probe", words) for words in probe.say)


def _asked(study: Study, scenario_id: str, variant: str) -> tuple[Question, ...]:
    scenario = study.scenario(scenario_id)
    said, facts = scenario.utterances, tuple(fact.id for fact in scenario.facts)
    if is_simulated(variant):
        return (Question("simulated", said.main, facts),)
    if variant == MAIN:
        further = (Question("followup", one.say, one.expect) for one in said.followups)
        return (Question("main", said.main, facts), *further)
    number = variant.removeprefix(PARAPHRASE)
    if variant != number and number.isdecimal() and 0 < int(number) <= len(said.paraphrases):
        return (Question("paraphrase", said.paraphrases[int(number) - 1], facts),)
    if variant == VAGUE and said.vague:
        return (Question("vague", said.vague),)
    if variant.removeprefix(NOISE) in said.noise and variant.startswith(NOISE):
        return (Question("noise", said.noise[variant.removeprefix(NOISE)], facts),)
    raise StudyError(say("check.no-variant", scenario=scenario_id, variant=variant))
