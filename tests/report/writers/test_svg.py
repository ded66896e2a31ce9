import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from wenheng.report.compose import report_document
from wenheng.report.document import Figure
from wenheng.report.figures.spec import FigureSpec
from wenheng.report.writers.svg import NARROW, WIDE, drawn

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def figures(country) -> list[FigureSpec]:
    document = report_document(country.study, country.tables, country.facts, "zh")
    return [b.spec for c in document.chapters for b in c.blocks if isinstance(b, Figure)]


def texts(svg: str) -> str:
    return "".join(node.text or "" for node in ElementTree.fromstring(svg).iter(f"{SVG}text"))


def test_the_same_figures_are_drawn_as_the_same_text(figures):
    assert drawn(figures) == drawn(figures)
    assert drawn(figures[3:4])[figures[3].id] == drawn(figures)[figures[3].id]


def test_every_figure_is_well_formed_and_no_id_stands_twice_on_a_page(figures):
    both = [svg for width in (WIDE, NARROW) for svg in drawn(figures, width).values()]

    ids = [found for svg in both for found in re.findall(r'\bid="([^"]+)"', svg)]

    assert all(ElementTree.fromstring(svg).tag == f"{SVG}svg" for svg in both)
    assert len(ids) == len(set(ids))


def test_every_label_of_a_row_is_drawn_whole_on_a_page(figures):
    for spec in figures:
        if spec.kind in ("share", "ranking", "pairs", "count"):
            shown = texts(drawn([spec])[spec.id]).replace(" ", "")
            labels = [row["label"].replace(" ", "") for row in spec.rows]
            assert [label for label in labels if label not in shown] == []


def test_grid_lines_stay_in_the_still_drawing(figures):
    spec = next(f for f in figures if f.id == "F08-province-mobile")

    paths = re.findall(r"<path [^>]*>", drawn([spec])[spec.id])

    assert sum(" stroke=" in path and 'fill="none"' in path for path in paths) >= 5
    assert not any('pointer-events="visible"' in path and " stroke=" not in path for path in paths)


def test_a_platform_without_an_assistant_has_no_mark(figures):
    spec = next(f for f in figures if f.id == "F08-province-mobile")
    gone = tuple(row for row in spec.rows if row["remark"])
    only_absent = replace(spec, rows=gone, legend=())

    svg = drawn([only_absent])[spec.id]

    assert gone
    assert 'fill="#c2570c"' in drawn([spec])[spec.id]
    assert 'fill="#c2570c"' not in svg
    assert "未上线" in texts(svg)


def test_hostile_names_are_drawn_as_text(figures):
    spec = figures[0]
    row = {**spec.rows[0], "label": "</text><script>alert(1)</script>"}

    svg = drawn([replace(spec, rows=(row,))])[spec.id]

    assert "<script" not in svg
    assert "<script>alert(1)</script>" in texts(svg)


def test_a_figure_with_very_many_rows_is_drawn(figures):
    spec = next(f for f in figures if f.id == "F12-province")
    rows = tuple({**spec.rows[0], "label": f"单位{i}"} for i in range(600))

    svg = drawn([replace(spec, rows=rows)])[spec.id]

    assert "单位599" in texts(svg)
