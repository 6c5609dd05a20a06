"""Citations, mentions, events and imports are kept as they were written; windows and claims but for their end."""

from typing import Any

from django.db import migrations

from crimebook.stores.register.append_only import create_triggers


def _install(_apps: Any, editor: Any) -> None:
    create_triggers(editor)


class Migration(migrations.Migration):
    """Triggers, on whichever database this is."""

    dependencies = (("register", "0001_initial"),)
    operations = (migrations.RunPython(_install, migrations.RunPython.noop),)
