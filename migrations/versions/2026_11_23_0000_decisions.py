"""decisions"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ballot_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("author_title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("taken_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_ballot_step_consultation_id")
        ),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballot.id"], name=op.f("fk_ballot_step_ballot_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_ballot_step_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot_step")),
        sa.UniqueConstraint("ballot_id", "kind", name=op.f("uq_ballot_step_ballot_id_kind")),
    )
    with op.batch_alter_table("ballot_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ballot_step_consultation_id"), ["consultation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ballot_step_person_id"), ["person_id"], unique=False)

    op.create_table(
        "overruling",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("author_title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("overruled_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_overruling_consultation_id")
        ),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballot.id"], name=op.f("fk_overruling_ballot_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_overruling_proposal_id")),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["delegation.id"], name=op.f("fk_overruling_delegation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_overruling_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overruling")),
        sa.UniqueConstraint(
            "ballot_id",
            "proposal_id",
            "delegation_id",
            name=op.f("uq_overruling_ballot_id_proposal_id_delegation_id"),
        ),
    )
    with op.batch_alter_table("overruling", schema=None) as batch_op:
        for name in ("consultation_id", "proposal_id", "delegation_id", "person_id"):
            batch_op.create_index(batch_op.f(f"ix_overruling_{name}"), [name], unique=False)

    op.create_table(
        "explanation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "public_id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("delegation_id", sa.Integer(), nullable=False),
        sa.Column("moment", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("language", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("author_title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("given_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("withdrawn_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_explanation_consultation_id")
        ),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballot.id"], name=op.f("fk_explanation_ballot_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_explanation_proposal_id")),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["delegation.id"], name=op.f("fk_explanation_delegation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_explanation_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_explanation")),
        sa.UniqueConstraint("public_id", name=op.f("uq_explanation_public_id")),
    )
    with op.batch_alter_table("explanation", schema=None) as batch_op:
        for name in ("consultation_id", "ballot_id", "proposal_id", "delegation_id", "person_id"):
            batch_op.create_index(batch_op.f(f"ix_explanation_{name}"), [name], unique=False)

    op.create_table(
        "recusal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("author_title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("recused_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("taken_back_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_recusal_consultation_id")
        ),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballot.id"], name=op.f("fk_recusal_ballot_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_recusal_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recusal")),
    )
    with op.batch_alter_table("recusal", schema=None) as batch_op:
        for name in ("consultation_id", "ballot_id", "person_id"):
            batch_op.create_index(batch_op.f(f"ix_recusal_{name}"), [name], unique=False)

    op.create_table(
        "proxy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("author_title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("named_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_proxy_consultation_id")
        ),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballot.id"], name=op.f("fk_proxy_ballot_id")),
        sa.ForeignKeyConstraint(["delegation_id"], ["delegation.id"], name=op.f("fk_proxy_delegation_id")),
        sa.ForeignKeyConstraint(["holder_id"], ["delegation.id"], name=op.f("fk_proxy_holder_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_proxy_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proxy")),
    )
    with op.batch_alter_table("proxy", schema=None) as batch_op:
        for name in ("consultation_id", "ballot_id", "delegation_id", "holder_id", "person_id"):
            batch_op.create_index(batch_op.f(f"ix_proxy_{name}"), [name], unique=False)
        batch_op.create_index(
            "ix_proxy_standing",
            ["ballot_id", "delegation_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "vote_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("author_title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("marked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_vote_mark_consultation_id")
        ),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballot.id"], name=op.f("fk_vote_mark_ballot_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_vote_mark_proposal_id")),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["delegation.id"], name=op.f("fk_vote_mark_delegation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_vote_mark_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote_mark")),
        sa.UniqueConstraint(
            "ballot_id",
            "proposal_id",
            "delegation_id",
            name=op.f("uq_vote_mark_ballot_id_proposal_id_delegation_id"),
        ),
    )
    with op.batch_alter_table("vote_mark", schema=None) as batch_op:
        for name in ("consultation_id", "proposal_id", "delegation_id", "person_id"):
            batch_op.create_index(batch_op.f(f"ix_vote_mark_{name}"), [name], unique=False)

    # Without a number of its own for each row: the order in which papers came is kept nowhere.
    op.create_table(
        "paper",
        sa.Column("key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("constituency_id", sa.Integer(), nullable=False),
        sa.Column("position", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_paper_consultation_id")
        ),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballot.id"], name=op.f("fk_paper_ballot_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_paper_proposal_id")),
        sa.ForeignKeyConstraint(
            ["constituency_id"], ["constituency.id"], name=op.f("fk_paper_constituency_id")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_paper")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_paper_ballot_id_proposal_id", "paper", ["ballot_id", "proposal_id"])
    for name in ("consultation_id", "proposal_id", "constituency_id"):
        op.create_index(op.f(f"ix_paper_{name}"), "paper", [name])

    op.create_table(
        "mark_challenge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("author_title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=True),
        sa.Column("challenged_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_mark_challenge_consultation_id")
        ),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_mark_challenge_proposal_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mark_challenge_person_id")),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["delegation.id"], name=op.f("fk_mark_challenge_delegation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark_challenge")),
        sa.UniqueConstraint("proposal_id", "n", name=op.f("uq_mark_challenge_proposal_id_n")),
    )
    with op.batch_alter_table("mark_challenge", schema=None) as batch_op:
        for name in ("consultation_id", "person_id", "delegation_id"):
            batch_op.create_index(batch_op.f(f"ix_mark_challenge_{name}"), [name], unique=False)

    with op.batch_alter_table("version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("editorial", sa.Boolean(), nullable=False, server_default="0"))
    with op.batch_alter_table("elector", schema=None) as batch_op:
        batch_op.add_column(sa.Column("related", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    with op.batch_alter_table("position", schema=None) as batch_op:
        batch_op.add_column(sa.Column("willing", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    # In words of its own: SQLite adds a reference with its column, and would otherwise write the whole table anew.
    op.execute(
        sa.text(
            "ALTER TABLE position ADD COLUMN given_by_id INTEGER"
            " CONSTRAINT fk_position_given_by_id REFERENCES delegation (id)"
        )
    )
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.add_column(sa.Column("voided_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        # A plain default keeps the table in place: rebuilt, it would leave the rows that point to it without it.
        batch_op.add_column(sa.Column("from_history", sa.Boolean(), nullable=False, server_default="0"))
    # What was known before there were declarations counts as it was.
    op.execute(sa.text("UPDATE ballot SET from_history = true WHERE result_published_at IS NOT NULL"))


def downgrade() -> None:
    op.drop_column("ballot", "from_history")
    op.drop_column("ballot", "voided_at")
    with op.batch_alter_table("position", schema=None) as batch_op:
        batch_op.drop_constraint("fk_position_given_by_id", type_="foreignkey")
        batch_op.drop_column("given_by_id")
    op.drop_column("position", "willing")
    op.drop_column("elector", "related")
    op.drop_column("version", "editorial")
    op.drop_table("mark_challenge")
    op.drop_table("paper")
    op.drop_table("vote_mark")
    op.drop_table("proxy")
    op.drop_table("recusal")
    op.drop_table("explanation")
    op.drop_table("overruling")
    op.drop_table("ballot_step")
