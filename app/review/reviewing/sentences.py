"""What reviews are called in the reader's language."""

from app.kernel.i18n import gettext as _
from app.review.reviewing.models import Grade


def grade_words(grade: str) -> str:
    """A result in words."""
    return {
        Grade.READY: _("Ready"),
        Grade.READY_WITH_NITS: _("Ready with nits"),
        Grade.HAS_ISSUES: _("Has issues"),
        Grade.NOT_READY: _("Not ready"),
    }[Grade(grade)]


def grade_choices() -> list[tuple[str, str]]:
    """The results to choose from, each with what it says."""
    meant = {
        Grade.READY: _("nothing needs to change"),
        Grade.READY_WITH_NITS: _("small things, which the group may mend without another review"),
        Grade.HAS_ISSUES: _("something has to be resolved before it goes on"),
        Grade.NOT_READY: _("it has to be written anew in parts or as a whole"),
    }
    return [
        (grade.value, _("%(grade)s: %(meaning)s") % {"grade": grade_words(grade), "meaning": words})
        for grade, words in meant.items()
    ]
