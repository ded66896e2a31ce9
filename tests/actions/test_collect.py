"""A study run from end to end, and stopped at any moment: what the ledger holds afterwards."""

import asyncio
import random
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
import yaml
from tests.actions.conftest import visits

from wenheng.actions.braking import Brake
from wenheng.actions.check_ledger import verify_collected
from wenheng.actions.collect import Way, collect, collect_in_loop, remaining
from wenheng.actions.evaluate import (
    for_spreadsheets,
    rate_collected,
    score_collected,
)
from wenheng.actions.holding import Looks
from wenheng.actions.importing import import_files
from wenheng.actions.opened import opened_with_sessions
from wenheng.actions.tasks import size_of
from wenheng.collection.transport import PROTOCOL
from wenheng.errors import CollectError, StudyError, TableError
from wenheng.runs.durable import DurableEngine
from wenheng.runs.port import Task
from wenheng.runs.tasklist import TaskList
from wenheng.store.sessions import attempts, sessions
from wenheng.study.load import load_study
from wenheng.study.plan import planned_sessions
from wenheng.study.windows import ZONE


def cli(command: str, study: Path) -> subprocess.CompletedProcess[str]:
    run = [sys.executable, "-m", "wenheng", "--lang", "en", command, str(study)]
    return subprocess.run(run, capture_output=True, text=True, timeout=90)


def test_a_study_goes_from_questions_to_grades(study):
    collected = collect(study)
    rated = rate_collected(study)
    tables = score_collected(study)

    assert (collected.planned, collected.recorded, collected.failures) == (20, 20, {})
    assert rated.by_status == {"rated": 20}
    assert tables["grades"]["grade"].to_list() == ["A", "A"]
    assert (study / "results" / "totals.csv").read_text("utf-8-sig").startswith("kind,id,policy")


def test_collecting_again_holds_nothing_twice(study):
    collect(study)

    again = collect(study)

    assert (again.held, again.recorded) == (0, 20)
    assert remaining(study) == 0


def test_a_changed_study_begins_a_run_of_its_own_and_keeps_the_old_one(study):
    collect(study)
    file = study / "study.yaml"
    file.write_text(file.read_text("utf-8").replace("事项0怎么办", "事项0如何办理"), "utf-8")

    with pytest.raises(StudyError, match="collect"):
        rate_collected(study)
    assert remaining(study) == 20
    assert collect(study).held == 20


def test_ratings_of_people_stand_beside_those_of_rules_and_count_before_them(study, tmp_path):
    collect(study)
    rate_collected(study)
    file = tmp_path / "people.csv"
    file.write_text(
        "platform,scenario,indicator,rater,rater_kind,level\nnorth-web,s0,B2.2,ann,person,0\n",
        "utf-8",
    )

    taken = import_files(study, [file])
    cells = score_collected(study)["cells"]

    cell = cells.filter(platform="north-web", scenario="s0").to_dicts()[0]
    assert taken.new_ratings == 1
    assert (cell["score"], cell["machine_score"], cell["judged_by"]) == (0, 3, "person")


@pytest.mark.parametrize(("command", "folder"), [("report", "reports"), ("score", "results")])
def test_a_file_where_a_folder_should_be_is_told_in_words(study, command, folder):
    collect(study)
    (study / folder).write_text("mine")

    ended = cli(command, study)

    assert ended.returncode == 2
    assert ended.stderr.startswith("cannot write")


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t"])
def test_no_collected_text_is_a_formula_in_a_spreadsheet(begin):
    table = pl.DataFrame({"span": [f"{begin}HYPERLINK(1)", "费用=10元"], "level": [-1, 2]})

    shown = for_spreadsheets(table)

    assert shown["span"].to_list() == [f"'{begin}HYPERLINK(1)", "费用=10元"]
    assert shown["level"].to_list() == [-1, 2]


def test_a_file_with_mistakes_is_refused_whole(study, tmp_path):
    collect(study)
    file = tmp_path / "people.csv"
    file.write_text("platform,scenario,indicator,rater,level\nnorth-wep,s0,B2.2,ann,0\n", "utf-8")

    with pytest.raises(TableError, match="north-web"):
        import_files(study, [file])


@pytest.mark.parametrize("broken", ["/bin/false", "/nowhere/chromium"])
def test_a_browser_that_does_not_start_ends_the_collection_before_anybody_is_visited(
    study, monkeypatch, broken
):
    monkeypatch.setenv("WENHENG_CHROMIUM", broken)
    document = yaml.safe_load((study / "study.yaml").read_text("utf-8"))
    document["platforms"][0]["transport"] = "browser"
    del document["platforms"][0]["http"]
    (study / "study.yaml").write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")

    with pytest.raises(CollectError, match="Chromium"):
        collect(study)

    assert remaining(study) == planned_sessions(load_study(study)).height


def test_of_several_files_none_is_taken_in_where_one_has_mistakes(study, tmp_path):
    collect(study)
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    head = "platform,scenario,indicator,rater,level\n"
    good.write_text(f"{head}north-web,s0,B2.2,ann,0\n", "utf-8")
    bad.write_text(f"{head}north-web,s0,B2.9,ann,0\n", "utf-8")

    with pytest.raises(TableError):
        import_files(study, [good, bad])

    assert import_files(study, [good]).new_ratings == 1


@pytest.mark.parametrize("command", ["collect", "run"])
def test_sessions_that_fail_by_our_own_fault_are_told_and_end_with_3(study, command):
    document = yaml.safe_load((study / "study.yaml").read_text("utf-8"))
    del document["platforms"][0]["http"]
    document["platforms"][0] |= {"transport": "openai", "model": "m", "key_env": "NO_SUCH_KEY"}
    (study / "study.yaml").write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")

    ended = cli(command, study)

    assert ended.returncode == 3
    assert "15 of 20 planned sessions collected" in ended.stdout
    assert "NO_SUCH_KEY" in ended.stderr
    assert "5 sessions failed by our own fault" in ended.stderr
    if command == "run":
        assert (study / "reports" / "small.en.html").is_file()
        assert (study / "results" / "totals.csv").is_file()


def test_what_nobody_asks_for_any_more_is_not_held(study, endpoint):
    """The list of an earlier study, and a session recorded just before a crash."""
    collect(study)
    session = planned_sessions(load_study(study))["session"][0]
    with opened_with_sessions(study) as opened:
        run, file = opened.run.key, opened.workspace.engine_place
    stale = {"run": "another", "session": session, "attempt": "1"}
    done = {"run": run, "session": session, "attempt": "1"}
    document = (study / "study.yaml").read_text("utf-8").replace("事项1怎么办", "事项1如何办理")
    (study / "study.yaml").write_text(document, "utf-8")
    engine = DurableEngine(file, PROTOCOL, run)
    engine.submit([Task("a", "host", stale), Task("b", "host", done)])
    engine.close()
    before = visits(endpoint)

    collected = collect(study)

    assert (collected.recorded, collected.failures) == (20, {})
    assert visits(endpoint) - before == 20


def test_asking_what_remains_begins_no_run(study):
    collect(study)
    rate_collected(study)
    file = study / "study.yaml"
    original = file.read_text("utf-8")

    file.write_text(original.replace("事项0怎么办", "事项0如何办理"), "utf-8")
    assert remaining(study) == 20
    file.write_text(original, "utf-8")

    assert score_collected(study)["grades"]["grade"].to_list() == ["A", "A"]


def test_a_host_that_nobody_resolves_is_not_known_rather_than_absent(study, endpoint):
    file = study / "study.yaml"
    document = yaml.safe_load(file.read_text("utf-8").replace(endpoint, "http://no.invalid/ask"))
    document["pace"]["unreachable_limit"] = 20
    file.write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")

    collected = collect(study)
    rate_collected(study)
    tables = score_collected(study)

    assert collected.outcomes == {"unreachable": 20}
    assert set(tables["sessions"]["fault"]) == {"nobody"}
    assert set(tables["presence"]["status"]) == {"unknown"}
    assert tables["totals"]["score"].null_count() == tables["totals"].height


def test_a_platform_without_an_address_is_counted_and_not_visited(study):
    document = yaml.safe_load((study / "study.yaml").read_text("utf-8"))
    document["platforms"][0]["entry"] = ""
    (study / "study.yaml").write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")

    collected = collect(study)

    assert (collected.planned, collected.recorded, collected.without_entry) == (20, 15, 5)


def test_a_session_with_a_time_of_day_waits_for_it_and_says_until_when(study):
    later = (datetime.now(ZONE) + timedelta(hours=2)).hour
    windows = ["每天 00:00–23:59", f"每天 {later}:00–{later}:59"]
    document = yaml.safe_load((study / "study.yaml").read_text("utf-8"))
    document["probes"] = [{"id": "P4", "name": "转人工", "say": ["转人工"], "when": windows}]
    document["sessions"] = {"variants": {"main": ["s0"], "probes": "all"}}
    (study / "study.yaml").write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")

    collected = collect(study)

    assert (collected.planned, collected.recorded, collected.waiting) == (12, 8, 4)
    assert f"T{later:02}:00+08:00" in collected.next_due
    assert remaining(study) == 0
    with opened_with_sessions(study) as opened:
        held = sessions(opened.run)
    assert set(held.filter(scenario="P4")["variant"]) == {"probe-1"}


def test_every_way_of_asking_is_held_in_a_session_of_its_own_and_recorded(study):
    utterances = {
        "main": "社保卡怎么办？",
        "followups": [{"say": "要多少钱？"}, {"say": "要多久？"}],
        "paraphrases": ["社保卡咋弄？", "想办社保卡"],
        "vague": "社保卡",
        "noise": {"typo": "社保咔怎么办？", "dialect": "社保卡点样办？"},
    }
    document = yaml.safe_load((study / "study.yaml").read_text("utf-8"))
    document["scenarios"] = [{"id": "card", "name": "社保卡", "utterances": utterances}]
    document["probes"] = [{"id": "P1", "name": "投诉", "say": ["怎么投诉？", "在哪儿查进度？"]}]
    every = dict.fromkeys(("main", "paraphrases", "vague", "noise", "probes"), "all")
    document["sessions"] = {"variants": every, "repeats": 2}
    (study / "study.yaml").write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")

    collect(study)

    with opened_with_sessions(study) as opened:
        held = sessions(opened.run).filter(platform="north-web")
    said = {
        (row["variant"], row["repeat"]): [(t["kind"], t["question"]) for t in row["turns"]]
        for row in held.iter_rows(named=True)
    }
    asked = {
        "main": [("main", "社保卡怎么办？"), ("followup", "要多少钱？"), ("followup", "要多久？")],
        "paraphrase-1": [("paraphrase", "社保卡咋弄？")],
        "paraphrase-2": [("paraphrase", "想办社保卡")],
        "vague": [("vague", "社保卡")],
        "noise-typo": [("noise", "社保咔怎么办？")],
        "noise-dialect": [("noise", "社保卡点样办？")],
        "probe": [("probe", "怎么投诉？"), ("probe", "在哪儿查进度？")],
    }
    assert said == {(v, n): turns for v, turns in asked.items() for n in (1, 2)}
    texts = {t["text"] for row in held.iter_rows(named=True) for t in row["turns"]}
    assert "回答：社保卡点样办？" in texts


def test_the_first_scenario_goes_before_the_second_everywhere(study):
    collect(study, Way(at_once=1))

    with opened_with_sessions(study) as opened:
        order = attempts(opened.run)["scenario"].to_list()
    assert order == sorted(order)


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

    async def stopped():
        asyncio.get_running_loop().call_later(2, brake.pull)
        return await collect_in_loop(study, Way(at_once=1, brake=brake))

    file = study / "study.yaml"
    file.write_text(file.read_text("utf-8").replace("/ask", "/slow"), "utf-8")
    first = asyncio.run(stopped())
    second = collect(study, Way(at_once=8))

    assert first.stopped
    assert 0 < first.recorded < 25
    assert (second.recorded, second.failures) == (200, {})
    assert visits(endpoint) - before == 200


def test_asked_to_stop_while_all_is_made_ready_it_asks_nobody_and_says_so(study, endpoint):
    class Sudden(Brake):
        def stops(self, engine):
            self.pull()
            return super().stops(engine)

    before = visits(endpoint)

    stopped = collect(study, Way(brake=Sudden()))

    assert (stopped.stopped, stopped.recorded, visits(endpoint) - before) == (True, 0, 0)
    assert collect(study).recorded == 20


def test_a_session_taken_off_the_end_of_the_ledger_is_missed(study):
    collect(study)
    with sqlite3.connect(study / "data" / "wenheng.db") as database:
        for (trigger,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type='trigger'"
        ).fetchall():
            database.execute(f'DROP TRIGGER "{trigger}"')
        (last,) = database.execute("SELECT MAX(id) FROM store_session").fetchone()
        for table, column in (
            ("turn", "session_id"),
            ("evidence", "session_id"),
            ("session", "id"),
        ):
            database.execute(f"DELETE FROM store_{table} WHERE {column} = ?", (last,))

    ended = cli("verify", study)

    assert ended.returncode == 1
    assert "sealed" in ended.stderr


@pytest.mark.parametrize(
    ("outcomes", "settled"),
    [
        (["no_assistant"], False),
        (["no_assistant", "no_assistant"], True),
        (["no_assistant", "form_only"], False),
        (["no_assistant", "no_assistant", "replied"], False),
        (["unreachable"] * 5, False),
    ],
)
def test_two_looks_that_agree_settle_a_platform(outcomes, settled):
    looks = Looks(
        pl.DataFrame(
            {"platform": [], "outcome": []},
            schema=dict.fromkeys(("platform", "outcome"), pl.String),
        )
    )

    for outcome in outcomes:
        looks.add("here", outcome)

    assert looks.settle("here") is settled


def test_before_anything_was_collected_one_is_told_what_to_do(study):
    with pytest.raises(StudyError, match="wenheng collect"):
        rate_collected(study)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT], ids=["kill -9", "Ctrl-C"])
def test_stopped_at_any_moment_the_same_command_goes_on(study, how):
    file = study / "study.yaml"
    file.write_text(file.read_text("utf-8").replace("/ask", "/slow"), "utf-8")
    seeded = random.Random(how)
    in_the_middle = 0
    for _ in range(4):
        process = subprocess.Popen(
            [sys.executable, "-m", "wenheng", "collect", str(study), "--at-once", "2"],
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
        )
        time.sleep(seeded.uniform(1.5, 2.5))
        process.send_signal(how)
        _, said = process.communicate(timeout=30)
        assert "Traceback" not in said.decode()
        in_the_middle += process.returncode in (-signal.SIGKILL, 130)
    collect(study)

    assert in_the_middle >= 2

    with opened_with_sessions(study) as opened:
        held = sessions(opened.run)
        tries = attempts(opened.run)
    assert set(held["session"]) == set(planned_sessions(load_study(study))["session"])
    assert tries.height == held.height == 20
    assert verify_collected(study).holds
