"""What a fact asks of a reply: its words as groups of concepts, its values as typed quantities.

A fact is read from its own text, or from the local value of a reference. A study may say outright
what a reply that states it says (`Fact.says`), in items such as

    交回^ 正式证|临时证     both groups in one segment; `^`: denying it contradicts the fact
    !登报                   asserting it contradicts the fact, denying it states the fact
    清税>注销登记           the first comes before the second; the other order contradicts
    2*身份事项 不再出具     at least two different words of the concept
    不转移 -养老            `-`: and not this

A group is a concept of `lexicon/concepts.yaml`, or a literal word; `|` parts alternatives.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from wenheng.rating.homophones import Mender
from wenheng.rating.lexicon import PLACEHOLDERS, Scanner, concepts, read
from wenheng.rating.links import Addresses, addresses
from wenheng.rating.matters import Matter, matter
from wenheng.rating.numbers import Form, Quantity, quantities
from wenheng.rating.places import stem
from wenheng.rating.polarity import polarity
from wenheng.rating.roles import ACT_BY, cases, roles
from wenheng.rating.text import folded
from wenheng.study.roster import Entry
from wenheng.study.scenarios import Fact, Scenario

LISTS = frozenset({"materials", "steps"})
"""Slots of which at least half of what is listed must be said."""

_CLAIM_SHARE = 0.6
"""Share of a claim's weight that must be found, where a study does not say what to look for."""

_PARTS = re.compile(r"[、→;,。]|以及")
_CLAIMS = re.compile(r"[;。]")
_ASIDE = re.compile(r"\([^)]*\)")
_NAMED = re.compile(r"《([^》]+)》")
_PLATFORM = re.compile(
    r"“?[\w“”·]{2,24}?”?(?:平台|小程序|app|公示系统|网上大厅|网上业务大厅)|电子社保卡|掌上\s?\d+"
)


@dataclass(frozen=True, slots=True)
class Group:
    """Concepts of which one must be found, `count` different words of them."""

    concepts: frozenset[str]
    weight: float = 1.0
    deniable: bool = False
    excluded: bool = False
    count: int = 1


@dataclass(frozen=True, slots=True)
class Item:
    """One way, or one part, of saying a fact."""

    groups: tuple[Group, ...]
    against: bool = False
    ordered: bool = False
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Value:
    """A quantity that is right, the roles it plays and the cases it is said of."""

    quantity: Quantity
    roles: frozenset[str]
    cases: frozenset[int]


@dataclass(frozen=True)
class Reading:
    """A fact as the matcher looks for it."""

    id: str
    slot: str
    critical: bool
    items: tuple[Item, ...]
    need: int
    values: tuple[Value, ...]
    documents: frozenset[str]
    platforms: tuple[re.Pattern[str], ...]
    concepts: frozenset[str]
    online: bool
    value_only: bool


@dataclass(frozen=True)
class Readings:
    """All facts of a scenario at a place, with what finds their words, values and addresses."""

    facts: tuple[Reading, ...]
    scanner: Scanner
    vocabulary: frozenset[str]
    claimed: frozenset[Form]
    handled: bool
    """Whether a fact says how long the matter takes."""
    entry: Addresses
    matter: Matter
    mender: Mender
    home: tuple[str, ...]
    """Stems of the names of the place and its province."""


def readings(
    scenario: Scenario, local: dict[str, str], entry: Entry, place: tuple[str, str]
) -> Readings:
    """The facts of `scenario` as they stand at a place.

    Args:
        scenario: the scenario with its facts.
        local: local value by fact id; what is not here stands as the fact's own text says.
        entry: addresses of the matter at this place.
        place: names of the place and of its province, which may be empty.
    """
    literal: set[str] = set()
    plain = _scanner(frozenset(), place)
    texts = {fact.id: _texts(fact, local, place) for fact in scenario.facts}
    weights = _weights([" ".join(its) for its in texts.values()], plain)
    compiled = tuple(
        _reading(fact, texts[fact.id], local, (plain, weights, literal, entry))
        for fact in scenario.facts
    )
    words = _words(scenario, texts)
    scanner = _scanner(frozenset(literal), place)
    claimed = frozenset(form for r in compiled for v in r.values for form in v.quantity.forms)
    ready = addresses(entry), matter(scenario), Mender(words.union(read("slots")["mended"]))
    handled = any("handle" in v.roles for r in compiled for v in r.values)
    home = tuple(stem(folded(name)) for name in place if name)
    return Readings(compiled, scanner, words, claimed, handled, *ready, home)


def _texts(fact: Fact, local: dict[str, str], place: tuple[str, str]) -> tuple[str, str, str]:
    """Local value, own text and baseline of `fact`, folded, with the names of the place."""
    filled = []
    for text in (local.get(fact.id, ""), fact.text, fact.baseline):
        for mark, name in zip(PLACEHOLDERS, place, strict=True):
            text = text.replace(mark, name)
        filled.append(folded(text))
    return filled[0], filled[1], filled[2]


def _scanner(literal: frozenset[str], place: tuple[str, str]) -> Scanner:
    """All words of the lexicon, those that name the place, and the literal words of a study."""
    return Scanner([*_local_words(place), *((word, f"={word}") for word in literal)], _lexicon())


@cache
def _lexicon() -> Scanner:
    every = ((w, c) for c, words in concepts().words.items() for w in words)
    return Scanner((folded(word), concept) for word, concept in every if "{" not in word)


def _local_words(place: tuple[str, str]) -> Iterable[tuple[str, str]]:
    stems = dict(zip(PLACEHOLDERS, map(stem, place), strict=True))
    for concept, words in concepts().words.items():
        for word in words:
            for mark, own in stems.items():
                if mark in word and own:
                    yield folded(word.replace(mark, own)), concept


def _weights(texts: list[str], scanner: Scanner) -> dict[str, float]:
    """How telling a concept is among the facts of a scenario: log(1 + facts ÷ facts with it)."""
    seen = Counter(c for t in texts for c in {c for *_, its in scanner.scan(t) for c in its})
    return {concept: math.log(1 + len(texts) / n) for concept, n in seen.items()}


def _words(scenario: Scenario, texts: dict[str, tuple[str, str, str]]) -> frozenset[str]:
    """The words of the lexicon that the scenario itself uses."""
    said = scenario.utterances
    asked = folded("\n".join((scenario.name.zh, said.main, *said.paraphrases)))
    own = asked + "\n".join(text for its in texts.values() for text in its)
    return frozenset(word for word in _every_word() if word in own)


@cache
def _every_word() -> frozenset[str]:
    return frozenset(folded(w) for its in concepts().words.values() for w in its)


def _reading(
    fact: Fact,
    texts: tuple[str, str, str],
    local: dict[str, str],
    frame: tuple[Scanner, dict[str, float], set[str], Entry],
) -> Reading:
    scanner, weights, literal, entry = frame
    text = texts[0] or texts[1]
    items = _items(fact, texts, (scanner, weights, literal))
    count = sum(not item.against for item in items)
    values = _values(fact.slot, texts)
    found = frozenset(c for t in texts for *_, its in scanner.scan(t) for c in its)
    here = frozenset(c for *_, its in scanner.scan(text) for c in its)
    return Reading(
        id=fact.id,
        slot=fact.slot,
        critical=fact.critical,
        items=items,
        need=fact.need or (math.ceil(count / 2) if fact.slot in LISTS else 1),
        values=values,
        documents=frozenset(_NAMED.findall(text) or _NAMED.findall(texts[1])),
        platforms=_platforms(entry, texts) if fact.slot == "entry-link" else (),
        concepts=found,
        online="网上" in here or "单位网厅" in here,
        value_only=bool(values) and (fact.slot in _VALUED or not fact.says),
    )


_VALUED = frozenset({"time-limit", "fee", "result", "contact"})


def _items(
    fact: Fact, texts: tuple[str, str, str], frame: tuple[Scanner, dict[str, float], set[str]]
) -> tuple[Item, ...]:
    scanner, weights, literal = frame
    if fact.says and not (fact.slot == "materials" and texts[0]):
        denied = _denied(texts[0], scanner)
        said = (_said(item, literal) for item in fact.says)
        return tuple(
            item
            for item in said
            if not any(group.deniable and group.concepts & denied for group in item.groups)
        )
    if fact.slot in _VALUED:
        return ()
    text = _ASIDE.sub(lambda m: "," * len(m.group()), texts[0] or texts[1])
    if fact.slot in ("eligibility", "caveat", "result", "legal-basis"):
        return _claims(text, scanner, weights)
    cut = _PARTS.split(text if fact.slot == "materials" else text.replace("/", "、"))
    items = [_part(part, scanner, fact.slot) for part in cut]
    return tuple(item for item in items if item.groups)


def _denied(text: str, scanner: Scanner) -> frozenset[str]:
    """What a local value itself says is not so (不能异地办): denying it contradicts nothing."""
    clauses = [match.span() for match in re.finditer(r"[^,;。()]+", text)]
    words = scanner.scan(text)
    its = polarity(text, clauses, ((a, b) for a, b, _ in words))
    return frozenset(c for a, b, names in words if its.is_negated(a, b) for c in names)


def _said(item: str, literal: set[str]) -> Item:
    against = item.startswith("!")
    item = item.lstrip("!")
    tokens = item.split(">") if ">" in item else item.split()
    groups = tuple(_group(token, literal) for token in tokens)
    return Item(groups, against=against, ordered=">" in item)


def _group(token: str, literal: set[str]) -> Group:
    deniable, excluded = token.endswith("^"), token.startswith("-")
    token = token.rstrip("^").lstrip("-")
    count, token = (int(token[0]), token[2:]) if token[1:2] == "*" else (1, token)
    names = set()
    for alternative in token.split("|"):
        word = folded(alternative.replace("_", " "))
        if alternative in concepts().words:
            names.add(alternative)
        else:
            literal.add(word)
            names.add(f"={word}")
    return Group(frozenset(names), deniable=deniable, excluded=excluded, count=count)


def _claims(text: str, scanner: Scanner, weights: dict[str, float]) -> tuple[Item, ...]:
    items = []
    for claim in _CLAIMS.split(text):
        groups = tuple(
            Group(frozenset(its), weight=max(weights.get(c, 1.0) for c in its))
            for its in dict.fromkeys(its for *_, its in scanner.scan(claim))
        )
        if len(groups) > 1:
            items.append(Item(groups, share=_CLAIM_SHARE))
    return tuple(items)


def _part(part: str, scanner: Scanner, slot: str) -> Item:
    """One element of a list: any of its documents (materials), else its first telling concept."""
    clauses = [(0, len(part))]
    denied = polarity(part, clauses)
    kinds = concepts().kind
    found = scanner.scan(part)
    if slot == "materials":
        found = [m for m in found if any(kinds.get(c) == "documents" for c in m[2])]
    if not found:
        return Item(())
    against = any(denied.is_negated(a, b) for a, b, _ in found)
    names = frozenset(c for *_, its in found for c in its)
    if slot != "steps":
        return Item((Group(names, deniable=slot == "materials"),), against=against)
    return Item((Group(names),), against=against)


def _values(slot: str, texts: tuple[str, str, str]) -> tuple[Value, ...]:
    """The quantities of the local value, else of the fact, else of its baseline."""
    own = [(value, text) for text in texts for value in _valued(text)]
    known = {value.quantity.kind: frozenset[str]() for value, _ in own}
    for value, text in own:
        known[value.quantity.kind] |= value.roles or roles(value.quantity.kind, text)
    for text in texts:
        found = _valued(text)
        if found:
            return tuple(_with_roles(v, known[v.quantity.kind], slot) for v in found)
    return ()


def _with_roles(value: Value, known: frozenset[str], slot: str) -> Value:
    default = read("slots")["default_roles"].get(slot, {}).get(value.quantity.kind, "")
    its = value.roles or known or frozenset({default} - {""})
    its |= {ACT_BY} if "apply_by" in its else frozenset()
    return Value(value.quantity, its, value.cases)


def _valued(text: str) -> list[Value]:
    found = []
    for quantity in quantities(text):
        start = max(text.rfind(mark, 0, quantity.start) for mark in ",;。(、") + 1
        stops = [at for mark in ",;。()、" if (at := text.find(mark, quantity.end)) >= 0]
        part = text[start : min(stops, default=len(text))]
        found.append(Value(quantity, roles(quantity.kind, part), cases(part)))
    return found


def _platforms(entry: Entry, texts: tuple[str, str, str]) -> tuple[re.Pattern[str], ...]:
    """The proper names of where one enters, however quoted or spaced."""
    names = {m.group() for t in texts for m in _PLATFORM.finditer(t)}
    names |= {part for part in re.split(r"[、;,—/-]", folded(entry.platform)) if len(part) >= 4}
    tidy = {re.sub(r"^(?:线上入口:|公示在|或|和)|[“”]|预约$", "", name).strip() for name in names}
    generic = read("slots")["generic_platforms"]
    own = sorted(n for n in tidy if len(n) >= 4 and n not in generic)
    return tuple(re.compile(r"[“”\s]?".join(map(re.escape, name.replace(" ", "")))) for name in own)
