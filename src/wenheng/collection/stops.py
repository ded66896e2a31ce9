"""Where a session ends before its questions do, so that nothing is submitted and nobody kept.

A probe of complaints or suggestions stops where the assistant begins to take down what is said; a
probe of the handoff stops in the queue, or right after a person has come on the line.
"""

import re
from typing import Literal

from wenheng.collection.transcript import Reply

Stop = Literal["", "person", "queue", "intake", "registered", "form"]

_NO_ROBOT = r"(?:(?!智能|智慧|机器人|数字|AI)[^，。,；])"
_PERSON = re.compile(
    r"(人工|坐席|座席|专员)[^，。,；]{0,12}(已接入|已接通|已上线|已加入|为您服务(?!的?(时间|时段)))"
    rf"|已(经)?(为您)?(接入|接通|连接到?|转接(至|到)|转入){_NO_ROBOT}{{0,6}}(人工|客服|坐席|座席)"
    r"|客服\s?\d{2,}\s?号?\s?(已接入|已接通|已上线|已加入|为您服务)"
    r"|(工号|坐席|座席)\s*[:：]?\s*[A-Za-z]{0,3}\d{2,}"
    r"|you are now (chatting|connected) with|agent .{1,20} (has )?joined",
    re.IGNORECASE,
)
_QUEUE = re.compile(
    r"排队|前面(还)?有\s*\d+|等待人数|转接中|正在(为您)?(转接|接入|呼叫|连接|分配)(?!.{0,4}(智能|智慧|机器人|数字|AI))"
    r"|(人工|坐席|座席|客服)[^，。,；]{0,10}请(您)?(耐心)?(等待|稍候|稍等)"
    r"|in (the )?queue|connecting you|transferring you",
    re.IGNORECASE,
)
_GIVE = (
    "描述|说明|告诉我|告知|输入|填写|提供|留下|补充|发送|回复|上传|选择投诉"
    "|enter|provide|tell me|describe|leave"
)
_OF_YOU = (
    "投诉|举报|诉求|经过|情况|内容|事由|姓名|名字|称呼|贵姓|电话|手机|联系方式|身份证|证件号|地址|窗口|建议|意见"
    "|name|phone|contact|id number|address|what happened"
)
_INTAKE = re.compile(
    rf"(请|麻烦|需要)(您|你)?(先|直接|详细|简要|如实|在此|在下方|再)*({_GIVE})[^。！!？?；;]{{0,24}}({_OF_YOU})"
    rf"|please ({_GIVE})[^.!?]{{0,40}}({_OF_YOU})"
    r"|(我来|我将|我会|现在)?(为|帮|替)您(登记|提交|受理|转交|生成工单|记录下来)|您(的)?(姓名|电话|手机号|身份证号)(是|为)?[?？]",
    re.IGNORECASE,
)
_REGISTERED = re.compile(
    r"(登记|受理|提交|投诉|举报)成功|已(成功)?(为您|帮您|替您)?(登记|受理|提交|立案|生成工单|转交)(?!后|的)"
    r"|(受理|工单|诉求|登记|投诉)(编号|单号|号码?)(为|是)?\s*[:：]?\s*[A-Za-z]{0,6}[-\d]{4,}"
    r"|(has been|was) (registered|submitted|filed)",
    re.IGNORECASE,
)


def is_person(text: str) -> bool:
    """Whether `text` says that a person is on the line."""
    return bool(_PERSON.search(text))


def is_queue(text: str) -> bool:
    """Whether `text` says that the visitor waits for a person."""
    return bool(_QUEUE.search(text))


def stop_of(reply: Reply, is_careful: bool) -> Stop:
    """Why nothing more is said after `reply`; "" where the session goes on.

    A person on the line ends any session. What else ends one ends only the session of a probe or
    of a simulated user: the next sentence could be taken for the content of a complaint, a
    suggestion, an answer to a person who waits.
    """
    text = reply.heard
    if is_person(text):
        return "person"
    if not is_careful:
        return ""
    if _REGISTERED.search(text):
        return "registered"
    if is_queue(text):
        return "queue"
    return "intake" if _INTAKE.search(text) else ""
