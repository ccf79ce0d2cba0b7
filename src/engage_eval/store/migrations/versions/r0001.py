"""Revision 0001: the tables and guards with which a study file begins.

This text is frozen: it says what 0001 was, whatever store/schema.py says later. ``{strict}`` and ``{number}`` are what
the two engines write differently.
"""

from alembic import op

revision = "0001"
down_revision = None

TABLES = (
    """
    CREATE TABLE broadcast (
        id TEXT NOT NULL,
        on_day TEXT NOT NULL,
        topic TEXT NOT NULL,
        recipients INTEGER,
        delivered INTEGER,
        read INTEGER,
        replied INTEGER,
        recorded_at TEXT NOT NULL, "by" TEXT NOT NULL, digest TEXT NOT NULL,
        PRIMARY KEY (id)
    ){strict}
    """,
    """
    CREATE TABLE definition (
        id TEXT NOT NULL,
        kind TEXT NOT NULL CHECK ("kind" IN ('study', 'instrument', 'codebook', 'consent', 'kit', 'note')),
        file TEXT NOT NULL,
        name TEXT NOT NULL,
        version TEXT NOT NULL,
        language TEXT NOT NULL,
        text TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        approved_from TEXT,
        approved_to TEXT,
        recorded_at TEXT NOT NULL, "by" TEXT NOT NULL, digest TEXT NOT NULL,
        PRIMARY KEY (id)
    ){strict}
    """,
    """
    CREATE TABLE log (
        replica TEXT NOT NULL,
        seq INTEGER NOT NULL,
        at TEXT NOT NULL,
        "by" TEXT NOT NULL,
        verb TEXT NOT NULL,
        subjects TEXT NOT NULL,
        counts TEXT NOT NULL,
        previous TEXT NOT NULL,
        hash TEXT NOT NULL,
        PRIMARY KEY (replica, seq)
    ){strict}
    """,
    """
    CREATE TABLE meta (
        study TEXT NOT NULL,
        title TEXT NOT NULL,
        created_at TEXT NOT NULL,
        made_with TEXT NOT NULL,
        digest TEXT NOT NULL,
        PRIMARY KEY (study)
    ){strict}
    """,
    """
    CREATE TABLE outcome (
        id TEXT NOT NULL,
        facility TEXT NOT NULL,
        period TEXT NOT NULL,
        measure TEXT NOT NULL CHECK ("measure" IN ('visits', 'new_referrals', 'patients')),
        count INTEGER NOT NULL,
        kind TEXT NOT NULL CHECK ("kind" IN ('observed', 'projected', 'partly_projected')),
        registered_members INTEGER,
        supersedes TEXT,
        recorded_at TEXT NOT NULL, "by" TEXT NOT NULL, digest TEXT NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(supersedes) REFERENCES outcome (id)
    ){strict}
    """,
    """
    CREATE TABLE panel_rating (
        id TEXT NOT NULL,
        expert TEXT NOT NULL,
        item TEXT NOT NULL,
        rating INTEGER NOT NULL,
        recorded_at TEXT NOT NULL, "by" TEXT NOT NULL, digest TEXT NOT NULL,
        PRIMARY KEY (id)
    ){strict}
    """,
    """
    CREATE TABLE participant (
        id TEXT NOT NULL,
        site TEXT NOT NULL,
        added_on TEXT,
        recorded_at TEXT NOT NULL, "by" TEXT NOT NULL, digest TEXT NOT NULL,
        PRIMARY KEY (id)
    ){strict}
    """,
    """
    CREATE TABLE setting_change (
        id TEXT NOT NULL,
        at TEXT NOT NULL,
        at_day TEXT NOT NULL,
        by_staff TEXT,
        setting TEXT NOT NULL,
        "before" TEXT,
        "after" TEXT,
        interviews INTEGER,
        recorded_at TEXT NOT NULL, "by" TEXT NOT NULL, digest TEXT NOT NULL,
        PRIMARY KEY (id)
    ){strict}
    """,
    """
    CREATE TABLE staff (
        "key" TEXT NOT NULL,
        recorded_at TEXT NOT NULL, "by" TEXT NOT NULL, digest TEXT NOT NULL,
        PRIMARY KEY ("key")
    ){strict}
    """,
    """
    CREATE TABLE tombstone (
        table_name TEXT NOT NULL,
        "row" TEXT NOT NULL,
        digest TEXT NOT NULL,
        PRIMARY KEY (table_name, "row")
    ){strict}
    """,
    """
    CREATE TABLE attribute (
        id TEXT NOT NULL,
        participant TEXT NOT NULL,
        "key" TEXT NOT NULL,
        value TEXT NOT NULL,
        on_day TEXT,
        recorded_at TEXT NOT NULL, "by" TEXT NOT NULL, digest TEXT NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(participant) REFERENCES participant (id)
    ){strict}
    """,
    "CREATE INDEX ix_attribute_participant ON attribute (participant)",
    """
    CREATE TABLE consent_event (
        id TEXT NOT NULL,
        participant TEXT NOT NULL,
        kind TEXT NOT NULL CHECK ("kind" IN ('given', 'declined', 'request_received', 'withdrawn')),
        at TEXT NOT NULL,
        at_day TEXT NOT NULL,
        form TEXT,
        version TEXT,
        language TEXT,
        form_sha256 TEXT,
        mode TEXT CHECK ("mode" IN ('ink', 'electronic', 'chat', 'recorded_verbal', 'telephone_recorded',
            'telephone', 'mark')),
        take_part INTEGER CHECK ("take_part" IN (0, 1)),
        recording INTEGER CHECK ("recording" IN (0, 1)),
        quotation TEXT CHECK ("quotation" IN ('verbatim', 'paraphrase', 'none')),
        contact_again INTEGER CHECK ("contact_again" IN (0, 1)),
        name_others INTEGER CHECK ("name_others" IN (0, 1)),
        share INTEGER CHECK ("share" IN (0, 1)),
        archive INTEGER CHECK ("archive" IN (0, 1)),
        chat_logs INTEGER CHECK ("chat_logs" IN (0, 1)),
        obtained_by TEXT,
        copy_given INTEGER CHECK ("copy_given" IN (0, 1)),
        withdrawal TEXT CHECK ("withdrawal" IN ('no_contact', 'no_quotation', 'no_audio', 'stop', 'erase')),
        recorded_at TEXT NOT NULL, "by" TEXT NOT NULL, digest TEXT NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(participant) REFERENCES participant (id)
    ){strict}
    """,
    "CREATE INDEX ix_consent_event_participant ON consent_event (participant)",
    """
    CREATE TABLE detail (
        id TEXT NOT NULL,
        participant TEXT NOT NULL,
        owner TEXT NOT NULL,
        "row" TEXT NOT NULL,
        "key" TEXT NOT NULL,
        value TEXT NOT NULL,
        recorded_at TEXT NOT NULL, "by" TEXT NOT NULL, digest TEXT NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(participant) REFERENCES participant (id)
    ){strict}
    """,
    "CREATE INDEX ix_detail_participant ON detail (participant)",
    """
    CREATE TABLE erasure (
        id TEXT NOT NULL,
        participant TEXT NOT NULL,
        scope TEXT NOT NULL,
        at TEXT NOT NULL,
        at_day TEXT NOT NULL,
        by_staff TEXT NOT NULL,
        counts TEXT,
        recorded_at TEXT NOT NULL, "by" TEXT NOT NULL, digest TEXT NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(participant) REFERENCES participant (id)
    ){strict}
    """,
    "CREATE INDEX ix_erasure_participant ON erasure (participant)",
    """
    CREATE TABLE interview (
        id TEXT NOT NULL,
        participant TEXT NOT NULL,
        recorded_at TEXT NOT NULL, "by" TEXT NOT NULL, digest TEXT NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(participant) REFERENCES participant (id),
        UNIQUE (id, participant)
    ){strict}
    """,
    "CREATE INDEX ix_interview_participant ON interview (participant)",
    """
    CREATE TABLE recruitment_event (
        id TEXT NOT NULL,
        participant TEXT NOT NULL,
        kind TEXT NOT NULL CHECK ("kind" IN ('nominated', 'contacted', 'eligible', 'ineligible',
            'enrolled', 'declined', 'unreachable')),
        at TEXT NOT NULL,
        at_day TEXT NOT NULL,
        by_staff TEXT,
        reason TEXT,
        recruiter TEXT,
        seed_word TEXT,
        network_size INTEGER,
        recorded_at TEXT NOT NULL, "by" TEXT NOT NULL, digest TEXT NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(participant) REFERENCES participant (id),
        FOREIGN KEY(recruiter) REFERENCES participant (id)
    ){strict}
    """,
    "CREATE INDEX ix_recruitment_event_participant ON recruitment_event (participant)",
    "CREATE INDEX ix_recruitment_event_recruiter ON recruitment_event (recruiter)",
    """
    CREATE TABLE staff_version (
        id TEXT NOT NULL,
        staff TEXT NOT NULL,
        roles TEXT NOT NULL,
        credentials TEXT,
        occupation TEXT,
        gender TEXT,
        training TEXT,
        employed_by_hospital INTEGER CHECK ("employed_by_hospital" IN (0, 1)),
        relationship TEXT,
        recorded_at TEXT NOT NULL, "by" TEXT NOT NULL, digest TEXT NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(staff) REFERENCES staff ("key")
    ){strict}
    """,
    """
    CREATE TABLE answer (
        id TEXT NOT NULL,
        interview TEXT NOT NULL,
        participant TEXT NOT NULL,
        item TEXT NOT NULL,
        position INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        choice TEXT,
        number {number},
        text TEXT,
        missing TEXT CHECK ("missing" IN ('skip', 'refused', 'na')),
        at TEXT,
        at_day TEXT,
        by_staff TEXT,
        reason TEXT,
        recorded_at TEXT NOT NULL, "by" TEXT NOT NULL, digest TEXT NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(interview, participant) REFERENCES interview (id, participant),
        FOREIGN KEY(participant) REFERENCES participant (id),
        CONSTRAINT one_value CHECK ((CASE WHEN "choice" IS NULL THEN 0 ELSE 1 END) + (CASE WHEN "number" IS
            NULL THEN 0 ELSE 1 END) + (CASE WHEN "text" IS NULL THEN 0 ELSE 1 END) + (CASE WHEN "missing" IS
            NULL THEN 0 ELSE 1 END) <= 1)
    ){strict}
    """,
    "CREATE INDEX ix_answer_participant ON answer (participant)",
    """
    CREATE TABLE interview_event (
        id TEXT NOT NULL,
        interview TEXT NOT NULL,
        participant TEXT NOT NULL,
        kind TEXT NOT NULL CHECK ("kind" IN ('paused', 'resumed')),
        at TEXT NOT NULL,
        at_day TEXT NOT NULL,
        by_staff TEXT,
        recorded_at TEXT NOT NULL, "by" TEXT NOT NULL, digest TEXT NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(interview, participant) REFERENCES interview (id, participant),
        FOREIGN KEY(participant) REFERENCES participant (id)
    ){strict}
    """,
    "CREATE INDEX ix_interview_event_participant ON interview_event (participant)",
    """
    CREATE TABLE interview_version (
        id TEXT NOT NULL,
        interview TEXT NOT NULL,
        participant TEXT NOT NULL,
        instrument TEXT NOT NULL,
        version TEXT NOT NULL,
        form TEXT,
        mode TEXT NOT NULL CHECK ("mode" IN ('face', 'telephone', 'self')),
        interviewer TEXT,
        started_at TEXT NOT NULL,
        started_day TEXT NOT NULL,
        ended_at TEXT,
        ended_day TEXT,
        "end" TEXT CHECK ("end" IN ('complete', 'partial', 'break_off')),
        recorded INTEGER CHECK ("recorded" IN (0, 1)),
        repeat_of TEXT,
        submission TEXT,
        recorded_at TEXT NOT NULL, "by" TEXT NOT NULL, digest TEXT NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(interview, participant) REFERENCES interview (id, participant),
        FOREIGN KEY(participant) REFERENCES participant (id),
        FOREIGN KEY(repeat_of) REFERENCES interview (id)
    ){strict}
    """,
    "CREATE INDEX ix_interview_version_participant ON interview_version (participant)",
)
GUARDED = (
    "broadcast",
    "definition",
    "log",
    "meta",
    "outcome",
    "panel_rating",
    "participant",
    "setting_change",
    "staff",
    "tombstone",
    "attribute",
    "consent_event",
    "detail",
    "erasure",
    "interview",
    "recruitment_event",
    "staff_version",
    "answer",
    "interview_event",
    "interview_version",
)
# What an erasure deletes.
CONTENT = ("answer", "interview_event", "interview_version", "interview", "attribute", "detail")
ERASED = "EXISTS (SELECT 1 FROM erasure AS e WHERE e.participant = {row}.participant AND e.scope = 'person')"
FUNCTIONS = {
    "engage_refuse": "RAISE EXCEPTION 'append-only';",
    "engage_delete": f"IF {ERASED.format(row='OLD')} THEN RETURN OLD; END IF; RAISE EXCEPTION 'append-only';",
    "engage_insert": f"IF {ERASED.format(row='NEW')} THEN RAISE EXCEPTION 'erased person'; END IF; RETURN NEW;",
}


def upgrade() -> None:
    """Make the tables, then what guards them."""
    is_file = op.get_bind().dialect.name == "sqlite"
    words = {"strict": " STRICT", "number": "REAL"} if is_file else {"strict": "", "number": "DOUBLE PRECISION"}
    for statement in TABLES:
        op.execute(" ".join(statement.format(**words).split()))
    if is_file:
        _guard_file()
    else:
        _guard_database()


def _guard_file() -> None:
    for table in GUARDED:
        refuse = "BEGIN SELECT RAISE(ABORT, 'append-only'); END"
        unless = f"WHEN NOT {ERASED.format(row='OLD')} " if table in CONTENT else ""
        op.execute(f'CREATE TRIGGER "{table}_update" BEFORE UPDATE ON "{table}" {refuse}')
        op.execute(f'CREATE TRIGGER "{table}_delete" BEFORE DELETE ON "{table}" {unless}{refuse}')
        if table in CONTENT:
            when = f"WHEN {ERASED.format(row='NEW')} BEGIN SELECT RAISE(ABORT, 'erased person'); END"
            op.execute(f'CREATE TRIGGER "{table}_insert" BEFORE INSERT ON "{table}" {when}')


def _guard_database() -> None:
    for name, body in FUNCTIONS.items():
        start = f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT"
        op.execute(f"{start} AS $$ BEGIN {body} END $$")
    # The server must not note people's words among its statistics, where they would outlive an erasure.
    wanted = (
        "SELECT table_name, column_name FROM information_schema.columns "
        "WHERE table_schema = current_schema() AND data_type = 'text' AND column_name <> 'id'"
    )
    for table, column in op.get_bind().exec_driver_sql(wanted).all():
        if table in CONTENT:
            op.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" SET STATISTICS 0')
    for table in GUARDED:
        delete = "engage_delete" if table in CONTENT else "engage_refuse"
        guards = [
            ("update", "UPDATE", "ROW", "engage_refuse"),
            ("truncate", "TRUNCATE", "STATEMENT", "engage_refuse"),
            ("delete", "DELETE", "ROW", delete),
        ]
        if table in CONTENT:
            guards.append(("insert", "INSERT", "ROW", "engage_insert"))
        for name, verb, each, function in guards:
            op.execute(
                f'CREATE TRIGGER "{table}_{name}" BEFORE {verb} ON "{table}" '
                f"FOR EACH {each} EXECUTE FUNCTION {function}()"
            )
