"""Scorecards of a workspace: a file for each unit, language and format, signed as reports are."""

import pytest

from wenheng.actions.carding import publish_cards
from wenheng.actions.collect import collect
from wenheng.actions.evaluate import rate_collected
from wenheng.study.load import load_study


@pytest.fixture(scope="module")
def files(whole_study):
    collect(whole_study)
    rate_collected(whole_study)
    imprint = 'organisation: {zh: 某评估中心, en: A Centre}\ncolour: "#7a1f2b"\n'
    (whole_study / "report.yaml").write_text(imprint, "utf-8")
    told: list[tuple[int, int]] = []
    made = publish_cards(
        whole_study, ["zh", "en"], on_file=lambda done, of: told.append((done, of))
    )
    return whole_study, made, told


def test_every_unit_has_a_card_in_each_language_and_format(files):
    directory, made, told = files
    units = [unit.id for unit in load_study(directory).units]

    assert {file.relative_to(directory).as_posix() for file in made} == {
        f"reports/cards/{unit}.{language}.{format_}"
        for unit in units
        for language in ("zh", "en")
        for format_ in ("html", "pdf")
    }
    assert all(file.stat().st_size > 5_000 for file in made)
    assert told == [(done, len(made)) for done in range(len(made) + 1)]


def test_cards_carry_the_name_and_the_colour_of_the_publisher(files):
    _, made, _ = files
    pages = [file.read_text("utf-8") for file in made if file.name.endswith(".zh.html")]

    assert pages
    assert all("某评估中心" in page and "#7a1f2b" in page for page in pages)
