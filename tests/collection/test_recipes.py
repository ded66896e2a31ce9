"""How an assistant was reached is kept as a file: learnt, followed, healed; a person's is left."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import yaml
from aiohttp import web
from tests.collection.conftest import events, no_pause, served
from tests.collection.hostile import CHAT, page

from wenheng.collection.recipe_book import RecipeBook, written
from wenheng.collection.recipes import Recipe, Step
from wenheng.collection.transcript import Question
from wenheng.collection.transport import Target
from wenheng.errors import StudyError
from wenheng.study.options import Pace
from wenheng.study.recipe import read_recipe, recipe_problems
from wenheng.study.roster import Platform

WAY = Recipe(
    (Step("press", (("tag", "a"), ("text", "智能客服")), "/"),),
    Step("write", (("tag", "input"), ("hint", "请输入您的问题")), "/chat"),
)
OTHER = Recipe((), WAY.composer)
PLATFORM = Platform(id="p", unit="u", channel="c", entry="https://example.org/")


@asynccontextmanager
async def portal(*names: str) -> AsyncIterator[str]:
    """A portal whose launcher is called by each of the names in turn, then by the last."""
    left = list(names)

    async def home(_request: web.Request) -> web.Response:
        name = left.pop(0) if len(left) > 1 else left[0]
        return page(f'<h1>某市政务服务网</h1><a href="/chat">{name}</a><a href="/say">领导信箱</a>')

    async def chat(_request: web.Request) -> web.Response:
        return page(CHAT % "say('好的，已收到。')")

    async with served(web.get("/", home), web.get("/chat", chat)) as at:
        yield f"{at}/"


@pytest.mark.browser
async def test_the_first_success_writes_a_file_that_people_can_read(hold, platform, tmp_path):
    async with portal("智能客服") as at:
        held = await hold(platform(at), "甲？")

    text = (tmp_path / "recipes" / "p.yaml").read_text("utf-8")
    told = yaml.safe_load(text)
    assert text.startswith("# 怎样走到这个平台的智能问答")
    assert (told["by"], told["entry"]) == ("wenheng", at)
    assert told["steps"][0]["marks"] == {"tag": "a", "text": "智能客服", "href": "/chat"}
    assert told["composer"]["marks"]["hint"] == "请输入您的问题"
    assert [item.content.decode() for item in held.evidence if item.kind == "recipe"] == [text]
    assert "recipe learnt" in [event["event"] for event in events(held)]


@pytest.mark.browser
async def test_a_page_that_changed_heals_the_recipe_and_the_old_one_is_kept(
    hold, platform, tmp_path
):
    async with portal("智能客服", "智能客服", "在线问答") as at:
        held = [await hold(platform(at), "甲？") for _ in range(3)]

    told = [[event["event"] for event in events(one)] for one in held]
    assert "recipe followed" in told[1]
    assert "recipe healed" in told[2]
    assert "在线问答" in (tmp_path / "recipes" / "p.yaml").read_text("utf-8")
    (earlier,) = (tmp_path / "recipes" / "earlier").iterdir()
    assert "智能客服" in earlier.read_text("utf-8")


@pytest.mark.browser
async def test_what_a_person_wrote_is_tried_told_about_and_never_overwritten(
    hold, platform, tmp_path
):
    file = tmp_path / "recipes" / "p.yaml"
    file.parent.mkdir()
    text = "by: person\nsteps: [{marks: {text: 没有这个}}]\ncomposer: {marks: {tag: input}}\n"
    file.write_text(text, "utf-8")

    async with portal("智能客服") as at:
        held = await hold(platform(at), "甲？")

    assert held.outcome == "replied"
    assert held.note == "the recipe written by a person led nowhere"
    assert file.read_text("utf-8") == text
    assert "recipe person's failed" in [event["event"] for event in events(held)]


@pytest.mark.browser
async def test_a_recipe_written_by_hand_goes_where_the_finder_would_not(hold, platform, tmp_path):
    file = tmp_path / "recipes" / "p.yaml"
    file.parent.mkdir()
    text = (
        "steps: [{marks: {text: 随 便}}]\ncomposer: {marks: {hint: 请输入您的问题}, frame: /chat}\n"
    )
    file.write_text(text, "utf-8")

    async with portal("随便") as at:
        held = await hold(platform(at), "甲？")

    assert held.outcome == "replied"
    assert held.entry_steps == ("press: 随 便",)
    assert held.note == ""


@pytest.mark.browser
async def test_a_file_that_is_no_recipe_is_an_error_that_names_all_its_faults(
    transports, platform, tmp_path
):
    file = tmp_path / "recipes" / "p.yaml"
    file.parent.mkdir()
    file.write_text("by: somebody\nstepps: []\ncomposer: {marks: {txt: a}}\n", "utf-8")
    transport = await transports.of("browser")
    target = Target(platform("https://example.org/"), pace=Pace())

    with pytest.raises(StudyError) as told:
        await transport.hold(target, [Question("main", "甲？")], no_pause)

    assert {problem.line for problem in told.value.problems} == {1, 2, 3}


def test_a_recipe_comes_back_from_its_file_as_it_was(tmp_path):
    book = RecipeBook(tmp_path)

    assert book.learn(PLATFORM, WAY, None) == "learnt"

    assert book.of(PLATFORM).recipe == WAY


def test_text_from_pages_cannot_break_the_file(tmp_path):
    strange = "a: [b\n# \x07 \u2028 'x' \"y\" - {z}\t：是"
    way = Recipe((), Step("write", (("text", strange), ("hint", "yes"), ("name", "012")), "/"))
    book = RecipeBook(tmp_path)

    book.learn(PLATFORM, way, None)

    (kept,) = [dict(book.of(PLATFORM).recipe.composer.marks)]
    assert kept == {"text": strange, "hint": "yes", "name": "012"}


def test_the_recipe_of_another_address_is_not_followed(tmp_path):
    book = RecipeBook(tmp_path)
    book.learn(PLATFORM, WAY, None)

    moved = PLATFORM.model_copy(update={"entry": "https://example.org/new"})

    assert book.of(moved) is None
    assert book.learn(moved, OTHER, None) == "healed"
    assert book.of(moved).recipe == OTHER


def test_of_two_that_learn_at_once_the_first_stays(tmp_path):
    book = RecipeBook(tmp_path)

    fates = [book.learn(PLATFORM, way, None) for way in (WAY, OTHER)]

    assert fates == ["learnt", "overtaken"]
    assert book.of(PLATFORM).recipe == WAY


def test_of_two_that_heal_at_once_the_first_stays(tmp_path):
    book = RecipeBook(tmp_path)
    book.learn(PLATFORM, WAY, None)
    before = book.of(PLATFORM)

    fates = [book.learn(PLATFORM, way, before) for way in (OTHER, WAY)]

    assert fates == ["healed", "overtaken"]
    assert book.of(PLATFORM).recipe == OTHER


async def test_nobody_ever_reads_half_a_recipe(tmp_path):
    book = RecipeBook(tmp_path)
    book.learn(PLATFORM, WAY, None)
    file = tmp_path / "recipes" / "p.yaml"

    def heal(n: int) -> None:
        for _ in range(40):
            book.learn(PLATFORM, (WAY, OTHER)[n % 2], book.of(PLATFORM))

    def read() -> set[int]:
        return {len(read_recipe(file).steps) for _ in range(200)}

    *_, seen = await asyncio.gather(
        *(asyncio.to_thread(heal, n) for n in range(4)), asyncio.to_thread(read)
    )

    assert seen <= {0, 1}
    assert len(list((tmp_path / "recipes" / "earlier").iterdir())) <= 5
    assert [one.name for one in file.parent.glob(".*")] == []


def test_an_unknown_key_is_answered_with_the_nearest_known(tmp_path):
    file = tmp_path / "r.yaml"
    file.write_text(written(WAY, "", by="person").replace("hint", "hnt").replace("act", "akt"))

    said = "\n".join(str(problem) for problem in recipe_problems(file))

    assert "hint" in said
    assert "act" in said
