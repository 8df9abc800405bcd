"""What the parts of one's own data are called on its page; in the file they have the names of the program."""

from app.kernel.i18n import gettext as _


def part_words(name: str) -> str:
    """A part of the file in words; one that came later goes by its own name."""
    return {
        "acknowledgement": _("Answers to comments that I found satisfying or not"),
        "application": _("Applications for accreditation that name me as contact, or that I decided"),
        "circulation": _("Versions that I circulated"),
        "circulation_receipt": _("Versions that were circulated to me"),
        "comment_grouping": _("Comments that I put together"),
        "comments": _("Comments"),
        "decline": _("Rounds in which I said that my delegation will not speak"),
        "declaration": _("Declarations on the document"),
        "declaration_joined": _("Declarations that I joined for my delegation"),
        "disposition_draft": _("Drafts of answers to comments"),
        "dispositions": _("Answers to comments"),
        "drafts": _("Personal drafts that are not saved"),
        "edition": _("Editions that I issued"),
        "front_text": _("Front matter that I wrote"),
        "handshake": _("Ways in that are half gone"),
        "identities": _("Sign-ins at the provider of an organisation"),
        "invitations": _("Invitations to me, and those I sent (without whom)"),
        "ledger": _("What the register says of me"),
        "mail": _("Messages to me (without their words)"),
        "measurement": _("Values that I reported"),
        "outcome_union": _("Entries of the list that I united or parted"),
        "passkeys": _("Passkeys"),
        "password": _("Password (only that there is one)"),
        "people_sheet": _("Spreadsheets of people that I sent (without the people)"),
        "pilot_step": _("Steps of pilots"),
        "positions": _("Positions that I gave for my delegation"),
        "presence": _("Where I am writing"),
        "progress_report": _("Progress reports"),
        "proposal_step": _("Steps of proposals"),
        "round_look": _("Rounds that I have looked at"),
        "seats": _("Seats"),
        "security_log": _("The security log: what was tried on my account, from where"),
        "selection": _("Decisions on the list that I recorded"),
        "sessions": _("Devices: browsers that were signed in"),
        "shows_of_support": _("Shows of support"),
        "sign_in_links": _("Sign-in links"),
        "tokens": _("Tokens for programs"),
        "verification": _("Findings on reported values"),
        "versions": _("Versions of texts"),
        "work": _("Files that I had made"),
    }.get(name, name.replace("_", " "))
