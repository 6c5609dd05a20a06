"""What only PostgreSQL has, and only a book of a million needs: SQLite goes without."""

from typing import Any

from django.db import migrations

_TITLE_WORDS = """
DO $$ BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE INDEX incident_title_words ON register_incident USING gin (upper(title) gin_trgm_ops);
EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported THEN
    RAISE NOTICE 'no pg_trgm here: words within titles are found by reading all titles';
END $$
"""
"""An index for words within titles, where its trigrams can be had."""

_KEYS_FOLLOW_WORDS = "CREATE STATISTICS mention_keys (dependencies) ON words_key, words FROM register_mention"
"""A key follows from its words: taken for independent, the commonest would be expected to be rare."""


def _install(_apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(_TITLE_WORDS)
        editor.execute(_KEYS_FOLLOW_WORDS)


def _remove(_apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP INDEX IF EXISTS incident_title_words")
        editor.execute("DROP STATISTICS IF EXISTS mention_keys")


class Migration(migrations.Migration):
    """An index and what the planner should know."""

    dependencies = (("register", "0002_append_only"),)
    operations = (migrations.RunPython(_install, _remove),)
