"""The page as text: whole, traceable, self-contained, the same for the same input."""

import re
import time
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise

import polars as pl
import pytest

from wenheng.errors import TableError
from wenheng.report import RunFacts, html_page, report_document
from wenheng.report.document import Figure
from wenheng.report.numbers import number


class Page(HTMLParser):
    """Names, targets, headings and text of a page, scripts and styles apart."""

    def __init__(self, page: str):
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.levels: list[int] = []
        self.sources: list[str] = []
        self.images: list[str] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.open.append(tag)
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if "href" in given else []
        self.sources += [given["src"]] if "src" in given else []
        self.images += [given.get("alt", "")] if tag == "img" else []
        self.levels += [int(tag[1])] if re.fullmatch("h[1-6]", tag) else []

    def handle_endtag(self, tag):
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        if not {"script", "style"} & set(self.open):
            self.text.append(data)


@pytest.fixture(scope="module")
def chinese(country) -> str:
    return html_page(
        report_document(country.study, country.tables, country.facts, "zh"), country.pictures
    )


@pytest.fixture(scope="module")
def english(country) -> str:
    facts = replace(country.facts, wave="Spring 2026", remarks=("An invented country.",))
    return html_page(report_document(country.study, country.tables, facts, "en"), country.pictures)


def test_every_planned_platform_has_a_section_with_its_score_or_the_reason(chinese, country):
    page = Page(chinese)

    for platform in country.study.platforms:
        assert f"p-{platform.id}" in page.ids
        total = country.tables["totals"].row(
            by_predicate=(pl.col("id") == platform.id) & (pl.col("kind") == "platform"), named=True
        )
        card = chinese.split(f'id="p-{platform.id}"')[1].split("</section>")[0]
        said = number(total["score"], 2) if total["score"] is not None else ""
        assert said in card
        if total["score"] is None:
            reasons = {
                "no_assistant": "未上线", "withheld": "完整度不足", "not_assessed": "未评"
            }  # fmt: skip
            assert reasons[total["status"]] in card


def test_every_link_leads_to_something_on_the_page(chinese, english):
    for page in (Page(chinese), Page(english)):
        targets = [link[1:] for link in page.links if link.startswith("#")]
        assert set(targets) - set(page.ids) == set()
        assert len(targets) == len(page.links)


def test_no_name_is_given_twice(chinese):
    ids = Page(chinese).ids

    assert sorted(ids) == sorted(set(ids))


def test_a_number_can_be_followed_from_the_ranking_to_the_hash_of_its_evidence(chinese, country):
    ranked = chinese.split('id="unit-table"')[1]
    unit = chinese.split('id="u-alpha"')[1]
    grounds = chinese.split('id="e-alpha-web-A1.1"')[1]
    session = chinese.split('id="s-alpha-web/matter-0/main/1"')[1].split("</details>")[0]
    kept = country.tables["sessions"].row(
        by_predicate=pl.col("session") == "alpha-web/matter-0/main/1", named=True
    )

    assert 'href="#u-alpha"' in ranked.split("</tr>")[1]
    assert 'href="#e-alpha-web-A1.1"' in unit.split("</table>")[0]
    assert 'href="#s-alpha-web/matter-0/main/1"' in grounds.split("</tr>")[0]
    assert all(each["sha256"] in session for each in kept["evidence"])


def test_headings_follow_one_another_without_a_gap(chinese):
    levels = Page(chinese).levels

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_nothing_is_fetched_from_anywhere(chinese):
    page = Page(chinese)

    assert all(source.startswith("data:image/webp;base64,") for source in page.sources)
    assert not re.search(r"@import|url\((?!['\"]?data:)", chinese.split("</style>")[0])
    policy = unescape(re.search('Content-Security-Policy" content="([^"]*)"', chinese)[1])
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy.split(";")[1]


def test_every_picture_has_words_in_its_place(chinese):
    images = Page(chinese).images

    assert len(images) > 20
    assert all(len(words) > 8 for words in images)


def test_pictures_that_are_missing_or_broken_are_named_and_not_dropped(chinese):
    text = "".join(Page(chinese).text)

    assert "图片未随报告提供" in text
    assert "图片无法显示" in text


def test_hostile_text_is_text(chinese):
    text = "".join(Page(chinese).text)

    assert "<script>document.title" not in chinese
    assert "<script>document.title='owned'</script>" in text
    assert '=HYPERLINK("http://evil.example/","点我")' in text
    assert "{{ 7 * 7 }}" in text
    assert "\u202e" not in chinese
    assert "⟨U+202E⟩gnp.exe" in text
    assert "𠮷田 㐂" in text
    assert "javascript:alert(1)" in text
    assert not any(link.startswith("javascript") for link in Page(chinese).links)


def test_a_reply_of_a_million_characters_is_cut_and_that_is_said(chinese):
    assert "全文 1000000 字" in chinese
    assert len(chinese) < 2_500_000


def test_what_was_judged_by_rules_alone_is_said_before_anything_else(chinese, country):
    cover = chinese.split("</header>")[0]

    assert "全部由规则自动判定" in cover
    assert country.study.status.zh[:4] in cover
    assert country.facts.inputs_sha256 in cover


def test_a_rating_by_a_person_takes_that_remark_away(country):
    ratings = country.tables["ratings"]
    person = ratings.head(1).with_columns(rater=pl.lit("ann"), rater_kind=pl.lit("person"))
    tables = {**country.tables, "ratings": pl.concat([ratings.cast(person.schema), person])}

    page = html_page(report_document(country.study, tables, country.facts, "zh"), {})

    assert "全部由规则自动判定" not in page


def test_the_english_page_is_english_but_for_what_was_collected(english):
    page = re.sub(r"<(\w+)[^>]* lang=\"zh-CN\"[^>]*>.*?</\1>", "", english, flags=re.S)
    page = re.sub(r"(?s)<(script|style).*?</\1>|<svg.*?</svg>|<code>.*?</code>", "", page)

    assert re.findall(r">[^<]*[\u3400-\u9fff][^<]*<", page) == []
    assert '<html lang="en">' in english


def test_the_same_input_gives_the_same_page(chinese, country):
    shuffled = {
        name: frame.sample(fraction=1, shuffle=True, seed=3) if name == "sessions" else frame
        for name, frame in country.tables.items()
    }

    again = html_page(
        report_document(country.study, shuffled, country.facts, "zh"), country.pictures
    )

    assert again == chinese


def test_a_report_can_be_made_before_anything_was_collected_or_rated(country):
    empty = {
        name: frame.clear() if name in ("sessions", "ratings", "ranks") else frame
        for name, frame in country.tables.items()
    }
    totals = country.tables["totals"].with_columns(
        score=pl.lit(None, pl.Float64), percent=pl.lit(None, pl.Float64),
        status=pl.lit("not_assessed"), completeness=pl.lit(0.0),
    )  # fmt: skip
    grades = country.tables["grades"].with_columns(
        grade=pl.lit(None, pl.String), type=pl.lit(None, pl.String), status=pl.lit("not_assessed")
    )

    page = html_page(
        report_document(
            country.study, {**empty, "totals": totals, "grades": grades}, RunFacts(), "zh"
        ),
        {},
    )

    assert "尚无评分" in page
    assert "3 个均无可公布的得分" in page


def test_both_readings_stand_beside_each_other_where_the_study_reports_both(country):
    both = country.study.model_copy(
        update={"scoring": country.study.scoring.model_copy(update={"absent_policy": "both"})}
    )
    other = {
        name: pl.concat(
            [frame, frame.with_columns(policy=pl.lit("exclude").cast(frame["policy"].dtype))]
        )
        for name, frame in country.tables.items()
        if name in ("totals", "ranks", "grades")
    }

    page = html_page(report_document(both, {**country.tables, **other}, country.facts, "zh"), {})

    assert "仅计已上线" in page


def test_a_table_that_is_missing_is_named(country):
    tables = {name: frame for name, frame in country.tables.items() if name != "ranks"}

    with pytest.raises(TableError, match="ranks"):
        html_page(report_document(country.study, tables, country.facts, "zh"), {})


def test_a_planned_platform_that_a_table_leaves_out_is_an_error(country):
    presence = country.tables["presence"].filter(pl.col("platform") != "beta-web")

    with pytest.raises(TableError, match="beta-web"):
        html_page(
            report_document(
                country.study, {**country.tables, "presence": presence}, RunFacts(), "zh"
            ),
            {},
        )


def test_twelve_units_with_450_pictures_fit_into_eight_megabytes_in_seconds(large_country):
    began = time.process_time()
    page = html_page(
        report_document(large_country.study, large_country.tables, RunFacts(), "zh"),
        large_country.pictures,
    )
    took = time.process_time() - began

    assert len(large_country.pictures) > 400
    assert len(page.encode()) < 8_000_000
    assert took < 15


def test_a_figure_of_very_many_rows_is_left_to_the_script_and_its_data_stay(country):
    document = report_document(country.study, country.tables, country.facts, "zh")
    figure = next(b for c in document.chapters for b in c.blocks if isinstance(b, Figure))
    spec = figure.spec
    times = 1 + 601 // len(spec.rows)
    large = replace(spec, rows=spec.rows * times, shown=spec.shown * times)
    chapter = replace(document.chapters[0], blocks=(replace(figure, spec=large),))

    page = html_page(replace(document, chapters=(chapter,)), {})

    wide = page[page.index('<div class="wide">') : page.index('<div class="narrow">')]
    assert re.fullmatch(r'<div class="wide"><svg[^>]* width="[^>]*></svg></div>', wide)
    assert page.count("此图由浏览器的脚本绘制") == 1
    data = page[page.index('<details class="data">') :]
    assert data.count("<tr>") > 601
