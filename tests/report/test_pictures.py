import base64
import io

import pytest
from PIL import Image

from wenheng.report.pictures import Picture, thumbnails


def picture(size: tuple[int, int], form: str = "PNG", mode: str = "RGB") -> Picture:
    noise = Image.effect_noise(size, 60).convert(mode)
    kept = io.BytesIO()
    noise.save(kept, form)
    return Picture(kept.getvalue(), f"image/{form.lower()}")


def opened(uri: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(uri.partition(",")[2])))


def test_a_picture_is_made_small_and_told_its_true_size():
    small = thumbnails({"a": picture((1366, 768))}, ["a"])["a"]

    shown = opened(small.uri)

    assert shown.format == "WEBP"
    assert shown.size == (small.width, small.height)
    assert small.width == 900


def test_a_small_picture_is_not_blown_up():
    small = thumbnails({"a": picture((120, 80))}, ["a"])["a"]

    assert (small.width, small.height) == (120, 80)


def test_of_a_very_tall_page_the_upper_part_is_shown_and_that_is_said():
    small = thumbnails({"a": picture((400, 4000))}, ["a"])["a"]

    assert small.cut
    assert small.height < 2000


def test_many_pictures_share_what_one_report_can_hold():
    many = {str(i): picture((640, 480)) for i in range(60)}

    embedded = thumbnails(many, many)

    assert len(embedded) == 60
    assert sum(len(small.uri) for small in embedded.values()) < 1.35 * 4_200_000 * 1.2


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a picture",
        b"\x89PNG\r\n\x1a\n" + bytes(64),
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        picture((64, 64)).data[:200],
    ],
    ids=["empty", "text", "broken", "svg", "cut-short"],
)
def test_what_is_not_a_whole_raster_picture_is_left_out(data: bytes):
    assert thumbnails({"a": Picture(data, "image/png")}, ["a"]) == {}


def test_a_picture_of_absurd_size_is_not_unpacked():
    bomb = io.BytesIO()
    Image.new("1", (8000, 8000)).save(bomb, "PNG")

    assert thumbnails({"a": Picture(bomb.getvalue(), "image/png")}, ["a"]) == {}


def test_metadata_and_transparency_do_not_survive():
    kept = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "where it was taken"
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(kept, "PNG", exif=exif)

    small = thumbnails({"a": Picture(kept.getvalue(), "image/png")}, ["a"])["a"]

    assert dict(opened(small.uri).getexif()) == {}
    assert opened(small.uri).mode == "RGB"


def test_pictures_that_were_not_supplied_are_left_out():
    assert thumbnails({}, ["a"]) == {}
