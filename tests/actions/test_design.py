"""What the author of a study can ask for."""

import json

import pytest

from wenheng.actions.design import check, count_plan, new_study, write_schemas
from wenheng.errors import StudyError
from wenheng.language import speaking
from wenheng.study.load import load_study


@pytest.fixture(autouse=True)
def english():
    with speaking("en"):
        yield


@pytest.mark.parametrize("template", ["minimal", "default-2021r"])
def test_a_new_study_is_a_copy_of_its_template_that_has_no_errors(tmp_path, template):
    files = new_study(tmp_path / "mine", template)

    assert load_study(tmp_path / "mine") == load_study(template)
    assert check(tmp_path / "mine").errors == ()
    assert tmp_path / "mine" / "README.md" in files


def test_an_empty_directory_may_be_filled(tmp_path):
    new_study(tmp_path)

    assert load_study(tmp_path).id == "minimal"


def test_nothing_is_ever_overwritten(tmp_path):
    (tmp_path / "notes.txt").write_text("mine", "utf-8")

    with pytest.raises(StudyError, match="not an empty directory"):
        new_study(tmp_path)

    assert [file.name for file in tmp_path.iterdir()] == ["notes.txt"]


def test_a_file_is_no_place_for_a_study(tmp_path):
    (tmp_path / "study").write_text("", "utf-8")

    with pytest.raises(StudyError, match="not an empty directory"):
        new_study(tmp_path / "study")


def test_a_wrong_template_brings_the_nearest_and_all(tmp_path):
    with pytest.raises(StudyError) as raised:
        new_study(tmp_path / "mine", "default")

    assert "did you mean 'default-2021r'" in str(raised.value)
    assert "minimal" in str(raised.value)
    assert not (tmp_path / "mine").exists()


def test_a_place_that_cannot_be_written_is_said_in_words(tmp_path):
    (tmp_path / "file").write_text("", "utf-8")

    with pytest.raises(StudyError, match="cannot write"):
        new_study(tmp_path / "file" / "mine")
    with pytest.raises(StudyError, match="cannot write"):
        write_schemas(tmp_path / "file")


def test_schemas_are_written_as_json(tmp_path):
    files = write_schemas(tmp_path / "schemas")

    assert "scenario.schema.json" in {file.name for file in files}
    for file in files:
        assert json.loads(file.read_text("utf-8"))["$schema"].startswith("https://json-schema.org/")


def test_a_plan_is_counted_by_variant_and_by_indicator():
    counts = count_plan("minimal")

    assert [(c.id, c.scenarios, c.platforms, c.total) for c in counts.sessions] == [
        ("main", 2, 2, 4),
        ("paraphrase-1", 2, 2, 4),
    ]
    assert [(c.id, c.scenarios, c.total) for c in counts.cells] == [
        ("A1.1", 2, 4),
        ("A1.2", 2, 4),
        ("B2.5", 2, 4),
        ("B2.1", 0, 2),
    ]
    assert (counts.session_total, counts.cell_total, counts.not_applicable) == (8, 14, 0)


def test_cells_that_do_not_apply_are_counted_apart(tmp_path):
    new_study(tmp_path)
    (tmp_path / "facts").mkdir()
    facts = "unit: hewan\nplace: 河湾县\nnot_applicable: [social-security-card]\n"
    (tmp_path / "facts" / "hewan.yaml").write_text(facts, "utf-8")

    counts = count_plan(tmp_path)

    assert (counts.session_total, counts.cell_total, counts.not_applicable) == (6, 11, 3)
