"""What the judge makes of facts that the sandbox planted.

    python -m benchmarks.planted_facts

Every site of the country answers all 12 scenarios in three styles, knowing everything, once with
all of it right and once with 30 % wrong values. Its words are those of the sandbox, not of the
labelled replies. Printed are verdicts by what was planted, and the worst facts.
"""

from collections import Counter
from collections.abc import Iterator

from benchmarks.faults import PORTAL, with_values

from wenheng.rating.facts import FactVerdict
from wenheng.rating.judge import judge_reply
from wenheng.sandbox.country import Country, Site, country
from wenheng.sandbox.references import references
from wenheng.study.load import load_study

STYLES, WRONG = ("list", "paragraph", "card"), (0.0, 0.3)
SAID = {"true": "stated", "wrong": "contradicted", "stale": "contradicted"}


def main() -> None:
    land = country(load_study("default-2021r"))
    pairs: Counter[tuple[str, str]] = Counter()
    worst: Counter[str] = Counter()
    for site in land.sites:
        for style in STYLES:
            for wrong in WRONG:
                values = {"style": style, "wrong": wrong, "presence": "present"}
                for planted, found in verdicts(land, with_values(site, values)):
                    pairs[planted, found.verdict] += 1
                    worst[found.fact] += planted != found.verdict
    missed = sum(n for (planted, found), n in pairs.items() if planted != found)
    print(f"{pairs.total()} verdicts, {missed} not as planted ({missed / pairs.total():.1%})\n")
    for (planted, found), n in sorted(pairs.items()):
        print(f"planted {planted:13} judged {found:13} {n:6}")
    print("\nmost often: " + ", ".join(f"{fact} {n}" for fact, n in worst.most_common(12)))


def verdicts(land: Country, site: Site) -> Iterator[tuple[str, FactVerdict]]:
    """What was planted of each fact, as the verdict it should earn, and the verdict."""
    portals = {place.id: PORTAL for place in land.places}
    true = next(r for r in references(land, portals) if r.unit == site.place.id)
    local = {fact: truth.text for fact, truth in true.facts.items()}
    speaker = site.assistant().speaker
    for known in site.known:
        reply = speaker.answer(known)
        links = [{"text": x.text, "url": PORTAL + x.path} for x in reply.links]
        judged = judge_reply(
            land.study,
            scenario=known.matter.id,
            question="",
            reply={"text": reply.plain, "links": links, "options": reply.options},
            reference={
                "place": true.place,
                "province": true.province,
                "entry": true.entries[known.matter.id].model_dump(),
                "facts": local,
            },
        )
        held = {h.statement.fact: SAID[h.state] for h in known.held}
        for fact in judged.facts:
            yield held.get(fact.fact, "absent"), fact


if __name__ == "__main__":
    main()
