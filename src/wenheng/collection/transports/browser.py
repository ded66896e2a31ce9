"""The `browser` transport: a session with whatever assistant a page keeps."""

from collections.abc import Sequence

from wenheng.collection.browser import BrowserPool, Visitor, signature
from wenheng.collection.dialogue import Question
from wenheng.collection.recipes import Recipe
from wenheng.collection.session import Session
from wenheng.collection.transcript import Transcript
from wenheng.collection.transport import Pause, Target
from wenheng.collection.visit import Visit


class BrowserTransport:
    """Holds sessions in pages, and remembers per address how its assistant was reached."""

    def __init__(self, pool: BrowserPool, contact: str = "") -> None:
        self._pool = pool
        self._contact = contact
        self.recipes: dict[tuple[str, bool], Recipe] = {}

    async def hold(self, target: Target, questions: Sequence[Question], pause: Pause) -> Transcript:
        """Open the platform's address, find its assistant, ask, and leave without a trace."""
        visitor = Visitor(self._contact, target.mobile)
        async with self._pool.context(visitor) as context:
            visit = Visit(context, target.pace.session_limit_s)
            visit.log(
                "begin",
                browser=self._pool.version,
                visitor=signature(self._contact),
                mobile=target.mobile,
            )
            session = Session(visit, target, questions)
            key = (target.platform.entry, target.mobile)
            recipe = await session.hold(pause, self.recipes.get(key))
            if recipe:
                self.recipes[key] = recipe
            return await session.transcript()
