"""Chat pages in several looks, rendered by Chromium: what a tester's screenshots are like.

Every conversation is ours, with the words and the side of each message known.
"""

import html
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 375, 812

SAID = (
    (
        "临时身份证怎么办理?",
        "您好，请本人携带户口簿到户籍所在地派出所办理临时居民身份证，工本费10元，3日内领取，有效期3个月。",
    ),
    ("要多少钱?", "工本费为每证10元。"),
    (
        "社会保障卡丢了怎么补?",
        "补领社会保障卡的步骤：\n1. 先拨打12333电话挂失；\n2. 持身份证到发卡银行网点填写申请表；\n3. 当场领取新卡，收费20元。",
    ),
    ("我想查公积金余额", "请登录“住房公积金”小程序，进入“我的账户”即可查询，也可拨打12329热线。"),
    (
        "企业开办需要几天",
        "符合条件的，1个工作日内办结。办理地点：政务服务中心二楼B区08号窗口，周一至周五9:00-17:00。",
    ),
    (
        "老人没有智能手机，养老金认证怎么办呀",
        "可由社区工作人员上门办理，或到就近的社保所窗口现场认证，请放心。",
    ),
    (
        "生育津贴按什么标准发?",
        "按照职工所在用人单位上年度职工月平均工资计发，计算公式为：月平均工资÷30×产假天数。",
    ),
    ("谢谢", "不客气，祝您生活愉快！"),
    (
        "居住证到期了能网上续签吗",
        "可以。请在“一网通办”平台搜索“居住证签注”，上传材料后3个工作日内审核。网址：www.example.gov.cn/jzz",
    ),
    ("转人工", "抱歉，人工服务时间为工作日9:00-12:00、13:30-17:30，请您在服务时间内联系。"),
)
GREETING = "您好，我是智能助手小青，请问有什么可以帮您？"

LOOKS = {
    "wechat": """
      body{background:#ededed} .head{background:#ededed;border-bottom:1px solid #ddd}
      .me p{background:#95ec69} .them p{background:#fff} .note{color:#aaa;font-size:12px}
      .foot{background:#f7f7f7;border-top:1px solid #ddd}""",
    "dark": """
      body{background:#111;color:#eee} .head{background:#191919} .foot{background:#191919}
      .me p{background:#3b82c4;color:#fff} .them p{background:#2c2c2c} .note{color:#777;font-size:12px}""",
    "blue": """
      body{background:#eef4fc} .head{background:linear-gradient(90deg,#1b6fe0,#55a5ff);color:#fff}
      .me p{background:#2f7df6;color:#fff;border-radius:14px 2px 14px 14px}
      .them p{background:#fff;border-radius:2px 14px 14px 14px;box-shadow:0 1px 4px #0002}
      .name{display:block!important} .note span{background:#d5dde8;color:#fff;padding:2px 8px;border-radius:8px;font-size:12px}""",
    "cards": """
      body{background:#f2f3f5} .head{background:#c7161d;color:#fff}
      .avatar{display:none!important} .me p{background:#c7161d;color:#fff}
      .them>div:last-child{flex:1} .them p{background:#fff;max-width:none!important;border-radius:6px}
      .them{padding:0 12px!important} .note{color:#999;font-size:12px}""",
    "plain": """
      body{background:#fff} .head{border-bottom:1px solid #eee} .foot{border-top:1px solid #eee}
      .avatar{display:none!important} .me p{background:#eff1f5;border-radius:16px}
      .them p{background:none;max-width:none!important;padding:4px 0!important} .note{color:#bbb;font-size:12px}""",
    "lines": """
      body{background:#fff} .head{border-bottom:2px solid #0a6} .foot{border-top:1px solid #ccc}
      .me p{background:#fff;border:1px solid #0a6} .them p{background:#fff;border:1px solid #ccc}
      .note{color:#999;font-size:12px}""",
    "gradient": """
      body{background:linear-gradient(#cfe8ff,#fdf3e7) fixed} .head{background:#ffffffaa}
      .me p{background:linear-gradient(90deg,#4a8cff,#7b5cff);color:#fff} .them p{background:#fff}
      .note{color:#789;font-size:12px}""",
    "large": """
      body{background:#f5f5f5;font-size:22px!important} .head{background:#fff}
      .me p{background:#a0e75a} .them p{background:#fff} .note{color:#888;font-size:15px}""",
    "menu": """
      body{background:#f0f2f5} .head{background:#1664d9;color:#fff}
      .me p{background:#1664d9;color:#fff} .them p{background:#fff} .note{color:#999;font-size:12px}
      .opts{display:flex;flex-wrap:wrap;gap:8px;margin-top:8px} .opts b{font-weight:normal;font-size:14px;
        background:#e8f1ff;color:#1664d9;border-radius:14px;padding:3px 12px}""",
}
"""Name of a look → its style; green and white, dark, blue with names, full-width cards, text on
the bare page, bubbles of lines alone, a page of changing colour, large letters for the old, answers
with buttons to press."""

OPTIONS = ("在线申请", "办理地点", "所需材料", "转人工")

_PAGE = """<!doctype html><meta charset="utf-8"><style>
*{margin:0;padding:0} body{font:16px/1.5 "Noto Sans CJK SC",sans-serif;padding:86px 0 70px}
.head{position:fixed;top:0;left:0;right:0;height:76px;text-align:center;z-index:2;
  font-weight:bold;padding-top:32px;box-sizing:border-box}
.status{position:fixed;top:4px;left:16px;right:16px;z-index:3;font-size:12px;display:flex;
  justify-content:space-between}
.foot{position:fixed;bottom:0;left:0;right:0;height:44px;z-index:2;color:#999;
  padding:8px 14px;box-sizing:border-box;background:#fff}
.row{display:flex;padding:0 12px;margin:12px 0;gap:10px} .me{flex-direction:row-reverse}
.avatar{width:40px;height:40px;border-radius:6px;background:#7aa;flex:none;color:#fff;
  text-align:center;line-height:40px;font-size:14px} .me .avatar{background:#c96}
p{padding:9px 12px;border-radius:6px;max-width:240px;white-space:pre-wrap;word-break:break-all}
.name{display:none;font-size:12px;color:#888;margin-bottom:2px} .note{text-align:center}
</style><style>%s</style>
<div class="status"><span>9:41</span><span>5G 100%%</span></div><div class="head">智能问答</div>
%s<div class="foot">请输入您的问题</div>"""


@dataclass(frozen=True)
class Chat:
    """A page and its truth: `(side, text)` of every message, sides `me` and `them`."""

    look: str
    page: str
    said: tuple[tuple[str, str], ...]


def chats(turns: int = 2, seed: int = 1, looks: Sequence[str] = tuple(LOOKS)) -> Iterator[Chat]:
    """For each look pages with all of SAID, `turns` questions a page, in an order of their own."""
    for number, look in enumerate(looks):
        order = list(SAID)
        random.Random(seed + number).shuffle(order)
        for begin in range(0, len(order), turns):
            yield chat(look, order[begin : begin + turns])


def chat(look: str, exchanges: Sequence[tuple[str, str]]) -> Chat:
    """A page in `look` with a greeting and these questions and answers."""
    said = [("them", GREETING)]
    shown = OPTIONS if look == "menu" else ()
    for question, answer in exchanges:
        said += [("me", question), ("them", "\n".join([answer, *shown]))]
    rows = ['<div class="note"><span>昨天 14:05</span></div>']
    for place, (side, text) in enumerate(said):
        face = "我" if side == "me" else "青"
        name = "智能助手小青" if side == "them" else ""
        rows.append(
            f'<div class="row {side}"><div class="avatar">{face}</div><div>'
            f'<span class="name">{name}</span><p>{_bubble(text, shown)}</p></div></div>'
        )
        if place == 2:
            rows.append('<div class="note"><span>14:08</span></div>')
    return Chat(look, _PAGE % (LOOKS[look], "".join(rows)), tuple(said))


def _bubble(text: str, shown: Sequence[str]) -> str:
    lines = text.split("\n")
    buttons = "".join(f"<b>{line}</b>" for line in lines if line in shown)
    plain = html.escape("\n".join(line for line in lines if line not in shown))
    return plain + (f'<span class="opts">{buttons}</span>' if buttons else "")


class Camera:
    """Takes screenshots as a phone does: the window, at two or three pixels a point."""

    def __init__(self, browser, scale: float = 2) -> None:
        size = {"width": WIDTH, "height": HEIGHT}
        self.page = browser.new_page(viewport=size, device_scale_factor=scale)

    def scrolled(self, chat: Chat, step: int = 430) -> list[bytes]:
        """Windows from top to bottom, each `step` points further, head and foot standing still."""
        self.page.set_content(chat.page)
        tall = self.page.evaluate("document.documentElement.scrollHeight")
        shots = []
        below = max(0, tall - HEIGHT)
        for top in [*range(0, below, step), below]:
            self.page.evaluate(f"window.scrollTo(0, {top})")
            shots.append(self.page.screenshot())
        return shots
