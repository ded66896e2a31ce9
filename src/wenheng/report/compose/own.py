"""Chapters that people wrote: Markdown as blocks. What has no block is refused, never dropped."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from wenheng.errors import StudyError
from wenheng.language import say
from wenheng.report.document import Block, Cell, Column, Heading, Note, Paragraph, Points, Table
from wenheng.report.house import OwnChapter
from wenheng.report.plain import anchor, plain

_GAP = re.compile(r"(?<=[\u3000-\u303f\u3400-\u9fff\uff00-\uffef])\n(?=[\u3400-\u9fff])")


def own_blocks(chapter: OwnChapter) -> tuple[Block, ...]:
    """The blocks of `chapter`: headings, paragraphs, lists, quotations (as notes) and tables.

    Emphasis is not kept, the address of a link stands behind its words.

    Raises:
        StudyError: there is something else in it (a picture, HTML, a list in a list), with its
            line.
    """
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tree = SyntaxTreeNode(parser.parse(chapter.text))
    return tuple(
        block
        for place, node in enumerate(tree.children)
        for block in _blocks(chapter, node, f"{chapter.anchor}-{place}")
    )


def _blocks(chapter: OwnChapter, node: SyntaxTreeNode, name: str) -> Iterator[Block]:
    match node.type:
        case "heading":
            yield Heading(3 if node.tag in ("h1", "h2") else 4, _text(chapter, node), name)
        case "paragraph":
            yield Paragraph(_text(chapter, node))
        case "blockquote":
            yield Note("\n".join(_text(chapter, inner) for inner in node.children))
        case "bullet_list" | "ordered_list":
            yield Points(tuple(_items(chapter, node)))
        case "table":
            yield _table(chapter, node, name)
        case "code_block" | "fence":
            yield Paragraph(plain(node.content))
        case "hr":
            return
        case _:
            raise _refused(chapter, node)


def _items(chapter: OwnChapter, node: SyntaxTreeNode) -> Iterator[str]:
    first = int(str(node.attrs.get("start", 1)))
    for place, item in enumerate(node.children):
        said = " ".join(_text(chapter, inner) for inner in item.children)
        yield f"{first + place}. {said}" if node.type == "ordered_list" else said


def _table(chapter: OwnChapter, node: SyntaxTreeNode, name: str) -> Table:
    head, *body = (row for part in node.children for row in part.children)
    labels = tuple(Column(_text(chapter, cell)) for cell in head.children)
    rows = tuple(tuple(Cell(_text(chapter, cell)) for cell in row.children) for row in body)
    return Table("", labels, rows, anchor=anchor("own", name), numbered=False)


def _text(chapter: OwnChapter, node: SyntaxTreeNode) -> str:
    """The words in `node`, without their marks."""
    match node.type:
        case "text" | "code_inline":
            return plain(node.content)
        case "softbreak" | "hardbreak":
            return "\n"
        case "link":
            words = "".join(_text(chapter, inner) for inner in node.children)
            address = plain(str(node.attrs["href"]))
            return (
                words if words == address else say("report.bracketed", text=words, inside=address)
            )
        case "th" | "td" | "paragraph" | "heading" | "inline" | "strong" | "em" | "blockquote":
            return _joined("".join(_text(chapter, inner) for inner in node.children))
    raise _refused(chapter, node)


def _joined(text: str) -> str:
    """Lines as one: without a gap between Chinese signs, with one between others."""
    return _GAP.sub("", text.strip("\n")).replace("\n", " ")


def _refused(chapter: OwnChapter, node: SyntaxTreeNode) -> StudyError:
    while node.map is None and node.parent is not None:
        node = node.parent
    line = node.map[0] + 1 if node.map else 1
    return StudyError(
        say("report.own-refused", chapter=chapter.title, line=line, what=node.type),
        hint=say("report.own-refused-next"),
    )
