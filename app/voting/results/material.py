"""What a file of results is made of, read once: the same for every format."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from sqlmodel import Session

from app.consultations.models import Consultation
from app.kernel.actor import Actor
from app.voting.amendments.shown import Put, put_on
from app.voting.disclosure.told import told_of
from app.voting.explanations.queries import explanations_of
from app.voting.explanations.views import Explained
from app.voting.queries import tally
from app.voting.results.queries import acting_on, findings_of
from app.voting.results.views import Acting, Findings
from app.voting.views import BallotView, Seated


@dataclass(frozen=True)
class Material:
    """The results of one ballot as one reader may see them; `amendments` has what the amendments on it change, by code."""

    consultation: Consultation
    view: BallotView
    findings: Findings
    explanations: tuple[Explained, ...]
    acting: tuple[Acting, ...]
    amendments: Mapping[str, Put] = field(default_factory=dict)

    @property
    def closed_at(self) -> datetime:
        """The last second in which a position could be given: the end of the 13th is a moment of the 13th."""
        return self.view.closes_at - timedelta(seconds=1)

    @cached_property
    def classes(self) -> dict[str, list[Seated]]:
        """The electorate by the name of the constituency."""
        found: dict[str, list[Seated]] = {}
        for seated in self.findings.tally.electorate:
            found.setdefault(seated.constituency_name, []).append(seated)
        return found

    @cached_property
    def told(self) -> tuple[str, ...]:
        """What is not shown, and what was counted together, where delegations are not named."""
        return told_of(self.findings.tally)

    @cached_property
    def acting_by_proposal(self) -> dict[int, list[Acting]]:
        """Who would act, by the number of the proposal."""
        found: dict[int, list[Acting]] = {}
        for each in self.acting:
            found.setdefault(each.proposal_id, []).append(each)
        return found

    @cached_property
    def explained_by_proposal(self) -> dict[int | None, list[Explained]]:
        """The explanations by the number of the proposal; under None what is of the whole ballot."""
        found: dict[int | None, list[Explained]] = {}
        for each in self.explanations:
            found.setdefault(each.proposal_id, []).append(each)
        return found


def material_of(db: Session, actor: Actor, consultation: Consultation, view: BallotView) -> Material:
    """The results as this reader may see them; seven queries, one more where amendments are on the ballot. Whether they may be shown is for the caller to ask."""
    found = tally(db, view, actor)
    lines = [each.line for each in found.results]
    seen = {line.proposal_id for line in lines}
    return Material(
        consultation,
        view,
        findings_of(db, found),
        # Never a reader's own that others do not see: the file is a record.
        explanations_of(db, view, lines),
        tuple(each for each in acting_on(db, view) if each.proposal_id in seen),
        put_on(db, lines),
    )
