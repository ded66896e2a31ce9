"""What is measured, on which channels, by whom, and when."""

from collections import Counter
from collections.abc import Iterator

from wenheng.language import say
from wenheng.report.compose.handbook.said import asked, declared, rows, table
from wenheng.report.document import Block, Cell, Heading, Note, Paragraph, Points
from wenheng.report.material import Material
from wenheng.report.names import capital
from wenheng.report.numbers import percent
from wenheng.report.plain import typeset
from wenheng.study.base import Named
from wenheng.study.plan import planned_cells, planned_sessions


def scope(data: Material) -> tuple[Block, ...]:
    """Purpose and source, levels, channels, regions, and how much is promised."""
    return tuple(_scope(data))


def schedule(data: Material) -> tuple[Block, ...]:
    """States in order, roles, and the pace at which hosts are visited."""
    return tuple(_schedule(data))


def _scope(data: Material) -> Iterator[Block]:
    study = data.study
    yield Paragraph(say("handbook.scope-text"))
    source = study.source.get("title")
    yield Paragraph(
        say("handbook.source", title=typeset(str(source))) if source else say("handbook.no-source")
    )
    yield Heading(3, say("handbook.objects"), "objects")
    yield table("levels", rows(_levels(data)), 1, 2, 3)
    yield table("channels", rows(_channels(data)), 3)
    yield table("regions", rows(_regions(data)), 1)
    if study.region_note:
        yield Paragraph(typeset(study.region_note))
    yield Heading(3, say("handbook.promised"), "promised")
    cells = planned_cells(study)
    yield Paragraph(
        say(
            "handbook.promised-text",
            sessions=planned_sessions(study).height,
            cells=int(cells["applicable"].sum()),
            exempt=int((~cells["applicable"]).sum()),
        )
    )
    if without := sum(not p.entry and p.transport != "capture" for p in study.platforms):
        yield Note(say("handbook.without-entry", count=without, of=len(study.platforms)))


def _levels(data: Material) -> Iterator[tuple[object, ...]]:
    of_unit = {unit.id: unit.level for unit in data.study.units}
    units = Counter(of_unit.values())
    platforms = Counter(of_unit[platform.unit] for platform in data.study.platforms)
    for level in data.study.levels:
        planned = declared("" if level.size is None else str(level.size))
        yield _name(level), planned, units[level.id], platforms[level.id]


def _channels(data: Material) -> Iterator[tuple[object, ...]]:
    counts = Counter(platform.channel for platform in data.study.platforms)
    for channel in data.study.channels:
        emulated = say(f"handbook.emulate-{channel.emulate}")
        yield _name(channel), declared(channel.what), emulated, counts[channel.id]


def _regions(data: Material) -> Iterator[tuple[object, ...]]:
    counts = Counter(unit.region for unit in data.study.units)
    for region in data.study.regions:
        yield _name(region), counts[region.id]


def _schedule(data: Material) -> Iterator[Block]:
    study = data.study
    yield Paragraph(say("handbook.schedule-text"))
    yield Heading(3, say("handbook.states"), "states")
    if study.quality.states:
        numbered = enumerate(study.quality.states, 1)
        yield table("states-table", rows((n, _name(state)) for n, state in numbered))
    else:
        yield Paragraph(say("handbook.no-states"))
    yield Heading(3, say("handbook.roles"), "roles")
    if study.quality.roles:
        yield Points(tuple(_name(role) for role in study.quality.roles))
    else:
        yield Paragraph(say("handbook.no-roles"))
    yield Heading(3, say("handbook.pace"), "pace")
    yield Paragraph(say("handbook.pace-text"))
    yield table("pace-table", tuple((Cell(name), Cell(rule)) for name, rule in _pace(data)))


def _pace(data: Material) -> Iterator[tuple[str, str]]:
    pace, sessions = data.study.pace, data.study.sessions
    values = {
        "concurrency": pace.concurrency,
        "gap": say("handbook.gap-value", seconds=f"{pace.gap_s:g}", jitter=percent(pace.jitter)),
        "quiet": say("report.semicolon").join(pace.quiet_hours) or say("handbook.no-quiet"),
        "reply": say("handbook.seconds", seconds=f"{pace.reply_limit_s:g}"),
        "session": say("handbook.seconds", seconds=f"{pace.session_limit_s:g}"),
        "back-off": say("handbook.back-off-value", seconds=f"{pace.back_off_s:g}"),
        "rest": say("handbook.rest-value", times=pace.unreachable_limit, s=f"{pace.rest_s:g}"),
        "repeats": sessions.repeats,
        "choose": say(f"handbook.choose-{sessions.choose}"),
        "variants": asked(data.study),
    }
    for key, value in values.items():
        yield say(f"handbook.pace-{key}"), str(value)


def _name(named: Named) -> str:
    return capital(typeset(str(named.name)))
