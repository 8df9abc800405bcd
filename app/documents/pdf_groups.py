"""What goes to the next page together: what stands before a text with a footnote, and that text.

The typesetter keeps a block with the next one, but forgets it when a footnote of the next one does not fit on the
page (typst 0.15). So such a text stands with its heading, or with the words that lead to it, in one block that is
never broken.
"""

from __future__ import annotations

from typing import Any

MOST_LETTERS = 1200
"""A longer text than this is broken over two pages, whatever stands before it."""

Node = dict[str, Any]


def held_together(blocks: list[Node]) -> list[Node]:
    """The same blocks in the same order, some of them as one group."""
    made: list[Node] = []
    waiting: list[Node] = []
    for block in blocks:
        first, rest = _first(block)
        if waiting and "noted" in first and len(str(first)) < MOST_LETTERS:
            made.append({"k": "g", "blocks": [*waiting, first]})
            waiting = []
            made += [rest] if rest else []
        elif block["k"] == "h" or (block["k"] == "p" and "s" in block):
            waiting.append(block)
        else:
            made += [*waiting, block]
            waiting = []
    return made + waiting


def _first(block: Node) -> tuple[Node, Node | None]:
    """A list as its first item and the others, when that has a footnote; any other block as it is."""
    if block["k"] != "l" or not block["items"] or "noted" not in block["items"][0]:
        return block, None
    labels, items = block["labels"], block["items"]
    if len(items) == 1:
        return {**block, "noted": 1}, None
    first = {"k": "l", "labels": labels[:1], "items": items[:1], "noted": 1}
    return first, {**block, "labels": labels[1:], "items": items[1:]}
