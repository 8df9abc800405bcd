"""Markdown, parsed once to a small tree; every writer walks the same tree.

A deliberately small subset of CommonMark: paragraphs, lists, quotations, emphasis, code, links. No headings (the
document has its own), no images, no raw HTML.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from markupsafe import Markup, escape

Kind = Literal[
    "paragraph", "bullets", "numbers", "item", "quote", "text", "break", "emphasis", "strong", "code", "link"
]

_SCHEMES = frozenset({"http", "https", "mailto"})
_PARSER = MarkdownIt("zero", {"html": False, "maxNesting": 60}).enable(
    ["list", "blockquote", "emphasis", "link", "autolink", "backticks", "escape", "entity", "newline"]
)
_KINDS: dict[str, Kind] = {
    "paragraph": "paragraph",
    "bullet_list": "bullets",
    "ordered_list": "numbers",
    "list_item": "item",
    "blockquote": "quote",
    "em": "emphasis",
    "strong": "strong",
    "link": "link",
}
_TAGS: dict[Kind, str] = {
    "paragraph": "p",
    "bullets": "ul",
    "numbers": "ol",
    "item": "li",
    "quote": "blockquote",
    "emphasis": "em",
    "strong": "strong",
    "code": "code",
    "link": "a",
}


@dataclass(frozen=True)
class Node:
    """One node of the tree: its kind, its own text (leaves), where a link leads, what stands inside."""

    kind: Kind
    text: str = ""
    href: str = ""
    children: tuple["Node", ...] = ()


@lru_cache(maxsize=2048)
def parse(text: str) -> tuple[Node, ...]:
    """The blocks of `text`. Links to anything but http, https and mail addresses are their words alone."""
    return tuple(_nodes(SyntaxTreeNode(_PARSER.parse(text)).children))


def _nodes(nodes: list[SyntaxTreeNode]) -> Iterator[Node]:
    for node in nodes:
        if node.type == "inline":
            yield from _nodes(node.children)
        elif node.type in ("softbreak", "hardbreak"):
            yield Node("break") if node.type == "hardbreak" else Node("text", "\n")
        elif node.type == "code_inline":
            yield Node("code", node.content)
        elif node.type == "link" and not _is_safe(str(node.attrs.get("href", ""))):
            yield from _nodes(node.children)
        elif node.type in _KINDS:
            href = str(node.attrs.get("href", "")) if node.type == "link" else ""
            yield Node(_KINDS[node.type], href=href, children=tuple(_nodes(node.children)))
        else:
            yield Node("text", node.content)


def _is_safe(href: str) -> bool:
    try:
        return urlsplit(href.strip()).scheme.lower() in _SCHEMES
    except ValueError:
        return False


def to_html(text: str) -> Markup:
    """`text` as HTML: only the tags of the subset, everything else escaped; then cleaned once more by nh3."""
    return sanitize("".join(_html(parse(text))))


def _html(nodes: tuple[Node, ...]) -> Iterator[str]:
    for node in nodes:
        if node.kind == "text":
            yield str(escape(node.text))
        elif node.kind == "break":
            yield "<br>"
        else:
            tag = _TAGS[node.kind]
            if node.kind == "item" and len(node.children) == 1 and node.children[0].kind == "paragraph":
                node = node.children[0]
            href = f' href="{escape(node.href)}"' if node.href else ""
            yield f"<{tag}{href}>{escape(node.text)}"
            yield from _html(node.children)
            yield f"</{tag}>"


def sanitize(html: str) -> Markup:
    """HTML with only the tags of the subset; language and direction are kept, links never pass on the referrer."""
    return Markup(
        nh3.clean(
            html,
            tags={*_TAGS.values(), "br", "span", "bdi"},
            attributes={"*": {"lang", "dir"}, "a": {"href"}},
            url_schemes=set(_SCHEMES),
            link_rel="nofollow noopener noreferrer",
        )
    )


def to_plain(text: str) -> str:
    """The words of `text` without their marks, one block a line: for search, mail subjects and hashes."""
    return "\n".join(line for line in _plain_blocks(parse(text)) if line)


def _plain_blocks(nodes: tuple[Node, ...]) -> Iterator[str]:
    for node in nodes:
        if node.kind == "paragraph":
            yield _plain(node.children)
        elif node.kind in ("bullets", "numbers", "item", "quote"):
            yield from _plain_blocks(node.children)
        else:
            yield _plain((node,))


def _plain(nodes: tuple[Node, ...]) -> str:
    return "".join("\n" if n.kind == "break" else n.text or _plain(n.children) for n in nodes)
