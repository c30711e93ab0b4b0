"""The first tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        comment="Append-only; each row's hash covers the row before it.",
    )
    op.create_table(
        "blob",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_blob")),
        comment="What lies in the folder or bucket; a row is written after its blob and deleted before it.",
    )
    op.create_index(op.f("ix_blob_used_at"), "blob", ["used_at"], unique=False)
    op.create_table(
        "condition",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_condition")),
        comment="What is or was wrong: told once when it begins, counted while it lasts, told once when it ends.",
    )
    op.create_table(
        "engine_version",
        sa.Column("migration", sa.Text(), nullable=False, comment="name of the newest one that was applied"),
        sa.PrimaryKeyConstraint("migration", name=op.f("pk_engine_version")),
        comment="One row: how far the engine's own tables are; Procrastinate keeps no record of it.",
    )
    op.create_table(
        "event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("ecosystem", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("feed", "key", name=op.f("uq_event_feed_key")),
        comment="Everything that the feeds told, each row once.",
    )
    op.create_index(op.f("ix_event_seen_at"), "event", ["seen_at"], unique=False)
    op.create_table(
        "feed",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("cursor", sa.Text(), nullable=False),
        sa.Column("behind_events", sa.BigInteger(), nullable=True),
        sa.Column("behind_seconds", sa.Float(), nullable=True),
        sa.Column("polled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "started_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="when our watch began: what is older is known, not wanted",
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_feed")),
        comment="Where each feed's reader stands; a page and its cursor are written in one transaction.",
    )
    op.create_table(
        "project",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("ecosystem", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="when a feed told that it was created; null: it is older than our watch",
        ),
        sa.Column("status", sa.Text(), server_default="", nullable=False),
        sa.Column("priority", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column(
            "wanted",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="the newest event that touched it",
        ),
        sa.Column(
            "listed",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="the value of wanted when it was listed",
        ),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "deferred_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="when the engine was given the job of listing it; null: it has none",
        ),
        sa.Column(
            "attempts", sa.Integer(), server_default="0", nullable=False, comment="since it was last listed"
        ),
        sa.Column(
            "not_before",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="after a failure: when to try again",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("ecosystem", "name", name=op.f("uq_project_ecosystem_name")),
    )
    op.create_index(
        "ix_project_deferred",
        "project",
        ["deferred_at"],
        unique=False,
        postgresql_where=sa.text("deferred_at IS NOT NULL"),
    )
    op.create_index(
        "ix_project_due",
        "project",
        [sa.literal_column("priority DESC"), "wanted"],
        unique=False,
        postgresql_where=sa.text("wanted > listed AND deferred_at IS NULL"),
    )
    op.create_index(
        "ix_project_unlisted",
        "project",
        [sa.literal_column("priority DESC"), "wanted"],
        unique=False,
        postgresql_where=sa.text("wanted > listed"),
    )
    op.create_table(
        "shard",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "manifest", sa.Text(), nullable=False, comment="SHA-256 of the manifest that it is a part of"
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "lines", sa.Text(), nullable=False, comment="what to examine, one a line; emptied when it is done"
        ),
        sa.Column("count", sa.Integer(), nullable=False, comment="how many lines it had"),
        sa.Column(
            "refused", sa.Integer(), server_default="0", nullable=False, comment="lines that name nothing"
        ),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deferred_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shard")),
        sa.UniqueConstraint("manifest", "number", name=op.f("uq_shard_manifest_number")),
        comment="A stretch of a back-scan; done when every file of it that can be found is wanted or judged.",
    )
    op.create_index(
        "ix_shard_left", "shard", ["id"], unique=False, postgresql_where=sa.text("done_at IS NULL")
    )
    op.create_table(
        "publication",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column(
            "identity",
            sa.Text(),
            nullable=False,
            comment="the digests in one order: another content is another publication",
        ),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("digests", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=False),
        sa.Column("yanked", sa.Boolean(), nullable=False),
        sa.Column(
            "removed_at", sa.DateTime(timezone=True), nullable=True, comment="when a listing first missed it"
        ),
        sa.Column("priority", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("state", sa.Text(), server_default="wanted", nullable=False),
        sa.Column("sha256", sa.Text(), nullable=True, comment="of what was downloaded"),
        sa.Column("deferred_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state in ('wanted', 'judged', 'gone', 'known')", name=op.f("ck_publication_state")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_publication_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
        sa.UniqueConstraint(
            "project_id", "file", "identity", name=op.f("uq_publication_project_id_file_identity")
        ),
        comment="known: listed when its project was first seen, published before our watch began, and not asked for.",
    )
    op.create_index(
        "ix_publication_deferred",
        "publication",
        ["id"],
        unique=False,
        postgresql_where=sa.text("state = 'wanted' AND deferred_at IS NOT NULL"),
    )
    op.create_index(
        "ix_publication_due",
        "publication",
        [sa.literal_column("priority DESC"), "id"],
        unique=False,
        postgresql_where=sa.text("state = 'wanted' AND deferred_at IS NULL"),
    )
    op.create_index(op.f("ix_publication_sha256"), "publication", ["sha256"], unique=False)
    op.create_index(
        "ix_publication_wanted",
        "publication",
        [sa.literal_column("priority DESC"), "id"],
        unique=False,
        postgresql_where=sa.text("state = 'wanted'"),
    )
    op.create_table(
        "verdict",
        sa.Column("publication_id", sa.BigInteger(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column(
            "detectors", postgresql.ARRAY(sa.Text()), nullable=False, comment="of the reasons, heaviest first"
        ),
        sa.Column("gaps", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False, comment="the Verdict as model.wire writes it"),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name=op.f("fk_verdict_publication_id")
        ),
        sa.PrimaryKeyConstraint("publication_id", "rules", name=op.f("pk_verdict")),
        comment="One answer for each file and rule set; never changed, and kept when the bytes are gone.",
    )
    op.create_index(op.f("ix_verdict_judged_at"), "verdict", ["judged_at"], unique=False)
    op.create_index(op.f("ix_verdict_level_judged_at"), "verdict", ["level", "judged_at"], unique=False)
    op.create_index(op.f("ix_verdict_sha256"), "verdict", ["sha256"], unique=False)
    op.execute(
        """
        CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'insufficient_privilege';
        END
        $$
        """
    )
    op.execute(
        """
        CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
        FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()
        """
    )
