"""Every page of tests/widgets is visited: detection, outcome, reply and features as it is true.

The pages are real third-party widgets on portal pages, see tests/widgets/README.md.
"""

import asyncio
import json
from typing import Any

import pytest
from tests.collection.conftest import WIDGETS
from tests.collection.visiting import Call, bare, call_all, features_seen

from wenheng.collection.transcript import Transcript

pytestmark = [pytest.mark.browser, pytest.mark.widgets]

MANIFEST: list[dict[str, Any]] = json.loads((WIDGETS / "manifest.json").read_text("utf-8"))
AT_ONCE = 4


@pytest.fixture(scope="module")
def visits(widgets: str) -> dict[str, Transcript]:
    """Page → what one session on it brought back."""
    calls = [
        Call(widgets + row["url"], (row["question"],), row["viewport"] == "mobile")
        for row in MANIFEST
    ]
    held = asyncio.run(call_all(calls, AT_ONCE))
    return dict(zip((row["id"] for row in MANIFEST), held, strict=True))


pages = pytest.mark.parametrize("page", MANIFEST, ids=lambda row: row["id"])
speaking = pytest.mark.parametrize(
    "page", [row for row in MANIFEST if row["reply"]], ids=lambda row: row["id"]
)


@pages
def test_an_assistant_is_found_where_there_is_one_and_nowhere_else(visits, page):
    assert (visits[page["id"]].has_assistant is True) == page["has_assistant"]


@pages
def test_a_visit_ends_with_an_outcome_that_is_true_of_the_page(visits, page):
    assert visits[page["id"]].outcome in page["outcomes"]


@speaking
def test_the_reply_is_read_whole_and_nothing_else_with_it(visits, page):
    read = visits[page["id"]].turns[0].reply.text

    assert bare(read) == bare(page["reply"])


@speaking
def test_features_are_those_of_the_page(visits, page):
    assert features_seen(visits[page["id"]]) == set(page["features"]) - {"links"}


@speaking
def test_links_of_the_reply_are_kept_apart(visits, page):
    assert bool(visits[page["id"]].turns[0].reply.links) == ("links" in page["features"])


def test_the_clock_of_the_page_sees_a_stream_grow(visits):
    streamed = visits["d05-chatscope-iframe"].turns[0]

    assert streamed.first_s is not None
    assert streamed.last_s is not None
    assert 0.3 < streamed.first_s < 1.8
    assert 1.0 < streamed.last_s - streamed.first_s < 3.0


def test_a_filler_is_not_the_first_word_of_a_reply(visits):
    first_s = visits["xd3-twostage"].turns[0].first_s

    assert first_s is not None
    assert first_s > 3.0
