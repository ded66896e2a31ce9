import sys

from wenheng.report import report_document
from wenheng.report.document import Cards, Fold, Table


def shown(country):
    document = report_document(country.study, country.tables, country.facts, "zh")
    return next(c for c in document.chapters if c.anchor == "units").blocks


def test_where_units_are_many_the_scores_of_each_are_folded(country, monkeypatch):
    few = shown(country)
    monkeypatch.setattr(sys.modules["wenheng.report.compose.units"], "MANY", 5)

    many = shown(country)

    assert any(isinstance(block, Cards) for block in few)
    assert not any(isinstance(block, Cards | Table) for block in many)
    folded = [
        b for b in many if isinstance(b, Fold) and any(isinstance(x, Cards) for x in b.blocks)
    ]
    assert len(folded) == sum(isinstance(block, Cards) for block in few)
    inner = [block for fold in folded for block in fold.blocks]
    assert inner == [block for block in few if isinstance(block, Cards | Table)]
