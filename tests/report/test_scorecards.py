"""A scorecard says where one unit stands, and nothing that the tables do not hold."""

import io
import re
from html import unescape

import pytest
from pypdf import PdfReader
from tests.report.conftest import TREE, Country, founded

from wenheng.report import CARD_WRITERS, scorecards
from wenheng.report.document import Figure, Fold, Paragraph, Points, Table
from wenheng.report.numbers import number
from wenheng.report.plain import anchor


@pytest.fixture(scope="module")
def provinces() -> Country:
    """Ten units on one channel: enough peers, ties, one withheld."""
    cycle = ["good", "fair", "poor", "fair", "thin"]
    fates = {f"unit{i}-web": cycle[i % 5] for i in range(10)}
    names = {f"unit{i}": f"{'甲乙丙丁戊己庚辛壬癸'[i]}省" for i in range(10)}
    return founded(fates, names, TREE, 3)


@pytest.fixture(scope="module")
def cards(provinces):
    c = provinces
    return {lang: scorecards(c.study, c.tables, c.facts, lang) for lang in ("zh", "en")}


def rows_of(country, name, **where):
    return country.tables[name].filter(**where).to_dicts()


def blocks(card, kind):
    return [block for block in card.chapters[0].blocks if isinstance(block, kind)]


def test_there_is_a_card_for_every_unit_best_first_within_its_level(cards, provinces):
    ids = list(cards["zh"])
    high = [unit.id for unit in provinces.study.units if unit.level == "province"]
    ranks = {
        row["id"]: row["rank"]
        for row in rows_of(provinces, "ranks", kind="unit", policy="zero", group="province")
    }

    assert set(ids) == {unit.id for unit in provinces.study.units}
    assert set(ids[: len(high)]) == set(high)
    placed = [ranks[id_] for id_ in ids[: len(high)] if id_ in ranks]
    assert placed == sorted(placed)


def test_the_steps_printed_are_those_of_the_table(cards, provinces):
    path = rows_of(provinces, "paths", status="reachable")[0]
    steps = rows_of(provinces, "steps", unit=path["unit"])
    card = cards["zh"][path["unit"]]
    table = next(block for block in blocks(card, Table) if block.anchor == "steps")

    said = " ".join(block.text for block in blocks(card, Paragraph))
    assert f"至少 {path['steps']} 项指标" in said
    assert number(path["gap"]) in said
    assert [row[5].text for row in table.rows] == [number(step["gain"]) for step in steps[:8]]


def test_strengths_and_weaknesses_are_those_of_the_table_of_peers(cards, provinces):
    for unit, card in cards["zh"].items():
        for table in blocks(card, Table):
            if table.anchor in ("strong", "weak"):
                for row in table.rows:
                    held = rows_of(provinces, "peers", node=row[0].text.split()[0])
                    mine = [each for each in held if each["platform"].startswith(f"{unit}-")]
                    assert table.anchor in {each["standing"] for each in mine}
                    assert row[2].text in {number(each["value"]) for each in mine}


def test_each_of_them_leads_to_a_transcript_in_the_card(cards):
    seen = 0
    for card in cards["zh"].values():
        held = {t.anchor for fold in blocks(card, Fold) for t in fold.blocks}
        for table in blocks(card, Table):
            if table.anchor in ("strong", "weak"):
                assert {row[6].link for row in table.rows} <= held
                seen += len(table.rows)

    assert seen > 3


def test_a_strength_shows_its_highest_rating_and_a_weakness_its_lowest(cards, provinces):
    ratings = provinces.tables["ratings"].filter(status="rated")
    seen = []
    for unit, card in cards["zh"].items():
        for table in (t for t in blocks(card, Table) if t.anchor in ("strong", "weak")):
            for row in table.rows:
                own = ratings.filter(platform=f"{unit}-web", indicator=row[0].text.split()[0])
                links = [anchor("s", session) for session in own["session"]]
                shown = {
                    lv for lv, at in zip(own["level"], links, strict=True) if at == row[6].link
                }
                best = max if table.anchor == "strong" else min
                assert best(own["level"]) in shown
                seen.append(own["level"].n_unique())

    assert max(seen) > 1


def test_advice_is_that_of_the_unit_with_the_rule_that_fired(cards, provinces):
    advised = {row["unit"] for row in rows_of(provinces, "advice")}

    assert advised
    for unit, card in cards["en"].items():
        points = blocks(card, Points)
        assert bool(points) == (unit in advised)
        rules = [block.text for block in blocks(card, Paragraph) if "R24" in block.text]
        assert len(rules) == len(points)


def test_a_unit_without_a_score_has_no_place_and_no_path(cards, provinces):
    unit = rows_of(provinces, "paths", status="no_grade")[0]["unit"]
    card = cards["zh"][unit]

    assert not [f for f in blocks(card, Figure) if f.spec.id.startswith("S1")]
    assert any("未定等级" in block.text for block in blocks(card, Paragraph))


def test_cards_are_one_or_two_pages_and_say_that_they_are_not_to_be_quoted(cards, provinces):
    files = list(CARD_WRITERS["pdf"](list(cards["zh"].values()), provinces.pictures))

    for card, file in zip(cards["zh"].values(), files, strict=True):
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(file)).pages]
        assert len(pages) <= 2
        assert card.cover.title in pages[0]
        assert card.cover.status.rstrip("。") in "".join(pages).replace("\n", "")


def test_a_card_written_alone_is_the_card_written_with_the_others(cards, provinces):
    chosen = list(cards["en"].values())[:3]
    for write in CARD_WRITERS.values():
        together = list(write(chosen, provinces.pictures))
        (alone,) = write([chosen[1]], provinces.pictures)

        assert alone == together[1]


def test_the_page_of_a_card_has_no_script_and_no_broken_link(cards, provinces):
    (page,) = CARD_WRITERS["html"]([next(iter(cards["zh"].values()))], provinces.pictures)
    text = page.decode()
    names = set(re.findall(r' id="([^"]+)"', text))
    links = {unescape(link) for link in re.findall(r'href="#([^"]+)"', text)}

    assert "<script" not in text
    assert "script-src 'none'" in unescape(text)
    assert links <= {unescape(name) for name in names}
    assert len(page) < 1_500_000


def test_hostile_names_and_replies_stay_text(country):
    cards = scorecards(country.study, country.tables, country.facts, "zh")
    pages = CARD_WRITERS["html"](list(cards.values()), country.pictures)
    files = CARD_WRITERS["pdf"](list(cards.values()), country.pictures)

    assert all(b"<script" not in page for page in pages)
    assert all(file.startswith(b"%PDF") for file in files)
