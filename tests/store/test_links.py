"""Looks at addresses in the ledger."""

import pytest
from django.db import connections
from tests.store.conftest import PAGE, link_row

from wenheng.errors import TableError
from wenheng.store.evidence import place_of
from wenheng.store.links import add_links, links
from wenheng.store.verify import verify


def test_a_look_is_kept_with_its_snapshot_and_read_back(run):
    add_links(run, [link_row(), link_row("tel:1", outcome="not_web", status=None, content=None)])

    first, second = links(run).to_dicts()
    assert first["redirects"] == [{"url": "http://a.gov.cn/1", "status": 301}]
    assert place_of(run.workspace.evidence, first["sha256"]).read_bytes() == PAGE
    assert first["size"] == len(PAGE)
    assert (second["outcome"], second["sha256"], second["size"]) == ("not_web", None, None)
    assert verify(run).holds
    assert verify(run).links == 2


def test_a_later_look_holds_and_the_earlier_one_stays(run):
    add_links(run, [link_row(outcome="error", status=500)])
    add_links(run, [link_row()])

    assert links(run)["outcome"].to_list() == ["opens"]
    assert verify(run).links == 2


def test_a_row_that_breaks_the_contract_is_refused_whole(run):
    with pytest.raises(TableError):
        add_links(run, [link_row(), link_row("b", outcome="perhaps")])

    assert links(run).is_empty()


def test_text_that_no_database_can_hold_is_kept_without_it(run):
    add_links(run, [link_row(title="a\x00b\ud800")])

    assert links(run)["title"].to_list() == ["a\ufffdb\ufffd"]
    assert verify(run).holds


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE store_link SET outcome = 'dead' WHERE url LIKE '%2'",
        "UPDATE store_link SET redirects = '[]' WHERE url LIKE '%2'",
        "DELETE FROM store_link WHERE url LIKE '%2'",
    ],
)
def test_a_changed_or_missing_look_is_found(run, change):
    add_links(run, [link_row(), link_row("https://a.gov.cn/2")])
    _tamper(run, change)

    assert "links-changed" in {problem.kind for problem in verify(run).problems}


def test_a_changed_or_missing_snapshot_is_found(run):
    add_links(run, [link_row()])
    file = place_of(run.workspace.evidence, links(run)["sha256"][0])

    file.write_bytes(b"another")
    changed = verify(run).problems
    file.unlink()
    missing = verify(run).problems

    assert [problem.kind for problem in changed] == ["file-changed"]
    assert [problem.kind for problem in missing] == ["file-missing"]


def test_a_look_without_an_entry_is_found(run):
    add_links(run, [link_row()])
    columns = "run_id, event_id, url, outcome, reason, redirects, final_url, host, official"
    columns += ", title, media, checked_at, took_s"
    other = columns.replace(
        "event_id", "(SELECT max(id) FROM store_event WHERE what = 'run-begun')"
    )
    _tamper(run, f"INSERT INTO store_link ({columns}) SELECT {other} FROM store_link")

    assert "links-stray" in {problem.kind for problem in verify(run).problems}


def _tamper(run, sql: str) -> None:
    """Change rows as someone would who has the file: the triggers go."""
    connection = connections[run.workspace.alias]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
        else:
            for verb in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER store_link_no_{verb}")
        cursor.execute(sql.replace("%", "%%") if connection.vendor == "postgresql" else sql)
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = DEFAULT")
