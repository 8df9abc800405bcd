"""members and amendments"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# What is there once for each delegation, and from now on for each member of it where these have positions of their own.
ONCE_EACH = {
    "elector": ["ballot_id", "delegation_id"],
    "position": ["ballot_id", "proposal_id", "delegation_id", "turn"],
    "vote_mark": ["ballot_id", "proposal_id", "delegation_id"],
    "overruling": ["ballot_id", "proposal_id", "delegation_id"],
}
COUNTED = ["ballot_id", "proposal_id", "delegation_id"]


def upgrade() -> None:
    op.drop_index("ix_position_counted", table_name="position")
    for table, columns in ONCE_EACH.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("seat", sa.Integer(), nullable=False, server_default="0"))
            batch_op.drop_constraint(_name(table, columns), type_="unique")
            seated = _seated(columns)
            batch_op.create_unique_constraint(_name(table, seated), seated)
    _index_counted(_seated(COUNTED))
    with op.batch_alter_table("elector", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("title", sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key("fk_elector_person_id", "person", ["person_id"], ["id"])
        batch_op.create_index("ix_elector_person_id", ["person_id"])
    # In words of its own: SQLite adds a reference with its column, and would otherwise write the whole table anew, which
    # others point to.
    op.execute(
        sa.text(
            "ALTER TABLE proposal ADD COLUMN amends_id INTEGER"
            " CONSTRAINT fk_proposal_amends_id REFERENCES proposal (id)"
        )
    )
    op.create_index("ix_proposal_amends_id", "proposal", ["amends_id"])
    op.add_column("proposal", sa.Column("frozen", sa.JSON(), nullable=True))
    key = sa.String().with_variant(sa.String(collation="C"), "postgresql")
    references = {
        "consultation_id": "consultation",
        "proposal_id": "proposal",
        "amends_id": "proposal",
        "comment_id": "comment",
        "delegation_id": "delegation",
        "person_id": "person",
    }
    op.create_table(
        "amendment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("amends_id", sa.Integer(), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.Column("field", key, nullable=False),
        sa.Column("paragraph", key, nullable=False),
        sa.Column("distance", sa.Integer(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("delegation_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("author_title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("moved_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("entered_version", sa.Integer(), nullable=True),
        *(
            sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_amendment_{name}"))
            for name, other in references.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_amendment_proposal_id")),
    )
    for name in references:
        if name != "proposal_id":
            op.create_index(op.f(f"ix_amendment_{name}"), "amendment", [name])


def downgrade() -> None:
    op.drop_table("amendment")
    op.drop_index("ix_proposal_amends_id", table_name="proposal")
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_constraint("fk_proposal_amends_id", type_="foreignkey")
        batch_op.drop_column("amends_id")
        batch_op.drop_column("frozen")
    op.drop_index("ix_elector_person_id", table_name="elector")
    op.drop_index("ix_position_counted", table_name="position")
    with op.batch_alter_table("elector", schema=None) as batch_op:
        batch_op.drop_constraint("fk_elector_person_id", type_="foreignkey")
        batch_op.drop_column("person_id")
        batch_op.drop_column("title")
    for table, columns in ONCE_EACH.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(_name(table, _seated(columns)), type_="unique")
            batch_op.create_unique_constraint(_name(table, columns), columns)
            batch_op.drop_column("seat")
    _index_counted(COUNTED)


def _seated(columns: list[str]) -> list[str]:
    after = columns.index("delegation_id") + 1
    return [*columns[:after], "seat", *columns[after:]]


def _name(table: str, columns: list[str]) -> str:
    return f"uq_{table}_{'_'.join(columns)}"


def _index_counted(columns: list[str]) -> None:
    where = sa.text("current")
    op.create_index(
        "ix_position_counted", "position", columns, unique=True, sqlite_where=where, postgresql_where=where
    )
