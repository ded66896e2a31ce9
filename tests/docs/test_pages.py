"""The documentation: complete in both languages, its links and examples hold."""

import doctest
import re
from pathlib import Path

import pytest
import yaml

from wenheng.faces.cli.commands import app

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [page for page in sorted(DOCS.rglob("*.md")) if not page.name[0].isdigit()]
FRONT = [
    ROOT / name
    for name in ("README.md", "README.zh.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
]
LINK = re.compile(r"\]\(((?!https?://|#)[^)#\s]+)")


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def test_every_page_exists_in_chinese_and_in_english():
    english = {page for page in PAGES if page.name.endswith(".en.md")}
    chinese = {page.with_name(page.name.replace(".en.md", ".md")) for page in english}

    assert english
    assert chinese == set(PAGES) - english


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_page_has_an_owner_and_a_date_of_review(page):
    head = yaml.safe_load(page.read_text("utf-8").split("---\n")[1])

    assert head["owner"]
    assert head["reviewed"].isoformat() >= "2026-11-24"


@pytest.mark.parametrize("page", [*PAGES, *FRONT], ids=name)
def test_no_page_holds_a_place_that_was_to_be_filled(page):
    assert re.findall(r"@@|TODO|XXX|FIXME", page.read_text("utf-8")) == []


@pytest.mark.parametrize("page", FRONT, ids=name)
def test_links_between_the_files_of_the_repository_lead_somewhere(page):
    links = LINK.findall(page.read_text("utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", FRONT[:2], ids=name)
def test_the_readme_lists_exactly_the_commands_that_exist(page):
    listed = set(re.findall(r"^\| `wenheng ([a-z]+)", page.read_text("utf-8"), re.MULTILINE))

    assert listed == {
        *(command.name or command.callback.__name__ for command in app.registered_commands),
        *(group.name for group in app.registered_groups),
    }


def test_the_changelog_begins_with_scores():
    headings = re.findall(r"^### (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)

    assert headings[0] == "Scores"


WITH_EXAMPLES = [
    page
    for pattern in (
        "how-to/use-in-a-notebook*.md",
        "how-to/redo-an-index*.md",
        "reference/quality*.md",
        "reference/composite-index*.md",
    )
    for page in sorted(DOCS.glob(pattern))
]


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=name)
def test_examples_on_the_pages_give_what_they_say(page, monkeypatch):
    blocks = "\n".join(re.findall(r"```python\n(>>>.*?)```", page.read_text("utf-8"), re.DOTALL))
    examples = doctest.DocTestParser().get_doctest(blocks, {}, page.name, None, 0)
    monkeypatch.chdir(ROOT)

    result = doctest.DocTestRunner(
        optionflags=doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL
    ).run(examples)

    assert result.attempted > 10
    assert result.failed == 0


@pytest.mark.parametrize("page", sorted(DOCS.glob("reference/analysis*.md")), ids=name)
def test_examples_of_the_analysis_page_give_what_they_say(page):
    blocks = "\n".join(re.findall(r"```python\n(>>>.*?)```", page.read_text("utf-8"), re.DOTALL))
    examples = doctest.DocTestParser().get_doctest(blocks, {}, page.name, None, 0)

    result = doctest.DocTestRunner().run(examples)

    assert result.attempted > 5
    assert result.failed == 0
