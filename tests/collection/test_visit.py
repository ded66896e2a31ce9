"""The log of a visit: every decision, no secret and no person."""

from types import SimpleNamespace

from wenheng.collection.visit import Visit


def test_addresses_lose_their_secrets_and_texts_what_is_personal():
    visit = Visit(SimpleNamespace(on=lambda *_: None), 1)

    visit.log("looked", url="https://u:p@h.cn/a?token=x", best=[{"name": "致电 13800138000"}])
    visit.log("composer", frame="", score=13800138000)

    assert visit.events[0]["url"] == "https://h.cn/a?token=…"
    assert visit.events[0]["best"] == [{"name": "致电 ███████████"}]
    assert (visit.events[1]["frame"], visit.events[1]["score"]) == ("", 13800138000)
