"""The mails of admission, each in the language of whom it is for."""

from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import format_date

from app.consultations.admission.models import Application, Invitation
from app.consultations.models import Consultation
from app.consultations.seating import role_word
from app.kernel.clock import local_day
from app.kernel.i18n import LANGUAGES, current_locale, in_locale
from app.kernel.i18n import gettext as _
from app.people.models import Person


@dataclass(frozen=True)
class Mail:
    """A message: its language, subject and words."""

    locale: str
    subject: str
    text: str


def language_for(consultation: Consultation, person: Person | None = None, wished: str = "") -> str:
    """The language to write in: the person's own where it is known, else the one `wished`, else the consultation's."""
    wish = (person.locale if person else None) or wished or consultation.default_language
    return wish if wish in LANGUAGES else "en"


def invitation_mail(
    consultation: Consultation,
    invitation: Invitation,
    *,
    person: Person | None,
    inviter: str,
    place: str,
    link: str,
    language: str = "",
) -> Mail:
    """What is offered, by whom, until when, and the link that shows it."""
    locale = language_for(consultation, person, language)
    with in_locale(locale):
        name = person.name if person else invitation.name
        title = _titled(consultation, locale)
        seat = role_word(invitation.role)
        lines = [
            _("Dear %(name)s,") % {"name": name} if name else _("Good day,"),
            _("%(inviter)s invites you to take part in %(title)s (%(code)s).")
            % {"inviter": inviter, "title": title, "code": consultation.code},
            _("Your seat: %(seat)s") % {"seat": f"{seat}, {place}" if place else seat},
            *_term(invitation),
            _("This page shows the seat, and there you accept or decline it, until %(day)s:")
            % {"day": _day(local_day(invitation.expires_at, consultation.timezone))}
            + f"\n{link}",
            _(
                "The link is for you alone. If you did not expect it, you need do nothing: without your answer nothing happens."
            ),
        ]
        subject = _("Invitation to %(title)s") % {"title": title}
        return Mail(locale, subject, "\n\n".join(lines) + "\n")


def confirmation_mail(
    consultation: Consultation, application: Application, link: str, until: datetime
) -> Mail:
    """To the contact of a body that applies: the receipt, and the link that confirms it."""
    locale = language_for(consultation)
    with in_locale(locale):
        title = _titled(consultation, locale)
        lines = [
            _("Dear %(name)s,") % {"name": application.contact_name},
            _("%(body)s has applied for accreditation to %(title)s. The application is %(code)s.")
            % {"body": application.name, "title": title, "code": application.code},
            _("Open this page and confirm it, until %(day)s; only then does the secretariat look at it:")
            % {"day": _day(local_day(until, consultation.timezone))}
            + f"\n{link}",
            _("If this was not you, you need do nothing: without your confirmation nothing happens."),
        ]
        subject = _("%(code)s: please confirm your application") % {"code": application.code}
        return Mail(locale, subject, "\n\n".join(lines) + "\n")


def decision_mail(consultation: Consultation, application: Application) -> Mail:
    """To the contact: what was decided, and why."""
    locale = language_for(consultation)
    with in_locale(locale):
        title = _titled(consultation, locale)
        facts = {"body": application.name, "title": title, "code": application.code}
        decided = (
            _("The application %(code)s was accepted: %(body)s is accredited to %(title)s.") % facts
            if application.accepted
            else _("The application %(code)s of %(body)s to take part in %(title)s was refused.") % facts
        )
        lines = [
            _("Dear %(name)s,") % {"name": application.contact_name},
            decided,
            _("The reason:") + f" {application.reason}",
        ]
        if application.accepted:
            lines.append(_("The invitation to head the delegation comes in a message of its own."))
        subject = _("%(code)s: your application was decided") % {"code": application.code}
        return Mail(locale, subject, "\n\n".join(lines) + "\n")


def _term(invitation: Invitation) -> list[str]:
    """The days of the seat, where it has any."""
    since, until = invitation.since, invitation.until
    if since is not None and until is not None:
        return [_("From %(first)s until %(last)s.") % {"first": _day(since), "last": _day(until)}]
    if since is not None:
        return [_("From %(first)s on.") % {"first": _day(since)}]
    return [_("Until %(last)s.") % {"last": _day(until)}] if until is not None else []


def _titled(consultation: Consultation, locale: str) -> str:
    return consultation.title_i18n.get(locale) or consultation.title


def _day(day: date) -> str:
    return format_date(
        day, format="d MMMM y" if current_locale() == "en" else "long", locale=current_locale()
    )
