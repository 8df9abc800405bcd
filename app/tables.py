"""Every floor's tables, so that migrations and `verify` see them all."""

from sqlmodel import SQLModel

import app.consultations.admission.models
import app.consultations.models
import app.contributions.models
import app.discussion.models
import app.discussion.objections.models
import app.discussion.table.models
import app.drafting.editorial.models
import app.drafting.models
import app.kernel.ledger
import app.kernel.limits
import app.kernel.outbox
import app.kernel.search
import app.kernel.work
import app.notices.models
import app.outcome.models
import app.people.models
import app.pilots.models
import app.review.attendance.models
import app.review.report.models
import app.review.reviewing.models
import app.review.silence.models
import app.voting.amendments.models
import app.voting.disclosure.models
import app.voting.explanations.models
import app.voting.models
import app.voting.proxy.models
import app.voting.ratings.models
import app.voting.recount.models
import app.voting.recusal.models  # noqa: F401

metadata = SQLModel.metadata
