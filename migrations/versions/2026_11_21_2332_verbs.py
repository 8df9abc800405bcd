"""verbs"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "personal_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("stroke", sa.Integer(), nullable=False),
        sa.Column("kept_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_personal_draft_consultation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_personal_draft_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_draft")),
        sa.UniqueConstraint(
            "person_id",
            "consultation_id",
            "place",
            name=op.f("uq_personal_draft_person_id_consultation_id_place"),
        ),
    )
    with op.batch_alter_table("personal_draft", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_personal_draft_consultation_id"), ["consultation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_personal_draft_person_id"), ["person_id"], unique=False)

    op.create_table(
        "roundtable_title",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("roundtable_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("short_title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("title_i18n", sa.JSON(), nullable=False),
        sa.Column("until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_roundtable_title_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["roundtable_id"], ["roundtable.id"], name=op.f("fk_roundtable_title_roundtable_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roundtable_title")),
        sa.UniqueConstraint("roundtable_id", "n", name=op.f("uq_roundtable_title_roundtable_id_n")),
    )
    with op.batch_alter_table("roundtable_title", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_roundtable_title_consultation_id"), ["consultation_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_roundtable_title_roundtable_id"), ["roundtable_id"], unique=False
        )

    op.create_table(
        "circulation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("since_version", sa.Integer(), nullable=True),
        sa.Column("message", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("author_title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("sent_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_circulation_consultation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_circulation_person_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_circulation_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circulation")),
        sa.UniqueConstraint("consultation_id", "code", name=op.f("uq_circulation_consultation_id_code")),
    )
    with op.batch_alter_table("circulation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_circulation_consultation_id"), ["consultation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_circulation_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_circulation_proposal_id"), ["proposal_id"], unique=False)

    op.create_table(
        "presence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("field", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("seen_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_presence_consultation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_presence_person_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_presence_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence")),
        sa.UniqueConstraint("proposal_id", "person_id", name=op.f("uq_presence_proposal_id_person_id")),
    )
    with op.batch_alter_table("presence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_presence_consultation_id"), ["consultation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_presence_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_presence_proposal_id"), ["proposal_id"], unique=False)

    op.create_table(
        "proposal_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("verb", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("from_state", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("to_state", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("author_title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("round_code", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("taken_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_proposal_step_consultation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_proposal_step_person_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_step_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_step")),
        sa.UniqueConstraint("proposal_id", "n", name=op.f("uq_proposal_step_proposal_id_n")),
    )
    with op.batch_alter_table("proposal_step", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_proposal_step_consultation_id"), ["consultation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_proposal_step_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_step_proposal_id"), ["proposal_id"], unique=False)

    op.create_table(
        "circulation_receipt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("circulation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=True),
        sa.Column("received_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["circulation_id"], ["circulation.id"], name=op.f("fk_circulation_receipt_circulation_id")
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_circulation_receipt_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["delegation.id"], name=op.f("fk_circulation_receipt_delegation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_circulation_receipt_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circulation_receipt")),
        sa.UniqueConstraint(
            "circulation_id", "person_id", name=op.f("uq_circulation_receipt_circulation_id_person_id")
        ),
    )
    with op.batch_alter_table("circulation_receipt", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_circulation_receipt_circulation_id"), ["circulation_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_circulation_receipt_consultation_id"), ["consultation_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_circulation_receipt_delegation_id"), ["delegation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_circulation_receipt_person_id"), ["person_id"], unique=False)

    op.create_table(
        "comment_grouping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("grouped_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_comment_grouping_comment_id")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_comment_grouping_consultation_id")
        ),
        sa.ForeignKeyConstraint(["lead_id"], ["comment.id"], name=op.f("fk_comment_grouping_lead_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_comment_grouping_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_grouping")),
        sa.UniqueConstraint("comment_id", name=op.f("uq_comment_grouping_comment_id")),
    )
    with op.batch_alter_table("comment_grouping", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_comment_grouping_consultation_id"), ["consultation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_comment_grouping_lead_id"), ["lead_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_comment_grouping_person_id"), ["person_id"], unique=False)

    op.create_table(
        "disposition_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("resulting_version", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("author_title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("drafted_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_disposition_draft_comment_id")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_disposition_draft_consultation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_disposition_draft_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposition_draft")),
        sa.UniqueConstraint("comment_id", name=op.f("uq_disposition_draft_comment_id")),
    )
    with op.batch_alter_table("disposition_draft", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_disposition_draft_consultation_id"), ["consultation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_disposition_draft_person_id"), ["person_id"], unique=False)

    op.create_table(
        "acknowledgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("disposition_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("satisfied", sa.Boolean(), nullable=False),
        sa.Column("word", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("given_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_acknowledgement_comment_id")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_acknowledgement_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["disposition_id"], ["disposition.id"], name=op.f("fk_acknowledgement_disposition_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_acknowledgement_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acknowledgement")),
        sa.UniqueConstraint("disposition_id", "n", name=op.f("uq_acknowledgement_disposition_id_n")),
    )
    with op.batch_alter_table("acknowledgement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_acknowledgement_comment_id"), ["comment_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_acknowledgement_consultation_id"), ["consultation_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_acknowledgement_disposition_id"), ["disposition_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_acknowledgement_person_id"), ["person_id"], unique=False)

    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("paragraph", sqlmodel.sql.sqltypes.AutoString(), nullable=True))

    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("mandate", sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column(
                "terms_of_reference", sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=""
            )
        )
        batch_op.add_column(sa.Column("masthead", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("outcome_kinds", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("notice_days", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("cloned_from", sqlmodel.sql.sqltypes.AutoString(), nullable=True))

    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))

    with op.batch_alter_table("disposition", schema=None) as batch_op:
        batch_op.add_column(sa.Column("resulting_version", sa.Integer(), nullable=True))

    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))

    # Written out, because a batch would copy the table, and SQLite lets nobody drop one that others refer to.
    op.execute(
        "ALTER TABLE proposal ADD COLUMN merged_into_id INTEGER"
        " CONSTRAINT fk_proposal_merged_into_id REFERENCES proposal (id)"
    )
    op.create_index("ix_proposal_merged_into_id", "proposal", ["merged_into_id"])

    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.add_column(sa.Column("cancelled_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("purpose", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
        batch_op.add_column(sa.Column("notice_reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True))

    with op.batch_alter_table("roundtable", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lineage", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))

    with op.batch_alter_table("working_group", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("working_group", schema=None) as batch_op:
        batch_op.drop_column("ended_at")

    with op.batch_alter_table("roundtable", schema=None) as batch_op:
        batch_op.drop_column("ended_at")
        batch_op.drop_column("lineage")

    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.drop_column("notice_reason")
        batch_op.drop_column("purpose")
        batch_op.drop_column("cancelled_at")

    op.drop_index("ix_proposal_merged_into_id", "proposal")
    op.drop_column("proposal", "merged_into_id")

    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_column("ended_at")

    with op.batch_alter_table("disposition", schema=None) as batch_op:
        batch_op.drop_column("resulting_version")

    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.drop_column("ended_at")

    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.drop_column("cloned_from")
        batch_op.drop_column("notice_days")
        batch_op.drop_column("outcome_kinds")
        batch_op.drop_column("masthead")
        batch_op.drop_column("terms_of_reference")
        batch_op.drop_column("mandate")

    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.drop_column("paragraph")

    with op.batch_alter_table("acknowledgement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_acknowledgement_person_id"))
        batch_op.drop_index(batch_op.f("ix_acknowledgement_disposition_id"))
        batch_op.drop_index(batch_op.f("ix_acknowledgement_consultation_id"))
        batch_op.drop_index(batch_op.f("ix_acknowledgement_comment_id"))

    op.drop_table("acknowledgement")
    with op.batch_alter_table("disposition_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_disposition_draft_person_id"))
        batch_op.drop_index(batch_op.f("ix_disposition_draft_consultation_id"))

    op.drop_table("disposition_draft")
    with op.batch_alter_table("comment_grouping", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_comment_grouping_person_id"))
        batch_op.drop_index(batch_op.f("ix_comment_grouping_lead_id"))
        batch_op.drop_index(batch_op.f("ix_comment_grouping_consultation_id"))

    op.drop_table("comment_grouping")
    with op.batch_alter_table("circulation_receipt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_circulation_receipt_person_id"))
        batch_op.drop_index(batch_op.f("ix_circulation_receipt_delegation_id"))
        batch_op.drop_index(batch_op.f("ix_circulation_receipt_consultation_id"))
        batch_op.drop_index(batch_op.f("ix_circulation_receipt_circulation_id"))

    op.drop_table("circulation_receipt")
    with op.batch_alter_table("proposal_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_step_proposal_id"))
        batch_op.drop_index(batch_op.f("ix_proposal_step_person_id"))
        batch_op.drop_index(batch_op.f("ix_proposal_step_consultation_id"))

    op.drop_table("proposal_step")
    with op.batch_alter_table("presence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_presence_proposal_id"))
        batch_op.drop_index(batch_op.f("ix_presence_person_id"))
        batch_op.drop_index(batch_op.f("ix_presence_consultation_id"))

    op.drop_table("presence")
    with op.batch_alter_table("circulation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_circulation_proposal_id"))
        batch_op.drop_index(batch_op.f("ix_circulation_person_id"))
        batch_op.drop_index(batch_op.f("ix_circulation_consultation_id"))

    op.drop_table("circulation")
    with op.batch_alter_table("roundtable_title", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roundtable_title_roundtable_id"))
        batch_op.drop_index(batch_op.f("ix_roundtable_title_consultation_id"))

    op.drop_table("roundtable_title")
    with op.batch_alter_table("personal_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_personal_draft_person_id"))
        batch_op.drop_index(batch_op.f("ix_personal_draft_consultation_id"))

    op.drop_table("personal_draft")
