"""Pictures that people brought, as they may be published."""

import csv
import io
import json

import pytest
from PIL import Image, ImageDraw

from wenheng.actions.exporting import export
from wenheng.actions.importing import import_files
from wenheng.actions.publish import Wanted, publish
from wenheng.collection.personal import personal_data
from wenheng.errors import CollectError, StudyError
from wenheng.language import catalogue, speaking
from wenheng.store.evidence import place_of

from .conftest import FEE, MAIN, held, jsonl

PHONE = "请拨打 13800138000"


@pytest.fixture
def talk(study, tmp_path, file):
    """A session of two turns, each with its picture; returns the SHA-256 of the pictures."""

    def taken(reply="请到派出所办理", platform="qingshi-web", seed=0):
        for turn in (1, 2):
            image = Image.new("RGB", (400, 300), "white")
            for n in range(6):
                box = (n * 60, (n * 37 + seed * 90 + turn * 20) % 250, n * 60 + 40, 299)
                ImageDraw.Draw(image).rectangle(box, fill=(40 * n, 80, 160))
            image.save(tmp_path / f"{platform}-{turn}.png")
        turns = [
            {"question": MAIN, "text": reply, "pictures": [f"{platform}-1.png"]},
            {"question": FEE, "text": "免费", "pictures": [f"{platform}-2.png"]},
        ]
        key = f"{platform}/temporary-id-card/main/1"
        path = file(
            *jsonl({"session": key, "tester": "王芳", "turns": turns}), name=f"{platform}.jsonl"
        )
        import_files(study, [path])
        session = next(row for row in held(study) if row["session"] == key)
        return [one["sha256"] for one in session["evidence"] if one["kind"] == "screenshot"]

    return taken


def manifest(folder):
    with (folder / "manifest.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_each_platform_has_its_pictures_a_sheet_and_lines_in_the_manifest(study, talk):
    shots = talk()

    with speaking("zh"):
        folder = export(study, "evidence")

    rows = manifest(folder)
    assert folder == study / "reports" / "evidence"
    assert [row["evidence"] for row in rows] == ["E00001", "E00002"]
    assert [row["sha256_raw"] for row in rows] == shots
    assert [row["turn"] for row in rows] == ["1", "2"]
    its = folder / "qingshi-web"
    assert {path.name for path in its.iterdir()} == {
        "E00001.jpg",
        "E00002.jpg",
        "contact-sheet.jpg",
    }
    raw = place_of(study / "data" / "evidence", shots[0]).read_bytes()
    assert (its / "E00001.jpg").read_bytes() != raw


def test_nothing_is_published_while_a_picture_may_show_personal_data(study, talk):
    first, second = talk(PHONE)

    for published in (lambda: export(study, "evidence"), lambda: publish(study, Wanted(["zh"]))):
        with speaking("en"), pytest.raises(CollectError) as error:
            published()
        said = str(error.value)
        assert "2 pictures" in said
        assert "qingshi-web/temporary-id-card/main/1, turn 1: mobile number" in said
        # people's pictures show earlier turns, too
        assert first[:16] in said and second[:16] in said
    assert not (study / "reports").exists()


def test_what_a_person_looked_at_is_published_with_its_boxes_or_not_at_all(study, talk):
    first, second = talk(PHONE)
    decided = {first[:16]: {"boxes": [[10, 20, 100, 30]]}, second[:16]: {"withhold": True}}
    (study / "redactions.yaml").write_text(json.dumps(decided), "utf-8")

    folder = export(study, "evidence")

    (row,) = manifest(folder)
    assert (row["sha256_raw"], row["boxes"]) == (first, "10 20 100 30")
    with Image.open(io.BytesIO((folder / "qingshi-web" / "E00001.jpg").read_bytes())) as image:
        assert max(image.convert("L").crop((14, 24, 106, 46)).getextrema()) < 60


def test_a_faulty_list_of_redactions_is_told(study, talk):
    talk()
    (study / "redactions.yaml").write_text("0123456789abcdef: {box: [1, 2, 3, 4]}", "utf-8")

    with pytest.raises(StudyError, match=r"redactions\.yaml"):
        export(study, "evidence")


def test_the_same_picture_under_two_units_is_marked_in_the_manifest(study, talk):
    talk()
    talk(platform="hewan-web")

    rows = manifest(export(study, "evidence"))

    assert all(row["alike"] for row in rows)
    assert len({row["unit"] for row in rows}) == 2


def test_every_kind_of_personal_data_has_a_word():
    texts = ("13800138000", "11010519491231002X", "a@qq.com", "姓名：王小明", "卡号：AB123456")

    kinds = {span.kind for text in texts for span in personal_data(text)}
    assert len(kinds) == 5
    assert {f"kind-{kind}" for kind in kinds} <= set(catalogue("evidence"))
