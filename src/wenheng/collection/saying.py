"""What a simulated user may say to a platform: looked at before every message is sent.

Nothing that agrees to an act, orders one, carries personal data or a link, or speaks of itself as
a model. It refuses rather too much: who is refused says something else, or leaves.
"""

import re
from collections.abc import Sequence
from typing import Literal

from wenheng.collection.personal import personal_data

Refusal = Literal["", "long", "personal", "act", "link", "role", "again"]

_ACT = (
    "提交|受理|立案|登记|预约|挂号|缴费|缴纳|付款|支付|下单|签字|签署|盖章|投诉|举报|报案|申请|申报|申领|办理|办了|注销|转人工"
    "|发送|上传"
)
_ASKS = re.compile(
    r"[?？吗呢]|怎么|怎样|如何|哪|什么|多少|多久|几|是否|能不能|可不可以|要不要|需不需要|咋|啥"
    r"|\b(how|what|where|when|which|who|do|does|is|are|can|could|should)\b",
    re.IGNORECASE,
)
_AGREES = re.compile(
    r"(?<!不)(?<!未)(同意|授权|确认|确定)(?!书|函|单|件|一下(什么|哪)|后|了?(吗|没))"
    r"|\b(i )?(agree|confirm|consent|authori[sz]e|submit|go ahead)\b",
    re.IGNORECASE,
)
_YES = re.compile(
    r"^\W*((是|对|好|行|可以|嗯|没问题|要|需要|继续|下一步|确认|同意|yes|ok|okay|sure|y|\d{1,2}"
    rf"|{_ACT})(的|啊|吧|呀|了)?\W*)+$",
    re.IGNORECASE,
)
_ORDERS = re.compile(
    rf"(帮|替|给|为)(我|俺|咱).{{0,10}}({_ACT})"
    rf"|(就|直接|马上|立即|现在|这就|请|赶紧)(这样|按.{{1,8}})?({_ACT})"
    rf"|({_ACT})(吧|了吧|一下|掉)"
    r"|please (submit|apply|file|book|register|pay|proceed)"
    r"|(submit|book|register|file) (it|this) for me",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?://|www\.|[\w-]+\.(com|cn|net|org|gov)\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d(?:[ \u00a0-]?\d){6,}")
_NAMED = re.compile(
    r"(?:我叫|(?:名字|姓名)\s*(?:叫|是|[:：])|my name is|i am called)"
    r"\s*(?!什么|啥|谁|哪|必|否|不|怎|要|按)"
    r"(?P<value>[\u4e00-\u9fff]{2,4}|[A-Z][a-z]+(?: [A-Z][a-z]+)?)",
    re.IGNORECASE,
)
_LIVES = re.compile(
    r"(?:住在?|地址(?:是|在)?|家在)\s*[:：]?\s*(?P<value>[^，。,;；?？]{2,30}?[号室栋幢弄单元](?:楼)?)"
)
_ROLE = re.compile(
    r"系统提示|提示词|json|\"say\"|<think|语言模型|人工智能模型|我是(一个|一名)?(AI|人工智能|程序|模型|机器人)"
    r"|扮演|作为(一个|一名)?(AI|人工智能|语言模型)|忽略.{0,8}(规则|指令|要求)"
    r"|system prompt|language model|ignore (all|the|previous)|=====",
    re.IGNORECASE,
)


def refused(words: str, tells: Sequence[str], before: Sequence[str], most: int) -> Refusal:
    """Why `words` may not be said; "" where they may.

    Args:
        words: what a model wants a simulated user to say.
        tells: what its persona may say of itself, all of it invented.
        before: what it said before, which it does not say again.
        most: characters at most.
    """
    said = words.strip()
    if len(said) > most or len(said.splitlines()) > 1:
        return "long"
    if _tells_more(said, tells):
        return "personal"
    if _LINK.search(said):
        return "link"
    if _ROLE.search(said):
        return "role"
    if _acts(said):
        return "act"
    return "again" if said in {one.strip() for one in before} else ""


def _acts(said: str) -> bool:
    """Whether `said` agrees to an act or orders one; a question about it does neither."""
    if _YES.match(said) or _ORDERS.search(said):
        return True
    return any(_AGREES.search(part) and not _ASKS.search(part) for part in _sentences(said))


def _sentences(text: str) -> list[str]:
    return re.findall(r"[^。！!;；?？]+[。！!;；?？]?", text)


def _tells_more(said: str, tells: Sequence[str]) -> bool:
    """Whether `said` holds personal data that are not of the persona; numbers of people never."""
    spans = personal_data(said)
    if _NUMBER.search(said) or any(span.kind not in ("name", "address") for span in spans):
        return True
    found = [said[span.start : span.end] for span in spans]
    found += [match["value"] for match in _LIVES.finditer(said)]
    found += [match["value"] for match in _NAMED.finditer(said)]
    told = "\n".join(tells)
    return any(value.strip() not in told for value in found)
