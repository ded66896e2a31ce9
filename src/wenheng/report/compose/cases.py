"""Exemplary cases: picked by rule, approved by a person, each with where it is seen."""

from wenheng.language import say, spoken
from wenheng.report.compose.grounds import scenario_name
from wenheng.report.document import Block, Card, Cards, Cell, Note, Paragraph, Shot
from wenheng.report.material import Material, Row, beijing
from wenheng.report.names import platform_name
from wenheng.report.plain import anchor, cut, typeset

LONGEST = 160
"""Characters of a reply on a card; the whole is in its transcript."""


def cases(data: Material) -> tuple[Block, ...]:
    """F30: a card for each approved case, in the order a person gave them."""
    rows = data.tables["cases"].to_dicts() if "cases" in data.tables else []
    if not rows:
        return ()
    cards = Cards(tuple(_card(data, place, row) for place, row in enumerate(rows, 1)))
    contact = data.study.contact
    shown = any(row["picture"] for row in rows) and contact
    note = (Note(say("cases.correction", contact=contact)),) if shown else ()
    return (Paragraph(say("cases.lead")), cards, *note)


def _card(data: Material, place: int, row: Row) -> Card:
    session = next(s for s in data.sessions[row["platform"]] if s["session"] == row["session"])
    turn = next(iter(session["turns"] or ()), None)
    indicator = typeset(str(data.study.indicator(row["indicator"]).name))
    platform = platform_name(data, row["platform"])
    question = cut(turn["question"], LONGEST) if turn else ""
    counted = {"top": row["top"], "n": row["n"]}
    where = scenario_name(data, session["scenario"])
    source = say("cases.seen-value", scenario=where, when=beijing(session["started_at"]))
    facts = (
        ("caption", Cell(typeset(_caption(row)))),
        ("fact", Cell(say("cases.fact-value", **counted), link=anchor("i", row["indicator"]))),
        ("asked", Cell(question)),
        ("replied", Cell(_short(turn["text"] or "") if turn else "")),
        ("seen", Cell(source, link=anchor("s", row["session"]))),
    )
    alt = say("cases.alt", platform=platform, question=question, indicator=indicator, **counted)
    return Card(
        say("cases.title", platform=platform, indicator=indicator),
        anchor("case", str(place)),
        tuple((say(f"cases.{key}"), cell) for key, cell in facts if cell.text),
        Shot(row["picture"], source, alt, picture=True) if row["picture"] else None,
    )


def _caption(row: Row) -> str:
    other = "zh" if spoken() == "en" else "en"
    return str(row[f"caption_{spoken()}"] or row[f"caption_{other}"])


def _short(text: str) -> str:
    return cut(text, LONGEST) + ("…" if len(text) > LONGEST else "")
