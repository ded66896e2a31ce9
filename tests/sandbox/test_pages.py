"""A user in a real Chromium: finds the way, types a question, reads the answer."""

import pytest
from playwright.sync_api import Page, expect, sync_playwright

QUESTION = "临时身份证怎么办理？"
COMPOSERS = {
    "stream": (".zw-foot textarea", None),
    "events": (".ai-field", ".ai-go"),
    "bubbles": ("._c1 input", "._c2"),
    "board": (".kb-ask textarea", ".kb-tools button"),
    "plain": (".rob-i input[type=text]", "input[value=发送]"),
    "pocket": (".pk-c textarea", ".pk-s"),
}

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def chromium():
    flags = ["--no-sandbox", "--disable-gpu", "--no-first-run"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
        phone = dict(playwright.devices["Pixel 7"])
        phone.pop("default_browser_type")
        yield {
            "web": lambda: browser.new_context(viewport={"width": 1366, "height": 900}),
            "mobile": lambda: browser.new_context(**phone),
        }
        browser.close()


@pytest.fixture
def visit(chromium, served):
    """Opens the first page of a site; fails if the page throws anything."""
    contexts, thrown = [], []

    def open_(site) -> Page:
        contexts.append(chromium[site.channel]())
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: thrown.append(str(error)))
        page.goto(served.entry(site))
        return page

    yield open_
    for context in contexts:
        context.close()
    assert thrown == []


def by_entry(served, entry):
    order = ("present", "failing", "silent", "login")
    reached = [site for site in served.country.sites if site.planted.entry == entry]
    return min(reached, key=lambda site: order.index(site.planted.presence))


def new_tab(page, site):
    with page.expect_popup() as opened:
        page.click(f"text={site.place.robot}")
    return opened.value


def clicks(*selectors):
    def way(page, _):
        for selector in selectors:
            page.locator(selector).first.click()
        return page

    return way


def framed(page, _):
    page.click("text=在线咨询")
    return page.frame_locator("iframe")


WAYS = {
    "float-image": clicks(".fl-r"),
    "toolbar": clicks("text=智能问答"),
    "toolbar-frame": framed,
    "region": clicks("text=问一问", "text=高新区"),
    "nav-page": clicks("text=智能问答"),
    "new-tab": new_tab,
    "inline": clicks(),
    "second-level": clicks("text=互动交流", "text=智能问答"),
    "notice": clicks("text=我知道了", "text=在线问答"),
    "late": clicks(".pendant"),
    "tab-page": clicks(".tabbar .mid"),
    "ball": clicks(".ball"),
    "grid-page": clicks("text=智能客服"),
    "header": clicks(".rt a"),
    "sheet": clicks("text=有问题"),
}


def ask(place, site):
    field, send = COMPOSERS[site.planted.chat]
    box = place.locator(field)
    box.press_sequentially(QUESTION)
    if send:
        place.locator(send).click()
    else:
        box.press("Enter")


def reads(place, words):
    expect(place.locator("body")).to_contain_text(words, timeout=6_000)


def held_by(site):
    known = next(known for known in site.known if known.matter.id == "S02")
    return [held.text for held in known.held]


MORE_WAYS = ("region", "nav-page", "second-level", "notice", "late", "grid-page", "header")
"""Other ways into designs that are visited anyway."""


@pytest.mark.parametrize(
    "entry",
    [pytest.param(e, marks=pytest.mark.slow) if e in MORE_WAYS else e for e in WAYS],
)
def test_a_user_finds_the_assistant_and_reads_its_answer(served, visit, entry):
    site = by_entry(served, entry)
    page = visit(site)

    place = WAYS[entry](page, site)
    ask(place, site)

    if site.planted.hits != "direct":
        reads(place, "临时居民身份证申领")
    elif site.planted.presence == "failing":
        reads(place, "稍后")
    else:
        for words in held_by(site):
            reads(place, words)


def test_the_assistant_in_a_closed_shadow_root_is_reached_by_hand_only(served, visit):
    site = by_entry(served, "element")
    page = visit(site)
    page.wait_for_timeout(200)

    page.mouse.click(1366 - 54, 900 - 200)
    page.wait_for_timeout(200)
    page.mouse.click(1366 - 200, 900 - 50)
    page.keyboard.type(QUESTION)
    with page.expect_websocket() as opened:
        page.keyboard.press("Enter")
    opened.value.wait_for_event("framereceived", lambda frame: '"end"' in frame)

    assert page.locator("zw-helper input").count() == 0


def test_the_silent_assistant_shows_that_it_is_typing_and_no_more(served, visit):
    site = next(s for s in served.country.sites if s.planted.presence == "silent")
    page = visit(site)
    page.click(".ball")

    ask(page, site)
    page.wait_for_timeout(1_500)

    expect(page.locator(".pk-d")).to_be_visible()


def test_the_way_to_the_assistant_behind_a_login_ends_at_the_login(served, visit):
    site = next(s for s in served.country.sites if s.planted.presence == "login")
    page = visit(site)

    page.click(".tabbar .mid")

    expect(page.locator("input[type=password]")).to_be_visible()


def test_a_portal_without_an_assistant_has_a_search_and_a_mailbox_only(served, visit):
    for site in served.country.sites:
        if site.planted.presence == "absent":
            page = visit(site)
            assert page.locator("input[name=q]").count() == 1
            assert "智能" not in page.locator("body").inner_text().replace("智能助手上线", "")
            assert page.locator("#assistant-data").count() == 0


def test_a_link_of_an_answer_opens_the_guide(served, visit):
    site = by_entry(served, "inline")
    page = visit(site)
    ask(page, site)

    with page.expect_popup() as opened:
        page.locator(".kb-links a").first.click()

    expect(opened.value.locator("h1")).to_have_text("临时居民身份证申领")


def test_a_follow_up_is_typed_into_the_same_conversation(served, visit):
    site = by_entry(served, "float-image")
    page = visit(site)
    page.click(".fl-r")
    ask(page, site)
    reads(page, held_by(site)[-1])

    page.locator(".zw-foot textarea").press_sequentially("能用多长时间？")
    page.locator(".zw-foot textarea").press("Enter")

    known = next(known for known in site.known if known.matter.id == "S02")
    result = next(held.text for held in known.held if held.statement.slot == "result")
    expect(page.locator(".zw-bot").last).to_contain_text(result, timeout=4_000)
