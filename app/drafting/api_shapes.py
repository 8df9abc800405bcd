"""A proposal as programs get it."""

from app.drafting.actions.saving import Saved
from app.drafting.content import blank, plain
from app.drafting.fields import partner_field
from app.drafting.models import Proposal, Version
from app.drafting.schemas import ProposalOut


def saved_out(saved: Saved) -> ProposalOut:
    """What a save left behind."""
    return proposal_out(saved.proposal, saved.roundtable.code, saved.group.code, saved.version, saved.links)


def proposal_out(
    proposal: Proposal, roundtable: str, group: str, version: Version, links: list[str]
) -> ProposalOut:
    """A proposal with every field of its kind, empty ones too, and the links it has now."""
    fields = {**blank(proposal.kind), **plain(version.content), partner_field(proposal.kind): links}
    return ProposalOut(
        code=proposal.code,
        kind=proposal.kind,
        roundtable=roundtable,
        group=group,
        state=proposal.state,
        version=proposal.version,
        updated_at=proposal.updated_at,
        **fields,
    )
