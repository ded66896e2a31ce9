import json

from wenheng.store.chain import link
from wenheng.store.events import Event, add_event, events
from wenheng.store.run import begin_run


def test_an_event_says_who_did_what_and_why(workspace):
    add_event(workspace, Event("exported", "asked for by the office", "ann", detail={"files": 3}))

    event = events(workspace).row(0, named=True)
    assert (event["who"], event["what"], event["why"]) == (
        "ann",
        "exported",
        "asked for by the office",
    )
    assert json.loads(event["detail"]) == {"files": 3}
    assert event["run"] is None


def test_where_nobody_is_named_the_account_of_the_process_is(workspace):
    add_event(workspace, Event("opened"))

    assert events(workspace)["who"].item() != ""


def test_events_of_a_run_name_it(workspace, instrument):
    run = begin_run(workspace, instrument)

    add_event(workspace, Event("paused", run=run.key))

    assert events(workspace)["run"].to_list() == [run.key, run.key]


def test_anyone_can_check_the_chain_with_json_and_sha256(workspace):
    add_event(workspace, Event("first", who="ann"))
    add_event(workspace, Event("第二", who="ann"))

    previous = ""
    for event in events(workspace).iter_rows(named=True):
        document = {
            "position": event["position"],
            "run": "",
            "at": event["at"],
            "who": event["who"],
            "what": event["what"],
            "why": event["why"],
            "detail": json.loads(event["detail"]),
        }
        assert event["digest"] == link(previous, document)
        previous = event["digest"]
