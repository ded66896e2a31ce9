"""What an author is told about a study that is wrong."""

import pytest

from wenheng.errors import StudyError
from wenheng.language import speaking
from wenheng.study.check import check_study
from wenheng.study.load import load_study


def spots(problems):
    return {(problem.file, problem.line, problem.code) for problem in problems}


def test_a_good_study_has_neither_errors_nor_warnings(small):
    checked = check_study(small)

    assert checked.problems == ()
    assert checked.study is not None


def test_ten_mistakes_in_several_files_are_all_shown_at_once(small, change):
    change("study.yaml", "  repeats: 2", "  repeat: 2")
    change("study.yaml", "contact: study@example.org", "contact: study@example.org\nversoin: 2")
    change("study.yaml", "type: good, from_percent: 60", "type: goods, from_percent: 60")
    change("indicators.yaml", "turns: [followups]", "turns: [followup]")
    change("indicators.yaml", "anchors: {0: 无, 1: 低, 2: 中, 3: 高}", "anchors: {0: 无, 1: 低}")
    change("indicators.yaml", "[id-card, bus-pass]", "[id-card, buspass]")
    change("scenarios/id-card.yaml", "expect: [id-fee]", "expect: [id-fees]")
    change("scenarios/id-card.yaml", "critical: true", "critical: very")
    change("scenarios/bus-pass.yaml", "slot: fee", "slot: price")
    change("scenarios/bus-pass.yaml", "id: bus-fee", "id: id-days")
    change("facts/qingshi.yaml", "unit: qingshi", "unit: quingshi")
    change("roster.csv", "Hewan,county,south", "Hewan,county,west")
    change("roster.csv", "https://hewan.example/", "hewan.example")

    with pytest.raises(StudyError) as raised:
        load_study(small)

    assert spots(raised.value.problems) == {
        ("study.yaml", 5, "unknown-key"),
        ("study.yaml", 19, "unknown-key"),
        ("study.yaml", 25, "unknown-type"),
        ("indicators.yaml", 8, "anchors-off-scale"),
        ("indicators.yaml", 11, "unknown-turn"),
        ("indicators.yaml", 19, "unknown-scenario"),
        ("scenarios/id-card.yaml", 8, "unknown-expected-fact"),
        ("scenarios/id-card.yaml", 15, "wrong-type"),
        ("scenarios/bus-pass.yaml", 8, "unknown-slot"),
        ("scenarios/id-card.yaml", 16, "declared-twice"),
        ("facts/qingshi.yaml", 1, "unknown-unit"),
        ("roster.csv", 4, "unknown-region"),
        ("roster.csv", 4, "bad-entry"),
    }
    text = str(raised.value)
    for hint in ("'repeats'", "'version'", "'good'", "'followups'", "'bus-pass'", "'qingshi'"):
        assert f"did you mean {hint}" in text
    assert "write https://hewan.example" in text
    assert "there are: north, south" in text


def test_every_problem_says_what_is_wrong_and_what_to_do_in_both_languages(small, change):
    change("scenarios/id-card.yaml", "slot: fee", "slot: fees")

    with speaking("zh"):
        chinese = check_study(small).errors[0]
    with speaking("en"):
        english = check_study(small).errors[0]

    assert (chinese.message, chinese.hint) == ("没有要点类别“fees”", "是否应为“fee”？")
    assert (english.message, english.hint) == ("there is no slot 'fees'", "did you mean 'fee'?")
    assert english.where == "scenarios[id-card].facts[id-fee].slot"


MISTAKES = [
    ("study.yaml", "version: 1", "version: first", "wrong-type", 2),
    ("study.yaml", "version: 1", "version: 0", "out-of-range", 2),
    ("study.yaml", "version: 1\n", "", "missing-key", 1),
    ("study.yaml", "id: counties", "id: two_counties", "bad-id", 1),
    ("study.yaml", "id: counties", "id: 2021", "needs-quotes", 1),
    ("study.yaml", "title: {zh: 两县, en: Two counties}", "title:", "empty-value", 3),
    ("study.yaml", "title: {zh: 两县, en: Two counties}", "title: [两县]", "wrong-type", 3),
    ("study.yaml", "{zh: 县, en: county}", "{zh: 县,区, en: county}", "stray-comma", 6),
    ("study.yaml", "main: all", "main: every", "all-or-list", 17),
    ("study.yaml", "vague: [id-card]", "vague: [3]", "needs-quotes", 17),
    ("study.yaml", "vague: [id-card]", "vague: [id-crad]", "unknown-scenario", 17),
    ("study.yaml", "probes: all", "probes: [P9]", "unknown-probe", 17),
    ("study.yaml", "probes: all", "probe: all", "not-a-choice", 17),
    ("study.yaml", "from_percent: 60", "from_percent: .nan", "out-of-range", 24),
    ("study.yaml", "type: poor, from_percent: 0}", "type: poor, from_percent: 9}", None, None),
    ("study.yaml", "from_percent: 60", "from_percent: 0", "grades-not-falling", 19),
    ("study.yaml", "id: B, type", "id: A, type", "declared-twice", 25),
    ("study.yaml", "name: 南片}", "name: 南片}\nlevels: []", "repeated-key", 13),
    ("study.yaml", "repeats: 2", "repeats: 2\nscoring: {total: all}", "not-a-choice", 19),
    (
        "study.yaml",
        "repeats: 2",
        "repeats: 2\nscoring: {aggregation: {A9: minimum}}",
        "unknown-node",
        19,
    ),
    (
        "study.yaml",
        "repeats: 2",
        "repeats: 2\nscoring: {aggregation: {A1: minimum}}",
        "aggregation-of-leaf",
        19,
    ),
    (
        "study.yaml",
        "repeats: 2",
        "repeats: 2\nscoring:\n  gates:\n    - {indicator: A, at_most: 0, caps: B, ceiling: 1}",
        "gate-on-inner",
        21,
    ),
    (
        "study.yaml",
        "repeats: 2",
        "repeats: 2\nscoring: {channel_weights: {wap: 1}}",
        "unknown-channel",
        19,
    ),
    (
        "study.yaml",
        "repeats: 2",
        "repeats: 2\nscoring: {channel_weights: {web: 0, mobile: 0}}",
        "weights-all-zero",
        19,
    ),
    (
        "study.yaml",
        "repeats: 2",
        "repeats: 2\ntiles: [{id: far, row: 0, column: 0}]",
        "tile-without-name",
        19,
    ),
    (
        "study.yaml",
        "repeats: 2",
        "repeats: 2\ntiles:\n  - {id: qingshi, row: 0, column: 0}\n  - {id: hewan, row: 0, column: 0}",
        "tile-covered",
        21,
    ),
    ("study.yaml", "name: {zh: 县, en: county}}", "name: 县, size: 3}", "level-size", 6),
    ("indicators.yaml", "  - id: B\n", "  - id: A\n", "declared-twice", 13),
    ("indicators.yaml", '"probe:P1"', '"probe:P7"', "unknown-probe", 28),
    ("indicators.yaml", "per: platform", "per: plattform", "not-a-choice", 27),
    ("indicators.yaml", "per: platform", "per: platform\n        weight: 0", "out-of-range", 28),
    ("indicators.yaml", "2: 中, 3: 高", "3: 高", "gap-in-anchors", 5),
    (
        "indicators.yaml",
        "3: 高}",
        "3: 高}\n        examples: {4: [更高]}",
        "example-without-anchor",
        5,
    ),
    (
        "indicators.yaml",
        "    children:\n      - id: A1",
        "    children: []\n    x:\n      - id: A1",
        "unknown-key",
        5,
    ),
    ("indicators.yaml", "indicators:", "indicator:", "unknown-key", 1),
    ("probes.yaml", "id: P2", "id: id-card", "declared-twice", 6),
    ("scenarios/bus-pass.yaml", "'20\\s*元'", "'20\\s*元('", "bad-pattern", 10),
    ("probes.yaml", "stop: 不提交", "when: [夜里]", "bad-window", 5),
    ("scenarios/bus-pass.yaml", "facts:", "  facts:", "unknown-key", 6),
    ("facts/qingshi.yaml", "id-fee:", "id-fare:", "unknown-fact", 4),
    (
        "facts/qingshi.yaml",
        "facts:",
        "entries: {id-cart: {apply: x}}\nfacts:",
        "unknown-scenario",
        3,
    ),
    ("facts/qingshi.yaml", "facts:", "not_applicable: [S9]\nfacts:", "unknown-place-thing", 3),
    ("facts/qingshi.yaml", "facts:", "as_of: 2025-13-40\nfacts:", "wrong-type", 3),
    ("packs/extra.yaml", "turns: [noise]", "turns: [noises]", "unknown-turn", 6),
    ("packs/extra.yaml", "id: X1", "id: A1", "declared-twice", 4),
    ("roster.csv", "mobile,,capture", "phone,,capture", "unknown-channel", 3),
    ("roster.csv", "mobile,,capture", "web,,capture", "channel-twice", 3),
    ("roster.csv", "mobile,,capture", "mobile,,telepathy", "not-a-choice", 3),
    ("roster.csv", "mobile,,capture", "mobile,https://x.example,http", "http-missing", 3),
    ("roster.csv", "qingshi,hewan-web", "hewan,hewan-web", "parent-circle", 4),
    ("roster.csv", "qingshi,hewan-web", "qinshi,hewan-web", "unknown-unit", 4),
    ("roster.csv", "hewan-web", "qingshi-web", "declared-twice", 4),
    ("roster.csv", "browser,", "browser,recipes/none.yaml", "recipe-missing", 2),
    ("roster.csv", "browser,", "browser,../../etc/passwd", "recipe-outside", 2),
    ("roster.csv", "qingshi,,,,,,", "qingshi,青石市,,,,,", "csv-unit-differs", 3),
    ("roster.csv", "qingshi,,,,,,", ",,,,,,", "csv-no-unit", 3),
    ("roster.csv", "entry,transport", "address,transport", "csv-column", 1),
    ("roster.csv", "unit,unit_zh", "unite,unit_zh", "csv-no-column", 1),
]


@pytest.mark.parametrize(("file", "old", "new", "code", "line"), MISTAKES)
def test_each_mistake_is_named_with_its_file_and_line(small, change, file, old, new, code, line):
    change(file, old, new)

    found = {(p.file, p.line, p.code) for p in check_study(small).errors}

    if code is None:
        assert {found_code for _, _, found_code in found} == {"grades-not-to-zero"}
    else:
        assert (file, line, code) in found


def test_names_are_still_checked_where_other_files_break_the_schema(small, change):
    change("study.yaml", "version: 1", "version: one")
    change("indicators.yaml", "per: platform", "per: 7")
    change("scenarios/id-card.yaml", "slot: fee", "slot: fees")

    codes = {problem.code for problem in check_study(small).errors}

    assert {"wrong-type", "not-a-choice", "unknown-slot"} <= codes


def test_an_unreadable_file_does_not_make_the_names_in_it_unknown(small, change):
    change("scenarios/id-card.yaml", "name: {", "name: {{")

    problems = check_study(small).errors

    assert spots(problems) == {("scenarios/id-card.yaml", 3, "not-yaml")}


def test_an_unreadable_study_yaml_leaves_the_other_files_checked(small, change):
    change("study.yaml", "levels:", "levels")
    change("scenarios/bus-pass.yaml", "utterances:", "uterances:")

    codes = {(problem.file, problem.code) for problem in check_study(small).errors}

    assert codes == {
        ("study.yaml", "not-yaml"),
        ("scenarios/bus-pass.yaml", "unknown-key"),
        ("scenarios/bus-pass.yaml", "missing-key"),
    }


def test_a_part_may_not_stand_in_two_files(small, change):
    change("study.yaml", "slots:", "probes: []\nslots:")

    assert spots(check_study(small).errors) == {("probes.yaml", None, "part-twice")}


def test_a_full_width_colon_is_called_by_its_name(small):
    (small / "scenarios" / "new.yaml").write_text("id\uff1anew\n", "utf-8")

    assert {p.code for p in check_study(small).errors} == {"wide-colon"}


LEAF = "{id: L, name: 甲, anchors: {0: 无, 1: 低, 2: 中, 3: 高}}"

WARNED = [
    ("study.yaml", "contact: study@example.org\n", "", "contact-missing"),
    ("roster.csv", "https://hewan.example/", "", "entry-missing"),
    ("packs/extra.yaml", "indicators:", "on: true\nindicators:", "cell-never-planned"),
    ("indicators.yaml", "indicators:\n", f"indicators:\n  - {LEAF}\n", "leaf-without-dimension"),
    (
        "indicators.yaml",
        "    children:\n",
        f"    children:\n      - {{id: M, name: 内, children: [{LEAF}]}}\n",
        "mixed-children",
    ),
    ("study.yaml", "vague: [id-card], ", "", "cell-never-planned"),
    ("scenarios/bus-pass.yaml", "公交卡怎么办", "在{city}公交卡怎么办", "odd-placeholder"),
    ("roster.csv", "mobile,,capture", "mobile,https://x.example,openai", "model-missing"),
    ("roster.csv", "mobile,,capture", "mobile,talk.jsonl,replay", "recording-missing"),
    ("study.yaml", "id: counties", "id: no", "yaml-trap"),
    ("study.yaml", "id: counties", "id: 0123", "yaml-trap"),
]


@pytest.mark.parametrize(("file", "old", "new", "code"), WARNED)
def test_what_is_only_worth_a_look_is_a_warning_and_does_not_fail(
    small, change, file, old, new, code
):
    change(file, old, new)

    checked = check_study(small)

    assert checked.errors == ()
    assert code in {problem.code for problem in checked.warnings}
    assert load_study(small) is not None


def test_warnings_are_left_out_where_only_errors_are_asked_for(small, change):
    change("study.yaml", "contact: study@example.org\n", "")

    assert check_study(small, warnings=False).problems == ()


def test_a_wrong_item_of_a_list_is_one_problem(small, change):
    change("study.yaml", "vague: [id-card]", "vague: [id-card, 3]")

    (problem,) = check_study(small).errors
    assert (problem.code, problem.where) == ("needs-quotes", "sessions.variants.vague[1]")


def test_an_unquoted_no_stays_the_id_that_was_written(small, change):
    change("study.yaml", "id: counties", "id: no")

    assert load_study(small).id == "no"


def test_a_file_with_a_misspelt_name_is_pointed_out(small):
    (small / "indicator.yaml").write_text("indicators: []\n", "utf-8")
    (small / "scenarios" / "extra.yml").write_text("id: x\n", "utf-8")
    (small / "scenario").mkdir()

    hints = {problem.file: problem.hint for problem in check_study(small).warnings}

    assert "indicators.yaml" in hints["indicator.yaml"]
    assert "scenarios/extra.yaml" in hints["scenarios/extra.yml"]
    assert "scenarios" in hints["scenario"]


def test_a_model_judge_is_checked_in_its_own_file(small):
    (small / "judge.yaml").write_text(
        "judge:\n  entry: model.example/v1\n  model: m\n  indicators: [Z9]\n  budget_cost: 5\n"
        "  openai:\n    headers: {Authorization: Bearer abc}\n    body: {q: '{question}'}\n",
        "utf-8",
    )

    spotted = spots(check_study(small).problems)

    assert spotted == {
        ("judge.yaml", 2, "bad-entry"),
        ("judge.yaml", 4, "unknown-node"),
        ("judge.yaml", 5, "budget-without-prices"),
        ("judge.yaml", 7, "http-secret"),
        ("judge.yaml", 8, "http-unknown-mark"),
    }


def test_what_is_sent_beside_a_prompt_cannot_break_the_budget(small):
    (small / "judge.yaml").write_text(
        "judge: {entry: 'https://model.example/v1', model: m, openai: {body: {n: 5}}}\n", "utf-8"
    )

    assert {problem.code for problem in check_study(small).problems} == {"judge-body"}
