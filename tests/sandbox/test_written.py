import pytest
import yaml

from wenheng.errors import StudyError
from wenheng.sandbox import Effort, planted, write_study
from wenheng.study.check import check_study
from wenheng.study.load import load_study
from wenheng.study.plan import planned_sessions


@pytest.fixture(scope="module")
def directory(served, tmp_path_factory):
    return write_study(tmp_path_factory.mktemp("country") / "study", served)


def test_the_written_study_is_a_study(directory, study):
    written = load_study(directory)

    assert written.id == "sandbox"
    assert len(written.leaves) == len(study.leaves) == 25
    assert [s.id for s in written.scenarios] == [s.id for s in study.scenarios]
    assert (len(written.units), len(written.platforms), len(written.references)) == (12, 24, 12)
    assert check_study(directory).errors == ()


def test_it_says_that_no_real_place_is_meant(directory):
    written = load_study(directory)

    assert "虚构" in written.title.zh
    assert "不涉及任何真实的地方" in written.status.zh
    assert written.published == {}


def test_its_entries_are_where_the_country_is_served(directory, served):
    written = load_study(directory)

    assert {p.id: p.entry for p in written.platforms} == dict(served.entries)


def test_each_province_has_a_tile_of_its_own_and_its_cities_stand_in_it(directory):
    written = load_study(directory)
    tiles = {tile.id: (tile.row, tile.column) for tile in written.tiles}

    assert len(set(tiles.values())) == len(tiles) > 1
    assert tiles.keys() == {unit.id for unit in written.units if unit.parent is None}


def test_its_references_know_every_fact_of_every_place(directory, study):
    facts = {fact.id for fact in study.facts()}

    assert all(reference.facts.keys() == facts for reference in load_study(directory).references)


def test_a_run_of_it_visits_at_most_220_pages(directory):
    written = load_study(directory)
    in_browser = [p.id for p in written.platforms if p.transport == "browser"]

    sessions = planned_sessions(written)

    assert 150 < sessions["platform"].is_in(in_browser).sum() <= 220


def test_the_effort_is_a_choice(served, tmp_path):
    write_study(tmp_path / "more", served, Effort(main=12, paraphrases=3, gap_s=1))

    written = load_study(tmp_path / "more")

    assert len(written.sessions.variants["main"]) == 12
    assert written.pace.gap_s == 1
    assert written.scoring.min_completeness == 0


def test_what_was_planted_is_written_beside_it(directory, served):
    document = yaml.safe_load((directory / "calibration/planted.yaml").read_text("utf-8"))

    assert document == planted(served)
    best = max(document["platforms"].values(), key=lambda p: p["quality"] or 0)
    assert best["planted"]["level"] == "excellent"
    assert set(best["facts"]) == {"true", "wrong", "stale"}


def test_it_is_written_again_over_itself_but_over_nothing_else(directory, served, tmp_path):
    write_study(directory, served)
    (tmp_path / "notes.txt").write_text("mine")

    with pytest.raises(StudyError):
        write_study(tmp_path, served)
