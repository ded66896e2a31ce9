"""The name, logo and colour of a publisher in every form."""

import io

import pytest
from PIL import Image

from wenheng.report import WRITERS, House, Picture, html_page, report_document


def logo() -> Picture:
    held = io.BytesIO()
    Image.new("RGB", (60, 20), "#7a1f2b").save(held, "PNG")
    return Picture(held.getvalue(), "image/png")


@pytest.fixture(scope="module")
def documents(country):
    house = House("某<b>中心", logo(), "#0b6b3a")
    return [
        report_document(country.study, country.tables, country.facts, "zh", owner, ["limits"])
        for owner in (house, House())
    ]


def test_the_page_shows_whose_it_is(documents):
    ours, nobodys = (html_page(document, {}) for document in documents)

    assert 'src="data:image/png;base64,' in ours
    assert "某&lt;b&gt;中心" in ours and "--red: #0b6b3a" in ours
    assert 'class="owner"' not in nobodys and "<style>:root { --red" not in nobodys


def test_paper_shows_logo_name_and_colour(documents):
    pikepdf = pytest.importorskip("pikepdf")
    ours, nobodys = (
        pikepdf.open(io.BytesIO(WRITERS["pdf"](document, {}))) for document in documents
    )

    def pictures(file) -> int:
        return sum(str(each.get("/Subtype", "")) == "/Image" for each in file.objects
                   if isinstance(each, pikepdf.Stream))  # fmt: skip

    assert (pictures(ours), pictures(nobodys)) == (1, 0)
