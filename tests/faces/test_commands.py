"""The commands that probe and run: what they print, and how they end."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.collection.hostile import CHAT

from wenheng.collection.outcomes import OUTCOMES
from wenheng.faces.cli import main
from wenheng.language import catalogue, speaking

SERVER = """
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
page = open(sys.argv[2], encoding="utf-8").read().encode()
class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.send_header("Content-Type", "text/html; charset=utf-8"); self.end_headers()
        self.wfile.write(page)
    def log_message(self, *_): pass
server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
"""


def wenheng(*arguments: str, cwd: Path | None = None, lang: str = "en"):
    return subprocess.run(
        [sys.executable, "-m", "wenheng", "--lang", lang, *arguments],
        capture_output=True,
        text=True,
        cwd=cwd,
        timeout=90,
    )


@pytest.fixture(scope="module")
def chat(tmp_path_factory):
    file = tmp_path_factory.mktemp("chat") / "page.html"
    file.write_text(
        f"<!doctype html><meta charset=utf-8><body>{CHAT % 'say(`好的，已收到。`)'}", "utf-8"
    )
    command = [sys.executable, "-c", SERVER, "0", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        yield f"http://127.0.0.1:{server.stdout.readline().strip()}/"
        server.terminate()


@pytest.mark.browser
def test_probe_prints_exactly_one_document(chat, tmp_path):
    ended = wenheng("probe", chat, "--ask", "甲怎么办？", "--ask", "乙呢？", "--json", cwd=tmp_path)
    document = json.loads(ended.stdout)

    assert ended.returncode == 0
    assert list(document) == [
        "url",
        "outcome",
        "has_assistant",
        "entry",
        "features",
        "turns",
        "evidence",
    ]
    assert document["url"] == chat
    assert document["outcome"] == "replied"
    assert document["has_assistant"] is True
    assert document["entry"] == {"steps": [], "clicks": 0}
    assert list(document["features"]) == [
        "voice_input",
        "attachments",
        "satisfaction",
        "hot_questions",
        "handoff",
    ]
    assert [turn["question"] for turn in document["turns"]] == ["甲怎么办？", "乙呢？"]
    first = document["turns"][0]
    assert first["reply"] == {"text": "好的，已收到。", "links": [], "options": []}
    assert 0 <= first["first_s"] <= first["last_s"] < 2
    for kept in document["evidence"]:
        assert (tmp_path / kept["path"]).stat().st_size > 0
        assert kept["sha256"] in kept["path"]


@pytest.mark.browser
def test_probe_says_no_with_1_and_in_words(tmp_path):
    ended = wenheng("probe", "http://127.0.0.1:1/", cwd=tmp_path)

    assert ended.returncode == 1
    assert ended.stdout.startswith("it could not be reached")


def test_probe_follows_the_recipe_it_is_given(chat, tmp_path):
    recipe = "composer: {marks: {hint: 没有这个}}\n"
    (tmp_path / "r.yaml").write_text(recipe, "utf-8")

    ended = wenheng("probe", chat, "--recipe", "r.yaml", "--json", cwd=tmp_path)

    document = json.loads(ended.stdout)
    assert document["note"] == "the recipe written by a person led nowhere"
    assert (tmp_path / "r.yaml").read_text("utf-8") == recipe


@pytest.mark.browser
def test_probe_says_why_each_element_was_taken_or_left(chat, tmp_path):
    ended = wenheng("probe", chat, "--why", cwd=tmp_path)

    assert "took the entry 请输入您的问题" in ended.stdout
    assert "points (hint asks +2" in ended.stdout
    assert "sent: " in ended.stdout


def test_probe_wants_a_recipe_that_is_there(tmp_path):
    ended = wenheng("probe", "http://127.0.0.1:1/", "--recipe", "none.yaml", cwd=tmp_path)

    assert ended.returncode == 2
    assert "none.yaml" in ended.stderr


def test_probe_records_only_where_there_is_a_display(tmp_path, monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)

    ended = wenheng("probe", "http://127.0.0.1:1/", "--record", cwd=tmp_path)

    assert ended.returncode == 3
    assert "display" in ended.stderr


def test_probe_of_no_address_is_wrong_use(tmp_path):
    ended = wenheng("probe", "example.org", cwd=tmp_path, lang="zh")

    assert ended.returncode == 2
    assert "不是地址" in ended.stderr


@pytest.mark.parametrize("command", ["collect", "rate", "score", "report", "verify", "run"])
def test_a_directory_that_is_not_there_is_wrong_use_with_a_way_out(command, tmp_path):
    ended = wenheng(command, str(tmp_path / "nowhere"))

    assert ended.returncode == 2
    assert "wenheng new" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_where_nothing_can_be_written_nobody_is_visited(tmp_path):
    (tmp_path / "taken").write_text("a file")

    ended = wenheng("probe", "http://127.0.0.1:1/", "--out", "taken", cwd=tmp_path)

    assert ended.returncode == 2
    assert ended.stderr.startswith("cannot write taken")


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "核对"), ("en", "prove that nothing collected or frozen has changed")]
)
@pytest.mark.parametrize("option", ["--lang {}", "--lang={}"])
def test_help_speaks_the_language_that_is_asked_for(monkeypatch, option, lang, said):
    monkeypatch.setenv("WENHENG_LANG", "en" if lang == "zh" else "zh")
    words = [sys.executable, "-m", "wenheng", *option.format(lang).split(), "--help"]

    ended = subprocess.run(words, capture_output=True, text=True, timeout=30)

    assert said in " ".join(ended.stdout.split())


def test_ctrl_c_while_the_commands_are_loaded_is_told_without_a_traceback(monkeypatch, capsys):
    class Interrupted:
        def find_spec(self, name, *_):
            if name == "wenheng.faces.cli.commands":
                raise KeyboardInterrupt

    monkeypatch.delitem(sys.modules, "wenheng.faces.cli.commands", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Interrupted(), *sys.meta_path])

    with speaking("en"), pytest.raises(SystemExit) as end:
        main()

    assert end.value.code == 130
    assert capsys.readouterr().err.startswith("interrupted; everything collected is kept")


def test_an_unknown_language_is_refused(tmp_path):
    ended = wenheng("report", str(tmp_path), "--lang", "fr")

    assert ended.returncode == 2
    assert "fr" in ended.stderr


def test_scorecards_have_formats_of_their_own(tmp_path):
    ended = wenheng("report", str(tmp_path), "--cards", "--format", "pptx")

    assert ended.returncode == 2
    assert "html, pdf" in ended.stderr


def test_every_outcome_has_words():
    assert set(catalogue("outcomes")) == set(OUTCOMES)


def loaded(code: str) -> set[str]:
    """Packages that a fresh interpreter has loaded after `code`."""
    show = "import sys; print(*{name.split('.')[0] for name in sys.modules}, file=sys.stderr)"
    ended = subprocess.run(
        [sys.executable, "-c", f"{code}\n{show}"], capture_output=True, text=True
    )
    return set(ended.stderr.split())


HEAVY = {"polars", "numpy", "pydantic", "django", "dbos", "sqlalchemy", "playwright", "aiohttp"}


def test_import_loads_nothing_heavy():
    assert loaded("import wenheng") & HEAVY == set()
    assert "polars" in loaded("import wenheng; wenheng.score")


def test_help_loads_nothing_heavy():
    run = "import sys; sys.argv = ['wenheng', '--help']\ntry: import runpy; runpy.run_module('wenheng', run_name='__main__')\nexcept SystemExit: pass"

    assert "typer" in loaded(run)
    assert loaded(run) & HEAVY == set()


def test_import_with_check_says_what_it_would_take_in_and_a_faulty_file_ends_with_2(tmp_path):
    wenheng("new", "study", cwd=tmp_path)
    packet = wenheng("export", "study", "--what", "transcripts", "--to", "p.csv", cwd=tmp_path)
    rows = (tmp_path / "p.csv").read_text("utf-8-sig").splitlines()
    (tmp_path / "q.csv").write_text(
        "platform,question,reply\nhewan-web,社会保障卡怎么办理?,网点\n", "utf-8"
    )
    (tmp_path / "bad.csv").write_text(
        "platform,question,reply\nhewan-web,天气怎么样?,晴\n", "utf-8"
    )

    checked = wenheng("import", "study", "q.csv", "--check", "--json", cwd=tmp_path)
    faulty = wenheng("import", "study", "bad.csv", cwd=tmp_path)
    unknown = wenheng("export", "study", "--what", "everything", cwd=tmp_path)

    assert packet.stdout.strip() == "p.csv"
    assert rows[0].startswith("session,platform,unit")
    assert len(rows) > 8
    told = json.loads(checked.stdout)
    assert (told["check"], told["new_sessions"], told["outcomes"]) == (True, 1, {"replied": 1})
    assert faulty.returncode == 2
    assert "row 2, column 'question'" in faulty.stderr
    assert unknown.returncode == 2
    assert "transcripts, ratings, cards" in unknown.stderr
