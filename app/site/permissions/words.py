"""The table's own names in the reader's language."""

from app.kernel.i18n import gettext as _
from app.site.permissions.amending import amendment_words
from app.site.permissions.attendance import attendance_words
from app.site.permissions.courses import course_words
from app.site.permissions.explaining import explanation_words
from app.site.permissions.mail import mail_words
from app.site.permissions.marking import marking_words
from app.site.permissions.objections import objection_words
from app.site.permissions.proxying import proxy_words
from app.site.permissions.ratings import rating_words
from app.site.permissions.recounting import recounting_words
from app.site.permissions.recusing import recusal_words
from app.site.permissions.reviewing import reviewing_words
from app.site.permissions.table import Cast, Stand
from app.site.permissions.tables import table_words
from app.site.permissions.telling import telling_words


def stand_words(stand: Stand) -> str:
    """The moment in words."""
    return {
        Stand.SETUP: _("being set up"),
        Stand.BETWEEN: _("between rounds"),
        Stand.DRAFTING: _("drafting round open"),
        Stand.COMMENT: _("comment round open"),
        Stand.REVISION: _("revision round open"),
        Stand.LAST_CALL: _("last call open"),
        Stand.BALLOT: _("ballot open"),
        Stand.CONSOLIDATION: _("in consolidation"),
        Stand.PILOTING: _("in piloting"),
        Stand.CLOSED: _("consultation closed"),
    }[stand]


def cast_words(cast: Cast) -> str:
    """The role in words."""
    return {
        Cast.ANONYMOUS: _("without an account"),
        Cast.OBSERVER: _("observer"),
        Cast.MEMBER: _("member of the group"),
        Cast.RAPPORTEUR: _("rapporteur of the group"),
        Cast.MODERATOR: _("convenor of the group"),
        Cast.SECRETARIAT: _("secretariat"),
        Cast.ADMINISTRATOR: _("administrator"),
        Cast.HEAD: _("head of a delegation"),
        Cast.ALTERNATE: _("alternate of a delegation"),
        Cast.REPORTER: _("reporter of a pilot"),
    }[cast]


def verb_words(name: str) -> str:
    """The verb in words; a name that has none here is given as it is."""
    return {
        **course_words(),
        **mail_words(),
        **telling_words(),
        **attendance_words(),
        **reviewing_words(),
        **table_words(),
        **rating_words(),
        **recounting_words(),
        **recusal_words(),
        **proxy_words(),
        **marking_words(),
        **amendment_words(),
        **explanation_words(),
        **objection_words(),
        "sign in": _("Sign in"),
        "sign out": _("Sign out"),
        "look after one's own account": _("Look after one’s own account"),
        "change an organisation": _("Change an organisation"),
        "create a consultation": _("Create a consultation"),
        "set a consultation": _("Change the settings of the consultation"),
        "move a consultation back a stage": _("Move the consultation back a stage"),
        "begin a proposal": _("Begin a proposal"),
        "save a version": _("Save a version"),
        "keep a personal draft": _("Keep a personal draft"),
        "say where one is writing": _("Say where one is writing"),
        "circulate a version": _("Circulate a version"),
        "confirm a circulation": _("Confirm a circulation"),
        "comment": _("Comment"),
        "draft a disposition": _("Draft a disposition"),
        "issue a disposition": _("Issue a disposition"),
        "put comments together that say the same": _("Put comments together that say the same"),
        "withdraw one's own comment": _("Withdraw one’s own comment"),
        "say whether an answer satisfies": _("Say whether an answer satisfies"),
        "show support": _("Show support"),
        "give a position": _("Give a position"),
        "add a passkey": _("Add a passkey"),
        "remove a passkey of one's own": _("Remove a passkey of one’s own"),
        "add or remove a sign-in at one's organisation": _("Add or remove a sign-in at one’s organisation"),
        "look after identity providers": _("Look after identity providers"),
        "make a token for a program": _("Make a token for a program"),
        "end a token of one's own": _("End a token of one’s own"),
        "erase one's own account": _("Erase one’s own account"),
        "erase somebody who asked for it": _("Erase somebody who asked for it"),
        "add a person": _("Add a person"),
        "give or end a role for the whole site": _("Give or end a role for the whole site"),
        "make a sign-in link": _("Make a sign-in link"),
        "sign somebody out everywhere": _("Sign somebody out everywhere"),
        "send a test message": _("Send a test message"),
        "download a back-up": _("Download a back-up"),
        "submit a proposal": _("Submit a proposal"),
        "return a proposal to draft": _("Return a proposal to draft"),
        "withdraw a proposal": _("Withdraw a proposal"),
        "take a withdrawn proposal up again": _("Take a withdrawn proposal up again"),
        "merge a proposal into another": _("Merge a proposal into another"),
        "refer a proposal back": _("Refer a proposal back"),
        "restore a version": _("Restore a version"),
        "link a mechanism and a benchmark": _("Link a mechanism and a benchmark"),
        "unlink a mechanism and a benchmark": _("Unlink a mechanism and a benchmark"),
        "plan a round": _("Plan a round"),
        "change the plan of a round": _("Change the plan of a round"),
        "open a round": _("Open a round"),
        "extend a round": _("Extend a round"),
        "close a round early": _("Close a round early"),
        "cancel a round": _("Cancel a round"),
        "complete a round": _("Complete a round"),
        "declare a text ready": _("Declare a text ready"),
        "declare all texts of a round ready": _("Declare all texts of a round ready"),
        "set up a part of a consultation": _("Set up a part of the consultation"),
        "seat somebody in a working group": _("Seat somebody in a working group"),
        "end a seat in a working group": _("End a seat in a working group"),
        "invite somebody to a seat": _("Invite somebody to a seat"),
        "send an invitation again, or withdraw it": _("Send an invitation again, or withdraw it"),
        "answer an invitation": _("Answer an invitation"),
        "name an alternate, or end a seat of a delegation": _(
            "Name an alternate, or end a seat of a delegation"
        ),
        "apply for accreditation": _("Apply for accreditation"),
        "decide an application for accreditation": _("Decide an application for accreditation"),
        "hand over a first sign-in link": _("Hand over a first sign-in link"),
        "issue the document, or a corrigendum or revision of it": _(
            "Issue the document, or a corrigendum or revision of it"
        ),
        "have a file of the working draft made": _("Have a file of the working draft made"),
        "let long work begin again that failed": _("Let long work begin again that failed"),
        "record what the list holds": _("Record what the list holds"),
        "unite or part entries of the list": _("Unite or part entries of the list"),
        "order the entries of the list": _("Order the entries of the list"),
        "write the front matter": _("Write the front matter"),
        "make a declaration": _("Make a declaration"),
        "reword a declaration": _("Reword a declaration"),
        "withdraw a declaration": _("Withdraw a declaration"),
        "join a declaration": _("Join a declaration"),
        "leave a declaration": _("Leave a declaration"),
        "take a mechanism up in a pilot": _("Take a mechanism up in a pilot"),
        "write the plan of a pilot": _("Write the plan of a pilot"),
        "take a pilot a step on": _("Confirm, begin, hold, resume, complete or end a pilot"),
        "invite a delegation to a pilot": _("Invite a delegation to a pilot"),
        "ask a State to lead a pilot": _("Ask a State to lead a pilot without one"),
        "join a pilot": _("Join a pilot"),
        "withdraw a delegation from a pilot": _("Withdraw a delegation from a pilot"),
        "say that a milestone is met": _("Say that a milestone is met"),
        "move or drop a milestone": _("Move or drop a milestone"),
        "agree when a pilot reports": _("Agree when a pilot reports"),
        "submit a progress report": _("Submit a progress report"),
        "report a measured value": _("Report a measured value"),
        "correct a reported value": _("Correct a reported value"),
        "verify a reported value": _("Verify a reported value"),
    }.get(name, name)
