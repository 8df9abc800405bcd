"""Every kind of page, once: its address, and as whom it shows the most."""

from dataclasses import dataclass

REVIEW, DECISION, PAST, NEW = "/hld-2013-review", "/hld-2013-decision", "/hld-2013", "/dialogue-2027"
LONG = "/long-2027"
PILOTS = "/hld-2013-pilots/pilots"
THE_LIST = "/hld-2013-pilots/outcome/workbench"
SETUP, ROUNDS, ADMIN = f"{REVIEW}/setup", f"{REVIEW}/rounds", "/admin"


@dataclass(frozen=True)
class Look:
    """One page to look at: its address, or the first link to `follow` from there (XPath), and its status.

    With `form` the form that is found there (XPath) is emptied and sent first.
    """

    path: str
    who: str | None = None
    status: int = 200
    follow: str = ""
    form: str = ""

    def __str__(self) -> str:
        return " ".join(
            filter(None, (self.path, self.who or "nobody", str(self.status), self.follow, self.form))
        )


def action(end: str) -> str:
    """The form that is sent to an address with this end."""
    return f"//main//form[@method='post' and substring(@action, string-length(@action) - {len(end) - 1}) = '{end}']"


PERSON = "//main//a[starts-with(@href, '/admin/people/')][not(contains(@href, 'new'))]"
SEAT = "//main//a[contains(@href, '/setup/members/')][not(contains(@href, 'new'))]"
PAGES = (
    Look("/", "secretariat"),
    Look("/"),
    Look("/sign-in"),
    Look("/sign-in/password"),
    Look("/sign-in/sent"),
    Look("/sign-in/made-up", status=404),
    Look("/sign-in", follow="//main//li//a[starts-with(@href, '/sign-in/')]"),
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
    Look(f"{ROUNDS}/course?first=2027-03-01", "moderator"),
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
    Look(f"{REVIEW}/RT1-M1", "moderator"),
    Look(f"{REVIEW}/RT1-M1"),
    Look(f"{REVIEW}/RT1-M1/comments", "ngo"),
    Look(f"{REVIEW}/answers", "moderator"),
    Look(f"{REVIEW}/comments/CM-001", "moderator"),
    Look(f"{REVIEW}/comments/CM-001/answer", "rapporteur"),
    Look(f"{PAST}/RT1-M1/versions"),
    Look(f"{REVIEW}/RT1-M1/versions/1", "rapporteur"),
    Look(f"{PAST}/RT1-M1/changes?from=1&to=2"),
    Look(f"{REVIEW}/proposals/new?kind=mechanism", "member"),
    Look(f"{REVIEW}/proposals/new?kind=benchmark", "member"),
    Look(f"{REVIEW}/RT1-M1/edit", "rapporteur"),
    Look(f"{REVIEW}/RT1-M4/draft", "member"),
    Look(f"{REVIEW}/RT1-M1/circulate", "rapporteur"),
    Look(f"{REVIEW}/circulations", "state"),
    Look(f"{REVIEW}/circulations/CIR-001", "rapporteur"),
    Look(f"{DECISION}/circulations", status=403),
    Look(ROUNDS, "moderator"),
    Look(f"{ROUNDS}/R2", "moderator"),
    Look(f"{ROUNDS}/R2/cockpit", "moderator"),
    Look(f"{ROUNDS}/R2/cockpit", "state", 403),
    Look(f"{ROUNDS}/R2/comments", "moderator"),
    Look(f"{ROUNDS}/R2/comments", "state"),
    Look(f"{ROUNDS}/R2/decline", "state"),
    Look(f"{ROUNDS}/R2/table", "moderator"),
    Look(f"{ROUNDS}/R2/table", "observer"),
    Look(f"{ROUNDS}/R2/table/known", "moderator"),
    Look(f"{ROUNDS}/R3", "member"),
    Look(f"{ROUNDS}/R3/opening", "moderator"),
    Look(f"{REVIEW}/permissions", "member"),
    Look(f"{DECISION}/ballots"),
    Look(f"{DECISION}/ballots/BAL-1"),
    Look(f"{DECISION}/ballots/BAL-1/sheet", "state"),
    Look(f"{DECISION}/ballots/BAL-1/sheet", status=403),
    Look(f"{PAST}/ballots/BAL-1"),
    Look(f"{PAST}/ballots/BAL-1/RT1-M2"),
    Look(f"{PAST}/outcome", "secretariat"),
    Look(f"{PAST}/outcome/editions"),
    Look(f"{PAST}/outcome?edition=draft"),
    Look(f"{DECISION}/outcome/editions", "secretariat"),
    Look(f"{LONG}/outcome.pdf"),
    Look(f"{LONG}/outcome.pdf", form=action("/outcome.pdf")),
    Look(f"{PAST}/outcome/trace/RT1-M2"),
    Look(f"{PAST}/outcome/trace/RT1-M2/how_it_works?n=13", "state"),
    Look(f"{PAST}/outcome", follow="//main//a[contains(@href, '/outcome/paragraphs/')]"),
    Look(f"{PAST}/outcome/briefs/RT1-M2"),
    Look(f"{PAST}/outcome/declarations"),
    Look("/hld-2013-pilots/outcome/declarations", "state"),
    Look(
        "/hld-2013-pilots/outcome/declarations",
        "state",
        follow="//main//a[contains(@href, '/declarations/')]",
    ),
    Look(f"{THE_LIST}?roundtable=RT1", "secretariat"),
    Look(f"{THE_LIST}?roundtable=RT2&show=undecided", "secretariat"),
    Look(f"{THE_LIST}/front", "secretariat"),
    Look(f"{THE_LIST}/length", "secretariat"),
    Look(f"{THE_LIST}/preview/RT1", "secretariat"),
    Look(THE_LIST, status=403),
    Look(f"{PAST}/pilots"),
    Look(f"{PAST}/pilots/PIL-1"),
    Look(PILOTS, "state"),
    Look(f"{PILOTS}/new?mechanism=RT2-M3", "state"),
    Look(f"{PILOTS}/PIL-7", "state"),
    Look(f"{PILOTS}/PIL-7/plan", "state"),
    Look(f"{PILOTS}/PIL-7/course", "state"),
    Look(f"{PILOTS}/PIL-4", "reporter"),
    Look(f"{PILOTS}/PIL-4/course", "state"),
    Look(f"{PILOTS}/PIL-4/parties", "state"),
    Look(f"{PILOTS}/PIL-4", "state", follow="//main//a[contains(@href, '/milestones/')]"),
    Look(f"{PILOTS}/PIL-4/values/new", "reporter"),
    Look(f"{PILOTS}/PIL-4/values/new?benchmark=RT2-B5", "reporter"),
    Look(
        f"{PILOTS}/PIL-4", "ngo", follow="//main//a[contains(@href, '/values/')][not(contains(@href, 'new'))]"
    ),
    Look(f"{PILOTS}/PIL-4/reports/1"),
    Look(f"{PILOTS}/PIL-4/reports/2", "reporter"),
    Look("/consultations/new", "secretariat"),
    Look("/consultations/new?way=empty", "secretariat"),
    Look("/consultations/new", "state", 403),
    Look(SETUP, "secretariat"),
    Look(SETUP, status=403),
    Look(f"{SETUP}/settings", "secretariat"),
    Look(f"{SETUP}/constituencies", "secretariat"),
    Look(f"{SETUP}/constituencies", "secretariat", follow="//main//li[@class='row']//a"),
    Look(f"{SETUP}/roundtables", "secretariat"),
    Look(f"{SETUP}/roundtables/RT1", "secretariat"),
    Look(f"{SETUP}/roundtables/RT1/end", "secretariat"),
    Look(f"{SETUP}/groups", "secretariat"),
    Look(f"{SETUP}/groups/WG-1A", "secretariat"),
    Look(f"{SETUP}/groups/WG-1A/closing", "secretariat"),
    Look(f"{SETUP}/delegations", "secretariat"),
    Look(f"{SETUP}/delegations/org-bel", "secretariat"),
    Look(f"{SETUP}/members", "secretariat"),
    Look(f"{SETUP}/members?q=Haddad", "secretariat", follow=SEAT),
    Look(f"{SETUP}/members/new", "secretariat"),
    Look(f"{REVIEW}/groups/WG-1A", "moderator"),
    Look(f"{REVIEW}/groups/WG-1A/members", "moderator"),
    # A consultation that was just begun: every list of it is empty.
    Look(NEW, "secretariat"),
    Look(f"{NEW}/setup", "secretariat"),
    Look(f"{NEW}/setup/groups", "secretariat"),
    Look(f"{NEW}/setup/members", "secretariat"),
    Look(f"{SETUP}/invitations", "secretariat"),
    Look(f"{SETUP}/applications", "secretariat"),
    Look(f"{SETUP}/applications/AP-002", "secretariat"),
    Look(f"{REVIEW}/groups/WG-1A/invitations", "moderator"),
    Look(f"{REVIEW}/delegations/org-bel", "state"),
    Look(f"{REVIEW}/delegations/org-bel"),
    Look(f"{REVIEW}/members", "member"),
    Look(f"{REVIEW}/members?on=2026-11-01"),
    Look(f"{REVIEW}/accreditation?received=AP-002"),
    Look(f"{REVIEW}/accreditation/confirmation/AP-002"),
    Look("/invitations/known"),
    Look("/invitations/known", "observer"),
    Look("/invitations/unknown", status=404),
    Look(f"{SETUP}/people", "secretariat"),
    Look(f"{SETUP}/people/known", "secretariat"),
    Look(f"{NEW}/rounds", "secretariat"),
    Look(f"{NEW}/proposals", "secretariat"),
    Look(ADMIN, "administrator"),
    Look(ADMIN, "state", 403),
    Look(f"{ADMIN}/people", "administrator"),
    Look(f"{ADMIN}/people", "administrator", follow=PERSON),
    Look(f"{ADMIN}/people/new", "administrator"),
    Look("/account", "member"),
    Look("/account/tokens", "member"),
    Look("/account/data?part=seats", "member"),
    Look("/account/erasure", "member"),
    Look("/account/erasure", "state"),
    Look("/account/erased"),
    Look("/organisations", "secretariat"),
    Look("/organisations/org-bel", "administrator"),
    Look("/organisations", "state", 403),
    Look(f"{ADMIN}/providers", "administrator"),
    Look(f"{ADMIN}/providers/new", "administrator"),
    Look(f"{ADMIN}/providers/ministry", "administrator"),
    Look(f"{ADMIN}/settings", "administrator"),
    Look(f"{ADMIN}/mail", "administrator"),
    Look(f"{ADMIN}/security", "administrator"),
    Look(f"{ADMIN}/backup", "administrator"),
    Look(f"{ADMIN}/health", "administrator"),
)

# Forms that come back: emptied and sent, each is drawn again with what is wrong in it.
RETURNED = (
    Look("/account/tokens", "member", 422, form=action("/account/tokens")),
    Look("/account/erasure", "member", 422, form=action("/account/erasure")),
    Look("/sign-in", status=422, form=action("/sign-in")),
    Look("/sign-in/password", status=422, form=action("/sign-in/password")),
    Look(f"{THE_LIST}?roundtable=RT2", "secretariat", 422, form=action("/selection")),
    Look(f"{REVIEW}/proposals/new?kind=mechanism", "member", 422, form=action("/proposals")),
    Look(f"{REVIEW}/RT1-M1/circulate", "rapporteur", 422, form=action("/circulations")),
    Look(f"{REVIEW}/RT1-M1", "rapporteur", 422, form=action("/steps")),
    Look(f"{REVIEW}/RT1-M1", "member", 422, form=action("/support")),
    Look(f"{REVIEW}/RT1-M1/comments", "ngo", 422, form=action("/comments")),
    Look(f"{REVIEW}/comments/CM-001", "moderator", 422, form=action("/answer")),
    Look(f"{ROUNDS}/R2/comments", "moderator", 422, form=action("/comments/drafts")),
    Look(ROUNDS, "moderator", 422, form=action("/rounds")),
    Look(f"{ROUNDS}/R2", "moderator", 422, form=action("/extension")),
    Look(f"{ROUNDS}/R2/table", "moderator", 422, form=action("/R2/table")),
    Look("/consultations/new?way=empty", "secretariat", 422, form=action("/consultations/new")),
    Look(f"{SETUP}/settings", "secretariat", 422, form=action("/setup/settings")),
    Look(f"{SETUP}/roundtables", "secretariat", 422, form=action("/setup/roundtables")),
    Look(f"{SETUP}/members/new", "secretariat", 422, form=action("/setup/members")),
    Look(f"{REVIEW}/groups/WG-1A/members", "moderator", 422, form=action("/members")),
    Look(f"{SETUP}/invitations", "secretariat", 422, form=action("/setup/invitations")),
    Look(f"{SETUP}/applications/AP-002", "secretariat", 422, form=action("/AP-002")),
    Look(f"{SETUP}/people", "secretariat", 422, form=action("/setup/people")),
    Look(f"{REVIEW}/delegations/org-bel", "state", 422, form=action("/org-bel/invitations")),
    Look(f"{REVIEW}/accreditation", status=422, form=action("/accreditation")),
    Look("/invitations/known", status=422, form=action("/invitations/known")),
    Look("/organisations", "secretariat", 422, form=action("/organisations")),
    Look(f"{SETUP}/delegations", "secretariat", 422, form=action("/setup/delegations")),
    Look(f"{ADMIN}/people/new", "administrator", 422, form=action("/people")),
    Look(f"{ADMIN}/providers/new", "administrator", 422, form=action("/admin/providers")),
    Look(f"{ADMIN}/providers/ministry", "administrator", 422, form=action("/rules")),
    Look(f"{PILOTS}/new", "state", 422, form=action("/pilots")),
    Look(f"{PILOTS}/PIL-7/plan", "state", 422, form=action("/plan")),
    Look(f"{PILOTS}/PIL-4/course", "state", 422, form=action("/hold")),
    Look(f"{PILOTS}/PIL-4/parties", "state", 422, form=action("/invitations")),
    Look(f"{PILOTS}/PIL-4/values/new?benchmark=RT2-B5", "reporter", 422, form=action("/values")),
)

# A sign-in link, which is shown once.
LINKS = (
    Look(f"{ADMIN}/people", "administrator", follow=PERSON, form=action("/link")),
    Look(f"{SETUP}/members?q=Haddad", "secretariat", follow=SEAT, form=action("/link")),
)

# Where colour says the most, looked at in the dark too.
DARK = (
    Look("/"),
    Look(PAST),
    Look(f"{REVIEW}/RT1-M1", "rapporteur"),
    Look(f"{DECISION}/ballots/BAL-1/sheet", "state"),
    Look(f"{PAST}/ballots/BAL-1"),
    Look(f"{PAST}/RT1"),
    Look(f"{PAST}/pilots/PIL-1"),
    Look(PILOTS, "state"),
    Look(f"{PILOTS}/PIL-4", "reporter"),
    Look(f"{PILOTS}/PIL-4/values/new?benchmark=RT2-B5", "reporter"),
    Look(f"{PAST}/RT1-M1/changes?from=1&to=2"),
    Look(f"{REVIEW}/RT1-M1/edit", "rapporteur"),
    Look(f"{REVIEW}/answers", "moderator"),
    Look(f"{ROUNDS}/R2", "moderator"),
    Look(f"{ROUNDS}/R2/cockpit", "moderator"),
    Look(f"{ROUNDS}/R2/comments", "moderator"),
    Look(SETUP, "secretariat"),
)
