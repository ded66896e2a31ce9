"""Rules that hold for everybody: evidence, absence, ethics, the order of work, and the words."""

from collections.abc import Iterator

from wenheng.language import say
from wenheng.report.compose.handbook.said import rows, table
from wenheng.report.document import Block, Heading, Note, Paragraph, Points
from wenheng.report.material import Material
from wenheng.report.names import listed
from wenheng.report.plain import typeset
from wenheng.study.cards import LOOK_MIN

OUTCOMES = (
    *("replied", "no_reply", "error_reply", "needs_login", "no_assistant", "form_only"),
    *("app_only", "dead_link", "unreachable", "blocked", "captcha", "ambiguous"),
)
STEPS = (
    *("check", "plan", "collect", "export", "import", "links", "rate", "sheets", "ratings"),
    *("calibrate", "score", "report", "freeze", "verify"),
)
WORDS = (
    *("unit", "platform", "study", "plan", "scenario", "session", "turn", "outcome", "evidence"),
    *("fact", "indicator", "level", "rating", "rater", "adjudication", "score", "cell"),
    *("coverage", "completeness", "grade", "wave"),
)


def evidence(data: Material) -> tuple[Block, ...]:
    """What is kept, how it is named, and what may be shown."""
    kinds = dict.fromkeys(typeset(kind) for leaf in data.study.rated for kind in leaf.evidence)
    return (
        Paragraph(say("handbook.evidence-text")),
        Points(tuple(say("handbook.evidence-points").split("|"))),
        Paragraph(
            say("handbook.evidence-kinds", kinds=listed(kinds))
            if kinds
            else say("handbook.no-evidence-kinds")
        ),
    )


def absence(data: Material) -> tuple[Block, ...]:
    """When an assistant counts as absent, and what must be written down."""
    emulated = dict.fromkeys(channel.emulate for channel in data.study.channels)
    places = ((say(f"handbook.emulate-{one}"), say(f"capture.look-{one}")) for one in emulated)
    outcomes = (
        (say(f"outcomes.{one}"), say(f"handbook.shows-{_shows(one)}"), say(f"handbook.do-{one}"))
        for one in OUTCOMES
    )
    return (
        Paragraph(say("handbook.absence-text")),
        Points(tuple(say("handbook.absence-points", minutes=LOOK_MIN).split("|"))),
        table("places", rows(places)),
        table("outcomes", rows(outcomes)),
        Note(say("handbook.absence-note")),
    )


def ethics(data: Material) -> tuple[Block, ...]:
    """What is never done, personal data, and whose consent there is."""
    return tuple(_ethics(data))


def tasks(data: Material) -> tuple[Block, ...]:
    """The order of work as a check list, each step with its command."""
    fields = (
        (
            f"☐ {number}",
            say(f"handbook.step-{step}"),
            say(f"handbook.command-{step}"),
            say(f"handbook.who-does-{step}"),
        )
        for number, step in enumerate(STEPS, 1)
    )
    return (Paragraph(say("handbook.tasks-text")), table("tasks-table", rows(fields)))


def glossary(data: Material) -> tuple[Block, ...]:
    """The words of this handbook, in both languages."""
    fields = (say(f"handbook.word-{word}").split("|") for word in WORDS)
    return (table("words-table", rows(fields)),)


def _shows(outcome: str) -> str:
    """What an outcome tells of presence, as `wenheng.rating.presence` reads it."""
    if outcome in ("replied", "no_reply", "error_reply", "needs_login"):
        return "present"
    return "absent" if outcome in ("no_assistant", "form_only", "app_only") else "unknown"


def _ethics(data: Material) -> Iterator[Block]:
    yield Heading(3, say("handbook.never"), "never")
    yield Points(tuple(say("handbook.never-points").split("|")))
    yield Heading(3, say("handbook.open"), "open")
    contact = data.study.contact
    yield Paragraph(
        say("handbook.contact-text", contact=contact)
        if contact
        else say("handbook.no-contact-text")
    )
    yield Heading(3, say("handbook.personal"), "personal")
    yield Points(tuple(say("handbook.personal-points").split("|")))
    yield Heading(3, say("handbook.consents"), "consents")
    if not data.study.authorizations:
        yield Paragraph(say("handbook.no-consents"))
        return
    given = (
        (
            typeset(one.by),
            typeset(one.document),
            listed(one.platforms),
            listed(one.probes),
            say("handbook.since-until", since=one.since, until=one.until),
        )
        for one in data.study.authorizations
    )
    yield table("consents-table", rows(given))
