"""The `browser` transport: a session with whatever assistant a page keeps."""

from collections.abc import Sequence
from importlib.metadata import version

from wenheng import __version__
from wenheng.collection.browser import BrowserPool, Visitor
from wenheng.collection.recipe_book import Book, Kept, NoBook, written
from wenheng.collection.recipes import Recipe
from wenheng.collection.session import Session
from wenheng.collection.transcript import Question, Transcript
from wenheng.collection.transport import PROTOCOL, Pause, Target, signature
from wenheng.collection.visit import Visit


class BrowserTransport:
    """Holds sessions in pages; `book` keeps per platform how its assistant was reached."""

    def __init__(self, pool: BrowserPool, contact: str = "", book: Book | None = None) -> None:
        self._pool = pool
        self._contact = contact
        self._book = book or NoBook()

    async def hold(self, target: Target, questions: Sequence[Question], pause: Pause) -> Transcript:
        """Open the platform's address, find its assistant, ask, and leave without a trace.

        Raises:
            CollectError: there is no browser.
            FaultyStudy: the platform's recipe is no recipe.
        """
        visitor = Visitor(self._contact, target.mobile)
        async with self._pool.context(visitor) as context:
            visit = Visit(context, target.pace.session_limit_s, target.mobile)
            visit.log(
                "begin",
                wenheng=__version__,
                protocol=PROTOCOL,
                browser=self._pool.version,
                playwright=version("playwright"),
                visitor=signature(self._contact),
                mobile=target.mobile,
            )
            session = Session(visit, target, questions)
            kept = self._book.of(target.platform)
            recipe = await session.hold(pause, kept.recipe if kept else None)
            self._note(session, recipe, kept)
            return await session.transcript()

    def _note(self, session: Session, recipe: Recipe | None, kept: Kept | None) -> None:
        """Keep on disk how the assistant was reached, and in the evidence what became of it."""
        if kept and kept.by_person and session.misled:
            session.remark = "the recipe written by a person led nowhere"
        if kept and session.followed:
            session.keep_recipe(kept.text)
        elif recipe:
            platform = session.target.platform
            fate = self._book.learn(platform, recipe, kept)
            session.visit.log("recipe " + fate, steps=[step.name for step in recipe.steps])
            session.keep_recipe(written(recipe, platform.entry, by="wenheng"))
