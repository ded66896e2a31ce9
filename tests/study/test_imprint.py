"""Whose report it is: `report.yaml` beside a study."""

import pytest

from wenheng.language import speaking
from wenheng.study.imprint import Imprint, contrast_with_white, read_imprint
from wenheng.study.problems import FaultyStudy


def test_without_the_file_there_is_no_imprint(tmp_path):
    assert read_imprint(tmp_path) == Imprint()


def test_all_faults_of_the_file_are_told_at_once(tmp_path):
    (tmp_path / "report.yaml").write_text(
        "organization: 某中心\ncolour: '#ffee00'\nlogo: ../secret.png\n", "utf-8"
    )
    with speaking("en"), pytest.raises(FaultyStudy) as raised:
        read_imprint(tmp_path)

    said = str(raised.value)
    assert "report.yaml:1" in said and "organisation" in said
    assert "too light" in said
    assert "report.yaml:3" in said


@pytest.mark.parametrize(
    ("colour", "ratio"), [("#ffffff", 1.0), ("#000000", 21.0), ("#777777", 4.48), ("#767676", 4.54)]
)
def test_contrast_is_that_of_published_examples(colour, ratio):
    """#767676 is known as the lightest grey that passes at 4.5, #777777 as the first that fails."""
    assert contrast_with_white(colour) == pytest.approx(ratio, abs=0.005)
