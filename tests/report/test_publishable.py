import io

import pytest
from PIL import Image, ImageDraw

from wenheng.report.pictures import Picture, thumbnails
from wenheng.report.publishable import (
    COVER,
    Origin,
    Publishable,
    contact_sheet,
    difference_hash,
    opened,
    publishable,
    shared,
)

FOOTER = "甲省 · 网页端 · 2026-11-23 17:20（北京时间） · 证据号 E00012 · sha256 0123456789abcdef"


def drawn(size=(600, 400), seed=1, form="PNG"):
    """A picture with edges of its own, black words where a box will lie, and metadata."""
    image = Image.new("RGB", size, (250, 250, 250))
    draw = ImageDraw.Draw(image)
    for n in range(8):
        left = (seed * 97 + n * 173) % size[0]
        draw.rectangle((left, n * 50, left + 80, n * 50 + 40), fill=(n * 30, 90, 200 - n * 20))
    draw.text((210, 110), "13800138000", fill=(0, 0, 0))
    exif = Image.Exif()
    exif[0x010E] = "taken by somebody"
    kept = io.BytesIO()
    image.save(kept, form, exif=exif)
    return Picture(kept.getvalue(), f"image/{form.lower()}")


def test_a_box_is_filled_solid_and_the_rest_stays():
    bare = opened(publishable(drawn(), Origin("", "")))
    made = opened(publishable(drawn(), Origin("", "", ((200, 100, 120, 40),))))

    inside = made.crop((206, 106, 314, 134))
    assert all(
        abs(value - COVER[0]) < 6 for low, high in inside.getextrema() for value in (low, high)
    )
    assert bare.crop((206, 106, 314, 134)).getextrema() != inside.getextrema()
    outside = (0, 160, 600, 400)
    assert made.crop(outside).tobytes() == bare.crop(outside).tobytes()


def test_below_it_stands_whose_it_is_and_nothing_of_how_it_was_taken_is_left():
    made = publishable(drawn(), Origin(FOOTER, ""))

    with Image.open(io.BytesIO(made.data)) as image:
        assert image.size[0] == 600
        assert image.size[1] > 420
        assert not image.getexif()
        assert {"exif", "comment", "icc_profile"}.isdisjoint(image.info)
        words = image.convert("L").crop((0, 404, 600, image.size[1]))
        assert words.getextrema()[0] < 100


def test_a_mark_lies_lightly_across_it():
    bare = opened(publishable(drawn(), Origin("", "")))
    marked = opened(publishable(drawn(), Origin("", "评估证据")))

    changed = [
        abs(a - b)
        for a, b in zip(bare.convert("L").tobytes(), marked.convert("L").tobytes(), strict=True)
    ]
    assert sum(value > 8 for value in changed) > 500
    assert max(changed) < 80


def test_a_long_footer_goes_on_in_the_next_line_and_parts_stay_whole():
    narrow = opened(publishable(drawn((260, 200)), Origin(FOOTER, "")))
    wide = opened(publishable(drawn((900, 200)), Origin(FOOTER, "")))

    assert narrow.height - wide.height == 20 * 3


def test_the_same_picture_makes_the_same_bytes():
    origin = Origin(FOOTER, "评估证据", ((1, 2, 30, 40),))

    assert publishable(drawn(), origin) == publishable(drawn(), origin)


@pytest.mark.parametrize("data", [b"", b"no picture", drawn().data[:90], b"<svg/>"])
def test_what_is_no_picture_is_not_made_publishable(data):
    assert publishable(Picture(data, "image/png"), Origin("", "")) is None


def test_only_pictures_with_an_origin_are_there_and_they_are_never_the_raw_ones():
    held = {"a": drawn(), "b": drawn(seed=2)}
    public = Publishable(held, {"a": Origin(FOOTER, "证据")})

    assert (list(public), len(public), "b" in public) == (["a"], 1, False)
    assert public["a"].data != held["a"].data
    assert set(thumbnails(public, ["a", "b"])) == {"a"}


def test_the_hash_of_a_picture_survives_its_size_and_format_and_tells_others_apart():
    one = difference_hash(drawn((600, 400)))

    assert len(one) == 16
    assert one == difference_hash(drawn((600, 400), form="JPEG"))
    assert one != difference_hash(drawn((600, 400), seed=5))


def test_a_blank_page_has_no_hash():
    kept = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(kept, "PNG")

    assert difference_hash(Picture(kept.getvalue(), "image/png")) == ""


def test_the_same_picture_under_two_units_is_named_at_both():
    hashes = {"E1": "aa", "E2": "aa", "E3": "aa", "E4": "bb", "E5": "", "E6": ""}
    units = {"E1": "甲", "E2": "甲", "E3": "乙", "E4": "丙", "E5": "甲", "E6": "丙"}

    assert shared(hashes, units) == {"E1": ("乙",), "E2": ("乙",), "E3": ("甲",)}


def test_a_contact_sheet_shows_four_in_a_row():
    sheet = opened(contact_sheet([(drawn(), f"E0000{n}") for n in range(5)]))

    assert sheet.size == (4 * 336, 2 * 460)
    assert sheet.crop((8, 468, 328, 600)).getextrema()[0][0] < 200
    assert sheet.crop((344, 468, 700, 600)).getextrema() == ((255, 255),) * 3
