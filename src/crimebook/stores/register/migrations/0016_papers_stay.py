"""Papers may be told anew by their source and never deleted: nobody would miss a retraction that is gone."""

from typing import Any

from django.db import migrations

from crimebook.stores.register.append_only import guard_deletion


def _guard(_apps: Any, editor: Any) -> None:
    guard_deletion(editor)


class Migration(migrations.Migration):
    """Triggers alone."""

    dependencies = (("register", "0015_judged_matches"),)

    operations = (migrations.RunPython(_guard, migrations.RunPython.noop),)
