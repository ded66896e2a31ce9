"""The report as a deck: a finding a slide, within the slide, sound for PowerPoint, inert."""

import io
import zipfile
from dataclasses import replace

import pptx
import pytest
from tests.report.writers.told import of_kind, told

from wenheng.report import report_document
from wenheng.report.document import (
    Cell,
    Column,
    Figure,
    Finding,
    KeyNumber,
    KeyNumbers,
    Paragraph,
    Points,
    Table,
)
from wenheng.report.plain import plain
from wenheng.report.writers.office.charts import KINDS
from wenheng.report.writers.pptx import LEFT_OUT, pptx_file

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


@pytest.fixture(scope="module")
def document(country):
    return report_document(country.study, country.tables, country.facts, "zh")


@pytest.fixture(scope="module")
def file(document, country) -> bytes:
    return pptx_file(document, country.pictures)


@pytest.fixture(scope="module")
def slides(file):
    return opened(file)


def opened(file: bytes):
    return list(pptx.Presentation(io.BytesIO(file)).slides)


def text_of(slide) -> str:
    """Everything a slide shows in text boxes and tables, without what was put in between lines."""
    parts = []
    for shape in slide.shapes:
        if shape.has_text_frame:
            parts.append(shape.text_frame.text)
        if shape.has_table:
            parts += [cell.text for row in shape.table.rows for cell in row.cells]
    return "\n".join(parts).replace("\v", "\n")


def slide_of(slides, title: str):
    return next(slide for slide in slides if slide.shapes.title.text_frame.text == title)


def shown_chapters(document):
    return replace(
        document, chapters=tuple(c for c in document.chapters if c.anchor not in LEFT_OUT)
    )


def test_powerpoint_finds_no_error(file, office_errors):
    assert office_errors(file, "pptx") == []


def test_every_figure_has_a_slide_headed_by_what_it_shows(document, slides):
    for block in of_kind(shown_chapters(document), Figure):
        slide = slide_of(slides, plain(block.spec.title))
        assert plain(block.spec.subtitle) in text_of(slide)
        assert plain(block.spec.source) in text_of(slide)


def test_notes_hold_method_condition_and_alternative_text(document, slides):
    block = next(b for b in of_kind(shown_chapters(document), Figure) if b.spec.note)
    chapter = next(c for c in document.chapters if block in c.blocks)
    lead = next(b for b in chapter.blocks if isinstance(b, Paragraph))

    notes = slide_of(slides, block.spec.title).notes_slide.notes_text_frame.text

    assert lead.text in notes
    assert block.spec.note in notes
    assert block.spec.alt in notes


def test_findings_and_key_numbers_are_shown_as_the_document_says_them(document, slides):
    text = "\n".join(map(text_of, slides))

    blocks = of_kind(shown_chapters(document), Finding, KeyNumbers, Points)

    assert len(blocks) > 3
    assert [part for block in blocks for part in told(block) if plain(part) not in text] == []


def test_charts_draw_the_values_of_the_figures(document, slides):
    specs = [b.spec for b in of_kind(shown_chapters(document), Figure) if b.spec.kind == "share"]

    for spec in specs:
        slide = slide_of(slides, spec.title)
        (chart,) = [shape.chart for shape in slide.shapes if shape.has_chart]
        drawn = {series.name: list(series.values) for series in chart.plots[0].series}
        assert drawn == {
            part.label: [row["parts"][part.key]["value"] or None for row in spec.rows]
            for part in spec.legend
        }


def test_a_matrix_is_a_table_with_the_printed_values(document, slides):
    spec = next(b.spec for b in of_kind(document, Figure) if b.spec.kind == "heat")

    (table,) = [s.table for s in slide_of(slides, spec.title).shapes if s.has_table]

    held = [[cell.text for cell in row.cells] for row in table.rows]
    keys = [each["key"] for each in spec.options["across"]]
    assert held[0] == list(spec.columns)
    assert held[1:] == [[r["label"], *(r["texts"][key] for key in keys)] for r in spec.rows]


def test_every_drawing_has_an_alternative_text(slides):
    drawn = [s for slide in slides for s in slide.shapes if s.has_chart or s.has_table]

    assert len(drawn) > 12
    assert all(s._element.xpath(".//p:cNvPr")[0].get("descr") for s in drawn)


def test_nothing_stands_outside_a_slide(slides):
    for slide in slides:
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.top >= 0
            assert shape.left + shape.width <= 960 * 12700
            assert shape.top + shape.height <= 540 * 12700


def test_what_stays_in_the_report_is_told_on_the_last_slide(document, slides):
    last = text_of(slides[-1])

    left = [chapter.title for chapter in document.chapters if chapter.anchor in LEFT_OUT]

    assert len(left) > 2
    assert all(title in last for title in left)


def test_a_long_ranking_shows_the_best_and_says_how_many_there_are(document):
    block = next(b for b in of_kind(document, Figure) if b.spec.id == "F12-province")
    rows = tuple({**block.spec.rows[0], "label": f"单位{i}"} for i in range(128))
    shown = tuple((f"单位{i}", *block.spec.shown[0][1:]) for i in range(128))
    long = replace(block, spec=replace(block.spec, rows=rows, shown=shown))
    chapter = replace(document.chapters[0], blocks=(long,))

    slide = opened(pptx_file(replace(document, chapters=(chapter,)), {}))[1]

    (chart,) = [shape.chart for shape in slide.shapes if shape.has_chart]
    assert len(list(chart.plots[0].categories)) == 20
    assert "图中列前 20 行，共 128 行" in text_of(slide)


def test_a_table_takes_two_slides_at_most_and_else_stays_in_the_report(document):
    columns = (Column("单位"), Column("得分", numeric=True))

    def deck(count: int):
        rows = tuple((Cell(f"单位{i}"), Cell(f"{i}.00")) for i in range(count))
        table = Table("各单位", columns, rows, number="表 1")
        chapter = replace(document.chapters[0], blocks=(table,))
        return opened(pptx_file(replace(document, chapters=(chapter,)), {}))

    two, long = deck(25), deck(400)

    assert [s.shapes.title.text_frame.text for s in two[1:3]] == [
        "表 1  各单位（1/2）",
        "表 1  各单位（2/2）",
    ]
    assert [row for i in range(25) if (row := f"单位{i}") not in "".join(map(text_of, two))] == []
    assert len(long) == 2
    assert "表 1  各单位" in text_of(long[-1])


def test_text_of_any_length_is_cut_on_the_slide_and_whole_in_the_notes(document, office_errors):
    spec = replace(of_kind(document, Figure)[0].spec, title="长" * 3000, subtitle="=A1" * 900)
    endless = "x" * 1_000_000
    blocks = (
        Figure(spec, anchor="f"),
        KeyNumbers((KeyNumber("1", "个\x00\u202e", "注" * 5000, "a"),)),
        Points((endless, "短")),
    )
    chapter = replace(document.chapters[0], title="章" * 500, blocks=blocks)

    file = pptx_file(replace(document, chapters=(chapter,)), {})

    shown = opened(file)
    assert "长" * 3000 in shown[1].notes_slide.notes_text_frame.text
    assert shown[1].shapes.title.text_frame.text.endswith("…")
    assert "⟨U+202E⟩" in text_of(shown[2])
    assert max(len(text_of(slide)) for slide in shown) < 5000
    assert office_errors(file, "pptx") == []


def test_a_figure_without_a_native_form_is_a_picture(document, monkeypatch, office_errors):
    monkeypatch.delitem(KINDS, "share")
    block = of_kind(document, Figure)[0]
    chapter = replace(document.chapters[0], blocks=(block,))

    file = pptx_file(replace(document, chapters=(chapter,)), {})

    pictures = [
        s for s in opened(file)[1].shapes if s.shape_type == pptx.enum.shapes.MSO_SHAPE_TYPE.PICTURE
    ]
    assert [s._element.xpath(".//p:cNvPr")[0].get("descr") for s in pictures] == [block.spec.alt]
    assert office_errors(file, "pptx") == []


def test_nothing_leads_out_of_the_file_and_no_date_is_the_clocks(file):
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        relations = b"".join(archive.read(n) for n in archive.namelist() if n.endswith(".rels"))
        core = archive.read("docProps/core.xml")

        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert b"TargetMode" not in relations
    assert core.count(b"2026-03-05T01:00:00Z") == 2


def test_the_same_input_gives_the_same_bytes(document, country, file):
    assert pptx_file(document, country.pictures) == file


def test_a_tile_grid_is_a_group_of_rectangles_that_can_be_edited(document, office_errors):
    half = {"token": "present", "text": "有", "quiet": False, "hatch": False}
    unknown = {"token": "unknown", "text": "未判", "quiet": False, "hatch": True}
    row = {"label": "甲省", "short": "甲", "row": 0, "column": 0, "outlined": False, "mark": "未评"}
    rows = (
        {**row, "halves": [half, unknown], "dots": [[half]], "below": "1/1"},
        {
            **row,
            "label": "乙省",
            "column": 1,
            "outlined": True,
            "halves": [],
            "dots": [],
            "below": "0/0",
        },
    )
    block = of_kind(document, Figure)[0]
    spec = replace(block.spec, kind="tilegrid", rows=rows, shown=(("甲省",), ("乙省",)))
    chapter = replace(document.chapters[0], blocks=(replace(block, spec=spec),))

    file = pptx_file(replace(document, chapters=(chapter,)), {})

    (group,) = [
        s for s in opened(file)[1].shapes if s.shape_type == pptx.enum.shapes.MSO_SHAPE_TYPE.GROUP
    ]
    texts = [shape.text_frame.text for shape in group.shapes]
    assert {"甲省", "有", "未判", "1/1", "乙省", "未评"} <= set(texts)
    assert group._element.xpath(".//p:cNvPr")[0].get("descr") == spec.alt
    assert office_errors(file, "pptx") == []
