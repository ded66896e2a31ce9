"""What simulated users were told, beside what the script was told: a note of the method."""

from collections import Counter
from collections.abc import Iterator, Sequence

from wenheng.language import say
from wenheng.report.compose.parts import columns
from wenheng.report.document import Block, Cell, Heading, Paragraph, Table
from wenheng.report.material import Material, Row
from wenheng.report.names import listed
from wenheng.report.numbers import NOTHING, number, percent
from wenheng.report.plain import typeset


def simulated(data: Material) -> Iterator[Block]:
    """A heading, what such users are, and a table by persona; nothing where nobody talked."""
    table = data.tables.get("simulated")
    if table is None or table.is_empty():
        return
    rows = list(table.iter_rows(named=True))
    yield Heading(3, say("report.simulated"), "simulated")
    yield Paragraph(say("report.simulated-text", count=len(rows), ends=_ends(rows)))
    personas = list(dict.fromkeys(row["persona"] for row in rows))
    yield Table(
        say("report.simulated-caption"),
        columns("report.simulated-columns", 1, 2, 3, 4, 5, 6),
        tuple(_row(data, id_, [row for row in rows if row["persona"] == id_]) for id_ in personas),
        anchor="simulated-table",
    )


def _ends(rows: Sequence[Row]) -> str:
    counts = Counter(str(row["ended"]) for row in rows).most_common()
    return listed(
        say("report.counted", name=say(f"simulated.ended-{name}"), count=n) for name, n in counts
    )


def _row(data: Material, persona: str, rows: Sequence[Row]) -> tuple[Cell, ...]:
    """Shares of facts over the dialogues whose script was replied to: only these compare."""
    both = [row for row in rows if row["scripted_stated"] is not None]
    facts = sum(row["facts"] for row in both)
    shares = (
        percent(sum(row[name] for row in both) / facts, 1) if facts else NOTHING
        for name in ("stated", "scripted_stated", "in_both", "contradicted")
    )
    users = data.study.simulated
    names = {one.id: str(one.name) for one in users.personas} if users else {}
    turns = sum(row["turns"] for row in rows) / len(rows)
    cells = (str(len(rows)), number(turns, 1), *shares)
    return (Cell(typeset(names.get(persona, persona))), *map(Cell, cells))
