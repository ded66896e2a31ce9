"""Finding the matter that a question is about: jieba words, bm25s ranking, a share of words met."""

import re
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import yaml

from wenheng.sandbox.planted import DATA

with warnings.catch_warnings():  # jieba 0.42 is older than today's warnings
    warnings.simplefilter("ignore")
    import bm25s
    import jieba

HAN_RUN = re.compile(r"[㐀-鿿]+")
RERANKED = 20
WORD = re.compile(r"[㐀-鿿\w]")


@dataclass(frozen=True)
class Hit:
    """A document found: its number, its BM25 score, and how much of the question it meets.

    `grip` is the weight of the question's words that the document holds ÷ the weight of all
    its words, weights being inverse document frequencies; a word no document holds weighs most.
    """

    document: int
    score: float
    grip: float


class Reader:
    """Turns text into terms, with or without synonyms and characters."""

    def __init__(self, synonyms: bool = False, characters: bool = False) -> None:
        self.synonyms, self.characters = synonyms, characters

    def question(self, text: str) -> list[str]:
        """The words of a question that carry meaning, then its character pairs if asked for."""
        return self._terms(text, _tokenizer().cut)

    def document(self, text: str) -> list[str]:
        """The same of a text to be found; words inside longer words count too."""
        return self._terms(text, _tokenizer().cut_for_search)

    def _terms(self, text: str, cut: Callable[[str], Iterable[str]]) -> list[str]:
        text = text.lower()
        if self.synonyms:
            text = " ".join([text, *self._official(text)])
        words = [w for w in cut(text) if WORD.match(w) and w not in stop_words()]
        return words + (_pairs(words) if self.characters else [])

    def _official(self, text: str) -> Iterable[str]:
        return (official for pattern, official in synonyms() if pattern.search(text))


class Index:
    """A BM25 index over documents, each given as its terms."""

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        self.holds = [frozenset(document) for document in documents]
        self.engine = bm25s.BM25()
        self.engine.index([list(d) or ["∅"] for d in documents], show_progress=False)
        self.weights = _inverse_frequencies(self.holds)
        self.unknown = max(self.weights.values(), default=1.0)

    def search(self, terms: Sequence[str], top: int = 10) -> list[Hit]:
        """The `top` documents that meet most of the question, of those that BM25 finds."""
        known = [term for term in dict.fromkeys(terms) if term in self.weights]
        if not known:
            return []
        scores = self.engine.get_scores(known)
        order = np.argsort(-scores, kind="stable")[: max(top, RERANKED)]
        hits = [self._hit(int(i), float(scores[i]), terms) for i in order if scores[i] > 0]
        return sorted(hits, key=lambda hit: (hit.grip, hit.score), reverse=True)[:top]

    def _hit(self, document: int, score: float, terms: Sequence[str]) -> Hit:
        weights = {term: self.weights.get(term, self.unknown) for term in terms}
        met = sum(weight for term, weight in weights.items() if term in self.holds[document])
        return Hit(document, score, met / sum(weights.values()))


@cache
def lexicon() -> dict[str, Any]:
    """`data/lexicon.yaml`."""
    text = (DATA / "lexicon.yaml").read_text("utf-8")
    loaded: dict[str, Any] = yaml.load(text, yaml.CSafeLoader)
    return loaded


@cache
def stop_words() -> frozenset[str]:
    return frozenset(lexicon()["stop"])


@cache
def synonyms() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(key), value) for key, value in lexicon()["synonyms"].items())


@cache
def _tokenizer() -> Any:
    jieba.setLogLevel(60)
    tokenizer = jieba.Tokenizer()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tokenizer.initialize()
    for word in ("社保", "社保卡", "启封", "个体户", "分公司", "营业执照", "副本", "补领", "换发"):
        tokenizer.add_word(word)
    return tokenizer


def _pairs(words: list[str]) -> list[str]:
    runs = HAN_RUN.findall("".join(words))
    return [f"#{run[i : i + 2]}" for run in runs for i in range(len(run) - 1)]


def _inverse_frequencies(documents: Sequence[frozenset[str]]) -> dict[str, float]:
    counts: dict[str, int] = {}
    for document in documents:
        for term in document:
            counts[term] = counts.get(term, 0) + 1
    total = len(documents)
    return {term: float(np.log1p((total - n + 0.5) / (n + 0.5))) for term, n in counts.items()}
