"""
The tables.

Every text column may hold hostile text, made storable by `store.text` (PostgreSQL takes no NUL and no lone
surrogate). What is left to do is derived from `project.wanted > project.listed` and from publications whose
`state` is `wanted`; everything else is a record.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    func,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

_MOMENT = DateTime(timezone=True)

FEED = Table(
    "feed",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("cursor", Text, nullable=False),
    Column("behind_events", BigInteger),
    Column("behind_seconds", Float),
    Column("polled_at", _MOMENT, nullable=False),
    Column("moved_at", _MOMENT, nullable=False),
    Column(
        "started_at",
        _MOMENT,
        nullable=False,
        server_default=func.now(),
        comment="when our watch began: what is older is known, not wanted",
    ),
    comment="Where each feed's reader stands; a page and its cursor are written in one transaction.",
)

EVENT = Table(
    "event",
    METADATA,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("feed", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("ecosystem", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", _MOMENT),
    Column("seen_at", _MOMENT, nullable=False),
    Column("project", Text, nullable=False),
    Column("name", Text),
    Column("version", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("user", Text, nullable=False),
    Column("detail", JSONB, nullable=False),
    UniqueConstraint("feed", "key"),
    Index(None, "seen_at"),
    comment="Everything that the feeds told, each row once.",
)

PROJECT = Table(
    "project",
    METADATA,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("ecosystem", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("seen_at", _MOMENT, nullable=False),
    Column(
        "created_at",
        _MOMENT,
        comment="when a feed told that it was created; null: it is older than our watch",
    ),
    Column("status", Text, nullable=False, server_default=""),
    Column("priority", SmallInteger, nullable=False, server_default="0"),
    Column(
        "wanted", BigInteger, nullable=False, server_default="0", comment="the newest event that touched it"
    ),
    Column(
        "listed",
        BigInteger,
        nullable=False,
        server_default="0",
        comment="the value of wanted when it was listed",
    ),
    Column("listed_at", _MOMENT),
    Column(
        "deferred_at", _MOMENT, comment="when the engine was given the job of listing it; null: it has none"
    ),
    Column("attempts", Integer, nullable=False, server_default="0", comment="since it was last listed"),
    Column("not_before", _MOMENT, comment="after a failure: when to try again"),
    UniqueConstraint("ecosystem", "name"),
)
Index(
    "ix_project_unlisted",
    PROJECT.c.priority.desc(),
    PROJECT.c.wanted,
    postgresql_where=PROJECT.c.wanted > PROJECT.c.listed,
)
Index(
    "ix_project_due",
    PROJECT.c.priority.desc(),
    PROJECT.c.wanted,
    postgresql_where=(PROJECT.c.wanted > PROJECT.c.listed) & PROJECT.c.deferred_at.is_(None),
)
Index(
    "ix_project_deferred",
    PROJECT.c.deferred_at,
    postgresql_where=PROJECT.c.deferred_at.is_not(None),
)

PUBLICATION = Table(
    "publication",
    METADATA,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("project_id", BigInteger, ForeignKey("project.id"), nullable=False),
    Column("version", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column(
        "identity",
        Text,
        nullable=False,
        comment="the digests in one order: another content is another publication",
    ),
    Column("url", Text, nullable=False),
    Column("digests", ARRAY(Text), nullable=False),
    Column("size", BigInteger),
    Column("published_at", _MOMENT),
    Column("seen_at", _MOMENT, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("yanked", Boolean, nullable=False),
    Column("removed_at", _MOMENT, comment="when a listing first missed it"),
    Column("priority", SmallInteger, nullable=False, server_default="0"),
    Column("state", Text, nullable=False, server_default="wanted"),
    Column("sha256", Text, comment="of what was downloaded"),
    Column("deferred_at", _MOMENT),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("not_before", _MOMENT),
    CheckConstraint("state in ('wanted', 'judged', 'gone', 'known')", name="state"),
    UniqueConstraint("project_id", "file", "identity"),
    Index(None, "sha256"),
    comment="known: listed when its project was first seen, published before our watch began, and not asked for.",
)
Index(
    "ix_publication_wanted",
    PUBLICATION.c.priority.desc(),
    PUBLICATION.c.id,
    postgresql_where=PUBLICATION.c.state == "wanted",
)
Index(
    "ix_publication_due",
    PUBLICATION.c.priority.desc(),
    PUBLICATION.c.id,
    postgresql_where=(PUBLICATION.c.state == "wanted") & PUBLICATION.c.deferred_at.is_(None),
)
Index(
    "ix_publication_deferred",
    PUBLICATION.c.id,
    postgresql_where=(PUBLICATION.c.state == "wanted") & PUBLICATION.c.deferred_at.is_not(None),
)

SHARD = Table(
    "shard",
    METADATA,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("manifest", Text, nullable=False, comment="SHA-256 of the manifest that it is a part of"),
    Column("number", Integer, nullable=False),
    Column("lines", Text, nullable=False, comment="what to examine, one a line; emptied when it is done"),
    Column("count", Integer, nullable=False, comment="how many lines it had"),
    Column("refused", Integer, nullable=False, server_default="0", comment="lines that name nothing"),
    Column("added_at", _MOMENT, nullable=False),
    Column("deferred_at", _MOMENT),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("not_before", _MOMENT),
    Column("done_at", _MOMENT),
    UniqueConstraint("manifest", "number"),
    comment="A stretch of a back-scan; done when every file of it that can be found is wanted or judged.",
)
Index("ix_shard_left", SHARD.c.id, postgresql_where=SHARD.c.done_at.is_(None))

VERDICT = Table(
    "verdict",
    METADATA,
    Column("publication_id", BigInteger, ForeignKey("publication.id"), primary_key=True),
    Column("rules", Text, primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("level", SmallInteger, nullable=False),
    Column("probability", Float, nullable=False),
    Column("detectors", ARRAY(Text), nullable=False, comment="of the reasons, heaviest first"),
    Column("gaps", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False, comment="the Verdict as model.wire writes it"),
    Column("judged_at", _MOMENT, nullable=False),
    Index(None, "sha256"),
    Index(None, "judged_at"),
    Index(None, "level", "judged_at"),
    comment="One answer for each file and rule set; never changed, and kept when the bytes are gone.",
)

BLOB = Table(
    "blob",
    METADATA,
    Column("sha256", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("stored_at", _MOMENT, nullable=False),
    Column("used_at", _MOMENT, nullable=False),
    Index(None, "used_at"),
    comment="What lies in the folder or bucket; a row is written after its blob and deleted before it.",
)

CONDITION = Table(
    "condition",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("message", Text, nullable=False),
    Column("first_at", _MOMENT, nullable=False),
    Column("last_at", _MOMENT, nullable=False),
    Column("count", BigInteger, nullable=False),
    Column("ended_at", _MOMENT),
    comment="What is or was wrong: told once when it begins, counted while it lasts, told once when it ends.",
)

AUDIT = Table(
    "audit",
    METADATA,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", _MOMENT, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    comment="Append-only; each row's hash covers the row before it.",
)

ENGINE_VERSION = Table(
    "engine_version",
    METADATA,
    Column("migration", Text, primary_key=True, comment="name of the newest one that was applied"),
    comment="One row: how far the engine's own tables are; Procrastinate keeps no record of it.",
)
