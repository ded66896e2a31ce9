import json
from pathlib import Path

import pytest

from wenheng.errors import StudyError
from wenheng.sandbox import country
from wenheng.sandbox.guides import read_guides

REAL = Path(__file__).parents[3] / "shared/data/guides-guangdong/items.jsonl"

ITEM = {
    "TASK_NAME": "护士执业注册（首次）",
    "DEPT_NAME": "鹭汀市卫生健康局",
    "handle_location": "办理地点：长堤路1号2楼<br>3号窗口",
    "handle_time": "20(工作日)",
    "handle_time_limit": "5（工作日）",
    "material_intro": ["申请表", "身份证", "无"],
    "consult_phone": "0990-5550199 / 12345",
    "accept_standard": "无",
}


def written(path, *lines):
    path.write_text("\n".join(x if isinstance(x, str) else json.dumps(x) for x in lines), "utf-8")
    return path


def test_an_item_becomes_a_matter_with_clean_statements(tmp_path):
    matter = read_guides(written(tmp_path / "items.jsonl", ITEM)).matters[0]

    truths = {s.slot: s.truth for s in matter.statements}
    assert truths == {
        "materials": "申请表、身份证",
        "channel": "长堤路1号2楼 3号窗口",
        "time-limit": "承诺办结时限5个工作日",
        "legal-limit": "法定办结时限20个工作日",
        "contact": "咨询电话0990-5550199、12345",
    }


def test_dirt_is_left_out_and_counted(tmp_path):
    long = {**ITEM, "TASK_NAME": "x" * 200_000}
    lines = (ITEM, "{broken", "[1]", "", long, {"DEPT_NAME": "某局"}, ITEM, {"TASK_NAME": 7})

    guides = read_guides(written(tmp_path / "items.jsonl", *lines))

    assert len(guides.matters) == 1
    assert guides.left_out == {"not an item": 2, "too long": 1, "nameless": 2, "repeated": 1}


def test_a_text_without_end_is_cut_at_a_sentence(tmp_path):
    item = {**ITEM, "accept_standard": "应当具备条件。" * 500}

    matter = read_guides(written(tmp_path / "items.jsonl", item)).matters[0]

    text = next(s.truth for s in matter.statements if s.slot == "eligibility")
    assert len(text) < 300
    assert text.endswith("条件……")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"[]\n", b"null"])
def test_a_file_without_an_item_is_an_error_of_its_author(tmp_path, content):
    file = tmp_path / "items.jsonl"
    file.write_bytes(content)

    with pytest.raises(StudyError):
        read_guides(file)


def test_a_file_that_is_not_there_is_an_error_too(tmp_path):
    with pytest.raises(StudyError):
        read_guides(tmp_path / "nowhere.jsonl")


def test_the_assistants_of_such_a_country_answer_from_the_items(tmp_path, study):
    invented = country(study, size=12, guides=written(tmp_path / "items.jsonl", ITEM))
    best = next(s for s in invented.sites if s.planted.level == "excellent").assistant()

    reply = best.reply("护士首次执业注册怎么办", "a")
    phone = best.reply("电话是多少", "a")

    assert "申请表、身份证" in reply.text
    assert "0990-5550199" in phone.text


@pytest.mark.shared
@pytest.mark.skipif(not REAL.exists(), reason="needs ../shared/data/guides-guangdong")
def test_the_real_items_of_guangdong_are_read_and_asked(study):
    invented = country(study, guides=REAL)
    best = next(s for s in invented.sites if s.planted.level == "excellent").assistant()

    reply = best.reply("中小学地方课程教材初审怎么申请", "a")

    assert len(invented.guides.matters) > 2_000
    assert "教材" in reply.text
    assert "18个工作日" in best.reply("多久能办好", "a").text
    assert best.reply("药品经营许可证换证", "b").kind == "not_understood"
