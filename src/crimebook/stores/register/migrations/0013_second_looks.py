"""Second looks: which decided pairs were put to the draw. Added, never changed."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from crimebook.stores.register.append_only import create_triggers

_KEPT = ("register_secondlook",)


def _keep(_apps: Any, editor: Any) -> None:
    create_triggers(editor, _KEPT, {})


class Migration(migrations.Migration):
    """One table, kept as it is written."""

    dependencies = [("register", "0012_learnt")]

    operations = [
        migrations.CreateModel(
            name="SecondLook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_drawn", models.BooleanField()),
                ("decided_by", models.CharField(max_length=64)),
                ("key_digest", models.CharField(max_length=64)),
                ("actor", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("change", models.BigIntegerField()),
                (
                    "left",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="register.personmention",
                    ),
                ),
                (
                    "right",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="register.personmention",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("left", "right"), name="second_look_once"),
                    models.CheckConstraint(
                        condition=models.Q(("decided_by", models.F("actor")), _negated=True),
                        name="second_look_not_by_decider",
                    ),
                ],
            },
        ),
        migrations.RunPython(_keep, migrations.RunPython.noop),
    ]
