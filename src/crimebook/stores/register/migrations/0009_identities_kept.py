"""Sealed identities of lists are kept as they were written, and go only by an entry of their own."""

from typing import Any

from django.db import migrations, models

from crimebook.stores.register.append_only import create_triggers

_KEPT = ("register_citedidentity", "register_erasedidentity")


def _keep(_apps: Any, editor: Any) -> None:
    create_triggers(editor, _KEPT, {})


class Migration(migrations.Migration):
    """One table, and triggers on two."""

    dependencies = (("register", "0008_vetting"),)
    operations = (
        migrations.CreateModel(
            name="ErasedIdentity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("identity_id", models.BigIntegerField(unique=True)),
                ("day", models.DateField()),
            ],
        ),
        migrations.RunPython(_keep, migrations.RunPython.noop),
    )
