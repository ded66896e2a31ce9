"""The report as a Word file: whole, sound for Word, inert, the same for the same input."""

import io
import re
import zipfile
from dataclasses import replace

import docx
import openpyxl
import pytest
from lxml import etree
from tests.report.writers.told import of_kind, told

from wenheng.report import report_document
from wenheng.report.document import Figure, Fold, Paragraph, Table
from wenheng.report.plain import plain
from wenheng.report.writers.docx import docx_file
from wenheng.report.writers.office.charts import KINDS
from wenheng.report.writers.office.numerals import chinese

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
ALT = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"


@pytest.fixture(scope="module")
def document(country):
    return report_document(country.study, country.tables, country.facts, "zh")


@pytest.fixture(scope="module")
def file(document, country) -> bytes:
    return docx_file(document, country.pictures)


def parts_of(file: bytes, ending: str = ".xml") -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name.endswith(ending)}


def text_of(file: bytes) -> str:
    body = etree.fromstring(parts_of(file)["word/document.xml"])
    lines = ("".join(t.text or "" for t in p.iter(f"{W}t")) for p in body.iter(f"{W}p"))
    return "\n".join(lines)


def charts_of(file: bytes) -> list[etree._Element]:
    parts = parts_of(file)
    names = sorted(
        (name for name in parts if name.startswith("word/charts/")),
        key=lambda name: int(re.sub(r"\D", "", name)),
    )
    return [etree.fromstring(parts[name]) for name in names]


def test_word_finds_no_error(file, office_errors):
    assert office_errors(file, "docx") == []


def test_everything_the_document_prints_is_there(document, file):
    text = text_of(file).replace("\n", "")

    missing = [
        part
        for chapter in document.chapters
        for block in chapter.blocks
        for part in told(block)
        if plain(part).replace("\n", "") not in text
    ]

    assert missing == []
    assert all(plain(value) in text for _, value in document.cover.facts)
    assert document.cover.status in text


def test_tables_hold_the_fields_of_the_document_in_their_order(document, file):
    tables = docx.Document(io.BytesIO(file)).tables
    held = [[[cell.text for cell in row.cells] for row in table.rows] for table in tables]

    for block in of_kind(document, Table):
        head = [plain(column.label) for column in block.columns]
        rows = [[plain(cell.text) for cell in row] for row in block.rows]
        assert [head, *rows] in held


def test_charts_draw_the_values_of_the_figures(document, file):
    figures = [b.spec for b in of_kind(document, Figure) if b.spec.kind in KINDS]
    charts = charts_of(file)

    assert len(charts) == len(figures) > 8
    for spec, chart in zip(figures, charts, strict=True):
        assert values_of(spec) - drawn_in(chart) == set(), spec.id


def drawn_in(chart) -> set[tuple[str, int, float]]:
    """Series, row and value of every point, up to the last digits."""
    return {
        (series.findtext(f".//{C}tx//{C}v"), int(point.get("idx")), round(float(value), 9))
        for series in chart.iter(f"{C}ser")
        for kind in ("val", "yVal")
        for point in series.iterfind(f"{C}{kind}//{C}pt")
        if (value := point.findtext(f"{C}v"))
    }


def values_of(spec) -> set[tuple[str, int, float]]:  # noqa: C901 - a line for each kind
    """What a chart of `spec` has to draw, by its kind."""
    names = {part.key: part.label for part in spec.legend}
    held = []
    for index, row in enumerate(spec.rows):
        match spec.kind:
            case "share":
                held += [
                    (names[key], index, cell["value"] or None)
                    for key, cell in row["parts"].items()
                    if key in names
                ]
            case "pairs":
                held += [(names[key], index, value) for key, value in row["values"].items()]
            case "forest":
                held += [(names[key], index, mark["value"]) for key, mark in row["marks"].items()]
            case "intervals":
                held.append((names[row["part"]], row["group"], row["value"]))
            case "ranking":
                held.append((names["score"], index, row["value"]))
            case "count":
                held.append((spec.columns[1], index, row["value"]))
            case "quadrant":
                held.append((names[row["group"]], index, row["y"]))
            case "ranks":
                held.append((spec.columns[0], index, row["y"]))
            case _:
                raise AssertionError(spec.kind)
    return {(name, at, round(value, 9)) for name, at, value in held if value is not None}


def test_what_is_not_known_has_no_point_in_a_chart(document, file):
    figures = [b.spec for b in of_kind(document, Figure) if b.spec.kind in KINDS]
    spec = next(f for f in figures if f.id == "F08-province-mobile")
    chart = charts_of(file)[figures.index(spec)]
    score = next(s for s in chart.iter(f"{C}ser") if s.findtext(f".//{C}tx//{C}v") == "得分")

    points = {int(point.get("idx")) for point in score.find(f"{C}val").iter(f"{C}pt")}

    assert points == {i for i, row in enumerate(spec.rows) if row["value"] is not None}
    assert len(points) < len(spec.rows)
    assert "未上线" in "".join(chart.itertext())


def test_a_range_is_drawn_from_its_least_to_its_most(document, file):
    figures = [b.spec for b in of_kind(document, Figure) if b.spec.kind in KINDS]
    spec = next(f for f in figures if f.id == "F12-province")
    chart = charts_of(file)[figures.index(spec)]

    ends = {
        end: [float(v.text) for v in chart.find(f".//{C}errBars/{C}{end}").iter(f"{C}v")]
        for end in ("plus", "minus")
    }

    held = [row for row in spec.rows if row["value"] is not None]
    assert ends["plus"] == [row["high"] - row["value"] for row in held]
    assert ends["minus"] == [row["value"] - row["low"] for row in held]


def test_the_workbook_of_a_chart_holds_its_numbers_and_no_formula(document, file):
    books = parts_of(file, ".xlsx")

    assert len(books) == len(charts_of(file))
    for book in books.values():
        sheet = openpyxl.load_workbook(io.BytesIO(book)).active
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


def test_every_figure_has_an_alternative_text_and_an_id_of_its_own(document, file):
    body = etree.fromstring(parts_of(file)["word/document.xml"])
    told_of = {plain(block.spec.alt) for block in of_kind(document, Figure)}

    found = list(body.iter(ALT))

    assert len({each.get("id") for each in found}) == len(found)
    assert {each.get("descr") for each in found} <= told_of
    assert all(each.get("descr") for each in found)


def test_headings_are_numbered_and_stand_in_the_contents(document, file):
    paragraphs = docx.Document(io.BytesIO(file)).paragraphs
    headings = [p.text for p in paragraphs if p.style.name.lower() in ("heading 1", "heading 2")]
    contents = [p.text for p in paragraphs if p.style.name.lower().startswith("toc ")]

    assert {chapter.title for chapter in document.chapters} < set(headings)
    assert "（二）分渠道名次" in headings
    assert contents == headings


def test_heads_of_tables_are_repeated_and_figures_keep_their_captions(file):
    opened = docx.Document(io.BytesIO(file))

    numbered = [
        table for table in opened.tables if table.rows[0]._tr.find(f".//{W}tblHeader") is not None
    ]

    assert len(numbered) > 12
    assert opened.styles["Figure"].paragraph_format.keep_with_next
    assert opened.styles["Table Caption"].paragraph_format.keep_with_next


def test_captions_are_counted_by_fields_and_no_field_holds_given_text(document, file):
    body = etree.fromstring(parts_of(file)["word/document.xml"])
    codes = [node.text.strip() for node in body.iter(f"{W}instrText")]
    allowed = r'TOC \\o "1-2" \\h \\z \\u|SEQ (图|表) \\\* ARABIC'

    assert [code for code in codes if not re.fullmatch(allowed, code)] == []
    assert codes.count("SEQ 图 \\* ARABIC") == len(of_kind(document, Figure))


def test_nothing_leads_out_of_the_file(file):
    relations = b"".join(parts_of(file, ".rels").values())

    assert b"TargetMode" not in relations
    assert "=HYPERLINK" in text_of(file)


def test_fonts_are_named_and_not_embedded(file):
    styles = parts_of(file)["word/styles.xml"].decode()

    assert all(name in styles for name in ("仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312"))
    assert not any("font" in name for name in parts_of(file, "") if "odttf" in name)


def test_folds_stay_out_with_a_line_on_where_they_are(document, file):
    text = text_of(file)
    folds = of_kind(document, Fold)

    assert folds
    assert all(fold.title in text for fold in folds)
    assert "网页版报告另有" in text
    assert "长长长长" not in text


def test_the_same_input_gives_the_same_bytes(document, country, file):
    assert docx_file(document, country.pictures) == file
    assert b"Wenheng" in parts_of(file)["docProps/core.xml"]
    assert b"2026-03-05T01:00:00Z" in parts_of(file)["docProps/core.xml"]


def test_control_characters_and_direction_marks_become_visible(document, country):
    first = replace(document.chapters[0], blocks=(Paragraph("a\x00b\u202ec\x0bd\n第二行"),))

    text = text_of(docx_file(replace(document, chapters=(first,)), {}))

    assert "a\ufffdb⟨U+202E⟩c\ufffdd" in text


def test_an_english_file_says_so_and_numbers_headings_in_its_own_way(country):
    document = report_document(country.study, country.tables, country.facts, "en")

    file = docx_file(document, {})

    assert re.search(r"^2\.1 \w", text_of(file), re.M)
    assert docx.Document(io.BytesIO(file)).core_properties.language == "en-US"


def test_a_figure_without_a_native_form_is_a_picture(document, country, monkeypatch, office_errors):
    monkeypatch.delitem(KINDS, "share")
    drawn = of_kind(document, Figure)[0]
    chapter = replace(document.chapters[0], blocks=(drawn,))

    file = docx_file(replace(document, chapters=(chapter,)), {})

    assert charts_of(file) == []
    assert parts_of(file, ".svg") and parts_of(file, ".png")
    assert drawn.spec.alt.encode() in parts_of(file)["word/document.xml"]
    assert office_errors(file, "docx") == []
    assert docx_file(replace(document, chapters=(chapter,)), {}) == file


def test_headings_are_counted_in_chinese_beyond_ten():
    assert [chinese(n) for n in (1, 10, 12, 20, 32, 100, 103, 110, 1001, 3000)] == [
        "一", "十", "十二", "二十", "三十二", "一百", "一百零三", "一百一十", "一千零一", "三千",
    ]  # fmt: skip
