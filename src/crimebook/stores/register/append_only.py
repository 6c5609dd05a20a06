"""Triggers by which the database itself refuses to change or delete what must stay.

They bind every program that connects, ours included. A database administrator can still drop them: that is
what the public ledger is for. SQL is made here from table and column names of ours alone.
"""

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

KEPT_WHOLE = (
    "register_citation",
    "register_claimcitation",
    "register_custodyevent",
    "register_importbatch",
    "register_mention",
)
"""Tables whose rows are never changed and never deleted."""

KEPT_BUT = {
    "register_claim": ("superseded_by_id", "status"),
    "register_window": ("superseded_at_change",),
}
"""Tables whose rows are never deleted, and of which only the named columns may change."""


def create_triggers(editor: BaseDatabaseSchemaEditor) -> None:
    """Install the triggers on SQLite or PostgreSQL."""
    for statement in _statements(editor):
        editor.execute(statement)


def _statements(editor: BaseDatabaseSchemaEditor) -> list[str]:
    vendor = editor.connection.vendor
    make = {"sqlite": _sqlite, "postgresql": _postgresql}[vendor]
    statements = [] if vendor == "sqlite" else [_POSTGRESQL_FUNCTION]
    for table in KEPT_WHOLE:
        statements += make(table, ())
    for table, changeable in KEPT_BUT.items():
        with editor.connection.cursor() as cursor:
            description = editor.connection.introspection.get_table_description(cursor, table)
        statements += make(table, [column.name for column in description if column.name not in changeable])
    return statements


def _sqlite(table: str, fixed: Sequence[str]) -> list[str]:
    of_columns = "OF " + ", ".join(f'"{name}"' for name in fixed) if fixed else ""
    return [
        f"CREATE TRIGGER {table}_kept_{verb.lower()} BEFORE {verb} {columns} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table}: rows are kept as they were written'); END"
        for verb, columns in (("UPDATE", of_columns), ("DELETE", ""))
    ]


_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION register_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%: rows are kept as they were written', TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$
"""


def _postgresql(table: str, fixed: Sequence[str]) -> list[str]:
    of_columns = "OF " + ", ".join(f'"{name}"' for name in fixed) if fixed else ""
    return [
        f"CREATE TRIGGER {table}_kept_{name} BEFORE {verb} ON {table} {each} "
        "EXECUTE FUNCTION register_refuse()"
        for name, verb, each in (
            ("update", f"UPDATE {of_columns}", "FOR EACH ROW"),
            ("delete", "DELETE", "FOR EACH ROW"),
            ("truncate", "TRUNCATE", "FOR EACH STATEMENT"),
        )
    ]
