"""The terminal's door to people in consultations."""

from typing import Annotated

import typer

from app.consultations.actions.seats import give_seat
from app.consultations.models import Role
from app.consultations.queries import delegation_of_organisation, visible_consultation, visible_group
from app.consultations.rules import VOTING_ROLES
from app.kernel.actor import SYSTEM
from app.kernel.i18n import gettext as _
from app.people.actions import add_person
from app.web.terminal import fail, say, tell, terminal

person_commands = typer.Typer(help="People.", no_args_is_help=True)


@person_commands.command("add")
def add(
    ctx: typer.Context,
    email: str,
    name: Annotated[str, typer.Option("--name", help="The name as shown.")],
    organisation: Annotated[
        str | None, typer.Option("--organisation", help="Id of the employer, such as org-swe.")
    ] = None,
    role: Annotated[str | None, typer.Option("--role", help="A role to hold from now on.")] = None,
    group: Annotated[
        str | None, typer.Option("--group", help="Code of the working group of the seat, such as WG-1A.")
    ] = None,
    in_slug: Annotated[
        str | None, typer.Option("--in", help="The consultation in which the role is held.")
    ] = None,
) -> None:
    """Give somebody an account, and with --role a seat. The last line is the person's id."""
    with terminal(ctx).database.unit_of_work() as db:
        person = add_person(db, SYSTEM, email=email, name=name, organisation=organisation)
        if role is not None:
            consultation = visible_consultation(db, SYSTEM, in_slug) if in_slug else None
            body = delegation_of_organisation(db, consultation, organisation) if consultation else None
            if body is None and role in VOTING_ROLES:
                fail(
                    _("A head or alternate sits in a delegation: name its organisation and the consultation.")
                )
            seat = give_seat(
                db,
                SYSTEM,
                person,
                role=role,
                title=f"{role.capitalize()}, {body.name}" if body else role.capitalize(),
                consultation=consultation,
                group=visible_group(db, consultation, SYSTEM, group) if consultation and group else None,
                delegation=body,
            )
            if seat.group_id is None and role in (Role.MEMBER, Role.RAPPORTEUR):
                tell(
                    _(
                        "This seat is in no working group: it comments, and writes nothing. --group gives it one."
                    )
                )
    say(person.public_id)


def register(cli: typer.Typer) -> None:
    """Hang these commands into `commonspace`."""
    cli.add_typer(person_commands, name="person")
