"""Triggers by which the database itself refuses to change or delete what must stay.

They bind every program that connects, ours included. A database administrator can still drop them: that is
what the public ledger is for. SQL is made here from table and column names of ours alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.utils import CursorWrapper

KEPT_WHOLE = (
    "register_act",
    "register_attachment",
    "register_citation",
    "register_citedidentity",
    "register_claimcitation",
    "register_clockreading",
    "register_consent",
    "register_custodyevent",
    "register_erasedcitation",
    "register_erasedidentity",
    "register_filefact",
    "register_importbatch",
    "register_injury",
    "register_interview",
    "register_involvement",
    "register_involvementground",
    "register_involvementstep",
    "register_judgement",
    "register_learnt",
    "register_ledgerinterval",
    "register_link",
    "register_matchverdict",
    "register_medicalfinding",
    "register_mention",
    "register_personedge",
    "register_personmention",
    "register_placesolution",
    "register_reportmessage",
    "register_secondlook",
    "register_shownweight",
    "register_testimony",
    "register_vettingquestion",
    "register_vettingstep",
)
"""Tables whose rows are never changed and never deleted, but for an erasure."""

KEPT_BUT = {
    "register_claim": "superseded_at_change",
    "register_posting": "superseded_at_change",
    "register_unitrelation": "superseded_at_change",
    "register_window": "superseded_at_change",
}
"""Tables whose rows are never deleted, and of which only the named column may be set, once."""

TOLD_ANEW = (
    "register_death",
    "register_departure",
    "register_deployment",
    "register_description",
    "register_detentionleg",
    "register_headcount",
    "register_identification",
    "register_medicalevaluation",
    "register_order",
    "register_retraction",
    "register_translation",
)
"""Tables whose rows follow the latest words of their source, which are kept, and are never deleted: a
retraction that is gone would be missed by nobody.
"""

ERASABLE = {
    "register_act": ("citation_id",),
    "register_citation": ("id",),
    "register_citedidentity": ("citation_id",),
    "register_consent": ("citation_id",),
    "register_death": ("citation_id",),
    "register_deployment": ("citation_id",),
    "register_description": ("citation_id",),
    "register_detentionleg": ("citation_id",),
    "register_filefact": ("citation_id",),
    "register_identification": ("citation_id",),
    "register_injury": ("citation_id",),
    "register_involvement": ("citation_id", "told_in_id"),
    "register_involvementground": ("citation_id",),
    "register_link": ("citation_id",),
    "register_medicalevaluation": ("citation_id",),
    "register_medicalfinding": ("citation_id",),
    "register_mention": ("citation_id",),
    "register_order": ("citation_id",),
    "register_personmention": ("citation_id",),
    "register_posting": ("citation_id",),
    "register_retraction": ("citation_id",),
    "register_translation": ("citation_id",),
    "register_window": ("citation_id",),
}
"""Tables of which a row may be deleted once a citation of it (in a named column) was entered as erased.

The entry is a row of ``register_erasedcitation``, which is itself never deleted: there is no silent erasure.
"""

FOLLOWS = {
    "register_involvement": (("mention_id",), "register_personmention"),
    "register_involvementground": (("involvement_id",), "register_involvement"),
    "register_involvementstep": (("involvement_id",), "register_involvement"),
    "register_matchverdict": (("incident_id",), "register_incident"),
    "register_personedge": (("left_id", "right_id"), "register_personmention"),
    "register_posting": (("mention_id",), "register_personmention"),
    "register_secondlook": (("left_id", "right_id"), "register_personmention"),
    "register_shownweight": (("left_id", "right_id"), "register_personmention"),
}
"""Tables of which a row may also be deleted once a row is gone that it belongs to: by columns, in a table.

That one is kept by triggers as well: nothing is gone but by an erasure.
"""

ENTERED = {"register_citedidentity": ("register_erasedidentity", "identity_id")}
"""Tables of which a row may also be deleted once its id was entered in a list of its own: table, column."""

ERASED = "register_erasedcitation"
KEPT = "rows are kept as they were written"


def create_triggers(
    editor: BaseDatabaseSchemaEditor, whole: Sequence[str] = KEPT_WHOLE, but: Mapping[str, str] = KEPT_BUT
) -> None:
    """Install the triggers on SQLite or PostgreSQL; a table that has them already is given them anew."""
    vendor = editor.connection.vendor
    if vendor == "postgresql":
        # The argument keeps the driver from taking the percent sign for a place to fill.
        editor.execute(_POSTGRESQL_FUNCTION, params=None)
        editor.execute(_POSTGRESQL_ERASABLE, params=None)
    make = {"sqlite": _sqlite, "postgresql": _postgresql}[vendor]
    # A table that a later migration makes is given its triggers there.
    made = set(editor.connection.introspection.table_names())
    drop_triggers(editor, (*whole, *but))
    for table in (each for each in (*whole, *but) if each in made):
        if ENTERED.get(table, (table,))[0] not in made:
            continue
        shape = _shape(editor, table)
        # So is a column that one adds: until then the table is kept whole.
        once = but.get(table, "")
        for statement in make(shape, once if once in shape.columns else ""):
            editor.execute(statement, params=None)


def guard_deletion(editor: BaseDatabaseSchemaEditor, tables: Sequence[str] = TOLD_ANEW) -> None:
    """Install the triggers of tables whose rows may change and never go; they are given anew."""
    drop_triggers(editor, tables)
    make = {"sqlite": _sqlite_staying, "postgresql": _postgresql_staying}[editor.connection.vendor]
    for table in tables:
        for statement in make(_shape(editor, table)):
            editor.execute(statement, params=None)


def drop_triggers(editor: BaseDatabaseSchemaEditor, tables: Iterable[str]) -> None:
    """Take our triggers off, for a migration that rebuilds a table and gives them back at its end."""
    with editor.connection.cursor() as cursor:
        for table in tables:
            cursor.execute(_TRIGGERS_OF[editor.connection.vendor], [table])
            for (name,) in cursor.fetchall():
                on = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER {name}{on}")


_TRIGGERS_OF = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass(%s) AND NOT tgisinternal",
}


@dataclass(frozen=True, slots=True)
class _Shape:
    """A table's name, its columns, and the sets of columns that are unique in it."""

    table: str
    columns: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...]
    live_keys: tuple[tuple[str, ...], ...] = ()
    """Those that are unique among some rows only."""


def _shape(editor: BaseDatabaseSchemaEditor, table: str) -> _Shape:
    with editor.connection.cursor() as cursor:
        if editor.connection.vendor == "sqlite":
            return _sqlite_shape(cursor, table)
        described = editor.connection.introspection.get_table_description(cursor, table)
    # PostgreSQL has no INSERT OR REPLACE, for which the keys are needed.
    return _Shape(table, tuple(each.name for each in described), ())


def _sqlite_shape(cursor: CursorWrapper, table: str) -> _Shape:
    """Ask SQLite itself: Django would read the text of every table, for a second in all."""

    def rows(sql: str, *values: str) -> list[tuple[Any, ...]]:
        cursor.execute(sql, values)
        return list(cursor.fetchall())

    columns = rows("SELECT name, pk FROM pragma_table_info(%s) ORDER BY cid", table)
    primary = tuple(name for name, place in sorted(columns, key=lambda row: row[1]) if place)
    unique = rows('SELECT name, partial FROM pragma_index_list(%s) WHERE "unique"', table)
    keys: tuple[set[tuple[str, ...]], set[tuple[str, ...]]] = ({primary}, set())
    for index, is_partial in unique:
        keys[is_partial].add(tuple(name for (name,) in rows(_INDEX_COLUMNS, index)))
    return _Shape(table, tuple(name for name, _ in columns), *(tuple(sorted(each)) for each in keys))


_INDEX_COLUMNS = "SELECT name FROM pragma_index_info(%s) ORDER BY seqno"


def _sqlite(shape: _Shape, once: str) -> list[str]:
    table, columns = shape.table, shape.columns
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table}: {KEPT}'); END"
    fixed = ", ".join(f'"{name}"' for name in columns if name != once)
    statements = [
        f"CREATE TRIGGER {table}_kept_update BEFORE UPDATE OF {fixed} ON {table} {refuse}",
        *_sqlite_staying(shape, once),
    ]
    if once:
        statements.append(
            f"CREATE TRIGGER {table}_set_once BEFORE UPDATE OF {once} ON {table} "
            f"WHEN OLD.{once} IS NOT NULL AND NEW.{once} IS NOT OLD.{once} {refuse}"
        )
    return statements


def _sqlite_staying(shape: _Shape, once: str = "") -> list[str]:
    table, refuse = shape.table, f"BEGIN SELECT RAISE(ABORT, '{shape.table}: {KEPT}'); END"
    statements = [
        f"CREATE TRIGGER {table}_kept_delete BEFORE DELETE ON {table} {_unless_erased(table)}{refuse}"
    ]
    # INSERT OR REPLACE deletes without asking the trigger above; it is refused where it would.
    for number, key in enumerate((*shape.keys, *(shape.live_keys if once else ()))):
        same = " AND ".join(f'"{name}" = NEW."{name}"' for name in key)
        # What is unique among some rows of such a table is so among those that nothing has superseded.
        same += f' AND "{once}" IS NULL' if number >= len(shape.keys) else ""
        stands = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 - our own names alone
        statements.append(
            f"CREATE TRIGGER {table}_kept_replace_{number} BEFORE INSERT ON {table} WHEN {stands} {refuse}"
        )
    return statements


def _unless_erased(table: str) -> str:
    """Return the condition under which SQLite refuses a deletion; empty for always."""
    grounds = []
    if table in ERASABLE:
        cited = ", ".join(f"OLD.{column}" for column in ERASABLE[table])
        grounds.append(f"EXISTS (SELECT 1 FROM {ERASED} WHERE citation_id IN ({cited}))")  # noqa: S608 - our own names alone
    if table in FOLLOWS:
        columns, owner = FOLLOWS[table]
        grounds += [f"NOT EXISTS (SELECT 1 FROM {owner} WHERE id = OLD.{each})" for each in columns]  # noqa: S608 - our own names alone
    if table in ENTERED:
        entries, column = ENTERED[table]
        grounds.append(f"EXISTS (SELECT 1 FROM {entries} WHERE {column} = OLD.id)")  # noqa: S608 - our own names alone
    return f"WHEN NOT ({' OR '.join(grounds)}) " if grounds else ""


_POSTGRESQL_ERASABLE = f"""
CREATE OR REPLACE FUNCTION register_refuse_unless_erased() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  is_gone boolean := false;
BEGIN
  IF TG_ARGV[1] <> '' THEN
    EXECUTE format(
      'SELECT EXISTS (SELECT 1 FROM unnest(string_to_array($2, '','')) AS belongs '
      'WHERE NOT EXISTS (SELECT 1 FROM %I WHERE id = ($1 ->> belongs)::bigint))', TG_ARGV[2]
    ) INTO is_gone USING to_jsonb(OLD), TG_ARGV[1];
  END IF;
  IF NOT is_gone AND coalesce(TG_ARGV[3], '') <> '' THEN
    EXECUTE format(
      'SELECT EXISTS (SELECT 1 FROM %I WHERE %I = ($1 ->> ''id'')::bigint)', TG_ARGV[3], TG_ARGV[4]
    ) INTO is_gone USING to_jsonb(OLD);
  END IF;
  IF is_gone OR EXISTS (
    SELECT 1 FROM {ERASED} WHERE citation_id IN (
      SELECT (to_jsonb(OLD) ->> cited)::bigint FROM unnest(string_to_array(TG_ARGV[0], ',')) AS cited
    )
  ) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION '%: {KEPT}', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""  # noqa: S608 - our own names alone

_POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION register_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%: {KEPT}', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


def _postgresql(shape: _Shape, once: str) -> list[str]:
    table, columns, refuse = shape.table, shape.columns, "EXECUTE FUNCTION register_refuse()"
    fixed = ", ".join(f'"{name}"' for name in columns if name != once)
    statements = [
        f"CREATE TRIGGER {table}_kept_update BEFORE UPDATE OF {fixed} ON {table} FOR EACH ROW {refuse}",
        *_postgresql_staying(shape),
    ]
    if once:
        statements.append(
            f"CREATE TRIGGER {table}_set_once BEFORE UPDATE OF {once} ON {table} FOR EACH ROW "
            f"WHEN (OLD.{once} IS NOT NULL AND NEW.{once} IS DISTINCT FROM OLD.{once}) {refuse}"
        )
    return statements


def _postgresql_staying(shape: _Shape) -> list[str]:
    table, refuse = shape.table, "EXECUTE FUNCTION register_refuse()"
    cited, (columns_of_owner, owner) = ",".join(ERASABLE.get(table, ())), FOLLOWS.get(table, ((), ""))
    belongs = ",".join(columns_of_owner)
    entries, column = ENTERED.get(table, ("", ""))
    told = ", ".join(f"'{each}'" for each in (cited, belongs, owner, entries, column))
    delete = f"EXECUTE FUNCTION register_refuse_unless_erased({told})" if cited or belongs else refuse
    return [
        f"CREATE TRIGGER {table}_kept_delete BEFORE DELETE ON {table} FOR EACH ROW {delete}",
        f"CREATE TRIGGER {table}_kept_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}",
    ]
