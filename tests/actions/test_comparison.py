"""The report of two waves: what cannot be compared, what changed, who gained and lost."""

import re
from datetime import UTC, datetime
from functools import cache

import pytest
from tests.report.conftest import TREE, founded

from wenheng.actions.comparing import Wave, compared
from wenheng.actions.comparison import two_waves, write_comparison
from wenheng.report import WRITERS, comparison_document
from wenheng.report.document import Figure, Finding, KeyNumbers, Note, Points, Table
from wenheng.report.figures.slopes import LABELLED, Ends, Slope, slopes

THEN = (
    "poor",
    "fair",
    "good",
    "absent",
    "fair",
    "poor",
    "good",
    "absent",
    "poor",
    "fair",
    "fair",
    "poor",
)
NOW = (
    "good",
    "fair",
    "poor",
    "fair",
    "fair",
    "absent",
    "good",
    "absent",
    "good",
    "blocked",
    "poor",
    "fair",
)
UNITS = [f"u{n:02d}" for n in range(12)]


@cache
def found():
    names = {unit: f"{unit}{'省' if n < 6 else '市'}" for n, unit in enumerate(UNITS)}
    waves = []
    for key, states in (("x@run-1", THEN), ("/far/away/y@run-2", NOW)):
        fates = {
            f"{unit}-{c}": states[n] for n, unit in enumerate(UNITS) for c in ("web", "mobile")
        }
        made = founded(fates, names, TREE, 4, shots=0)
        waves.append(Wave(key, made.study, made.tables, datetime(2027, 3, 9, tzinfo=UTC)))
    return compared(*waves)


@cache
def document(language="zh"):
    return comparison_document(two_waves(found()), language)


def blocks(kind, chapter=None):
    chapters = [c for c in document().chapters if chapter in (None, c.anchor)]
    return [block for c in chapters for block in c.blocks if type(block) is kind]


def table(anchor):
    return next(t for t in blocks(Table) if t.anchor == anchor)


def test_the_first_numbers_are_those_of_the_tables_below():
    numbers = {item.label: int(item.value) for item in blocks(KeyNumbers)[0].items}

    judged = [row[-1].text for row in table("changes-table").rows]
    assert numbers["可比的单位"] == len(judged)
    assert [numbers[key] for key in ("上升", "下降", "不能断定升降")] == [
        judged.count(key) for key in ("上升", "下降", "不能断定升降")
    ]
    assert numbers["新有智能问答的平台"] == 2
    assert numbers["智能问答消失的平台"] == 2


def test_who_gained_and_lost_an_assistant_is_named_and_the_unknown_are_counted_apart():
    gained, lost = blocks(Points, "assistants")

    assert gained.items == ("U03省·网页端", "U03省·移动端")
    assert lost.items == ("U05省·网页端", "U05省·移动端")
    met = {row[0].text: [cell.text for cell in row[1:]] for row in table("states-table").rows}
    assert met["有"] == ["16", "2", "2", "0"]
    assert "2 个平台至少一轮未能判定" in blocks(Note, "assistants")[0].text


def test_a_slope_stands_for_each_unit_of_a_level_and_tells_what_moved_beyond_chance():
    figures = [block.spec for block in blocks(Figure)]

    assert [spec.id for spec in figures] == ["F18-province", "F18-city"]
    province = {row["label"]: row for row in figures[0].rows}
    assert (province["u00省"]["token"], province["u02省"]["token"]) == ("web", "mobile")
    assert province["u01省"]["token"] == "other"
    assert province["u02省"]["dashed"]
    low, top = figures[0].options["low"], figures[0].options["top"]
    assert all(low <= row[key] <= top for row in figures[0].rows for key in ("before", "after"))
    assert all(
        row["link"] in {c.anchor for r in table("changes-table").rows for c in r}
        for row in figures[0].rows
    )


def test_of_many_units_only_those_that_moved_are_drawn_and_the_rest_is_counted():
    ends = Ends("F18-x", "前", "后", "标题", "说明", "来源")
    given = [Slope(f"u{n}", "", 1.0, 1.0, "unsure") for n in range(LABELLED)]

    spec = slopes(ends, [*given, Slope("up", "", 1.0, 2.0, "rose")])

    assert [row["label"] for row in spec.rows] == ["up"]
    assert f"另有 {LABELLED} 个单位" in spec.note
    assert [part.key for part in spec.legend] == ["rose"]


def test_the_rules_on_change_say_what_they_found_or_that_they_cannot_judge():
    told = blocks(Finding, "result")

    assert {finding.note[:3] for finding in told} == {"R07", "R19"}
    assert all(finding.link == "conditions" for finding in told)
    assert not any("一轮的数据" in finding.text for finding in told)
    assert {row[0].text.split("·")[0] for row in table("conditions-table").rows} == {"R07", "R19"}


def test_what_is_left_out_stands_with_its_reason():
    reasons = {row[2].text for row in table("left-table").rows}

    assert "后一轮未评" in reasons


def test_no_directory_of_the_machine_is_in_the_report():
    shown = [value for _, value in document().cover.facts]

    assert any("invented@run-2" in value for value in shown)
    assert not re.search("far/away", repr(document()))


@pytest.mark.parametrize("format_", [name for name in WRITERS if name != "pdf"])
def test_every_writer_takes_it(format_, tmp_path):
    files = write_comparison(found(), tmp_path / "reports", ["zh", "en"], [format_])

    assert [file.name for file in files] == [
        f"comparison.{lang}.{format_}" for lang in ("zh", "en")
    ]
    assert all(file.stat().st_size > 10_000 for file in files)
