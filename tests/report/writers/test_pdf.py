"""The report on paper: tagged, linked, the same for the same input, whatever was collected."""

import io
import json
import re
from collections import Counter
from dataclasses import replace
from functools import cache

import pytest
import typst
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject
from tests.report.conftest import screenshot

from wenheng.report import WRITERS, report_document
from wenheng.report.document import (
    Cell,
    Chapter,
    Column,
    Cover,
    Fold,
    Heading,
    Meter,
    Note,
    Paragraph,
    ReportDoc,
    Table,
)
from wenheng.report.pictures import Picture
from wenheng.report.writers import pdf
from wenheng.report.writers.drawings import drawings
from wenheng.report.writers.glyphs import legible
from wenheng.report.writers.pdf import pdf_file


@pytest.fixture(scope="module")
def documents(country):
    return {
        language: report_document(country.study, country.tables, country.facts, language)
        for language in ("zh", "en")
    }


@pytest.fixture(scope="module")
def files(documents, country) -> dict[str, bytes]:
    return {name: WRITERS["pdf"](told, country.pictures) for name, told in documents.items()}


def read(file: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(file))


@cache
def pages_of(file: bytes) -> list[str]:
    return [page.extract_text() for page in read(file).pages]


def text_of(file: bytes) -> str:
    return "\n".join(pages_of(file))


def joined(text: str) -> str:
    """Without the breaks of lines and what makes them possible."""
    return re.sub(r"[\s\u200b]", "", text)


def tags(file: bytes) -> Counter[str]:
    return Counter(str(node["/S"]) for node in elements(file))


def elements(file: bytes) -> list[DictionaryObject]:
    open_ = [read(file).trailer["/Root"]["/StructTreeRoot"]]
    found = []
    while open_:
        node = open_.pop()
        found += [node] if "/S" in node else []
        kids = node.get("/K", ArrayObject()).get_object()
        for kid in kids if isinstance(kids, ArrayObject) else [kids]:
            below = kid.get_object()
            if isinstance(below, DictionaryObject):
                open_.append(below)
    return found


def titles(outline) -> list[str]:
    return [
        title
        for entry in outline
        for title in (titles(entry) if isinstance(entry, list) else [entry.title])
    ]


def a_document(*blocks, form="report") -> ReportDoc:
    cover = Cover("题目", "评估报告", "", (("轮次", "一"),), ())
    return ReportDoc("zh", cover, (Chapter("a", "一、概要", blocks),), "尾注", form=form)


def test_every_chapter_stands_in_the_contents_with_its_page_and_among_the_bookmarks(
    files, documents
):
    for language, file in files.items():
        chapters = [joined(chapter.title) for chapter in documents[language].chapters]
        pages = [joined(page) for page in pages_of(file)]

        assert set(chapters) < {joined(title) for title in titles(read(file).outline)}
        contents = pages[1].replace(".", "")
        for chapter in chapters:
            begun = next(i for i, page in enumerate(pages) if i > 1 and chapter in page)
            assert chapter.replace(".", "") + str(begun) in contents
            assert pages[begun].endswith(str(begun))


def test_a_page_says_which_chapter_it_continues(files, documents):
    title = next(c.title for c in documents["zh"].chapters if c.anchor == "units")
    pages = pages_of(files["zh"])
    begun = next(index for index, page in enumerate(pages) if index > 1 and title in page)

    assert title in pages[begun + 1][:40]


def test_the_file_names_its_language_title_and_standard(files):
    for file, language in ((files["zh"], "zh-CN"), (files["en"], "en")):
        root = read(file).trailer["/Root"]

        assert root["/Lang"] == language
        assert root["/MarkInfo"]["/Marked"]
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert b"pdfuaid:part" in root["/Metadata"].get_data()


def test_figures_have_their_alternative_text_and_tables_their_header_rows(files, documents):
    figures = [
        legible(block.spec.alt)
        for chapter in documents["zh"].chapters
        for block in chapter.blocks
        if type(block).__name__ == "Figure"
    ]
    said = [str(node.get("/Alt", "")) for node in elements(files["zh"])]
    counted = tags(files["zh"])

    assert figures
    assert all(alt in said for alt in figures)
    assert counted["/Table"] == counted["/THead"] > 10
    assert counted["/TH"] > counted["/Table"]
    assert counted["/TOCI"] >= len(documents["zh"].chapters)


def test_a_header_row_is_printed_again_on_the_next_page(country, documents):
    table = next(
        block
        for chapter in documents["zh"].chapters
        for block in chapter.blocks
        if type(block).__name__ == "Table" and len(block.columns) == 4
    )
    file = pdf_file(a_document(replace(table, rows=table.rows * 20)), {})
    pages = pages_of(file)[2:]

    assert len(pages) > 2
    assert all(table.columns[2].label in page for page in pages)


def test_no_page_is_empty_and_no_glyph_is_missing(files):
    for file in files.values():
        pages = [joined(page) for page in pages_of(file)]

        assert all(len(page) > 8 for page in pages)
        assert "\ufffd" not in "".join(pages)


def test_the_same_input_gives_the_same_bytes_and_the_date_is_that_of_the_numbers(
    files, documents, country
):
    again = pdf_file(documents["zh"], country.pictures)

    assert again == files["zh"]
    assert read(again).metadata.creation_date == country.facts.made_at


def test_only_the_fonts_of_the_package_are_embedded(files):
    fonts = {
        str(font.get_object()["/BaseFont"]).split("+")[-1]
        for page in read(files["zh"]).pages
        for font in page["/Resources"].get("/Font", {}).values()
    }

    assert {name.split("-")[0] for name in fonts} == {"WenhengSansSC"}


def test_collected_text_is_text_and_never_markup():
    hostile = (
        '#panic("x") = HYPERLINK("http://evil.example/") $x^2$ <script> [*b*] `raw` @a \\u{41}'
    )
    file = pdf_file(a_document(Heading(3, hostile, "h"), Paragraph(hostile), Note(hostile)), {})

    assert joined(text_of(file)).count(joined(hostile)) >= 3
    assert not [
        note.get_object()
        for page in read(file).pages
        for note in page.get("/Annots", [])
        if note.get_object().get("/A", {}).get("/S") == "/URI"
    ]


def test_what_the_font_lacks_is_told_by_its_code_and_the_file_still_passes():
    rare = "您好 👩\u200d💼 𠮷田 㐂 \u202e ا"

    file = pdf_file(a_document(Paragraph(rare)), {})

    assert "您好〈U+1F469〉〈U+1F4BC〉〈U+20BB7〉田" in joined(text_of(file))


def test_without_that_care_the_export_would_refuse(monkeypatch):
    monkeypatch.setattr(pdf, "legible", lambda text: text)

    with pytest.raises(typst.TypstError, match=r"glyph|font"):
        pdf_file(a_document(Paragraph("👩")), {})


def test_a_long_address_is_broken_and_can_still_be_read():
    address = "https://example.gov.cn/" + "abcdefgh/" * 40

    file = pdf_file(a_document(Paragraph(address)), {})

    assert address in joined(text_of(file))


def test_signs_that_look_alike_stand_in_and_joiners_go():
    assert legible("⟨a⟩\u200d\ufe0f\ufffd✗") == "〈a〉□×"
    assert legible("第一行\n第二行") == "第一行\n第二行"


def test_folds_stay_out_of_print_with_a_line_on_where_they_are():
    folds = [Fold(f"会话{i}", "", f"f{i}", (Paragraph("不在纸上"),)) for i in (1, 2)]

    text = joined(text_of(pdf_file(a_document(*folds), {})))

    assert "网页版报告另有：会话1；会话2。" in text
    assert "不在纸上" not in text


def test_transcripts_in_print_show_their_pictures_with_a_text(documents, country):
    folds = [
        block
        for chapter in documents["zh"].chapters
        for block in chapter.blocks
        if isinstance(block, Fold)
    ]
    held = [b for fold in folds for b in fold.blocks if type(b).__name__ == "Transcript"]
    shown = next(b for b in held if b.evidence and b.evidence[0].sha256 in country.pictures)

    file = pdf_file(a_document(shown), country.pictures)

    alts = [str(node.get("/Alt", "")) for node in elements(file)]
    assert shown.evidence[0].alt in alts
    assert len(read(file).pages[2].images) == 1
    assert joined(shown.turns[0].question) in joined(text_of(file))


def test_hostile_transcripts_are_printed_whole_and_cut_where_the_page_says_so(documents, country):
    folds = [
        block
        for chapter in documents["zh"].chapters
        for block in chapter.blocks
        if isinstance(block, Fold)
    ]
    held = [b for fold in folds for b in fold.blocks if type(b).__name__ == "Transcript"]
    hostile = next(b for b in held if len(b.turns) > 4)

    text = joined(text_of(pdf_file(a_document(hostile), country.pictures)))

    assert "<script>document.title='owned'</script>" in text
    assert "〈U+202E〉" in text
    assert joined(next(turn.cut for turn in hostile.turns if turn.cut)) in text


def test_a_figure_longer_than_a_page_is_drawn_in_parts(documents):
    spec = next(
        block.spec
        for chapter in documents["zh"].chapters
        for block in chapter.blocks
        if type(block).__name__ == "Figure" and block.spec.kind == "ranking"
    )
    times = 90 // len(spec.rows)
    long = replace(spec, rows=spec.rows * times, shown=spec.shown * times)

    parts = drawings([long])[spec.id]

    assert len(parts) == 3
    assert parts[0].alt == spec.alt
    assert all(part.part for part in parts)
    assert len(drawings([spec])[spec.id]) == 1


def test_a_heading_never_leaves_out_a_level():
    file = pdf_file(a_document(Heading(4, "直接四级", "x"), Paragraph("正文")), {})

    assert tags(file)["/H2"] == 1
    assert tags(file)["/H3"] == 0


def test_a_card_has_no_cover_and_no_contents():
    file = pdf_file(a_document(Paragraph("一页"), form="card"), {})

    assert len(read(file).pages) == 1
    assert "目录" not in text_of(file)


def test_the_house_of_a_report_signs_its_cover():
    told = a_document(Paragraph("一页"))
    cover = replace(
        told.cover, organisation="某研究所", logo=Picture(screenshot("logo"), "image/png")
    )

    file = pdf_file(replace(told, cover=cover, colour="#005533"), {})

    assert "某研究所" in pages_of(file)[0]
    assert len(read(file).pages[0].images) == 1
    assert read(file).metadata.author == "某研究所"


def test_meters_leave_a_crowded_table(documents):
    columns = tuple(Column(f"第{i}列的标题", numeric=True) for i in range(9))
    row = tuple(Cell("十四个字的文字十四个字的文字", meter=Meter(0.5)) for _ in columns)
    crowded, airy = (Table("表", columns[:n], (row[:n],)) for n in (9, 2))

    said = json.loads(pdf.told(a_document(crowded, airy), {}, {}))
    tables = said["chapters"][0]["blocks"]

    assert [table["rows"][0][0]["meter"] is None for table in tables] == [True, False]
