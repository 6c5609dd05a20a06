"""Questions whether a person is implicated, and what was done with each."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from crimebook.stores.register.append_only import create_triggers

_KEPT = ("register_vettingquestion", "register_vettingstep")


def _keep(_apps: Any, editor: Any) -> None:
    create_triggers(editor, _KEPT, {})


class Migration(migrations.Migration):
    """Two tables, both kept as they are written."""

    dependencies = (("register", "0007_persons"),)
    operations = (
        migrations.CreateModel(
            name="VettingQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.CharField(max_length=32, unique=True)),
                ("particulars", models.JSONField()),
                ("asked_for", models.TextField()),
                ("purpose", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("asked_by", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("change", models.BigIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["asked_by", "at"], name="vetting_question_of_actor")],
            },
        ),
        migrations.CreateModel(
            name="VettingStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=16)),
                ("words", models.TextField(default="")),
                ("finding", models.JSONField(null=True)),
                ("digest", models.CharField(default="", max_length=64)),
                ("as_of", models.BigIntegerField(null=True)),
                ("actor", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("change", models.BigIntegerField()),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="register.vettingquestion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "confirmed",
                                    "endangers",
                                    "refused",
                                    "reply_given",
                                    "reply_sought",
                                    "withdrawn",
                                ],
                            )
                        ),
                        name="vetting_step_kind",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind__in", ("confirmed", "refused", "withdrawn"))),
                        fields=("question",),
                        name="vetting_ends_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finding__isnull", False), ("kind", "confirmed")),
                            models.Q(
                                models.Q(("kind", "confirmed"), _negated=True), ("finding__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="vetting_confirmed_has_answer",
                    ),
                ],
            },
        ),
        migrations.RunPython(_keep, migrations.RunPython.noop),
    )
