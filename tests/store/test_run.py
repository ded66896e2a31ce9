from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from wenheng.store.events import events
from wenheng.store.run import begin_run, close_run, latest_run, runs


def test_the_same_study_and_instrument_go_on_with_the_open_run(workspace, instrument):
    first = begin_run(workspace, instrument)

    assert begin_run(workspace, instrument).key == first.key
    assert runs(workspace).height == 1


@pytest.mark.parametrize(
    "other",
    [
        {"study_hash": "6" * 64},
        {"protocol": "2"},
        {"study": "other", "study_hash": "6" * 64},
    ],
)
def test_another_study_or_instrument_begins_another_run(workspace, instrument, other):
    first = begin_run(workspace, instrument)

    second = begin_run(workspace, replace(instrument, **other))

    assert second.key != first.key
    assert begin_run(workspace, instrument).key == first.key


def test_another_code_version_goes_on_and_is_noted(workspace, instrument):
    first = begin_run(workspace, instrument)

    second = begin_run(workspace, replace(instrument, code_version="0.1.1"))
    begin_run(workspace, replace(instrument, code_version="0.1.1"))

    assert second.key == first.key
    assert events(workspace)["what"].to_list() == ["run-begun", "run-continued"]
    assert "0.1.1" in events(workspace)["detail"][1]


def test_after_a_run_is_closed_the_next_is_a_new_wave(workspace, instrument):
    first = begin_run(workspace, instrument)
    close_run(first, "wave complete", "ann")

    second = begin_run(workspace, instrument)

    assert second.key != first.key
    assert latest_run(workspace).key == second.key
    assert begin_run(workspace, instrument).key == second.key


def test_the_latest_run_may_be_asked_for_by_study(workspace, instrument):
    first = begin_run(workspace, instrument)
    begin_run(workspace, replace(instrument, study="other", study_hash="6" * 64))

    assert latest_run(workspace, "tax-help").key == first.key
    assert latest_run(workspace, "unheard-of") is None


def test_of_many_that_begin_at_once_all_get_the_same_run(workspace, instrument):
    with ThreadPoolExecutor(6) as threads:
        begun = list(threads.map(lambda _: begin_run(workspace, instrument).key, range(6)))

    assert len(set(begun)) == 1


def test_runs_are_listed_with_their_instrument(workspace, instrument):
    begin_run(workspace, instrument, note="spring wave")

    row = runs(workspace).row(0, named=True)
    assert (row["study"], row["study_version"], row["note"]) == ("tax-help", 1, "spring wave")
