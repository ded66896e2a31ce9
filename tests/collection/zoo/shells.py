"""Dresses a page as a portal: the shells in shells/, their slots filled from the page's sections."""

import hashlib
import re
from pathlib import Path
from string import Template

from tests.collection.zoo.rows import Row

SHELLS = Path(__file__).parent / "shells"
SLOTS = ("head", "nav", "bar", "main", "foot", "end")
TITLES = {
    "city": "临江市人民政府门户网站",
    "hall": "临江市政务服务网",
    "h5": "掌上临江",
    "bare": "临江市",
}
SECTIONS = {
    "hdjl": ("互动交流", "市长信箱 网上调查 意见征集 在线访谈 12345热线"),
    "zwgk": ("政务公开", "政府文件 政策解读 人事信息 财政预决算"),
    "bsfw": ("办事服务", "个人办事 法人办事 部门服务 便民查询"),
    "news": ("新闻动态", "全市防汛工作会议召开 春季招聘会本周六举行 我市新开通两条公交线路"),
}


def dressed(row: Row) -> str:
    """The whole document of a page: its sections in the slots of its shell."""
    parts = re.split(r"<!--(\w+)-->\n", "<!--end-->\n" + row.body)[1:]
    slots = dict.fromkeys(SLOTS, "")
    for slot, text in zip(parts[::2], parts[1::2], strict=True):
        slots[slot] += text
    shell = (SHELLS / f"{row.shell}.html").read_text("utf-8")
    title = row.title or TITLES.get(row.shell, "临江市")
    return Template(shell).substitute(slots | {"title": title}).replace("{{id}}", row.id)


def section(name: str) -> str:
    """A page behind the navigation: a heading and a few links that lead to news."""
    heading, items = SECTIONS.get(name, ("栏目", "信息公开 通知公告"))
    listed = "".join(f'<li><a href="/news/{n}">{item}</a>' for n, item in enumerate(items.split()))
    main = f"<h2>{heading}</h2><ul>{listed}</ul><p>当前位置：首页 &gt; {heading}</p>"
    shell = (SHELLS / "city.html").read_text("utf-8")
    slots = dict.fromkeys(SLOTS, "") | {"main": main, "title": f"{heading}_临江市人民政府"}
    return Template(shell).substitute(slots)


def picture(name: str) -> str:
    """A small drawing that looks different for every name and says nothing."""
    digest = hashlib.sha256(name.encode()).hexdigest()
    colour = "#" + digest[:6]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" viewBox="0 0 64 64">'
        f'<rect width="64" height="64" rx="12" fill="{colour}"/>'
        f'<circle cx="{20 + int(digest[6], 16)}" cy="30" r="12" fill="#fff"/></svg>'
    )
