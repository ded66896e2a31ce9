"""Links of replies: found in what was collected, looked at once, and counted in the rating."""

import asyncio
import threading
from collections import Counter
from pathlib import Path

import pytest
import yaml
from aiohttp import web

from wenheng.actions.check_ledger import verify_collected
from wenheng.actions.evaluate import rate_collected, score_collected
from wenheng.actions.importing import import_files
from wenheng.actions.links import check_links
from wenheng.actions.opened import opened_with_sessions
from wenheng.collection import links as looking
from wenheng.store.links import links
from wenheng.store.ratings import ratings
from wenheng.study.packaged import packaged_studies

MAIN = "临时身份证怎么办理?"
SCORED = ("A2.1", "A2.2", "B1.5")


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch):
    """A local portal: /apply and /guide open, /old is gone, /broken fails."""
    monkeypatch.setattr(looking, "RETRY_S", 0.0)
    asked: Counter[str] = Counter()

    async def answer(request: web.Request) -> web.Response:
        asked[request.path] += 1
        status = {"/old": 404, "/broken": 500}.get(request.path, 200)
        status = 429 if request.path.startswith("/no/") else status
        return web.Response(status=status, text="<title>x</title>", content_type="text/html")

    loop, ready, base = asyncio.new_event_loop(), threading.Event(), []

    async def serve() -> web.AppRunner:
        app = web.Application()
        app.router.add_get("/{name:.*}", answer)
        runner = web.AppRunner(app)
        await runner.setup()
        server = web.TCPSite(runner, "127.0.0.1", 0)
        await server.start()
        base.append(f"http://127.0.0.1:{server._server.sockets[0].getsockname()[1]}")
        ready.set()
        return runner

    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    serving = asyncio.run_coroutine_threadsafe(serve(), loop)
    assert ready.wait(10)
    yield base[0], asked
    asyncio.run_coroutine_threadsafe(serving.result(1).cleanup(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def study(tmp_path: Path, site) -> Path:
    """The minimal study, of which one platform is the local portal, with A2.1, A2.2 and B1.5."""
    base, _ = site
    text = (packaged_studies()["minimal"] / "study.yaml").read_text("utf-8")
    document = yaml.safe_load(text)
    roster = (packaged_studies()["minimal"] / "roster.csv").read_text("utf-8")
    document["indicators"] = [
        {
            "id": "A",
            "name": "A",
            "children": [
                {
                    "id": one,
                    "name": one,
                    "per": "scenario",
                    "turns": ["main"],
                    "anchors": dict.fromkeys(range(4), "x"),
                }
                for one in SCORED
            ],
        }
    ]
    document["sessions"] = {"variants": {"main": "all"}}
    document["pace"] = {"gap_s": 0}
    document["scoring"] = {}
    document["references"] = [
        {
            "unit": "qingshi",
            "place": "青石县",
            "entries": {
                "temporary-id-card": {"apply": f"{base}/apply", "guide": f"{base}/guide"},
            },
        }
    ]
    folder = tmp_path / "study"
    folder.mkdir()
    (folder / "study.yaml").write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")
    (folder / "roster.csv").write_text(
        roster.replace("https://www.qingshi.example/", base), "utf-8"
    )
    return folder


def reply(study: Path, text: str, *urls: str) -> None:
    """Bring in the reply of the local platform to the main question."""
    given = "\n".join(f"x {url}" for url in urls)
    file = study / "talk.csv"
    file.write_text(
        f'platform,question,reply,links\nqingshi-web,{MAIN},"{text}","{given}"\n', "utf-8"
    )
    import_files(study, [file])


def levels(study: Path) -> dict[str, int | None]:
    rate_collected(study)
    with opened_with_sessions(study) as opened:
        rows = ratings(opened.run).filter(platform="qingshi-web", scenario="temporary-id-card")
        return dict(rows.select("indicator", "level").iter_rows())


def test_every_address_of_links_and_text_is_looked_at_once_per_run(study, site):
    base, asked = site
    reply(
        study, f"见 www.qingshi.example/a 。到派出所。{base}", f"{base}/apply", f"{base}/apply#top"
    )

    first = check_links(study)
    again = check_links(study)

    assert asked == {"/apply": 1}
    assert (first.looked, again.looked) == (3, 0)
    with opened_with_sessions(study) as opened:
        rows = {row["url"]: row for row in links(opened.run).to_dicts()}
    assert set(rows) == {f"{base}/apply", f"{base}/apply#top", "www.qingshi.example/a"}
    assert rows[f"{base}/apply"]["official"]
    assert verify_collected(study).links == 3
    assert verify_collected(study).holds


def test_an_entry_that_opens_counts_and_one_that_is_dead_does_not(study, site):
    base, _ = site
    text = "根据《居民身份证法》（国发〔2011〕12号）到派出所办理临时居民身份证，工本费10元。"

    reply(study, text, f"{base}/apply")
    before = levels(study)
    check_links(study)
    opened = levels(study)
    reply(study, text, f"{base}/old")
    check_links(study)
    dead = levels(study)

    assert before == {"A2.1": 3, "A2.2": None, "B1.5": 3}
    assert opened == {"A2.1": 3, "A2.2": 3, "B1.5": 3}
    assert dead == {"A2.1": 0, "A2.2": 0, "B1.5": 2}


def test_where_nobody_looked_a_reply_without_an_entry_is_not_rated_on_whether_it_opens(study, site):
    base, _ = site
    reply(study, "请到派出所办理。")
    unseen = levels(study)
    reply(study, "请到派出所办理。", f"{base}/elsewhere")
    check_links(study)

    assert (unseen["A2.1"], unseen["A2.2"]) == (0, None)
    assert levels(study)["A2.2"] == 1


def test_what_was_not_settled_is_not_known_and_looked_at_when_asked(study, site):
    base, asked = site
    reply(study, "见链接", f"{base}/guide?x")
    check_links(study)
    assert levels(study)["A2.2"] == 2
    assert check_links(study, again=True).looked == 0
    reply(study, "见链接", f"{base}/broken")

    check_links(study)
    assert levels(study)["A2.2"] is None
    assert levels(study)["A2.1"] == 1
    check_links(study)
    check_links(study, again=True)

    assert asked["/broken"] == 4  # each look is tried twice
    assert asked["/guide"] == 1


def test_in_quiet_hours_no_link_is_looked_at_and_none_is_lost(study, site):
    base, asked = site
    path = study / "study.yaml"
    loud = path.read_text("utf-8")
    quiet = loud.replace("gap_s: 0", "gap_s: 0\n  quiet_hours: [每天 00:00–24:00]")
    path.write_text(quiet, "utf-8")
    reply(study, "见链接", f"{base}/apply")

    told = check_links(study)

    assert quiet != loud
    assert (told.looked, told.left, told.outcomes) == (0, 1, {})
    assert asked == {}


def test_a_host_that_refuses_is_left_alone_for_a_while(study, site):
    base, asked = site
    path = study / "study.yaml"
    slower = path.read_text("utf-8").replace("gap_s: 0", "gap_s: 0\n  back_off_s: 600")
    path.write_text(slower, "utf-8")
    reply(study, "见链接", *(f"{base}/no/{n}" for n in range(3)))

    told = check_links(study)

    assert (told.looked, told.left, told.outcomes) == (1, 2, {"blocked": 1})
    assert sum(asked.values()) == 1


def test_a_study_may_say_that_links_are_not_looked_at(study, site):
    base, asked = site
    path = study / "study.yaml"
    path.write_text(path.read_text("utf-8") + "\nlinks: {check: false}\n", "utf-8")
    reply(study, "见链接", f"{base}/apply")

    told = check_links(study)

    assert told.off
    assert asked == {}
    assert levels(study)["A2.2"] is None


def test_the_links_are_among_the_tables_of_results(study, site):
    base, _ = site
    reply(study, "见链接", f"{base}/old")
    check_links(study)

    assert score_collected(study)["links"]["outcome"].to_list() == ["dead"]
    assert (study / "results" / "links.csv").is_file()
