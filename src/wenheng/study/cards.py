"""Task cards: what a person needs in order to hold one planned session."""

from dataclasses import dataclass
from typing import Any

from wenheng.language import say
from wenheng.study.model import Study
from wenheng.study.plan import planned_sessions
from wenheng.study.questions import is_probe, probe_variants, questions

LOOK_MIN = 5
"""Minutes that a person looks for an assistant before saying that there is none."""


@dataclass(frozen=True)
class Asked:
    """One question of a card, to be copied as it is."""

    turn: int
    kind: str
    say: str


@dataclass(frozen=True)
class Card:
    """One planned session: what to ask whom, where to look, how long, and where to stop.

    `do` and `items` are what a probe has one try and check beside the questions, `when` the window
    of time in which it is held, if it has one. `look` says
    where an assistant may be found, `look_min` for how many minutes to look before it counts as
    absent, `reply_limit_s` how long to wait for a reply.
    """

    session: str
    platform: str
    unit: str
    channel: str
    transport: str
    entry: str
    scenario: str
    matter: str
    variant: str
    repeat: int
    questions: tuple[Asked, ...]
    stop: str
    do: str
    when: str
    items: tuple[str, ...]
    look: str
    look_min: int
    reply_limit_s: float


def task_cards(study: Study) -> tuple[Card, ...]:
    """A card for every planned session, in the order of the plan and in the language spoken."""
    plan = planned_sessions(study).iter_rows(named=True)
    return tuple(_card(study, row) for row in plan)


def _card(study: Study, planned: dict[str, Any]) -> Card:
    its = study.platform(planned["platform"])
    scenario, variant = planned["scenario"], planned["variant"]
    channel = next(c for c in study.channels if c.id == its.channel)
    probe = study.probe(scenario) if is_probe(variant) else None
    when = dict(zip(probe_variants(probe), probe.when, strict=False)) if probe else {}
    asked = questions(study, its.id, scenario, variant)
    return Card(
        session=planned["session"],
        platform=its.id,
        unit=str(study.unit(its.unit).name),
        channel=str(channel.name),
        transport=its.transport,
        entry=its.entry,
        scenario=scenario,
        matter=str(probe.name if probe else study.scenario(scenario).name),
        variant=variant,
        repeat=planned["repeat"],
        questions=tuple(Asked(turn, one.kind, one.say) for turn, one in enumerate(asked)),
        stop=(probe.stop if probe else "") or say("capture.stop"),
        do=probe.do if probe else "",
        when=when.get(variant, ""),
        items=probe.items if probe else (),
        look=say(f"capture.look-{channel.emulate}"),
        look_min=LOOK_MIN,
        reply_limit_s=study.pace.reply_limit_s,
    )
