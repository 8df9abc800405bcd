"""How a ballot decides: integers only, from the positions and the electorate alone.

The preset `consultation`: a quorum of the electorate that took any position, abstentions included; consensus when
nobody objects; otherwise adopted when enough of those who did not abstain support, and no constituency has more than
its share of them objecting. A limit counts as reached at equality.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from app.voting.counting import Counts, Elector, Outcome, Result, Rule, read_rule
from app.voting.models import Choice
from app.voting.sentences import constituency_sentence, why_decided


def decide(rule: Mapping[str, Any], electorate: Iterable[Elector], positions: Mapping[str, str]) -> Result:
    """Decide one proposal.

    `positions` maps a delegation's key to its position; what comes from outside the electorate does not count, and
    who is not in it has not voted. Pure: the same input gives the same result, in whatever order it comes.
    """
    members = list(electorate)
    tallies: dict[str, dict[str, int]] = {}
    names: dict[str, str] = {}
    objectors = []
    for elector in members:
        tally = tallies.setdefault(elector.constituency, {f.name: 0 for f in fields(Counts)})
        names.setdefault(elector.constituency, elector.constituency_name or elector.constituency)
        given = positions.get(elector.delegation)
        tally["not_voted" if given is None else Choice(given).value] += 1
        if given == Choice.OBJECT:
            objectors.append(elector.name or elector.delegation)
    counts = {code: Counts(**tally) for code, tally in tallies.items()}
    return judge(read_rule(rule), counts, names=names, objectors=objectors)


def judge(
    rule: Rule,
    by_constituency: Mapping[str, Counts],
    *,
    names: Mapping[str, str] | None = None,
    objectors: Sequence[str] = (),
) -> Result:
    """Decide one proposal from its counts per constituency: the arithmetic of `decide`, for counts made in bulk."""
    overall = sum(by_constituency.values(), Counts())
    called = {code: (names or {}).get(code, code) for code in by_constituency}
    blocked = tuple(code for code, counts in by_constituency.items() if rule.blocks(counts))
    if not rule.has_quorum(overall):
        outcome = Outcome.NO_QUORUM
    elif overall.object == 0:
        outcome = Outcome.CONSENSUS
    elif rule.has_support(overall) and not blocked:
        outcome = Outcome.ADOPTED
    else:
        outcome = Outcome.NOT_ADOPTED
    result = Result(
        outcome=outcome,
        rule=rule,
        overall=overall,
        by_constituency=dict(by_constituency),
        names=called,
        blocked_by=blocked,
        objectors=tuple(objectors),
    )
    return replace(
        result,
        why=why_decided(result),
        why_by_constituency={code: constituency_sentence(rule, c) for code, c in by_constituency.items()},
    )
