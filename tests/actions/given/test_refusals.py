"""What is wrong in a file is told, all of it and with its place, and nothing is taken in."""

import openpyxl
import pytest
from tests.actions.given.conftest import CARD, FEE, HEAD, MAIN, PNG, held, jsonl, refusal

from wenheng.actions.importing import import_files
from wenheng.actions.opened import opened_with_sessions
from wenheng.errors import StudyError, TableError


def test_every_bad_place_of_a_file_is_told_at_once(study, file, tmp_path):
    (tmp_path.parent / "secret.png").write_bytes(PNG)
    path = file(
        "session,platform,question,reply,outcome,asked at,first s,last s,links,pictures",
        f",qingshi-wep,{MAIN},甲,,,,,,",
        f",,{MAIN},甲,,,,,,",
        ",qingshi-web,天气怎么样?,甲,,,,,,",
        f"qingshi-web/temporary-id/main/1,,{MAIN},甲,,,,,,",
        f"qingshi-web/temporary-id-card/main/1,,{CARD},甲,,,,,,",
        f",hewan-web,{MAIN},,,,,,www.hewan,",
        f",hewan-web,{FEE},,no reply,2026-11-24 10:03,,,,",
        f",hewan-web,{CARD},甲,perhaps,yesterday,-1,fast,,",
        f",qingshi-web,{CARD},甲,unreachable,,3,2,no address,../secret.png",
        f",qingshi-web,{CARD},甲,,,,,,",
    )

    said = refusal(study, path)

    for place in (
        "row 2, column 'platform': the study has no platform 'qingshi-wep'; the nearest is 'qings",
        "row 3, column 'platform': which platform it is stands nowhere",
        "row 4, column 'question': the plan does not ask this platform '天气怎么样?'",
        "row 5, column 'session': the plan has no session 'qingshi-web/temporary-id/main/1'; the n",
        "row 6, column 'question': session 'qingshi-web/temporary-id-card/main/1' does not ask",
        "row 8, column 'asked at': '2026-11-24 10:03' has no time zone",
        "row 9, column 'outcome': no 'perhaps'; there are replied, no reply,",
        "row 9, column 'asked at': 'yesterday' is no date and time",
        "row 9, column 'first s': '-1' is no number of seconds",
        "row 9, column 'last s': 'fast' is no number of seconds",
        "row 10, column 'links': there is no address in 'no address'",
        "row 10, column 'outcome': the outcome is 'unreachable', so there is no reply to give",
        "row 10, column 'first s': the first word came after the last",
        "row 10, column 'pictures': there is no picture '../secret.png'",
        f"row 11, column 'question': {CARD!r} is asked more often than planned",
    ):
        assert place in said
    with pytest.raises(StudyError), opened_with_sessions(study):
        pass


def test_lines_that_are_no_json_or_of_wrong_types_are_told_with_their_line(study, file):
    deep = "[" * 200_000
    said = refusal(
        study,
        file(
            '{"question": ',
            "7",
            deep,
            *jsonl(
                {"platform": "hewan-web", "question": MAIN, "text": ["甲"], "outcom": "replied"},
                {"platform": "hewan-web", "question": CARD, "text": "甲", "first_s": True},
                {"platform": "hewan-web", "turns": 3},
            ),
            name="talks.jsonl",
        ),
    )

    for place in (
        "row 1: not valid JSON",
        "row 2: should be a JSON object",
        "row 3: not valid JSON",
        "row 4, column 'text': \"['甲']\" should be text",
        "row 4, column 'outcom': no key is called 'outcom'; is 'outcome' meant",
        "row 5, column 'first_s': 'True' should be text",
        "row 6, column 'turns': '3' should be a list",
    ):
        assert place in said


def test_a_formula_in_a_packet_is_refused_and_a_reply_that_looks_like_one_is_kept(
    study, tmp_path, file
):
    book = openpyxl.Workbook()
    book.active.append(["platform", "question", "reply"])
    book.active.append(["hewan-web", MAIN, '=HYPERLINK("http://a","b")'])
    book.save(tmp_path / "evil.xlsx")

    assert "is a formula; formulas are not evaluated" in refusal(study, tmp_path / "evil.xlsx")
    import_files(study, [file("platform,question,reply", f"hewan-web,{MAIN},=1+1")])
    assert held(study)[0]["turns"][0]["text"] == "=1+1"


@pytest.mark.parametrize("content", [b"<svg/>", b"GIF89a", b""])
def test_what_is_no_picture_is_refused_as_evidence(study, tmp_path, file, content):
    (tmp_path / "shot.png").write_bytes(content)
    path = file("platform,question,reply,pictures", f"hewan-web,{MAIN},甲,shot.png")

    assert "is no PNG, JPEG or WebP picture" in refusal(study, path)


def test_of_ratings_and_conversations_none_is_taken_in_where_one_file_has_mistakes(study, file):
    talks = file(HEAD, f"qingshi-web,{MAIN},甲,")
    bad = file("platform,indicator,rater,level", "qingshi-web,B9,ann,2", name="ratings.csv")

    with pytest.raises(TableError):
        import_files(study, [talks, bad])

    with pytest.raises(StudyError), opened_with_sessions(study):
        pass
