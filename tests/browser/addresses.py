"""Every kind of page, once: its address, and as whom it shows the most."""

from dataclasses import dataclass

REVIEW, DECISION, PAST = "/hld-2013-review", "/hld-2013-decision", "/hld-2013"


@dataclass(frozen=True)
class Look:
    """One page to look at, and the status it answers with."""

    path: str
    who: str | None = None
    status: int = 200

    def __str__(self) -> str:
        return f"{self.path} {self.who or 'nobody'}"


PAGES = (
    Look("/"),
    Look("/sign-in"),
    Look("/search?q=remittances"),
    Look("/search"),
    Look("/patterns"),
    Look("/api/v1/docs"),
    Look("/nothing-here", status=404),
    Look(REVIEW, "observer"),
    Look(DECISION, "state"),
    Look(PAST),
    Look(f"{PAST}/proposals"),
    Look(f"{PAST}/search?q=%D8%A7%D9%84%D9%87%D8%AC%D8%B1%D8%A9"),
    Look(f"{PAST}/rounds"),
    Look(f"{PAST}/rounds/R2"),
    Look(f"{PAST}/register"),
    Look(f"{PAST}/questionnaire"),
    Look(f"{PAST}/sources"),
    Look(f"{PAST}/contributions"),
    Look(f"{PAST}/contributions/C-01"),
    Look(f"{PAST}/comments"),
    Look(f"{PAST}/groups/WG-1A"),
    Look(f"{PAST}/RT1"),
    Look(f"{PAST}/RT1-M2"),
    Look(f"{PAST}/RT1-B1"),
    Look(f"{REVIEW}/RT1-M1", "rapporteur"),
    Look(f"{REVIEW}/RT1-M1/comments", "ngo"),
    Look(f"{REVIEW}/answers", "moderator"),
    Look(f"{REVIEW}/comments/CM-001", "moderator"),
    Look(f"{PAST}/RT1-M1/versions"),
    Look(f"{PAST}/RT1-M1/versions/1"),
    Look(f"{PAST}/RT1-M1/changes?from=1&to=2"),
    Look(f"{REVIEW}/proposals/new?kind=mechanism", "member"),
    Look(f"{REVIEW}/proposals/new?kind=benchmark", "member"),
    Look(f"{REVIEW}/RT1-M1/edit", "rapporteur"),
    Look(f"{REVIEW}/RT1-M1/circulate", "rapporteur"),
    Look(f"{REVIEW}/circulations", "state"),
    Look(f"{DECISION}/ballots"),
    Look(f"{DECISION}/ballots/BAL-1"),
    Look(f"{DECISION}/ballots/BAL-1/sheet", "state"),
    Look(f"{DECISION}/ballots/BAL-1/sheet", status=403),
    Look(f"{PAST}/ballots/BAL-1"),
    Look(f"{PAST}/ballots/BAL-1/RT1-M2"),
    Look(f"{PAST}/outcome", "secretariat"),
    Look(f"{PAST}/pilots"),
    Look(f"{PAST}/pilots/PIL-1"),
)

# Where colour says the most, looked at in the dark too.
DARK = (
    PAGES[0],
    Look(PAST),
    Look(f"{REVIEW}/RT1-M1", "rapporteur"),
    Look(f"{DECISION}/ballots/BAL-1/sheet", "state"),
    Look(f"{PAST}/ballots/BAL-1"),
    Look(f"{PAST}/RT1"),
    Look(f"{PAST}/pilots/PIL-1"),
    Look(f"{PAST}/RT1-M1/changes?from=1&to=2"),
    Look(f"{REVIEW}/RT1-M1/edit", "rapporteur"),
)
