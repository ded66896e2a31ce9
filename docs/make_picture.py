"""The picture of the README, made from the report of the demo.

    make demo && wenheng report demo --lang zh,en && python docs/make_picture.py

Three parts of each report (cover, ranking, a transcript with its evidence) are photographed and
laid on one sheet, `docs/assets/report.<language>.webp`.
"""

import base64
import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from wenheng.collection.browser import chromium_path

HOME = Path(__file__).parent
REPORTS = HOME.parent / "demo" / "reports"
LARGEST = 300_000
SHEET = {"width": 1280, "height": 720}
COVER = {"x": 0, "y": 0, "width": 1280, "height": 880}
RANKING = "figure#figure-F12-city"
UNIT = "luting-web"
UNFOLD = """e => {
  for (let n = e; n; n = n.parentElement) if (n.tagName === 'DETAILS') n.open = true;
}"""

LAYOUT = """<!doctype html><style>
body {{ margin: 0; width: 1280px; height: 720px; position: relative; overflow: hidden;
  background: linear-gradient(135deg, #eff3f8, #d8e2ee); }}
div {{ position: absolute; overflow: hidden; box-sizing: border-box; background: #fff;
  border-radius: 8px; box-shadow: 0 12px 34px #14285040, 0 1px 4px #14285034; }}
img {{ display: block; width: 100%; }}
#cover {{ left: 32px; top: 32px; width: 800px; height: 600px; }}
#ranking {{ left: 250px; top: 384px; width: 640px; padding: 16px 20px 4px; }}
#talk {{ left: 924px; top: 32px; width: 324px; height: 656px; padding: 10px; }}
</style>
<div id="cover"><img src="{cover}"></div>
<div id="ranking"><img src="{ranking}"></div>
<div id="talk"><img src="{talk}"></div>"""


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        for language in ("zh", "en"):
            sheet = picture(browser, REPORTS / f"sandbox.{language}.html")
            (HOME / "assets" / f"report.{language}.webp").write_bytes(sheet)
        browser.close()


def picture(browser: Browser, report: Path) -> bytes:
    """The sheet of one report as WebP, of at most `LARGEST` bytes."""
    wide = opened(browser, report, 1280)
    parts = {
        "cover": wide.screenshot(clip=COVER),
        "ranking": still(wide.locator(RANKING)),
        "talk": transcript(opened(browser, report, 420)),
    }
    page = browser.new_page(viewport=SHEET, device_scale_factor=1.5)
    page.set_content(LAYOUT.format(**{name: _uri(shot) for name, shot in parts.items()}))
    return smallest(page.screenshot())


def opened(browser: Browser, report: Path, width: int) -> Page:
    page = browser.new_page(
        viewport={"width": width, "height": 900}, device_scale_factor=2, color_scheme="light"
    )
    page.goto(report.resolve().as_uri())
    page.wait_for_timeout(1_000)
    return page


def transcript(page: Page) -> bytes:
    """The first session of `UNIT`, unfolded."""
    session = page.locator(f"[id^='s-{UNIT}/']").first
    session.evaluate(UNFOLD)
    return still(session)


def still(part: Locator) -> bytes:
    """`part` once it has come into view and its figure, if any, has been drawn."""
    part.scroll_into_view_if_needed()
    part.page.wait_for_timeout(1_500)
    return part.screenshot()


def smallest(png: bytes) -> bytes:
    """The sheet at the best quality that keeps the limit."""
    with Image.open(io.BytesIO(png)) as image:
        for quality in range(90, 30, -5):
            out = io.BytesIO()
            image.convert("RGB").save(out, "WEBP", quality=quality, method=6)
            if out.tell() <= LARGEST:
                return out.getvalue()
    raise SystemExit(f"the picture does not fit into {LARGEST} bytes")


def _uri(png: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(png).decode()


if __name__ == "__main__":
    main()
