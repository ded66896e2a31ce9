"""Numbers of headings in Chinese characters."""

DIGITS = "零一二三四五六七八九"
PLACES = ("", "十", "百", "千")


def chinese(number: int) -> str:
    """`number`, 1 to 9999, as it is counted in Chinese: 十二, 一百零三."""
    if not 0 < number < 10_000:
        raise ValueError(f"no numeral for {number}")
    written = ""
    for place, digit in enumerate(reversed(str(number))):
        if digit != "0":
            written = DIGITS[int(digit)] + PLACES[place] + written
        elif written and not written.startswith(DIGITS[0]):
            written = DIGITS[0] + written
    return written.removeprefix("一") if 10 <= number < 20 else written
