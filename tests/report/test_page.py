"""The page in Chromium: nothing runs but ours, nothing is fetched, and it is legible without."""

from pathlib import Path

import pytest

from wenheng.collection.browser import chromium_path
from wenheng.report import html_page, report_document

pytestmark = pytest.mark.browser
AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def files(country, tmp_path_factory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("report")
    held = {}
    for language in ("zh", "en"):
        page = html_page(
            report_document(country.study, country.tables, country.facts, language),
            country.pictures,
        )
        path = folder / f"{language}.html"
        path.write_text(page, "utf-8")
        held[language] = path.as_uri()
    return held


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(
            executable_path=chromium_path(), args=["--no-sandbox", "--disable-gpu"]
        )
        yield chromium
        chromium.close()


class Visit:
    """A page, with all that it asked for and complained about."""

    def __init__(self, browser, address: str, **options):
        self.context = browser.new_context(
            **{"viewport": {"width": 1366, "height": 900}, **options}
        )
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url[:80]))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(address)

    def open_folds(self):
        self.page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })")

    def scroll_through(self):
        height = self.page.evaluate("document.documentElement.scrollHeight")
        for y in range(0, height, 800):
            self.page.evaluate(f"scrollTo(0, {y})")
            self.page.wait_for_timeout(30)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.context.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_foreign_script_runs_and_nothing_is_fetched(browser, files, language):
    with Visit(browser, files[language]) as visit:
        visit.open_folds()
        visit.scroll_through()

        fetched = [url for url in visit.requests if not url.startswith("data:")]
        assert [url for url in fetched if not url.startswith("file:")] == []
        assert len(fetched) == 1
        assert visit.page.title() != "owned"
        assert visit.complaints == []


def test_a_script_that_found_its_way_in_would_not_run(browser, files):
    with Visit(browser, files["zh"]) as visit:
        visit.page.evaluate(
            """const made = document.createElement('script');
               made.textContent = "document.title = 'owned'";
               document.body.append(made)"""
        )

        assert visit.page.title() != "owned"
        assert "Content Security Policy" in " ".join(visit.complaints)


def test_figures_become_live_and_answer_to_the_pointer(browser, files):
    with Visit(browser, files["zh"]) as visit:
        chart = visit.page.locator("#figure-F04 .chart")
        chart.scroll_into_view_if_needed()
        visit.page.wait_for_selector("#figure-F04 .live svg")
        box = chart.bounding_box()
        visit.page.mouse.move(box["x"] + box["width"] / 3, box["y"] + 60)
        visit.page.wait_for_timeout(200)

        assert "覆盖率" in visit.page.locator("#figure-F04 .tip").inner_text()
        assert not visit.page.locator("#figure-F04 .wide").is_visible()


@pytest.mark.parametrize("width", [1366, 390])
def test_without_scripts_all_is_there_to_read(browser, files, width):
    options = {"java_script_enabled": False, "viewport": {"width": width, "height": 900}}
    with Visit(browser, files["zh"], **options) as visit:
        page = visit.page
        drawing = "wide" if width > 620 else "narrow"

        assert page.locator(f".{drawing} svg").first.is_visible()
        assert page.locator("#figure-F27").inner_text()
        assert not page.locator(".filter").first.is_visible()
        page.locator("#t-beta-web > summary").click()
        page.locator("[id='s-beta-web/matter-0/main/1'] > summary").click()
        assert "gnp.exe" in page.locator("[id='s-beta-web/matter-0/main/1']").inner_text()


def test_an_address_with_a_session_opens_that_session(browser, files):
    with Visit(browser, files["zh"] + "#s-alpha-web/matter-1/main/1") as visit:
        session = visit.page.locator("[id='s-alpha-web/matter-1/main/1']")

        visit.page.wait_for_function("document.getElementById('s-alpha-web/matter-1/main/1').open")

        assert session.locator(".said").first.is_visible()


def test_a_ranking_leads_to_the_unit(browser, files):
    with Visit(browser, files["zh"]) as visit:
        visit.page.locator("#unit-table tbody tr").first.locator("a").first.click()

        assert visit.page.url.endswith("#u-alpha")
        assert visit.page.locator("#u-alpha").is_visible()


def test_tables_can_be_searched_and_ordered(browser, files):
    with Visit(browser, files["zh"]) as visit:
        page = visit.page
        page.locator("#g-alpha-web > summary").click()
        table = page.locator("#g-alpha-web .table")
        rows = table.locator("tbody tr")
        everything = rows.count()

        table.locator("input").fill("A1.1 事项1")
        found = [row for row in rows.all() if row.is_visible()]
        table.locator("input").fill("没有这样的词")

        assert everything > 12
        assert len(found) == 1
        assert table.locator(".none").is_visible()
        table.locator("input").fill("")
        table.locator("thead button").nth(2).click()
        levels = [row.locator("td").nth(2).inner_text() for row in rows.all()]
        known = [level for level in levels if level != "—"]
        assert known == sorted(known)
        assert levels[: len(known)] == known


def test_a_picture_opens_large_and_closes_by_the_keyboard(browser, files):
    with Visit(browser, files["zh"] + "#s-alpha-web/matter-0/main/1") as visit:
        page = visit.page
        page.wait_for_function("document.getElementById('s-alpha-web/matter-0/main/1').open")

        page.locator("[id='s-alpha-web/matter-0/main/1'] .shot").first.click()

        assert page.locator("dialog.lightbox").is_visible()
        assert "甲省" in page.locator("dialog.lightbox").inner_text()
        page.keyboard.press("Escape")
        assert not page.locator("dialog.lightbox").is_visible()


@pytest.mark.parametrize("width", [1366, 820, 390])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_never_has_to_be_moved_sideways(browser, files, width, language):
    with Visit(browser, files[language], viewport={"width": width, "height": 900}) as visit:
        visit.open_folds()

        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width


def test_printed_pages_leave_out_the_folds_and_keep_the_figures(browser, files):
    with Visit(browser, files["zh"]) as visit:
        visit.scroll_through()
        visit.page.emulate_media(media="print")

        assert not visit.page.locator("#t-alpha-web").is_visible()
        assert visit.page.locator("#figure-F04 .wide svg").is_visible()
        assert visit.page.locator(".print-note").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_axe_finds_no_serious_fault(browser, files, language, scheme):
    if not AXE.is_file():
        pytest.skip("needs `npm --prefix frontend ci`")
    # the page's policy lets no other script in, so axe is let in by the browser instead
    options = {"bypass_csp": True, "color_scheme": scheme}
    with Visit(browser, files[language], **options) as visit:
        visit.open_folds()
        visit.page.evaluate(AXE.read_text("utf-8"))
        found = visit.page.evaluate("axe.run(document, {resultTypes: ['violations']})")

        serious = [v for v in found["violations"] if v["impact"] in ("serious", "critical")]
        told = [(v["id"], v["nodes"][0]["html"][:120], len(v["nodes"])) for v in serious]
        assert told == []


@pytest.fixture(scope="module")
def packed(country, tmp_path_factory) -> str:
    """The page of a study so large that its folds are packed."""
    document = report_document(country.study, country.tables, country.facts, "zh")
    path = tmp_path_factory.mktemp("packed") / "large.html"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("wenheng.report.writers.html.MOST_UNPACKED", 0)
        path.write_text(html_page(document, country.pictures), "utf-8")
    return path.as_uri()


def test_in_a_large_report_a_fold_is_unpacked_when_it_is_opened(browser, packed, files):
    said = "document.querySelector('#t-beta-web').textContent.replace(/\\s+/g, ' ')"
    with Visit(browser, files["zh"]) as whole, Visit(browser, packed) as visit:
        session = "[id='s-beta-web/matter-0/main/1']"
        assert visit.page.locator(session).count() == 0
        visit.page.locator("#t-beta-web > summary").click()
        visit.page.wait_for_selector(session)

        assert visit.page.evaluate(said).strip() == whole.page.evaluate(said).strip()
        assert visit.page.title() != "owned"
        assert visit.complaints == []


def test_an_address_leads_into_what_is_packed(browser, packed):
    with Visit(browser, f"{packed}#s-beta-web/matter-0/main/1") as visit:
        opened = visit.page.wait_for_selector("[id='s-beta-web/matter-0/main/1'][open]")
        assert opened.is_visible()
