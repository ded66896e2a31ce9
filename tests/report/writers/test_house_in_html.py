"""The name, logo and colour of a publisher on the page."""

from wenheng.report import House, Picture, html_page, report_document


def test_the_page_shows_whose_it_is(country):
    house = House("某<b>中心", Picture(b"\x89PNG", "image/png"), "#7a1f2b")
    document = report_document(country.study, country.tables, country.facts, "zh", house)
    page = html_page(document, {})

    assert 'src="data:image/png;base64,iVBORw=="' in page
    assert "某&lt;b&gt;中心" in page and "--red: #7a1f2b" in page


def test_without_a_publisher_nothing_of_it_stands_there(country):
    page = html_page(report_document(country.study, country.tables, country.facts, "zh"), {})
    assert 'class="owner"' not in page and "<style>:root { --red" not in page
