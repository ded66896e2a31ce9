"""What `wenheng demo` says and how it ends; the demo itself runs among the slow tests."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from wenheng.actions import demo as actions
from wenheng.actions.collected import Collected
from wenheng.faces.cli.commands import app


@pytest.fixture
def told(monkeypatch):
    """Output and exit code of a demo that came to `places`, with these failures."""

    def run(places, tau, failures):
        collected = Collected(4, 4 - len(failures), 4 - len(failures), 0, 0, 0, {}, failures)
        came_to = actions.Demo(Path("report.html"), places, tau, collected)
        monkeypatch.setattr(actions, "demo", lambda *_: came_to)
        ended = CliRunner().invoke(app, ["demo"], env={"WENHENG_LANG": "en"})
        return ended.output, ended.exit_code

    return run


PLACES = (
    actions.Place("Alpha", 80.0, 79.0, 1, "A"),
    actions.Place("Beta", 40.0, 41.0, 2, "B"),
    actions.Place("Gamma", 20.0, None, None, None),
)


def test_the_agreement_names_how_many_units_it_rests_on(told):
    said, code = told(PLACES, 1.0, {})

    assert code == 0
    assert "1.00" in said
    assert "the 2 of 3 units" in said


def test_sessions_that_failed_end_it_with_3(told):
    said, code = told(PLACES, 1.0, {"a/b/main/1": "no browser"})

    assert code == 3
    assert "no browser" in said


def test_without_an_order_no_agreement_is_claimed(told):
    said, code = told(PLACES[2:], None, {})

    assert code == 0
    assert "τ" not in said
    assert "no order" in said
