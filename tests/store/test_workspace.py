import asyncio
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connections

from wenheng.errors import CollectError
from wenheng.store.events import Event, add_event, events
from wenheng.store.models import EventRecord
from wenheng.store.run import begin_run, latest_run
from wenheng.store.workspace import Workspace

OPEN = """
import sys
from wenheng.store.events import Event, add_event
from wenheng.store.workspace import Workspace
with Workspace.open(sys.argv[1], "") as workspace:
    add_event(workspace, Event("opened"))
"""


def test_opening_makes_a_database_and_a_place_for_evidence(tmp_path):
    with Workspace.open(tmp_path, ""):
        pass

    assert (tmp_path / "data" / "wenheng.db").is_file()
    assert (tmp_path / "data" / "evidence").is_dir()


def test_what_was_written_is_there_when_opened_again(tmp_path, instrument):
    with Workspace.open(tmp_path, "") as workspace:
        run = begin_run(workspace, instrument)

    with Workspace.open(tmp_path, "") as workspace:
        assert latest_run(workspace).key == run.key


def test_several_workspaces_may_be_open_in_one_process(tmp_path, instrument):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()

    with Workspace.open(tmp_path / "a", "") as one, Workspace.open(tmp_path / "b", "") as other:
        begin_run(one, instrument)

        assert latest_run(one) is not None
        assert latest_run(other) is None


def test_a_workspace_opened_twice_stays_open_until_both_are_closed(tmp_path):
    first, second = Workspace.open(tmp_path, ""), Workspace.open(tmp_path, "")

    first.close()
    first.close()
    add_event(second, Event("still here"))
    second.close()

    assert second.alias not in connections.databases


def test_closing_lets_go_of_the_connections_of_all_threads(tmp_path):
    workspace = Workspace.open(tmp_path, "")
    with ThreadPoolExecutor(1) as threads:
        used = threads.submit(lambda: connections[workspace.alias]).result()
        threads.submit(add_event, workspace, Event("from beside")).result()

        workspace.close()

        assert used.connection is None


def test_processes_that_open_a_new_workspace_at_once_do_not_collide(tmp_path):
    command = [sys.executable, "-c", OPEN, str(tmp_path)]

    processes = [subprocess.Popen(command) for _ in range(4)]

    assert [process.wait(30) for process in processes] == [0, 0, 0, 0]
    with Workspace.open(tmp_path, "") as workspace:
        assert events(workspace).height == 4


async def test_a_workspace_is_used_where_an_event_loop_runs(tmp_path):
    with Workspace.open(tmp_path, "") as workspace:
        add_event(workspace, Event("from a notebook"))
        await asyncio.to_thread(add_event, workspace, Event("without keeping the loop waiting"))

        assert events(workspace)["what"].len() == 2


def test_a_directory_that_does_not_exist_is_said_in_words(tmp_path):
    with pytest.raises(CollectError, match="没有目录"):
        Workspace.open(tmp_path / "nowhere", "")


def test_a_file_in_the_place_of_the_data_folder_is_said_in_words(tmp_path):
    (tmp_path / "data").write_text("")

    with pytest.raises(CollectError, match="不可写"):
        Workspace.open(tmp_path, "")


def test_a_database_that_is_no_database_is_said_in_words(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "wenheng.db").write_bytes(b"not a database at all" * 100)

    with pytest.raises(CollectError, match="连不上数据库"):
        Workspace.open(tmp_path, "")


def test_a_database_server_that_does_not_answer_is_said_in_words(tmp_path):
    with pytest.raises(CollectError, match="连不上数据库"):
        Workspace.open(tmp_path, "postgresql://nobody@127.0.0.1:9/none")


@pytest.mark.parametrize("url", ["mysql://host/name", "postgresql://host", "nonsense"])
def test_an_address_that_is_none_of_postgresql_is_said_in_words(tmp_path, url):
    with pytest.raises(CollectError, match="postgresql://"):
        Workspace.open(tmp_path, url)


def test_a_workspace_of_a_newer_version_is_refused(tmp_path):
    with Workspace.open(tmp_path, "") as workspace:
        connections[workspace.alias].cursor().execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('store', '9999_future', CURRENT_TIMESTAMP)"
        )

    with pytest.raises(CollectError, match="更新版本"):
        Workspace.open(tmp_path, "")


def test_a_query_that_names_no_workspace_fails_loudly(workspace):
    with pytest.raises(Exception, match="ENGINE"):
        EventRecord.objects.count()


def test_half_written_files_of_a_killed_process_are_removed_a_day_later(tmp_path):
    import os
    import time

    heap = tmp_path / "data" / "evidence"
    heap.mkdir(parents=True)
    old, new = Path(heap, ".unfinished-old"), Path(heap, ".unfinished-new")
    old.write_bytes(b"half")
    new.write_bytes(b"half")
    os.utime(old, (time.time() - 90_000,) * 2)

    Workspace.open(tmp_path, "").close()

    assert not old.exists()
    assert new.exists()
