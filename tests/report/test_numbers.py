from wenheng.report.numbers import number, percent, share, shares


def test_a_half_is_rounded_up_as_by_hand():
    printed = [number(57.5, 0), number(2.675, 2), number(1.005, 2), number(0.125, 2)]

    assert printed == ["58", "2.68", "1.01", "0.13"]


def test_the_noise_of_a_sum_does_not_turn_a_half_down():
    total = 12.524999999999999  # 501/40, summed in binary

    assert number(total) == "12.53"
    assert number(12.5249) == "12.52"


def test_what_is_not_known_is_a_dash_and_not_a_zero():
    assert number(None) == percent(None) == share(3, 0) == "—"


def test_a_share_keeps_two_decimals():
    assert share(75, 128) == "58.59%"
    assert percent(2 / 3, 1) == "66.7%"


def test_shares_add_up_to_a_hundred_as_in_the_report_of_2021():
    provinces, cities = shares([8, 13, 7, 4]), shares([8, 7, 6, 11])

    assert provinces == ["25.00%", "40.63%", "21.87%", "12.50%"]
    assert cities == ["25.00%", "21.88%", "18.75%", "34.37%"]
    assert shares([1, 1, 1]) == ["33.34%", "33.33%", "33.33%"]


def test_a_study_may_have_its_shares_rounded_one_by_one():
    assert shares([1, 1, 1], "half-up") == ["33.33%", "33.33%", "33.33%"]


def test_shares_of_nothing_are_dashes():
    assert shares([0, 0]) == ["—", "—"]
