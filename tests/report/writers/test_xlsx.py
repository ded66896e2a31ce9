"""The report as a workbook: numbers are numbers, charts are native, nothing acts as a formula."""

import io
import re
import zipfile
from dataclasses import replace
from html import escape

import openpyxl
import pytest

from wenheng.report import report_document
from wenheng.report.document import Figure, KeyNumbers, Table
from wenheng.report.writers.xlsx import xlsx_workbook
from wenheng.report.writers.xlsx.charts import COLOURED, KINDS
from wenheng.report.writers.xlsx.looks import folded, printed_number
from wenheng.report.writers.xlsx.points import POINTS, drawn_points


@pytest.fixture(scope="module", params=["zh", "en"])
def document(request, country):
    return report_document(country.study, country.tables, country.facts, request.param)


@pytest.fixture(scope="module")
def content(document):
    return xlsx_workbook(document)


@pytest.fixture(scope="module")
def book(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def blocks(document, kind):
    return [b for chapter in document.chapters for b in chapter.blocks if isinstance(b, kind)]


def parts(content, folder):
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {n: file.read(n).decode() for n in file.namelist() if n.startswith(folder)}


def test_office_finds_nothing_to_object_to(content, office_errors):
    assert office_errors(content, "xlsx") == []


def test_the_same_document_makes_the_same_bytes(document, content):
    assert xlsx_workbook(document) == content


def test_each_figure_and_numbered_table_has_a_sheet_that_the_cover_links_to(document, book):
    numbered = [t for t in blocks(document, Table) if t.numbered] + blocks(document, Figure)
    cover = book.worksheets[0]

    linked = {cell.value for (cell,) in cover.iter_rows(max_col=1) if cell.hyperlink}

    assert len(numbered) > 20
    assert {block.number for block in numbered} <= set(book.sheetnames)
    assert linked == set(book.sheetnames) - {cover.title}


def test_a_number_is_a_number_in_the_form_in_which_it_is_printed(document, book):
    [table] = [t for t in blocks(document, Table) if t.anchor == "unit-table"]
    page = book[table.number]

    printed = {c.value: c.number_format for row in page.iter_rows(min_row=5) for c in row}

    assert printed[8.32] == "0.00"
    assert printed[0.917] == "0.0%"
    assert "7.83–9.33" in printed
    assert page.freeze_panes == "B5"
    assert page.auto_filter.ref.startswith("A4:")
    assert page.print_title_rows == "$4:$4"


def test_key_numbers_stand_first_among_the_tables(document, book):
    [numbers] = blocks(document, KeyNumbers)

    column = [row[0].value for row in book.worksheets[2].iter_rows(min_row=5)]

    assert [str(value) for value in column] == [item.value for item in numbers.items]


@pytest.mark.parametrize(
    ("text", "number"),
    [("8.32", (8.32, "0.00")), ("75.00%", (0.75, "0.00%")), ("0", (0.0, "0")),
     ("007", None), ("1/2", None), ("7.83–9.33", None), ("—", None), ("=1", None), ("1e5", None),
     ("", None), ("١٢", None)],
)  # fmt: skip
def test_only_the_printed_form_of_a_number_is_one(text, number):
    assert printed_number(text) == number


def test_nothing_that_was_collected_acts_as_a_formula(content, book):
    sheets = parts(content, "xl/worksheets/")
    charts = parts(content, "xl/charts/")

    held = {cell.value for page in book for row in page.iter_rows() for cell in row}
    named = {
        formula for chart in charts.values() for formula in re.findall("<c:f>(.*?)</c:f>", chart)
    }

    assert any(str(value).startswith("=HYPERLINK(") for value in held)
    assert not any("<f" + end in sheet for sheet in sheets.values() for end in "> ")
    assert all(re.fullmatch(r"'[^'=]+'!\$[A-Z]\$\d+(:\$[A-Z]\$\d+)?", name) for name in named)
    assert not any("External" in links for links in parts(content, "xl/worksheets/_rels/").values())


def test_a_label_of_a_chart_that_begins_like_a_formula_is_words(document):
    figure = next(f for f in blocks(document, Figure) if f.spec.kind == "share")
    [key, *_] = [part.key for part in figure.spec.legend]
    row = {"label": "=1", "note": "=2", "parts": {key: {"value": 1.0, "text": "=HYPERLINK(3)"}}}
    spec = replace(figure.spec, rows=(row,), legend=figure.spec.legend[:1])
    chapter = replace(document.chapters[0], blocks=(replace(figure, spec=spec),))

    [chart] = parts(xlsx_workbook(replace(document, chapters=(chapter,))), "xl/charts/").values()

    assert "<a:t> =HYPERLINK(3)</a:t>" in chart
    assert "HYPERLINK" not in "".join(re.findall("<c:f>.*?</c:f>", chart))


def test_each_chart_says_in_words_what_it_shows(document, content):
    drawings = "".join(parts(content, "xl/drawings/").values())

    said = re.findall(r'descr="([^"]+)"', drawings)

    assert len(said) == len(parts(content, "xl/charts/"))
    assert len(said) >= 10
    for figure in blocks(document, Figure):
        if figure.spec.kind in KINDS.keys() - COLOURED:
            assert any(text.startswith(figure.spec.title[:8]) for text in said), figure.number


def test_what_has_no_score_is_not_drawn_as_zero(document, book):
    figure = next(f for f in blocks(document, Figure) if f.spec.kind == "ranking")
    rows = [r for r in figure.spec.rows if r["value"] is None]

    drawn = {
        str(row[0].value).split()[0]: row[1].value
        for row in book[figure.number].iter_rows(min_row=20)
        if row[0].value
    }

    assert rows
    assert all(drawn[row["label"]] is None for row in rows)


def test_what_stands_apart_in_the_document_is_one_sheet(document, book):
    units = next(c for c in document.chapters if c.anchor == "units")
    trees = [b for b in units.blocks if isinstance(b, Table)]

    heights = [page.max_row - 4 for page in book]

    assert len(trees) == 6
    assert sum(len(tree.rows) for tree in trees) in heights


def test_shares_are_counted_in_percent_on_their_axis(document, content):
    figure = next(f for f in blocks(document, Figure) if f.spec.id == "F01")
    drawings = parts(content, "xl/drawings/")
    place = next(n for n, d in drawings.items() if figure.spec.title in d)
    number = int(re.findall(r"drawing(\d+)\.xml$", place)[0])

    chart = parts(content, "xl/charts/")[f"xl/charts/chart{number}.xml"]

    assert 'formatCode="0%"' in chart


def test_points_have_their_intervals_and_their_names_beside_them(document, content, book):
    figures = [f for f in blocks(document, Figure) if f.spec.kind in POINTS]
    charts = [c for c in parts(content, "xl/charts/").values() if "<c:scatterChart>" in c]

    names = "".join(charts)

    assert {f.spec.kind for f in figures} >= {"forest", "intervals", "strip", "quadrant"}
    assert len(charts) == len(figures)
    assert any('<c:errDir val="x"/>' in chart for chart in charts)
    for figure in figures:
        points = drawn_points(figure.spec)
        labels = [str(label) for label, *_ in points.rows if label]
        assert labels and all(escape(label, quote=False).strip() in names for label in labels)


def test_a_long_note_is_folded_and_loses_nothing():
    text = "每点一个单位，均值只计入已覆盖者。" * 20 + "a tail in Latin letters"

    lines = folded(text, 60)

    assert "".join(lines) == text
    assert len(lines) > 10
    assert all(len(line) <= 60 for line in lines)
