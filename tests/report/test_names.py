"""Names are listed as far as a reader follows, and what is cut is counted."""

from wenheng.language import speaking
from wenheng.report.names import some


def test_few_names_are_all_listed():
    with speaking("zh"):
        assert some(["甲", "乙"], most=2) == "甲、乙"


def test_of_many_names_the_first_stand_and_the_others_are_counted():
    with speaking("zh"):
        assert some(["甲", "乙", "丙", "丁"], most=2) == "甲、乙等\uff08另有 2 个\uff09"
    with speaking("en"):
        assert some(["A", "B", "C"], most=2) == "A, B and 1 more"
