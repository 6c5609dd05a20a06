"""Persons as sources mention them, the posts they held, and what they are alleged to have done."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F

from crimebook.stores.register.append_only import create_triggers, drop_triggers


def _loosen(_apps: Any, editor: Any) -> None:
    drop_triggers(editor, ("register_unitrelation",))


def _tighten(apps: Any, editor: Any) -> None:
    relations = apps.get_model("register", "UnitRelation").objects
    # What stood was said by whether the unit's latest words said it; from here on the relation says so itself.
    relations.exclude(citation_id=F("child__citation_id")).update(superseded_at_change=0)
    create_triggers(editor)


class Migration(migrations.Migration):
    """Five tables, and relations that may end."""

    dependencies = [
        ("register", "0005_dated_slots"),
    ]

    operations = [
        migrations.RunPython(_loosen, migrations.RunPython.noop),
        migrations.CreateModel(
            name="PersonMention",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="register.source"
                    ),
                ),
                ("external_id", models.CharField(max_length=200)),
                (
                    "incident",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="person_mentions",
                        to="register.incident",
                    ),
                ),
                (
                    "citation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="register.citation"),
                ),
                ("name", models.TextField(default="")),
                ("name_kind", models.CharField(default="legal", max_length=16)),
                ("rank_words", models.TextField(default="")),
                ("rank", models.CharField(default="", max_length=64)),
                ("unit_words", models.TextField(default="")),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="person_mentions",
                        to="register.unit",
                    ),
                ),
                ("badge", models.CharField(default="", max_length=64)),
                ("helmet", models.CharField(default="", max_length=64)),
                ("plate", models.CharField(default="", max_length=64)),
                ("phone", models.CharField(default="", max_length=64)),
                ("birth", models.CharField(default="", max_length=10)),
                ("death", models.CharField(default="", max_length=10)),
                ("description", models.TextField(default="")),
                ("role_words", models.TextField(default="")),
                ("side", models.CharField(default="force", max_length=8)),
                ("is_invented", models.BooleanField(default=False)),
                ("change", models.BigIntegerField(default=0)),
            ],
            options={
                "indexes": [models.Index(fields=["change"], name="person_mention_change")],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "external_id"), name="person_mention_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "name_kind__in",
                                [
                                    "account",
                                    "badge",
                                    "callsign",
                                    "former",
                                    "legal",
                                    "nickname",
                                    "office",
                                    "patronymic",
                                    "pseudonym",
                                    "surname",
                                    "unnamed",
                                ],
                            )
                        ),
                        name="person_mention_name_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("side__in", ["force", "public", "unknown"])),
                        name="person_mention_side",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="register.source"
                    ),
                ),
                ("external_id", models.CharField(max_length=200)),
                (
                    "mention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="register.personmention",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="register.unit",
                    ),
                ),
                ("unit_words", models.TextField(default="")),
                ("kind", models.CharField(default="undetermined", max_length=64)),
                ("title", models.TextField(default="")),
                ("rank_words", models.TextField(default="")),
                ("rank", models.CharField(default="", max_length=64)),
                ("is_command", models.BooleanField(default=False)),
                ("time", models.CharField(default="?~?/?~?", max_length=200)),
                (
                    "citation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="register.citation"),
                ),
                ("is_invented", models.BooleanField(default=False)),
                ("change", models.BigIntegerField(default=0)),
                ("superseded_at_change", models.BigIntegerField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "external_id", "citation"), name="posting_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Involvement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "mention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="involvements",
                        to="register.personmention",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="involvements",
                        to="register.incident",
                    ),
                ),
                (
                    "act",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="involvements",
                        to="register.act",
                    ),
                ),
                ("degree", models.CharField(default="undetermined", max_length=64)),
                ("mode", models.CharField(default="not_assessed", max_length=64)),
                (
                    "citation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="involvements",
                        to="register.citation",
                    ),
                ),
                (
                    "told_in",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="register.citation",
                    ),
                ),
                ("analyst", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("is_invented", models.BooleanField(default=False)),
                ("change", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="InvolvementGround",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "involvement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="grounds",
                        to="register.involvement",
                    ),
                ),
                (
                    "citation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="involvement_grounds",
                        to="register.citation",
                    ),
                ),
                ("basis", models.CharField(default="not_stated", max_length=64)),
                ("direction", models.CharField(default="supports", max_length=16)),
                ("test", models.CharField(default="", max_length=64)),
                ("words", models.TextField(default="")),
                ("analyst", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("change", models.BigIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("involvement", "citation", "test", "basis", "direction"),
                        name="involvement_ground_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("direction__in", ["contradicts", "supports"])),
                        name="involvement_ground_direction",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InvolvementStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "involvement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="steps",
                        to="register.involvement",
                    ),
                ),
                ("status", models.CharField(max_length=16)),
                ("standard", models.CharField(default="not_assessed", max_length=64)),
                ("answer", models.CharField(default="", max_length=16)),
                (
                    "answers",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="answered_by",
                        to="register.involvementstep",
                    ),
                ),
                ("actor", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("reason", models.TextField(default="")),
                ("change", models.BigIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["cleared", "corroborated", "lead", "named", "ready", "withdrawn"])
                        ),
                        name="involvement_step_status",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("answer__in", ["", "confirmed", "refused"])),
                        name="involvement_step_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answers__isnull", True)),
                            models.Q(models.Q(("answer", ""), _negated=True), ("answers__isnull", False)),
                            _connector="OR",
                        ),
                        name="involvement_step_answers",
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="unitrelation",
            name="unit_relation_once",
        ),
        migrations.RemoveConstraint(
            model_name="unitrelation",
            name="unit_relation_kind",
        ),
        migrations.AddField(
            model_name="deployment",
            name="derived_from",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="derived_deployments",
                to="register.incident",
            ),
        ),
        migrations.AddField(
            model_name="unitrelation",
            name="superseded_at_change",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddConstraint(
            model_name="unitrelation",
            constraint=models.UniqueConstraint(
                fields=("child", "parent", "kind", "time", "citation"), name="unit_relation_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="unitrelation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        ["administrative", "attached", "command", "operational", "same", "successor"],
                    )
                ),
                name="unit_relation_kind",
            ),
        ),
        migrations.RunPython(_tighten, migrations.RunPython.noop),
    ]
