"""Every floor's tables, so that migrations and `verify` see them all."""

from sqlmodel import SQLModel

import app.consultations.admission.models
import app.consultations.models
import app.contributions.models
import app.discussion.models
import app.drafting.models
import app.kernel.ledger
import app.kernel.limits
import app.kernel.outbox
import app.kernel.search
import app.kernel.work
import app.outcome.models
import app.people.models
import app.pilots.models
import app.voting.models  # noqa: F401

metadata = SQLModel.metadata
