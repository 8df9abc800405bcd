"""outcome"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from app.kernel.db import ExactDecimal, PackedText

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("ledger", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ledger_subject"))
        batch_op.create_index("ix_ledger_subject_track_seq", ["subject", "track", "seq"], unique=False)
    op.create_table(
        "work",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "public_id", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("place", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("asked_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("locale", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("asked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("state", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("stage", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("error", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("alive_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("finished_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("filename", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("media_type", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("notice", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work")),
        sa.UniqueConstraint("public_id", name=op.f("uq_work_public_id")),
    )
    with op.batch_alter_table("work", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_work_place"), ["place"], unique=False)

    op.create_table(
        "edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("symbol", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("of_n", sa.Integer(), nullable=True),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("language", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("by_title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_edition_consultation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_edition_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint("consultation_id", "n", name=op.f("uq_edition_consultation_id_n")),
        sa.UniqueConstraint("consultation_id", "symbol", name=op.f("uq_edition_consultation_id_symbol")),
    )
    with op.batch_alter_table("edition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_edition_consultation_id"), ["consultation_id"], unique=False)

    op.create_table(
        "front_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column(
            "language", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("by_title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("written_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_front_text_consultation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_front_text_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_front_text")),
        sa.UniqueConstraint(
            "consultation_id",
            "part",
            "language",
            "n",
            name=op.f("uq_front_text_consultation_id_part_language_n"),
        ),
    )
    with op.batch_alter_table("front_text", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_front_text_consultation_id"), ["consultation_id"], unique=False)

    op.create_table(
        "progress_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("pilot_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("light", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("narrative", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("risks", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("recovery", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("resources", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("by_title", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("submitted_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_progress_report_consultation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_progress_report_person_id")),
        sa.ForeignKeyConstraint(["pilot_id"], ["pilot.id"], name=op.f("fk_progress_report_pilot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_report")),
        sa.UniqueConstraint("pilot_id", "n", name=op.f("uq_progress_report_pilot_id_n")),
    )
    with op.batch_alter_table("progress_report", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_progress_report_consultation_id"), ["consultation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_progress_report_pilot_id"), ["pilot_id"], unique=False)

    op.create_table(
        "declaration_joined",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column(
            "declaration", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("delegation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("joined_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("left_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_declaration_joined_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["delegation.id"], name=op.f("fk_declaration_joined_delegation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_declaration_joined_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declaration_joined")),
    )
    with op.batch_alter_table("declaration_joined", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_declaration_joined_consultation_id"), ["consultation_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_declaration_joined_delegation_id"), ["delegation_id"], unique=False
        )

    op.create_table(
        "edition_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column(
            "language", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("name", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("notice", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_edition_file_consultation_id")
        ),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_edition_file_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_file")),
        sa.UniqueConstraint(
            "edition_id", "language", "name", name=op.f("uq_edition_file_edition_id_language_name")
        ),
    )
    with op.batch_alter_table("edition_file", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_edition_file_consultation_id"), ["consultation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_edition_file_edition_id"), ["edition_id"], unique=False)

    op.create_table(
        "edition_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column(
            "language", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("tree", PackedText(), nullable=False),
        sa.Column("sheets", PackedText(), nullable=False),
        sa.Column("hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_edition_text_consultation_id")
        ),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_edition_text_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_text")),
        sa.UniqueConstraint("edition_id", "language", name=op.f("uq_edition_text_edition_id_language")),
    )
    with op.batch_alter_table("edition_text", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_edition_text_consultation_id"), ["consultation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_edition_text_edition_id"), ["edition_id"], unique=False)

    op.create_table(
        "declaration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("delegation_id", sa.Integer(), nullable=False),
        sa.Column("language", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("by_title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("withdrawn_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_declaration_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["delegation_id"], ["delegation.id"], name=op.f("fk_declaration_delegation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_declaration_person_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_declaration_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declaration")),
        sa.UniqueConstraint(
            "consultation_id", "code", "n", name=op.f("uq_declaration_consultation_id_code_n")
        ),
    )
    with op.batch_alter_table("declaration", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_declaration_consultation_id"), ["consultation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_declaration_delegation_id"), ["delegation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_declaration_proposal_id"), ["proposal_id"], unique=False)

    op.create_table(
        "entry_place",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_entry_place_consultation_id")
        ),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_entry_place_proposal_id")),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_entry_place")),
    )
    with op.batch_alter_table("entry_place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_place_consultation_id"), ["consultation_id"], unique=False)

    op.create_table(
        "outcome_union",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("by_title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_outcome_union_consultation_id")
        ),
        sa.ForeignKeyConstraint(["into_id"], ["proposal.id"], name=op.f("fk_outcome_union_into_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_outcome_union_person_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_outcome_union_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome_union")),
    )
    with op.batch_alter_table("outcome_union", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outcome_union_consultation_id"), ["consultation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_outcome_union_into_id"), ["into_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_outcome_union_proposal_id"), ["proposal_id"], unique=False)

    op.create_table(
        "selection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("choice", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("by_title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_selection_consultation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_selection_person_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_selection_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_selection")),
        sa.UniqueConstraint("proposal_id", "turn", name=op.f("uq_selection_proposal_id_turn")),
    )
    with op.batch_alter_table("selection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_selection_consultation_id"), ["consultation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_selection_proposal_id"), ["proposal_id"], unique=False)

    op.create_table(
        "verification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("measurement_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("finding", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("by_title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("verified_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_verification_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["measurement_id"], ["measurement.id"], name=op.f("fk_verification_measurement_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_verification_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification")),
        sa.UniqueConstraint("measurement_id", "n", name=op.f("uq_verification_measurement_id_n")),
    )
    with op.batch_alter_table("verification", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_verification_consultation_id"), ["consultation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_verification_measurement_id"), ["measurement_id"], unique=False)

    op.create_table(
        "pilot_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("pilot_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("verb", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("from_state", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("to_state", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("lessons", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("follow_up", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("by_title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("taken_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_pilot_step_consultation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pilot_step_person_id")),
        sa.ForeignKeyConstraint(["pilot_id"], ["pilot.id"], name=op.f("fk_pilot_step_pilot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pilot_step")),
        sa.UniqueConstraint("pilot_id", "n", name=op.f("uq_pilot_step_pilot_id_n")),
    )
    with op.batch_alter_table("pilot_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pilot_step_consultation_id"), ["consultation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pilot_step_pilot_id"), ["pilot_id"], unique=False)

    with op.batch_alter_table("measurement", schema=None) as batch_op:
        batch_op.add_column(sa.Column("unit", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
        batch_op.add_column(sa.Column("corrects_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
        batch_op.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("by_title", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
        batch_op.add_column(sa.Column("reported_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("delegation_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_measurement_corrects_id"), ["corrects_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_measurement_delegation_id"), "delegation", ["delegation_id"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_measurement_person_id"), "person", ["person_id"], ["id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_measurement_corrects_id"), "measurement", ["corrects_id"], ["id"]
        )

    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.add_column(sa.Column("replaced_by_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_milestone_replaced_by_id"), ["replaced_by_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_milestone_replaced_by_id"), "milestone", ["replaced_by_id"], ["id"]
        )

    with op.batch_alter_table("pilot_party", schema=None) as batch_op:
        batch_op.add_column(sa.Column("invited_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("joined_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("left_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("lead_asked_on", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default="")
        )

    with op.batch_alter_table("pilot_proposal", schema=None) as batch_op:
        batch_op.add_column(sa.Column("baseline_value", ExactDecimal(), nullable=True))
        batch_op.add_column(sa.Column("baseline_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("baseline_due", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "baseline_source", sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=""
            )
        )
        batch_op.add_column(sa.Column("target_value", ExactDecimal(), nullable=True))
        batch_op.add_column(sa.Column("target_on", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("pilot_proposal", schema=None) as batch_op:
        batch_op.drop_column("target_on")
        batch_op.drop_column("target_value")
        batch_op.drop_column("baseline_source")
        batch_op.drop_column("baseline_due")
        batch_op.drop_column("baseline_on")
        batch_op.drop_column("baseline_value")

    with op.batch_alter_table("pilot_party", schema=None) as batch_op:
        batch_op.drop_column("reason")
        batch_op.drop_column("lead_asked_on")
        batch_op.drop_column("left_on")
        batch_op.drop_column("joined_on")
        batch_op.drop_column("invited_on")

    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_milestone_replaced_by_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_milestone_replaced_by_id"))
        batch_op.drop_column("replaced_by_id")

    with op.batch_alter_table("measurement", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_measurement_corrects_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_measurement_person_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_measurement_delegation_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_measurement_corrects_id"))
        batch_op.drop_column("delegation_id")
        batch_op.drop_column("reported_at")
        batch_op.drop_column("by_title")
        batch_op.drop_column("person_id")
        batch_op.drop_column("reason")
        batch_op.drop_column("corrects_id")
        batch_op.drop_column("unit")

    with op.batch_alter_table("pilot_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pilot_step_pilot_id"))
        batch_op.drop_index(batch_op.f("ix_pilot_step_consultation_id"))

    op.drop_table("pilot_step")

    with op.batch_alter_table("verification", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_verification_measurement_id"))
        batch_op.drop_index(batch_op.f("ix_verification_consultation_id"))

    op.drop_table("verification")
    with op.batch_alter_table("selection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_selection_proposal_id"))
        batch_op.drop_index(batch_op.f("ix_selection_consultation_id"))

    op.drop_table("selection")
    with op.batch_alter_table("outcome_union", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outcome_union_proposal_id"))
        batch_op.drop_index(batch_op.f("ix_outcome_union_into_id"))
        batch_op.drop_index(batch_op.f("ix_outcome_union_consultation_id"))

    op.drop_table("outcome_union")
    with op.batch_alter_table("entry_place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entry_place_consultation_id"))

    op.drop_table("entry_place")
    with op.batch_alter_table("declaration", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_declaration_proposal_id"))
        batch_op.drop_index(batch_op.f("ix_declaration_delegation_id"))
        batch_op.drop_index(batch_op.f("ix_declaration_consultation_id"))

    op.drop_table("declaration")
    with op.batch_alter_table("edition_text", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_edition_text_edition_id"))
        batch_op.drop_index(batch_op.f("ix_edition_text_consultation_id"))

    op.drop_table("edition_text")
    with op.batch_alter_table("edition_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_edition_file_edition_id"))
        batch_op.drop_index(batch_op.f("ix_edition_file_consultation_id"))

    op.drop_table("edition_file")
    with op.batch_alter_table("declaration_joined", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_declaration_joined_delegation_id"))
        batch_op.drop_index(batch_op.f("ix_declaration_joined_consultation_id"))

    op.drop_table("declaration_joined")
    with op.batch_alter_table("progress_report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_progress_report_pilot_id"))
        batch_op.drop_index(batch_op.f("ix_progress_report_consultation_id"))

    op.drop_table("progress_report")
    with op.batch_alter_table("front_text", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_front_text_consultation_id"))

    op.drop_table("front_text")
    with op.batch_alter_table("edition", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_edition_consultation_id"))

    op.drop_table("edition")
    with op.batch_alter_table("work", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_work_place"))

    op.drop_table("work")
    with op.batch_alter_table("ledger", schema=None) as batch_op:
        batch_op.drop_index("ix_ledger_subject_track_seq")
        batch_op.create_index(batch_op.f("ix_ledger_subject"), ["subject"], unique=False)
