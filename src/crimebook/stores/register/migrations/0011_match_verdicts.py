"""What people say of matches: added, never changed."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from crimebook.stores.register.append_only import create_triggers

_KEPT = ("register_matchverdict",)


def _keep(_apps: Any, editor: Any) -> None:
    create_triggers(editor, _KEPT, {})


class Migration(migrations.Migration):
    """One table, kept as it is written, and an index for the queue."""

    dependencies = [
        ("register", "0010_relation_told_again"),
    ]

    operations = [
        migrations.CreateModel(
            name="MatchVerdict",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("incident_id", models.BigIntegerField()),
                ("recording_id", models.BigIntegerField(null=True)),
                ("communication_id", models.BigIntegerField(null=True)),
                ("window_id", models.BigIntegerField(null=True)),
                ("other_id", models.BigIntegerField(null=True)),
                ("verdict", models.CharField(max_length=16)),
                ("actor", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("reason", models.TextField(default="")),
                ("score_bits", models.FloatField(null=True)),
                ("terms", models.JSONField(default=list)),
                ("scorer", models.CharField(default="", max_length=64)),
                ("shown", models.JSONField(default=dict)),
                ("change", models.BigIntegerField()),
                (
                    "takes_back",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="taken_back_by",
                        to="register.matchverdict",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["incident_id"], name="match_verdict_incident"),
                    models.Index(
                        condition=models.Q(("recording_id__isnull", False)),
                        fields=["recording_id"],
                        name="match_verdict_of_recording_id",
                    ),
                    models.Index(
                        condition=models.Q(("communication_id__isnull", False)),
                        fields=["communication_id"],
                        name="match_verdict_of_communication",
                    ),
                    models.Index(fields=["verdict"], name="match_verdict_of_word"),
                    models.Index(fields=["actor", "-id"], name="match_verdict_of_actor"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("verdict__in", ["confirmed", "rejected", "unsure", "withdrawn"])),
                        name="match_verdict_word",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("communication_id__isnull", True), ("recording_id__isnull", False)),
                            models.Q(("communication_id__isnull", False), ("recording_id__isnull", True)),
                            _connector="OR",
                        ),
                        name="match_verdict_one_seen",
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
                        name="match_verdict_takes_back",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verdict__in", ("confirmed", "rejected")), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="match_verdict_says_why",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="match",
            index=models.Index(fields=["-is_placed", "-score_bits", "incident"], name="match_queue"),
        ),
        migrations.RunPython(_keep, migrations.RunPython.noop),
    ]
