"""What is asked: each scenario in every wording, each probe with the place where it stops."""

from collections.abc import Iterator

from wenheng.language import say
from wenheng.report.compose.handbook.said import asked, rows, table
from wenheng.report.document import Block, Heading, Note, Paragraph, Points
from wenheng.report.material import Material
from wenheng.report.names import listed, sentences
from wenheng.report.numbers import NOTHING
from wenheng.report.plain import anchor, plain, typeset
from wenheng.study.model import Study
from wenheng.study.options import Variant
from wenheng.study.questions import is_chosen
from wenheng.study.roster import NATION
from wenheng.study.scenarios import Fact, Probe, Scenario


def questions(data: Material) -> tuple[Block, ...]:
    """How to ask, then every scenario with its wordings and the facts of a full answer."""
    study = data.study
    return (
        Paragraph(say("handbook.questions-text")),
        Points(tuple(say("handbook.asking-points").split("|"))),
        Paragraph(say("handbook.asked", variants=asked(study))),
        Note(_references(study)),
        *(block for scenario in study.scenarios for block in _scenario(study, scenario)),
    )


def probes(data: Material) -> tuple[Block, ...]:
    """Every probe: what is said, done and looked at, when, and where it stops."""
    study = data.study
    planned = [(probe, is_chosen(study, "probes", probe.id)) for probe in study.probes]
    planned += [(probe, True) for probe in study.pack_probes]
    if not planned:
        return (Paragraph(say("handbook.no-probes")),)
    shown = (block for probe, is_on in planned for block in _probe(probe, is_on))
    return (
        Paragraph(say("handbook.probes-text")),
        Note(say("capture.stop") + say("report.stop").rstrip()),
        *shown,
    )


def _references(study: Study) -> str:
    places = [one for one in study.references if one.unit != NATION]
    return say("handbook.references", places=len(places), units=len(study.units))


def _scenario(study: Study, scenario: Scenario) -> Iterator[Block]:
    title = f"{scenario.id} {typeset(str(scenario.name))}"
    kinds = (scenario.scene, scenario.business, scenario.category)
    aside = say("report.dot").join(typeset(kind) for kind in kinds if kind)
    yield Heading(3, title, anchor("s", scenario.id), aside)
    if scenario.note:
        yield Paragraph(typeset(scenario.note))
    yield table("wordings", rows(_wordings(study, scenario)), caption=say("handbook.wordings"))
    if scenario.facts:
        facts = (_fact(study, fact) for fact in scenario.facts)
        yield table("facts", rows(facts), 5, caption=say("handbook.facts"))
    else:
        yield Paragraph(say("handbook.no-facts"))


def _wordings(study: Study, scenario: Scenario) -> Iterator[tuple[str, str, str]]:
    said = scenario.utterances

    def note(kind: Variant, words: str) -> str:
        return words if is_chosen(study, kind, scenario.id) else say("handbook.unplanned")

    alone = say("handbook.in-own-session")
    yield say("handbook.kind-main"), plain(said.main), note("main", alone)
    for number, one in enumerate(said.followups, 1):
        expected = say("handbook.expects", facts=listed(one.expect)) if one.expect else ""
        after = sentences(say("handbook.after-main"), expected)
        yield say("handbook.kind-followup", number=number), plain(one.say), note("main", after)
    for number, words in enumerate(said.paraphrases, 1):
        kind = say("handbook.kind-paraphrase", number=number)
        yield kind, plain(words), note("paraphrases", alone)
    if said.vague:
        yield say("handbook.kind-vague"), plain(said.vague), note("vague", alone)
    for name, words in said.noise.items():
        yield say("handbook.kind-noise", kind=name), plain(words), note("noise", alone)


def _fact(study: Study, fact: Fact) -> tuple[object, ...]:
    slots = {slot.id: str(slot.name) for slot in study.slots}
    nation = study.reference(NATION)
    truth = nation.facts.get(fact.id) if nation else None
    local = sum(fact.id in one.facts for one in study.references if one.unit != NATION)
    return (
        fact.id,
        typeset(slots.get(fact.slot, fact.slot)),
        typeset(fact.text),
        say("handbook.critical" if fact.critical else "handbook.not-critical"),
        say("handbook.held-by", who=say(f"handbook.scope-{fact.scope}"), what=_held(fact, truth)),
        local,
    )


def _held(fact: Fact, truth: object) -> str:
    words = str(getattr(truth, "words", "")) or fact.baseline
    return typeset(words) or say("handbook.undeclared")


def _probe(probe: Probe, is_on: bool) -> Iterator[Block]:
    aside = "" if is_on and (probe.say or probe.do) else say("handbook.unplanned")
    yield Heading(3, f"{probe.id} {typeset(str(probe.name))}", anchor("p", probe.id), aside)
    yield table("probe-rules", rows(_rules(probe)), caption=say("handbook.probe-rules"))


def _rules(probe: Probe) -> Iterator[tuple[str, str]]:
    values = {
        "say": "\n".join(plain(words) for words in probe.say) or say("handbook.nothing-said"),
        "do": typeset(probe.do),
        "items": listed(typeset(item) for item in probe.items),
        "when": say("report.semicolon").join(probe.when) or say("handbook.any-time"),
        "press": say(f"handbook.press-{probe.press or 'none'}"),
        "farewell": plain(probe.farewell),
        "consent": say("handbook.consent-needed" if probe.consent else "handbook.consent-free"),
        "stop": typeset(probe.stop) or say("handbook.stop-default", stop=say("capture.stop")),
    }
    for key, value in values.items():
        if value and value != NOTHING:
            yield say(f"handbook.probe-{key}"), value
