"""Pages made to be hard, as portals are: each is met, asked and read as it is true of the page.

What is true of a page stands at the head of its file in zoo/pages, with a note of what is hard.
"""

import asyncio
from dataclasses import fields
from typing import Any

import pytest
from tests.collection.zoo.rows import Row, rows
from tests.collection.zoo.visits import Verdict, Visited, judge, visit_all

pytestmark = [pytest.mark.browser]

AT_ONCE = 3
AGAIN = 2


@pytest.fixture(scope="module")
def visits(request: pytest.FixtureRequest) -> dict[str, Visited]:
    """Page → what one session on it brought back, of the pages that are chosen.

    What was wrong while others were visited, too, is visited again by itself: a machine may be too
    busy for a page that counts seconds. What was posted is not forgiven; the benchmark visits once.
    """
    chosen = [
        item.callspec.params["row"]
        for item in request.session.items
        if item.path == request.path and hasattr(item, "callspec")
    ]
    held = {visit.row.id: visit for visit in asyncio.run(visit_all(chosen, AT_ONCE))}
    for _ in range(AGAIN):
        wrong = [visit for visit in held.values() if not judge(visit).right and not visit.posted]
        again = [visit.row for visit in wrong if not visit.row.missed]
        held |= {visit.row.id: visit for visit in asyncio.run(visit_all(again, 1))}
    return held


def _page(row: Row) -> Any:
    marks = [pytest.mark.slow] if row.slow else []
    if row.missed:
        marks.append(pytest.mark.xfail(reason=row.missed, strict=True))
    return pytest.param(row, id=row.id, marks=marks)


@pytest.mark.parametrize("row", [_page(row) for row in rows()])
def test_a_hard_page_is_met_asked_and_read_as_it_is(visits, row):
    visit = visits[row.id]
    verdict = judge(visit)

    wrong = [field.name for field in fields(Verdict) if getattr(verdict, field.name) is False]

    assert wrong == [], f"{row.note}: {visit.transcript.outcome}, {visit.transcript.turns}"


def test_nothing_is_ever_posted_to_the_public_or_to_an_office(visits):
    assert [visit.row.id for visit in visits.values() if visit.posted] == []
