"""What a model may spend, in tokens and money: taken before it is asked, settled afterwards."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from wenheng.study.reached import Prices, ReachedModel

OVERHEAD = 64
"""Tokens that a chat template may add around messages."""

NOISE = 1e-9


@dataclass(frozen=True)
class Spent:
    """Tokens in and out, and what they cost in the currency of the study; None without prices."""

    tokens_in: int = 0
    tokens_out: int = 0
    cost: float | None = None
    known: bool = True
    """Whether the endpoint said so; else it is the most that it can have been."""

    @property
    def tokens(self) -> int:
        return self.tokens_in + self.tokens_out


def together(parts: Iterable[Spent]) -> Spent:
    """All of `parts`, which have costs in one currency or none."""
    several = list(parts)
    costs = [one.cost for one in several if one.cost is not None]
    return Spent(
        sum(one.tokens_in for one in several),
        sum(one.tokens_out for one in several),
        sum(costs) if costs else None,
        known=all(one.known for one in several),
    )


class Purse:
    """The budget of `model`, less what was spent before; nothing is asked that it cannot pay.

    What a question may cost at most is taken before it is sent: no token has less than a byte, and
    an answer no more than `most_tokens`.
    """

    def __init__(self, model: ReachedModel, tokens: int = 0, cost: float = 0.0) -> None:
        self._model = model
        self.tokens, self.cost = tokens, cost

    def take(self, body: dict[str, Any]) -> Spent | None:
        """What asking with `body` may cost at most, set aside; None where that is not left."""
        most = self.most(body)
        limit = self._model.budget_cost
        if self.tokens + most.tokens > self._model.budget_tokens:
            return None
        if limit is not None and self.cost + (most.cost or 0) > limit + NOISE:
            return None
        self._add(most, 1)
        return most

    def settle(self, taken: Spent, spent: Spent) -> None:
        """Give back what was `taken` and not `spent`."""
        self._add(taken, -1)
        self._add(spent, 1)

    def most(self, body: dict[str, Any]) -> Spent:
        """The most that asking with `body` can cost."""
        tokens_in = len(json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")) + OVERHEAD
        return priced(self._model.prices, tokens_in, self._model.most_tokens, known=False)

    def likely(self, body: dict[str, Any]) -> Spent:
        """A guess: a token per character of Chinese, four of others, and a short answer."""
        text = "".join(message["content"] for message in body["messages"])
        wide = sum(sign > "\u2e80" for sign in text)
        tokens_in = wide + (len(text) - wide) // 4
        tokens_out = min(150, self._model.most_tokens)
        return priced(self._model.prices, tokens_in, tokens_out, known=False)

    def _add(self, spent: Spent, sign: int) -> None:
        self.tokens += sign * spent.tokens
        self.cost += sign * (spent.cost or 0)


def priced(prices: Prices | None, tokens_in: int, tokens_out: int, known: bool) -> Spent:
    """So many tokens, with their price."""
    if prices is None:
        return Spent(tokens_in, tokens_out, None, known)
    cost = tokens_in * prices.input_per_million + tokens_out * prices.output_per_million
    return Spent(tokens_in, tokens_out, cost / 1e6, known)


def spent(prices: Prices | None, usage: object, most: Spent) -> Spent:
    """What an answer cost by its `usage`; `most` where that is missing or makes no sense."""
    if not isinstance(usage, dict):
        return most
    told = [usage.get(name) for name in ("prompt_tokens", "completion_tokens")]
    if not all(type(count) is int and count >= 0 for count in told):
        return most
    return priced(prices, told[0], told[1], known=True)  # type: ignore[arg-type]
