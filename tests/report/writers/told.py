"""What blocks of a document print, for the tests of the writers."""

from wenheng.report.document import (
    Cards,
    Figure,
    Finding,
    Heading,
    KeyNumbers,
    Note,
    Paragraph,
    Points,
    Table,
)


def of_kind(document, *kinds):
    return [b for chapter in document.chapters for b in chapter.blocks if isinstance(b, kinds)]


def told(block) -> list[str]:  # noqa: C901 - a line for each kind
    """All that a block prints, folds apart."""
    match block:
        case Heading(_, text, _, aside):
            return [text, aside]
        case Paragraph(text) | Note(text):
            return [text]
        case Finding():
            return [block.label, block.text, block.note]
        case Points(items):
            return list(items)
        case KeyNumbers(items):
            return [text for item in items for text in (item.value, item.label, item.note)]
        case Figure(spec):
            return [spec.title, spec.subtitle, spec.note, spec.source]
        case Table():
            head = [column.label for column in block.columns]
            return [block.caption, *head, *(c.text for row in block.rows for c in row)]
        case Cards(items):
            facts = [fact for card in items for label, c in card.facts for fact in (label, c.text)]
            return [*(card.title for card in items), *facts]
        case _:
            return []
