"""What people decide of persons, and what follows: edges, members, pairs that want a word."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from crimebook.stores.register.append_only import create_triggers

_KEPT = ("register_personedge", "register_shownweight")


def _keep(_apps: Any, editor: Any) -> None:
    create_triggers(editor, _KEPT, {})


class Migration(migrations.Migration):
    """Four tables; the words and who was shown a weight are kept as they are written."""

    dependencies = (("register", "0006_command"),)
    operations = (
        migrations.CreateModel(
            name="PersonEdge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("verdict", models.CharField(max_length=16)),
                ("actor", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("reason", models.TextField(default="")),
                ("bits", models.FloatField(null=True)),
                ("terms", models.JSONField(default=list)),
                ("model_digest", models.CharField(default="", max_length=64)),
                ("shown", models.JSONField(default=dict)),
                ("is_blind", models.BooleanField(default=False)),
                ("change", models.BigIntegerField()),
                (
                    "left",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="edges_right",
                        to="register.personmention",
                    ),
                ),
                (
                    "right",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="edges_left",
                        to="register.personmention",
                    ),
                ),
                (
                    "takes_back",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="taken_back_by",
                        to="register.personedge",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["left", "right"], name="person_edge_left"),
                    models.Index(fields=["right"], name="person_edge_right"),
                    models.Index(fields=["change"], name="person_edge_change"),
                    models.Index(fields=["actor", "-id"], name="person_edge_of_actor"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("verdict__in", ["different", "same", "unsure", "withdrawn"])),
                        name="person_edge_verdict",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("left_id__lt", models.F("right_id"))),
                        name="person_edge_left_of_right",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("takes_back__isnull", False), ("verdict", "withdrawn")),
                            models.Q(
                                models.Q(("verdict", "withdrawn"), _negated=True),
                                ("takes_back__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="person_edge_takes_back",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonMember",
            fields=[
                (
                    "mention",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="member",
                        serialize=False,
                        to="register.personmention",
                    ),
                ),
                ("is_torn", models.BooleanField(default=False)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="register.personmention",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_torn", False), ("person", models.F("mention")), _connector="OR"
                        ),
                        name="person_member_torn_is_alone",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonPair",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("bits", models.FloatField(null=True)),
                ("terms", models.JSONField(default=list)),
                ("model_digest", models.CharField(default="", max_length=64)),
                ("state", models.CharField(default="open", max_length=8)),
                ("said_by", models.CharField(default="", max_length=64)),
                ("settles", models.PositiveIntegerField(default=0)),
                ("rank", models.FloatField(default=0.0)),
                ("change", models.BigIntegerField()),
                (
                    "left",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pairs_right",
                        to="register.personmention",
                    ),
                ),
                (
                    "right",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pairs_left",
                        to="register.personmention",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["-rank", "id"],
                        name="person_pair_queue",
                    ),
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["-rank", "id"],
                        name="person_pair_waiting",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("left", "right"), name="person_pair_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "settled", "torn", "waiting"])),
                        name="person_pair_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("left_id__lt", models.F("right_id"))),
                        name="person_pair_left_of_right",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ShownWeight",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("actor", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
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
                    models.UniqueConstraint(fields=("left", "right", "actor"), name="shown_weight_once")
                ],
            },
        ),
        migrations.RunPython(_keep, migrations.RunPython.noop),
    )
