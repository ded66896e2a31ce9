"""The note on simulated users: there where some talked, and of them only."""

from dataclasses import replace

import polars as pl

from wenheng.report import report_document
from wenheng.report.document import Heading, Paragraph, Table
from wenheng.tables import SimulatedDialogues


def dialogues(country, *told):
    platform = country.study.platforms[0].id
    rows = [
        {
            "session": f"{platform}/s/simulated-elder-{n}/1",
            "platform": platform,
            "scenario": country.study.scenarios[0].id,
            "persona": "elder",
            "outcome": "replied",
            "ended": ended,
            "turns": 3,
            "facts": 4,
            "stated": stated,
            "contradicted": 0,
            "scripted_stated": scripted,
            "scripted_contradicted": None if scripted is None else 0,
            "in_both": 1,
        }
        for n, (ended, stated, scripted) in enumerate(told)
    ]
    return pl.DataFrame(rows, schema=SimulatedDialogues.create_empty().schema, orient="row")


def method(country, **more):
    tables = {**country.tables, **more}
    document = report_document(country.study, tables, replace(country.facts), "zh")
    return next(chapter for chapter in document.chapters if chapter.anchor == "method").blocks


def test_what_simulated_users_were_told_stands_beside_the_script(country):
    blocks = method(
        country, simulated=dialogues(country, ("done", 3, 1), ("stop", 1, 1), ("done", 4, None))
    )

    (text,) = [b.text for b in blocks if isinstance(b, Paragraph) and "虚构人物" in b.text]
    (table,) = [b for b in blocks if isinstance(b, Table) and b.anchor == "simulated-table"]
    assert "3场" in text and "不计入任何得分" in text
    cells = [cell.text for cell in table.rows[0]]
    assert cells == [
        "elder",
        "3",
        "3.0",
        "50.0%",
        "25.0%",
        "25.0%",
        "0.0%",
    ]  # the third has no script


def test_where_nobody_talked_nothing_is_said_of_them(country):
    assert not [b for b in method(country) if isinstance(b, Heading) and b.anchor == "simulated"]
