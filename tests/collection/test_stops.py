"""Nothing is ever submitted: proved by what the servers of leading assistants were sent."""

import json
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import web
from tests.collection.conftest import no_pause, served
from tests.collection.traps import Log, trap

from wenheng.collection.checks import said_items
from wenheng.collection.choosing import LONGEST_LEAD, chosen, may_press, offers_only, option_after
from wenheng.collection.stops import stop_of
from wenheng.collection.transcript import Question, Reply, Transcript, Turn
from wenheng.collection.transport import Target
from wenheng.collection.transports import Transports
from wenheng.study.load import load_study
from wenheng.study.options import Pace

PROBES = {probe.id: probe for probe in load_study("default-2021r").probes}
Probed = Callable[..., Awaitable[tuple[Transcript, Log]]]


@pytest.fixture
def probed(transports: Transports, platform) -> Probed:
    """Hold the session of a probe, or of a scenario, with a trap."""

    async def held(name: str, probe: str = "", **its) -> tuple[Transcript, Log]:
        browser = await transports.of("browser")
        declared = PROBES[probe].model_copy(update=its) if probe else None
        says = declared.say if declared else ("身份证怎么补领？", "要多久？")
        kinds = ["probe" if declared else kind for kind in ("main", "followup")]
        asked = [Question(kind, say) for kind, say in zip(kinds, says, strict=False)]
        pace = Pace(reply_limit_s=8, session_limit_s=60)
        async with trap(name) as (address, log):
            target = Target(platform(address), False, pace, "matching", declared)
            return await browser.hold(target, asked, no_pause), log

    return held


def checks(transcript: Transcript) -> dict[str, dict[str, object]]:
    kept = next(item for item in transcript.evidence if item.kind == "checks")
    return json.loads(kept.content)["items"]


@pytest.mark.browser
@pytest.mark.parametrize(
    ("name", "probe", "stop", "said"),
    [
        ("plain", "P1", None, 2),
        ("form", "P1", "form", 1),
        ("loose", "P1", "form", 1),
        ("confirm", "P1", "form", 1),
        ("intake", "P1", "intake", 1),
        ("flow", "P1", "intake", 1),
        ("registered", "P1", "registered", 1),
        ("queue", "P4", "queue", 1),
        ("person", "P4", "person", 2),
    ],
)
async def test_a_probe_ends_at_its_stop_point_and_nothing_but_chat_is_sent(
    probed, name, probe, stop, said
):
    held, log = await probed(name, probe)

    assert held.outcome == "replied"
    assert log.posted == []
    assert len(log.said) == said == len(held.turns)
    assert checks(held).get("stop", {"detail": None})["detail"] == stop


@pytest.mark.browser
async def test_a_person_on_the_line_is_told_that_it_is_a_test_and_left(probed):
    held, log = await probed("person", "P4")

    assert log.said == ["转人工", PROBES["P4"].farewell]
    assert checks(held)["handoff_person"]["holds"] is True
    assert [turn.kind for turn in held.turns] == ["probe", "probe"]


@pytest.mark.browser
async def test_what_was_offered_is_recorded_as_a_fact(probed):
    with_form, _ = await probed("form", "P1")
    without, _ = await probed("plain", "P1")

    assert checks(with_form)["form_offered"]["holds"] is True
    assert "提交" in checks(with_form)["submit_offered"]["detail"]
    assert checks(without)["form_offered"]["holds"] is False
    assert checks(without)["entry_time"]["value"] > 0


@pytest.mark.browser
async def test_a_control_to_rate_answers_is_seen_and_not_pressed(probed):
    held, log = await probed("thumbs", "P3")

    assert checks(held)["rating_per_answer"]["holds"] is True
    assert checks(held)["rating_reason"]["holds"] is None
    assert log.posted == []


@pytest.mark.browser
async def test_where_the_study_allows_it_one_answer_is_disliked_and_no_reason_given(probed):
    held, log = await probed("thumbs", "P3", press="dislike")

    assert log.posted == ['/rate {"mark":0}']
    assert checks(held)["rating_reason"]["holds"] is True


@pytest.mark.browser
@pytest.mark.parametrize("name", ["menu", "fills"])
async def test_the_option_that_fits_the_question_is_pressed_and_kept_as_a_turn(probed, name):
    held, log = await probed(name)

    assert [(turn.kind, turn.question) for turn in held.turns] == [
        ("main", "身份证怎么补领？"),
        ("option", "身份证补领指南"),
        ("followup", "要多久？"),
    ]
    assert "户籍派出所" in held.turns[1].reply.text
    assert held.turns[1].last_s is not None
    assert log.posted == []
    assert {e.turn for e in held.evidence if e.kind == "screenshot"} == {0, 1, 2}


@pytest.mark.browser
async def test_an_option_that_leads_away_ends_the_session_and_one_that_opens_a_tab_does_not(probed):
    away, _ = await probed("away")
    tab, log = await probed("tab")

    assert [turn.kind for turn in away.turns] == ["main"]
    assert log.said == ["身份证怎么补领？", "要多久？"]
    assert tab.turns[-1].reply.text == "三个工作日。"


@pytest.mark.browser
async def test_a_form_that_takes_the_place_of_the_composer_is_never_written_into(probed):
    held, log = await probed("replaced")

    assert log.said == ["身份证怎么补领？"]
    assert log.posted == []
    assert [turn.outcome for turn in held.turns] == ["replied", "no_reply"]


@pytest.mark.browser
async def test_options_that_would_submit_are_left_alone(probed):
    held, log = await probed("only-acts")

    assert log.posted == []
    assert [turn.kind for turn in held.turns] == ["main", "followup"]


async def test_an_endpoint_is_sent_the_option_as_the_next_message(transports, platform):
    said = []

    async def ask(request: web.Request) -> web.Response:
        said.append(json.loads(await request.text())["q"])
        menu = {"a": "请选择：", "o": ["户口迁移", "身份证补领指南"]}
        return web.json_response(menu if len(said) == 1 else {"a": "请到户籍派出所办理。"})

    async with served(web.post("/ask", ask)) as base:
        http = {"body": {"q": "{question}"}, "reply": "$.a", "options": "$.o"}
        at = platform(f"{base}/ask", transport="http", http=http)
        asked = [Question("main", "身份证怎么补领？"), Question("followup", "要多久？")]
        holder = await transports.of("http")
        held = await holder.hold(Target(at, choose="matching"), asked, no_pause)

    assert said == ["身份证怎么补领？", "身份证补领指南", "要多久？"]
    assert [turn.kind for turn in held.turns] == ["main", "option", "followup"]
    assert [item.turn for item in held.evidence] == [0, 1, 2]


async def test_an_endpoint_that_takes_down_a_complaint_is_left(transports, platform):
    said = []

    async def ask(request: web.Request) -> web.Response:
        said.append(json.loads(await request.text())["q"])
        return web.json_response({"a": "请描述您要投诉的经过，我来为您登记。"})

    async with served(web.post("/ask", ask)) as base:
        at = platform(
            f"{base}/ask",
            transport="http",
            http={"body": {"q": "{question}"}, "reply": "$.a"},
        )
        asked = [Question("probe", say) for say in PROBES["P1"].say]
        holder = await transports.of("http")
        held = await holder.hold(Target(at, probe=PROBES["P1"]), asked, no_pause)

    assert len(said) == len(held.turns) == 1
    assert checks(held)["stop"]["detail"] == "intake"


@pytest.mark.parametrize(
    "option",
    [
        "提交",
        "确认",
        "我要投诉",
        "立即申请",
        "居住证申请",
        "去支付",
        "在线预约",
        "登录",
        "Apply now",
        "submit",
        "转人工",
    ],
)
def test_words_that_submit_are_never_pressed(option):
    assert not may_press(option)


@pytest.mark.parametrize(
    "option",
    [
        "身份证补领指南",
        "公积金提取",
        "申请条件",
        "申请材料有哪些",
        "新生儿落户",
        "办理流程",
        "缴费查询",
    ],
)
def test_names_of_matters_may_be_pressed(option):
    assert may_press(option)


def test_the_option_most_like_the_question_is_chosen_and_none_where_nothing_is_alike():
    options = ["户口迁移", "养老保险关系转移接续", "社会保障卡补领"]

    assert chosen("养老保险关系怎么转到外省？", options, "matching") == "养老保险关系转移接续"
    assert chosen("今天天气怎么样？", options, "matching") == ""
    assert chosen("今天天气怎么样？", options, "first") == "户口迁移"
    assert chosen("户口迁移怎么办？", options, "none") == ""


def test_an_answer_with_suggestions_is_no_menu():
    answer = "补领居民身份证到户籍派出所办理，工本费40元，20个工作日内领取。"

    assert not offers_only(Reply(answer, options=("还想问什么",)))
    assert offers_only(Reply("", options=("户口迁移",)))
    assert offers_only(Reply("请选择您要咨询的事项：\n1. 户口迁移", options=("户口迁移",)))
    assert not offers_only(Reply("请选择您要咨询的事项："))
    assert not offers_only(Reply(f"请选择：{'答' * LONGEST_LEAD}", options=("户口迁移",)))


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("正在为您转接，您前面还有2位。", "handoff_queue"),
        ("人工坐席已接入，工号0012。", "handoff_person"),
        ("人工服务时间为工作日9:00至17:00。", "handoff_hours"),
        ("当前坐席繁忙，您可以留言。", "handoff_message"),
        ("抱歉，暂不支持人工服务。", "handoff_refused"),
    ],
)
def test_what_a_visitor_meets_who_asks_for_a_person_is_kept_as_facts(text, item):
    found = said_items(PROBES["P4"], [Turn("probe", "转人工", "replied", Reply(text))])

    held = {name for name, its in found.items() if its.holds and name.startswith("handoff")}
    assert held == {item}
    assert said_items(PROBES["P1"], [Turn("probe", "投诉", "replied", Reply("好的"))]) == {}


def test_where_nothing_was_said_it_is_not_known_what_a_visitor_meets():
    found = said_items(PROBES["P4"], [Turn("probe", "转人工", "no_reply")])

    assert {its.holds for its in found.values()} == {None}
    assert len(found) == 5


def test_what_follows_our_farewell_is_no_fact_of_the_assistant():
    bye = Turn("probe", PROBES["P4"].farewell, "replied", Reply("人工坐席已接入，工号0012。"))
    found = said_items(PROBES["P4"], [Turn("probe", "转人工", "replied", Reply("请说。")), bye])

    assert not found["handoff_person"].holds


def test_options_are_pressed_one_level_deep():
    menu = Reply("请选择：", options=("户口迁移",))

    assert option_after("first", "main", "？", menu) == "户口迁移"
    assert option_after("first", "option", "？", menu) == ""


@pytest.mark.parametrize(
    ("text", "stop"),
    [
        ("人工坐席为您服务时间为工作日9:00至17:00，请拨打12345。", ""),
        ("您好，我是智能客服小申，很高兴为您服务。", ""),
        ("投诉可拨打12345，或登录政务服务网在“投诉建议”栏目提交，凭受理编号查询进度。", ""),
        ("您好，客服专员小王已接入，工号 1024。", "person"),
        ("已为您转接至人工客服。", "person"),
        ("客服 0812 已接入，请稍候", "person"),
        ("已为您转接至智能客服。", ""),
        ("正在为您接入智能客服。", ""),
        ("正在为您接入人工客服。", "queue"),
        ("当前排队人数较多，您前面还有3位。", "queue"),
        ("请问您的联系电话？请提供您的姓名。", "intake"),
        ("已为您登记，工单号：GD-20261124。", "registered"),
        ("已登记的失业人员可以申领失业金。", ""),
    ],
)
def test_a_stop_point_is_read_from_the_reply(text, stop):
    assert stop_of(Reply(text), True) == stop


def test_what_the_platform_says_beside_a_reply_ends_a_session_too():
    beside = Reply("您好，请讲。", announced="已为您接入人工客服")
    queue = Reply("请说。", announced="当前排队人数较多")

    assert stop_of(beside, False) == "person"
    assert stop_of(queue, True) == "queue"
    assert said_items(PROBES["P4"], [Turn("probe", "转人工", "replied", beside)])[
        "handoff_person"
    ].holds


def test_outside_probes_only_a_person_ends_a_session():
    assert stop_of(Reply("请提供您的姓名和身份证号。"), False) == ""
    assert stop_of(Reply("人工客服已接入，请讲。"), False) == "person"
