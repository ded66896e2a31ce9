"""From ratings by people and a model to the page and the file that say who may count where."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from tests.actions.judged import SCENARIOS, UNITS, bring, collect, declare
from tests.actions.models import GOOD, Model, Response, model

from wenheng.actions.calibrating import calibrate
from wenheng.actions.evaluate import score_collected
from wenheng.actions.importing import import_files
from wenheng.actions.judging import Order, judge_collected
from wenheng.actions.opened import opened_with_sessions
from wenheng.actions.publish import Wanted, publish
from wenheng.errors import NotScorable
from wenheng.store.events import events
from wenheng.study.load import load_study

LEVELS = {(u, s): (i + j) % 4 for i, u in enumerate(UNITS) for j, s in enumerate(SCENARIOS)}
LOW = {
    "least_n": 3,
    "alpha": 0.5,
    "alpha_low": -1,
    "kappa": 0.5,
    "bias": 0.5,
    "length": 1,
    "flips": 0.2,
}


def honest(asked: dict, _number: int) -> Response:
    """A model that sees what people see."""
    shown = asked["messages"][1]["content"]
    level = next(level for (u, s), level in LEVELS.items() if f"（{u}{s}）" in shown)
    return Response({**GOOD, "level": level})


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = collect(tmp_path_factory.mktemp("collected"))
    rated = [(f"{u}-web", s, level) for (u, s), level in LEVELS.items()][:-1]  # the last by no one
    file = folder / "ratings.csv"
    lines = [f"{p},{s},Q,ann,{level}" for p, s, level in rated]
    file.write_text("platform,scenario,indicator,rater,level\n" + "\n".join(lines) + "\n", "utf-8")
    import_files(folder, [file])
    return folder


@pytest.fixture
def study(collected: Path, tmp_path: Path) -> Path:
    return shutil.copytree(collected, tmp_path / "study")


@pytest.fixture
def endpoint():
    with model(honest) as its:
        yield its


def lower_marks(study: Path, endpoint: Model) -> None:
    declare(study, endpoint.entry)
    declared = yaml.safe_load((study / "judge.yaml").read_text("utf-8"))
    declared["calibration"] = {"alone": LOW, "pre_score": LOW}
    (study / "judge.yaml").write_text(yaml.safe_dump(declared), "utf-8")


def test_a_model_counts_once_calibrated_where_no_person_rated(study, endpoint):
    lower_marks(study, endpoint)
    sample = judge_collected(study, Order(sample=True))
    before = score_collected(study)["cells"]

    found = calibrate(study, ["en"])
    judge_collected(study)
    after = score_collected(study)["cells"]

    assert sample.cells == 5 and sample.asked == 15
    assert found.alone == ((sample.rater, "Q"),)
    (last,) = after.filter(platform="south-web", scenario="s2").to_dicts()
    assert before.filter(platform="south-web", scenario="s2")["status"].item() == "not_assessed"
    assert (last["score"], last["judged_by"]) == (3, "machine")
    people = after.filter(judged_by="person")
    assert people.height == 5


def test_by_default_five_cells_admit_nobody(study, endpoint):
    declare(study, endpoint.entry)
    judge_collected(study, Order(sample=True))

    found = calibrate(study, ["en"])
    judge_collected(study)

    assert found.alone == () and found.roles == {"no": 1}
    assert score_collected(study)["cells"]["judged_by"].cast(str).to_list().count("machine") == 0


def test_another_model_is_not_admitted_by_the_calibration_of_the_first(study, endpoint):
    lower_marks(study, endpoint)
    judge_collected(study, Order(sample=True))
    calibrate(study, ["en"])
    declared = yaml.safe_load((study / "judge.yaml").read_text("utf-8"))
    declared["judge"]["temperature"] = 0.7
    (study / "judge.yaml").write_text(yaml.safe_dump(declared), "utf-8")

    judge_collected(study)

    cells = score_collected(study)["cells"]
    assert cells.filter(platform="south-web", scenario="s2")["status"].item() == "not_assessed"


def test_a_model_that_flips_in_other_words_is_not_admitted(study, endpoint):
    def fickle(asked: dict, number: int) -> Response:
        reworded = asked["messages"][0]["content"].startswith("请你当一名评委")
        return Response({**GOOD, "level": 3}) if reworded else honest(asked, number)

    endpoint.behave = fickle
    lower_marks(study, endpoint)
    judge_collected(study, Order(sample=True))

    found = calibrate(study, ["en"])

    assert found.alone == ()


def test_the_decision_is_a_file_of_the_study_that_it_can_load_and_the_ledger_knows(study, endpoint):
    lower_marks(study, endpoint)
    judge_collected(study, Order(sample=True))

    found = calibrate(study, ["zh", "en"])

    (admission,) = load_study(study).calibrated
    assert (admission.role, admission.n, admission.alpha, admission.flips) == ("alone", 5, 1.0, 0.0)
    with opened_with_sessions(study) as opened:
        last = events(opened.workspace).filter(what="calibrated").to_dicts()[-1]
    assert "sha256" in json.loads(last["detail"])
    assert found.decision.read_text("utf-8").startswith("# ")


def test_people_are_on_the_page_but_not_in_the_file(study, endpoint):
    file = study / "more.csv"
    file.write_text("platform,scenario,indicator,rater,level\nnorth-web,s0,Q,bob,0\n", "utf-8")
    import_files(study, [file])

    found = calibrate(study, ["en"])

    page = found.pages[0].read_text("utf-8")
    assert "bob" in page and "ann" in page
    assert load_study(study).calibrated == ()


def test_the_page_says_in_both_languages_who_may_do_what(study, endpoint):
    lower_marks(study, endpoint)
    judged = judge_collected(study, Order(sample=True))

    pages = {
        page.stem[-2:]: page.read_text("utf-8") for page in calibrate(study, ["zh", "en"]).pages
    }

    assert judged.rater in pages["en"] and "may stand alone" in pages["en"]
    assert "可以单独评分" in pages["zh"] and "换措辞" in pages["zh"]
    for whole in pages.values():
        page = re.sub(r"<script.*?</script>", "", whole, flags=re.DOTALL)
        links = set(re.findall(r'href="#([^"]+)"', page))
        assert links <= set(re.findall(r'id="([^"]+)"', page))
        assert "http://" not in re.sub(r"http://www\.w3\.org/\S+", "", page)


def test_the_tables_are_written_beside_the_scores(study, endpoint):
    lower_marks(study, endpoint)
    judge_collected(study, Order(sample=True))

    tables = calibrate(study, ["en"]).tables

    assert [table.name for table in tables] == [
        "calibration-raters.csv",
        "calibration-confusion.csv",
        "calibration-by-unit.csv",
        "calibration-by-length.csv",
    ]
    assert "Q" in tables[0].read_text("utf-8-sig")


def test_without_ratings_by_people_there_is_nothing_to_calibrate(tmp_path):
    study = collect(tmp_path)

    with pytest.raises(NotScorable):
        calibrate(study, ["en"])


def test_the_commands_tell_what_it_costs_before_and_after(study, endpoint):
    lower_marks(study, endpoint)
    bring(study, {"south-web": {"s2": "带身份证。（souths2）"}})

    told = wenheng("judge", study, "--sample")
    stopped = wenheng("judge", study, "--frozen", "--json")
    compared = wenheng("calibrate", study)

    assert told.returncode == 0, told.stderr
    before, after = told.stdout.index("at most"), told.stdout.index("spent in all")
    assert before < after and "1,000,000 tokens" in told.stdout
    assert json.loads(stopped.stdout)["asked"] == 0
    assert compared.returncode == 0 and "may stand alone on Q" in compared.stdout


def test_an_estimate_says_what_it_would_cost_whatever_else_is_wanted(study, endpoint):
    declare(study, endpoint.entry)

    told = wenheng("judge", study, "--estimate", "--frozen")
    as_json = wenheng("judge", study, "--estimate", "--json")

    assert "at most" in told.stdout and "spent in all" not in told.stdout
    assert json.loads(as_json.stdout)["most"]["tokens_in"] > 0
    assert endpoint.asked == []


def wenheng(command: str, study: Path, *options: str) -> subprocess.CompletedProcess[str]:
    run = [sys.executable, "-m", "wenheng", "--lang", "en", command, str(study), *options]
    return subprocess.run(run, capture_output=True, text=True, timeout=90)


def test_the_report_says_of_a_model_that_does_not_count_that_it_does_not(study, endpoint):
    lower_marks(study, endpoint)
    judge_collected(study)

    before = publish(study, Wanted(["en"]))[0].read_text("utf-8")
    judge_collected(study, Order(sample=True))
    calibrate(study, ["en"])
    after = publish(study, Wanted(["en"]))[0].read_text("utf-8")

    assert "Model (not calibrated, not counted)" in before
    assert "Model (not calibrated, not counted)" not in after and "Model model:model@" in after
