"""Which files make a study, and what a hostile or careless one can do."""

import os
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wenheng.errors import StudyError
from wenheng.language import speaking
from wenheng.study.check import check_study
from wenheng.study.load import load_study, study_files
from wenheng.study.packaged import packaged_packs, packaged_studies


def codes(place):
    return {(problem.file, problem.code) for problem in check_study(place).errors}


def test_a_directory_holds_each_part_in_a_file_of_its_own(small):
    study = load_study(small)

    assert [node.id for node in study.nodes()] == ["A", "A1", "A2", "B", "B1", "B2", "B3"]
    assert [scenario.id for scenario in study.scenarios] == ["bus-pass", "id-card"]
    assert [probe.id for probe in study.probes] == ["P1", "P2"]
    assert [pack.id for pack in study.packs] == ["extra"]
    assert study.reference("qingshi").facts["id-fee"].text == "10 元/证"
    assert study.published == {"2021": {"grades": {"A": ["qingshi"]}}}


def test_indicators_are_a_tree(small):
    root = load_study(small).indicators[0]

    assert [child.id for child in root.children] == ["A1", "A2"]
    assert str(root.children[0].name) == "Hit"


def test_one_file_may_hold_a_whole_study(tmp_path):
    source = packaged_studies()["minimal"]
    roster = "\nunits: [{id: a, name: 甲, level: county, region: north}]"
    roster += "\nplatforms: [{id: a-web, unit: a, channel: web, entry: 'https://a.example/'}]\n"
    file = tmp_path / "whole.yaml"
    file.write_text((source / "study.yaml").read_text("utf-8") + roster, "utf-8")

    study = load_study(file)

    assert [unit.id for unit in study.units] == ["a"]


def test_a_mistake_in_a_single_file_is_reported_under_its_name(tmp_path):
    file = tmp_path / "whole.yaml"
    file.write_text("id: x\nversion: 1\ntitel: 标题\n", "utf-8")

    assert ("whole.yaml", "unknown-key") in codes(file)


def test_the_path_of_a_study_yaml_stands_for_its_directory(small):
    assert load_study(small / "study.yaml") == load_study(small)


def test_packaged_studies_are_loaded_by_name():
    assert load_study("minimal").id == "minimal"
    assert set(packaged_studies()) == {"default-2021r", "minimal"}


def test_a_path_wins_over_a_name(small, tmp_path, monkeypatch):
    small.rename(tmp_path / "minimal")
    monkeypatch.chdir(tmp_path)

    assert load_study("minimal").id == "counties"


def test_a_wrong_name_brings_the_nearest():
    with pytest.raises(StudyError, match="did you mean 'default-2021r'"):
        load_study("default-2021")


def test_a_directory_without_a_study_says_how_to_make_one(tmp_path):
    with pytest.raises(StudyError, match="wenheng new"):
        load_study(tmp_path)


def test_asking_for_something_undeclared_names_what_there_is(small):
    with pytest.raises(StudyError, match="there are: bus-pass, id-card"):
        load_study(small).scenario("S01")


def test_a_study_with_a_dangling_name_is_not_loaded(small, change):
    change("scenarios/id-card.yaml", "slot: fee", "slot: fees")

    with pytest.raises(StudyError, match="there is no slot 'fees'"):
        load_study(small)


def test_errors_speak_the_language_of_the_reader(small, change):
    change("study.yaml", "version: 1", "version: 0")

    with speaking("zh"), pytest.raises(StudyError, match="超出范围") as raised:
        load_study(small)

    assert [problem.line for problem in raised.value.problems] == [2]


def test_plain_scalars_are_read_as_json_would(small, change):
    change("scenarios/id-card.yaml", "text: 3 日内", "text: 12:30")
    change("facts/qingshi.yaml", "10 元/证", "{text: on, valid_from: 2021-10-01}")

    study = load_study(small)

    assert study.scenario("id-card").facts[1].text == "12:30"
    truth = study.reference("qingshi").facts["id-fee"]
    assert (truth.text, truth.valid_from.isoformat()) == ("on", "2021-10-01")


HOSTILE = {
    "an alias bomb": (
        "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
        + "".join(
            f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n"
            for old, new in zip("abcdefgh", "bcdefghi", strict=True)
        ),
        "unfolds",
    ),
    "a long text by aliases": (f"a: &a {'x' * 2_000_000}\nb: [{'*a, ' * 12}]\n", "unfolds"),
    "a list that holds itself": ("a: &a [*a]\n", "too-deep"),
    "deep brackets": ("a: " + "[" * 200_000, "too-deep"),
    "deep dashes": ("- " * 200_000, "too-deep"),
    "deep questions": ("? " * 200_000, "too-deep"),
    "a python object": ("a: !!python/object/apply:os.system [ls]\n", "not-yaml"),
    "a control character": ("a: \x07\n", "not-yaml"),
    "two documents": ("a: 1\n---\nb: 2\n", "not-yaml"),
    "a list as key": ("? [a]\n: 1\n", "not-yaml"),
    "nothing": ("", "empty-file"),
    "a list": ("- a\n", "not-a-table"),
    "a merge key": ("<<: {id: x}\n", "unknown-key"),
    "a number as key": ("7: x\n", "unknown-key"),
    "a table as id": ("id: {a: b}\n", "wrong-type"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_no_text_in_a_file_does_more_than_cause_a_problem(small, what):
    text, code = HOSTILE[what]
    (small / "scenarios" / "hostile.yaml").write_text(text, "utf-8")

    assert ("scenarios/hostile.yaml", code) in codes(small)


DAMAGES = [None, True, 0, -1, 3.5, "", "x" * 300, [], [None], [[1]], {}, {"id": ["x"]}, {"a": 1}]


def ways(value, way=()):
    """The path of every value within nested lists and tables."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items:
        yield (*way, key)
        if isinstance(inner, dict | list):
            yield from ways(inner, (*way, key))


@settings(
    deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_no_value_in_any_place_does_more_than_cause_a_problem(small, data):
    file = data.draw(st.sampled_from(sorted(small.rglob("*.yaml"))))
    before = file.read_text("utf-8")
    content = yaml.load(before, yaml.CSafeLoader)
    *way, last = data.draw(st.sampled_from(list(ways(content))))
    place = content
    for step in way:
        place = place[step]
    place[last] = data.draw(st.sampled_from(DAMAGES))

    file.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    checked = check_study(small)
    file.write_text(before, "utf-8")

    assert (checked.study is None) == bool(checked.errors)


@pytest.mark.parametrize("recipe", ["a\0b", "x" * 5000, "/etc/passwd", ".."])
def test_a_recipe_is_looked_for_only_where_a_path_can_lead(small, change, recipe):
    change("roster.csv", "browser,", f"browser,{recipe}")

    found = {code.split("-")[0] for file, code in codes(small) if file == "roster.csv"}

    assert found == {"recipe"}


def test_a_file_in_another_encoding_is_a_problem_with_its_line(small):
    (small / "probes.yaml").write_bytes("probes:\n  - id: P1\n    name: 投诉\n".encode("gbk"))

    problem = next(p for p in check_study(small).errors if p.file == "probes.yaml")

    assert (problem.code, problem.line) == ("not-utf8", 3)


def test_a_byte_order_mark_does_no_harm(small):
    file = small / "study.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())

    assert load_study(small).id == "counties"


def test_a_huge_file_is_not_read(small):
    (small / "probes.yaml").write_bytes(b"#" * (5 * 2**20))

    assert codes(small) == {("probes.yaml", "too-large")}


def test_nothing_outside_the_study_is_read(small, tmp_path):
    secret = tmp_path / "secret.yaml"
    secret.write_text("probes: []\n", "utf-8")
    (small / "probes.yaml").unlink()
    (small / "probes.yaml").symlink_to(secret)

    assert codes(small) == {("probes.yaml", "outside")}


def test_a_pipe_in_the_study_does_not_hang_the_reader(small):
    os.mkfifo(small / "scenarios" / "pipe.yaml")

    assert codes(small) == {("scenarios/pipe.yaml", "not-a-file")}


def test_a_packaged_study_stands_beside_the_package_in_a_checkout():
    home = packaged_studies()["minimal"].parent

    assert home.name == "studies"
    assert isinstance(home, Path)


def test_one_line_takes_up_a_pack_that_comes_with_wenheng(small, change):
    change("study.yaml", "version: 1", "version: 1\ninclude: {llm-era: true}")
    (small / "packs" / "extra.yaml").unlink()  # it declares an X1 of its own

    study = load_study(small)

    pack = next(pack for pack in study.packs if pack.id == "llm-era")
    assert pack.on and len(pack.indicators) == 16
    assert {leaf.id for leaf in pack.indicators} <= {leaf.id for leaf in study.rated}


def test_a_pack_that_does_not_exist_is_named_with_the_nearest_one(small, change):
    change("study.yaml", "version: 1", "version: 1\ninclude: {llm-area: true}")

    (problem,) = check_study(small).errors

    assert (problem.code, problem.file) == ("unknown-include", "study.yaml")
    assert "llm-era" in problem.hint


def test_the_files_of_a_study_are_the_same_study_elsewhere_with_its_packs(small, change, tmp_path):
    change("study.yaml", "version: 1", "version: 1\ninclude: {llm-era: true}")
    (small / "packs" / "extra.yaml").unlink()
    (small / "notes.txt").write_text("mine", "utf-8")

    files = study_files(small)

    elsewhere = tmp_path / "elsewhere"
    for name, content in files.items():
        (elsewhere / name).parent.mkdir(parents=True, exist_ok=True)
        (elsewhere / name).write_bytes(content)
    assert load_study(elsewhere) == load_study(small)
    assert {"study.yaml", "roster.csv", "llm-era/pack.yaml"} <= files.keys()
    assert "notes.txt" not in files


def test_a_copy_of_a_pack_beside_the_study_goes_before_the_installed_one(small, change):
    change("study.yaml", "version: 1", "version: 1\ninclude: {llm-era: true}")
    (small / "packs" / "extra.yaml").unlink()
    (small / "llm-era").mkdir()
    pack = packaged_packs()["llm-era"].read_text("utf-8")
    own = re.sub(r"(?m)^name: .*$", "name: 另存的扩展包", pack, count=1)
    (small / "llm-era" / "pack.yaml").write_text(own, "utf-8")

    assert [str(pack.name) for pack in load_study(small).packs] == ["另存的扩展包"]
