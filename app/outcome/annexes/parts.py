"""What the annexes have in common."""

from app.documents.tree import Text, words
from app.outcome.wording import Voices


def heads(voices: Voices, *titles: str) -> tuple[Text, ...]:
    """The header row of a table."""
    return tuple((voices.ours(title),) for title in titles)


def on_a_new_line(voices: Voices, text: str) -> Text:
    """A text of the authors below what stands in the cell already; nothing where there is none."""
    return words("\n", voices.theirs(text)) if text else ()
