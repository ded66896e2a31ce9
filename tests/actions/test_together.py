"""Tasks of several sessions, where asking is quick."""

import asyncio
from pathlib import Path

import yaml
from tests.actions.conftest import visits

from wenheng.actions.braking import Brake
from wenheng.actions.check_ledger import verify_collected
from wenheng.actions.collect import Way, collect, collect_in_loop
from wenheng.actions.opened import opened_with_sessions
from wenheng.actions.tasks import size_of
from wenheng.collection.transport import PROTOCOL
from wenheng.runs.tasklist import TaskList
from wenheng.study.load import load_study
from wenheng.study.plan import planned_sessions


def many_at_once(study: Path) -> None:
    """One platform, 200 sessions: enough that a task of the engine holds several."""
    document = yaml.safe_load((study / "study.yaml").read_text("utf-8"))
    document["platforms"] = document["platforms"][:1]
    document["units"] = document["units"][:1]
    document["sessions"] = {"repeats": 20}
    document["pace"] |= {"concurrency": 8, "gap_s": 0}
    scenarios = document["scenarios"]
    document["scenarios"] = [*scenarios, *({**s, "id": s["id"] + "b"} for s in scenarios)]
    (study / "study.yaml").write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")


def test_where_asking_is_quick_a_task_holds_several_sessions_each_a_row(study, endpoint):
    many_at_once(study)
    before = visits(endpoint)

    collected = collect(study)

    assert (collected.held, collected.outcomes) == (200, {"replied": 200})
    assert visits(endpoint) - before == 200
    with opened_with_sessions(study) as opened:
        tasks = TaskList(opened.workspace.engine_place, PROTOCOL, opened.run.key)
        keys = list(tasks.states())
        tasks.close()
    assert (len(keys), sum(map(size_of, keys))) == (8, 200)
    assert verify_collected(study).holds


def test_a_task_of_several_sessions_that_fails_is_told_as_so_many_sessions(study):
    many_at_once(study)
    document = yaml.safe_load((study / "study.yaml").read_text("utf-8"))
    del document["platforms"][0]["http"]
    document["platforms"][0] |= {"transport": "openai", "model": "m", "key_env": "NO_SUCH_KEY"}
    (study / "study.yaml").write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")
    told = []

    collected = collect(study, Way(on_progress=told.append))

    planned = planned_sessions(load_study(study))["session"].to_list()
    assert sorted(collected.failures) == sorted(planned)
    assert len(planned) == told[-1].failed == told[-1].total == 200


def test_a_task_of_several_sessions_is_stopped_between_two_and_goes_on_there(study, endpoint):
    many_at_once(study)
    before, brake = visits(endpoint), Brake()

    def pull_soon(progress):
        if progress.running:
            asyncio.get_running_loop().call_later(2, brake.pull)

    async def stopped():
        return await collect_in_loop(study, Way(1, pull_soon, brake=brake))

    file = study / "study.yaml"
    file.write_text(file.read_text("utf-8").replace("/ask", "/slow"), "utf-8")
    first = asyncio.run(stopped())
    second = collect(study, Way(at_once=8))

    assert first.stopped
    assert 0 < first.recorded < 25
    assert (second.recorded, second.failures) == (200, {})
    assert visits(endpoint) - before == 200
