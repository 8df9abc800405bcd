"""rounds"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from app.kernel.db import PackedText

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "comment_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "public_id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("filename", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("placed", sa.JSON(), nullable=False),
        sa.Column("read_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("confirmed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_comment_sheet_consultation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_comment_sheet_person_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_comment_sheet_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_sheet")),
        sa.UniqueConstraint("public_id", name=op.f("uq_comment_sheet_public_id")),
    )
    with op.batch_alter_table("comment_sheet", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_comment_sheet_consultation_id"), ["consultation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_comment_sheet_round_id"), ["round_id"], unique=False)

    op.create_table(
        "consensus_statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("words", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("objections", sa.JSON(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("author_title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("issued_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_consensus_statement_consultation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_consensus_statement_person_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_consensus_statement_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consensus_statement")),
        sa.UniqueConstraint("round_id", "n", name=op.f("uq_consensus_statement_round_id_n")),
    )
    with op.batch_alter_table("consensus_statement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_consensus_statement_consultation_id"), ["consultation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_consensus_statement_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_consensus_statement_round_id"), ["round_id"], unique=False)

    op.create_table(
        "mail_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("digest_day", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_mail_place_consultation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mail_place_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_place")),
        sa.UniqueConstraint(
            "person_id", "consultation_id", name=op.f("uq_mail_place_person_id_consultation_id")
        ),
    )
    with op.batch_alter_table("mail_place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mail_place_consultation_id"), ["consultation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mail_place_person_id"), ["person_id"], unique=False)

    op.create_table(
        "mail_wish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("frequency", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("timezone", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("stopped_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_mail_wish_consultation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mail_wish_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_wish")),
        sa.UniqueConstraint(
            "person_id", "consultation_id", name=op.f("uq_mail_wish_person_id_consultation_id")
        ),
    )
    with op.batch_alter_table("mail_wish", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mail_wish_consultation_id"), ["consultation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mail_wish_person_id"), ["person_id"], unique=False)

    op.create_table(
        "mailing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("outgoing_id", sa.Integer(), nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("sent_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("failed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("failure", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_mailing_asked_by_id")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_mailing_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["outgoing_id"], ["outgoing.id"], name=op.f("fk_mailing_outgoing_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mailing_person_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_mailing_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailing")),
        sa.UniqueConstraint(
            "person_id", "consultation_id", "key", name=op.f("uq_mailing_person_id_consultation_id_key")
        ),
    )
    with op.batch_alter_table("mailing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mailing_consultation_id"), ["consultation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mailing_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mailing_round_id"), ["round_id"], unique=False)

    op.create_table(
        "response_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("foreword", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("author_title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("published_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_response_report_consultation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_response_report_person_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_response_report_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response_report")),
        sa.UniqueConstraint("round_id", "n", name=op.f("uq_response_report_round_id_n")),
    )
    with op.batch_alter_table("response_report", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_response_report_consultation_id"), ["consultation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_response_report_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_response_report_round_id"), ["round_id"], unique=False)

    op.create_table(
        "response_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column(
            "language", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("tree", PackedText(), nullable=False),
        sa.Column("hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_response_text_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["response_report.id"], name=op.f("fk_response_text_report_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response_text")),
        sa.UniqueConstraint("report_id", "language", name=op.f("uq_response_text_report_id_language")),
    )
    with op.batch_alter_table("response_text", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_response_text_consultation_id"), ["consultation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_response_text_report_id"), ["report_id"], unique=False)

    op.create_table(
        "webhook",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column(
            "public_id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("url", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("secret", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("verbs", sa.JSON(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_webhook_consultation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_webhook_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
        sa.UniqueConstraint("public_id", name=op.f("uq_webhook_public_id")),
    )
    with op.batch_alter_table("webhook", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_webhook_consultation_id"), ["consultation_id"], unique=False)

    op.create_table(
        "decline",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("author_title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("declined_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("taken_back_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_decline_consultation_id")
        ),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegation.id"], name=op.f("fk_decline_delegation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_decline_person_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_decline_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decline")),
        sa.UniqueConstraint(
            "round_id", "delegation_id", "n", name=op.f("uq_decline_round_id_delegation_id_n")
        ),
    )
    with op.batch_alter_table("decline", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decline_consultation_id"), ["consultation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_decline_delegation_id"), ["delegation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_decline_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_decline_round_id"), ["round_id"], unique=False)

    op.create_table(
        "round_look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=True),
        sa.Column("first_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("last_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_round_look_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["delegation.id"], name=op.f("fk_round_look_delegation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_round_look_person_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_round_look_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_look")),
        sa.UniqueConstraint("round_id", "person_id", name=op.f("uq_round_look_round_id_person_id")),
    )
    with op.batch_alter_table("round_look", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_round_look_consultation_id"), ["consultation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_round_look_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_round_look_round_id"), ["round_id"], unique=False)

    op.create_table(
        "webhook_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("webhook_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("due_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("last_error", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("done_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("given_up_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhook.id"], name=op.f("fk_webhook_call_webhook_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_call")),
        sa.UniqueConstraint("webhook_id", "seq", name=op.f("uq_webhook_call_webhook_id_seq")),
    )
    with op.batch_alter_table("webhook_call", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_webhook_call_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_webhook_call_webhook_id"), ["webhook_id"], unique=False)

    op.create_table(
        "rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("choice", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("word", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=True),
        sa.Column("constituency_id", sa.Integer(), nullable=True),
        sa.Column("rated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["constituency_id"], ["constituency.id"], name=op.f("fk_rating_constituency_id")
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_rating_consultation_id")
        ),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegation.id"], name=op.f("fk_rating_delegation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_rating_person_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_rating_proposal_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_rating_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
        sa.UniqueConstraint(
            "round_id",
            "proposal_id",
            "person_id",
            "turn",
            name=op.f("uq_rating_round_id_proposal_id_person_id_turn"),
        ),
    )
    with op.batch_alter_table("rating", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rating_consultation_id"), ["consultation_id"], unique=False)
        batch_op.create_index(
            "ix_rating_counted",
            ["round_id", "proposal_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("current"),
            postgresql_where=sa.text("current"),
        )
        batch_op.create_index(batch_op.f("ix_rating_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_rating_proposal_id"), ["proposal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_rating_round_id"), ["round_id"], unique=False)

    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("due_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("accepted_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("declined_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("withdrawn_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("word", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("grade", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("reasons", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("handed_in_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_review_asked_by_id")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_review_consultation_id")
        ),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegation.id"], name=op.f("fk_review_delegation_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_review_proposal_id")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["person.id"], name=op.f("fk_review_reviewer_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_review_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("consultation_id", "code", name=op.f("uq_review_consultation_id_code")),
    )
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_consultation_id"), ["consultation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_review_proposal_id"), ["proposal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_review_reviewer_id"), ["reviewer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_review_round_id"), ["round_id"], unique=False)

    op.create_table(
        "objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("field", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("paragraph", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("quoted", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("removal", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("language", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("delegation_id", sa.Integer(), nullable=True),
        sa.Column("author_title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("raised_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_objection_comment_id")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_objection_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["delegation.id"], name=op.f("fk_objection_delegation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_objection_person_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_objection_proposal_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_objection_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sa.UniqueConstraint("comment_id", name=op.f("uq_objection_comment_id")),
        sa.UniqueConstraint("consultation_id", "code", name=op.f("uq_objection_consultation_id_code")),
    )
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_objection_consultation_id"), ["consultation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_objection_delegation_id"), ["delegation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_objection_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_objection_proposal_id"), ["proposal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_objection_round_id"), ["round_id"], unique=False)

    op.create_table(
        "objection_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("objection_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("state", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("words", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("rule", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("author_title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("taken_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_objection_step_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["objection_id"], ["objection.id"], name=op.f("fk_objection_step_objection_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_objection_step_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection_step")),
        sa.UniqueConstraint("objection_id", "n", name=op.f("uq_objection_step_objection_id_n")),
    )
    with op.batch_alter_table("objection_step", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_objection_step_consultation_id"), ["consultation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_objection_step_objection_id"), ["objection_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_objection_step_person_id"), ["person_id"], unique=False)

    op.create_table(
        "silence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("begins_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("broken_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("objection_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["person.id"], name=op.f("fk_silence_confirmed_by_id")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_silence_consultation_id")
        ),
        sa.ForeignKeyConstraint(["objection_id"], ["objection.id"], name=op.f("fk_silence_objection_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_silence_proposal_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_silence_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_silence")),
        sa.UniqueConstraint("round_id", "proposal_id", name=op.f("uq_silence_round_id_proposal_id")),
    )
    with op.batch_alter_table("silence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_silence_consultation_id"), ["consultation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_silence_proposal_id"), ["proposal_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_silence_round_id"), ["round_id"], unique=False)

    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("late", sa.Boolean(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("source", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    # Written out, because a batch would copy the table, and SQLite lets nobody drop one that others refer to.
    op.execute(
        "ALTER TABLE comment ADD COLUMN brought_by_id INTEGER"
        " CONSTRAINT fk_comment_brought_by_id REFERENCES person (id)"
    )

    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("response_days", sa.Integer(), nullable=False, server_default="84"))
        batch_op.add_column(
            sa.Column("holidays", sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("days_off", sa.JSON(), nullable=False, server_default="[]"))

    with op.batch_alter_table("outgoing", schema=None) as batch_op:
        batch_op.add_column(sa.Column("headers", sa.JSON(), nullable=False, server_default="{}"))

    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.add_column(sa.Column("promise", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
        batch_op.add_column(sa.Column("terms", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.drop_column("terms")
        batch_op.drop_column("promise")

    with op.batch_alter_table("outgoing", schema=None) as batch_op:
        batch_op.drop_column("headers")

    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.drop_column("days_off")
        batch_op.drop_column("holidays")
        batch_op.drop_column("response_days")

    op.execute("ALTER TABLE comment DROP COLUMN brought_by_id")
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.drop_column("source")
        batch_op.drop_column("late")

    with op.batch_alter_table("silence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_silence_round_id"))
        batch_op.drop_index(batch_op.f("ix_silence_proposal_id"))
        batch_op.drop_index(batch_op.f("ix_silence_consultation_id"))

    op.drop_table("silence")
    with op.batch_alter_table("objection_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_objection_step_person_id"))
        batch_op.drop_index(batch_op.f("ix_objection_step_objection_id"))
        batch_op.drop_index(batch_op.f("ix_objection_step_consultation_id"))

    op.drop_table("objection_step")
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_objection_round_id"))
        batch_op.drop_index(batch_op.f("ix_objection_proposal_id"))
        batch_op.drop_index(batch_op.f("ix_objection_person_id"))
        batch_op.drop_index(batch_op.f("ix_objection_delegation_id"))
        batch_op.drop_index(batch_op.f("ix_objection_consultation_id"))

    op.drop_table("objection")
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_round_id"))
        batch_op.drop_index(batch_op.f("ix_review_reviewer_id"))
        batch_op.drop_index(batch_op.f("ix_review_proposal_id"))
        batch_op.drop_index(batch_op.f("ix_review_consultation_id"))

    op.drop_table("review")
    with op.batch_alter_table("rating", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rating_round_id"))
        batch_op.drop_index(batch_op.f("ix_rating_proposal_id"))
        batch_op.drop_index(batch_op.f("ix_rating_person_id"))
        batch_op.drop_index(
            "ix_rating_counted", sqlite_where=sa.text("current"), postgresql_where=sa.text("current")
        )
        batch_op.drop_index(batch_op.f("ix_rating_consultation_id"))

    op.drop_table("rating")
    with op.batch_alter_table("webhook_call", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_webhook_call_webhook_id"))
        batch_op.drop_index(batch_op.f("ix_webhook_call_due_at"))

    op.drop_table("webhook_call")
    with op.batch_alter_table("round_look", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_round_look_round_id"))
        batch_op.drop_index(batch_op.f("ix_round_look_person_id"))
        batch_op.drop_index(batch_op.f("ix_round_look_consultation_id"))

    op.drop_table("round_look")
    with op.batch_alter_table("decline", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decline_round_id"))
        batch_op.drop_index(batch_op.f("ix_decline_person_id"))
        batch_op.drop_index(batch_op.f("ix_decline_delegation_id"))
        batch_op.drop_index(batch_op.f("ix_decline_consultation_id"))

    op.drop_table("decline")
    with op.batch_alter_table("webhook", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_webhook_consultation_id"))

    op.drop_table("webhook")
    with op.batch_alter_table("response_text", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_response_text_report_id"))
        batch_op.drop_index(batch_op.f("ix_response_text_consultation_id"))

    op.drop_table("response_text")
    with op.batch_alter_table("response_report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_response_report_round_id"))
        batch_op.drop_index(batch_op.f("ix_response_report_person_id"))
        batch_op.drop_index(batch_op.f("ix_response_report_consultation_id"))

    op.drop_table("response_report")
    with op.batch_alter_table("mailing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mailing_round_id"))
        batch_op.drop_index(batch_op.f("ix_mailing_person_id"))
        batch_op.drop_index(batch_op.f("ix_mailing_consultation_id"))

    op.drop_table("mailing")
    with op.batch_alter_table("mail_wish", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_wish_person_id"))
        batch_op.drop_index(batch_op.f("ix_mail_wish_consultation_id"))

    op.drop_table("mail_wish")
    with op.batch_alter_table("mail_place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_place_person_id"))
        batch_op.drop_index(batch_op.f("ix_mail_place_consultation_id"))

    op.drop_table("mail_place")
    with op.batch_alter_table("consensus_statement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consensus_statement_round_id"))
        batch_op.drop_index(batch_op.f("ix_consensus_statement_person_id"))
        batch_op.drop_index(batch_op.f("ix_consensus_statement_consultation_id"))

    op.drop_table("consensus_statement")
    with op.batch_alter_table("comment_sheet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_comment_sheet_round_id"))
        batch_op.drop_index(batch_op.f("ix_comment_sheet_consultation_id"))

    op.drop_table("comment_sheet")
