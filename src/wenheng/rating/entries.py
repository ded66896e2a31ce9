"""Evidence of an entry: a link to it, or its proper name as the place to go."""

from collections.abc import Iterable, Sequence

from wenheng.rating.evidence import LIKELY, SURE, Evidence, Place
from wenheng.rating.links import Link
from wenheng.rating.readings import Reading
from wenheng.rating.view import View


def entries(reading: Reading, view: View, links: Sequence[Link]) -> Iterable[Evidence]:
    for link in links:
        if link.worth >= 2:
            at = view.reply.find(link.text) if link.text else -1
            yield Evidence(True, (at, at + len(link.text)) if at >= 0 else (0, 0), SURE)
    for name in reading.platforms:
        for match in name.finditer(view.text):
            clause = view.clause_at(match.start())
            if clause is not None and _is_entry(view, clause, match.span()):
                yield Evidence(True, match.span(), LIKELY)


def _is_entry(view: View, clause: int, place: Place) -> bool:
    segment = view.segments[view.clause_segment[clause]]
    denied = view.polarity.is_negated(*place) or view.polarity.is_retracted(*place)
    return not segment.void and not denied
