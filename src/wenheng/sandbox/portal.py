"""The pages of a place: portals in several designs, guides, applications, search, the assistant."""

import json
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from wenheng.sandbox.country import Site
from wenheng.sandbox.matters import Matter
from wenheng.sandbox.planted import DATA

PAGES = Path(__file__).parent / "pages"
TODAY = date(2025, 6, 12)

SLOTS = {
    "float-image": "body",
    "toolbar": "tools",
    "toolbar-frame": "tools",
    "nav-page": "nav",
    "new-tab": "side",
    "inline": "main",
    "element": "body",
    "region": "tools",
    "second-level": "",
    "notice": "body",
    "late": "body",
    "tab-page": "tab",
    "ball": "body",
    "grid-page": "grid",
    "header": "header",
    "sheet": "body",
}
"""Where in a page design the way to the assistant stands, by kind of entry."""


class Portal:
    """Renders the pages of one site."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def home(self) -> str:
        """The first page, with its way to the assistant if it has one."""
        prefix = "h5" if self.site.channel == "mobile" else "desktop"
        return self._render(f"{prefix}-{self.site.planted.page}.html", **self._entry())

    def chat(self, framed: bool = False) -> str:
        """A document with nothing but the assistant."""
        return self._render("chat.html", framed=framed)

    def inner(self, title: str, kind: str, **values: Any) -> str:
        """A page below the first one; `kind` is the template of its middle part."""
        body = Markup(self._render(f"inner/{kind}.html", title=title, **values))
        frame = "h5-inner.html" if self.site.channel == "mobile" else "desktop-inner.html"
        return self._render(frame, title=title, body=body)

    def config(self) -> dict[str, Any]:
        """What the front end of the assistant is told."""
        site, planted = self.site, self.site.planted
        assistant = site.assistant()
        return {
            "chat": planted.chat,
            "robot": site.place.robot,
            "place": site.place.name,
            "welcome": assistant.welcome(),
            "hot": assistant.hot,
            "rating": planted.rating,
            "handoff": planted.handoff in ("online", "message"),
            "fillerMs": round(planted.filler_s * 1000),
            "api": f"/api/{site.channel}",
        }

    def _entry(self) -> dict[str, str]:
        """Slot of the page → HTML; all but one at most are empty."""
        entry = dict.fromkeys((f"entry_{slot}" for slot in SLOTS.values()), "")
        slot = SLOTS.get(self.site.planted.entry, "")
        if self.has_entry and slot:
            html = self._render(f"entry/{self.site.planted.entry}.html")
            entry[f"entry_{slot}"] = Markup(html)
        return entry

    @property
    def has_entry(self) -> bool:
        planted = self.site.planted
        return planted.presence != "absent" and planted.transport == "browser"

    def _render(self, template: str, **values: Any) -> str:
        site, planted = self.site, self.site.planted
        return (
            environment()
            .get_template(template)
            .render(
                {
                    "place": site.place,
                    "values": site.place.values,
                    "channel": site.channel,
                    "base": "" if site.channel == "web" else "/m",
                    "planted": planted,
                    "has_entry": self.has_entry,
                    "matters": [known.matter for known in site.known[:12]],
                    "content": content(site.place.name, site.place.short, site.place.level),
                    "config": self.config() if self.has_entry and planted.chat else {},
                    "seed": sum(map(ord, site.id)),
                    **values,
                }
            )
        )


def found(matters: dict[str, Matter], words: str) -> list[Matter]:
    """Matters whose title holds a part of `words`: what a plain site search finds."""
    pairs = {words[i : i + 2] for i in range(len(words) - 1)} or {words}
    hits = [(sum(pair in m.title for pair in pairs), m) for m in matters.values()]
    best = sorted((hit for hit in hits if hit[0]), key=lambda hit: -hit[0])
    return [matter for _, matter in best[:20]]


@cache
def environment() -> Environment:
    """The templates of `pages/`."""
    made = Environment(
        loader=FileSystemLoader(PAGES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    made.filters["tojs"] = _to_script
    made.globals["day"] = _day
    return made


@cache
def content(place: str, short: str, level: str) -> dict[str, Any]:
    """`data/content.yaml` with the names of a place filled in."""
    named = (DATA / "content.yaml").read_text("utf-8").replace("{p}", place).replace("{s}", short)
    named = named.replace("{l}", "省" if level == "province" else "市")
    loaded: dict[str, Any] = yaml.load(named, yaml.CSafeLoader)
    return loaded


def _day(number: int) -> str:
    return (TODAY - timedelta(days=number)).isoformat()


def _to_script(value: object) -> Markup:
    text = json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")
    return Markup(text)
