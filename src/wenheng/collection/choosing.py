"""Which of the options of a reply is pressed, and which are never: nothing is ever submitted."""

import re
from collections import Counter
from collections.abc import Sequence

from wenheng.collection.transcript import Reply
from wenheng.study.options import Choose

CHOSEN_AFTER = ("main", "paraphrase", "noise")
"""Kinds of turns after which an option may be pressed; as an option's turn is of another kind, one
level deep."""

LONGEST_LEAD = 120
"""A text longer than this, its options apart, is an answer whatever it offers besides."""

_INVITES = re.compile(
    r"请(您)?(直接)?(点击|点选|选择|回复|选)|(哪|什么)(一)?(项|个|种|类|方面|事项|情形|业务)|(以下|下列|下面|如下|相关)"
    r"|您(可能)?(是)?(不是)?(想|要)(问|咨询|了解|办)|猜(您|你)想问|[:：?？]\s*$"
    r"|please (choose|select|click)|which (one|of)|did you mean",
    re.IGNORECASE,
)
_SUBMITS = re.compile(
    r"提交|确认|确定|支付|付款|缴款|下单|签署|签字|授权|同意|登录|登陆|注册|注销账|删除|退出|发布|上传|拨打|呼叫"
    r"|submit|confirm|apply\b|pay\b|sign|log ?in|agree|delete|publish|upload",
    re.IGNORECASE,
)
_ACTS = "申请|申报|申领|缴费|缴纳|预约|登记|报名|投诉|举报|办理|填写|填报|留言|评价|转人工"
_BEGINS_AN_ACT = re.compile(
    rf"(我要|立即|马上|现在|在线|一键|直接|点击|开始|快速|前往|^去)\s*({_ACTS})|^({_ACTS})$"
    r"|申请(?!条件|材料|流程|指南|方式|方法|渠道|时间|时限|地点|对象|范围|资格|依据|人|需|要|怎|如|书|表|后|的)"
)


def option_after(how: Choose, kind: str, question: str, reply: Reply) -> str:
    """The option to press after a turn of `kind`; "" where there is none or none is wanted."""
    if how == "none" or kind not in CHOSEN_AFTER or not offers_only(reply):
        return ""
    return chosen(question, reply.options, how)


def offers_only(reply: Reply) -> bool:
    """Whether a reply offers options and gives no answer."""
    if not reply.options:
        return False
    lead = reply.text
    for option in reply.options:
        lead = lead.replace(option, "")
    lead = re.sub(r"[\d\s.、,，()（）]+", " ", lead).strip()
    return not lead or (len(lead) <= LONGEST_LEAD and bool(_INVITES.search(lead)))


def may_press(option: str) -> bool:
    """Whether no word of `option` says that pressing it would submit, apply, pay or the like."""
    return not (_SUBMITS.search(option) or _BEGINS_AN_ACT.search(option))


def chosen(question: str, options: Sequence[str], how: Choose) -> str:
    """The option to press: by `how` the first that may be, or the one most like the question.

    Characters and pairs of characters that `question` and an option share count the more the
    fewer options have them. "" where there is none to press.
    """
    allowed = [option for option in dict.fromkeys(options) if may_press(option)]
    if how == "none" or not allowed:
        return ""
    if how == "first":
        return allowed[0]
    pieces = {option: _pieces(option) for option in allowed}
    having = Counter(piece for its in pieces.values() for piece in its)
    asked = _pieces(question)

    def likeness(option: str) -> float:
        return sum(len(piece) / having[piece] for piece in pieces[option] & asked)

    best = max(allowed, key=likeness)
    return best if any(len(piece) > 1 for piece in pieces[best] & asked) else ""


_FILLING = re.compile(
    r"[\W_]+|怎么|怎样|如何|什么|哪里|哪儿|办理|请问|需要|我要|我想|可以|能不能|吗|呢|的|了"
)


def _pieces(text: str) -> set[str]:
    """Single characters and pairs, without what every question holds."""
    parts = [part for part in _FILLING.split(text.lower()) if part]
    return {part[i : i + n] for part in parts for n in (1, 2) for i in range(len(part) - n + 1)}
