"""`commonspace tally`: the count of a ballot, for people and for programs."""

import json
from typing import Annotated

import typer

from app.consultations.queries import visible_consultation
from app.kernel.actor import SYSTEM
from app.kernel.clock import now
from app.kernel.errors import NotFound
from app.voting.counting import NOT_VOTED
from app.voting.queries import tally, visible_ballot
from app.voting.views import Tally
from app.web.terminal import fail, say, terminal


def register(cli: typer.Typer) -> None:
    """Hang this floor's commands into `commonspace`."""
    cli.command("tally")(tally_command)


def tally_command(
    ctx: typer.Context,
    slug: Annotated[str, typer.Argument(help="The consultation.")],
    ballot: Annotated[str, typer.Argument(help="The ballot, such as BAL-1.")],
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON document.")] = False,
    provisional: Annotated[
        bool, typer.Option("--provisional", help="Count although the ballot, an open one, has not closed.")
    ] = False,
) -> None:
    """Count a ballot anew from its positions. Exit 3 while it has not closed, 2 where it is not known."""
    with terminal(ctx).database.reading() as db:
        try:
            view = visible_ballot(db, visible_consultation(db, SYSTEM, slug), ballot, now(db))
        except NotFound as unknown:
            fail(unknown.message, 2)
        if not view.counted and not view.rule.is_open:
            # Two counts, one before and one after a delegation has voted, show what it gave; so does the first paper alone.
            told = "Its positions are not published by delegation, so that it is not counted before, also not with --provisional: two counts would show how one delegation voted between them."
            fail(f"{slug} {ballot}: {view.why_no_count} {told}", 3)
        if not view.counted and not provisional:
            fail(f"{slug} {ballot}: {view.why_no_count} With --provisional it is counted all the same.", 3)
        found = tally(db, view)
    if as_json:
        say(json.dumps(found.as_document(slug), ensure_ascii=False, indent=2))
    else:
        for line in table_of(found):
            say(line)


def table_of(found: Tally) -> list[str]:
    """The count as lines of text: one row a proposal, then how many came to what."""
    names = [*(stance.name for stance in found.view.rule.stances), NOT_VOTED]
    head = " ".join([f"{'proposal':<10} {'outcome':<12}", *(f"{name:>{_width(name)}}" for name in names)])
    rows = [
        " ".join(
            [
                f"{r.line.code:<10} {r.result.outcome:<12}",
                *(f"{r.result.overall.as_dict()[name]:>{_width(name)}}" for name in names),
                *([f"fell to {r.result.fell_to}"] if r.result.fell_to else []),
            ]
        )
        for r in found.results
    ]
    sums = ", ".join(f"{n} {name}" for name, n in found.outcomes().items())
    void = ["VOID: this ballot was declared void and counts nowhere"] if found.view.void else []
    return [*void, head, *rows, f"{len(found.electorate)} delegations, {len(rows)} proposals: {sums}"]


def _width(name: str) -> int:
    return max(len(name), 6)
